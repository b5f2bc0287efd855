"""The quotation marks of one paragraph: what each can be by what stands beside it, and what is still to come.

Owns the signs, which of them close which, and the looking ahead. The pairing is `quotemarks`, its only caller. A
paragraph is read once from each end.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.article import Span

# An apostrophe between two letters (don’t) is never a mark, and is most of what there is: it is not even matched. Each
# alternative begins with its sign, so that the scan stops nowhere else. Three backticks fence code.
MARK = re.compile(
    "[“”„‟\"«»‹›「」『』‚‛]|‘‘?|``(?!`)(?<!```)|'(?:'|(?![^\\W_])|(?<![^\\W_]'))|’(?:’|(?![^\\W_])|(?<![^\\W_]’))"
)

CLOSERS: dict[str, frozenset[str]] = {
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
"""What may close what, wrong-way and mixed marks included."""

SINGLE = frozenset("‘’‚‛'")
SINGLE_CLOSING = frozenset("’'‘")
ONLY_OPENS = frozenset("„‚「『")
ONLY_CLOSES = frozenset("」』")
_CLOSING_SHAPES = frozenset(("”", "»", "›", "’’"))
_FAMILY = {"”": "“", "„": "“", "‟": "“", "»": "«", "›": "‹", "’’": "‘‘"}

_BEFORE_OPENING = frozenset("([{<—–-―/…*_>|=:,;.")
_BEFORE_WORD = frozenset("…([$€£#@¿¡")
_AFTER_CLOSING = frozenset(",.!?;:…)]}")
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


@dataclass(slots=True, kw_only=True)
class Mark:
    """One mark and what its neighbours allow it to be."""

    start: int
    text: str
    opening: bool
    """A space, an opening bracket or an opening mark before it, a word after it."""
    closing: bool
    """A word or a stop before it, no word after it."""
    inner: bool
    """Letters on both sides."""


def marks_of(text: str, span: Span) -> list[Mark]:
    """Read the marks of a paragraph."""
    matches = list(MARK.finditer(text, span.start, span.end))
    marks: list[Mark] = []
    rights = _rights(text, span, matches)
    ended = -1
    for match, right in zip(matches, rights, strict=True):
        start, end = match.span()
        left = text[start - 1] if start > span.start else ""
        attached = start == ended
        ended = end
        if attached:
            spaced = marks[-1].opening and not marks[-1].closing
            worded = not spaced
        else:
            spaced = not left or left.isspace() or left in _BEFORE_OPENING
            worded = bool(left) and not left.isspace()
        letter = right.isalnum()
        wordy = letter or (bool(right) and not right.isspace() and right not in _AFTER_CLOSING)
        opening = spaced and (wordy or right in _BEFORE_WORD) and bool(right)
        closing = (worded and not letter) or not right
        if opening and closing and not attached:
            # After a dash or a stop: a word after it opens, anything else closes.
            opening = letter and left not in ".,!?;…"
            closing = not opening
        inner = not attached and left.isalnum() and text[end : end + 1].isalnum()
        marks.append(Mark(start=start, text=match.group(), opening=opening, closing=closing, inner=inner))
    return marks


def _rights(text: str, span: Span, matches: Sequence[re.Match[str]]) -> list[str]:
    """Find what follows each mark, looking through the marks right after it; dots in a row count as an ellipsis."""
    rights = [""] * len(matches)
    begun, right = -1, ""
    for index in range(len(matches) - 1, -1, -1):
        start, end = matches[index].span()
        if end != begun:
            right = "…" if text.startswith("..", end) else text[end : min(end + 1, span.end)]
        rights[index] = right
        begun = start
    return rights


def elides(text: str, mark: Mark, span: Span) -> bool:
    """Tell whether a single mark stands for letters left out (six of ‘em, the ‘90s).

    After a comma, a colon or another mark it can open a quotation that begins with such a word (“‘Tis true,’ he said”).
    """
    if not _ELISION.match(text, mark.start, min(span.end, mark.start + 8)):
        return False
    before = text[max(span.start, mark.start - 2) : mark.start].strip()
    return text[mark.start + 1].isdigit() or mark.text == "'" or before[-1:].isalnum()


class Ahead:
    """What is still to come after each mark of a paragraph, counted once from the end."""

    def __init__(self, text: str, marks: Sequence[Mark]) -> None:
        self._text = text
        self._marks = marks
        count = len(marks)
        self._same = [0] * count
        self._surplus = [0] * count
        self._curly = [0] * count
        self._straight = [0] * count
        self._single_left = [0] * count
        self._sure = [False] * count
        self._likely = [False] * count
        self._measured = [False] * count
        same: dict[str, int] = {}
        surplus: dict[str, int] = {}
        left = 0
        sure = likely = straight_closes = False
        for index in range(count - 1, -1, -1):
            mark = marks[index]
            family = _FAMILY.get(mark.text, mark.text)
            self._same[index] = same.get(mark.text, 0)
            self._surplus[index] = surplus.get(family, 0)
            self._curly[index] = surplus.get("“", 0)
            self._straight[index] = same.get('"', 0)
            self._single_left[index] = left
            self._sure[index], self._likely[index] = sure, likely
            self._measured[index] = straight_closes
            same[mark.text] = same.get(mark.text, 0) + 1
            if mark.text == '"':
                straight_closes = mark.closing and not mark.opening
            elif mark.text not in SINGLE:
                surplus[family] = surplus.get(family, 0) + _direction(mark)
            elif not mark.inner and mark.closing and mark.text in SINGLE_CLOSING:
                left += 1
                likely = True
                sure = sure or text[mark.start - 1] in _CLAUSE_ENDS
            elif not mark.inner and mark.opening and mark.text != "’":
                sure = likely = False

    def same(self, index: int) -> int:
        """Count the marks of the same sign that follow."""
        return self._same[index]

    def surplus(self, index: int) -> int:
        """Count how many more marks of the family close than open after this one."""
        return self._surplus[index]

    def closes(self, index: int, style: str) -> bool:
        """Tell whether a quotation of this style, if it stands open, is likely to be closed after this mark."""
        if self._straight[index] and '"' in CLOSERS[style]:
            return True
        return style == "“" and self._curly[index] > 0

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

    def measures(self, index: int, standing: bool) -> bool:
        """Tell whether a straight mark after a figure stands for inches (6'2"), with a quotation `standing` or not."""
        mark = self._marks[index]
        if not mark.start or not self._text[mark.start - 1].isdigit() or mark.opening:
            return False
        return not standing or self._measured[index]


def _direction(mark: Mark) -> int:
    """Give 1 for a mark that closes, -1 for one that opens: by its place, in doubt by its shape."""
    if mark.opening != mark.closing:
        return 1 if mark.closing else -1
    return 1 if mark.text in _CLOSING_SHAPES else -1
