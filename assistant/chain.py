"""The line from a question to a cited answer, readable from top to bottom.

    condense -> search -> pack -> draft -> verify -> cite

Owns the order, the events and the timings. Every step is a plain function elsewhere; no step calls an earlier one.
What is shown has passed `verification`, whoever drafted it. Called by `application`, wrapped for LangChain by
`runnable`.
"""

import asyncio
import threading
import time
import uuid
from collections.abc import AsyncGenerator, Callable, Sequence
from concurrent.futures import Executor
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from functools import partial
from typing import ParamSpec, TypeVar

from assistant.attributing import attribute
from assistant.broad import newest, subject_of
from assistant.citing import Numbering, answer_text, citation_of
from assistant.condense import condense
from assistant.domain import (
    Answer,
    Answered,
    Citation,
    DraftCitation,
    Event,
    Mode,
    Notice,
    Outcome,
    PackedSource,
    Question,
    Searched,
    Searching,
    SourcesFound,
    Statement,
    StatementVerified,
    Timings,
    Withheld,
    Writing,
)
from assistant.drafters import Material
from assistant.in_turn import asked_in_turn, looked_for, together
from assistant.intent import Intent, read_intent
from assistant.model_condensing import Condenser
from assistant.packing import pack
from assistant.said import Reading, Said
from assistant.several_questions import Asking
from assistant.several_speakers import spoken_by_each
from assistant.speech import Spoken
from assistant.time_asked import timely_first, within_time
from assistant.times import reported, stretch_of
from assistant.verification import Refused
from assistant.writing import Accepted, Writer, Written
from index.article import Query, Scope
from index.corpus import Corpus
from index.rerank import Reranker
from index.search import Found, Searcher

P = ParamSpec("P")
T = TypeVar("T")

PATIENCE_SECONDS = 30.0
"""How long one question may wait for its place and its model work."""
HITS = 20
HITS_UNRANKED = 60
"""Where articles are looked through for what was said in them: whose words, or what others said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Clock:
    """Milliseconds per stage, gathered as the line goes on."""

    began: float = field(default_factory=time.perf_counter)
    stages: dict[str, float] = field(default_factory=dict)

    def add(self, stage: str, milliseconds: float) -> None:
        self.stages[stage] = round(self.stages.get(stage, 0) + milliseconds, 2)

    def move(self, stage: str, other: str, milliseconds: float) -> None:
        """Count as `other` what was counted as `stage`."""
        self.add(stage, -milliseconds)
        self.add(other, milliseconds)

    async def timing(self, stage: str, items: AsyncGenerator[T]) -> AsyncGenerator[T]:
        """Pass items on, counting only the waiting for them."""
        async with aclosing(items):
            while True:
                began = time.perf_counter()
                try:
                    item = await anext(items)
                except StopAsyncIteration:
                    return
                finally:
                    self.add(stage, (time.perf_counter() - began) * 1000)
                yield item

    def timings(self) -> Timings:
        return Timings(total=round((time.perf_counter() - self.began) * 1000, 2), **self.stages)


class AnswerLine:
    """Answers questions over one corpus."""

    def __init__(
        self,
        corpus: Corpus,
        searcher: Searcher,
        *,
        writer: Writer,
        condenser: Condenser | None,
        reranker: Reranker,
        count_tokens: Callable[[str], int],
        executor: Executor,
    ) -> None:
        self._corpus = corpus
        self._searcher = searcher
        self._writer = writer
        self._condenser = condenser
        self._reranker = reranker
        self._count_tokens = count_tokens
        self._executor = executor

    async def events(self, question: Question, scope: Scope) -> AsyncGenerator[Event]:
        """Answer a question, event by event; the last is the whole answer.

        Leaving the iterator (or cancelling its task) stops the model work under way. Raises Overloaded when there is
        no place or no time, and any CorpusError.
        """
        clock = _Clock()
        cancelled = threading.Event()
        try:
            condensed = condense(question, timezone=self._corpus.timezone)
            asked = condensed.question
            if question.history and self._condenser is not None:
                asked = await self._condenser.condensed(question) or asked
                condensed = replace(condensed, question=asked, query=replace(condensed.query, text=asked))
            intent = read_intent(asked)
            clock.add("condense", (time.perf_counter() - clock.began) * 1000)
            yield Searching(standalone_question=asked)
            searched = await self._run(self._searched, await self._within(scope, intent, asked, question))
            if intent.kind == "greeting":
                yield Answered(answer=_greeting(question, asked, searched, clock))
                return

            here = replace(question, now=question.now.astimezone(self._corpus.timezone))
            parts = [
                await self._gathered(one, condensed.query, here, scope, cancelled, clock)
                for one in asked_in_turn(asked)
            ]
            found = together([part.found for part, _ in parts])
            yield SourcesFound(hits=found.hits)

            began = time.perf_counter()
            read = [replace(one, said=await self._run(self._said, one, spoken, cancelled)) for one, spoken in parts]
            clock.add("draft", (time.perf_counter() - began) * 1000)
            whole = Material(question=here, asked=asked, intent=intent, found=found, parts=tuple(read), packed=())
            material = read[0] if len(read) == 1 else whole
            material = replace(material, packed=pack(material.hits, count_tokens=self._count_tokens))
            said = material.said
            numbering, statements, withheld = Numbering(), list[Statement](), list[Withheld]()
            written = Written()
            async with aclosing(clock.timing("draft", self._writer.write(material, cancelled=cancelled))) as items:
                async for item in items:
                    match item:
                        case Accepted(draft=draft, support=support):
                            statement, new = numbering.cite(draft, support)
                            statements.append(statement)
                            yield StatementVerified(statement=statement, new_citations=new)
                        case Refused(draft=draft, reason=reason):
                            withheld.append(Withheld(text=draft.text, reason=reason))
                        case Written():
                            written = item
            clock.move("draft", "verify", written.verify_ms)

            yield Answered(
                answer=_answer(
                    question,
                    asked,
                    statements=statements,
                    citations=numbering.citations,
                    withheld=withheld,
                    near=written.near if not statements else (),
                    packed=material.packed,
                    searched=searched,
                    pairs=found.pairs + written.pairs,
                    listed=(said is not None or intent.kind == "broad") and written.mode == "extractive",
                    clock=clock,
                    notices=(*(() if said is None else said.notices), *written.notices),
                    mode=written.mode,
                    writing=written.writing,
                    missing=written.missing or (None if said is None else said.missing),
                )
            )
        finally:
            cancelled.set()

    async def _run(self, work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._executor, partial(work, *args, **kwargs))

    async def _gathered(
        self,
        asking: Asking,
        query: Query,
        question: Question,
        scope: Scope,
        cancelled: threading.Event,
        clock: _Clock,
    ) -> tuple[Material, Spoken | None]:
        """Find what there is to answer one thing from, and whose statements are asked for."""
        intent = read_intent(asking.said or asking.asked)
        within = await self._within(scope, intent, asking.asked, question)
        spoken = await self._run(self._spoken, intent, within)
        if asking.said is not None and (spoken is None or not spoken.quotes):  # a side that is not somebody
            intent, spoken = read_intent(asking.asked), None
        # A person's statements need no ranking: the passages are found for whoever packs or plugs in.
        ranked = not intent.quoted and (spoken is None or not spoken.quotes)
        query = looked_for(asking, query)
        if intent.quoted and intent.words:
            query = Query(text=intent.words)
        if intent.kind == "broad" and intent.topic is not None:
            query = replace(query, text=subject_of(intent.topic), words=None)
        if intent.kind == "broad" and intent.topic is None:
            found = await self._run(newest, self._corpus.catalogue, within)
        else:
            found = await self._search(query, within, cancelled, clock, rerank=ranked)
            found = timely_first(found, reported(asking.asked, now=question.now, timezone=self._corpus.timezone))
        asked = asking.said if intent.kind == "speech" and asking.said else asking.asked
        material = Material(question=question, asked=asked, intent=intent, found=found, packed=(), asking=asking)
        return material, spoken

    async def _within(self, scope: Scope, intent: Intent, asked: str, question: Question) -> Scope:
        """Narrow the scope to the time that is asked about, where the day of the report bounds what is meant."""
        if intent.kind not in ("speech", "broad"):
            return scope
        stretch = stretch_of(asked, now=question.now, timezone=self._corpus.timezone)
        return await self._run(within_time, self._corpus.catalogue, scope, stretch)

    def _searched(self, scope: Scope) -> Searched:
        articles, sources = self._corpus.catalogue.extent(scope)
        return Searched(articles=articles, sources=sources, since=scope.since, until=scope.until)

    def _spoken(self, intent: Intent, scope: Scope) -> Spoken | None:
        if intent.kind != "speech" or intent.speaker is None:
            return None
        return spoken_by_each(self._corpus.catalogue, intent.speaker, scope)

    def _said(self, material: Material, spoken: Spoken | None, cancelled: threading.Event) -> Said | None:
        reading = Reading(
            catalogue=self._corpus.catalogue,
            hits=material.found.hits,
            reranker=self._reranker,
            deadline=time.monotonic() + PATIENCE_SECONDS,
            cancelled=cancelled,
        )
        return attribute(material.intent, spoken, reading)

    async def _search(
        self, query: Query, scope: Scope, cancelled: threading.Event, clock: _Clock, *, rerank: bool
    ) -> Found:
        deadline = time.monotonic() + PATIENCE_SECONDS
        found = await self._run(
            self._searcher.search,
            query,
            scope,
            limit=HITS if rerank else HITS_UNRANKED,
            deadline=deadline,
            cancelled=cancelled,
            rerank=rerank,
        )
        clock.add("search", found.search_ms)
        clock.add("rerank", found.rerank_ms)
        return found


def _greeting(question: Question, asked: str, searched: Searched, clock: _Clock) -> Answer:
    return _answer(
        question,
        asked,
        statements=[],
        citations=(),
        withheld=[],
        near=(),
        packed=(),
        searched=searched,
        pairs=0,
        listed=False,
        clock=clock,
        notices=(Notice(code="greeting", message="Ask me something about your articles."),),
    )


def _answer(
    question: Question,
    asked: str,
    *,
    statements: Sequence[Statement],
    citations: tuple[Citation, ...],
    withheld: Sequence[Withheld],
    near: Sequence[DraftCitation],
    packed: tuple[PackedSource, ...],
    searched: Searched,
    pairs: int,
    listed: bool,
    clock: _Clock,
    notices: tuple[Notice, ...] = (),
    mode: Mode = "extractive",
    writing: Writing | None = None,
    missing: str | None = None,
) -> Answer:
    outcome: Outcome = "unanswered" if not statements else "answered" if missing is None else "partly"
    return Answer(
        id=uuid.uuid4().hex,
        question=question.text,
        standalone_question=asked,
        outcome=outcome,
        missing=missing if statements else None,
        text=answer_text(statements, separator="\n" if listed else " "),
        mode=mode,
        model=writing.model if writing else None,
        statements=tuple(statements),
        citations=citations,
        withheld=tuple(withheld),
        near_misses=tuple(citation_of(one, number=None) for one in near),
        packed=packed,
        searched=searched,
        notices=notices,
        as_of=question.now,
        timings_ms=clock.timings(),
        pairs=pairs,
        writing=writing,
    )
