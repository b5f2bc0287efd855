"""Standing sources: what is to be read again and again, when it was read last, and what was seen there.

Owns two tables and every statement about them. When a source is due and what reading it means is for whoever runs it
(`assistant.following`); articles know nothing of this. Reached through `Catalogue.standing`.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias, TypeVar

from sqlalchemy import (
    Column,
    Connection,
    Float,
    ForeignKey,
    Integer,
    MetaData,
    RowMapping,
    Table,
    Text,
    delete,
    insert,
    select,
    update,
)

from index.article import JSON
from index.errors import SourceNotFound, SourceTaken

T = TypeVar("T")
SeenRow: TypeAlias = tuple[str, str | None, str | None, str | None]
"""The mark, the entity tag, the date of change and the reason for refusing, as they were seen at one address."""

METADATA = MetaData()
SOURCES = Table(
    "standing_sources",
    METADATA,
    Column("row", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("address", Text, nullable=False, unique=True),
    Column("groups", Text, nullable=False),
    Column("columns", Text, nullable=False),
    Column("every", Integer, nullable=False),  # seconds
    Column("mirror", Integer, nullable=False),
    Column("paused", Integer, nullable=False),
    Column("failures", Integer, nullable=False),  # in a row
    Column("next_at", Float, nullable=False),
    Column("added_at", Text, nullable=False),
    Column("started_at", Text),
    Column("ended_at", Text),
    Column("report", Text),
)
SEEN = Table(
    "seen_addresses",
    METADATA,
    Column("source_row", ForeignKey("standing_sources.row", ondelete="CASCADE"), primary_key=True),
    Column("address", Text, primary_key=True),
    Column("mark", Text, nullable=False),
    Column("etag", Text),
    Column("modified", Text),
    Column("refused", Text),
)


def make_tables(connection: Connection) -> None:
    """Make both tables, as one step of the catalogue's migrations."""
    METADATA.create_all(connection)


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingSource:
    """One folder, file or address that is kept current. `every` is seconds, `next_at` seconds since the epoch.

    `report` is how its last run ended, in the shape that `sources run` prints; None before the first.
    """

    name: str
    address: str
    every: int
    added_at: str
    next_at: float
    groups: frozenset[str] = frozenset()
    columns: Mapping[str, str] = field(default_factory=dict)
    mirror: bool = False
    paused: bool = False
    failures: int = 0
    started_at: str | None = None
    ended_at: str | None = None
    report: Mapping[str, JSON] | None = None


class _File(Protocol):
    """What runs statements: `CatalogueFile`'s reading and writing."""

    def __call__(self, work: Callable[[Connection], T]) -> T: ...


class StandingSources:
    """The standing sources of one catalogue."""

    def __init__(self, read: _File, write: _File) -> None:
        self._read = read
        self._write = write

    def all(self) -> tuple[StandingSource, ...]:
        """Give every source, by name."""
        rows = self._read(
            lambda connection: connection.execute(select(SOURCES).order_by(SOURCES.c.name)).mappings().all()
        )
        return tuple(map(_source, rows))

    def one(self, name: str) -> StandingSource:
        """Give a source by its name or address. Raises SourceNotFound."""
        return self._read(lambda connection: _source(_row(connection, name)))

    def add(self, source: StandingSource) -> None:
        """Add a source. Raises SourceTaken when there is one of that name or address."""
        values = {
            "name": source.name,
            "address": source.address,
            "groups": json.dumps(sorted(source.groups), ensure_ascii=False),
            "columns": json.dumps(source.columns, ensure_ascii=False),
            "every": source.every,
            "mirror": int(source.mirror),
            "paused": int(source.paused),
            "failures": source.failures,
            "next_at": source.next_at,
            "added_at": source.added_at,
        }

        def work(connection: Connection) -> None:
            same = (SOURCES.c.name == source.name) | (SOURCES.c.address == source.address)
            taken = connection.execute(select(SOURCES.c.name, SOURCES.c.address).where(same)).first()
            if taken is not None:
                raise SourceTaken(
                    f"There is a source “{taken.name}” already, at {taken.address}.", hint="Remove it, or give --name."
                )
            connection.execute(insert(SOURCES).values(**values))

        self._write(work)

    def remove(self, names: Sequence[str]) -> int:
        """Forget sources, all or none; their articles stay. Raises SourceNotFound."""

        def work(connection: Connection) -> int:
            rows = {_row(connection, name)["row"] for name in names}
            connection.execute(delete(SOURCES).where(SOURCES.c.row.in_(rows)))
            return len(rows)

        return self._write(work)

    def pause(self, name: str, paused: bool, *, now: float) -> None:
        """Pause a source, or let it go on, due at once. Raises SourceNotFound."""
        values: dict[str, str | int | float | None] = {"paused": int(paused), "failures": 0}
        self._change(name, values if paused else values | {"next_at": now})

    def begin(self, name: str, *, at: str, next_at: float) -> None:
        """Note that a run begins; if it dies, the next one is due at `next_at`."""
        self._change(name, {"started_at": at, "ended_at": None, "next_at": next_at})

    def end(
        self,
        name: str,
        *,
        at: str,
        next_at: float,
        failures: int,
        report: Mapping[str, JSON],
        seen: Mapping[str, SeenRow] | None,
    ) -> None:
        """Note how a run ended and, once all that came is stored, what it saw; None keeps what was seen before."""

        def work(connection: Connection) -> None:
            row = _row(connection, name)["row"]
            written = json.dumps(report, ensure_ascii=False)
            values = {"ended_at": at, "next_at": next_at, "failures": failures, "report": written}
            connection.execute(update(SOURCES).where(SOURCES.c.row == row).values(**values))
            if seen is not None:
                connection.execute(delete(SEEN).where(SEEN.c.source_row == row))
                rows = [dict(zip(SEEN.c.keys(), (row, address, *one), strict=True)) for address, one in seen.items()]
                if rows:
                    connection.execute(insert(SEEN), rows)

        self._write(work)

    def seen(self, name: str) -> dict[str, SeenRow]:
        """Give what former runs saw, by address."""

        def work(connection: Connection) -> dict[str, SeenRow]:
            rows = connection.execute(select(SEEN).where(SEEN.c.source_row == _row(connection, name)["row"]))
            return {row.address: (row.mark, row.etag, row.modified, row.refused) for row in rows}

        return self._read(work)

    def _change(self, name: str, values: Mapping[str, str | int | float | None]) -> None:
        def work(connection: Connection) -> None:
            row = _row(connection, name)["row"]
            connection.execute(update(SOURCES).where(SOURCES.c.row == row).values(**values))

        self._write(work)


def _row(connection: Connection, name: str) -> RowMapping:
    named = select(SOURCES).where((SOURCES.c.name == name) | (SOURCES.c.address == name))
    row = connection.execute(named).mappings().first()
    if row is None:
        raise SourceNotFound(f"There is no source “{name}”.", hint="footnote sources list shows them.")
    return row


def _source(row: RowMapping) -> StandingSource:
    return StandingSource(
        name=row["name"],
        address=row["address"],
        groups=frozenset(json.loads(row["groups"])),
        columns=json.loads(row["columns"]),
        every=row["every"],
        mirror=bool(row["mirror"]),
        paused=bool(row["paused"]),
        failures=row["failures"],
        next_at=row["next_at"],
        added_at=row["added_at"],
        started_at=row["started_at"],
        ended_at=row["ended_at"],
        report=None if row["report"] is None else json.loads(row["report"]),
    )
