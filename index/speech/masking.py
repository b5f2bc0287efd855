"""Sentences in which every quoted clause is one short stand-in, so that the parser sees who said it and not what.

Owns the way from canonical text to masked sentences and back: each character of a masked sentence knows where in the
text it came from. Called by `reader`; knows nothing of speakers.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass

from index.sentences import paragraphs, split_sentences

_TERMINAL = ".!?…"
_INSIDE = ",.!?…—-–;:"
_STAND_IN = "It is so"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """A stretch between quotation marks, offsets into the article. `start`, `end` include the marks."""

    start: int
    end: int
    inner_start: int
    inner_end: int
    closed: bool


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

    def bare(self) -> bool:
        """Tell whether nothing but quotation stands in the sentence."""
        rest = self.text
        for masked in reversed(self.quotations):
            rest = rest[: masked.start] + rest[masked.end :]
        return not re.search(r"\w", rest)


def masked_sentences(text: str) -> tuple[Sentence, ...]:
    """Split `text` into masked sentences, in order."""
    out: list[Sentence] = []
    for number, span in enumerate(paragraphs(text)):
        out += _paragraph(text, _after_dateline(text, span.start, span.end), span.end, number)
    return tuple(out)


_DATELINE = re.compile(
    r"[A-Z][A-Za-z.,/’' ]{2,40}?(?: ?\([^()\n]{2,40}\))? ?(?:[—–]|--|(?<=\)) -) ?|[A-Z][A-Z.,/’' ]{3,40}? - "
)
_PLACE = re.compile(r"[A-Z]{4,}|\([A-Z]|(?:[A-Z][a-z.]+ ?){1,3}(?:, [A-Z][a-z.]+)? ?\(")


def _after_dateline(text: str, start: int, end: int) -> int:
    """Step over "LONDON (Reuters) - ": no part of the sentence."""
    line = _DATELINE.match(text, start, end)
    return line.end() if line and _PLACE.match(line.group()) else start


_MARK = re.compile(r"“|”|„|«|»|「|」|『|』|\"|'''?|``|‘|’|'")
_CLOSER = {
    "“": ("”", '"'), "„": ("“", "”"), "«": ("»",), "»": ("«",), '"': ('"', "”"), "''": ("''",), "``": ("''",),
    "‘": ("’",), "'": ("'",), "「": ("」",), "『": ("』",),
}  # fmt: skip


def quotations(text: str, start: int, end: int) -> list[Quotation]:
    """Find the outermost quotations of one paragraph; one left open ends with the paragraph."""
    out: list[Quotation] = []
    opened: tuple[int, int, str] | None = None
    for mark in _MARK.finditer(text, start, end):
        m, at, after = mark.group(), mark.start(), mark.end()
        if m == "'''":
            m, at, after = ("''", at, after - 1) if opened is None else ("''", at + 1, after)
        before_space = at == start or text[at - 1].isspace() or text[at - 1] in "([—–-/“\"'‘"
        after_space = after >= end or (not text[after].isalnum() and text[after] not in "$[(#@….")
        if opened is None:
            if m in "”»」』" or (m in ("’", "'", "‘") and not (before_space and not after_space)) or m == "’":
                continue
            if m in ('"', "''") and after_space and not before_space:
                continue
            if m == "'" and text[after : after + 3].rstrip(" ’'").isdigit():
                continue
            opened = at, after, m
            continue
        o = opened[2]
        if o in ("‘", "'"):
            if m not in _CLOSER[o] or not after_space or before_space:
                continue
        elif m not in _CLOSER[o]:
            # a mark of the wrong kind still closes where only the end of the paragraph follows
            last = after + 4 >= end and not text[after:end].strip(" .,")
            if not (last and m in ("“", '"') and o in ("“", '"', "„")):
                continue
        out.append(_quotation(opened, at, after, True))
        opened = None
    if opened is not None and opened[2] not in ("‘", "'"):
        out.append(_quotation(opened, end, end, False))
    return out


def _quotation(opened: tuple[int, int, str], at: int, after: int, closed: bool) -> Quotation:
    return Quotation(start=opened[0], end=after, inner_start=opened[1], inner_end=at, closed=closed)


def _is_clause(text: str, start: int, q: Quotation) -> bool:
    inner = text[q.inner_start : q.inner_end].strip()
    if not inner:
        return False
    before = text[start : q.start].rstrip()
    after = text[q.end : q.end + 2]
    first = next((c for c in inner if c.isalnum()), "")
    ends = (inner.rstrip("”’\"' ") or inner)[-1] in _INSIDE or not q.closed
    words = inner.count(" ") + 1
    if words > 60 or re.search(r"[.!?…]\s+[^\sa-z]", inner):
        return True
    if not before or before[-1] in ".!?":
        return ends and words > 1
    if before[-1] in ":":
        return ends or words > 3
    if before[-1] in ",—–-;":
        return ends and (inner[-1] in ".!?" or words > 3) and (after[:1] != "," or first.isupper())
    return first.isupper() and ends and words > 2 and inner[-1] in _INSIDE


def _paragraph(text: str, start: int, end: int, number: int) -> list[Sentence]:
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
    for q in quotations(text, start, end):
        put(text[at : q.start].replace("\n", " "), at, 0)
        begin = length
        clause = _is_clause(text, start, q)
        if clause:
            inner = text[q.inner_start : q.inner_end].rstrip("”’\"' ")
            last = inner[-1] if inner and inner[-1] in ",.!?" else ("." if not q.closed else "")
            put(f"“{_STAND_IN}{last}”", q.start, q.end - q.start)
        else:
            put("“", q.start, q.inner_start - q.start)
            put(text[q.inner_start : q.inner_end].replace("\n", " "), q.inner_start, 0)
            put("”" if q.closed else "", q.inner_end, q.end - q.inner_end)
        found.append((begin, length, q, clause))
        at = q.end
    put(text[at:end].replace("\n", " "), at, 0)
    whole = "".join(pieces)
    bounds = [(span.start, span.end) for span in split_sentences(whole)]
    out: list[Sentence] = []
    for k, (a, b) in enumerate(bounds):
        lo = bisect_right(starts, a) - 1
        hi = bisect_right(starts, b - 1)
        s_starts, s_origins = [s - a for s in starts[lo:hi]], origins[lo:hi]
        if s_starts[0] < 0:
            if not lengths[lo]:
                s_origins[0] -= s_starts[0]
            s_starts[0] = 0
        inside = [f for f in found if a <= f[0] and f[1] <= b]
        out.append(
            Sentence(
                text=whole[a:b],
                paragraph=number,
                opens_paragraph=k == 0,
                closes_paragraph=k == len(bounds) - 1,
                starts=tuple(s_starts),
                origins=tuple(s_origins),
                lengths=tuple(lengths[lo:hi]),
                quotations=tuple(Masked(quotation=q, start=s - a, end=e - a, clause=c) for s, e, q, c in inside),
            )
        )
    return out
