"""Answers made of the articles' own sentences: the drafter that needs no language model.

Owns the choice and wording of the sentences that answer; a person's statements are `quoting`'s. It decides nothing
about truth (`verification` does). Called by `chain`.
"""

import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from assistant.candidates import Candidate, candidates_of
from assistant.clues import read_question
from assistant.domain import Draft, DraftCitation
from assistant.people import folded_words, who_is_meant
from assistant.ranking import rank
from index.article import Article
from index.rerank import Reranker
from index.search import Found

_WORD = re.compile(r"[^\W_]+")

LEAST_LOGIT = -2.0
"""Below this the best sentence does not answer (ms-marco-MiniLM-L-12-v2 at batch 1; docs/evaluation.md)."""
FURTHER_LOGIT = -4.0
"""Below this a sentence is not shown beside a better one."""
MOST_STATEMENTS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """Statements in the order they are shown, the near misses, and what choosing them cost."""

    drafts: tuple[Draft, ...]
    near: tuple[DraftCitation, ...]
    pairs: int


def draft_sentences(
    question: str,
    found: Found,
    *,
    now: datetime,
    reranker: Reranker,
    speaker: str | None = None,
    deadline: float | None = None,
    cancelled: threading.Event | None = None,
) -> Drafted:
    """Choose the sentences that answer: the best first, then at most two more that say something else.

    `speaker`: whose words are asked for. Without an index of speech only sentences that name them and say that they
    said something can answer.
    """
    candidates = candidates_of(found)
    if speaker is not None:
        reporting = [one for one in candidates if _reports(one.text, speaker)]
        if not reporting:
            return Drafted(drafts=(), near=_near_misses(candidates), pairs=0)
        candidates = reporting
    asked = read_question(question, now=now)
    ranked = rank(asked, candidates, reranker=reranker, deadline=deadline, cancelled=cancelled)
    order = [one.candidate for one in ranked]
    best = max((one.mean for one in ranked), default=LEAST_LOGIT - 1)
    if best < LEAST_LOGIT or about_something_else(question, order[0].article):
        return Drafted(drafts=(), near=_near_misses(order), pairs=len(ranked))
    worth = [order[0], *(one.candidate for one in ranked[1:] if one.mean >= FURTHER_LOGIT)]
    chosen = distinct(worth)[:MOST_STATEMENTS]
    return Drafted(drafts=tuple(_sentence_draft(one) for one in chosen), near=(), pairs=len(ranked))


def _near_misses(order: Sequence[Candidate]) -> tuple[DraftCitation, ...]:
    best = {one.article.id: one for one in reversed(order)}  # the best of each article
    chosen = [one for one in order if best[one.article.id] is one][:MOST_STATEMENTS]
    return tuple(DraftCitation(hit=one.hit, span=one.span) for one in chosen)


def distinct(order: Sequence[Candidate]) -> list[Candidate]:
    """Leave out sentences that say in nearly the same words what one before them says."""
    kept: list[Candidate] = []
    for one in order:
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


def _sentence_draft(one: Candidate) -> Draft:
    return Draft(text=one.text, citations=(DraftCitation(hit=one.hit, span=one.span),))


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
