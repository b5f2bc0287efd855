"""The catalogue: the SQL database that is the truth about articles. Home of SQLAlchemy.

Owns articles, revisions, passages, vectors, quotes, audiences, runs and the outbox. The engines (`lexical`, `vectors`)
are derived from it and can be rebuilt from it alone. One process opens it (`owner`); inside, any thread may read and
one writes at a time. Used by `ingest`, `search`, `corpus` and `check`.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, func, insert, select, update

from index.article import Article, Copy, Passage, Quote, Scope, State
from index.catalogue import erasing, feeding, people, reading, writing
from index.catalogue.feeding import EnginePassage, Task
from index.catalogue.file import CatalogueFile
from index.catalogue.opening import snapshot
from index.catalogue.people import Join, Person, key_of, separate
from index.catalogue.reading import Made, Page, StoredPassage
from index.catalogue.schema import ARTICLES, AUDIENCES, OUTBOX, PASSAGES, REVISIONS, RUNS
from index.catalogue.scope import audience_visible, day_of, engine_days, is_storable, within
from index.catalogue.standing import StandingSource, StandingSources
from index.catalogue.writing import Outcome, Prepared, revision_of

__all__ = [
    "Catalogue",
    "EnginePassage",
    "Join",
    "Outcome",
    "Page",
    "Person",
    "Prepared",
    "StandingSource",
    "StoredPassage",
    "Task",
    "day_of",
    "engine_days",
    "key_of",
    "revision_of",
    "separate",
]

T = TypeVar("T")

NO_TASK = 2**62


class _TakenBack(Exception):
    """Rolls a transaction back; never leaves this module."""


class Catalogue(CatalogueFile):
    """The truth about articles, in one SQLite file."""

    # --- writing -------------------------------------------------------------------------------------------------

    def store(self, prepared: Sequence[Prepared]) -> list[Outcome]:
        """Commit articles as one transaction; when it returns they are on disk.

        Where any outcome is `stale`, nothing was committed: prepare those again and store all of them again.
        """
        outcomes: list[Outcome] = []

        def work(connection: Connection) -> None:
            for one in prepared:
                outcomes.append(writing.store(connection, one, timezone=self._timezone))
            if any(outcome.stored == "stale" for outcome in outcomes):
                raise _TakenBack

        with suppress(_TakenBack):
            self._write(work)
        return outcomes

    def foresee(self, prepared: Prepared) -> Outcome:
        """Tell what storing an article would do, by doing it and taking it back."""
        return self._taken_back(lambda connection: writing.store(connection, prepared, timezone=self._timezone))

    def foresee_mark(self, article_ids: Sequence[str], state: State) -> list[str]:
        """Tell whose state marking would change, and change none."""
        return self._taken_back(lambda connection: writing.mark(connection, article_ids, state))

    def _taken_back(self, work: Callable[[Connection], T]) -> T:
        results: list[T] = []

        def tried(connection: Connection) -> None:
            results.append(work(connection))
            raise _TakenBack

        with suppress(_TakenBack):
            self._write(tried)
        return results[0]

    def remake(self, prepared: Prepared, *, revision: str) -> bool:
        """Replace what was made of an article's text; False where `revision` is not its current one any more."""
        return self._write(lambda connection: writing.remake(connection, prepared, revision=revision))

    def mark(self, article_ids: Sequence[str], state: State) -> list[str]:
        """Set the state of articles that are there; gives the ids of those it changed."""
        known = [one for one in article_ids if is_storable(one)]
        return self._write(lambda connection: writing.mark(connection, known, state))

    def remove(self, article_ids: Sequence[str], *, missing_ok: bool = False, erase: bool = False) -> list[str]:
        """Delete articles, all or none; gives those deleted. Raises ArticleNotFound naming the first not there.

        `erase` leaves word that they were erased; their words are out of the files only after `scrub`.
        """

        def work(connection: Connection) -> list[str]:
            removed = []
            for article_id in dict.fromkeys(article_ids):
                row = None
                if is_storable(article_id):
                    known = select(ARTICLES.c.row).where(ARTICLES.c.id == article_id)
                    row = connection.execute(known).scalar_one_or_none()
                if row is not None:
                    if erase:
                        erasing.leave_stone(connection, int(row))
                    writing.remove(connection, int(row))
                    removed.append(article_id)
                elif not missing_ok:
                    raise erasing.missing(connection, article_id, None)
            return removed

        return self._write(work)

    def begin_run(self, inputs: Sequence[str]) -> int:
        """Record that an ingest began; gives its number."""
        values = {"started_at": datetime.now(UTC).isoformat(), "inputs": json.dumps(list(inputs))}
        starting = insert(RUNS).values(**values).returning(RUNS.c.id)
        return self._write(lambda connection: int(connection.execute(starting).scalar_one()))

    def end_run(self, run: int, report: Mapping[str, object]) -> None:
        """Record how an ingest ended."""
        values = {"ended_at": datetime.now(UTC).isoformat(), "report": json.dumps(report, default=str)}
        self._write(lambda connection: connection.execute(update(RUNS).where(RUNS.c.id == run).values(**values)))

    @property
    def standing(self) -> StandingSources:
        """The sources that are read again and again."""
        return StandingSources(self._read, self._write)

    # --- the outbox ----------------------------------------------------------------------------------------------

    def tasks(self, limit: int) -> tuple[Task, ...]:
        """Read the oldest tasks the engines have not applied."""
        return self._read(lambda connection: feeding.tasks(connection, limit))

    def first_task(self) -> int:
        """Give the number of the oldest task; above every task where there is none."""
        oldest = select(func.coalesce(func.min(OUTBOX.c.seq), NO_TASK))
        return self._read(lambda connection: int(connection.execute(oldest).scalar_one()))

    def last_task(self) -> int:
        """Give the number of the newest task, 0 where there is none."""
        newest = select(func.coalesce(func.max(OUTBOX.c.seq), 0))
        return self._read(lambda connection: int(connection.execute(newest).scalar_one()))

    def settle(self, last_seq: int) -> None:
        """Forget the tasks up to `last_seq`: both engines have them on disk."""
        self._write(lambda connection: writing.settle(connection, last_seq))

    def engine_passages(self, ids: Sequence[int]) -> dict[int, EnginePassage]:
        """Read what the engines index of these passages; those deleted meanwhile are missing."""
        if not ids:
            return {}
        rows = self._read(lambda connection: feeding.engine_rows(connection, PASSAGES.c.id.in_(ids), with_text=True))
        return {one.passage_id: one for one in rows}

    def all_engine_passages(self, *, with_text: bool, batch: int = 2000) -> Iterator[list[EnginePassage]]:
        """Read every passage in order of id, in batches."""
        following = partial(feeding.engine_rows, with_text=with_text, limit=batch)
        last = 0
        while rows := self._read(partial(following, condition=PASSAGES.c.id > last)):
            yield rows
            last = rows[-1].passage_id

    def vectors_of(
        self, ids: Sequence[int], *, model: str, dimensions: int
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Read the stored vectors of passages, as (ids that have one, matrix)."""
        return self._read(lambda connection: reading.vectors_by_passage(connection, ids, model, dimensions))

    def known_vectors(self, keys: Sequence[bytes], *, model: str) -> dict[bytes, bytes]:
        """Read which of these vectors are stored already."""
        return self._read(lambda connection: reading.vectors_by_key(connection, keys, model))

    def without_vector(self, *, model: str, limit: int) -> dict[bytes, tuple[str | None, str]]:
        """Read (headline, text) of passages that have no vector of `model`, by the key it will have."""
        return self._read(lambda connection: feeding.without_vector(connection, model, limit))

    def add_vectors(self, vectors: Mapping[bytes, bytes], *, model: str) -> None:
        """Keep vectors (float16 bytes) of stored passages."""
        self._write(lambda connection: writing.add_vectors(connection, model, vectors))

    def embed_by(self, model: str, *, instead_of: str) -> bool:
        """Let another embedder's vectors count, and delete the former's; False, and nothing done, while some lack."""
        return self._write(lambda connection: writing.embed_by(connection, model, instead_of))

    # --- reading -------------------------------------------------------------------------------------------------

    def made(self, article_id: str) -> Made | None:
        """Give how a stored article was made, for deciding whether it must be made again."""
        statement = select(ARTICLES.c.revision, ARTICLES.c.title, ARTICLES.c.recipe).where(ARTICLES.c.id == article_id)
        row = self._read(lambda connection: connection.execute(statement).one_or_none())
        return None if row is None else Made(revision=row[0], title=row[1], recipe=row[2])

    def visible_audiences(self, groups: frozenset[str] | None) -> frozenset[int] | None:
        """Give the audiences a reader in `groups` may see; None where that is all of them."""
        visible = select(AUDIENCES.c.id).where(audience_visible(groups))

        def work(connection: Connection) -> frozenset[int] | None:
            ids = frozenset(connection.execute(visible).scalars())
            total = connection.execute(select(func.count()).select_from(AUDIENCES)).scalar_one()
            return None if len(ids) == total else ids

        return None if groups is None else self._read(work)

    def article(self, article_id: str, scope: Scope, *, revision: str | None = None) -> Article:
        """Read one article. Raises ArticleNotFound when it is not there, or not for this reader."""
        found = self._read(
            lambda connection: reading.article(
                connection, article_id, scope, revision=revision, timezone=self._timezone
            )
        )
        if found is None:
            raise self._read(lambda connection: erasing.missing(connection, article_id, scope))
        return found

    def hides(self, article_id: str, scope: Scope) -> bool:
        """Tell whether there is such an article, outside the scope."""
        return self._read(lambda connection: reading.hides(connection, article_id, scope, timezone=self._timezone))

    def passages_by_id(self, ids: Sequence[int], scope: Scope) -> dict[int, StoredPassage]:
        """Read the passages among `ids` that the scope holds: the check every hit goes through."""
        return self._read(lambda connection: reading.passages_by_id(connection, ids, scope, timezone=self._timezone))

    def passages_of(self, article: Article) -> tuple[Passage, ...]:
        """Read the passages of an article's current revision; an earlier one has none."""
        return self._read(lambda connection: reading.passages_of(connection, article))

    def quotes_of(self, article: Article) -> tuple[Quote, ...]:
        """Read the speech in an article's current revision."""
        return self._read(lambda connection: reading.quotes_of(connection, article))

    def copies_of(self, article_ids: Sequence[str], scope: Scope) -> dict[str, tuple[Copy, ...]]:
        """Give the other articles in the scope that hold the same text."""
        return self._read(lambda connection: reading.copies_of(connection, article_ids, scope, timezone=self._timezone))

    def listing(self, scope: Scope, *, text: str | None, limit: int, cursor: str | None) -> Page:
        """List articles in the scope, newest first."""
        return self._read(
            lambda connection: reading.listing(
                connection, scope, text=text, limit=limit, cursor=cursor, timezone=self._timezone
            )
        )

    def outlets(self, scope: Scope) -> tuple[tuple[str, int], ...]:
        """Count the articles in the scope by outlet."""
        return self._read(lambda connection: reading.outlets(connection, scope, timezone=self._timezone))

    def extent(self, scope: Scope) -> tuple[int, int]:
        """Count the articles in the scope, and their outlets."""
        return self._read(lambda connection: reading.extent(connection, scope, timezone=self._timezone))

    def speakers(self, scope: Scope) -> tuple[tuple[str, int], ...]:
        """Count the statements in the scope by speaker."""
        return self._read(lambda connection: reading.speakers(connection, scope, timezone=self._timezone))

    def people(self, scope: Scope) -> tuple[Person, ...]:
        """Give everybody who is quoted in the scope, most quoted first; namesakes apart, unless it is plain."""
        return self._read(lambda connection: people.people(connection, scope, timezone=self._timezone))

    def joins(self, scope: Scope) -> tuple[Join, ...]:
        """Give what editors joined or parted, as far as the scope shows them."""
        return self._read(lambda connection: people.joins(connection, scope, timezone=self._timezone))

    def join_people(self, keys: Sequence[str]) -> int:
        """Call speakers one person, by their keys; gives the number to undo it by."""
        return self._write(lambda connection: people.join(connection, keys))

    def part_people(self, keys: Sequence[str], scope: Scope) -> int | None:
        """Call these speakers somebody else than their namesakes; None, and no change, where a join holds them."""
        return self._write(lambda connection: people.part(connection, keys, scope, timezone=self._timezone))

    def undo_join(self, number: int) -> bool:
        """Take a join or a parting back; False where there is none of that number."""
        return self._write(lambda connection: people.undo(connection, number))

    def articles_quoting(self, scope: Scope, names: Sequence[str] | None) -> tuple[Article, ...]:
        """Read the articles in the scope that hold speech by anyone of these names (None: by anybody)."""
        return self._read(
            lambda connection: reading.articles_quoting(connection, scope, names, timezone=self._timezone)
        )

    def distinct_rows(self, scope: Scope) -> frozenset[int]:
        """Give the row numbers of the articles in the scope, one of each text, for the engines' filters."""
        held = within(scope, timezone=self._timezone)
        statement = select(func.min(ARTICLES.c.row)).where(held).group_by(ARTICLES.c.text_sha256)
        return self._read(lambda connection: frozenset(connection.execute(statement).scalars()))

    def count(self, scope: Scope) -> int:
        """Count the articles in the scope."""
        return self._read(lambda connection: reading.count_articles(connection, scope, timezone=self._timezone))

    def origins(self) -> dict[str, str]:
        """Give where each article came from, by id, for `--mirror`."""
        statement = select(ARTICLES.c.id, ARTICLES.c.origin)
        rows = self._read(lambda connection: connection.execute(statement).all())
        return {row[0]: row[1] for row in rows}

    def earlier_texts(self, article_id: str) -> tuple[tuple[str, str, str], ...]:
        """Read (revision, text, when stored) of every revision of an article, oldest first, for `export`."""
        statement = (
            select(REVISIONS.c.revision, REVISIONS.c.text, REVISIONS.c.stored_at)
            .join(ARTICLES, ARTICLES.c.row == REVISIONS.c.article_row)
            .where(ARTICLES.c.id == article_id)
            .order_by(REVISIONS.c.row)
        )
        rows = self._read(lambda connection: connection.execute(statement).all())
        return tuple((row[0], row[1], row[2]) for row in rows)

    def article_ids(self, rows: Sequence[int]) -> dict[int, str]:
        """Give the ids of articles by row number."""
        statement = select(ARTICLES.c.row, ARTICLES.c.id)
        if not rows:
            return {}
        held = statement.where(ARTICLES.c.row.between(min(rows), max(rows)))
        return {row[0]: row[1] for row in self._read(lambda connection: connection.execute(held).all())}

    def all_texts(self) -> Iterator[tuple[str, str, str, list[tuple[int, int]]]]:
        """Read (id, text, its hash, passages' spans) of every article, one at a time."""
        self._see_open()
        with snapshot(self._engine) as connection:
            yield from reading.all_texts(connection)

    def statistics(self) -> Mapping[str, int]:
        """Count what is inside."""
        return self._read(reading.statistics)
