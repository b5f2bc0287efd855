"""How the catalogue's database is opened: pragmas, version, migrations, and whose errors become ours.

Owns the SQLAlchemy engine and the table of foreign exceptions. Called by `catalogue.Catalogue` only.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection as SQLiteConnection

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError, SQLAlchemyError

from index.catalogue.schema import MIGRATIONS, SCHEMA_VERSION
from index.errors import CorpusError, DataDirectoryUnusable, StorageFailed

APPLICATION_ID = 0x464E5445
"""`PRAGMA application_id` of our databases ("FNTE"): a foreign SQLite file is refused, not migrated."""

_WRITING = {"footnote_writing": True}


def open_engine(path: Path) -> Engine:
    """Open or create the database at `path` and bring it to this program's version.

    Raises DataDirectoryUnusable for a newer or foreign database and StorageFailed when the machine cannot read it.
    """
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": 30.0, "check_same_thread": False})
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    with mapped_errors():
        _migrate(engine, path)
    return engine


def _prepare(connection: SQLiteConnection, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves: the driver's own would come too late for reads
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
        "cache_size=-32000",
        "temp_store=MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


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


def _migrate(engine: Engine, path: Path) -> None:
    with transaction(engine) as connection:
        version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
        ours = connection.exec_driver_sql("PRAGMA application_id").scalar_one() == APPLICATION_ID
        empty = connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar_one() == 0
        if not ours and not empty:
            raise DataDirectoryUnusable(
                f"{path} is a database of another program.", hint="Choose another directory with --data-dir."
            )
        if version > SCHEMA_VERSION:
            raise DataDirectoryUnusable(
                f"{path.parent} was written by a newer Footnote (version {version} of the catalogue; "
                f"this program knows {SCHEMA_VERSION}).",
                hint="Update Footnote, or choose another directory with --data-dir.",
            )
        for migrate in MIGRATIONS[version:]:
            migrate(connection)
        if version < SCHEMA_VERSION:
            connection.exec_driver_sql(f"PRAGMA user_version={SCHEMA_VERSION}")
            connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")


@contextmanager
def mapped_errors() -> Iterator[None]:
    """Turn SQLite's errors into ours."""
    try:
        yield
    except DatabaseError as error:
        raise _ours(str(error.orig or error)) from error
    except SQLAlchemyError as error:
        raise StorageFailed(f"The catalogue could not be used: {type(error).__name__}.") from error


FOREIGN: tuple[tuple[str, type[CorpusError], str, str], ...] = (
    (
        "disk is full",
        StorageFailed,
        "The disk is full: nothing of this article was stored.",
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
