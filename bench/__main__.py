"""`python -m bench [--data DIR] [--only NAME ...]`: run benchmarks, print a table, write bench/results/.

Owns the command line of the bench.
"""

import argparse
import json
import math
import subprocess
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from bench import invariants, realtimeqa, rgb, speed
from bench.measuring import Figure, machine

SETS = {"rgb": rgb.run, "realtimeqa": realtimeqa.run}


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(
        prog="python -m bench", description="Measure Footnote: speed, and quality on sets."
    )
    parser.add_argument("--data", type=Path, help="folder of the public evaluation sets; without it only speed runs")
    parser.add_argument(
        "--work", type=Path, default=Path(".bench"), help="where data directories are kept between runs"
    )
    parser.add_argument("--only", nargs="*", choices=["speed", "invariants", *SETS], help="run only these")
    parser.add_argument("--limit", type=int, help="questions per set, for a quick look")
    parser.add_argument("--passages", type=int, default=25_000, help="size of the corpus that answers are timed over")
    parser.add_argument("--out", type=Path, default=Path("bench/results"), help="where the JSON and the table go")
    given = parser.parse_args()
    wanted = set(given.only or ["speed", "invariants", *SETS])
    given.work.mkdir(parents=True, exist_ok=True)
    figures: list[Figure] = []
    if "speed" in wanted:
        figures += speed.run(given.work, passages=given.passages)
    if "invariants" in wanted:
        figures += invariants.run(given.work)
    for name, run in SETS.items():
        if name not in wanted:
            continue
        if given.data is None or not given.data.is_dir():
            print(f"{name}: skipped, no --data")
            continue
        figures += run(given.data, given.work, given.limit)
    print(table(figures))
    if not given.limit:
        write(figures, given.out)


def table(figures: list[Figure]) -> str:
    """Write figures as a Markdown table."""
    rows = ["| measure | value | 95% interval | n |", "|---|---|---|---|"]
    for one in figures:
        between = "" if math.isnan(one.low) or one.n < 2 else f"{one.low:.3f}-{one.high:.3f}"
        rows.append(f"| {one.name} | {one.value:.3f} | {between} | {one.n} |")
    return "\n".join(rows)


def write(figures: list[Figure], out: Path) -> None:
    """Keep the figures with the commit and the machine they belong to."""
    out.mkdir(parents=True, exist_ok=True)
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False).stdout
    about = {**machine(), "commit": commit.strip(), "made": datetime.now(UTC).isoformat(timespec="seconds")}
    (out / "latest.json").write_text(
        json.dumps({"about": about, "figures": [asdict(one) for one in figures]}, indent=1)
    )
    lines = [f"- {name}: {value}" for name, value in about.items()]
    (out / "latest.md").write_text(table(figures) + "\n\n" + "\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
