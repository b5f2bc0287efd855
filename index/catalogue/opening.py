"""How the catalogue's database is opened: pragmas, version, migrations, and whose errors become ours.

Owns the SQLAlchemy engine and the table of foreign exceptions. Called by `catalogue.Catalogue` only.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError, SQLAlchemyError

from index.catalogue.schema import MIGRATIONS, SCHEMA_VERSION
from index.catalogue.scope import fold_text
from index.errors import CorpusError, DataDirectoryUnusable, StorageFailed

APPLICATION_ID = 0x464E5445
"""`PRAGMA application_id` of our databases ("FNTE"): a foreign SQLite file is refused, not migrated."""

KEPT_CONNECTIONS = 4
MOST_CONNECTIONS = 40
"""More than the threads that read at once (`assistant.application`): nobody waits for another's long read."""

WAIT_SECONDS = 30.0
"""For a lock that a program of another kind holds: of ours, only one has the file open."""

_WRITING = {"footnote_writing": True}


def open_engine(path: Path) -> Engine:
    """Open or create the database at `path` and bring it to this program's version.

    Raises DataDirectoryUnusable for a newer or foreign database and StorageFailed when the machine cannot read it.
    """
    with mapped_errors():
        _inspect(path)
    address = URL.create("sqlite", database=str(path))  # not an f-string: a directory's name may hold a question mark
    engine = create_engine(
        address,
        pool_size=KEPT_CONNECTIONS,
        max_overflow=MOST_CONNECTIONS - KEPT_CONNECTIONS,
        connect_args={"timeout": WAIT_SECONDS, "check_same_thread": False},
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    try:
        with mapped_errors():
            _migrate(engine)
    except BaseException:
        engine.dispose()
        raise
    return engine


def _inspect(path: Path) -> None:
    """Look at what stands at `path` without changing a byte of it: our pragmas would write even to a foreign file."""
    if not path.exists():
        return
    if path.is_dir():
        raise DataDirectoryUnusable(
            f"{path} is a directory, not a database.", hint="Choose another directory with --data-dir."
        )
    with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, timeout=WAIT_SECONDS)) as connection:
        version, ours, empty = (
            connection.execute(question).fetchone()[0]
            for question in ("PRAGMA user_version", "PRAGMA application_id", "SELECT count(*) = 0 FROM sqlite_master")
        )
    if ours != APPLICATION_ID and not (empty and version == 0 and ours == 0):
        raise DataDirectoryUnusable(
            f"{path} is a database of another program.", hint="Choose another directory with --data-dir."
        )
    if version > SCHEMA_VERSION:
        raise DataDirectoryUnusable(
            f"{path.parent} was written by a newer Footnote (version {version} of the catalogue; "
            f"this program knows {SCHEMA_VERSION}).",
            hint="Update Footnote, or choose another directory with --data-dir.",
        )


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves: the driver's own would come too late for reads
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
        "cache_size=-16000",
        "temp_store=MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}").close()
    connection.create_function("fold_text", 1, lambda text: text and fold_text(text), deterministic=True)


def _begin(connection: Connection) -> None:
    writing = connection.get_execution_options().get("footnote_writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


@contextmanager
def transaction(engine: Engine) -> Iterator[Connection]:
    """Give a connection whose work is committed as one, or not at all."""
    with mapped_errors(), engine.connect().execution_options(**_WRITING) as connection, connection.begin():
        yield connection


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """Give a connection that sees one unchanging state and writes nothing."""
    with mapped_errors(), engine.connect() as connection:
        yield connection


def _migrate(engine: Engine) -> None:
    with transaction(engine) as connection:
        version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
        for migrate in MIGRATIONS[version:]:
            migrate(connection)
        if version < SCHEMA_VERSION:
            connection.exec_driver_sql(f"PRAGMA user_version={SCHEMA_VERSION}")
            connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")


@contextmanager
def mapped_errors() -> Iterator[None]:
    """Turn SQLite's errors into ours, whether SQLAlchemy wraps them or not."""
    try:
        yield
    except DatabaseError as error:
        raise _ours(str(error.orig or error)) from error
    except sqlite3.Error as error:
        raise _ours(str(error)) from error
    except SQLAlchemyError as error:
        raise StorageFailed(f"The catalogue could not be used: {type(error).__name__}.") from error


FOREIGN: tuple[tuple[str, type[CorpusError], str, str], ...] = (
    (
        "disk is full",
        StorageFailed,
        "The disk is full: what was being stored now is not stored.",
        "Free some space, then run it again.",
    ),
    (
        "readonly",
        DataDirectoryUnusable,
        "The data directory is read-only.",
        "Give write permission, or use --data-dir.",
    ),
    (
        "read-only",
        DataDirectoryUnusable,
        "The data directory is read-only.",
        "Give write permission, or use --data-dir.",
    ),
    (
        "unable to open",
        DataDirectoryUnusable,
        "The catalogue cannot be opened.",
        "Check the permissions of the data directory.",
    ),
    (
        "not a database",
        DataDirectoryUnusable,
        "The catalogue file is not a database.",
        "Restore it from a backup, or use --data-dir.",
    ),
    ("malformed", StorageFailed, "The catalogue file is damaged.", "Restore it from a backup or an export."),
    (
        "locked",
        StorageFailed,
        "The catalogue is locked by another program.",
        "Close the program that has it open, then try again.",
    ),
    ("disk i/o", StorageFailed, "The disk could not be read or written.", "Check the disk, then run it again."),
)
"""What SQLite says (lower case, a part of it), and what we say."""


def _ours(said: str) -> CorpusError:
    lowered = said.lower()
    for part, kind, message, hint in FOREIGN:
        if part in lowered:
            return kind(message, hint=hint)
    return StorageFailed(f"The catalogue could not be used: {said}.")
