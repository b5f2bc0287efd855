"""What a person or a program sees of a command: stdout is data, stderr is talk.

Owns both streams: JSON lines, remarks, errors, progress. How an answer or a list reads stands in `readable`. Article
and model text can hold escape sequences; nothing leaves here towards a terminal that could move its cursor.
"""

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import NamedTuple, Protocol, TextIO

from assistant.wire import json_line
from index.article import JSON

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
WIDEST = 100


class Line(NamedTuple):
    """A line for a person: its words, how far it stands in, and a rich style that only a terminal shows."""

    text: str = ""
    indent: int = 0
    style: str = ""


class Progressing(Protocol):
    """A bar, or nothing."""

    def __call__(self, done: int, total: int | None, words: str) -> None:
        """Show how far the work is."""
        ...


class Terminal:
    """Both streams of one command."""

    def __init__(self, *, as_json: bool, quiet: bool) -> None:
        self.as_json = as_json
        self.quiet = quiet
        for stream in (sys.stdout, sys.stderr):
            reconfigure = getattr(stream, "reconfigure", None)
            if reconfigure is not None:  # a stand-in of a test has none
                reconfigure(encoding="utf-8", errors="backslashreplace")

    def json(self, value: Mapping[str, JSON]) -> None:
        """Print one JSON object on a line of stdout, now."""
        sys.stdout.write(json_line(value))
        sys.stdout.flush()

    def show(self, lines: Iterable[Line]) -> None:
        """Print lines for a person on stdout: wrapped and coloured on a terminal, as they are elsewhere."""
        if not sys.stdout.isatty():
            sys.stdout.writelines(" " * line.indent + harmless(line.text) + "\n" for line in lines)
            sys.stdout.flush()
            return
        from rich.console import Console
        from rich.padding import Padding
        from rich.text import Text

        console = Console(file=sys.stdout, highlight=False, markup=False, emoji=False)
        for line in lines:
            text = Text(harmless(line.text), style=line.style)
            console.print(Padding(text, (0, 0, 0, line.indent)), width=min(WIDEST, console.width))

    def say(self, words: str) -> None:
        """Remark something on stderr, unless that is unwanted."""
        if not self.quiet:
            sys.stderr.write(harmless(words) + "\n")
            sys.stderr.flush()

    def complain(self, message: str, hint: str = "", *, code: str = "usage") -> None:
        """Tell an error in one line on stderr; a program finds it on stdout as well."""
        line = " ".join(sentences(message, hint).split())
        sys.stderr.write(f"footnote: {harmless(line)}\n")
        sys.stderr.flush()
        if self.as_json:
            with suppress(OSError):  # a stdout that takes nothing may be the very error
                self.json({"error": {"code": code, "message": message, "hint": hint}})

    @contextmanager
    def progress(self, words: str) -> Iterator[Progressing]:
        """Show a bar on stderr while something takes long, if a person is watching."""
        if self.quiet or not _watched(sys.stderr):
            yield lambda done, total, words: None
            return
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeElapsedColumn,
            TimeRemainingColumn,
        )

        columns = (
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
        )
        with Progress(*columns, console=Console(file=sys.stderr), transient=True) as bar:
            task = bar.add_task(words, total=None)

            def advance(done: int, total: int | None, words: str) -> None:
                bar.update(task, completed=done, total=total, description=harmless(words)[:48])

            yield advance

    @contextmanager
    def waiting(self, words: str) -> Iterator[Progressing]:
        """Show a spinner on stderr while a person waits for one answer."""
        if self.quiet or not _watched(sys.stderr):
            yield lambda done, total, words: None
            return
        from rich.console import Console

        with Console(file=sys.stderr).status(words, spinner="dots") as status:
            yield lambda done, total, words: status.update(harmless(words))


def harmless(text: str) -> str:
    """Replace what a terminal would obey instead of show: control characters, and marks that reorder text."""
    return _CONTROLS.sub("\ufffd", text.replace("\r\n", "\n"))


def sentences(message: str, hint: str) -> str:
    """Put a hint after its message, which ends as a sentence then, however it was written."""
    ended = f"{message}." if message and hint and message[-1] not in ".?!…:" else message
    return f"{ended} {hint}".strip()


def _watched(stream: TextIO) -> bool:
    return stream.isatty()
