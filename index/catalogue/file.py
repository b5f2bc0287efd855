"""The one file the catalogue is: who may read and write it when, copies of it, notes in it.

Owns the connection's life, the rule of one writer, scrubbing, backing up and restoring. What the tables mean is
`Catalogue`'s, which is built on this.
"""

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Self, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, delete, insert, select

from index.catalogue import backing_up
from index.catalogue.opening import mapped_errors, open_engine, snapshot, transaction
from index.catalogue.schema import META, VECTORS
from index.errors import Cancelled, StorageFailed

T = TypeVar("T")

STAGED = "restoring.sqlite3"
"""Beside the catalogue, while a restore looks at a backup."""
SCRUB_TRIES = 100
"""Tenths of a second to wait for readers of the write-ahead log."""


class CatalogueFile:
    """An open SQLite file: any thread may read, one writes at a time."""

    def __init__(self, path: Path, *, timezone: ZoneInfo) -> None:
        self._engine = open_engine(path)
        self._timezone = timezone
        self._writing = threading.Lock()
        self._closed = False
        self.path = path

    def close(self) -> None:
        """Close every connection; the write-ahead log is folded in. Whoever still reads or writes gets Cancelled."""
        with self._writing:
            self._closed = True
            self._engine.dispose()

    def _read(self, work: Callable[[Connection], T]) -> T:
        self._see_open()
        with snapshot(self._engine) as connection:
            return work(connection)

    def _write(self, work: Callable[[Connection], T]) -> T:
        with self._writing:
            self._see_open()
            with transaction(self._engine) as connection:
                return work(connection)

    def _see_open(self) -> None:
        # Else a straggler would open the file again, when another process may own it by now.
        if self._closed:
            raise Cancelled("The program is closing.")

    # --- notes about the data directory --------------------------------------------------------------------------

    def note(self, key: str) -> str | None:
        """Read one of our own notes (which embedder made the vectors, where the engines are)."""
        statement = select(META.c.value).where(META.c.key == key)
        return self._read(lambda connection: connection.execute(statement).scalar_one_or_none())

    def set_note(self, key: str, value: str) -> None:
        """Write one of our own notes."""

        def work(connection: Connection) -> None:
            connection.execute(delete(META).where(META.c.key == key))
            connection.execute(insert(META).values(key=key, value=value))

        self._write(work)

    def models_used(self) -> frozenset[str]:
        """Give the embedders whose vectors are stored."""
        return frozenset(
            self._read(lambda connection: connection.execute(select(VECTORS.c.model).distinct()).scalars().all())
        )

    # --- keeping a copy ------------------------------------------------------------------------------------------

    def back_up(self, target: Path) -> int:
        """Write everything committed to one file; gives its bytes. Readers and writers go on meanwhile."""
        self._see_open()
        return backing_up.back_up(self.path, target)

    def stage(self, backup: Path) -> Self:
        """Open a copy of a backup beside this catalogue, brought to this version. Raises BackupUnusable."""
        staged = self.path.with_name(STAGED)
        backing_up.stage(backup, staged)
        return type(self)(staged, timezone=self._timezone)

    def take_over(self, staged: "CatalogueFile") -> bool:
        """Hold what `staged` holds, and nothing else, from one moment to the next; `staged` is closed and deleted."""
        staged.close()
        with self._writing:
            self._see_open()
            backing_up.take_over(staged.path, self.path)
        backing_up.unstage(staged.path)
        return True

    def forget(self) -> None:
        """Close and delete a catalogue that was staged and not taken over."""
        self.close()
        backing_up.unstage(self.path)

    def tidy(self) -> None:
        """Delete what a restore that was killed left beside."""
        backing_up.unstage(self.path.with_name(STAGED))

    def scrub(self) -> None:
        """Rewrite the file and empty the write-ahead log, so that deleted words are nowhere in them.

        Raises StorageFailed where the disk lacks the room for a copy, or a read of many seconds keeps the log.
        """
        self._see_open()
        with self._writing, mapped_errors(), self._engine.connect() as connection:
            raw = connection.connection.dbapi_connection
            assert raw is not None
            raw.execute("VACUUM")
            for _ in range(SCRUB_TRIES):
                busy, *_ = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                if not busy:
                    return
                time.sleep(0.1)
        raise StorageFailed(
            "The articles are removed, but their words are still in the catalogue's log: somebody is reading it.",
            hint="They go when Footnote is closed, or with the next `footnote remove --erase`.",
        )
