"""A question that asks for several things is answered in turn: two questions in one, the two sides of a comparison.

Owns telling that it does, and putting together what was found and drafted for each: the order, no statement twice, and
as `missing` what nothing answers. `several_questions` and `comparing` read the words. Called by `chain` (what is asked)
and `writing` (the answers).
"""

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from itertools import zip_longest

from assistant.comparing import sides_compared
from assistant.condense import LAST_QUESTION, WHERE_IT_STANDS
from assistant.domain import Draft
from assistant.drafters import Drafting, Material
from assistant.intent import read_intent
from assistant.listing import as_question
from assistant.retiming import at_each_time
from assistant.said import Said
from assistant.several_questions import Asking, questions_in
from index.article import Earlier, Query
from index.search import Found

MOST_SAID = 3
"""Statements of one side of a comparison."""


def asked_in_turn(question: str) -> tuple[Asking, ...]:
    """Give what a question asks for in turn; one thing where it asks for no more."""
    whole = questions_in(question)
    if len(whole) == 1 and read_intent(question).kind == "plain":
        whole = at_each_time(question)
    return tuple(
        asking
        for one, before in zip(whole, (None, *whole), strict=False)
        for asking in sides_compared(one) or (Asking(asked=one, words=one.rstrip("?"), before=before),)
    )


def looked_for(asking: Asking, query: Query) -> Query:
    """Give the search for one of several things; the question before it counts a little: it may say of what."""
    text = as_question(asking.asked)
    if asking.before is None and asking.side is None:
        return replace(query, text=text, words=None) if query.text != text else query
    earlier = () if asking.before is None else (Earlier(text=asking.before, weight=LAST_QUESTION * WHERE_IT_STANDS),)
    return Query(text=text, earlier=earlier, today=query.today)


def together(founds: Sequence[Found]) -> Found:
    """Put together what was found for each: the best of each first, no passage twice."""
    if len(founds) == 1:
        return founds[0]
    ranks = zip_longest(*(found.hits for found in founds))
    hits = {hit.passage_id: hit for rank in ranks for hit in rank if hit is not None}
    return Found(
        hits=tuple(hits.values()),
        logits={key: value for found in reversed(founds) for key, value in found.logits.items()},
        windows={key: value for found in reversed(founds) for key, value in found.windows.items()},
        pairs=sum(found.pairs for found in founds),
        search_ms=sum(found.search_ms for found in founds),
        rerank_ms=sum(found.rerank_ms for found in founds),
    )


@dataclass(slots=True, kw_only=True)
class _Told:
    """What has been drafted so far for all that was asked."""

    places: set[tuple[str, int, int]] = field(default_factory=set)
    missing: list[str] = field(default_factory=list)
    last: Drafting = field(default_factory=Drafting)

    def is_new(self, draft: Draft) -> bool:
        first = draft.citations[0]
        place = (first.hit.article.id, first.span.start, first.span.end)
        known = place in self.places
        self.places.add(place)
        return not known

    def hear(self, drafting: Drafting, said: Said | None) -> None:
        notices = dict.fromkeys((*self.last.notices, *(said.notices if said else ()), *drafting.notices))
        pairs = self.last.pairs + drafting.pairs
        near = {(one.hit.article.id, one.span): one for one in (*self.last.near, *drafting.near)}
        self.last = Drafting(near=tuple(near.values()), notices=tuple(notices), pairs=pairs)


async def answers_in_turn(
    parts: Sequence[Material], drafts_of: Callable[[Material], AsyncGenerator[Draft | Drafting]]
) -> AsyncGenerator[Draft | Drafting]:
    """Draft the answers to each part, one after the other; a part without any is missing."""
    told = _Told()
    for part in parts:
        most, shown = MOST_SAID if part.asking and part.asking.side else None, 0
        async with aclosing(drafts_of(part)) as drafts:
            async for one in drafts:
                if isinstance(one, Drafting):
                    told.hear(one, part.said)
                    missing = one.missing or (part.said.missing if part.said else None)
                    told.missing += [missing] if missing and shown else []
                elif most is None or shown < most:
                    shown += 1
                    if told.is_new(one):
                        yield one
        if not shown and part.asking:
            told.missing.append(part.asking.words)
    yield replace(told.last, missing="; ".join(told.missing) or None)
