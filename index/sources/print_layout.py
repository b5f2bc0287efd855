"""From printed lines back to running text: paragraphs joined, hyphenation mended, running heads and folios taken out.

Owns the layout only and knows nothing of PDF: a page comes as lines with their place and size. What is taken out is
handed back, so that nothing disappears silently. Called by `pdf`.
"""

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median

_SENTENCE_END = re.compile(r"[.!?…:][\"'”’»)\]]*$")
_BULLET = re.compile(r"[•▪‣◦●■]\s|\(?\d{1,2}[.)]\s(?=\D)")
_FOLIO = re.compile(r"(?:page\s*)?[-–—\s]*\d{1,4}(?:\s*(?:/|of)\s*\d{1,4})?[-–—\s]*", re.IGNORECASE)
_HYPHEN = re.compile(r"(?<=[^\W\d_])[-\u2010\u00ad]$")
_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")
# A gap this much larger than the usual one parts paragraphs; justified type varies by less.
_WIDER = 1.3
_OTHER_SIZE = 0.08
_SHORT = 0.75
_EDGE_LINES = 2
# Left and right pages often have heads of their own, and chapters theirs.
_SHARE_OF_PAGES = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One printed line. `y` in any unit and direction that one page keeps, `size` the height of its type."""

    text: str
    x: float = 0.0
    y: float = 0.0
    size: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Flowed:
    """Pages as running text, paragraphs apart by blank lines, and the running heads and folios left out of them."""

    pages: tuple[str, ...]
    furniture: tuple[str, ...]


def flow(pages: Sequence[Sequence[Line]]) -> Flowed:
    """Turn pages of lines into pages of text; a word broken over two pages stands whole on the first."""
    furniture = _furniture(pages)
    kept = [
        [line for place, line in enumerate(page) if (number, place) not in furniture]
        for number, page in enumerate(pages)
    ]
    words = Counter(word.lower() for page in kept for line in page for word in _WORD.findall(line.text))
    gap = _usual_gap(kept)
    width = _usual_width(kept)
    texts = ["\n\n".join(_joined(paragraph, words) for paragraph in _paragraphs(page, gap, width)) for page in kept]
    for here in range(len(texts) - 1):
        texts[here], texts[here + 1] = _mend_page_break(texts[here], texts[here + 1], words)
    taken = dict.fromkeys(pages[number][place].text.strip() for number, place in sorted(furniture))
    return Flowed(pages=tuple(texts), furniture=tuple(taken))


def _furniture(pages: Sequence[Sequence[Line]]) -> set[tuple[int, int]]:
    """Find the lines at the edges of pages that come again on most of them, or are nothing but a page number."""
    if len(pages) < 2:
        return set()
    seen = Counter(
        pattern for page in pages for pattern in {_pattern(line.text) for edge in _edges(page) for _, line in edge}
    )
    enough = max(min(3, len(pages)), len(pages) * _SHARE_OF_PAGES)
    found: set[tuple[int, int]] = set()
    for number, page in enumerate(pages):
        for edge in _edges(page):
            for place, line in edge:
                folio = _FOLIO.fullmatch(line.text.strip())
                if not folio and seen[_pattern(line.text)] < enough:
                    break  # what is nearer to the middle belongs to the text
                found.add((number, place))
    return found


def _edges(page: Sequence[Line]) -> Iterator[list[tuple[int, Line]]]:
    """Give the first and the last lines of a page, each from the edge inwards."""
    written = [(place, line) for place, line in enumerate(page) if line.text.strip()]
    yield written[:_EDGE_LINES]
    yield written[: -_EDGE_LINES - 1 : -1]


def _pattern(text: str) -> str:
    """Write a line as what it has in common with the same head on other pages; a sentence keeps its numbers."""
    line = text.strip().casefold()
    return line if _SENTENCE_END.search(line) else re.sub(r"\d+", "#", line)


def _usual_gap(pages: Iterable[Sequence[Line]]) -> float:
    gaps = [
        abs(after.y - before.y)
        for page in pages
        for before, after in itertools.pairwise(page)
        if before.y != after.y and _alike(before, after)
    ]
    return median(gaps) if gaps else 0.0


def _usual_width(pages: Iterable[Sequence[Line]]) -> int:
    lengths = sorted(len(line.text.strip()) for page in pages for line in page if line.text.strip())
    return lengths[int(len(lengths) * 0.9)] if lengths else 0


def _alike(before: Line, after: Line) -> bool:
    return abs(before.size - after.size) <= _OTHER_SIZE * max(before.size, after.size)


def _paragraphs(page: Sequence[Line], gap: float, width: int) -> list[list[str]]:
    paragraphs: list[list[str]] = []
    last: Line | None = None
    for line in page:
        text = " ".join(line.text.split())
        if not text:
            last = None
            continue
        if last is None or _parts(last, line, text, gap, width):
            paragraphs.append([])
        paragraphs[-1].append(text)
        last = line
    return paragraphs


def _parts(last: Line, line: Line, text: str, gap: float, width: int) -> bool:
    """Tell whether a paragraph ends between two lines."""
    before = last.text.strip()
    if _BULLET.match(text) or not _alike(last, line):
        return True
    ended = bool(_SENTENCE_END.search(before))
    step = abs(line.y - last.y)
    if gap and step > gap * _WIDER:
        # The top of the next column is far away too: there a sentence in its middle goes on.
        return ended or step < gap * 4 or not text[:1].islower()
    if ended and len(before) < width * _SHORT and not text[:1].islower():
        return True
    indent = line.x - last.x
    return ended and bool(line.size) and line.size * 0.8 < indent < line.size * 6


def _joined(lines: Sequence[str], words: Counter[str]) -> str:
    text = lines[0]
    for line in lines[1:]:
        text = _mended(text, line, words) if _HYPHEN.search(text) else f"{text} {line}"
    return text


def _mended(before: str, after: str, words: Counter[str]) -> str:
    """Join two lines at a hyphen, which stays where the article elsewhere shows that it belongs to the word."""
    head = _WORD.search(before[:-1][::-1])
    tail = _WORD.match(after)
    bare = before[:-1]
    if before.endswith("\u00ad"):
        return bare + after
    if head is None or tail is None or not tail.group()[:1].islower():
        return before + after
    first, second = head.group()[::-1].lower(), tail.group().lower()
    if words[first + second]:
        return bare + after
    if words[f"{first}-{second}"] or (len(first) > 2 and words[first] and words[second] > 1):
        return before + after
    return bare + after


def _mend_page_break(page: str, following: str, words: Counter[str]) -> tuple[str, str]:
    rest = re.match(r"\S+\s?", following)
    if not _HYPHEN.search(page) or rest is None or not following[:1].islower():
        return page, following
    return _mended(page, rest.group().strip(), words), following[rest.end() :]
