"""Real article pages: how much of the article is read, and how little of what stands around it.

Rules: 4-gram shingles of `\\w+` tokens, precision and recall of each page, the mean of each over all pages, F1 of those
two (Zyte's article-extraction benchmark). Beside ours: trafilatura alone on the same pages, and by how much our worst
page is worse than its.
"""

import gzip
import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import trafilatura

from bench.measuring import Figure, figure
from index.errors import InputRefused
from index.sources.page import read_page
from index.sources.reading import Origin, SourceOptions

_TOKEN = re.compile(r"\w+")
_SHINGLE = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One page: shares of what was taken that is right, and of what is right that was taken."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean of the two."""
        return 2 * self.precision * self.recall / (self.precision + self.recall) if self.precision else 0.0


def run(data: Path, work: Path, limit: int | None = None) -> list[Figure]:
    """Measure ours and trafilatura's own."""
    pages = read_pages(data)[:limit]
    ours = [score(gold, taken(raw)) for _, raw, gold in pages]
    own = [score(gold, trafilatura.extract(raw) or "") for _, raw, gold in pages]
    behind = [max(0.0, theirs.f1 - mine.f1) for mine, theirs in zip(ours, own, strict=True)]
    return [
        *_figures("extraction", ours),
        *_figures("extraction, trafilatura alone", own),
        Figure(name="extraction, most behind on one page", value=max(behind), low=0, high=0, n=1),
    ]


def read_pages(data: Path) -> list[tuple[str, bytes, str]]:
    """Give each page's name, raw HTML and gold body."""
    folder = data / "article-extraction"
    truth = json.loads(gzip.decompress((folder / "ground-truth.json.gz").read_bytes()))
    return [
        (name, gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes()), gold["articleBody"])
        for name, gold in sorted(truth.items())
        if (folder / "html" / f"{name}.html.gz").exists()
    ]


def taken(raw: bytes) -> str:
    """Read a page as Footnote does; a refused page has no text."""
    try:
        return read_page(
            raw, Origin(input="page", stem="page", key=b"page"), SourceOptions(timezone=ZoneInfo("UTC"))
        ).text
    except InputRefused:
        return ""


def score(gold: str, found: str) -> Score:
    """Compare two texts by their shingles."""
    wanted, got = shingles(gold), shingles(found)
    common = sum((wanted & got).values())
    return Score(
        precision=common / max(1, sum(got.values())) if got else 0.0, recall=common / max(1, sum(wanted.values()))
    )


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """Count every run of four words; a shorter text is one run."""
    words = _TOKEN.findall(text)
    if not words:
        return Counter()
    return Counter(tuple(words[at : at + _SHINGLE]) for at in range(max(1, len(words) - _SHINGLE + 1)))


def _figures(name: str, scores: Sequence[Score]) -> list[Figure]:
    precision = figure(f"{name}: precision", [one.precision for one in scores])
    recall = figure(f"{name}: recall", [one.recall for one in scores])
    both = Score(precision=precision.value, recall=recall.value).f1
    unknown = float("nan")
    return [precision, recall, Figure(name=f"{name}: F1", value=both, low=unknown, high=unknown, n=len(scores))]
