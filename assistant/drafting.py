"""Answers made of the articles' own sentences: the drafter that needs no language model.

Owns the choice and wording of the sentences that answer; a person's statements are `quoting`'s. It decides nothing
about truth (`verification` does). Called by `chain`.
"""

import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from assistant.abstaining import DOUBTFUL, answers, is_enough, is_right
from assistant.broad import imprint
from assistant.candidates import Candidate, candidates_of
from assistant.clues import Asked, read_question
from assistant.current import asks_for_now, newest_first
from assistant.disagreeing import sides_of
from assistant.domain import Draft, DraftCitation, Notice
from assistant.introducing import introduction
from assistant.listing import gathered, items_set_out
from assistant.parts import filling, parts_of, without_evidence
from assistant.people import folded_words, who_is_meant
from assistant.ranking import Ranked, rank
from assistant.telling_words import CALENDAR, alike
from assistant.time_asked import answer_as_well, as_good_as_the_first, by_time, in_its_year, of_another_time
from assistant.whole_words import whole_words
from index.article import Article, Hit, Span
from index.rerank import Reranker
from index.search import Found

_WORD = re.compile(r"[^\W_]+")

FURTHER_LOGIT = -4.0
"""Below this a sentence is not shown beside a better one."""
SURE = 0.7
"""How likely a first sentence must be right for those that answer worse by more than `BELOW_SURE` (logits) to be left
out: three sentences become 2.4 on the samples, and no answer of the bench is lost."""
BELOW_SURE = 3.0
MOST_STATEMENTS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """Statements in the order they are shown, the near misses, and what choosing them cost.

    `missing`: a part of the question that nothing here answers, in the question's words.
    """

    drafts: tuple[Draft, ...] = ()
    near: tuple[DraftCitation, ...] = ()
    notices: tuple[Notice, ...] = ()
    missing: str | None = None
    pairs: int = 0


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
            return Drafted(near=near_misses(candidates))
        candidates = reporting
    asked = in_its_year(read_question(question, now=now), candidates)

    def read(some: Sequence[Candidate]) -> _Read:
        ranked = rank(asked, some, reranker=reranker, deadline=deadline, cancelled=cancelled)
        return _Read(ranked=ranked, probability=answers(asked, ranked, some, reranker=reranker.key))

    *timely, everything = by_time(candidates, asked.reported)
    whole = read(everything)
    pairs = len(whole.ranked)
    as_well = not timely
    for stage in timely:
        then = read(stage)
        pairs += len(then.ranked)
        as_well = answer_as_well(then.ranked, whole.ranked)
        if as_well and then.answers(question):
            return _worded(question, asked, then, pairs=pairs)
    if whole.answers(question):
        of_then = as_good_as_the_first(_chosen(whole.ranked, whole.probability)) if as_well else []
        other_time = of_another_time(of_then, asked.reported)
        return _worded(question, asked, whole, pairs=pairs, other_time=other_time)
    order = [one.candidate for one in whole.ranked]
    introduced = introduction(question, (*order, *candidates))
    if introduced is not None:
        return Drafted(drafts=(sentence_draft(introduced, score=None, signed=False),), pairs=pairs)
    return Drafted(near=near_misses(order), pairs=pairs)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """Sentences that were read, best first, and how likely they are to answer."""

    ranked: list[Ranked]
    probability: float | None

    def answers(self, question: str) -> bool:
        shown = _chosen(self.ranked, self.probability)
        elsewhere = all(about_something_else(question, one.candidate.article) for one in shown)
        return not elsewhere and is_enough(self.probability, self.ranked)


def _worded(question: str, asked: Asked, read: _Read, *, pairs: int, other_time: str | None = None) -> Drafted:
    ranked, probability = read.ranked, read.probability
    doubts = (_DOUBT,) if probability is not None and probability < DOUBTFUL else ()
    sides = sides_of(asked, ranked)
    if sides is not None:
        shown, missing, notices = list(sides.shown), None, (sides.notice, *doubts)
    elif items := items_set_out(question, ranked):
        around = [one.candidate for one in ranked if one.candidate.article.id == items[0][0].article.id]
        other_time = of_another_time(around, asked.reported)
        drafts = tuple(_item_draft(hit, span, signed=other_time is not None) for hit, span in items)
        return Drafted(drafts=drafts, notices=doubts, missing=other_time, pairs=pairs)
    else:
        chosen = gathered(question, asked, ranked) or _chosen(ranked, probability)
        shown, missing = _with_all_parts(question, asked, ranked, chosen)
        shown, notices = newest_first(shown) if asks_for_now(asked) else shown, doubts
    # Where the first is not of the time asked about, a reader needs the day of each.
    first_of_another = of_another_time([one.candidate for one in shown[:1]], asked.reported)
    signed = sides is not None or asks_for_now(asked) or (other_time or first_of_another) is not None
    drafts = tuple(
        sentence_draft(
            one.candidate,
            score=None if probability is None else is_right(probability, ranked, ranked.index(one)),
            signed=signed,
        )
        for one in shown
    )
    return Drafted(drafts=drafts, notices=notices, missing=missing or other_time, pairs=pairs)


def _chosen(ranked: Sequence[Ranked], probability: float | None) -> list[Ranked]:
    """Take the first, and at most two more that answer and say something else; nothing of nothing."""
    least = FURTHER_LOGIT
    if ranked and probability is not None and is_right(probability, ranked, 0) >= SURE:
        least = max(least, ranked[0].mean - BELOW_SURE)
    worth = [one for at, one in enumerate(ranked) if not at or one.mean >= least]
    kept = distinct([one.candidate for one in worth])[:MOST_STATEMENTS]
    return [one for one in worth if one.candidate in kept]


def _with_all_parts(
    question: str, asked: Asked, ranked: Sequence[Ranked], chosen: list[Ranked]
) -> tuple[list[Ranked], str | None]:
    """Add a sentence for each part of the question that the chosen ones leave open, and say which stay so."""
    parts = parts_of(question)
    lacking = without_evidence(parts, [one.candidate.text for one in chosen], asked.words)
    chosen = [*chosen, *filling(lacking, ranked, asked.words)]
    read = [one.candidate.text for one in chosen]
    lacking = without_evidence(lacking, read, asked.words)
    articles = [f"{one.candidate.article.title}\n{one.candidate.article.text}" for one in chosen]
    lacking = [part for part in lacking if part.name is None or without_evidence([part], articles, asked.words)]
    if not lacking or len(lacking) == len(parts):
        return chosen, None
    return chosen, "; ".join(part.words for part in lacking)


_DOUBT = Notice(
    code="doubtful", message="These sentences come nearest to your question; the articles may not answer it."
)


def near_misses(order: Sequence[Candidate]) -> tuple[DraftCitation, ...]:
    """Give the best sentence of each article, of the first few."""
    best = {one.article.id: one for one in reversed(order)}  # the best of each article
    chosen = [one for one in order if best[one.article.id] is one][:MOST_STATEMENTS]
    return tuple(DraftCitation(hit=one.hit, span=one.span) for one in chosen)


def distinct(order: Sequence[Candidate]) -> list[Candidate]:
    """Leave out sentences that say in nearly the same words what one before them says."""
    kept: list[Candidate] = []
    for one in order:
        if not any(alike(one.text, other.text) for other in kept):
            kept.append(one)
    return kept


def _reports(sentence: str, speaker: str) -> bool:
    words = set(folded_words(sentence))
    return bool(words & _SAYING) and who_is_meant(speaker, [sentence]) != ()


_SAYING = frozenset(
    "said says say told tells added adds warned argued insisted called announced wrote replied asked claimed denied "
    "according declared stated promised urged demanded suggested explained noted confirmed".split()
)


def sentence_draft(one: Candidate, *, score: float | None, signed: bool) -> Draft:
    """Word a sentence; `signed` puts its outlet and day before it."""
    span = whole_words(one.article.text, one.span)
    words = " ".join(one.article.text[span.start : span.end].split())
    cited = DraftCitation(hit=one.hit, span=span)
    text = f"{imprint(one.article, words)}{words}" if signed else words
    return Draft(text=text, citations=(cited,), score=None if score is None else round(score, 3))


def _item_draft(hit: Hit, span: Span, *, signed: bool) -> Draft:
    words = " ".join(hit.article.text[span.start : span.end].split())
    text = f"{imprint(hit.article, words)}{words}" if signed else words
    return Draft(text=text, citations=(DraftCitation(hit=hit, span=span),))


def about_something_else(question: str, article: Article) -> bool:
    """Tell whether the article holds none of the names that the question has, or none of its words at all.

    One missing name proves nothing (people write `World Cup Final`). All of them missing, and the best sentence answers
    the same question about another person or place; every word missing, and the reranker has read noise.
    """
    words = list(_WORD.finditer(question))
    names = [
        match.group()
        for match in words[1:]
        if match.group()[0].isupper() and match.group().lower() not in _COMMON | CALENDAR and len(match.group()) > 2
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
