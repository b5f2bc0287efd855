"""Whether two articles carry one report: the same agency text under two names, lightly edited.

Owns the comparison: word shingles and their resemblance (Broder, 1997), numbers, days apart. Only articles that were
read for a reader are compared, so nobody learns of one they may not see; that is also why nothing is grouped in
advance. Used by `search`; articles with the very same text are found by `catalogue.copies_of`.
"""

import re
import threading
import zlib
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from index.article import Article, Span

SHINGLE = 5
"""Words. Two reports of one event share few runs of five; two edits of one report share nearly all."""
LEAST_RESEMBLANCE = 0.75
"""Of all shingles of two articles, those that both have. Each member is held against the first: no chains."""
LEAST_HELD = 0.8
"""Of a passage's shingles, those that the other article has: what only one edition says is found as its own."""
MOST_DAYS = 3
KEPT = 512
"""Articles whose shingles are remembered, about 60 KB each."""

_WORD = re.compile(r"\w+")
_NUMBER_WORDS = frozenset(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion trillion "
    "dozen half third quarter first second once twice".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """What of an article is compared: hashes of its shingles, and its numbers in order."""

    shingles: frozenset[int]
    numbers: tuple[str, ...]


class Copies:
    """Tells whether a passage repeats another article. Safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._outlines: OrderedDict[tuple[str, str], Outline] = OrderedDict()

    def repeats(self, article: Article, passage: Span, other: Article) -> bool:
        """Tell whether `passage` of `article` says nothing that `other`, an edition of the same report, does not.

        Articles whose numbers differ are never one report, whatever else they share.
        """
        lengths = sorted((len(article.text), len(other.text)))
        if article.id == other.id or lengths[0] < LEAST_RESEMBLANCE * lengths[1]:
            return False
        if article.language != other.language or not _near(article.published, other.published):
            return False
        mine, others = self._outline(article), self._outline(other)
        if mine.numbers != others.numbers or not mine.shingles:
            return False
        both = len(mine.shingles & others.shingles)
        if both < LEAST_RESEMBLANCE * (len(mine.shingles) + len(others.shingles) - both):
            return False
        held = set(_shingles(_words(article.text[passage.start : passage.end])))
        return bool(held) and len(held & others.shingles) >= LEAST_HELD * len(held)

    def _outline(self, article: Article) -> Outline:
        key = (article.id, article.revision)
        with self._lock:
            if key in self._outlines:
                self._outlines.move_to_end(key)
                return self._outlines[key]
        words = _words(article.text)
        made = Outline(
            shingles=frozenset(_shingles(words)),
            numbers=tuple(word for word in words if word in _NUMBER_WORDS or word[0].isdigit()),
        )
        with self._lock:
            self._outlines[key] = made
            while len(self._outlines) > KEPT:
                self._outlines.popitem(last=False)
        return made


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _shingles(words: list[str]) -> Iterator[int]:
    if len(words) < SHINGLE:
        return
    hashes = [zlib.crc32(word.encode()) for word in words]
    for at in range(len(hashes) - SHINGLE + 1):
        yield hash(tuple(hashes[at : at + SHINGLE]))


def _near(one: date | datetime | None, other: date | datetime | None) -> bool:
    """Tell whether two days are close; an article without one is near to those without one."""
    if one is None or other is None:
        return one is other
    return abs((_day(one) - _day(other)).days) <= MOST_DAYS


def _day(when: date | datetime) -> date:
    return when.date() if isinstance(when, datetime) else when
