"""News-quiz questions asked on their day over an archive of articles.

Rules: `contains` is whether the first 60 words of the answer hold the gold, over the questions with evidence; `hit@k`
whether a passage that holds the gold, from an article listed for the question, is among the first k (RealTime QA,
Kasai et al., 2022). Peers are scored by the same functions.
"""

import gzip
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TypedDict

from assistant.application import Footnote
from assistant.wordings import holds
from bench.asking import Found, ask, open_set
from bench.measuring import Figure, figure, first_words

FOLDER = "realtimeqa-2022a"
PART = 4
"""Peers are asked every fourth question: they embed an archive of their own, at minutes a thousand articles."""


class Item(TypedDict):
    """What is read of a question; `retrieved` and `gold` are ids of articles."""

    id: str
    question: str
    date: str
    answer: str
    choices: list[str]
    retrieved: list[str]
    gold: list[str]
    evidence: list[dict[str, str]]


def read_articles(data: Path) -> list[dict[str, str]]:
    """Read the archive."""
    with gzip.open(data / FOLDER / "articles.jsonl.gz", "rt") as file:
        return [json.loads(line) for line in file]


def read_questions(data: Path, limit: int | None = None) -> list[Item]:
    """Read the questions; `limit` takes the first that have evidence."""
    with gzip.open(data / FOLDER / "queries.jsonl.gz", "rt") as file:
        questions: list[Item] = [json.loads(line) for line in file]
    return [one for one in questions if one["evidence"]][:limit] if limit else questions


def part_of_articles(data: Path) -> list[dict[str, str]]:
    """Read the articles listed for the questions of the part, which is what a peer can embed in minutes."""
    listed = {article for one in part_of_questions(data) for article in (*one["retrieved"], *one["gold"])}
    return [one for one in read_articles(data) if one["id"] in listed]


def part_of_questions(data: Path, limit: int | None = None) -> list[Item]:
    """Read every fourth question that has evidence."""
    return [one for one in read_questions(data) if one["evidence"]][::PART][:limit]


def run(data: Path, work: Path, limit: int | None = None) -> list[Figure]:
    """Measure answers, hits, what is packed, and the rank of the gold article."""
    questions = [one for one in read_questions(data, limit) if one["evidence"] or one["gold"]]  # others count nowhere
    with open_set(work, "realtimeqa", read_articles(data)) as footnote:
        return _measure("realtimeqa", footnote, questions, within=None)


def run_part(data: Path, work: Path, limit: int | None = None) -> list[Figure]:
    """Measure the same where peers are measured: the part's questions, asked of the part's articles only."""
    within = [one["id"] for one in part_of_articles(data)]
    with open_set(work, "realtimeqa", read_articles(data)) as footnote:
        return _measure("realtimeqa-part", footnote, part_of_questions(data, limit), within=within)


def _measure(name: str, footnote: Footnote, questions: Sequence[Item], *, within: Sequence[str] | None) -> list[Figure]:
    scores: dict[str, dict[str, float]] = {}
    for one in questions:
        asked = ask(footnote, one["question"], now=one["date"], articles=within)
        found = [Found(hit.article.id, hit.text) for hit in asked.hits]
        values = score(one, asked.answer.text, found)
        values |= {"reranker pairs": asked.answer.pairs, "milliseconds": asked.answer.timings_ms.total}
        if one["evidence"]:
            values["packed holds gold"] = holds(asked.packed, one["answer"])
            values["unanswered"] = asked.answer.outcome == "unanswered"
        for what, value in values.items():
            scores.setdefault(f"{name} {what}", {})[one["id"]] = value
    return [figure(what, values) for what, values in scores.items()]


def score(item: Item, text: str, found: Sequence[Found]) -> dict[str, float]:
    """Score what somebody shows for a question, and the passages it rests on, best first."""
    values: dict[str, float] = {}
    gold, words = item["answer"], first_words(text)
    if item["evidence"]:
        wrong = [choice for choice in item["choices"] if choice != gold]
        values["contains"] = holds(words, gold)
        values["contains, no wrong choice"] = holds(words, gold) and not any(holds(words, other) for other in wrong)
        listed = {*item["retrieved"], *item["gold"]}
        good = [one.article_id in listed and holds(one.text, gold) for one in found]
        for k in (4, 10):
            values[f"hit@{k}"] = any(good[:k])
        values["words in the first 4 passages"] = sum(len(one.text.split()) for one in found[:4])
    if item["gold"]:
        order = list(dict.fromkeys(one.article_id for one in found))[:10]
        ranks = [order.index(article) + 1 for article in item["gold"] if article in order]
        values["gold article MRR@10"] = 1 / min(ranks) if ranks else 0.0
    return values
