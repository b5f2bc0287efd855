"""What was said on the command line as parameters, and how a result is shown.

Owns what the commands share. Called by `asking`, `upkeep` and `sources`.
"""

import os
import re
from argparse import Namespace
from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

from assistant.files import STANDARD
from assistant.terminal import Line, Progressing, Terminal
from index.article import JSON

Result: TypeAlias = Mapping[str, JSON]

_ADDRESS = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*://")


def filters(said: Namespace) -> dict[str, JSON]:
    """Give the filters as parameters."""
    names = ("since", "until", "source", "author", "groups")
    return {**{name: getattr(said, name) for name in names}, "articles": getattr(said, "article", None)}


def paging(said: Namespace) -> Result:
    """Give the page that is wanted as parameters."""
    return {"limit": said.limit, "cursor": said.cursor}


def absolute(name: str) -> str:
    """Give a path as the owner of the data, which stands elsewhere, can read it."""
    return name if name == STANDARD or _ADDRESS.match(name) else os.path.abspath(os.path.expanduser(name))


def watching(advance: Progressing) -> Callable[[Result], None]:
    """Give what hears an operation's events and shows how far it is."""

    def heard(event: Result) -> None:
        progress = event.get("progress")
        if isinstance(progress, Mapping):
            show_progress(advance, progress)

    return heard


def show_progress(advance: Progressing, progress: Result) -> None:
    """Show how far the work is."""
    done, total = progress.get("done"), progress.get("total")
    name = os.path.basename(str(progress.get("input") or "Working"))
    advance(done if isinstance(done, int) else 0, total if isinstance(total, int) else None, name)


def show(terminal: Terminal, result: Result, lines: Iterable[Line], *, quietly: bool = False) -> None:
    """Show a result: as JSON where that is wanted; `quietly` leaves out a person's lines beside JSON ones."""
    if terminal.as_json:
        terminal.json(result)
    elif not quietly:
        terminal.show(lines)
