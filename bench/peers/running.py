"""The frame around a peer: reads articles and questions, times it, writes what it finds. Runs in the peer's own Python.

Owns the command line of a peer, the model files lent to it (our embedder and reranker at our fastest recipe, so that
nothing but the recipe differs) and the cache of its vectors. Called by the `__main__` of each peer.
"""

import argparse
import hashlib
import json
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, TypeAlias

import numpy as np

from index.embedding import LocalEmbeddings
from index.lane import Lane
from index.models import find_model
from index.rerank import CrossEncoder

THREADS = 2
SAVED_EVERY = 100
SHOWN_WORDS = 60
RERANKED = 10
"""Passages that a peer with a reranker gives it for a question."""


class Passage(NamedTuple):
    """What a peer found: whose, and its text."""

    article_id: str
    text: str


Article: TypeAlias = Mapping[str, str]
Ask: TypeAlias = Callable[[str, int], list[Passage]]
Build: TypeAlias = Callable[[Sequence[Article], "Models"], tuple[Ask, int]]
"""Index articles, apart from any indexed before; give the way to ask (question, k) and how many passages there are."""


class Models:
    """The model files of the project, for a peer. Vectors are kept by text, with the seconds they took."""

    def __init__(self, directory: Path, cache: Path) -> None:
        self._lane = Lane(THREADS, 64)
        self._embedder = LocalEmbeddings(find_model("bge-small-en-v1.5", directory=directory), self._lane)
        self._reranker = CrossEncoder(find_model("ms-marco-MiniLM-L-12-v2", directory=directory), self._lane)
        self._cache = cache
        self._known: dict[str, list[float]] = {}
        self.seconds_saved = 0.0
        cache.mkdir(parents=True, exist_ok=True)
        for path in sorted(cache.glob("*.npz")):
            with np.load(path) as kept:
                self._known |= {str(key): row.tolist() for key, row in zip(kept["keys"], kept["rows"], strict=True)}
                self.seconds_saved += float(kept["seconds"])

    def embed_passages(self, texts: Sequence[str]) -> list[list[float]]:
        """Embed passages, those seen in an earlier run from the cache."""
        keys = [hashlib.sha1(text.encode()).hexdigest() for text in texts]
        missing = list({key: text for key, text in zip(keys, texts, strict=True) if key not in self._known}.items())
        for at in range(0, len(missing), SAVED_EVERY):
            some = missing[at : at + SAVED_EVERY]
            began = time.perf_counter()
            rows = self._embedder.embed_passages([text for _, text in some])
            names = np.array([key for key, _ in some])
            number = len(list(self._cache.glob("*.npz")))
            np.savez(self._cache / f"{number:04d}.npz", keys=names, rows=rows, seconds=time.perf_counter() - began)
            self._known |= {key: row.tolist() for (key, _), row in zip(some, rows, strict=True)}
        return [self._known[key] for key in keys]

    def embed_query(self, text: str) -> list[float]:
        """Embed a question, with the prefix the model wants."""
        return [float(one) for one in self._embedder.embed_query(text)]

    def rerank(self, question: str, texts: Sequence[str]) -> list[float]:
        """Score texts against a question; higher answers better."""
        return self._reranker.score(question, texts)


def run(build: Build) -> None:
    """Index, ask every question, write the output; what a person would see is the first passage's first words."""
    parser = argparse.ArgumentParser()
    for name in ("articles", "questions", "out", "models", "cache"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("-k", type=int, default=10)
    given = parser.parse_args()
    models = Models(given.models, given.cache)
    articles = [json.loads(line) for line in given.articles.read_text().splitlines()]
    questions = [json.loads(line) for line in given.questions.read_text().splitlines()]
    began = time.perf_counter()
    ask, passages = build(articles, models)
    indexed = time.perf_counter() - began + models.seconds_saved
    for one in questions[:3]:
        ask(one["question"], given.k)
    with given.out.open("w") as file:
        for one in questions:
            if one.get("within") is not None:  # a question over a few articles of its own: an index of their own
                ask, _ = build([article for article in articles if article["id"] in one["within"]], models)
            began = time.perf_counter()
            found = ask(one["question"], given.k)
            spent = (time.perf_counter() - began) * 1000
            shown = " ".join(found[0].text.split()[:SHOWN_WORDS]) if found else ""
            line = {"id": one["id"], "milliseconds": spent, "shown": shown, "found": [list(each) for each in found]}
            file.write(json.dumps(line) + "\n")
        file.write(json.dumps({"passages": passages, "index_seconds": indexed, "peak_mb": _peak() / 1e6}) + "\n")


def _peak() -> int:
    """Give the most memory this process ever held, in bytes; 0 where the system does not tell."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0
    return next(int(line.split()[1]) * 1024 for line in status.read_text().splitlines() if line.startswith("VmHWM"))
