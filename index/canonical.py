"""The one text of an article that every offset refers to.

Owns what may change between an input and its canonical text: Unicode NFC (never NFKC), newlines, NUL, a leading byte
order mark, form feeds, whole lines of boilerplate (what such a line says is known to `boilerplate`). Everything else
stays, odd characters and blank lines included. Knows nothing of files or storage. Called by `ingest` and by the readers
of records. Linear time.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from index.article import CanonicalText, RemovedLine
from index.boilerplate import QUOTE_MARK, boilerplate_kind

_FEED = re.compile(r"\n*\f[\n\f]*")
_BOM = "\ufeff"
_LONG_MARKS = re.compile(r"(?<![^\w\s\x00-\x7f])[^\w\s\x00-\x7f]{64,}")
_LINE = re.compile(r"\S[^\n]*")
_OPENING = frozenset(("“", "„", "«", "「", "『", "``"))
_RUNS_ON = re.compile(r"[\w,;–—-]\Z")
_PROSE_WIDTH = 45


def canonicalise(raw: str) -> CanonicalText:
    """Turn what a source read into canonical text.

    Idempotent: the canonical text of a canonical text is itself. A form feed ends a page: beside a newline it becomes
    a paragraph break, inside a paragraph a newline.
    """
    text = raw.replace("\0", "")
    text = _compose(text)
    text = text.replace("\r\n", "\n").replace("\r", "\n").lstrip(_BOM)
    text, pages = _pages(text)
    removed = tuple(_boilerplate(text))
    if removed:
        text, pages = _without(text, pages, removed)
    bare = text.lstrip(_BOM)
    if len(bare) < len(text):
        pages = [max(0, page - (len(text) - len(bare))) for page in pages]
    return CanonicalText(
        text=bare,
        removed=tuple(RemovedLine(line=line.text, reason=line.reason) for line in removed),
        page_starts=tuple(pages),
    )


def _compose(text: str) -> str:
    """Give NFC, in linear time.

    CPython sorts the combining marks after a letter by insertion: a million of them take hours. Long runs are sorted
    first, which is what NFC would do with them.
    """
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", _LONG_MARKS.sub(lambda run: _ordered(run.group()), text))


def _ordered(run: str) -> str:
    """Put the marks of a run into canonical order."""
    ordered: list[str] = []
    pending: list[str] = []
    for mark in "".join(unicodedata.normalize("NFD", character) for character in run):
        if unicodedata.combining(mark):
            pending.append(mark)
            continue
        ordered.extend(sorted(pending, key=unicodedata.combining))
        ordered.append(mark)
        pending = []
    ordered.extend(sorted(pending, key=unicodedata.combining))
    return "".join(ordered)


def _pages(text: str) -> tuple[str, list[int]]:
    """Take the form feeds out, and say where each page begins."""
    if "\f" not in text:
        return text, []
    starts = [0]
    parts: list[str] = []
    done = length = 0
    for feed in _FEED.finditer(text):
        newlines = feed.group().count("\n")
        gap = "\n" * max(2, newlines) if newlines else "\n"
        # At either end of the text there is nothing to keep apart.
        if feed.end() == len(text) or not length + feed.start() - done:
            gap = "\n" * newlines
        parts += [text[done : feed.start()], gap]
        length += feed.start() - done + len(gap)
        done = feed.end()
        # A feed at the very end closes the last page and opens none.
        opened = feed.group().count("\f") - (feed.end() == len(text) and feed.group().endswith("\f"))
        starts += [length] * opened
    parts.append(text[done:])
    return "".join(parts), starts


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """A line to leave out: its place (newline included), its words, and why."""

    start: int
    end: int
    text: str
    reason: str


def _boilerplate(text: str) -> Iterator[_Line]:
    """Yield the boilerplate lines of `text`, in order.

    A run of such lines is judged as one, by the lines around it that stay; so a second pass finds nothing more.
    """
    run: list[_Line] = []
    before, inside, ended = "", _Marks(text), 0
    for match in _LINE.finditer(text):
        start, end = match.span()
        if ended and text.count("\n", ended, start) > 1:
            yield from _kept_out(run, before, "", inside)
            run, before = [], ""
            inside.close()
        ended = end
        reason = boilerplate_kind(match.group().rstrip())
        if reason:
            begun = text.rfind("\n", 0, start) + 1
            run.append(_Line(start=begun, end=min(end + 1, len(text)), text=text[begun:end], reason=reason))
            continue
        yield from _kept_out(run, before, text[start : start + 8], inside)
        run, before = [], text[max(start, end - 200) : end]
        inside.read(start, end)
    yield from _kept_out(run, before, "", inside)


class _Marks:
    """How many double quotation marks stand open in the block of lines read so far."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._last_closing = max(map(text.rfind, ("”", "“", '"', "»", "«", "」", "』", "''")))
        self._open = 0

    def close(self) -> None:
        """Forget what is open: the block has ended."""
        self._open = 0

    def read(self, start: int, end: int) -> None:
        """Follow the marks of one more line."""
        for mark in QUOTE_MARK.finditer(self._text, start, end):
            opens = mark.group() in _OPENING or (mark.group() in ('"', "''", "‟") and not self._open)
            self._open = max(0, self._open + (1 if opens else -1))

    def stand_open(self, at: int) -> bool:
        """Tell whether a quotation begun before `at` may end after it."""
        return self._open > 0 and at <= self._last_closing


def _kept_out(run: list[_Line], before: str, after: str, inside: _Marks) -> list[_Line]:
    """Give the lines of a run unless they are part of the prose or the quotation around them."""
    if not run:
        return []
    before = before.rstrip()
    if before and after:
        if len(before) >= _PROSE_WIDTH and _RUNS_ON.search(before):
            return []
        if inside.stand_open(run[-1].end):
            return []
    return [] if after[:1].islower() else run


def _without(text: str, pages: list[int], removed: tuple[_Line, ...]) -> tuple[str, list[int]]:
    """Leave the lines out of the text, and move the page starts with it."""
    parts: list[str] = []
    done = gone = index = 0
    moved: list[int] = []
    for line in removed:
        while index < len(pages) and pages[index] < line.end:
            moved.append(min(pages[index], line.start) - gone)
            index += 1
        parts.append(text[done : line.start])
        gone += line.end - line.start
        done = line.end
    parts.append(text[done:])
    moved += [page - gone for page in pages[index:]]
    return "".join(parts), moved
