"""From one text to the passages that are embedded and found.

Owns where a passage ends. What a sentence, a heading or a quotation is comes from `sentences` and `quotemarks`; how
long a text is, from the two counters the caller hands in. Called by `ingest`. Each sentence is counted once, and every
choice looks only at the sentences of one passage: linear time.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import ceil

from index.article import Span
from index.quotemarks import Quotation, quotations
from index.sentences import is_heading, paragraphs, split_sentences

Counter = Callable[[str], int]

_CLAUSE_END = re.compile(r"[;:,—–…][\"'”’»)\]]{0,3}(?=\s)|\s(?=[—–])|[。、，；：！？।]")
_SPACE = re.compile(r"\s(?=\S)")
_DEEPEST = 3
"""Quotations within quotations within quotations are protected to this depth."""
_CHARACTERS_PER_TOKEN = 4
_SMALLEST_SHARE = 0.5
_PARAGRAPH_BONUS = 0.3
_HEADING_BONUS = 0.45


def split(text: str, *, budget: int, counter: Counter, pieces_limit: int, count_pieces: Counter) -> tuple[Span, ...]:
    """Cut `text` into passages: disjoint, in order, trimmed, covering every character that is not a space.

    A passage is a run of whole sentences, of at most `budget` tokens (by `counter`) and `pieces_limit` word pieces (by
    `count_pieces`). Passages prefer to end where a paragraph does and to be of equal size; a heading stays with what
    it heads; a quotation that fits is never cut. A sentence that is too long is cut between clauses, else at a space,
    else anywhere. One character that alone exceeds a limit is a passage still.
    """
    if budget < 1 or pieces_limit < 1:
        raise ValueError("a passage needs a budget of at least one token and one word piece")
    measure = _Measure(text, budget, counter, pieces_limit, count_pieces)
    units = _units(text, measure)
    return tuple(Span(start=units[first].start, end=units[last - 1].end) for first, last in _pack(units, measure))


@dataclass(slots=True, kw_only=True)
class _Unit:
    """What is never cut again: its place, its size, and what a cut after it would mean."""

    start: int
    end: int
    tokens: int
    pieces: int
    ends_paragraph: bool
    heads: bool
    gap_tokens: int = 0
    """What the space before it costs where it follows another unit in one passage."""
    gap_pieces: int = 0


class _Measure:
    """The two limits and their counters over one text."""

    def __init__(self, text: str, budget: int, counter: Counter, pieces_limit: int, count_pieces: Counter) -> None:
        self._text = text
        self.budget = budget
        self.pieces_limit = pieces_limit
        self._counter = counter
        self._count_pieces = count_pieces
        self._gaps: dict[str, tuple[int, int]] = {}

    def size(self, start: int, end: int) -> tuple[int, int]:
        """Count the tokens and word pieces of a stretch."""
        stretch = self._text[start:end]
        return self._counter(stretch), self._count_pieces(stretch)

    def gap(self, start: int, end: int) -> tuple[int, int]:
        """Count what stands between two units of one passage; few texts have more than three different gaps."""
        space = self._text[start:end]
        known = self._gaps.get(space)
        if known is None:
            known = self._gaps[space] = (self._counter(space), self._count_pieces(space)) if space else (0, 0)
        return known

    def surely_fits(self, tokens: int, pieces: int, parts: int) -> bool:
        """Tell whether a size added up from `parts` keeps both limits, with room for what joining them may add."""
        return tokens + parts <= self.budget and pieces + parts <= self.pieces_limit

    def fits(self, tokens: int, pieces: int) -> bool:
        """Tell whether a size keeps both limits."""
        return tokens <= self.budget and pieces <= self.pieces_limit


def _units(text: str, measure: _Measure) -> list[_Unit]:
    """Cut a text into what a passage is put together from."""
    sentences = _sentences(text, measure)
    quoted = [quotation for quotation in quotations(text) if quotation.depth < _DEEPEST]
    bound = _bound(sentences, quoted, measure)
    units: list[_Unit] = []
    first = 0
    for index in range(len(sentences)):
        if index in bound:
            continue
        group = sentences[first : index + 1]
        first = index + 1
        unit = _joined(group)
        if len(group) > 1 and not measure.surely_fits(unit.tokens, unit.pieces, len(group)):
            unit.tokens, unit.pieces = measure.size(unit.start, unit.end)
        if measure.fits(unit.tokens, unit.pieces):
            units.append(unit)
        else:
            units.extend(_cut(text, unit, [sentence.start for sentence in group[1:]], quoted, measure))
    for before, unit in pairwise(units):
        unit.gap_tokens, unit.gap_pieces = measure.gap(before.end, unit.start)
    return units


def _sentences(text: str, measure: _Measure) -> list[_Unit]:
    """Measure every sentence, once."""
    ends = {paragraph.end: paragraph for paragraph in paragraphs(text)}
    units: list[_Unit] = []
    for sentence in split_sentences(text):
        tokens, pieces = measure.size(sentence.start, sentence.end)
        paragraph = ends.get(sentence.end)
        unit = _Unit(
            start=sentence.start,
            end=sentence.end,
            tokens=tokens,
            pieces=pieces,
            ends_paragraph=paragraph is not None,
            heads=paragraph is not None and is_heading(text, paragraph),
        )
        if units:
            unit.gap_tokens, unit.gap_pieces = measure.gap(units[-1].end, unit.start)
        units.append(unit)
    return units


def _bound(sentences: list[_Unit], quoted: list[Quotation], measure: _Measure) -> set[int]:
    """Find the sentences after which no passage may end, because a quotation that fits goes on."""
    starts = [sentence.start for sentence in sentences]
    tokens, pieces = [0], [0]
    for sentence in sentences:
        tokens.append(tokens[-1] + sentence.tokens + sentence.gap_tokens)
        pieces.append(pieces[-1] + sentence.pieces + sentence.gap_pieces)
    bound: set[int] = set()
    for quotation in quoted:
        first = bisect_right(starts, quotation.start) - 1
        last = bisect_left(starts, quotation.end) - 1
        if first >= last:
            continue
        fits = measure.fits(tokens[last + 1] - tokens[first], pieces[last + 1] - pieces[first])
        inside = tokens[last] - tokens[first + 1] if last > first + 1 else 0
        if not fits and inside <= 1.1 * measure.budget:
            fits = _fits(quotation, measure)
        if fits:
            bound.update(range(first, last))
    return bound


def _fits(quotation: Quotation, measure: _Measure) -> bool:
    """Tell whether a quotation keeps the limits by itself; what is absurdly long is not counted to find out."""
    length = quotation.end - quotation.start
    return length <= 50 * measure.budget + 1000 and measure.fits(*measure.size(quotation.start, quotation.end))


def _joined(group: list[_Unit]) -> _Unit:
    """Make one unit of neighbouring sentences."""
    if len(group) == 1:
        return group[0]
    return _Unit(
        start=group[0].start,
        end=group[-1].end,
        tokens=sum(unit.tokens + unit.gap_tokens for unit in group) - group[0].gap_tokens,
        pieces=sum(unit.pieces + unit.gap_pieces for unit in group) - group[0].gap_pieces,
        ends_paragraph=group[-1].ends_paragraph,
        heads=group[-1].heads,
    )


def _cut(text: str, unit: _Unit, sentences: list[int], quoted: list[Quotation], measure: _Measure) -> Iterator[_Unit]:
    """Yield the parts of a unit that is too long, each within the limits and outside the quotations that fit."""
    kept = _kept_whole(unit, quoted, measure)
    window = _CHARACTERS_PER_TOKEN * measure.budget
    pending = [(unit.start, unit.end)]
    while pending:
        start, end = pending.pop()
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if start == end:
            continue
        long = end - start > 2 * window
        if not long:
            tokens, pieces = measure.size(start, end)
            if measure.fits(tokens, pieces) or end - start == 1:
                last = end == unit.end
                yield _Unit(
                    start=start,
                    end=end,
                    tokens=tokens,
                    pieces=pieces,
                    ends_paragraph=last and unit.ends_paragraph,
                    heads=last and unit.heads,
                )
                continue
        # A very long stretch is not halved, which would count it again and again: a passage's worth is cut off.
        at = _place(text, start, end, start + window if long else (start + end) // 2, window, sentences, kept)
        pending += [(at, end), (start, at)]


def _kept_whole(unit: _Unit, quoted: list[Quotation], measure: _Measure) -> list[tuple[int, int]]:
    """List the outermost quotations inside a unit that keep the limits, in order."""
    kept: list[tuple[int, int]] = []
    first = bisect_left(quoted, unit.start, key=lambda quotation: quotation.start)
    for quotation in quoted[first:]:
        if quotation.start >= unit.end:
            break
        if kept and quotation.start < kept[-1][1]:
            continue
        if _fits(quotation, measure):
            kept.append((quotation.start, quotation.end))
    return kept


def _place(
    text: str, start: int, end: int, wanted: int, window: int, sentences: list[int], kept: list[tuple[int, int]]
) -> int:
    """Choose where to cut, near `wanted`: after a sentence, a clause, a word, around a quotation, anywhere."""
    reach = min(window, end - start) // 2
    low, high = max(start + 1, wanted - reach), min(end - 1, wanted + reach)
    near = [at for at in sentences[bisect_left(sentences, low) : bisect_right(sentences, high)] if _free(at, kept)]
    for pattern, span in ((None, reach), (_CLAUSE_END, reach // 2), (_SPACE, reach)):
        if pattern is not None:
            scope = (max(start + 1, wanted - span), min(end - 1, wanted + span))
            near = [match.end() for match in pattern.finditer(text, *scope) if _free(match.end(), kept)]
        if near:
            return min(near, key=lambda at: abs(at - wanted))
    index = bisect_right(kept, wanted, key=lambda quotation: quotation[0]) - 1
    if index >= 0 and kept[index][0] < wanted < kept[index][1]:
        edges = [edge for edge in kept[index] if start < edge < end]
        if edges:
            return min(edges, key=lambda at: abs(at - wanted))
    return _between_characters(text, start, end, min(max(wanted, start + 1), end - 1))


def _free(at: int, kept: list[tuple[int, int]]) -> bool:
    """Tell whether a place is outside every quotation that is kept whole."""
    index = bisect_right(kept, at, key=lambda quotation: quotation[0]) - 1
    return index < 0 or not kept[index][0] < at < kept[index][1]


def _between_characters(text: str, start: int, end: int, at: int) -> int:
    """Move a cut off the middle of what a reader sees as one character."""
    for place in range(at, min(at + 16, end)):
        joined = unicodedata.combining(text[place]) or text[place] in "\u200d\ufe0f" or text[place - 1] == "\u200d"
        if not joined:
            return place
    return at if at > start else start + 1


def _pack(units: list[_Unit], measure: _Measure) -> Iterator[tuple[int, int]]:
    """Yield the passages as runs of units, `first` to before `last`."""
    tokens, pieces = [0], [0]
    for unit in units:
        tokens.append(tokens[-1] + unit.gap_tokens + unit.tokens)
        pieces.append(pieces[-1] + unit.gap_pieces + unit.pieces)
    first = reach = 0
    while first < len(units):
        base_tokens = tokens[first] + units[first].gap_tokens
        base_pieces = pieces[first] + units[first].gap_pieces
        reach = max(reach, first + 1)
        while reach < len(units) and measure.fits(tokens[reach + 1] - base_tokens, pieces[reach + 1] - base_pieces):
            reach += 1
        last = reach
        if reach < len(units):
            left = tokens[-1] - base_tokens
            passages = max(ceil(left / measure.budget), ceil((pieces[-1] - base_pieces) / measure.pieces_limit))
            last = _best(units, tokens, first, reach, base_tokens, left / max(passages, 1))
        while last > first + 1 and not (
            measure.surely_fits(tokens[last] - base_tokens, pieces[last] - base_pieces, last - first)
            or measure.fits(*measure.size(units[first].start, units[last - 1].end))
        ):
            last -= 1
        yield first, last
        first = last


def _best(units: list[_Unit], tokens: list[int], first: int, reach: int, base: int, target: float) -> int:
    """Choose where a passage that begins with `first` ends, at most before `reach`."""
    chosen, best = reach, float("-inf")
    for last in range(reach, first, -1):
        if units[last - 1].heads:
            continue
        size = tokens[last] - base
        if size < _SMALLEST_SHARE * target and best > float("-inf"):
            break
        score = -abs(size - target) / max(target, 1.0)
        if units[last - 1].ends_paragraph:
            score += _HEADING_BONUS if units[last].heads else _PARAGRAPH_BONUS
        if score > best:
            chosen, best = last, score
    return chosen
