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


def side_by_side(figures: Sequence[Figure], peers: Sequence[str]) -> str:
    """Write what peers were measured on as one row a measure: ours, theirs, and our gain with its interval."""
    by_name = {one.name: one for one in figures}
    rows = [f"| measure | Footnote | {' | '.join(peers)} |", "|---" * (len(peers) + 2) + "|"]
    for name, one in by_name.items():
        theirs = [by_name.get(f"{name}, {peer}") for peer in peers]
        if any(theirs):
            cells = [
                _cell(it, by_name.get(f"{name}, gain over {peer}")) for it, peer in zip(theirs, peers, strict=True)
            ]
            rows.append(f"| {name} (n = {one.n}) | {_short(one.value)} | {' | '.join(cells)} |")
    return "\n".join(rows) if len(rows) > 2 else ""


def _cell(theirs: Figure | None, ours_more: Figure | None) -> str:
    if theirs is None:
        return ""
    if ours_more is None:
        return _short(theirs.value)
    return f"{_short(theirs.value)} ({ours_more.value:+.2f}: {ours_more.low:+.2f} to {ours_more.high:+.2f})"


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 10 else f"{value:.2f}"


def write(figures: Sequence[Figure], out: Path, *, peers: Sequence[str]) -> None:
    """Write `latest.json` and `latest.md`; who publishes a run renames both to its day."""
    out.mkdir(parents=True, exist_ok=True)
    about = {**machine(), "commit": _commit(), "made": datetime.now(UTC).isoformat(timespec="seconds")}
    for peer in peers:
        pins = (Path(__file__).parent / "peers" / peer / "requirements.txt").read_text().split()
        about[f"peer {peer}"] = ", ".join(pins)
    rows = [{"name": one.name, "value": one.value, "low": one.low, "high": one.high, "n": one.n} for one in figures]
    (out / "latest.json").write_text(json.dumps({"about": about, "figures": rows}, indent=1) + "\n")
    lines = [f"- {name}: {value}" for name, value in about.items()]
    parts = [side_by_side(figures, peers), table(figures), "\n".join(lines)]
    (out / "latest.md").write_text("\n\n".join(part for part in parts if part) + "\n")


def _commit() -> str:
    """Name the commit, and say when the checkout differs from it."""

    def git(*said: str) -> str:
        return subprocess.run(["git", *said], capture_output=True, text=True, check=False).stdout.strip()

    changed = git("status", "--porcelain", "--untracked-files=no")
    return git("rev-parse", "--short", "HEAD") + (" and changes" if changed else "")
