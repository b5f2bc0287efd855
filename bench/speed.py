"""How fast: ingest against the bare embedder, whole answers over a large corpus, many people at once, and the memory.

Ingest and the bare embedder run in turn within one process, and corpora of different sizes are asked in turn, so that a
noisy machine slows both. Everything at default settings.
"""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from assistant.application import Filters, Footnote
from bench.asking import ask, documents
from bench.ingest import bring_in
from bench.measuring import Figure, figure, percentile, resident_bytes
from bench.synthetic import FEW, HALF, QUESTIONS, articles, inside, open_corpus

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


def _ingest(work: Path) -> list[Figure]:
    made = (list(documents(articles(ARTICLES_A_ROUND, seed=1000 + turn))) for turn in range(ROUNDS))
    turns = bring_in(work, made, speech=False)
    return [
        figure("ingest, passages/s", turns.rates),
        figure("ingest / bare embedder", turns.ratios),
        figure("the same in processor time", turns.work),
        figure("unchanged articles/s", turns.unchanged),
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
