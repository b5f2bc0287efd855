"""A `Footnote` that answers from a script: for what the real one does rarely (slow, failing, withheld, hostile).

Same methods, two small articles in memory, no models. What the real one does often is tested with the real one.
"""

import asyncio
import json
import threading
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import IO, ParamSpec, TypeVar

from scripted_answers import ACCENTS, MACRON, answer, article, citation, said
from scripted_people import ScriptedSpeakers

from assistant.audit import Entry
from assistant.domain import (
    Answer,
    Answered,
    Event,
    Notice,
    Question,
    Searched,
    Searching,
    SourcesFound,
    StatementVerified,
    Withheld,
)
from assistant.errors import Busy
from assistant.feedback import FeedbackBook
from assistant.jobs import Jobs
from assistant.proofing import Proof, SavedAnswer
from assistant.quoted_people import QuotedPeople
from assistant.settings import Settings
from index.article import JSON, Article, Hit, Passage, Quote, Refusal, Scope, Span, Speaker, When
from index.catalogue import StandingSource
from index.catalogue.reading import Page
from index.errors import ArticleNotFound, CursorUnusable
from index.ingest import IngestReport, Progress

T = TypeVar("T")
P = ParamSpec("P")


class ScriptedFollowing:
    """Standing sources that never run."""

    def __init__(self) -> None:
        self.sources: dict[str, StandingSource] = {}

    def all(self) -> tuple[StandingSource, ...]:
        return tuple(self.sources[name] for name in sorted(self.sources))

    def pause(self, name: str, paused: bool) -> StandingSource:
        self.sources[name] = replace(self.sources[name], paused=paused)
        return self.sources[name]


class ScriptedFootnote:
    """Answers by keyword; `delay` seconds before each statement and `linger` after the answer.

    `failure` comes instead of the second event.
    """

    def __init__(self, settings: Settings, *articles: Article) -> None:
        self.settings = settings
        self.proved: list[Proof] = []
        self.stored = {a.id: a for a in articles or (article("macron", MACRON), article("accents", ACCENTS))}
        self.answers: dict[str, Answer] = {}
        self.asked: list[Question] = []
        self.delay = 0.0
        self.linger = 0.0
        self.failure: Exception | None = None
        self.closed = False
        self.noted: list[Entry] = []
        self.feedback_book = FeedbackBook(settings.data_dir)
        self.forgetting: list[Callable[[str], object]] = []
        self.cancelled = threading.Event()
        self.speakers = ScriptedSpeakers(self)
        self.following, self.jobs = ScriptedFollowing(), Jobs()
        self._pool = ThreadPoolExecutor(2)
        if {"macron", "accents"} <= self.stored.keys():
            self._script()

    def _script(self) -> None:
        macron, accents = self.stored["macron"], self.stored["accents"]
        first = "“We want peace, but we don’t want a peace that would be a capitulation,” Mr Macron told RTL radio."
        second = "He added that only Ukrainians could decide which territorial concessions they would make."
        self.answers["macron"] = answer(
            "What did Macron say?",
            [said(first, 1), said(second, 2)],
            [citation(1, macron, first), citation(2, macron, second)],
        )
        words = "“Nous dansons 💃🏽 jusqu’à l’aube, même sans ẍ̂,” Ms Ç\u0327elik said."
        self.answers["elik"] = answer("What did Çelik say?", [said(words, 1)], [citation(1, accents, words)])
        self.answers["hello"] = answer("hello", notices=(Notice(code="greeting", message="Hello. Ask me something."),))
        self.answers["brazil"] = answer(
            "What did the president of Brazil say?",
            near_misses=(citation(None, macron, "French President Emmanuel Macron"),),
        )
        self.answers["withheld"] = replace(
            self.answers["macron"], withheld=(Withheld(text="He likes <b>tea</b>.", reason="nothing says so"),)
        )

    def scripted(self, question: Question) -> Answer:
        found = next((a for word, a in self.answers.items() if word in question.text.lower()), answer(question.text))
        searched = Searched(articles=len(self.stored), sources=1, since=question.since, until=question.until)
        return replace(found, question=question.text, searched=searched)

    async def events(self, question: Question) -> AsyncGenerator[Event]:
        self.asked.append(question)
        try:
            result = self.scripted(question)
            yield Searching(standalone_question=question.text)
            yield SourcesFound(hits=())
            if self.failure is not None:
                raise self.failure
            shown: set[int] = set()
            for statement in result.statements:
                await asyncio.sleep(self.delay)
                new = tuple(c for c in result.citations if c.number in statement.citations and c.number not in shown)
                shown.update(statement.citations)
                yield StatementVerified(statement=statement, new_citations=new)
            yield Answered(answer=result)
            await asyncio.sleep(self.linger)
        except (asyncio.CancelledError, GeneratorExit):
            self.cancelled.set()
            raise

    async def answer(self, question: Question) -> Answer:
        async for event in self.events(question):
            if isinstance(event, Answered):
                return event.answer
        raise AssertionError("no answer")

    def see_room(self) -> None:
        if isinstance(self.failure, Busy):
            raise self.failure

    def note(self, entry: Entry) -> None:
        self.noted.append(entry)

    async def asearch(self, question: Question, *, k: int = 10) -> list[Hit]:
        self.asked.append(question)
        hits = [
            Hit(article=a, passage_id=i, start=0, end=20, span=Span(start=0, end=10), score=1 / i, ranks={"dense": i})
            for i, a in enumerate(self.stored.values(), 1)
        ]
        return hits[:k]

    async def run(self, work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._pool, partial(work, *args, **kwargs))

    def article(self, article_id: str, *, groups: frozenset[str] | None, revision: str | None = None) -> Article:
        found = self.stored.get(article_id)
        visible = found and (groups is None or not found.groups or found.groups & groups)
        if not found or not visible or revision not in (None, *found.revisions):
            raise ArticleNotFound(f"There is no article “{article_id}”.")
        return found

    def proofs(self, text: str, scope: Scope, *, cancelled: object = None) -> Iterator[Proof]:
        return iter(self.proved)

    def proofs_again(self, answer: SavedAnswer, *, groups: frozenset[str] | None) -> Iterator[Proof]:
        return iter(self.proved[: len(answer.statements)])

    def passages(self, of: Article) -> tuple[Passage, ...]:
        return (Passage(id=1, start=0, end=len(of.text)),)

    def quotes_of(self, of: Article) -> tuple[Quote, ...]:
        of = self.stored[of.id]
        if "Macron" not in of.text:
            return ()
        start = of.text.index("“")
        end = of.text.index("”") + 1
        speaker = Speaker(name="Emmanuel Macron")
        return (Quote(start=start, end=end, text=of.text[start:end], kind="direct", speaker=speaker, cue=None),)

    def quotes(
        self, scope: Scope, *, speaker: str | None, about: str | None, limit: int, cursor: str | None
    ) -> tuple[tuple[tuple[Article, Quote], ...], str | None]:
        return tuple((a, q) for a in self.stored.values() for q in self.quotes_of(a))[:limit], None

    @property
    def people(self) -> QuotedPeople:
        return QuotedPeople(self.speakers)  # type: ignore[arg-type]  # the double

    def articles(self, scope: Scope, *, text: str | None = None, limit: int = 50, cursor: str | None = None) -> Page:
        found = [a for a in self.stored.values() if not text or text.lower() in f"{a.title} {a.text}".lower()]
        found = [a for a in found if scope.source in (None, a.source)]
        if not (cursor or "0").isdecimal():
            raise CursorUnusable("This is no cursor.")
        begin = int(cursor or 0)
        items = tuple(replace(a, text="") for a in found[begin : begin + limit])
        following = str(begin + limit) if begin + limit < len(found) else None
        return Page(items=items, next=following, total=len(found))

    def sources(self, groups: frozenset[str] | None) -> tuple[tuple[str, int], ...]:
        outlets = [a.source for a in self.stored.values() if a.source]
        return tuple((outlet, outlets.count(outlet)) for outlet in sorted(set(outlets)))

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
        now = datetime.now(UTC)
        return Scope(
            groups=groups, since=since, until=until, source=source, author=author, article_ids=articles, at=now
        )

    def remove(self, ids: Sequence[str], *, erase: bool = False) -> int:
        for article_id in ids:
            self.article(article_id, groups=None)
        return sum(self.stored.pop(article_id, None) is not None for article_id in ids)

    def ingest(
        self,
        inputs: Sequence[str],
        *,
        groups: frozenset[str] = frozenset(),
        stdin: IO[bytes] | None = None,
        progress: Callable[[Progress], None] | None = None,
        cancelled: threading.Event | None = None,
        editor: frozenset[str] | None = None,
    ) -> IngestReport:

        added, refused = 0, []
        records: list[tuple[str, Mapping[str, JSON]]] = []
        for given in inputs:
            if given == "-" and stdin is not None:
                records += [(f"-:{n}", json.loads(line)) for n, line in enumerate(stdin.read().splitlines(), 1)]
            else:
                path = Path(given)
                records.append((given, {"id": path.stem, "text": path.read_text(), "title": path.stem}))
        for done, (given, record) in enumerate(records, 1):
            text = record.get("text")
            if not isinstance(text, str) or not text.strip():
                refused.append(Refusal(input=given, reason="it holds no text", hint="fill it"))
            else:
                key = str(record.get("id") or f"line-{done}")
                self.stored[key] = article(key, text, title=record.get("title"), groups=groups)
                added += 1
            if progress is not None:
                outcome, key = ("refused", "") if refused and refused[-1].input == given else ("added", given)
                progress(
                    Progress(
                        article_id=key,
                        input=given,
                        outcome=outcome,  # type: ignore[arg-type]  # one of the two
                        reason="it holds no text" if outcome == "refused" else "",
                        done=done,
                        total=len(records),
                        passages=1,
                    )
                )
        return IngestReport(
            added=added,
            updated=0,
            unchanged=0,
            removed=0,
            duplicates=0,
            refused=tuple(refused),
            seconds=0.0,
            passages=added,
            quotes=0,
        )

    def status(self) -> Mapping[str, JSON]:
        return {"data_dir": "data", "articles": len(self.stored), "speech": True}

    def close(self) -> None:
        self.closed = True
        self._pool.shutdown()
