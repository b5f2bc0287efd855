"""Who is who in one article, sentence by sentence: from the phrase at a cue to the person it means.

Owns the names and pronouns met so far. The joining of names is `people`, the choice for a pronoun `pronouns`. Called by
`records`, which reads the sentences in order.
"""

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from index.article import Speaker
from index.speech.bodies import body, issuer, proper
from index.speech.clauses import SUBJECTS, child, mention
from index.speech.masking import Sentence
from index.speech.mentions import name_mentions
from index.speech.parsing import words_span
from index.speech.people import People, Person
from index.speech.pronouns import SEX, Trace, antecedent

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

NOBODY = Speaker()


class Cast:
    """The people of one article. `spoke` holds the last speaker named in each sentence, by the sentence's number."""

    def __init__(self, text: str, sentences: Sequence[Sentence], sexes: Mapping[str, str]) -> None:
        self._text = text
        skip = sorted((m.quotation.start, m.quotation.end) for s in sentences for m in s.quotations if m.clause)
        openings = frozenset(s.start for s in sentences)
        headlines = [(s.start, s.end) for s in sentences if s.is_headline()]
        self._people = People(name_mentions(text, skip, openings, sexes), sexes, headlines)
        self._surnames = self._people.surnames()
        self._traces: list[Trace] = []
        self._next_mention = 0
        self._resolved: dict[int, Person | None] = {}
        self.spoke: dict[int, Speaker] = {}

    def speaker(self, number: int, sentence: Sentence, doc: "Doc", head: int | None) -> Speaker:
        """Name the speaker whose phrase has its head at token `head`."""
        if head is None:
            return NOBODY
        while head + 1 < len(doc) and doc[head].tag_ == "NNP" and doc[head + 1].tag_ == "NNP":
            head += 1  # "Coast Guard 1st | Lt. Ida Holm": the parser broke a name
        start, end = words_span(sentence, doc, *mention(doc[head]))
        person = self.person(sentence, doc, head)
        if person is not None:
            person.evidence["speaks"] += 1
            at = sentence.origin(doc[head].idx)
            self._traces.append(
                Trace(person=person, at=at, sentence=number, paragraph=sentence.paragraph, rank=2, speaker=True)
            )
        name = self._name(sentence, doc, doc[head], person)
        speaker = Speaker(name=name, mention=self._text[start:end], start=start, end=end)
        self.spoke[number] = speaker
        return speaker

    def signature(self, start: int, end: int) -> Speaker | None:
        """Name the first person named between two offsets."""
        for i in self._people.within(start, end):
            person, at = self._people.of(i), self._people.mentions[i]
            if person is not None and at.start >= start:
                words = self._text[at.start : at.end]
                return Speaker(name=person.name, mention=words, start=at.start, end=at.end)
        return None

    def _name(self, sentence: Sentence, doc: "Doc", head: "Token", person: Person | None) -> str | None:
        """Name a person, a body, or who speaks by a document: "a report by the Harbour Office says"."""
        name = person.name if person is not None else None
        if name is None and (by := issuer(head)) is not None:
            name = self._name(sentence, doc, by, self.person(sentence, doc, by.i))
        start, end = words_span(sentence, doc, *mention(head))
        words = self._text[start:end]
        if name is None:
            name = body(head, words, self._surnames)
        if name is None and head.tag_ == "NNP" and not self._people.within(start, end):
            name = proper(words)
        return name if name is None else self._joint(sentence, doc, head, name)

    def _joint(self, sentence: Sentence, doc: "Doc", head: "Token", first: str) -> str | None:
        """Name all who speak together, by their words where they have no name: "Ann Holm and her lawyers"."""
        names = [first]
        for other in head.conjuncts:
            if other.i < head.i or not any(c.lower_ in ("and", "or", "nor") for c in head.children):
                continue
            person = self.person(sentence, doc, other.i)
            start, end = words_span(sentence, doc, *mention(other))
            words = self._text[start:end]
            if person is not None:
                names.append(person.name)
            elif head.tag_ not in ("NNP", "NNPS", "PRP") or words in first:
                continue  # "Ann Holm, a clerk and lawyer"; "Norwegian officials and traders"
            elif other.tag_ in ("NNS", "NNPS") or any(c.tag_ in ("DT", "PRP$") for c in other.lefts):
                names.append(words)
            else:
                return None
        return names[0] if len(names) < 2 else ", ".join(names[:-1]) + " and " + names[-1]

    def person(self, sentence: Sentence, doc: "Doc", head: int) -> Person | None:
        """Find which person of the article a phrase means."""
        token = doc[head]
        at = sentence.origin(token.idx)
        if token.lower_ in SEX:
            return self._resolved.get(at)
        if token.text[:1].isupper():
            for i in self._people.within(at, at + len(token.text)):
                person = self._people.of(i)
                known = person is not None and (len(person.words) > 1 or person.human or person.evidence["inside"])
                if token.tag_ in ("NNP", "NNPS") or known or not self._people.mentions[i].opens:
                    return person
        named = child(token, "appos") or _named_ahead(token) or _named_behind(token)
        if named is not None and named.tag_ == "NNP":
            place = sentence.origin(named.idx)
            for i in self._people.within(place, place + len(named.text)):
                return self._people.of(i)
        return None

    def take_in(self, number: int, sentence: Sentence, doc: "Doc | None", quoted: frozenset[int]) -> None:
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
    """ "Solberg, the chairwoman, said", where the parser made the noun the subject and left the name beside it."""
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


def _named_behind(head: "Token") -> "Token | None":
    """ "Brandt’s lawyer Ida Holm", "the minister and party leader Ida Holm": the name at the end of its description."""
    doc = head.doc
    joined = next((c for c in head.children if c.dep_ == "conj" and c.tag_ == "NNP"), None)
    if joined is not None and head.tag_ == "NN" and not any(c.tag_ == "DT" for c in joined.children):
        return joined if not any(c.tag_ == "DT" for c in head.children) or head.i > joined.i else None
    at = head.i + 1
    while at < min(head.i + 4, len(doc)) and doc[at].lower_ in ("the", "rev.", "dr.", "mr.", "ms.", "mrs."):
        at += 1
    while at + 1 < len(doc) and doc[at].tag_ == "NNP" and doc[at + 1].tag_ == "NNP":
        at += 1
    return doc[at] if at < len(doc) and doc[at].tag_ == "NNP" and at > head.i + 1 else None


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
