"""The catalogue as one file to keep elsewhere, made and taken back while it is in use.

Owns the copying, both ways, by SQLite's own online backup. The engines are not copied: they are derived. Called by
`catalogue.Catalogue`; `corpus` makes the engines of what was restored.
"""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from index.catalogue.opening import APPLICATION_ID, WAIT_SECONDS, mapped_errors
from index.errors import BackupUnusable, StorageFailed


def back_up(catalogue: Path, target: Path) -> int:
    """Write everything committed to `target`, one file that nobody else may read; gives its bytes.

    It gets its name when it is complete and on disk. Raises StorageFailed when the machine cannot write it.
    """
    unfinished = target.with_name(f"{target.name}.part")
    try:
        os.close(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
        with (
            mapped_errors(),
            closing(sqlite3.connect(catalogue, timeout=WAIT_SECONDS)) as source,
            closing(sqlite3.connect(unfinished)) as copy,
        ):
            source.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE").close()
        with unfinished.open("rb") as file:
            os.fsync(file.fileno())
        os.replace(unfinished, target)
        return target.stat().st_size
    except OSError as error:
        raise StorageFailed(f"The backup {target} cannot be written: {error.strerror}.") from error
    finally:
        unfinished.unlink(missing_ok=True)


def stage(backup: Path, staged: Path) -> None:
    """Copy a backup beside the catalogue, where it can be looked at and brought to this version.

    Raises BackupUnusable where `backup` is no whole catalogue of ours.
    """
    try:
        with backup.open("rb") as file:
            begins = file.read(16)
    except OSError as error:
        raise BackupUnusable(f"The backup {backup} cannot be read: {error.strerror}.") from error
    if begins != b"SQLite format 3\0":
        raise BackupUnusable(f"{backup} is no backup of Footnote.", hint="`footnote backup FILE` writes them.")
    unstage(staged)
    try:
        _stage(backup, staged)
    except BaseException:
        unstage(staged)
        raise


def _stage(backup: Path, staged: Path) -> None:
    try:
        os.close(os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
        with closing(sqlite3.connect(backup)) as source, closing(sqlite3.connect(staged)) as copy:
            (ours,) = source.execute("PRAGMA application_id").fetchone()
            if ours != APPLICATION_ID:
                raise BackupUnusable(f"{backup} is a database of another program.")
            source.backup(copy)
            (sound,) = copy.execute("PRAGMA quick_check(1)").fetchone()
        if sound != "ok":
            raise BackupUnusable(f"The backup {backup} is damaged.", hint="Take another one.")
    except sqlite3.DatabaseError as error:
        if "full" in str(error):
            raise StorageFailed("The disk is full: nothing was restored.", hint="Free some space.") from error
        raise BackupUnusable(f"The backup {backup} is damaged.", hint="Take another one.") from error
    except OSError as error:
        raise StorageFailed(f"The backup could not be copied beside the articles: {error.strerror}.") from error


def unstage(staged: Path) -> None:
    """Leave nothing of a staged backup."""
    for ending in ("", "-wal", "-shm", "-journal"):
        staged.with_name(staged.name + ending).unlink(missing_ok=True)


def take_over(staged: Path, catalogue: Path) -> None:
    """Make the catalogue hold what `staged` holds, in one transaction: whoever reads sees all of it or nothing."""
    with (
        mapped_errors(),
        closing(sqlite3.connect(staged, timeout=WAIT_SECONDS)) as source,
        closing(sqlite3.connect(catalogue, timeout=WAIT_SECONDS)) as live,
    ):
        live.execute("PRAGMA synchronous=FULL").close()
        source.backup(live)
