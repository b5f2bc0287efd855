"""A text that somebody wrote, held against the articles sentence by sentence: borne out, contradicted, or not found.

    sentences -> search -> the places that could bear each out -> `verification` -> verdict, citation, what differs

Owns this order and the verdict. The checks are `verification`'s, the same that every answer goes through. A saved
answer is held against the very spans it cites instead of searching. Called by `library`.
"""

import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from assistant.citing import citation_of
from assistant.differences import Piece, word_differences
from assistant.domain import Citation, Draft, DraftCitation
from assistant.naming import context_of
from assistant.remembered import compare
from assistant.verification import (
    Faithfulness,
    Support,
    contradiction,
    evidence_of,
    outer_quotations,
    stands_in,
    verify,
)
from assistant.verification.plain_words import content_stems
from assistant.verification.speaking import wrong_speaker
from assistant.wire import plain
from index.article import JSON, Article, Hit, Query, Quote, Scope, Span
from index.errors import ArticleNotFound
from index.search import Searcher
from index.sentences import split_sentences

Finding: TypeAlias = Literal["supported", "contradicted", "not found"]

MOST_CHARACTERS = 200_000
"""Of one text: a book is proved by chapters."""
HITS = 8
PLACES = 6
"""Stretches of articles that one sentence is held against, those that share most of its words first."""
ABOUT = 0.5
"""Share of a sentence's content words that a place must have, to contradict it rather than be about something else."""
VERBATIM = 0.97
"""Least score of what stands word for word in an article."""
PATIENCE_SECONDS = 30.0

_CLOSING = re.compile(r"[,.](?=[”\"»])")
_WORD = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """One sentence and what the articles say to it.

    `start`, `end` are its place in the text. `score`: how likely the nearest article bears it out, whatever the
    finding; None where the article is not there any more.
    `reason`: what is wrong, in words for a person; empty where nothing is. `differences`: for a quotation that is
    nearly right, what was written (`gone`) and what was said (`new`).
    """

    text: str
    start: int
    end: int
    finding: Finding
    score: float | None = None
    reason: str = ""
    citations: tuple[Citation, ...] = ()
    differences: tuple[Piece, ...] = ()


class Proofing:
    """Holds texts against one corpus."""

    def __init__(
        self,
        searcher: Searcher,
        support: Support,
        faithfulness: Faithfulness,
        quotes_of: Callable[[Article], Sequence[Quote]],
    ) -> None:
        """`quotes_of` gives the speech in an article that was read for a reader who may."""
        self._searcher = searcher
        self._support = support
        self._faithfulness = faithfulness
        self._quotes_of = quotes_of

    def proofs(self, text: str, scope: Scope, *, cancelled: threading.Event | None = None) -> Iterator[Proof]:
        """Give a proof for each sentence of `text`, in order. Raises what searching raises: Cancelled, Overloaded."""
        for span in sentences_of(text):
            yield self._prove(text[span.start : span.end], span, scope, cancelled)

    def _prove(self, sentence: str, span: Span, scope: Scope, cancelled: threading.Event | None) -> Proof:
        deadline = time.monotonic() + PATIENCE_SECONDS
        found = self._searcher.search(
            Query(text=sentence), scope, limit=HITS, deadline=deadline, cancelled=cancelled, rerank=True
        )
        places = self._places(sentence, found.hits)
        # A comma or full stop before a closing mark is the writer's, not the speaker's.
        words = _CLOSING.sub("", sentence)
        for place in places:
            verdict = verify(
                Draft(text=words, citations=(place,)), self._support, deadline=deadline, cancelled=cancelled
            )
            if verdict.holds:
                score = self._score(words, place.hit.article, deadline, cancelled)
                score = max(score, VERBATIM) if verdict.support == "verbatim" else score
                return _proof(sentence, span, "supported", place, score=score)
        nearest = (*(place.hit.article for place in places), *(hit.article for hit in found.hits))[:1]
        score = max((self._score(words, article, deadline, cancelled) for article in nearest), default=0.0)
        return self._against(sentence, words, span, places, score)

    def _score(
        self, sentence: str, article: Article, deadline: float | None, cancelled: threading.Event | None
    ) -> float:
        return self._faithfulness.probability(sentence, article.text, deadline=deadline, cancelled=cancelled)

    def _against(self, sentence: str, words: str, span: Span, places: Sequence[DraftCitation], score: float) -> Proof:
        """Find the place that speaks of the same and says otherwise; without one, nothing was found."""
        misquoted = _nearly_quoted(words, places)
        if misquoted is not None:
            place, differences = misquoted
            reason = "The words are quoted differently from how they were said."
            return _proof(sentence, span, "contradicted", place, score=score, reason=reason, differences=differences)
        wanted = content_stems(sentence)
        for place in places:
            held = content_stems(_words(place))
            evidence = evidence_of([place])
            wrong = wrong_speaker(words, evidence) or contradiction(words, evidence)
            if wrong is not None and len(wanted & held) >= ABOUT * len(wanted):
                return _proof(sentence, span, "contradicted", place, score=score, reason=wrong)
        return Proof(text=sentence, start=span.start, end=span.end, finding="not found", score=round(score, 3))

    def _places(self, sentence: str, hits: Sequence[Hit]) -> list[DraftCitation]:
        """Give the sentences that share most with `sentence`, alone and with the one before; then whole windows."""
        wanted = content_stems(sentence)
        scored: list[tuple[float, int, Hit, Span]] = []
        for rank, hit in enumerate(hits):
            text = hit.article.text
            cut = [
                Span(start=hit.start + one.start, end=hit.start + one.end)
                for one in split_sentences(text[hit.start : hit.end])
            ]
            joined = [Span(start=one.start, end=other.end) for one, other in pairwise(cut)]
            for place in (*cut, *joined):
                shared = len(wanted & content_stems(text[place.start : place.end]))
                # A longer stretch must bring something: alone, a sentence is the better citation.
                scored.append((shared - 0.25 * (place not in cut), -rank, hit, place))
        scored.sort(key=lambda one: one[:2], reverse=True)
        best = [(hit, place) for shared, _, hit, place in scored[:PLACES] if shared > 0]
        return [self._cited(sentence, hit, place) for hit, place in best]

    def _cited(self, sentence: str, hit: Hit, place: Span) -> DraftCitation:
        quotes = self._quotes_of(hit.article)
        speech = tuple(one for one in quotes if place.touches(Span(start=one.start, end=one.end)))
        context = context_of(sentence, hit.article, [place], speech)
        return DraftCitation(hit=hit, span=place, context=context, speech=speech)

    def again(self, answer: "SavedAnswer", read: Callable[[str, str], Article]) -> Iterator[Proof]:
        """Hold each statement of a saved answer against the spans it cites, as they are stored now.

        `read(article_id, revision)` raises ArticleNotFound where there is none, or none that this reader may see.
        """
        cited = {citation.number: citation for citation in answer.citations}
        at = 0
        for statement in answer.statements:
            start = max(answer.text.find(statement.text, at), 0)
            at = start + len(statement.text)
            span = Span(start=start, end=start + len(statement.text))
            yield self._prove_again(statement.text, span, [cited.get(one) for one in statement.citations], read)

    def _prove_again(
        self, text: str, span: Span, cited: Sequence["SavedCitation | None"], read: Callable[[str, str], Article]
    ) -> Proof:
        places: list[DraftCitation] = []
        for one in cited:
            gone = ""
            try:
                article = None if one is None else read(one.article_id, one.revision)
            except ArticleNotFound:
                article, gone = None, "A cited article is not there (any more)."
            if one is None or article is None:
                gone = gone or "It cites a number that the answer does not have."
            elif article.text[one.start : one.end] != one.quote:
                gone = "The article does not have the cited words at that place."
            if gone or article is None or one is None:
                return Proof(text=text, start=span.start, end=span.end, finding="not found", reason=gone)
            places.append(self._stored(article, one))
        verdict = verify(Draft(text=text, citations=tuple(places)), self._support)
        finding: Finding = "supported" if verdict.holds else "contradicted"
        return Proof(
            text=text,
            start=span.start,
            end=span.end,
            finding=finding,
            score=1.0 if verdict.support == "verbatim" else self._score(text, places[0].hit.article, None, None),
            reason=verdict.reason,
            citations=tuple(citation_of(place, number=number) for number, place in enumerate(places, start=1)),
        )

    def _stored(self, article: Article, cited: "SavedCitation") -> DraftCitation:
        span = Span(start=cited.start, end=cited.end)
        hit = Hit(article=article, passage_id=0, start=span.start, end=span.end, span=span, score=0.0, ranks={})
        context = tuple(Span(start=one.start, end=one.end) for one in cited.context)
        speech = tuple(one for one in self._quotes_of(article) if span.touches(Span(start=one.start, end=one.end)))
        return DraftCitation(hit=hit, span=span, context=context, speech=speech)


class _Saved(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class SavedEvidence(_Saved):
    """A stretch of an article in a saved answer."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)
    quote: str


class SavedCitation(SavedEvidence):
    """A citation of a saved answer."""

    number: int
    article_id: str
    revision: str
    context: tuple[SavedEvidence, ...] = ()


class SavedStatement(_Saved):
    """A statement of a saved answer."""

    text: str
    citations: tuple[int, ...] = ()


class SavedAnswer(_Saved):
    """What proving needs of an answer in the contract's JSON."""

    text: str
    statements: tuple[SavedStatement, ...]
    citations: tuple[SavedCitation, ...]


def sentences_of(text: str) -> list[Span]:
    """Cut a text into the sentences that are proved: those with a word in them."""
    return [span for span in split_sentences(text) if any(char.isalnum() for char in text[span.start : span.end])]


def _words(place: DraftCitation) -> str:
    return place.hit.article.text[place.span.start : place.span.end]


def _nearly_quoted(sentence: str, places: Sequence[DraftCitation]) -> tuple[DraftCitation, tuple[Piece, ...]] | None:
    """Find the place that has a quotation of the sentence in slightly other words, and the differences."""
    shortest = sorted(places, key=lambda place: place.span.end - place.span.start)
    for quotation in outer_quotations(sentence):
        if any(stands_in(quotation, _words(place)) for place in places):
            continue
        for place in shortest:
            words = _words(place)
            near = compare(quotation, words)
            if near is not None and near.alike >= ABOUT:
                return place, _differences(quotation, words, near.start, near.end)
    return None


def _differences(quotation: str, said: str, start: int, end: int) -> tuple[Piece, ...]:
    """Compare a quotation with what was said, from as many words around the remembered ones as it has itself."""
    mine, before, after = _WORD.findall(quotation), [*_WORD.finditer(said[:start])], [*_WORD.finditer(said[end:])]
    heard = _WORD.findall(said[start:end])
    first = next((at for at, word in enumerate(mine) if heard and word.lower() == heard[0].lower()), 0)
    last = next((at for at, word in enumerate(reversed(mine)) if heard and word.lower() == heard[-1].lower()), 0)
    begin = before[-first].start() if 0 < first <= len(before) else start
    finish = end + after[last - 1].end() if 0 < last <= len(after) else end
    return word_differences(quotation.rstrip(",. "), said[begin:finish])


def _proof(
    sentence: str,
    span: Span,
    finding: Finding,
    place: DraftCitation,
    *,
    score: float | None = None,
    reason: str = "",
    differences: tuple[Piece, ...] = (),
) -> Proof:
    return Proof(
        text=sentence,
        start=span.start,
        end=span.end,
        finding=finding,
        score=None if score is None else round(score, 3),
        reason=reason,
        citations=(citation_of(place, number=1),),
        differences=differences,
    )


def summary(proofs: Sequence[Proof]) -> Mapping[Finding, int]:
    """Count the findings."""
    counted: dict[Finding, int] = {"supported": 0, "contradicted": 0, "not found": 0}
    for proof in proofs:
        counted[proof.finding] += 1
    return counted


def proof_json(proof: Proof) -> dict[str, JSON]:
    """Write one proved sentence as `footnote verify` gives it."""
    return {
        "text": proof.text,
        "start": proof.start,
        "end": proof.end,
        "verdict": proof.finding,
        "score": proof.score,
        "reason": proof.reason,
        "citations": plain(proof.citations),
        "differences": plain(proof.differences),
    }
