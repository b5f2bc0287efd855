"""Footnote, the application: one open data directory, and everything people and programs do with it.

Owns the wiring's result and the joint between the asynchronous line and the synchronous index: one executor, one
portal. It contains no rule of its own. Made by `open`; used by the command line, the web page and other programs.
"""

import asyncio
import concurrent.futures
import threading
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, aclosing, contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, ParamSpec, TypedDict, TypeVar, Unpack

import anyio
from anyio.from_thread import BlockingPortal, start_blocking_portal

from assistant.assembly import Parts, assemble
from assistant.audit import Entry
from assistant.condense import condense
from assistant.domain import Answer, Answered, Event, Question, Turn
from assistant.following import Following
from assistant.library import Library
from assistant.scheduling import Scheduling
from assistant.settings import Settings
from assistant.wire import AskLine, TurnLine, question_of
from index.article import Hit, Scope
from index.errors import Cancelled

if TYPE_CHECKING:
    from assistant.runnable import AnswerChain

P = ParamSpec("P")
T = TypeVar("T")

MOST_AT_ONCE = 32
"""Threads that wait for the index at the same time; the model work among them goes through the one lane."""


class Filters(TypedDict, total=False):
    """What narrows a question asked in plain values; `groups` None is the operator."""

    groups: frozenset[str] | None
    now: str | None
    since: str | None
    until: str | None
    source: str | None
    author: str | None
    articles: Sequence[str] | None
    history: Sequence[Turn]


class Footnote(Library):
    """Answers over one data directory, which this process owns until `close`."""

    def __init__(self, settings: Settings, parts: Parts, executor: ThreadPoolExecutor) -> None:
        super().__init__(settings, parts)
        self.following = Following(self, parts.corpus.catalogue.standing)
        self._scheduling: Scheduling | None = None
        self._executor = executor
        self._portal_lock = threading.Lock()
        self._portal: BlockingPortal | None = None
        self._portal_exit: Callable[[], object] = lambda: None
        self._closed = False

    @classmethod
    def open(cls, settings: Settings | None = None, *, patience: float = 0.0, brief: bool = False) -> "Footnote":
        """Become the owner of the data directory and open it; `brief` for one short command that only reads.

        Raises DataDirectoryBusy when another process owns it for `patience` seconds, DataDirectoryUnusable and
        ModelUnusable.
        """
        settings = settings or Settings.read()
        executor = ThreadPoolExecutor(max_workers=MOST_AT_ONCE, thread_name_prefix="footnote")
        return cls(settings, assemble(settings, executor=executor, patience=patience, brief=brief), executor)

    def close(self) -> None:
        """Let everything go; who still waits for an answer is told that we are closing. Closing twice is no error."""
        with self._portal_lock:
            portal, self._portal = self._portal, None
            closed, self._closed = self._closed, True
        if closed:
            return
        with ExitStack() as last_first:
            last_first.callback(self._parts.close)
            last_first.callback(self._executor.shutdown, wait=True)
            if portal is not None:
                last_first.callback(self._portal_exit)
                last_first.callback(portal.call, portal.stop, True)
            last_first.callback(self._parts.lane.close)  # the model work ends first: nothing above waits for it
            if self._scheduling is not None:
                last_first.callback(self._scheduling.close)
            self.jobs.stop()

    def keep_current(self) -> None:
        """Run the standing sources whenever they are due, until `close`."""
        if self._scheduling is None:
            self._scheduling = Scheduling(self.following)

    def see_open(self) -> None:
        """Raise Cancelled once this is closing."""
        if self._closed:
            raise Cancelled("The program is closing.")

    def __enter__(self) -> "Footnote":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    # --- asking --------------------------------------------------------------------------------------------------

    async def events(self, question: Question) -> AsyncGenerator[Event]:
        """Answer event by event: Searching, SourcesFound, StatementVerified ..., Answered."""
        with self._telling_of_the_end():
            async with (
                self._parts.admission.place(),
                aclosing(self._parts.line.events(question, self._scope_of(question))) as events,
            ):
                async for event in events:
                    if isinstance(event, Answered) and question.user is not None:
                        await self.run(self.note, _asked(question.user, question, event.answer))
                    yield event

    async def answer(self, question: Question) -> Answer:
        """Answer a question."""
        async with aclosing(self.events(question)) as events:
            async for event in events:
                if isinstance(event, Answered):
                    return event.answer
        raise AssertionError("a stream ends with its answer or an exception")

    def question(
        self,
        text: str,
        *,
        groups: frozenset[str] | None = None,
        now: str | None = None,
        since: str | None = None,
        until: str | None = None,
        source: str | None = None,
        author: str | None = None,
        articles: Sequence[str] | None = None,
        history: Sequence[Turn] = (),
    ) -> Question:
        """Build a question from plain values, named as in a batch line (`now since until source author articles`).

        Raises QuestionUnusable.
        """
        line = AskLine(
            question=text,
            now=now,
            since=since,
            until=until,
            source=source,
            author=author,
            articles=None if articles is None else list(articles),
            history=[TurnLine(role=turn.role, content=turn.content) for turn in history],
        )
        return question_of(line, groups=groups, timezone=self.settings.timezone, now=datetime.now(UTC))

    def ask(self, question: str | Question, **filters: Unpack[Filters]) -> Answer:
        """Answer a question; works inside a running event loop too."""
        asked = question if isinstance(question, Question) else self.question(question, **filters)
        with self._telling_of_the_end():
            return self._through_portal().call(self.answer, asked)

    def stream(self, question: str | Question, **filters: Unpack[Filters]) -> Iterator[Event]:
        """Answer event by event, without an event loop of the caller's."""
        asked = question if isinstance(question, Question) else self.question(question, **filters)
        portal = self._through_portal()
        send, receive = anyio.create_memory_object_stream[Event](16)

        async def produce() -> None:
            async with send, aclosing(self.events(asked)) as events:
                async for event in events:
                    await send.send(event)

        with self._telling_of_the_end():
            task = portal.start_task_soon(produce)
        try:
            while True:
                try:
                    with self._telling_of_the_end():
                        event = portal.call(receive.receive)
                except anyio.EndOfStream:
                    break
                yield event
            with self._telling_of_the_end():
                task.result()
        finally:
            task.cancel()
            with suppress(RuntimeError):  # the portal is gone: so is everything in it
                portal.call(receive.aclose)

    @property
    def chain(self) -> "AnswerChain":
        """The line as a LangChain Runnable."""
        from assistant.runnable import AnswerChain

        return AnswerChain(self)

    def search(self, question: Question, *, k: int = 10) -> list[Hit]:
        """Find the passages that match a question, best first; its history is condensed as for an answer."""
        query = condense(question, timezone=self.settings.timezone).query
        return list(self._parts.searcher.search(query, self._scope_of(question), limit=k).hits)

    async def asearch(self, question: Question, *, k: int = 10) -> list[Hit]:
        """Find passages without blocking the event loop."""
        async with self._parts.admission.place():
            hits = await self.run(partial(self.search, question, k=k))
        if question.user is not None:
            shown = tuple(dict.fromkeys(hit.article.id for hit in hits))
            await self.run(
                self.note, Entry(user=question.user, action="search", articles=shown, question=question.text)
            )
        return hits

    def see_room(self) -> None:
        """Raise Busy if a question asked now would be refused: for whoever must know before an answer begins."""
        self._parts.admission.see_room()

    async def run(self, work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run blocking work on Footnote's own threads, for asynchronous callers."""
        with self._telling_of_the_end():
            return await asyncio.get_running_loop().run_in_executor(self._executor, partial(work, *args, **kwargs))

    def _through_portal(self) -> BlockingPortal:
        with self._portal_lock:
            if self._closed:
                raise Cancelled("The program is closing.")
            if self._portal is None:
                entered = start_blocking_portal(name="footnote-portal")
                self._portal = entered.__enter__()
                self._portal_exit = partial(entered.__exit__, None, None, None)
            return self._portal

    @contextmanager
    def _telling_of_the_end(self) -> Iterator[None]:
        """Say Cancelled where `close` pulled a thread, a task or a portal from under the work."""
        try:
            yield
        except (RuntimeError, concurrent.futures.CancelledError) as error:
            if not self._closed:
                raise
            raise Cancelled("The program is closing.") from error

    def _scope_of(self, question: Question) -> Scope:
        scope = self.scope(groups=question.groups, since=question.since, until=question.until)
        return replace(scope, source=question.source, author=question.author, article_ids=question.articles)


def _asked(user: str, question: Question, answer: Answer) -> Entry:
    shown = tuple(dict.fromkeys(one.article_id for one in (*answer.citations, *answer.near_misses)))
    return Entry(user=user, action="ask", articles=shown, answer_id=answer.id, question=question.text)
