"""One question put to Footnote, with everything a benchmark looks at.

Owns opening a data directory for a set (kept between runs, so vectors are made once) and asking. Used by the quality
benchmarks.
"""

import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Unpack
from zoneinfo import ZoneInfo

from assistant.application import Filters, Footnote
from assistant.assembly import Parts, assemble
from assistant.domain import Answer, Answered, SourcesFound
from assistant.settings import Settings
from index.article import JSON, Document, Hit, Refusal
from index.embedding import Embeddings
from index.sources import SourceOptions, open_inputs


class Found(NamedTuple):
    """A passage that we or a peer found: whose, and its text."""

    article_id: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An answer and the hits it was made from, best first."""

    answer: Answer
    hits: tuple[Hit, ...]

    @property
    def packed(self) -> str:
        """The text that a language model would be given."""
        texts = {hit.article.id: hit.article.text for hit in self.hits}
        return "\n".join(texts[one.article_id][one.start : one.end] for one in self.answer.packed)


def open_directory(
    path: Path, *, around: Callable[[Embeddings], Embeddings] | None = None, speech: bool = False
) -> tuple[Footnote, Parts]:
    """Open a data directory of the bench's own; `around` stands between corpus and embedder. Closed by the Footnote."""
    settings = Settings.read(data_dir=path, speech=speech)
    executor = ThreadPoolExecutor(max_workers=8)
    parts = assemble(settings, executor=executor, around=around)
    return Footnote(settings, parts, executor), parts


def documents(records: Iterable[Mapping[str, JSON]]) -> Iterator[Document | Refusal]:
    """Read records the way a `.jsonl` file is read."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "articles.jsonl"
        with path.open("w") as file:
            file.writelines(json.dumps(record) + "\n" for record in records)
        yield from open_inputs([str(path)], options=SourceOptions(timezone=ZoneInfo("UTC")))


def open_set(
    work: Path,
    name: str,
    records: Iterable[Mapping[str, JSON]],
    *,
    around: Callable[[Embeddings], Embeddings] | None = None,
) -> Footnote:
    """Open the data directory of a set and bring its articles in; unchanged ones cost nothing."""
    footnote, parts = open_directory(work / name, around=around)
    report = parts.ingest.run(documents(records))
    print(
        f"{name}: {report.added} added, {report.unchanged} unchanged, {len(report.refused)} refused, {report.seconds} s"
    )
    return footnote


def ask(footnote: Footnote, question: str, **filters: Unpack[Filters]) -> Asked:
    """Ask and keep the hits."""
    asked = footnote.question(question, **filters)
    hits: tuple[Hit, ...] = ()
    for event in footnote.stream(asked):
        if isinstance(event, SourcesFound):
            hits = event.hits
        if isinstance(event, Answered):
            return Asked(answer=event.answer, hits=hits)
    raise AssertionError("a stream ends with its answer")
