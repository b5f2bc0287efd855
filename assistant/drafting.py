"""Answers made of the articles' own sentences: the drafter that needs no language model.

Owns the choice and wording of the sentences that answer; a person's statements are `quoting`'s. It decides nothing
about truth (`verification` does). Called by `chain`.
"""

import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.domain import Draft, DraftCitation
from assistant.people import folded_words, who_is_meant
from index.article import Article, Hit, Span
from index.rerank import Reranker
from index.search import Found
from index.sentences import split_sentences

LEAST_LOGIT = -2.0
"""Below this the best sentence does not answer (ms-marco-MiniLM-L-12-v2 at batch 1; docs/evaluation.md)."""
SECOND_LOGIT = -2.0
"""A further sentence must come near to answering by itself, and within `SECOND_GAP` of the first."""
SECOND_GAP = 6.0
SENTENCES = 12
"""Sentences read one by one with the question at the most."""
MOST_STATEMENTS = 3

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """Statements in the order they are shown, the near misses, and what choosing them cost."""

    drafts: tuple[Draft, ...]
    near: tuple[DraftCitation, ...]
    pairs: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    hit: Hit
    span: Span
    score: float

    @property
    def text(self) -> str:
        return self.hit.article.text[self.span.start : self.span.end]


def draft_sentences(
    question: str,
    found: Found,
    *,
    reranker: Reranker,
    speaker: str | None = None,
    deadline: float | None = None,
    cancelled: threading.Event | None = None,
) -> Drafted:
    """Choose the sentences that answer: the best first, then at most two that also answer by themselves.

    `speaker`: whose words are asked for. Without an index of speech only sentences that name them and say that they
    said something can answer.
    """
    candidates = _candidates(found.hits)
    if speaker is not None:
        reporting = [one for one in candidates if _reports(one.text, speaker)]
        if not reporting:
            return Drafted(drafts=(), near=_near_misses(sorted(candidates, key=lambda one: -one.score)), pairs=0)
        candidates = reporting
    texts = [candidate.text for candidate in candidates]
    scores = reranker.score(question, texts, deadline=deadline, cancelled=cancelled)
    scored = [
        _Candidate(hit=one.hit, span=one.span, score=(score + one.score) / 2)
        for one, score in zip(candidates, scores, strict=True)
    ]
    ranked = sorted(scored, key=lambda one: -one.score)
    if not ranked or ranked[0].score < LEAST_LOGIT or about_something_else(question, ranked[0].hit.article):
        return Drafted(drafts=(), near=_near_misses(ranked), pairs=len(texts))
    chosen = [ranked[0]]
    for one in _distinct(ranked)[1:]:
        if one.score >= SECOND_LOGIT and one.score >= ranked[0].score - SECOND_GAP and len(chosen) < MOST_STATEMENTS:
            chosen.append(one)
    return Drafted(drafts=tuple(_sentence_draft(one) for one in chosen), near=(), pairs=len(texts))


def _candidates(hits: Sequence[Hit]) -> list[_Candidate]:
    candidates: list[_Candidate] = []
    for hit in hits:
        text = hit.article.text
        for sentence in split_sentences(text[hit.span.start : hit.span.end]):
            span = Span(start=hit.span.start + sentence.start, end=hit.span.start + sentence.end)
            if len(_WORD.findall(text[span.start : span.end])) >= 4:
                candidates.append(_Candidate(hit=hit, span=span, score=hit.score))
        if len(candidates) >= SENTENCES:
            break
    return candidates[:SENTENCES]


def _near_misses(ranked: Sequence[_Candidate]) -> tuple[DraftCitation, ...]:
    best = {one.hit.article.id: one for one in reversed(ranked)}  # the best of each article, in order below
    chosen = sorted(best.values(), key=lambda one: -one.score)[:MOST_STATEMENTS]
    return tuple(DraftCitation(hit=one.hit, span=one.span) for one in chosen)


def _distinct(ranked: Sequence[_Candidate]) -> list[_Candidate]:
    kept: list[_Candidate] = []
    for one in ranked:
        words = {word.lower() for word in _WORD.findall(one.text)}
        if not any(_alike(words, {word.lower() for word in _WORD.findall(other.text)}) for other in kept):
            kept.append(one)
    return kept


def _alike(one: set[str], other: set[str]) -> bool:
    return len(one & other) >= 0.7 * min(len(one), len(other) or 1)


def _reports(sentence: str, speaker: str) -> bool:
    words = set(folded_words(sentence))
    return bool(words & _SAYING) and who_is_meant(speaker, [sentence]) != ()


_SAYING = frozenset(
    "said says say told tells added adds warned argued insisted called announced wrote replied asked claimed denied "
    "according declared stated promised urged demanded suggested explained noted confirmed".split()
)


def _sentence_draft(one: _Candidate) -> Draft:
    return Draft(text=" ".join(one.text.split()), citations=(DraftCitation(hit=one.hit, span=one.span),))


def about_something_else(question: str, article: Article) -> bool:
    """Tell whether the article holds none of the names that the question has, or none of its words at all.

    One missing name proves nothing (people write `World Cup Final`). All of them missing, and the best sentence answers
    the same question about another person or place; every word missing, and the reranker has read noise.
    """
    words = list(_WORD.finditer(question))
    names = [
        match.group()
        for match in words[1:]
        if match.group()[0].isupper() and match.group().lower() not in _COMMON and len(match.group()) > 2
    ]
    held = f"{article.title or ''} {article.source or ''} {article.author or ''} {article.text}".casefold()
    if names and not any(_stem(name) in held for name in names):
        return True
    content = [match.group() for match in words if match.group().lower() not in _COMMON]
    return not any(_stem(word)[:6] in held for word in content)


def _stem(name: str) -> str:
    """Cut a name so that `Brazilian` and `Brazil`, `Russians` and `Russian` meet."""
    folded = name.casefold()
    for ending in ("ians", "ian", "ans", "an", "ese", "ish", "s"):
        if folded.endswith(ending) and len(folded) - len(ending) >= 4:
            return folded.removesuffix(ending)
    return folded


_COMMON = frozenset(
    "what who when where why how which is are was were did does do has have the and for mr mrs ms dr".split()
)
