"""From candidates to records: one article's script of who speaks when.

Owns the walk through an article's sentences in order: which quotation continues which, whose mention means which
person, and the `Quote` records with exact offsets. Called by `reader`.
"""

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.article import Cue, Quote, QuoteKind, Speaker
from index.speech.cast import NOBODY, Cast
from index.speech.clauses import is_verb, passive
from index.speech.direct import Voice, announcer, governor, voice
from index.speech.evidence import fragment_features, report_features
from index.speech.masking import Masked, Sentence
from index.speech.parsing import words_span
from index.speech.reported import Report, reports
from index.speech.weights import FRAGMENT, FRAGMENT_ENOUGH, REPORT, REPORT_ENOUGH, chance

if TYPE_CHECKING:
    from spacy.tokens import Doc


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """The last direct quotation: whose, where, and whether its marks were closed."""

    speaker: Speaker
    cue: Cue | None
    sentence: int
    paragraph: int
    closed: bool


_SIGNATURE = re.compile(r"[-–—―]{1,2} ?[A-Z][^.:;!?]{1,70}\.?$")


class Script:
    """One article on its way to records."""

    def __init__(
        self, text: str, sentences: Sequence[Sentence], docs: Mapping[int, "Doc"], sexes: Mapping[str, str]
    ) -> None:
        self._text = text
        self._sentences = sentences
        self._docs = docs
        self._cast = Cast(text, sentences, sexes)
        self._out: list[Quote] = []
        self._last: _Said | None = None
        self._reporting: dict[int, Speaker] = {}

    def quotes(self) -> tuple[Quote, ...]:
        """Make the records."""
        for number, sentence in enumerate(self._sentences):
            self._read(number, sentence)
        return tuple(sorted(self._out, key=lambda q: (q.start, q.end)))

    # one sentence

    def _read(self, number: int, sentence: Sentence) -> None:
        doc = self._docs.get(number)
        tokens = _token_ranges(doc, sentence) if doc is not None else {}
        quoted = frozenset(i for a, b in tokens.values() for i in range(a, b))
        self._cast.take_in(number, sentence, doc, quoted)
        taken: list[tuple[int, int]] = []
        told: dict[int, tuple[Speaker, Cue]] = {}
        if doc is not None:
            taken = self._reported(number, sentence, doc, tokens, quoted, told)
        pending: list[Masked] = []
        for k, masked in enumerate(sentence.quotations):
            start, end = masked.quotation.start, masked.quotation.end
            if any(a <= start and end <= b for a, b in taken):
                continue
            found = None
            if doc is not None and k in tokens:
                find = voice if masked.clause else governor
                found = find(doc, *tokens[k], quoted)
            if not masked.clause and not (
                found and doc is not None and self._quotes(doc, tokens[k], quoted, found, start)
            ):
                continue
            if found is not None and doc is not None:
                speaker = self._cast.speaker(number, sentence, doc, found.speaker)
                cue = self._cue(sentence, doc, found.cue)
                self._say(masked, speaker, cue, number, sentence)
            elif masked.clause and (within := _told(doc, tokens.get(k), told)) is not None:
                self._say(masked, *within, number, sentence)
            elif masked.clause:
                pending.append(masked)
        for masked in pending:
            self._continue(masked, number, sentence)

    def _quotes(self, doc: "Doc", words: tuple[int, int], quoted: frozenset[int], found: Voice, at: int) -> bool:
        """Tell whether a quoted fragment is someone's words, and no title, slogan or irony."""
        if found.speaker is None and (not found.near or passive(doc[found.verb])):
            return False  # "known as the “…”": a name in use, and nobody's words
        facts = fragment_features(doc, *words, quoted, found.verb, found.speaker)
        if "capitals" in facts and not found.near:
            return False
        return chance(facts, FRAGMENT) >= FRAGMENT_ENOUGH

    def _say(self, masked: Masked, speaker: Speaker, cue: Cue | None, number: int, sentence: Sentence) -> None:
        q = masked.quotation
        self._add(q.start, q.end, "direct", speaker, cue)
        self._last = _Said(speaker=speaker, cue=cue, sentence=number, paragraph=sentence.paragraph, closed=q.closed)

    def _continue(self, masked: Masked, number: int, sentence: Sentence) -> None:
        """A quotation without a cue in its sentence: whose it is where the article shows it, nobody's where not."""
        last, speaker, cue = self._last, NOBODY, None
        before = self._sentences[number - 1] if number else None
        introduced = (
            before is not None and before.text.rstrip().endswith(":") and not sentence.text[: masked.start].strip()
        )
        near = self._cast.spoke.get(number - 1)
        fresh = not sentence.opens_paragraph and (last is None or last.paragraph < sentence.paragraph)
        if near is None and before is not None and not introduced and fresh:
            near = self._announcer(number - 1, before)  # "Holm turned round. “…”"
        here = near is not None and not sentence.opens_paragraph
        if introduced and near is None and before is not None:
            near = self._announcer(number - 1, before)
        signed = self._signed(number, sentence)
        if signed is not None:
            speaker = signed
        elif introduced and near is not None:
            speaker = near
        elif last is not None and last.paragraph == sentence.paragraph and not (here and last.sentence < number - 1):
            speaker, cue = last.speaker, last.cue
        elif here and near is not None:
            speaker = near
        elif last is not None and last.paragraph == sentence.paragraph - 1:
            whole = sentence.opens_paragraph and sentence.bare()
            if not last.closed or whole:
                speaker = last.speaker
        elif number - 1 in self._reporting and sentence.opens_paragraph and sentence.bare():
            speaker = self._reporting[number - 1]  # "Holm said that it would rain.\n\n“We need a pier.”"
        self._say(masked, speaker, cue, number, sentence)

    def _announcer(self, number: int, sentence: Sentence) -> Speaker | None:
        """Name who announces what follows a sentence: after its colon, or in the same paragraph right after it."""
        doc = self._docs.get(number)
        found = announcer(doc[:], frozenset()) if doc is not None else None
        return None if doc is None or found is None else self._cast.speaker(number, sentence, doc, found.speaker)

    def _signed(self, number: int, sentence: Sentence) -> Speaker | None:
        """Name who signs a quotation that stands alone: a dash and a name in the line below."""
        if number + 1 >= len(self._sentences) or not sentence.bare():
            return None
        below = self._sentences[number + 1]
        if below.quotations or not _SIGNATURE.match(below.text):
            return None
        return self._cast.signature(below.start, below.end)

    def _reported(
        self,
        number: int,
        sentence: Sentence,
        doc: "Doc",
        tokens: dict[int, tuple[int, int]],
        quoted: frozenset[int],
        told: dict[int, tuple[Speaker, Cue]],
    ) -> list[tuple[int, int]]:
        """Record what is reported and give its stretches; `told` takes up whose each verb of saying is."""
        taken: list[tuple[int, int]] = []
        clauses = [tokens[k] for k, m in enumerate(sentence.quotations) if m.clause and k in tokens]
        fragments = [tokens[k] for k, m in enumerate(sentence.quotations) if not m.clause and k in tokens]
        found = reports(doc, quoted)
        # the widest first: what stands inside another's words is theirs to tell
        for report in sorted(found, key=lambda r: (-sum(b - a for a, b in r.pieces), r.speaker is None)):
            pieces = _without(_whole(report.pieces, fragments), clauses)
            if report.frame in ("parenthesis", "as") and all(_connects(doc, *piece) for piece in pieces):
                continue
            placed = [(words_span(sentence, doc, *piece), piece) for piece in pieces]
            placed = [(s, p) for s, p in placed if not any(a < s[1] and s[0] < b for a, b in taken)]
            if not placed or not self._accepts(sentence, doc, report, quoted, [s for s, _ in placed]):
                continue
            speaker = self._cast.speaker(number, sentence, doc, report.speaker)
            cue = self._cue(sentence, doc, report.cue)
            told[report.verb] = speaker, cue
            self._reporting[number] = speaker
            for (start, end), (a, b) in placed:
                kind: QuoteKind = "mixed" if any(i in quoted for i in range(a, b)) else "indirect"
                self._add(start, end, kind, speaker, cue)
                taken.append((start, end))
        return taken

    def _accepts(
        self, sentence: Sentence, doc: "Doc", report: Report, quoted: frozenset[int], spans: list[tuple[int, int]]
    ) -> bool:
        if not _plausible(report, doc):
            return False
        human = 0
        if report.speaker is not None:
            person = self._cast.person(sentence, doc, report.speaker)
            human = person.human if person is not None else 0
        closed = sentence.text.rstrip("”\"'’)")[-1:] in (".", "?", "!", "…", ":", ",")
        return chance(report_features(report, doc, quoted, human, closed), REPORT) >= REPORT_ENOUGH

    def _add(self, start: int, end: int, kind: QuoteKind, speaker: Speaker, cue: Cue | None) -> None:
        self._out.append(Quote(start=start, end=end, text=self._text[start:end], kind=kind, speaker=speaker, cue=cue))

    def _cue(self, sentence: Sentence, doc: "Doc", words: tuple[int, int]) -> Cue:
        start, end = words_span(sentence, doc, *words)
        return Cue(text=self._text[start:end], start=start, end=end)


def _token_ranges(doc: "Doc", sentence: Sentence) -> dict[int, tuple[int, int]]:
    out: dict[int, tuple[int, int]] = {}
    begins = [t.idx for t in doc]
    finish = doc[-1].idx + len(doc[-1].text) if len(doc) else 0
    for k, masked in enumerate(sentence.quotations):
        if masked.start >= finish:
            break  # the parser was given no more
        first = max(bisect_left(begins, masked.start + 1) - 1, 0)
        last = bisect_left(begins, masked.end)
        if first < last:
            out[k] = first, last
    return out


def _told(
    doc: "Doc | None", words: tuple[int, int] | None, told: Mapping[int, tuple[Speaker, Cue]]
) -> tuple[Speaker, Cue] | None:
    """Give whose report a quotation without a cue of its own stands in: "said that he is for it because “…”"."""
    if doc is None or words is None:
        return None
    root = next((t for t in doc[slice(*words)] if not words[0] <= t.head.i < words[1] and not t.is_punct), None)
    above = () if root is None else root.ancestors
    return next((told[t.i] for t in above if t.i in told), None)


def _without(pieces: Sequence[tuple[int, int]], clauses: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Cut the quotations that are records of their own out of reported words."""
    out = list(pieces)
    for a, b in clauses:
        cut: list[tuple[int, int]] = []
        for s, e in out:
            if e <= a or b <= s:
                cut.append((s, e))
            else:
                cut += [p for p in ((s, a), (b, e)) if p[1] - p[0] >= 4]
        out = cut
    return out


def _connects(doc: "Doc", start: int, end: int) -> bool:
    """Tell whether words only lead to what is said next: "In particular, she said, “…”"."""
    return end - start <= 4 and doc[start].tag_ in ("IN", "RB") and not any(is_verb(t) for t in doc[start:end])


def _whole(pieces: Sequence[tuple[int, int]], fragments: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Stretch reported words over the whole of a quotation they reach into."""
    out = []
    for start, end in pieces:
        for a, b in fragments:
            if a < end and start < b:
                start, end = min(start, a), max(end, b)
        out.append((start, end))
    return out


def _plausible(report: Report, doc: "Doc") -> bool:
    words = sum(1 for a, b in report.pieces for t in doc[a:b] if t.is_alpha)
    if report.frame == "thing" and report.speaker is None:
        return False
    return words >= (2 if report.frame in ("clause", "verdict", "thing") else 3)


def unattributed(text: str, sentences: Sequence[Sentence]) -> tuple[Quote, ...]:
    """Give the direct quotations of a text whose grammar we do not know: three words or more, and nobody's."""
    spans = sorted((m.quotation.start, m.quotation.end) for s in sentences for m in s.quotations if m.quotation.closed)
    return tuple(
        Quote(start=start, end=end, text=text[start:end], kind="direct", speaker=NOBODY, cue=None)
        for start, end in spans
        if len(text[start:end].split()) >= 3
    )
