"""Who was shown which articles, and when: one line of JSON each, one file a day, in the data directory.

Owns the folder `audit/`: appending, letting old days go, forgetting a person, and forgetting an article. The question
stands in it only if the settings say so; an article's text never does. Written by `application` and the web's gate.
"""

import json
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal, TypeAlias

from index.article import JSON
from index.errors import StorageFailed

FOLDER = "audit"
ERASED = "(erased)"
"""What stands in the place of an article's id after the article was erased."""
Action: TypeAlias = Literal["ask", "search", "read", "add", "remove"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing a reader did, and the ids of the articles it showed or changed."""

    user: str
    action: Action
    articles: tuple[str, ...]
    answer_id: str | None = None
    question: str | None = None


class Audit:
    """The folder, for one process. Blocking."""

    def __init__(self, data_dir: Path, *, days: int, questions: bool) -> None:
        """`days`: how long an entry is kept, 0 keeps none; `questions`: whether questions are kept at all."""
        self._folder = data_dir / FOLDER
        self._days = days
        self._questions = questions
        self._one_at_a_time = threading.Lock()
        self._today = ""

    def add(self, entry: Entry) -> None:
        """Append one entry. Raises StorageFailed."""
        if self._days == 0:
            return
        at = datetime.now(UTC)
        line: dict[str, JSON] = {"at": at.isoformat(timespec="seconds"), "user": entry.user, "action": entry.action}
        line["articles"] = list(entry.articles)
        if entry.answer_id is not None:
            line["answer_id"] = entry.answer_id
        if self._questions and entry.question is not None:
            line["question"] = entry.question
        with self._one_at_a_time, _mapped_errors():
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            if self._today != f"{at:%Y-%m-%d}":
                self._today = f"{at:%Y-%m-%d}"
                self._let_go(at)
            handle = os.open(self._path(self._today), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            with open(handle, "a", encoding="ascii") as file:
                file.write(json.dumps(line) + "\n")

    def forget(self, user: str) -> int:
        """Delete every entry of a person; gives how many there were. Raises StorageFailed."""
        gone = 0

        def keep(line: dict[str, JSON]) -> dict[str, JSON] | None:
            nonlocal gone
            gone += line.get("user") == user
            return None if line.get("user") == user else line

        self._rewrite(keep)
        return gone

    def forget_articles(self, ids: Iterable[str]) -> frozenset[str]:
        """Take articles out of every entry, with the question that led to them; gives the answers that cited them."""
        erased = frozenset(ids)
        answers: set[str] = set()

        def blank(line: dict[str, JSON]) -> dict[str, JSON] | None:
            shown = line.get("articles")
            listed = [str(one) for one in shown] if isinstance(shown, list) else []
            if not erased & set(listed):
                return line
            answers.add(str(line.get("answer_id")))
            kept: list[JSON] = [ERASED if one in erased else one for one in listed]
            return {name: value for name, value in line.items() if name != "question"} | {"articles": kept}

        self._rewrite(blank)
        return frozenset(answers - {"None"})

    def lines(self) -> Iterator[Mapping[str, JSON]]:
        """Read every entry, oldest first."""
        for path in self._files():
            yield from _read(path)

    def _rewrite(self, change: Callable[[dict[str, JSON]], dict[str, JSON] | None]) -> None:
        with self._one_at_a_time, _mapped_errors():
            for path in self._files():
                before = list(_read(path))
                after = [line for one in before if (line := change(dict(one))) is not None]
                if after == before:
                    continue
                fresh = path.with_suffix(".new")
                with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
                    file.writelines(json.dumps(line) + "\n" for line in after)
                    file.flush()
                    os.fsync(file.fileno())
                fresh.replace(path)

    def _let_go(self, now: datetime) -> None:
        oldest = self._path(f"{now - timedelta(days=self._days):%Y-%m-%d}")
        for path in self._files():
            if path.name < oldest.name:
                path.unlink()

    def _files(self) -> list[Path]:
        return sorted(self._folder.glob("????-??-??.jsonl")) if self._folder.is_dir() else []

    def _path(self, day: str) -> Path:
        return self._folder / f"{day}.jsonl"


def _read(path: Path) -> Iterator[dict[str, JSON]]:
    """Read the lines of a day; one that a crash cut short is none."""
    for line in path.read_text("ascii", errors="replace").splitlines():
        try:
            record = json.loads(line)
        except ValueError:
            continue
        if isinstance(record, dict):
            yield record


@contextmanager
def _mapped_errors() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        message = f"The audit log could not be written: {error.strerror or error}."
        raise StorageFailed(message, hint="Check the data directory.") from error
