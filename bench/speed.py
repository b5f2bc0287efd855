"""How fast: ingest against the bare embedder, whole answers over a large corpus, many people at once, and the memory.

Ingest and the bare embedder run in turn within one process, and corpora of different sizes are asked in turn, so that a
noisy machine slows both. Everything at default settings.
"""

import tempfile
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import cast

import numpy as np
from numpy.typing import NDArray

from assistant.application import Filters, Footnote
from bench.asking import ask, documents, open_directory
from bench.measuring import Figure, figure, percentile, resident_bytes
from bench.synthetic import FEW, HALF, QUESTIONS, articles, inside, open_corpus
from index.embedding import Embeddings

ROUNDS = 6
ARTICLES_A_ROUND = 20
TURNS = 5
PEOPLE = 16
QUESTIONS_EACH = 6
READERS: dict[str, Filters] = {"": {}, ", dates and groups: half of it": HALF, ", dates and groups: 1 in 37": FEW}


def run(work: Path, *, passages: int) -> list[Figure]:
    """Measure ingest, answers, many people at once, and memory."""
    figures = _ingest(work)
    with open_corpus(work, passages) as footnote:
        return [*figures, *_answers(footnote), *_together(footnote)]


def growth(work: Path, sizes: Sequence[int]) -> list[Figure]:
    """Measure whole answers over growing corpora, with and without dates and groups in the scope."""
    taken: dict[str, list[float]] = {}
    with ExitStack() as opened:
        corpora = [opened.enter_context(open_corpus(work, size)) for size in sizes]
        for turn in range(TURNS + 1):  # the first warms up
            for question in QUESTIONS:
                for corpus in corpora:
                    for reader, filters in READERS.items():
                        began = time.perf_counter()
                        timings = ask(corpus, f"{question} {turn}", **filters).answer.timings_ms
                        spent = (time.perf_counter() - began) * 1000
                        name = f"at {inside(corpus)} passages{reader}"
                        if turn:
                            taken.setdefault(f"answer p50 {name}, ms", []).append(spent)
                            taken.setdefault(f"of that search {name}, ms", []).append(timings.search)
    return [figure(name, [median(values)]) for name, values in sorted(taken.items())]


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


def _ingest(folder_of: Path) -> list[Figure]:
    ratios, rates, again, work = [], [], [], list[float]()
    recorded: list[Recording] = []

    def around(real: Embeddings) -> Embeddings:
        recorded.append(Recording(real))
        return cast("Embeddings", recorded[0])

    with tempfile.TemporaryDirectory(dir=folder_of) as folder:
        footnote, parts = open_directory(Path(folder) / "data", around=around)
        with footnote:
            recording = recorded[0]
            recording.real.embed_passages(["warm"] * 8)
            for turn in range(ROUNDS):
                read = list(documents(articles(ARTICLES_A_ROUND, seed=1000 + turn)))
                recording.texts.clear()
                began, spent = time.perf_counter(), time.process_time()
                report = parts.ingest.run(read)
                ingested = report.passages / (time.perf_counter() - began)
                work_ingest = (time.process_time() - spent) / report.passages
                texts = list(recording.texts)
                began, spent = time.perf_counter(), time.process_time()
                recording.real.embed_passages(texts)
                bare = len(texts) / (time.perf_counter() - began)
                work_bare = (time.process_time() - spent) / len(texts)
                work.append(work_bare / work_ingest)
                recording.texts.clear()
                began = time.perf_counter()
                unchanged = parts.ingest.run(read)
                again.append(unchanged.unchanged / (time.perf_counter() - began))
                assert not recording.texts, "an unchanged corpus was embedded again"
                ratios.append(ingested / bare)
                rates.append(ingested)
    return [
        figure("ingest, passages/s", rates),
        figure("ingest / bare embedder", ratios),
        figure("the same in processor time", work),
        figure("unchanged articles/s", again),
    ]


def _answers(footnote: Footnote) -> list[Figure]:
    for question in QUESTIONS:
        ask(footnote, question)
    taken, pairs = [], []
    for turn in range(TURNS):
        for question in QUESTIONS:
            began = time.perf_counter()
            answer = ask(footnote, f"{question} {turn}").answer
            taken.append((time.perf_counter() - began) * 1000)
            pairs.append(float(answer.pairs))
    passages, resident = inside(footnote), resident_bytes()
    return [
        figure("passages inside", [float(passages)]),
        figure("answer p50, ms", [median(taken)]),
        figure("answer p95, ms", [percentile(taken, 0.95)]),
        figure("reranker pairs", pairs),
        figure("resident, MB", [resident / 1e6]),
        figure("resident allowed, MB", [1000 + passages * 4096 / 1e6]),
    ]


def _together(footnote: Footnote) -> list[Figure]:
    """Let many people ask, each waiting for an answer before the next question."""

    def person(number: int) -> list[float]:
        waited = []
        for turn in range(QUESTIONS_EACH):
            began = time.perf_counter()
            ask(footnote, f"{QUESTIONS[(number + turn) % len(QUESTIONS)]} {number}.{turn}")
            waited.append(time.perf_counter() - began)
        return waited

    began = time.perf_counter()
    with ThreadPoolExecutor(PEOPLE) as people:
        waited = [one for each in people.map(person, range(PEOPLE)) for one in each]
    rate = len(waited) / (time.perf_counter() - began)
    return [
        figure(f"answers/s, {PEOPLE} people asking", [rate]),
        figure(f"answer p50, {PEOPLE} people asking, s", [median(waited)]),
        figure(f"answer p95, {PEOPLE} people asking, s", [percentile(waited, 0.95)]),
    ]
