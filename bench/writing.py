"""The figures of a run, as a table a person reads and as JSON, with all it takes to make them again.

Owns what stands in `bench/results/`: figures, versions, machine, command, commit; never a word of a set.
"""

import json
import math
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench.measuring import Figure, machine


def table(figures: Sequence[Figure]) -> str:
    """Write figures as a Markdown table."""
    rows = ["| measure | value | 95% interval | n |", "|---|---|---|---|"]
    for one in figures:
        between = "" if math.isnan(one.low) or one.n < 2 else f"{one.low:.3f} to {one.high:.3f}"
        rows.append(f"| {one.name} | {one.value:.3f} | {between} | {one.n} |")
    return "\n".join(rows)


def write(figures: Sequence[Figure], out: Path) -> None:
    """Write `latest.json` and `latest.md`; who publishes a run renames both to its day."""
    out.mkdir(parents=True, exist_ok=True)
    about = {**machine(), "commit": _commit(), "made": datetime.now(UTC).isoformat(timespec="seconds")}
    rows = [{"name": one.name, "value": one.value, "low": one.low, "high": one.high, "n": one.n} for one in figures]
    (out / "latest.json").write_text(json.dumps({"about": about, "figures": rows}, indent=1) + "\n")
    lines = [f"- {name}: {value}" for name, value in about.items()]
    (out / "latest.md").write_text(table(figures) + "\n\n" + "\n".join(lines) + "\n")


def _commit() -> str:
    """Name the commit, and say when the checkout differs from it."""

    def git(*said: str) -> str:
        return subprocess.run(["git", *said], capture_output=True, text=True, check=False).stdout.strip()

    changed = git("status", "--porcelain", "--untracked-files=no")
    return git("rev-parse", "--short", "HEAD") + (" and changes" if changed else "")
