"""`python -m bench.groups`: what a reader in many groups costs, against the operator who sees everything.

Every article has two groups of its own mixture, so that nearly each is an audience by itself: the hard case. Readers
and operator ask in turn, so that a noisy machine slows both.
"""

import argparse
import random
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median
from typing import cast

from assistant.application import Footnote
from bench.asking import ask, documents, open_directory
from bench.measuring import Figure, figure
from bench.synthetic import QUESTIONS, RandomVectors, articles, inside
from bench.writing import table
from index.article import JSON
from index.embedding import Embeddings

GROUPS = 600
ARTICLES = 3000
TURNS = 4
READERS = {"in 250 groups": 250, "in 3 groups": 3}


def run(work: Path) -> list[Figure]:
    """Measure whole answers and the search in them, as multiples of the operator's."""
    with _open(work / f"groups-{ARTICLES}") as footnote:
        names = [_group(number) for number in range(GROUPS)]
        readers = {who: frozenset(random.Random(7).sample(names, count)) for who, count in READERS.items()}
        taken: dict[str, list[float]] = {}
        for turn in range(TURNS + 1):  # the first warms up
            for question in QUESTIONS:
                for who, groups in {"operator": None, **readers}.items():
                    began = time.perf_counter()
                    answer = ask(footnote, f"{question} {turn}", groups=groups).answer
                    spent = (time.perf_counter() - began) * 1000
                    if turn:
                        taken.setdefault(f"answer, {who}", []).append(spent)
                        taken.setdefault(f"search, {who}", []).append(answer.timings_ms.search)
        figures = [figure("passages inside", [float(inside(footnote))])]
    for what in ("answer", "search"):
        bare = taken[f"{what}, operator"]
        figures.append(figure(f"{what} p50 of the operator, ms", [median(bare)]))
        for who in READERS:
            ratio = median(taken[f"{what}, {who}"]) / median(bare)
            figures.append(figure(f"{what} p50 of a reader {who} / the operator's", [ratio]))
    return figures


def _group(number: int) -> str:
    return f"team-{number:03}"


def _open(directory: Path) -> Footnote:
    footnote, parts = open_directory(directory, around=lambda real: cast("Embeddings", RandomVectors(real)))
    if inside(footnote) == 0:
        parts.ingest.run(documents(_grouped()))
    return footnote


def _grouped() -> Iterator[Mapping[str, JSON]]:
    chance = random.Random(11)
    for record in articles(ARTICLES, seed=5):
        yield {**record, "groups": [_group(number) for number in chance.sample(range(GROUPS), 2)]}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.groups", description="What a reader in many groups costs.")
    parser.add_argument("--work", type=Path, default=Path(".bench"), help="where the data directory is kept")
    given = parser.parse_args()
    given.work.mkdir(parents=True, exist_ok=True)
    print(table(run(given.work)))


if __name__ == "__main__":
    main()
