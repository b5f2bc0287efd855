"""How fast: ingest against the bare embedder, whole answers over a large corpus, and the memory that takes.

Synthetic news made from the sample articles' sentences: new mixtures, so nothing is cached, with real lengths. Ingest
and the bare embedder run in turn within one process, so that a noisy machine slows both.
"""

import random
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import cast

import numpy as np
from numpy.typing import NDArray

from bench.asking import ask, documents, open_directory, open_set
from bench.measuring import Figure, figure, percentile, resident_bytes
from index.article import JSON
from index.embedding import Embeddings
from index.sentences import split_sentences

ROUNDS = 6
ARTICLES_A_ROUND = 40
QUESTIONS = (
    "How many people were killed in the flood?",
    "When does the ferry sail again?",
    "Who leads the inquiry?",
    "What did the council decide about the budget?",
    "Why was the bridge closed?",
    "Where was the bell found?",
    "How much will the repair cost?",
    "Which team won the cup match?",
)


def run(work: Path, *, passages: int) -> list[Figure]:
    """Measure ingest, answers and memory."""
    return [*_ingest(work), *_answers(work, passages=passages)]


def sentences() -> list[str]:
    """Collect the sentences of the sample articles."""
    found: list[str] = []
    for path in sorted(Path("examples/articles").glob("*.txt")):
        text = path.read_text(encoding="utf-8-sig").rpartition("---\n")[2]
        found += [text[span.start : span.end] for span in split_sentences(text)]
    return found


def articles(count: int, *, seed: int) -> Iterator[Mapping[str, JSON]]:
    """Make articles of about 500 words out of shuffled sentences; every one is different."""
    chance, known = random.Random(seed), sentences()
    for number in range(count):
        chosen = chance.sample(known, 24)
        day = f"2025-{chance.randint(1, 11):02d}-{chance.randint(1, 28):02d}"
        text = "\n\n".join(" ".join(chosen[at : at + 3]) for at in range(0, len(chosen), 3))
        yield {
            "id": f"made-{seed}-{number}",
            "title": f"Report {seed}.{number}",
            "source": f"Outlet {number % 12}",
            "published": day,
            "text": f"Report {seed}.{number}. {text}",
        }


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


class RandomVectors:
    """Stands in for the embedder where thousands of vectors only have to be there; questions are embedded for real."""

    def __init__(self, real: Embeddings) -> None:
        self.real = real
        self._chance = np.random.default_rng(7)

    def __getattr__(self, name: str) -> object:
        return getattr(self.real, name)

    def embed_passages(self, texts: Sequence[str], **_: threading.Event | None) -> NDArray[np.float32]:
        """Give unit vectors that mean nothing."""
        rows = self._chance.standard_normal((len(texts), self.real.dimensions)).astype(np.float32)
        made: NDArray[np.float32] = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        return made


def _answers(work: Path, *, passages: int) -> list[Figure]:
    made = articles(passages * 2 // 7, seed=1)  # an article has three or four passages
    footnote = open_set(work, f"answers-{passages}", made, around=lambda real: cast("Embeddings", RandomVectors(real)))
    with footnote:
        inside = int(footnote.status()["passages"])  # type: ignore[arg-type]  # a count
        for question in QUESTIONS:
            ask(footnote, question)
        taken, pairs = [], []
        for turn in range(5):
            for question in QUESTIONS:
                began = time.perf_counter()
                answer = ask(footnote, f"{question} {'' if turn == 0 else turn}".strip()).answer
                taken.append((time.perf_counter() - began) * 1000)
                pairs.append(float(answer.pairs))
        resident = resident_bytes()
    return [
        figure("passages inside", [float(inside)]),
        figure("answer p50, ms", [median(taken)]),
        figure("answer p95, ms", [percentile(taken, 0.95)]),
        figure("reranker pairs", pairs),
        figure("resident, MB", [resident / 1e6]),
        figure("resident allowed, MB", [1000 + inside * 4096 / 1e6]),
    ]
