"""Footnote, the application: one open data directory, and everything people and programs do with it.

Owns the wiring's result and the joint between the asynchronous line and the synchronous index: one executor, one
portal. It contains no rule of its own. Made by `open`; used by the command line, the web page and other programs.
"""

import asyncio
import concurrent.futures
import threading
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, aclosing, contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, ParamSpec, TypedDict, TypeVar, Unpack

import anyio
from anyio.from_thread import BlockingPortal, start_blocking_portal

from assistant.assembly import Parts, assemble
from assistant.condense import standalone
from assistant.domain import Answer, Answered, Event, Question, Turn
from assistant.settings import Settings
from assistant.speech import list_quotes
from assistant.wire import AskLine, TurnLine, article_json, question_of
from index import check as checking
from index.article import JSON, Article, Hit, Passage, Quote, Scope, When
from index.catalogue import Page
from index.check import Problem
from index.errors import ArticleNotFound, Cancelled, CorpusError
from index.ingest import IngestReport, Progress
from index.models import verify as verify_model
from index.sources import SourceOptions, check_inputs, open_inputs

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


class Footnote:
    """Answers over one data directory, which this process owns until `close`."""

    def __init__(self, settings: Settings, parts: Parts, executor: ThreadPoolExecutor) -> None:
        self.settings = settings
        self._parts = parts
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

    def __enter__(self) -> "Footnote":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    # --- asking --------------------------------------------------------------------------------------------------

    async def events(self, question: Question) -> AsyncGenerator[Event]:
        """Answer event by event: Searching, SourcesFound, StatementVerified ..., Answered."""
        with self._telling_of_the_end():
            async with aclosing(self._parts.line.events(question, self._scope_of(question))) as events:
                async for event in events:
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
        query = standalone(question.text, question.history)
        return list(self._parts.searcher.search(query, self._scope_of(question), limit=k).hits)

    async def asearch(self, question: Question, *, k: int = 10) -> list[Hit]:
        """Find passages without blocking the event loop."""
        return await self.run(partial(self.search, question, k=k))

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

    # --- articles ------------------------------------------------------------------------------------------------

    def ingest(
        self,
        inputs: Sequence[str],
        *,
        groups: frozenset[str] = frozenset(),
        mirror: bool = False,
        dry_run: bool = False,
        stdin: IO[bytes] | None = None,
        progress: Callable[[Progress], None] | None = None,
        cancelled: threading.Event | None = None,
    ) -> IngestReport:
        """Bring inputs in. Raises InputMissing before anything is read when a path does not exist."""
        check_inputs(inputs)
        options = SourceOptions(
            groups=groups,
            timezone=self.settings.timezone,
            allow_private_addresses=self.settings.allow_private_addresses,
        )
        catalogue = self._parts.corpus.catalogue
        number = None if dry_run else catalogue.begin_run(inputs)
        ended: dict[str, object] = {"ended": "in the middle"}
        try:
            report = self._parts.ingest.run(
                open_inputs(inputs, options=options, stdin=stdin),
                mirrored=mirrored_origins(inputs) if mirror else (),
                dry_run=dry_run,
                progress=progress,
                cancelled=cancelled,
            )
            ended = {"added": report.added, "updated": report.updated, "refused": len(report.refused)}
            return report
        finally:
            if number is not None:
                with suppress(CorpusError):  # what went wrong before matters more than its note
                    catalogue.end_run(number, ended)

    def article(self, article_id: str, *, groups: frozenset[str] | None, revision: str | None = None) -> Article:
        """Read one article. Raises ArticleNotFound: not there, or not for this reader."""
        return self._parts.corpus.catalogue.article(article_id, self.scope(groups=groups), revision=revision)

    def passages(self, article: Article) -> tuple[Passage, ...]:
        """Give the passages of an article that was read for a reader who may; an earlier revision has none."""
        return self._parts.corpus.catalogue.passages_of(article)

    def quotes_of(self, article: Article) -> tuple[Quote, ...]:
        """Give the speech in an article that was read for a reader who may."""
        return self._parts.corpus.catalogue.quotes_of(article)

    def articles(self, scope: Scope, *, text: str | None = None, limit: int = 50, cursor: str | None = None) -> Page:
        """List articles, newest first."""
        return self._parts.corpus.catalogue.listing(scope, text=text, limit=limit, cursor=cursor)

    def sources(self, groups: frozenset[str] | None) -> tuple[tuple[str, int], ...]:
        """Give the outlets and how many articles each has."""
        return self._parts.corpus.catalogue.outlets(self.scope(groups=groups))

    def speakers(self, groups: frozenset[str] | None) -> tuple[tuple[str, int], ...]:
        """Give who is quoted, and how often, most first."""
        return self._parts.corpus.catalogue.speakers(self.scope(groups=groups))

    def quotes(
        self, scope: Scope, *, speaker: str | None, about: str | None, limit: int, cursor: str | None
    ) -> tuple[tuple[tuple[Article, Quote], ...], str | None]:
        """List speech in the scope, oldest article first."""
        return list_quotes(
            self._parts.corpus.catalogue, scope, speaker=speaker, about=about, limit=limit, cursor=cursor
        )

    def remove(self, ids: Sequence[str], *, erase: bool = False) -> int:
        """Remove articles, all or none; `erase` also rewrites every file that held their words."""
        corpus = self._parts.corpus
        removed = corpus.catalogue.remove(ids)
        corpus.announce()
        corpus.settle()
        if erase:
            corpus.scrub()
        return len(removed)

    def export(self, groups: frozenset[str] | None) -> Iterator[Mapping[str, JSON]]:
        """Give every article a reader may see as a record that `ingest` takes back, in order of id."""
        corpus = self._parts.corpus
        scope, ids, cursor = self.scope(groups=groups), list[str](), None
        while True:
            page = corpus.catalogue.listing(scope, text=None, limit=500, cursor=cursor)
            ids += [article.id for article in page.items]
            cursor = page.next
            if cursor is None:
                break
        for article_id in sorted(ids):
            with suppress(ArticleNotFound):  # removed since the list was made
                yield self.record(corpus.catalogue.article(article_id, scope), with_revisions=True)

    def record(self, article: Article, *, with_revisions: bool = False) -> Mapping[str, JSON]:
        """Write an article whole, in the contract's shape; `with_revisions` carries earlier texts, for `export`."""
        written = article_json(article, self.passages(article), self.quotes_of(article))
        if with_revisions and len(article.revisions) > 1:
            texts = self._parts.corpus.catalogue.earlier_texts(article.id)
            written["revisions"] = [
                {"revision": revision, "text": text, "stored_at": stored_at}
                for revision, text, stored_at in texts
                if revision != article.revision
            ] + [article.revision]
        return written

    # --- looking after it ----------------------------------------------------------------------------------------

    def status(self) -> Mapping[str, JSON]:
        """Tell what is inside and how it is."""
        corpus = self._parts.corpus
        scope = self.scope(groups=None)
        trouble = corpus.trouble
        return {
            "data_dir": str(corpus.directory.root),
            **corpus.catalogue.statistics(),
            "sources": len(corpus.catalogue.outlets(scope)),
            "waiting": len(corpus.catalogue.tasks(10_000)),
            "trouble": None if trouble is None else trouble.message,
            "embedder": corpus.embeddings.key,
            "speech": self.settings.speech,
            "model": self.settings.model,
        }

    def check(self, *, repair: bool = False) -> tuple[Problem, ...]:
        """Prove by searching that catalogue, full text and vectors agree; give what does not, after mending it."""
        problems = checking.check(self._parts.corpus)
        if problems and repair:
            checking.repair(self._parts.corpus, self._parts.making, problems)
            return checking.check(self._parts.corpus)
        return problems

    def reindex(self, *, progress: Callable[[int, int], None] | None = None) -> int:
        """Make both engines anew from the catalogue, embedding nothing."""
        return self._parts.corpus.rebuild(progress)

    def models(self) -> Sequence[Mapping[str, JSON]]:
        """Tell which model files are used and whether they are the pinned ones."""
        rows: list[Mapping[str, JSON]] = []
        for name in self._parts.model_names:
            files = verify_model(name, directory=self.settings.models_dir)
            rows.append({"name": name, "path": str(files.directory), "key": files.key, "ok": True})
        return rows

    def scope(
        self,
        *,
        groups: frozenset[str] | None,
        since: When | None = None,
        until: When | None = None,
        source: str | None = None,
        author: str | None = None,
        articles: frozenset[str] | None = None,
    ) -> Scope:
        """Build what one reader may see, as of now."""
        return Scope(
            groups=groups,
            since=since,
            until=until,
            source=source,
            author=author,
            article_ids=articles,
            at=datetime.now(UTC),
        )

    def _scope_of(self, question: Question) -> Scope:
        scope = self.scope(groups=question.groups, since=question.since, until=question.until)
        return replace(scope, source=question.source, author=question.author, article_ids=question.articles)


def mirrored_origins(inputs: Sequence[str]) -> tuple[str, ...]:
    """Give the names below which `--mirror` removes what did not come: folders and files, not pages."""
    paths = [Path(one) for one in inputs if one != "-" and "://" not in one]
    return tuple(str(path.resolve() if path.is_dir() else path.parent.resolve() / path.name) for path in paths)
