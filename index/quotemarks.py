"""Which stretches of a text stand in quotation marks, whatever the typography.

Owns the pairing of marks: “ ” ‘ ’ " ' „ “ ‚ ‘ « » ‹ › 「 」 ``…'' ''…'', nested, wrong way round, never closed,
reopened at each paragraph. Not what is quoted, nor by whom: that is `speech`. What a single mark can be comes from
`marks`; the comparison of quoted words (`fold`, `find_folded`) from `folding`, handed on here. Called by `splitting`,
`speech` and the verification of `assistant`. Linear time: every mark is pushed and popped once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest

from index.article import Span
from index.folding import find_folded, fold
from index.marks import CLOSERS, MARK, ONLY_CLOSES, ONLY_OPENS, SINGLE, SINGLE_CLOSING, Ahead, Mark, elides, marks_of
from index.paragraphs import paragraphs

__all__ = ["Quotation", "find_folded", "fold", "quotations"]

_DEEPEST = 32
"""No mark closes what was opened further out than this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """A stretch in quotation marks.

    `start`, `end` include the marks, `inner_start`, `inner_end` do not. `style` is the opening mark as written, `depth`
    how many quotations stand around it. `closed` is false where the closing mark is missing: the stretch then ends with
    its paragraph, or where another quotation of the same kind opens. `reopened` marks the next paragraph of a quotation
    that the paragraph before left open.
    """

    start: int
    end: int
    inner_start: int
    inner_end: int
    style: str
    depth: int
    closed: bool
    reopened: bool


def quotations(text: str) -> tuple[Quotation, ...]:
    """Find every quotation of `text`, ordered by where it starts, the outer before the inner."""
    if not MARK.search(text):
        return ()
    found: list[Quotation] = []
    unclosed: tuple[str, ...] = ()
    spans = paragraphs(text)
    for paragraph, following in zip_longest(spans, spans[1:]):
        marks = marks_of(text, paragraph)
        if not marks:
            unclosed = ()
            continue
        goes_on = following is not None and _alike(text, paragraph, following)
        reader = _Reader(text, paragraph, marks, unclosed, goes_on=goes_on)
        reader.read()
        found.extend(reader.found)
        unclosed = reader.unclosed
    found.sort(key=lambda quotation: (quotation.start, -quotation.end))
    return tuple(found)


def _alike(text: str, paragraph: Span, following: Span) -> bool:
    """Tell whether two paragraphs open with the same mark, so that the first may go on in the second."""
    first = MARK.match(text, paragraph.start)
    second = MARK.match(text, following.start)
    return first is not None and second is not None and first.group() == second.group()


@dataclass(slots=True, kw_only=True)
class _Open:
    """A quotation whose end is not found yet."""

    mark: str
    start: int
    reopened: bool
    depth: int


class _Reader:
    """Reads the marks of one paragraph from left to right, with a stack of what stands open."""

    def __init__(self, text: str, span: Span, marks: Sequence[Mark], before: tuple[str, ...], *, goes_on: bool) -> None:
        self._text = text
        self._span = span
        self._marks = marks
        self._before = before
        self._goes_on = goes_on
        self._stack: list[_Open] = []
        self._standing: dict[str, int] = {}
        self.found: list[Quotation] = []
        self.unclosed: tuple[str, ...] = ()

    @cached_property
    def _ahead(self) -> Ahead:
        """Look ahead only where something is in doubt."""
        return Ahead(self._text, self._marks)

    def read(self) -> None:
        """Pair the marks."""
        leading = self._span.start
        for index, mark in enumerate(self._marks):
            if mark.start == leading and _can_start(mark):
                leading = mark.start + len(mark.text)
                self._start(mark, index)
            elif mark.text in SINGLE:
                self._single(mark, index)
            else:
                self._double(mark, index)
        self.unclosed = tuple(entry.mark for entry in self._stack)
        self._unwind(0, self._span.end)

    def _start(self, mark: Mark, index: int) -> None:
        """Read a mark that the paragraph begins with: it opens, perhaps what the paragraph before left open."""
        level = len(self._stack)
        again = level < len(self._before) and self._before[level] == mark.text
        if mark.text in SINGLE and not again and not self._worth(mark, index, goes_on=self._goes_on):
            return
        self._push(mark, reopened=again)

    def _double(self, mark: Mark, index: int) -> None:
        """Read a mark of any kind but the single ones."""
        straight = mark.text == '"'
        if straight and self._text[mark.start - 1].isdigit() and self._measures(index):
            return
        standing = self._closable(mark.text)
        if mark.text in ONLY_CLOSES or (mark.closing and not mark.opening and mark.text not in ONLY_OPENS):
            if standing is not None:
                self._close(standing, mark)
            return
        if standing is None:
            if mark.text in CLOSERS and (mark.opening or mark.text in ONLY_OPENS or not mark.closing):
                self._push(mark)
            return
        if straight or mark.text == "''":
            # After a space, while one stands open: it opens only if one more is left to close it.
            opens = mark.opening and self._ahead.same(index) % 2 == 1
        elif mark.text in ("”", "’’", "»", "›"):
            opens = False
        else:
            opens = (mark.opening or mark.inner) and mark.text in CLOSERS
        if not opens:
            self._close(standing, mark)
            return
        if self._standing.get(mark.text) and self._ahead.surplus(index) < 2:
            # Not a quotation within one: the first lost its closing mark.
            self._lose(mark)
        self._push(mark)

    def _measures(self, index: int) -> bool:
        return self._ahead.measures(index, bool(self._standing.get('"')))

    def _single(self, mark: Mark, index: int) -> None:
        """Read a single mark, which is an apostrophe more often than not."""
        if mark.inner:
            return
        standing = self._closable(mark.text) if mark.closing and mark.text in SINGLE_CLOSING else None
        if standing is not None and not (mark.text == "‘" and mark.opening):
            # An apostrophe, if a quotation begun inside is still to be closed.
            crosses = standing + 1 < len(self._stack) and self._ahead.closes(index, self._stack[standing + 1].mark)
            if not crosses and self._ahead.ends_single(index):
                self._close(standing, mark)
            return
        if mark.opening and mark.text != "’" and self._worth(mark, index):
            if self._standing.get(mark.text) and self._ahead.closings_left(index) < 2:
                self._lose(mark)
            self._push(mark)

    def _worth(self, mark: Mark, index: int, *, goes_on: bool = False) -> bool:
        """Tell whether a single mark that could open does: not in ’90s and ’em, nor a straight one left open."""
        left = self._ahead.closings_left(index)
        if elides(self._text, mark, self._span):
            return False
        return left > 0 or goes_on or mark.text in ("‘", "‚")

    def _closable(self, mark: str) -> int | None:
        """Give the index in the stack of the nearest open quotation that `mark` can close."""
        for index in range(len(self._stack) - 1, max(-1, len(self._stack) - 1 - _DEEPEST), -1):
            if mark in CLOSERS[self._stack[index].mark]:
                return index
        return None

    def _push(self, mark: Mark, *, reopened: bool = False) -> None:
        self._stack.append(_Open(mark=mark.text, start=mark.start, reopened=reopened, depth=len(self._stack)))
        self._standing[mark.text] = self._standing.get(mark.text, 0) + 1

    def _close(self, index: int, mark: Mark) -> None:
        """End the open quotation at `index` with its mark; what stands open inside it ends before the mark."""
        self._unwind(index + 1, mark.start)
        self._pop(mark.start, len(mark.text))

    def _lose(self, mark: Mark) -> None:
        """End the nearest open quotation that began like `mark`, and all inside it, before it."""
        index = len(self._stack) - 1
        while self._stack[index].mark != mark.text:
            index -= 1
        self._unwind(index, mark.start)

    def _unwind(self, level: int, at: int) -> None:
        """End all quotations from `level` up without a mark, before `at`."""
        if len(self._stack) > level:
            while at > self._stack[level].start and self._text[at - 1].isspace():
                at -= 1
        while len(self._stack) > level:
            self._pop(at, 0)

    def _pop(self, at: int, closing: int) -> None:
        entry = self._stack.pop()
        self._standing[entry.mark] -= 1
        inner = entry.start + len(entry.mark)
        goes_on = entry.reopened or (self._goes_on and entry.start == self._span.start)
        if not closing and entry.mark in ("'", "‛") and not goes_on:
            return  # An apostrophe after all.
        at = max(at, inner)
        self.found.append(
            Quotation(
                start=entry.start,
                end=at + closing,
                inner_start=inner,
                inner_end=at,
                style=entry.mark,
                depth=entry.depth,
                closed=closing > 0,
                reopened=entry.reopened,
            )
        )


def _can_start(mark: Mark) -> bool:
    return mark.text in CLOSERS and mark.text not in ONLY_CLOSES and (mark.opening or not mark.closing)
