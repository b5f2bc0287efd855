"""What readers said about answers: one line of JSON each, in the data directory.

Owns `feedback.jsonl`: appending, reading back, forgetting a person. It holds what the reader sent on purpose and who
they are, never an article's text. Written by `web.feedback`; whoever improves the answers reads it.
"""

import json
import os
import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal, TypeAlias

from index.article import JSON
from index.errors import StorageFailed

NAME = "feedback.jsonl"
Rating: TypeAlias = Literal["up", "down"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """One reader's word on one answer. `question` is there only if the reader's program sent it along."""

    answer_id: str
    rating: Rating
    reason: str | None
    comment: str | None
    question: str | None
    user: str
    at: datetime


class FeedbackBook:
    """The file, for one process: one writer at a time. Blocking."""

    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir / NAME
        self._one_at_a_time = threading.Lock()

    def add(self, feedback: Feedback) -> None:
        """Append one; when it returns it is on disk. Raises StorageFailed."""
        line = json.dumps({**asdict(feedback), "at": feedback.at.isoformat()}, ensure_ascii=True) + "\n"
        with self._one_at_a_time, _mapped_errors():
            self._path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(self._path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
            with open(handle, "ab") as file:
                file.write(_line_end(self._path) + line.encode())
                file.flush()
                os.fsync(file.fileno())

    def newest(self, limit: int) -> Sequence[Mapping[str, JSON]]:
        """Read the newest, newest first. A line that a crash cut short is none."""
        return self._lines()[::-1][:limit]

    def forget(self, user: str) -> int:
        """Delete everything a person sent; gives how much that was. Raises StorageFailed."""
        with self._one_at_a_time, _mapped_errors():
            lines = self._lines()
            kept = [line for line in lines if line.get("user") != user]
            self._write(kept, before=lines)
            return len(lines) - len(kept)

    def forget_words(self, answers: Collection[str]) -> None:
        """Take question and comment out of what was said about these answers: both may quote an erased article."""
        with self._one_at_a_time, _mapped_errors():
            lines = self._lines()
            wordless: Mapping[str, JSON] = {"question": None, "comment": None}
            self._write(
                [{**line, **wordless} if line.get("answer_id") in answers else line for line in lines], before=lines
            )

    def _write(self, lines: Sequence[Mapping[str, JSON]], *, before: Sequence[Mapping[str, JSON]]) -> None:
        if lines == before:
            return
        fresh = self._path.with_suffix(".new")
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            file.writelines(json.dumps(line, ensure_ascii=True) + "\n" for line in lines)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._path)

    def _lines(self) -> list[Mapping[str, JSON]]:
        if not self._path.exists():
            return []
        found: list[Mapping[str, JSON]] = []
        for line in self._path.read_text("utf-8", errors="replace").splitlines():
            try:
                record = json.loads(line)
            except ValueError:
                continue
            if isinstance(record, dict):
                found.append(record)
        return found


def _line_end(path: Path) -> bytes:
    """Give the line end that a crash kept from the last line, so that the next one stays readable."""
    with path.open("rb") as file:
        if file.seek(0, os.SEEK_END) == 0:
            return b""
        file.seek(-1, os.SEEK_END)
        return b"" if file.read(1) == b"\n" else b"\n"


@contextmanager
def _mapped_errors() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        message = f"The feedback could not be stored: {error.strerror or error}."
        raise StorageFailed(message, hint="Check the data directory.") from error
