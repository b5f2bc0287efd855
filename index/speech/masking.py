"""Sentences in which every quoted clause is one short stand-in, so that the parser sees who said it and not what.

Owns the way from canonical text to masked sentences and back: each character of a masked sentence knows where in the
text it came from. Called by `reader`; knows nothing of speakers.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from index.quotemarks import Quotation, quotations
from index.sentences import paragraphs, split_sentences
from index.speech.cues import cues

_TERMINAL = ".!?…"
_INSIDE = ",.!?…—-–;:"
_STAND_IN = "It is so"
_WORDY = re.compile(r"\w")
_SPACES = dict.fromkeys(map(ord, "\n\t\u00a0\u2002\u2003\u2007\u2009\u200a\u202f"), " ")
"""The parser takes any of these for a word; a space in its place keeps every offset."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Masked:
    """A quotation in a masked sentence: `start`, `end` within the sentence. `clause`: it was replaced by a stand-in."""

    quotation: Quotation
    start: int
    end: int
    clause: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A masked sentence. `starts`: offsets into `text` where a piece begins; `origins`: where it begins in the article.

    A piece whose `lengths` entry is 0 is verbatim; otherwise it stands for that many characters of the article.
    """

    text: str
    paragraph: int
    opens_paragraph: bool
    closes_paragraph: bool
    starts: tuple[int, ...]
    origins: tuple[int, ...]
    lengths: tuple[int, ...]
    quotations: tuple[Masked, ...]

    def origin(self, at: int) -> int:
        """Give where the character at `at` stands in the article."""
        k = bisect_right(self.starts, at) - 1
        return self.origins[k] if self.lengths[k] else self.origins[k] + at - self.starts[k]

    def origin_end(self, at: int) -> int:
        """Give where in the article the stretch that ends before `at` ends."""
        k = bisect_right(self.starts, at - 1) - 1
        return self.origins[k] + (self.lengths[k] or at - self.starts[k])

    @property
    def start(self) -> int:
        """Where the sentence begins in the article."""
        return self.origin(0)

    @property
    def end(self) -> int:
        """Where the sentence ends in the article."""
        return self.origin_end(len(self.text))

    def is_headline(self) -> bool:
        """Tell whether the sentence is written as a headline is, every longer word with a capital."""
        unquoted = not any(m.clause for m in self.quotations)
        return unquoted and self.text[-1] not in ".?!:" and self.text.count(" ") > 3 and title_case(self.text)

    def bare(self) -> bool:
        """Tell whether nothing but quotation stands in the sentence."""
        at = 0
        for masked in self.quotations:
            if _WORDY.search(self.text, at, masked.start):
                return False
            at = masked.end
        return not _WORDY.search(self.text, at)


def masked_sentences(text: str) -> tuple[Sentence, ...]:
    """Split `text` into masked sentences, in order."""
    out: list[Sentence] = []
    outer = [q for q in quotations(text) if not q.depth]
    k = 0
    for number, span in enumerate(paragraphs(text)):
        inside = []
        while k < len(outer) and outer[k].start < span.end:
            inside.append(outer[k])
            k += 1
        start = _after_dateline(text, span.start, inside[0].start if inside else span.end)
        out += _paragraph(text, start, span.end, number, inside)
    return tuple(out)


_DATELINE = re.compile(
    r"[A-Z][A-Za-z0-9.,/’' ]{2,40}?(?: ?\([^()\n]{2,40}\))? ?(?:[—–―]|--|(?<=\)) -) ?"
    r"|[A-Z][A-Z.,/’' ]{3,40}?(?:, [A-Z][A-Za-z. ]{2,20})? - "
)
_PLACE = re.compile(r"[A-Z]{4,}|\([A-Z]|(?:[A-Z][a-z.]+ ?){1,3}(?:, [A-Z][a-z.]+)? ?\(")


def _after_dateline(text: str, start: int, end: int) -> int:
    """Step over "LONDON (Reuters) - ": no part of the sentence."""
    line = _DATELINE.match(text, start, end)
    return line.end() if line and _PLACE.match(line.group()) else start


def title_case(inner: str) -> bool:
    """Tell whether the words are written as a title is: most of the longer ones with a capital."""
    longer = [w for w in re.findall(r"[^\W\d_][\w’'-]*", inner) if len(w) > 3]
    return len(longer) < 16 and sum(w[0].isupper() for w in longer) > 0.7 * len(longer)


def _is_clause(text: str, start: int, q: Quotation) -> bool:
    inner = text[q.inner_start : q.inner_end].strip()
    if not inner:
        return False
    at = q.start
    while at > start and text[at - 1].isspace():
        at -= 1
    before = text[at - 1] if at > start else ""
    after = text[q.end : q.end + 2]
    first = next((c for c in inner if c.isalnum()), "")
    ends = (inner.rstrip("”’\"' ") or inner)[-1] in _INSIDE or not q.closed
    words = inner.count(" ") + 1
    if words > 60 or re.search(r"[.!?…]\s+[^\sa-z]", inner):
        return True
    if before and before not in '.!?:—–-;”’"' and words > 1 and title_case(inner):
        return False
    if not before or before in ".!?":
        return ends and (words > 1 or inner.rstrip("”’\"' ")[-1:] in ("!", "?", ",", "."))
    if before == ":":
        return ends or words > 3
    if before in ",—–-;":
        return ends and (inner[-1] in ".!?" or words > 3) and (after[:1] != "," or first.isupper())
    return first.isupper() and ends and words > 2 and inner[-1] in _INSIDE


def _paragraph(text: str, start: int, end: int, number: int, inside: Sequence[Quotation]) -> list[Sentence]:
    pieces: list[str] = []
    starts: list[int] = []
    origins: list[int] = []
    lengths: list[int] = []
    found: list[tuple[int, int, Quotation, bool]] = []
    length = 0

    def put(piece: str, origin: int, stands_for: int) -> None:
        nonlocal length
        if piece:
            pieces.append(piece)
            starts.append(length)
            origins.append(origin)
            lengths.append(stands_for)
            length += len(piece)

    at = start
    for q in inside:
        put(text[at : q.start].translate(_SPACES), at, 0)
        begin = length
        clause = _is_clause(text, start, q)
        if clause:
            inner = text[q.inner_start : q.inner_end].rstrip("”’\"' ")
            last = inner[-1] if inner and inner[-1] in ",.!?" else ("." if not q.closed else "")
            if text[q.start - 1 : q.start] == ":":
                put(" ", q.start, 0)  # 'Solberg:"…"' is one word to the tokeniser
                begin = length
            put(f"“{_STAND_IN}{last}”", q.start, q.end - q.start)
        else:
            put("“", q.start, q.inner_start - q.start)
            put(text[q.inner_start : q.inner_end].translate(_SPACES), q.inner_start, 0)
            put("”" if q.closed else "", q.inner_end, q.end - q.inner_end)
        found.append((begin, length, q, clause))
        at = q.end
        if clause and q.closed and text[at : at + 1].isalpha() and not text[q.inner_end - 1].isspace():
            put(" ", at, 0)  # '“…,”Solberg said'
    put(text[at:end].translate(_SPACES), at, 0)
    whole = "".join(pieces)
    bounds = _with_tags(whole, _around(found, [(span.start, span.end) for span in split_sentences(whole)]))
    out: list[Sentence] = []
    begun = 0
    for k, (a, b) in enumerate(bounds):
        lo = bisect_right(starts, a) - 1
        hi = bisect_right(starts, b - 1)
        s_starts, s_origins = [s - a for s in starts[lo:hi]], origins[lo:hi]
        if s_starts[0] < 0:
            if not lengths[lo]:
                s_origins[0] -= s_starts[0]
            s_starts[0] = 0
        until = begun
        while until < len(found) and found[until][1] <= b:
            until += 1
        own, begun = found[begun:until], until
        out.append(
            Sentence(
                text=_with_commas(whole[a:b], [e - a for _, e, q, clause in own if clause and q.closed]),
                paragraph=number,
                opens_paragraph=k == 0,
                closes_paragraph=k == len(bounds) - 1,
                starts=tuple(s_starts),
                origins=tuple(s_origins),
                lengths=tuple(lengths[lo:hi]),
                quotations=tuple(Masked(quotation=q, start=s - a, end=e - a, clause=c) for s, e, q, c in own),
            )
        )
    return out


def _around(found: Sequence[tuple[int, int, Quotation, bool]], bounds: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join sentences that a cut inside a quotation made of one."""
    out: list[tuple[int, int]] = []
    k = 0
    for start, end in bounds:
        while k < len(found) and found[k][1] <= start:
            k += 1
        if out and k < len(found) and found[k][0] < start:
            out[-1] = out[-1][0], end
        else:
            out.append((start, end))
    return out


_TAG = re.compile(r"(?:[^\W\d_][\w.’'-]* ){1,5}?([a-z]+)\b(?![^.]*\bthat\b)")


def _with_tags(whole: str, bounds: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join "“Is it?” | Solberg asked." again: a short sentence of a name and a cue belongs to what is before it."""
    out: list[tuple[int, int]] = []
    for start, end in bounds:
        if out and whole[start - 2 : start - 1] in "”’\"'" and end - start < 80 and whole[out[-1][1] - 2] in "?!,":
            tag = _TAG.match(whole, start, end)
            if tag and tag.group(1) in cues() and whole[start:end].count(" ") < 10:
                out[-1] = out[-1][0], end
                continue
        out.append((start, end))
    return out


def _with_commas(sentence: str, ends: list[int]) -> str:
    """End each stand-in that something follows with a comma: the parser reads "“…?” he asked" as two sentences."""
    pieces: list[str] = []
    at = 0
    for end in ends:
        if sentence[end - 2] in ".?!" and _GOES_ON.match(sentence, end):
            pieces += [sentence[at : end - 2], ","]
            at = end - 1
    return "".join([*pieces, sentence[at:]])


_GOES_ON = re.compile(r"\s*[\w(]")
