"""Which stretches of a text stand in quotation marks, whatever the typography.

Owns the pairing of marks: “ ” ‘ ’ " ' „ “ ‚ ‘ « » ‹ › 「 」 ``…'' ''…'', nested, wrong way round, never closed, reopened
at each paragraph. Not what is quoted, nor by whom: that is `speech`. The comparison of quoted words (`fold`, `find_folded`)
lives in `folding` and is handed on here. Called by `splitting`, `speech` and the verification of `assistant`.
Linear time: every mark is pushed and popped once.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from index.article import Span
from index.folding import find_folded, fold
from index.paragraphs import paragraphs

__all__ = ["Quotation", "find_folded", "fold", "quotations"]

_MARK = re.compile("``|''|‘‘|’’|[“”„‟\"«»‹›「」『』‘’‚‛']")
_CLOSERS: dict[str, frozenset[str]] = {
    "“": frozenset(("”", "“", '"', "‟", "''", "’’", "„")),
    "„": frozenset(("“", "”", '"', "‟")),
    "‟": frozenset(("”", "“", '"')),
    "”": frozenset(("”", "“", '"')),
    '"': frozenset(('"', "”", "“", "''")),
    "``": frozenset(("''", '"', "”")),
    "''": frozenset(("''", '"')),
    "‘‘": frozenset(("’’", "''", '"', "”")),
    "«": frozenset(("»",)),
    "»": frozenset(("«", "»")),
    "‹": frozenset(("›",)),
    "›": frozenset(("‹", "›")),
    "「": frozenset(("」",)),
    "『": frozenset(("』",)),
    "‘": frozenset(("’", "'", "‘")),
    "‚": frozenset(("‘", "’", "'")),
    "‛": frozenset(("’", "'")),
    "'": frozenset(("'", "’")),
}
_ONLY_OPENS = frozenset("„‚「『")
_ONLY_CLOSES = frozenset("」』")
_SINGLE = frozenset("‘’‚‛'")
_SINGLE_CLOSING = frozenset("’'‘")
_BEFORE_OPENING = frozenset("([{<—–-―/…*_>|=:,;.")
_BEFORE_WORD = frozenset("…([$€£#@¿¡")
_CLAUSE_ENDS = frozenset(".,!?…;:—–-)]")
_ELISION = re.compile(
    r"[’'‘](?:\d0s?\b|\d\ds?\b|(?:em|tis|twas|til|till|cause|cos|bout|round|n|nuff|kay|sup|ere|un|im|er)\b)",
    re.IGNORECASE,
)
# A possessive (the ministers’ plan) has a noun after it, never one of these.
_AFTER_QUOTATION = re.compile(
    r"\s*(?:[,.;:!?…)\]—–\"”»]|\Z|(?:and|or|but|nor|in|of|to|for|on|at|by|with|from|into|over|after|before|than|as|is|are"
    r"|was|were|be|been|has|have|had|will|would|can|could|should|may|might|must|does|do|did|that|which|who|when|while"
    r"|because|if|the|a|an|said|says|he|she|they|it|we|i)\b)"
)
_DROPPED_G = re.compile(r"[a-z]in\Z")


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


@dataclass(slots=True, kw_only=True)
class _Mark:
    """One mark as it stands: what is to its left and right decides what it can be."""

    start: int
    text: str
    opening: bool
    """A space, an opening bracket or an opening mark before it, a word after it."""
    closing: bool
    """A word or a stop before it, no word after it."""
    inner: bool
    """Letters on both sides."""


@dataclass(slots=True, kw_only=True)
class _Open:
    """A quotation whose end is not found yet."""

    mark: str
    start: int
    reopened: bool
    depth: int


def quotations(text: str) -> tuple[Quotation, ...]:
    """Find every quotation of `text`, ordered by where it starts, the outer before the inner."""
    if not _MARK.search(text):
        return ()
    found: list[Quotation] = []
    unclosed: tuple[str, ...] = ()
    spans = paragraphs(text)
    for paragraph, following in zip_longest(spans, spans[1:]):
        reader = _Paragraph(
            text, paragraph, unclosed, goes_on=following is not None and _alike(text, paragraph, following)
        )
        reader.read()
        found.extend(reader.found)
        unclosed = reader.unclosed
    found.sort(key=lambda quotation: (quotation.start, -quotation.end))
    return tuple(found)


class _Paragraph:
    """The marks of one paragraph, read from left to right with a stack of what stands open."""

    def __init__(self, text: str, span: Span, before: tuple[str, ...], *, goes_on: bool) -> None:
        self._text = text
        self._span = span
        self._goes_on = goes_on
        self._before = before
        self._marks = _marks(text, span)
        self._stack: list[_Open] = []
        self._standing: dict[str, int] = {}
        self.found: list[Quotation] = []
        self.unclosed: tuple[str, ...] = ()

    def read(self) -> None:
        """Pair the marks."""
        ahead = _Ahead(self._text, self._marks)
        leading = self._span.start
        for index, mark in enumerate(self._marks):
            at_start = mark.start == leading
            if at_start and _can_start(mark):
                leading = mark.start + len(mark.text)
                level = len(self._stack)
                again = level < len(self._before) and self._before[level] == mark.text
                if mark.text in _SINGLE and not (again or self._goes_on or self._worth(mark, index, ahead)):
                    continue
                self._push(mark, reopened=again)
            elif mark.text in _SINGLE:
                self._single(mark, index, ahead)
            else:
                self._double(mark, index, ahead)
        self.unclosed = tuple(entry.mark for entry in self._stack)
        while self._stack:
            self._pop(self._span.end, 0)

    def _double(self, mark: _Mark, index: int, ahead: "_Ahead") -> None:
        """Read a mark of any kind but the single ones."""
        if mark.text == '"' and ahead.inches(index, bool(self._standing.get('"'))):
            return
        standing = self._closable(mark.text)
        if mark.text in _ONLY_CLOSES or (mark.closing and not mark.opening and mark.text not in _ONLY_OPENS):
            if standing is not None:
                self._close(standing, mark)
            return
        if standing is None:
            if mark.text in _CLOSERS and (mark.opening or mark.text in _ONLY_OPENS or not mark.closing):
                self._push(mark)
            return
        opens = mark.opening and mark.text in _CLOSERS
        if mark.text in ('"', "''"):
            # A straight mark after a space, while one stands open: it opens only if one more is left to close it.
            opens = opens and ahead.same(index) % 2 == 1
        elif mark.text in ("”", "’’", "»", "›"):
            opens = False
        elif mark.text in _ONLY_OPENS or mark.text in ("“", "``", "‘‘", "«", "‹"):
            opens = opens or not mark.closing
        if not opens:
            self._close(standing, mark)
            return
        if self._standing.get(mark.text) and ahead.surplus(index) < 2:
            # Not a quotation within one: the first lost its closing mark.
            self._drop(mark.text, mark.start)
        self._push(mark)

    def _single(self, mark: _Mark, index: int, ahead: "_Ahead") -> None:
        """Read a single mark, which is an apostrophe more often than not."""
        if mark.inner:
            return
        standing = self._closable(mark.text) if mark.text in _SINGLE_CLOSING else None
        if standing is not None and mark.closing and not (mark.text == "‘" and mark.opening):
            if ahead.ends_single(index):
                self._close(standing, mark)
            return
        if mark.opening and mark.text != "’" and self._worth(mark, index, ahead):
            if self._standing.get(mark.text) and ahead.closings_left(index) < 2:
                self._drop(mark.text, mark.start)
            self._push(mark)

    def _worth(self, mark: _Mark, index: int, ahead: "_Ahead") -> bool:
        """Tell whether a single mark that could open does: not in ’90s and ’em, nor a straight one left open."""
        left = ahead.closings_left(index)
        if _ELISION.match(self._text, mark.start, min(self._span.end, mark.start + 8)):
            return left > 0 and not self._text[mark.start + 1].isdigit() and mark.text != "'"
        return left > 0 or mark.text in ("‘", "‚")

    def _closable(self, mark: str) -> int | None:
        """Give the index in the stack of the nearest open quotation that `mark` can close."""
        if not any(mark in _CLOSERS[style] for style, count in self._standing.items() if count):
            return None
        for index in range(len(self._stack) - 1, -1, -1):
            if mark in _CLOSERS[self._stack[index].mark]:
                return index
        return None

    def _push(self, mark: _Mark, *, reopened: bool = False) -> None:
        self._stack.append(_Open(mark=mark.text, start=mark.start, reopened=reopened, depth=len(self._stack)))
        self._standing[mark.text] = self._standing.get(mark.text, 0) + 1

    def _close(self, index: int, mark: _Mark) -> None:
        """End the open quotation at `index` with its mark; what stands open inside it ends before the mark."""
        while len(self._stack) > index + 1:
            self._pop(mark.start, 0)
        self._pop(mark.start, len(mark.text))

    def _drop(self, style: str, at: int) -> None:
        """End the nearest open quotation of `style`, and all inside it, without a mark at `at`."""
        while self._stack:
            last = self._stack[-1].mark
            self._pop(at, 0)
            if last == style:
                return

    def _pop(self, at: int, closing: int) -> None:
        entry = self._stack.pop()
        self._standing[entry.mark] -= 1
        inner = entry.start + len(entry.mark)
        if not closing:
            at = inner + len(self._text[inner:at].rstrip()) if at > inner else inner
            if entry.mark in ("'", "‛") and not (entry.reopened or (self._goes_on and entry.start == self._span.start)):
                return
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


def _alike(text: str, paragraph: Span, following: Span) -> bool:
    """Tell whether two paragraphs open with the same mark and the first may go on in the second."""
    first = _MARK.match(text, paragraph.start)
    second = _MARK.match(text, following.start)
    return first is not None and second is not None and first.group() == second.group()


def _can_start(mark: _Mark) -> bool:
    return mark.text in _CLOSERS and mark.text not in _ONLY_CLOSES and (mark.opening or not mark.closing)


def _marks(text: str, span: Span) -> list[_Mark]:
    """Read the marks of a paragraph with what stands beside each."""
    matches = list(_MARK.finditer(text, span.start, span.end))
    # What follows a mark is what follows the marks right after it.
    rights = [""] * len(matches)
    for index in range(len(matches) - 1, -1, -1):
        end = matches[index].end()
        if index + 1 < len(matches) and matches[index + 1].start() == end:
            rights[index] = rights[index + 1]
        else:
            rights[index] = "…" if text.startswith("..", end) else text[end : min(end + 1, span.end)]
    marks: list[_Mark] = []
    for index, match in enumerate(matches):
        start = match.start()
        left = text[start - 1] if start > span.start else ""
        right = rights[index]
        attached = index > 0 and matches[index - 1].end() == start
        if attached:
            previous = marks[-1]
            spaced = previous.opening and not previous.closing
            worded = not spaced
        else:
            spaced = not left or left.isspace() or left in _BEFORE_OPENING
            worded = bool(left) and not left.isspace()
        wordy = bool(right) and (right.isalnum() or not (right.isspace() or right in ",.!?;:…)]}"))
        marks.append(
            _Mark(
                start=start,
                text=match.group(),
                opening=spaced and (wordy or right in _BEFORE_WORD),
                closing=worded and not (bool(right) and right.isalnum()),
                inner=not attached and left.isalnum() and text[match.end() : match.end() + 1].isalnum(),
            )
        )
        if marks[-1].opening and marks[-1].closing and not attached:
            # After a dash or a stop: a word after it opens, anything else closes.
            opens = right.isalnum() and left not in ".,!?;…"
            marks[-1].opening, marks[-1].closing = opens, not opens
    return marks


def _direction(mark: _Mark) -> int:
    """Give 1 for a mark that closes, -1 for one that opens: by its place, and where that leaves it open by its shape."""
    if mark.opening != mark.closing:
        return 1 if mark.closing else -1
    return 1 if mark.text in _CLOSING_SHAPES else -1


class _Ahead:
    """What is still to come after each mark of a paragraph, counted once from the end."""

    def __init__(self, text: str, marks: Sequence[_Mark]) -> None:
        self._text = text
        self._marks = marks
        count = len(marks)
        self._same: list[int] = [0] * (count + 1)
        self._surplus: list[int] = [0] * (count + 1)
        self._single_left: list[int] = [0] * (count + 1)
        self._sure: list[bool] = [False] * (count + 1)
        self._likely: list[bool] = [False] * (count + 1)
        self._next_straight: list[bool] = [False] * (count + 1)
        same: dict[str, int] = {}
        surplus: dict[str, int] = {}
        left = 0
        sure = likely = straight = False
        for index in range(count - 1, -1, -1):
            mark = marks[index]
            family = _FAMILY.get(mark.text, mark.text)
            self._same[index] = same.get(mark.text, 0)
            self._surplus[index] = surplus.get(family, 0)
            self._single_left[index] = left
            self._sure[index], self._likely[index] = sure, likely
            self._next_straight[index] = straight
            same[mark.text] = same.get(mark.text, 0) + 1
            if mark.text == '"':
                straight = mark.closing and not mark.opening
            if mark.text in _SINGLE and not mark.inner:
                if mark.closing and mark.text in _SINGLE_CLOSING:
                    left += 1
                    likely = True
                    sure = sure or text[mark.start - 1] in _CLAUSE_ENDS
                elif mark.opening and mark.text != "’":
                    sure = likely = False
            elif family in ("“", "«", "‹", "‘‘"):
                surplus[family] = surplus.get(family, 0) + _direction(mark)

    def same(self, index: int) -> int:
        """Count the marks of the same sign that follow."""
        return self._same[index]

    def surplus(self, index: int) -> int:
        """Count how many more marks of the family close than open after this one."""
        return self._surplus[index]

    def closings_left(self, index: int) -> int:
        """Count the single marks after this one that could close."""
        return self._single_left[index]

    def ends_single(self, index: int) -> bool:
        """Tell whether a single mark that could close does, or is the apostrophe of `ministers’` and `goin’`.

        After a stop it closes. After a letter it closes unless the word looks like one of those and a better place is
        still to come before the next quotation.
        """
        mark = self._marks[index]
        before = self._text[mark.start - 1]
        if before in _CLAUSE_ENDS or not before.isalpha():
            return True
        if before in "sxzSXZ":
            return not self._likely[index] or bool(_AFTER_QUOTATION.match(self._text, mark.start + 1))
        if _DROPPED_G.search(self._text, max(0, mark.start - 3), mark.start) or before in "oO":
            return not self._sure[index]
        return True

    def inches(self, index: int, standing: bool) -> bool:
        """Tell whether a straight mark after a figure measures (6'2")."""
        mark = self._marks[index]
        if not mark.start or not self._text[mark.start - 1].isdigit() or mark.opening:
            return False
        return not standing or self._next_straight[index]


_CLOSING_SHAPES = frozenset(("”", "»", "›", "’’"))
_FAMILY = {"”": "“", "„": "“", "‟": "“", "»": "«", "›": "‹", "’’": "‘‘"}
