"""What changed between two texts, word by word.

Owns the comparison only; how it looks is the surfaces'. Used by `web.article_page` for two revisions of an article.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from rapidfuzz.distance import Indel

Change: TypeAlias = Literal["same", "gone", "new"]

_WORD = re.compile(r"\s*\S+\s*?(?=\s|$)|\s+")
_PARAGRAPH = re.compile(r"(?:(?!\n\n).)+(?:\n\n+|\n?\Z)|\n+", re.DOTALL)
MOST_PAIRS = 25_000_000
"""Pairs of words compared at the most; a longer stretch is shown as gone and new as a whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Words that stand in both texts, only in the former, or only in the latter."""

    change: Change
    text: str


def paragraph_differences(before: str, after: str) -> tuple[tuple[Piece, ...], ...]:
    """Compare by paragraphs, then by words inside those that differ; one tuple for each paragraph or run of them.

    The pieces that are not `new` join to `before`, those that are not `gone` to `after`. A paragraph that is the same
    in both is one piece.
    """
    former, latter = _PARAGRAPH.findall(before), _PARAGRAPH.findall(after)
    if len(former) * len(latter) > MOST_PAIRS:
        return (_whole(before, after),)
    compared: list[tuple[Piece, ...]] = []
    for change, old, new in _runs(former, latter):
        if change == "same":
            compared += [(Piece(change="same", text=paragraph),) for paragraph in old]
        else:
            compared.append(word_differences("".join(old), "".join(new)))
    return tuple(compared)


def word_differences(before: str, after: str) -> tuple[Piece, ...]:
    """Compare word by word. The pieces that are not `new` join to `before`, those that are not `gone` to `after`."""
    former, latter = _WORD.findall(before), _WORD.findall(after)
    if len(former) * len(latter) > MOST_PAIRS:
        return _whole(before, after)
    pieces: list[Piece] = []
    for change, old, new in _runs(former, latter):
        if change == "same":
            pieces.append(Piece(change="same", text="".join(old)))
        else:
            pieces += _whole("".join(old), "".join(new))
    return tuple(pieces)


def _whole(before: str, after: str) -> tuple[Piece, ...]:
    both: tuple[tuple[Change, str], ...] = (("gone", before), ("new", after))
    return tuple(Piece(change=change, text=text) for change, text in both if text)


def _runs(former: Sequence[str], latter: Sequence[str]) -> Iterator[tuple[Change, Sequence[str], Sequence[str]]]:
    """Give runs of equal items, and between them what only one of the sides has."""
    old: list[str] = []
    new: list[str] = []
    for step in Indel.opcodes(former, latter):
        if step.tag == "equal":
            if old or new:
                yield "gone", old, new
                old, new = [], []
            yield "same", former[step.src_start : step.src_end], latter[step.dest_start : step.dest_end]
        else:
            old += former[step.src_start : step.src_end]
            new += latter[step.dest_start : step.dest_end]
    if old or new:
        yield "gone", old, new
