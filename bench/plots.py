"""Pictures of a published run for docs/: `python -m bench.plots RESULTS.json docs/`.

Owns the drawing: plain SVG with a style sheet of its own that follows the reader's light or dark. Values come from the
results file only, so that a picture cannot say more than the table.
"""

import argparse
import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import TypedDict

from bench.peers.comparing import PEERS

WIDTH = 720
STYLE = """
text { font: 13px system-ui, sans-serif; fill: #1f2328 }
.title { font-size: 15px; font-weight: 600 } .faint { fill: #59636e } .grid { stroke: #d1d9e0 }
.s0 { stroke: #0550ae; fill: #0550ae } .s1 { stroke: #bc4c00; fill: #bc4c00 }
.s2 { stroke: #1a7f37; fill: #1a7f37 } .s3 { stroke: #8250df; fill: #8250df }
polyline.line { fill: none; stroke-width: 2 }
@media (prefers-color-scheme: dark) {
text { fill: #f0f6fc } .faint { fill: #9198a1 } .grid { stroke: #3d444d }
.s0 { stroke: #79c0ff; fill: #79c0ff } .s1 { stroke: #ffa657; fill: #ffa657 }
.s2 { stroke: #56d364; fill: #56d364 } .s3 { stroke: #d2a8ff; fill: #d2a8ff } }
"""
COMPARED = {
    "realtimeqa-part contains": "RealTime QA: first 60 words hold the answer",
    "realtimeqa-part contains, no wrong choice": "… and no wrong choice",
    "realtimeqa-part hit@4": "RealTime QA: answer in the first 4 passages",
    "realtimeqa-part gold article MRR@10": "RealTime QA: gold article, MRR@10",
    "rgb noise_0.0": "RGB: answer in 60 words, no noise",
    "rgb noise_0.8": "RGB: … four of five documents noise",
    "mtrag un recall@5": "MT-RAG un: recall of the first 5",
    "mtrag human recall@5": "MT-RAG human: recall of the first 5",
}
NAMES = {"": "Footnote", "langchain": "LangChain", "llamaindex": "LlamaIndex", "haystack": "Haystack"}
_GROWN = re.compile(r"answer p50 at (\d+) passages(.*), ms")


class Value(TypedDict):
    """One figure of a results file."""

    name: str
    value: float
    low: float
    high: float
    n: int


def growth(figures: Mapping[str, Value]) -> str:
    """Draw the time of a whole answer over the size of the corpus, a line for each kind of scope."""
    lines: dict[str, list[tuple[int, float]]] = {}
    for name, one in figures.items():
        if found := _GROWN.fullmatch(name):
            lines.setdefault(found[2].removeprefix(", ") or "no dates, no groups", []).append(
                (int(found[1]), one["value"])
            )
    if not lines:
        return ""
    sizes = sorted({size for points in lines.values() for size, _ in points})
    top = max(ms for points in lines.values() for _, ms in points) * 1.15
    step = 10 ** math.floor(math.log10(top)) / (1 if top / 10 ** math.floor(math.log10(top)) > 4 else 4)
    left, right, high, low = 60, WIDTH - 20, 76, 320
    span = math.log(sizes[-1] / sizes[0]) or 1.0

    def x(size: float) -> float:
        return left + (right - left) * math.log(size / sizes[0]) / span

    def y(ms: float) -> float:
        return low - (low - high) * ms / top

    drawn = [_text(left - 40, 24, "A whole answer (median, milliseconds) over the passages stored", "title")]
    drawn += [
        f'<line class="grid" x1="{left}" x2="{right}" y1="{y(at * step):.1f}" y2="{y(at * step):.1f}"/>'
        + _text(left - 8, y(at * step) + 4, f"{at * step:g}", "faint", "end")
        for at in range(int(top / step) + 1)
    ]
    ends = {sizes[0]: "start", sizes[-1]: "end"}
    drawn += [_text(x(size), low + 22, f"{size:,}", "faint", ends.get(size, "middle")) for size in sizes]
    for number, (label, points) in enumerate(sorted(lines.items(), key=lambda one: one[0] != "no dates, no groups")):
        path = " ".join(f"{x(size):.1f},{y(ms):.1f}" for size, ms in sorted(points))
        drawn.append(f'<polyline class="line s{number}" points="{path}"/>')
        drawn += [f'<circle class="s{number}" cx="{x(size):.1f}" cy="{y(ms):.1f}" r="3.5"/>' for size, ms in points]
        drawn.append(_key(left + 215 * number, 50, number, label))
    return _svg(360, drawn)


def peers(figures: Mapping[str, Value]) -> str:
    """Draw what peers were measured on: a row for each measure, a dot with its 95% interval for each program."""
    rows = [(name, words) for name, words in COMPARED.items() if name in figures and f"{name}, {PEERS[0]}" in figures]
    if not rows:
        return ""
    left, right, high, tall = 330.0, WIDTH - 24.0, 84.0, 58.0

    def x(share: float) -> float:
        return left + (right - left) * share

    bottom = high + tall * len(rows)
    drawn = [_text(20, 24, "Side by side, same articles, questions and model files (95% intervals)", "title")]
    programs = ["", *(peer for peer in PEERS if any(name.endswith(f", {peer}") for name in figures))]
    drawn += [_key(20 + 140 * number, 50, number, NAMES[name]) for number, name in enumerate(programs)]
    for at in range(0, 11, 2):
        drawn.append(f'<line class="grid" x1="{x(at / 10)}" x2="{x(at / 10)}" y1="{high - 12}" y2="{bottom - 8}"/>')
        drawn.append(_text(x(at / 10), bottom + 10, f"{at / 10:g}", "faint", "middle"))
    for row, (name, words) in enumerate(rows):
        middle = high + tall * row + tall / 2 - 12
        drawn.append(_text(20, middle + 4, words))
        for number, program in enumerate(programs):
            one = figures.get(f"{name}, {program}" if program else name)
            if one is None:
                continue
            here = middle + 11 * (number - (len(programs) - 1) / 2)
            drawn.append(
                f'<line class="s{number}" stroke-width="2" x1="{x(one["low"]):.1f}" x2="{x(one["high"]):.1f}" '
                f'y1="{here}" y2="{here}"/><circle class="s{number}" cx="{x(one["value"]):.1f}" cy="{here}" r="4.5"/>'
            )
    return _svg(round(bottom + 24), drawn)


def _key(x: float, y: float, number: int, label: str) -> str:
    return f'<circle class="s{number}" cx="{x + 5}" cy="{y - 4}" r="4.5"/>' + _text(x + 16, y, label)


def _text(x: float, y: float, words: str, kind: str = "", anchor: str = "start") -> str:
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'


def _svg(height: int, drawn: Sequence[str]) -> str:
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
    return f'{head} role="img">\n<style>{STYLE}</style>\n' + "\n".join(drawn) + "\n</svg>\n"


PICTURES: Mapping[str, Callable[[Mapping[str, Value]], str]] = {"speed-growth": growth, "peers": peers}


def main() -> None:
    """Draw every picture that the results hold figures for."""
    parser = argparse.ArgumentParser(prog="python -m bench.plots", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("results", type=Path, help="a .json of bench/results")
    parser.add_argument("out", type=Path, help="the folder for the pictures")
    given = parser.parse_args()
    figures: dict[str, Value] = {one["name"]: one for one in json.loads(given.results.read_text())["figures"]}
    for name, draw in PICTURES.items():
        if picture := draw(figures):
            (given.out / f"{name}.svg").write_text(picture)


if __name__ == "__main__":
    main()
