"""Files that a command reads or writes, standard input and output among them.

Owns what a person hears when one cannot be opened, before any work is done for it. Called by `commands`.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TextIO

from assistant.errors import QuestionUnusable
from index.errors import InputMissing

STANDARD = "-"


@contextmanager
def reading(name: str) -> Iterator[IO[bytes]]:
    """Open a file for reading. Raises InputMissing."""
    if name == STANDARD:
        yield sys.stdin.buffer
        return
    try:
        file = open(name, "rb")  # noqa: SIM115 - opened apart from its use: only opening it may be reported so
    except OSError as error:
        raise InputMissing(f"{name} cannot be read: {error.strerror}.", hint="Check the path.") from None
    with file:
        yield file


@contextmanager
def writing(name: str) -> Iterator[TextIO]:
    """Open a file for writing, emptying it. Raises QuestionUnusable."""
    if name == STANDARD:
        yield sys.stdout
        return
    try:
        file = open(name, "w", encoding="utf-8", newline="\n")  # noqa: SIM115 - as above
    except OSError as error:
        raise _unwritable(name, error.strerror) from None
    with file:
        yield file


def see_writable(name: str) -> None:
    """Find out before the work whether its result can be written, without emptying what is there.

    Raises QuestionUnusable.
    """
    if name == STANDARD:
        return
    path = Path(name)
    try:
        if path.is_dir():
            raise _unwritable(name, "it is a directory")
        existed = path.exists()
        path.open("ab").close()
        if not existed:
            path.unlink()
    except OSError as error:
        raise _unwritable(name, error.strerror) from None


def _unwritable(name: str, why: str | None) -> QuestionUnusable:
    return QuestionUnusable(f"{name} cannot be written: {why or 'unknown reason'}.", hint="Choose another file.")


def same(one: str, other: str) -> bool:
    """Tell whether two names mean one file that exists."""
    return (
        STANDARD not in (one, other) and os.path.exists(one) and os.path.exists(other) and os.path.samefile(one, other)
    )
