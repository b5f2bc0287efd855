"""Conversations over a pool of passages: is what answers the last turn among the first five hits?

Rules: recall@5 and nDCG@5 of the gold passages over the questions they cover, with the conversation as history and no
model; how often the unanswerable are refused, and as many others. Peers are scored by the same functions (MTRAG, Katsis
et al., 2025).
"""

import gzip
import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import TypedDict

from assistant.domain import Turn
from bench.asking import Found, open_set
from bench.measuring import Figure, figure

FOLDER = "mt-rag"
K = 5
HITS = 10
"""Enough for five different articles, mostly."""


class Item(TypedDict):
    """What is read of a question: the last turn, what was said before, the gold passages, a human's rewrite."""

    id: str
    question: str
    history: list[dict[str, str]]
    rewrite: str | None
    evidence: list[dict[str, str]]
    part: str
    covered: bool


def read_articles(data: Path) -> list[dict[str, str]]:
    """Read the pool: every passage is an article."""
    with gzip.open(data / FOLDER / "articles.jsonl.gz", "rt") as file:
        return [json.loads(line) for line in file]


def read_questions(data: Path, limit: int | None = None) -> list[Item]:
    """Read the questions that the pool covers."""
    with gzip.open(data / FOLDER / "queries.jsonl.gz", "rt") as file:
        questions: list[Item] = [json.loads(line) for line in file]
    return [one for one in questions if one["covered"]][:limit]


def run(data: Path, work: Path, limit: int | None = None) -> list[Figure]:
    """Measure the two parts, and the human rewrites of the questions that have one."""
    scores: dict[str, dict[str, float]] = {}
    with open_set(work, "mtrag", read_articles(data)) as footnote:

        def found(question: str, history: Sequence[Turn]) -> list[Found]:
            hits = footnote.search(footnote.question(question, history=history), k=HITS)
            return [Found(hit.article.id, hit.text) for hit in hits]

        for one in read_questions(data, limit):
            values = score(one, "", found(one["question"], _history(one)))
            if one["rewrite"]:
                rewritten = score(one, "", found(one["rewrite"], ()))
                values |= {f"{name}, human rewrite": value for name, value in rewritten.items() if "recall" in name}
            for name, value in values.items():
                scores.setdefault(f"mtrag {name}", {})[one["id"]] = value
        for name, asked in _to_refuse(data, limit).items():
            for one in asked:
                answer = footnote.ask(footnote.question(one["question"], history=_history(one)))
                scores.setdefault(f"mtrag {name}", {})[one["id"]] = answer.outcome == "unanswered"
    return [figure(name, values) for name, values in sorted(scores.items())]


def _history(item: Item) -> list[Turn]:
    return [
        Turn(role="user" if turn["role"] == "user" else "assistant", content=turn["text"]) for turn in item["history"]
    ]


def _to_refuse(data: Path, limit: int | None) -> dict[str, list[Item]]:
    """Give the questions that the pool does not answer, and about as many that it does."""
    with gzip.open(data / FOLDER / "queries.jsonl.gz", "rt") as file:
        questions = [json.loads(line) for line in file]
    without = [one for one in questions if one["type"] == "unanswerable"][:limit]
    return {"refuses, unanswerable": without, "refuses, answerable": read_questions(data)[::5][: len(without)]}


def score(item: Item, _text: str, found: Sequence[Found]) -> dict[str, float]:
    """Score the passages somebody found, best first; an article counts where its first passage stands."""
    ranked = list(dict.fromkeys(one.article_id for one in found))
    gold = {each["article_id"] for each in item["evidence"]}
    part = item["part"].removeprefix("mtrag-")
    return {f"{part} recall@5": recall(ranked, gold), f"{part} nDCG@5": ndcg(ranked, gold)}


def recall(ranked: Sequence[str], gold: set[str]) -> float:
    """Give the share of the gold passages among the first five."""
    return len(gold & {*ranked[:K]}) / len(gold)


def ndcg(ranked: Sequence[str], gold: set[str]) -> float:
    """Give the discounted gain of the gold passages among the first five, as a share of the best possible."""
    gain = sum(1 / math.log2(place + 2) for place, one in enumerate(ranked[:K]) if one in gold)
    return gain / sum(1 / math.log2(place + 2) for place in range(min(K, len(gold))))
