"""Articles that arrive over HTTP: uploaded files and JSON records, on their way to `Footnote.ingest`.

Owns where an upload lies while it is read (a stable place, because a file's id comes from its path, so that the same
name is the same article tomorrow) and that nothing of it stays. Called by `api` and by the chat page's Library.
"""

import io
import json
import re
import shutil
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING

from index.article import JSON, Refusal

if TYPE_CHECKING:
    from assistant.application import Footnote
    from index.ingest import IngestReport, Progress

KINDS = (".txt", ".md", ".html", ".htm", ".pdf", ".docx", ".jsonl", ".zip")
_LONGEST_NAME = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file as a browser sends it: the name it claims and its bytes, read from where they lie."""

    name: str
    content: IO[bytes]


def safe_name(claimed: str) -> str:
    """Make a plain file name of what a client claims: no folder, no hidden name, no control character."""
    name = re.split(r"[/\\]", claimed)[-1]
    name = "".join(char for char in name if char.isprintable() and char not in '<>:"|?*').strip(" .")
    stem, dot, ending = name.rpartition(".")
    if not stem or not dot:
        return (name or "article")[:_LONGEST_NAME]
    return f"{stem[: _LONGEST_NAME - len(ending) - 1]}.{ending}"


class Intake:
    """The way in for uploads and records, one upload at a time. Blocking: call it through `footnote.run`."""

    def __init__(self, data_dir: Path) -> None:
        self._place = data_dir / "uploads"
        self._one_at_a_time = threading.Lock()

    def discard(self) -> None:
        """Throw away what a killed process left."""
        shutil.rmtree(self._place, ignore_errors=True)

    def add_files(
        self,
        footnote: "Footnote",
        uploads: Sequence[Upload],
        *,
        editor: frozenset[str] | None,
        groups: frozenset[str] = frozenset(),
        progress: "Callable[[Progress], None] | None" = None,
        cancelled: threading.Event | None = None,
    ) -> "IngestReport":
        """Ingest uploaded files for `groups` (empty: for every reader), sent by somebody in the groups `editor`.

        No copy of them stays.
        """
        with self._one_at_a_time:
            self.discard()
            self._place.mkdir(parents=True)
            try:
                paths = [_stored(self._place, upload) for upload in uploads]

                def told(step: "Progress") -> None:
                    if progress is not None:
                        progress(replace(step, input=self._shown(step.input)))

                report = footnote.ingest(paths, groups=groups, progress=told, cancelled=cancelled, editor=editor)
            finally:
                self.discard()
        refused = tuple(replace(refusal, input=self._shown(refusal.input)) for refusal in report.refused)
        return replace(report, refused=refused)

    def add_records(
        self, footnote: "Footnote", records: Sequence[JSON], *, editor: frozenset[str] | None
    ) -> "IngestReport":
        """Ingest article records, each one as a line of JSONL would be, sent by somebody in the groups `editor`."""
        lines = "".join(json.dumps(record, ensure_ascii=True) + "\n" for record in records)
        report = footnote.ingest(["-"], stdin=io.BytesIO(lines.encode()), editor=editor)
        return replace(report, refused=tuple(_numbered(refusal) for refusal in report.refused))

    def _shown(self, given: str) -> str:
        """Name an input as its sender does, without our folder."""
        return given.removeprefix(f"{self._place}/").removeprefix(f"{self._place}\\")


def _stored(place: Path, upload: Upload) -> str:
    path = place / safe_name(upload.name)
    repeat = 2
    while path.exists():
        path = path.with_name(f"{path.stem}-{repeat}{path.suffix}")
        repeat += 1
    with path.open("xb") as stream:
        shutil.copyfileobj(upload.content, stream)
    return str(path)


def _numbered(refusal: Refusal) -> Refusal:
    line = refusal.input.rpartition(":")[2]
    return replace(refusal, input=f"record {line}" if line.isdigit() else "record")
