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
_one_at_a_time = threading.Lock()


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


def ingest_uploads(
    footnote: "Footnote",
    uploads: Sequence[Upload],
    *,
    groups: frozenset[str] = frozenset(),
    progress: "Callable[[Progress], None] | None" = None,
    cancelled: threading.Event | None = None,
) -> "IngestReport":
    """Ingest uploaded files and leave no copy behind. Blocking: call it through `footnote.run`."""
    place = (footnote.settings.data_dir / "uploads").resolve()  # as sources name what they read
    with _one_at_a_time:
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        try:
            paths = [_stored(place, upload) for upload in uploads]

            def told(step: "Progress") -> None:
                if progress is not None:
                    progress(replace(step, input=_shown(step.input, place)))

            report = footnote.ingest(paths, groups=groups, progress=told, cancelled=cancelled)
        finally:
            shutil.rmtree(place, ignore_errors=True)
    refused = tuple(replace(refusal, input=_shown(refusal.input, place)) for refusal in report.refused)
    return replace(report, refused=refused)


def ingest_records(
    footnote: "Footnote", records: Sequence[JSON], *, groups: frozenset[str] = frozenset()
) -> "IngestReport":
    """Ingest article records, each one as a line of JSONL would be. Blocking: call it through `footnote.run`."""
    lines = "".join(json.dumps(record, ensure_ascii=True) + "\n" for record in records)
    report = footnote.ingest(["-"], groups=groups, stdin=io.BytesIO(lines.encode()))
    return replace(report, refused=tuple(_numbered(refusal) for refusal in report.refused))


def _stored(place: Path, upload: Upload) -> str:
    path = place / safe_name(upload.name)
    repeat = 2
    while path.exists():
        path = path.with_name(f"{path.stem}-{repeat}{path.suffix}")
        repeat += 1
    with path.open("xb") as stream:
        shutil.copyfileobj(upload.content, stream)
    return str(path)


def _shown(given: str, place: Path) -> str:
    return given.removeprefix(f"{place}/").removeprefix(f"{place}\\")


def _numbered(refusal: Refusal) -> Refusal:
    line = refusal.input.rpartition(":")[2]
    return replace(refusal, input=f"record {line}" if line.isdigit() else "record")
