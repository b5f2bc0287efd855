"""Walking folders: which files an input names, in an order that does not change.

Owns what is skipped (hidden names, folders already seen) and what cannot be listed. Reads no file. Called by `opening`.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from index.article import Refusal
from index.sources.reading import shown


def walk(folder: Path, seen: set[str]) -> Iterator[Path | Refusal]:
    """Give every file below `folder`, sorted by name level by level, without hidden ones.

    `seen` holds the real paths of folders already walked, so that a link back up ends instead of going round.
    """
    real = os.path.realpath(folder)
    if real in seen:
        return
    seen.add(real)
    try:
        names = sorted(os.listdir(folder))
    except OSError as error:
        yield Refusal(
            input=shown(folder),
            reason=f"cannot be listed: {error.strerror}",
            hint="check the permissions of the folder",
        )
        return
    for name in names:
        if name.startswith("."):
            continue
        path = folder / name
        if path.is_dir():
            yield from walk(path, seen)
        else:
            yield path
