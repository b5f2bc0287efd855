"""The way from what a person names to documents: files, folders, archives, addresses, standard input.

Owns which reader gets which input and that one bad input never stops the others. The formats are in their own modules.
Called by `index.ingest`.
"""

import logging
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

from index.article import Refusal
from index.errors import InputMissing, InputRefused
from index.sources.archives import read_archive
from index.sources.folders import walk
from index.sources.kinds import ARCHIVE, article_source, not_read, record_source
from index.sources.reading import (
    Origin,
    Read,
    SourceOptions,
    file_origin,
    read_bounded,
    refusal,
    shown,
)
from index.sources.records import read_records

STDIN = "-"
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*://")
_CHATTY = ("trafilatura", "htmldate", "courlan", "justext", "pypdf")


def check_inputs(inputs: Sequence[str]) -> None:
    """Raise `InputMissing` for the first path that does not exist, before anything is read. Addresses are not tried."""
    for given in inputs:
        if given == STDIN or _ADDRESS.match(given):
            continue
        try:
            exists = bool(given) and Path(given).exists()
        except (OSError, ValueError):
            exists = False
        if not exists:
            raise InputMissing(
                f"no such file or folder: {shown(Path(given)) if given else '(empty)'}",
                hint="check the spelling; nothing was ingested",
            )


def open_inputs(inputs: Sequence[str], *, options: SourceOptions, stdin: IO[bytes] | None = None) -> Iterator[Read]:
    """Read every article the inputs name, lazily: in the order given, and sorted by path within a folder or archive.

    What cannot be read comes as a `Refusal` in its place; nothing is raised for a bad input. A file reached twice
    is read once.
    """
    for library in _CHATTY:  # where the program sets up no logging, Python would print their remarks to stderr
        logger = logging.getLogger(library)
        if not logger.handlers:
            logger.addHandler(logging.NullHandler())
    folders: set[str] = set()
    files: set[str] = set()
    for given in inputs:
        if given == STDIN:
            yield from _read_stdin(stdin, options)
        elif _ADDRESS.match(given):
            from index.sources.listings import read_listed

            yield from read_listed(given, options)
        else:
            path = _absolute(Path(given))
            for found in walk(path, folders) if path.is_dir() else [path]:
                if isinstance(found, Refusal):
                    yield found
                    continue
                real = os.path.realpath(found)
                if real not in files:
                    files.add(real)
                    yield from _read_file(found, options)


def _absolute(path: Path) -> Path:
    """Make an article's origin the same from wherever the program was called; a linked file keeps the link's name."""
    return path.resolve() if path.is_dir() else path.parent.resolve() / path.name


def _read_stdin(stdin: IO[bytes] | None, options: SourceOptions) -> Iterator[Read]:
    if stdin is None:
        yield Refusal(input=STDIN, reason="there is no standard input here", hint="name a .jsonl file")
        return
    yield from read_records(stdin, Origin(input="stdin", stem="stdin", key=b"stdin"), options)


def _read_file(path: Path, options: SourceOptions) -> Iterator[Read]:
    origin = file_origin(path)
    suffix = path.suffix.lower()
    try:
        source, records = article_source(suffix), record_source(suffix)
        if source is None and records is None and suffix != ARCHIVE:
            raise not_read(path.suffix)
        if not path.is_file():
            raise InputRefused("not a regular file", hint="give a file or a folder")
        with path.open("rb") as stream:
            if source is not None:
                yield source(read_bounded(stream, options.max_bytes), origin, options)
            elif records is not None:
                yield from records(stream, origin, options)
            else:
                yield from read_archive(stream, origin, options)
    except InputRefused as refused:
        yield refusal(origin.input, refused)
    except OSError as error:
        yield Refusal(input=origin.input, reason=f"cannot be read: {error.strerror}", hint="check its permissions")
