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
from index.speech.clauses import SUBJECTS, child, mention
from index.speech.direct import Voice, governor, voice
from index.speech.evidence import fragment_features, report_features
from index.speech.masking import Masked, Sentence
from index.speech.mentions import name_mentions
from index.speech.names import BODIES, GROUPS
from index.speech.people import People, Person
from index.speech.pronouns import SEX, Trace, antecedent
from index.speech.reported import Report, reports
from index.speech.weights import FRAGMENT, REPORT, likely

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_NOBODY = Speaker()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """The last direct quotation: whose, where, and whether its marks were closed."""

    speaker: Speaker
    cue: Cue | None
    sentence: int
    paragraph: int
    closed: bool


class Script:
    """One article on its way to records."""

    def __init__(
        self, text: str, sentences: Sequence[Sentence], docs: Mapping[int, "Doc"], sexes: dict[str, str]
    ) -> None:
        self._text = text
        self._sentences = sentences
        self._docs = docs
        skip = sorted((m.quotation.start, m.quotation.end) for s in sentences for m in s.quotations if m.clause)
        openings = frozenset(s.start for s in sentences)
        headlines = [(s.start, s.end) for s in sentences if s.is_headline()]
        self._people = People(name_mentions(text, skip, openings, sexes), sexes, headlines)
        self._surnames = self._people.surnames()
        self._traces: list[Trace] = []
        self._next_mention = 0
        self._resolved: dict[int, Person | None] = {}
        self._out: list[Quote] = []
        self._last: _Said | None = None
        self._subjects: dict[int, Speaker] = {}

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
        self._trace(number, sentence, doc, quoted)
        taken: list[tuple[int, int]] = []
        if doc is not None:
            taken = self._reported(number, sentence, doc, tokens, quoted)
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
                speaker = self._speaker(number, sentence, doc, found.speaker)
                cue = self._cue(sentence, doc, found.cue)
                self._say(masked, speaker, cue, number, sentence)
            elif masked.clause:
                pending.append(masked)
        for masked in pending:
            self._continue(masked, number, sentence)

    def _quotes(self, doc: "Doc", words: tuple[int, int], quoted: frozenset[int], found: Voice, at: int) -> bool:
        """Tell whether a quoted fragment is someone's words, and no title, slogan or irony."""
        return likely(fragment_features(doc, *words, quoted, found.verb, found.speaker), FRAGMENT)

    def _say(self, masked: Masked, speaker: Speaker, cue: Cue | None, number: int, sentence: Sentence) -> None:
        q = masked.quotation
        self._add(q.start, q.end, "direct", speaker, cue)
        self._last = _Said(speaker=speaker, cue=cue, sentence=number, paragraph=sentence.paragraph, closed=q.closed)

    def _continue(self, masked: Masked, number: int, sentence: Sentence) -> None:
        """A quotation without a cue in its sentence: whose it is where the article shows it, nobody's where not."""
        last, speaker, cue = self._last, _NOBODY, None
        before = self._sentences[number - 1] if number else None
        introduced = (
            before is not None and before.text.rstrip().endswith(":") and not sentence.text[: masked.start].strip()
        )
        near = self._subjects.get(number - 1)
        here = near is not None and not sentence.opens_paragraph
        if introduced and near is not None:
            speaker = near
        elif last is not None and last.paragraph == sentence.paragraph and not (here and last.sentence < number - 1):
            speaker, cue = last.speaker, last.cue
        elif here and near is not None:
            speaker = near
        elif last is not None and last.paragraph == sentence.paragraph - 1:
            whole = sentence.opens_paragraph and sentence.bare()
            if not last.closed or whole:
                speaker = last.speaker
        self._say(masked, speaker, cue, number, sentence)

    def _reported(
        self, number: int, sentence: Sentence, doc: "Doc", tokens: dict[int, tuple[int, int]], quoted: frozenset[int]
    ) -> list[tuple[int, int]]:
        taken: list[tuple[int, int]] = []
        clauses = [tokens[k] for k, m in enumerate(sentence.quotations) if m.clause and k in tokens]
        fragments = [tokens[k] for k, m in enumerate(sentence.quotations) if not m.clause and k in tokens]
        found = reports(doc, quoted)
        # the widest first: what stands inside another's words is theirs to tell
        for report in sorted(found, key=lambda r: -sum(b - a for a, b in r.pieces)):
            pieces = _without(_whole(report.pieces, fragments), clauses)
            placed = [(self._span(sentence, doc, *piece), piece) for piece in pieces]
            placed = [(s, p) for s, p in placed if not any(a < s[1] and s[0] < b for a, b in taken)]
            if not placed or not self._accepts(sentence, doc, report, quoted, [s for s, _ in placed]):
                continue
            speaker = self._speaker(number, sentence, doc, report.speaker)
            cue = self._cue(sentence, doc, report.cue)
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
            person = self._person(sentence, doc, report.speaker)
            human = person.human if person is not None else 0
        closed = sentence.text.rstrip("”\"'’)")[-1:] in (".", "?", "!", "…", ":", ",")
        return likely(report_features(report, doc, quoted, human, closed), REPORT)

    def _add(self, start: int, end: int, kind: QuoteKind, speaker: Speaker, cue: Cue | None) -> None:
        self._out.append(Quote(start=start, end=end, text=self._text[start:end], kind=kind, speaker=speaker, cue=cue))

    def _span(self, sentence: Sentence, doc: "Doc", a: int, b: int) -> tuple[int, int]:
        last = doc[b - 1]
        return sentence.origin(doc[a].idx), sentence.origin_end(last.idx + len(last.text))

    def _cue(self, sentence: Sentence, doc: "Doc", words: tuple[int, int]) -> Cue:
        start, end = self._span(sentence, doc, *words)
        return Cue(text=self._text[start:end], start=start, end=end)

    # who

    def _speaker(self, number: int, sentence: Sentence, doc: "Doc", head: int | None) -> Speaker:
        if head is None:
            return _NOBODY
        while head + 1 < len(doc) and doc[head].tag_ == "NNP" and doc[head + 1].tag_ == "NNP":
            head += 1  # "Air Force 1st | Lt. Tyler Livingston": the parser broke a name
        a, b = mention(doc[head])
        start, end = self._span(sentence, doc, a, b)
        person = self._person(sentence, doc, head)
        if person is not None:
            person.evidence["speaks"] += 1
            at = sentence.origin(doc[head].idx)
            self._traces.append(
                Trace(person=person, at=at, sentence=number, paragraph=sentence.paragraph, rank=2, speaker=True)
            )
        name = person.name if person is not None else _body(doc[head], self._text[start:end], self._surnames)
        if name is not None and doc[head].conjuncts:
            name = self._joint(sentence, doc, head, name)
        speaker = Speaker(name=name, mention=self._text[start:end], start=start, end=end)
        self._subjects[number] = speaker
        return speaker

    def _joint(self, sentence: Sentence, doc: "Doc", head: int, first: str) -> str | None:
        """Name all who speak together; nobody where one of them has no name."""
        names = [first]
        for other in doc[head].conjuncts:
            if other.i < head or not any(c.lower_ in ("and", "or", "nor") for c in doc[head].children):
                continue
            person = self._person(sentence, doc, other.i)
            if person is None:
                return None
            names.append(person.name)
        return names[0] if len(names) < 2 else ", ".join(names[:-1]) + " and " + names[-1]

    def _person(self, sentence: Sentence, doc: "Doc", head: int) -> Person | None:
        token = doc[head]
        at = sentence.origin(token.idx)
        if token.lower_ in SEX:
            return self._resolved.get(at)
        if token.text[:1].isupper():
            for i in self._people.within(at, at + len(token.text)):
                person = self._people.of(i)
                known = person is not None and (len(person.words) > 1 or person.human)
                if token.tag_ in ("NNP", "NNPS") or known or not self._people.mentions[i].opens:
                    return person
        named = child(token, "appos") or _named_ahead(token)
        if named is not None and named.tag_ == "NNP":
            place = sentence.origin(named.idx)
            for i in self._people.within(place, place + len(named.text)):
                return self._people.of(i)
        return None

    def _trace(self, number: int, sentence: Sentence, doc: "Doc | None", quoted: frozenset[int]) -> None:
        """Take in the sentence's names and pronouns, in order."""
        ranks: dict[int, int] = {}
        if doc is not None:
            for token in doc:
                if token.dep_ in SUBJECTS | {"nsubjpass"} and token.i not in quoted:
                    ranks[sentence.origin(token.idx)] = 2 if token.head.dep_ in ("ROOT", "conj") else 1
        places = sorted(ranks)
        first, main = True, _main_clause(sentence)
        found = []
        mentions = self._people.mentions
        while self._next_mention < len(mentions) and mentions[self._next_mention].start < sentence.end:
            found.append(self._next_mention)
            self._next_mention += 1
        events: list[tuple[int, int | None, str]] = [(mentions[i].start, i, "") for i in found]
        events += [(at, None, word) for at, word in _he_she(self._text, sentence)]
        for at, i, word in sorted(events, key=lambda e: e[0]):
            if i is None:
                person, sure = antecedent(word, at, number, sentence.paragraph, self._traces)
                self._resolved[at] = person
                if person is not None and sure and not person.sex:
                    person.sex = SEX[word.lower()]
                if person is not None and word.lower() in ("he", "she"):
                    rank = max(ranks.get(at, 0), 0 if doc is not None else 2 if first else 1)
                    self._traces.append(
                        Trace(person=person, at=at, sentence=number, paragraph=sentence.paragraph, rank=rank)
                    )
            else:
                person = self._people.of(i)
                m = mentions[i]
                if person is None:
                    continue
                subjects = places[bisect_left(places, m.start) : bisect_left(places, m.end)]
                rank = max([ranks[a] for a in subjects] or [0])
                if doc is None:
                    rank = 2 if first and at >= main and at - main < 60 and not m.possessive else 0
                    first = first and at < main
                self._traces.append(
                    Trace(
                        person=person, at=at, sentence=number, paragraph=sentence.paragraph, rank=rank,
                        possessive=m.possessive,
                    )
                )  # fmt: skip
            if doc is not None or i is None:
                first = False


_FRONTED = frozenset(
    {"with", "for", "in", "on", "at", "after", "before", "while", "when", "as", "by", "from", "to", "despite", "during"}
    | {"under", "like", "unlike", "although", "though", "if", "because", "since", "until", "without", "among"}
)


def _main_clause(sentence: Sentence) -> int:
    """Guess where the main clause of an unparsed sentence begins: after the comma of "With …, " and the like."""
    words = sentence.text.split(maxsplit=1)
    comma = sentence.text.find(", ")
    fronted = bool(words) and words[0].lower() in _FRONTED and comma > 0
    return sentence.origin(comma + 1) if fronted else sentence.start


def _named_ahead(head: "Token") -> "Token | None":
    """ "Tamargo, the chairwoman, said", where the parser made the noun the subject and left the name beside it."""
    doc, start = head.doc, head.left_edge.i
    if (
        start < 2
        or doc[start - 1].text != ","
        or doc[start].tag_ not in ("DT", "PRP$")
        or head.right_edge.i + 1 >= len(doc)
    ):
        return None
    beside = doc[start - 2]
    return beside if beside.tag_ == "NNP" and beside.dep_ not in ("pobj", "dobj", "poss") else None


def _body(head: "Token", words: str, persons: frozenset[str]) -> str | None:
    """Give the name of an organisation or a group that is a common noun with a name before it.

    A group is not called after a person: "Brandt’s aides" are nobody in particular.
    """
    group = head.lower_ in GROUPS
    if not group and head.lower_ not in BODIES:
        return None
    owners = [t for t in head.lefts if t.dep_ == "poss" and t.text[:1].isupper() and t.tag_ != "PRP$"]
    named = [t for t in head.lefts if t.tag_ in ("NNP", "NNPS")]
    named += [t for t in head.lefts if t.text[:1].isupper() and t.dep_ in ("compound", "amod", "nmod") and t.i]
    if group and (owners or any(t.text in persons for t in named)):
        return None
    return re.sub(r"^(?:the|a|an|some|many|several|other|two) ", "", words, flags=re.I) if named or owners else None


_HE_SHE = re.compile(r"\b(?:he|she)\b", re.I)


def _he_she(text: str, sentence: Sentence) -> list[tuple[int, str]]:
    out = []
    clauses = [m for m in sentence.quotations if m.clause]
    k = 0
    for word in _HE_SHE.finditer(sentence.text):
        while k < len(clauses) and clauses[k].end <= word.start():
            k += 1
        if k == len(clauses) or word.start() < clauses[k].start:
            out.append((sentence.origin(word.start()), word.group()))
    return out


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
        Quote(start=start, end=end, text=text[start:end], kind="direct", speaker=_NOBODY, cue=None)
        for start, end in spans
        if len(text[start:end].split()) >= 3
    )
