"""How much inputs hold, told from names alone, so that whoever waits can be told how much is left.

Owns the estimate only: what is really read is `opening`'s, and may be less (a file named twice) or end otherwise.
Called by `assistant.library` beside the reading, never before it.
"""

import os
from collections.abc import Callable, Sequence

from index.sources.kinds import ARCHIVE, ARTICLES, RECORDS

_LINES = ".jsonl"
_BLOCK = 1024 * 1024


def count_inputs(inputs: Sequence[str], stopped: Callable[[], bool]) -> int | None:
    """Count the articles of files and folders; None where names do not tell: the web, archives, tables, feeds.

    No file is opened except one of lines, whose lines are counted. Gives None too once `stopped` says so.
    """
    total = 0
    seen: set[str] = set()
    waiting = list(inputs)
    while waiting:
        path = waiting.pop()
        try:
            if os.path.isdir(path):
                if (real := os.path.realpath(path)) in seen:
                    continue
                seen.add(real)
                with os.scandir(path) as entries:
                    for entry in entries:
                        if stopped():
                            return None
                        if entry.name.startswith("."):
                            continue
                        if _is_file_of_one(entry):
                            total += 1
                        else:
                            waiting.append(entry.path)
            elif (held := _held(path, stopped)) is None:
                return None
            else:
                total += held
        except OSError:
            total += 1  # what cannot be read is refused, in one line
    return total


def _is_file_of_one(entry: os.DirEntry[str]) -> bool:
    return os.path.splitext(entry.name)[1].lower() in ARTICLES and not entry.is_dir()


def _held(path: str, stopped: Callable[[], bool]) -> int | None:
    """Count what one input that is no folder holds; what is of no known kind is refused once."""
    if not os.path.isfile(path):  # a pipe as well: what is counted of it would be lost to whoever reads it
        return None
    ending = os.path.splitext(path)[1].lower()
    if ending == _LINES:
        return _lines(path, stopped)
    return None if ending == ARCHIVE or ending in RECORDS else 1


def _lines(path: str, stopped: Callable[[], bool]) -> int | None:
    count, block = 0, b""
    with open(path, "rb") as stream:
        while read := stream.read(_BLOCK):
            if stopped():
                return None
            count, block = count + read.count(b"\n"), read
    return count + (bool(block) and not block.endswith(b"\n"))
