"""The way from what a person names to documents: files, folders, archives, addresses, standard input.

Owns which reader gets which input and that one bad input never stops the others. The formats are in their own modules.
Called by `index.ingest`.
"""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO

from index.article import Refusal
from index.errors import InputMissing, InputRefused
from index.sources.folders import walk
from index.sources.markdown import read_markdown
from index.sources.page import read_page
from index.sources.pdf import read_pdf
from index.sources.plain import read_text
from index.sources.reading import ArticleSource, Read, SourceOptions, file_origin, read_bounded, refusal, shown

STDIN = "-"
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*://")
ARTICLES: Mapping[str, ArticleSource] = {
    ".txt": read_text,
    ".md": read_markdown,
    ".html": read_page,
    ".htm": read_page,
    ".pdf": read_pdf,
}


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
    folders: set[str] = set()
    files: set[str] = set()
    for given in inputs:
        if given == STDIN or _ADDRESS.match(given):
            yield Refusal(input=given, reason="not read yet")
            continue
        path = Path(given)
        for found in walk(path, folders) if path.is_dir() else [path]:
            if isinstance(found, Refusal):
                yield found
                continue
            real = os.path.realpath(found)
            if real not in files:
                files.add(real)
                yield from _read_file(found, options)


def _read_file(path: Path, options: SourceOptions) -> Iterator[Read]:
    origin = file_origin(path)
    try:
        reader = ARTICLES.get(path.suffix.lower())
        if reader is None:
            raise InputRefused(f"not a kind of file Footnote reads ({path.suffix or 'no ending'})")
        if not path.is_file():
            raise InputRefused("not a regular file")
        with path.open("rb") as stream:
            yield reader(read_bounded(stream, options.max_bytes), origin, options)
    except InputRefused as refused:
        yield refusal(origin.input, refused)
    except OSError as error:
        yield Refusal(input=origin.input, reason=f"cannot be read: {error.strerror}", hint="check its permissions")
