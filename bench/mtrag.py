"""Conversations over a pool of passages: is what answers the last turn among the first five hits?

Rules: recall@5 and nDCG@5 of the gold passages over the questions they cover, with the conversation as history and no
model; `unanswerable` questions are only counted (MTRAG, Katsis et al., 2025).
"""

import gzip
import json
import math
from collections.abc import Sequence
from pathlib import Path

from assistant.domain import Turn
from bench.asking import open_set
from bench.measuring import Figure, figure

K = 5


def run(data: Path, work: Path, limit: int | None = None) -> list[Figure]:
    """Measure the two parts, and the human rewrites of the questions that have one."""
    folder = data / "mt-rag"
    with gzip.open(folder / "articles.jsonl.gz", "rt") as file:
        articles = [json.loads(line) for line in file]
    with gzip.open(folder / "queries.jsonl.gz", "rt") as file:
        questions = [json.loads(line) for line in file]
    scores: dict[str, dict[str, float]] = {}
    with open_set(work, "mtrag", articles) as footnote:

        def found(question: str, history: Sequence[Turn]) -> list[str]:
            hits = footnote.search(footnote.question(question, history=history), k=K)
            return [hit.article.id for hit in hits]

        for one in [one for one in questions if one["covered"]][:limit]:
            history = [Turn(role=turn["role"], content=turn["text"]) for turn in one["history"]]
            gold = {each["article_id"] for each in one["evidence"]}
            part = one["part"].replace("mtrag-", "mtrag ")
            ranked = found(one["question"], history)
            values = {"recall@5": recall(ranked, gold), "nDCG@5": ndcg(ranked, gold)}
            if one["rewrite"]:
                values["recall@5, human rewrite"] = recall(found(one["rewrite"], ()), gold)
            for name, value in values.items():
                scores.setdefault(f"{part} {name}", {})[one["id"]] = value
    return [figure(name, values) for name, values in sorted(scores.items())]


def recall(ranked: Sequence[str], gold: set[str]) -> float:
    """Give the share of the gold passages among the first five."""
    return len(gold & {*ranked[:K]}) / len(gold)


def ndcg(ranked: Sequence[str], gold: set[str]) -> float:
    """Give the discounted gain of the gold passages among the first five, as a share of the best possible."""
    gain = sum(1 / math.log2(place + 2) for place, one in enumerate(ranked[:K]) if one in gold)
    return gain / sum(1 / math.log2(place + 2) for place in range(min(K, len(gold))))
