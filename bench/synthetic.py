"""A large corpus that only has to be there: synthetic news of the sample articles' sentences, with vectors of chance.

Owns how such articles are made, and the data directories they are kept in between runs. New mixtures of real sentences
have real lengths, and every word of a question is frequent in them: the hard case for search. Used where speed is
measured.
"""

import random
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import NDArray

from assistant.application import Filters, Footnote
from assistant.assembly import PASSAGE_TOKENS
from bench.asking import documents, open_directory
from index.article import JSON
from index.embedding import Embeddings
from index.sentences import split_sentences

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
TEAMS = 10
HALF: Filters = {
    "groups": frozenset(f"team-{number}" for number in range(6)),
    "since": "2025-02-01",
    "until": "2025-10-28",
}
"""Dates and groups of a reader who sees about half of the corpus."""
FEW: Filters = {
    "groups": frozenset(f"team-{number}" for number in range(3)),
    "since": "2025-06-01",
    "until": "2025-06-28",
}
"""Dates and groups that leave about one passage in 37."""
_A_PASSAGE = 0.32
"""Articles: one has about three passages."""


def sentences() -> list[str]:
    """Collect the sentences of the sample articles."""
    found: list[str] = []
    for path in sorted(Path("examples/articles").glob("*.txt")):
        text = path.read_text(encoding="utf-8-sig").rpartition("---\n")[2]
        found += [text[span.start : span.end] for span in split_sentences(text)]
    return found


def articles(count: int, *, seed: int, grouped: bool = False) -> Iterator[Mapping[str, JSON]]:
    """Make articles of about 1,000 words out of shuffled sentences; every one is different."""
    chance, known = random.Random(seed), sentences()
    for number in range(count):
        chosen = chance.sample(known, 48)
        day = f"2025-{chance.randint(1, 11):02d}-{chance.randint(1, 28):02d}"
        text = "\n\n".join(" ".join(chosen[at : at + 3]) for at in range(0, len(chosen), 3))
        yield {
            "id": f"made-{seed}-{number}",
            "title": f"Report {seed}.{number}",
            "source": f"Outlet {number % 12}",
            "published": day,
            "groups": [f"team-{number % TEAMS}"] if grouped else [],
            "text": f"Report {seed}.{number}. {text}",
        }


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


def open_corpus(work: Path, passages: int) -> Footnote:
    """Open a corpus of about so many passages, filled when it is not there yet (some 300 passages a second)."""
    footnote, parts = open_directory(
        work / f"synthetic-{passages}-of-{PASSAGE_TOKENS}", around=lambda real: cast("Embeddings", RandomVectors(real))
    )
    if inside(footnote) < 0.9 * passages:
        report = parts.ingest.run(documents(articles(round(passages * _A_PASSAGE), seed=1, grouped=True)))
        print(f"{passages} synthetic passages: {report.added} articles added in {report.seconds} s")
    return footnote


def inside(footnote: Footnote) -> int:
    """Count the passages."""
    count = footnote.status()["passages"]
    assert isinstance(count, int)
    return count
