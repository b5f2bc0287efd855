"""Bringing real news articles in, beside the bare embedder: the same texts, in turn, with speech and without.

Owns what `--only ingest` measures: passages a second against the embedder alone, in turn within one process, so that a
noisy machine slows both; processor time likewise; and resident memory. Everything else at default settings.
"""

import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import NDArray

from assistant.assembly import Parts
from bench.asking import documents, open_directory
from bench.measuring import Figure, figure, resident_bytes
from bench.realtimeqa import read_articles
from index.article import Document, Refusal
from index.embedding import Embeddings

ARTICLES = 300
"""How many are brought in where nobody says: some minutes on two cores."""
A_ROUND = 50
"""Articles between two turns of the bare embedder. A run starts and ends with a core idle: fewer a round would make
ingest look slower than it is over thousands."""
WARM = ("The council met on Monday.", "“We will rebuild,” said Ada Marsh, the mayor.") * 4


class Recording:
    """Passes texts on to the embedder and keeps them, so that the bare embedder can be given the very same."""

    def __init__(self, real: Embeddings) -> None:
        self.real = real
        self.texts: list[str] = []

    def __getattr__(self, name: str) -> object:
        return getattr(self.real, name)

    def embed_passages(self, texts: Sequence[str], **options: threading.Event | None) -> NDArray[np.float32]:
        """Embed, and keep the texts."""
        self.texts += texts
        return self.real.embed_passages(texts, **options)


@dataclass(slots=True)
class Turns:
    """What each turn took, one value a round."""

    ratios: list[float] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)
    work: list[float] = field(default_factory=list)
    unchanged: list[float] = field(default_factory=list)
    resident: float = 0.0
    passages: int = 0

    def take(self, parts: Parts, recording: Recording, read: Sequence[Document | Refusal]) -> None:
        """Ingest, embed the same texts bare, ingest again."""
        recording.texts.clear()
        began, spent = time.perf_counter(), time.process_time()
        report = parts.ingest.run(read)
        ingested, work_ingest = time.perf_counter() - began, time.process_time() - spent
        self.resident = max(self.resident, resident_bytes())
        texts = list(recording.texts)
        began, spent = time.perf_counter(), time.process_time()
        recording.real.embed_passages(texts)
        bare, work_bare = time.perf_counter() - began, time.process_time() - spent
        recording.texts.clear()
        began = time.perf_counter()
        again = parts.ingest.run(read)
        self.unchanged.append(again.unchanged / (time.perf_counter() - began))
        assert not recording.texts, "an unchanged corpus was embedded again"
        self.passages += report.passages
        self.rates.append(report.passages / ingested)
        self.ratios.append(report.passages / ingested / (len(texts) / bare))
        self.work.append(work_bare / len(texts) / (work_ingest / report.passages))


def run(data: Path, work: Path, *, articles: int | None = ARTICLES) -> list[Figure]:
    """Measure over the archive of RealTime QA, its first `articles` (None: all), without speech and with it."""
    read = list(documents(read_articles(data)[:articles]))
    figures: list[Figure] = []
    for speech in (False, True):  # each in a process of its own: memory that was once taken may not come back
        with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as alone:
            figures += alone.submit(_measure, work, read, speech=speech).result()
    return figures


def _measure(work: Path, read: Sequence[Document | Refusal], *, speech: bool) -> list[Figure]:
    turns = bring_in(work, _rounds(read, A_ROUND), speech=speech)
    named = "news with speech" if speech else "news"
    return [
        figure(f"ingest of {named}, passages/s", turns.rates),
        figure(f"ingest of {named} / bare embedder", turns.ratios),
        figure(f"the same in processor time, {named}", turns.work),
        figure(f"unchanged articles/s, {named}", turns.unchanged),
        figure(f"passages, {named}", [float(turns.passages)]),
        figure(f"resident, {named}, MB", [turns.resident / 1e6]),
        figure(f"resident allowed, {named}, MB", [1000 + turns.passages * 4096 / 1e6]),
    ]


def bring_in(work: Path, rounds: Iterator[Sequence[Document | Refusal]], *, speech: bool) -> Turns:
    """Take the turns over a data directory of their own, models loaded before the first."""
    recorded: list[Recording] = []

    def around(real: Embeddings) -> Embeddings:
        recorded.append(Recording(real))
        return cast("Embeddings", recorded[0])

    turns = Turns()
    with tempfile.TemporaryDirectory(dir=work) as folder:
        footnote, parts = open_directory(Path(folder) / "data", around=around, speech=speech)
        with footnote:
            parts.ingest.run(list(documents([{"text": text} for text in WARM])))
            for read in rounds:
                turns.take(parts, recorded[0], read)
    return turns


def _rounds(read: Sequence[Document | Refusal], size: int) -> Iterator[Sequence[Document | Refusal]]:
    return (read[begin : begin + size] for begin in range(0, len(read), size))
