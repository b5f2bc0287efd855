"""Comparing words across typographies: the folding that the contract's quotation check uses.

Owns `fold` and the way back from folded text to exact offsets, handed on by `quotemarks`, whose callers need both; and
letters without their accents. Linear time.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator

from index.article import Span

_INVISIBLE = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff"
_SINGLES = "'‘’‚‛‹›"
_ONE_TO_ONE = str.maketrans(
    dict.fromkeys("“”„‟«»〝〞＂「」『』", '"')
    | dict.fromkeys(_SINGLES, "'")
    | dict.fromkeys("‐‑‒–—―−⸺⸻﹘﹣－", "-")
    | {chr(code): " " for code in range(0x3001) if chr(code).isspace()}
)
# Whatever does not fold one character to one: dropped signs, runs of spaces, doubled single marks, the ellipsis.
_UNEVEN = re.compile(
    rf"[\s{_INVISIBLE}]{{2,}}|[{_INVISIBLE}]|…|[{_SINGLES}][{_INVISIBLE}]*[{_SINGLES}]|`[{_INVISIBLE}]*`"
)
_DROPPED = re.compile(rf"[{_INVISIBLE}]+")


def without_accents(text: str) -> str:
    """Leave plain letters of accented ones: `Zoë` gives `Zoe`. Other alphabets and `ø` stay."""
    return "".join(one for one in unicodedata.normalize("NFD", text) if not unicodedata.combining(one))


def fold(text: str) -> str:
    """Fold `text` for comparing quotations; case is kept.

    Double marks and guillemets become ", single marks ', dashes -, … becomes ..., spaces in a row one space; soft
    hyphens and zero-width characters go; the rest is NFC. Folding twice changes nothing.
    """
    return _Folded(text).text


def find_folded(needle: str, haystack: str) -> list[Span]:
    """Find where `needle` stands in `haystack` when both are folded: exact offsets of the haystack, left to right.

    Spaces around the needle do not count. `fold(haystack[s.start:s.end])` is the folded needle for every span `s`.
    """
    wanted = fold(needle).strip(" ")
    if not wanted:
        return []
    folded = _Folded(haystack)
    found: list[Span] = []
    at = folded.text.find(wanted)
    while at >= 0:
        span = folded.original(at, at + len(wanted))
        if span is not None:
            found.append(span)
        at = folded.text.find(wanted, at + (len(wanted) if span is not None else 1))
    return found


class _Folded:
    """Folded text that remembers where each character came from."""

    __slots__ = ("_composed", "_marks", "text")

    def __init__(self, original: str) -> None:
        self._composed: _Mapping | None = None
        if not unicodedata.is_normalized("NFC", _DROPPED.sub("", original)):
            self._composed = _Mapping(original, _compositions(original), {})
            original = self._composed.text
        units = ((match.start(), match.end(), _uneven(match.group())) for match in _UNEVEN.finditer(original))
        self._marks = _Mapping(original, units, _ONE_TO_ONE)
        self.text = self._marks.text

    def original(self, start: int, end: int) -> Span | None:
        """Give the original stretch of a folded one, None where it begins or ends inside what folds as a whole."""
        span = self._marks.original(start, end)
        return self._composed.original(span.start, span.end) if span and self._composed else span


class _Mapping:
    """A text with some stretches replaced (`units`), the characters between them one by one (`table`)."""

    __slots__ = ("_froms", "_tos", "text")

    def __init__(self, original: str, units: Iterable[tuple[int, int, str]], table: dict[int, str]) -> None:
        # Even entries begin what maps one to one, odd entries a unit.
        self._froms: list[int] = [0]
        self._tos: list[int] = [0]
        parts: list[str] = []
        length = done = 0
        for start, end, replacement in units:
            parts += [original[done:start].translate(table), replacement]
            length += start - done
            self._froms += [start, end]
            self._tos += [length, length + len(replacement)]
            length += len(replacement)
            done = end
        parts.append(original[done:].translate(table))
        self.text = "".join(parts)

    def original(self, start: int, end: int) -> Span | None:
        """Map a stretch back, None where it begins or ends inside a unit."""
        first = bisect_right(self._tos, start) - 1
        last = bisect_right(self._tos, end - 1) - 1
        if first % 2 and start != self._tos[first]:
            return None
        if last % 2 and end != self._tos[last + 1]:
            return None
        return Span(
            start=self._froms[first] + start - self._tos[first],
            end=self._froms[last + 1] if last % 2 else self._froms[last] + end - self._tos[last],
        )


def _uneven(stretch: str) -> str:
    if stretch == "…":
        return "..."
    if stretch[0] in _SINGLES or stretch[0] == "`":
        return '"'
    return " " if any(character.isspace() for character in stretch) else ""


def _compositions(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the clusters that dropping invisible characters and composing changes, with what they become."""
    start, cluster = 0, ""
    for at, character in enumerate(text):
        if at and not _joins(cluster, character):
            yield from _composition(text, start, at)
            start, cluster = at, ""
        if not _DROPPED.match(character):
            cluster = (cluster + character)[-3:]
    yield from _composition(text, start, len(text))


def _composition(text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    cluster = text[start:end]
    composed = unicodedata.normalize("NFC", _DROPPED.sub("", cluster))
    if composed != cluster:
        yield start, end, composed


def _joins(cluster: str, character: str) -> bool:
    """Tell whether a character is part of the cluster before it."""
    if unicodedata.combining(character) or _DROPPED.match(character):
        return True
    if character.isascii() or not cluster:
        return not cluster
    both = unicodedata.normalize("NFC", cluster + character)
    return both != unicodedata.normalize("NFC", cluster) + unicodedata.normalize("NFC", character)
