"""News-quiz questions asked on their day over an archive of articles.

Rules: `contains` is whether the first 60 words of the answer hold the gold, over the questions with evidence; `hit@k`
whether a passage that holds the gold, from an article listed for the question, is among the first k (RealTime QA,
Kasai et al., 2022).
"""

import gzip
import json
from pathlib import Path

from bench.asking import ask, open_set
from bench.measuring import Figure, figure, first_words, holds


def run(data: Path, work: Path, limit: int | None = None) -> list[Figure]:
    """Measure answers, hits, what is packed, and the rank of the gold article."""
    folder = data / "realtimeqa-2022a"
    with gzip.open(folder / "articles.jsonl.gz", "rt") as file:
        articles = [json.loads(line) for line in file]
    with gzip.open(folder / "queries.jsonl.gz", "rt") as file:
        questions = [json.loads(line) for line in file]
    if limit:
        questions = [one for one in questions if one["evidence"]][:limit]
    scores: dict[str, list[float]] = {}
    pairs: list[float] = []

    def add(name: str, value: float) -> None:
        scores.setdefault(f"realtimeqa {name}", []).append(value)

    with open_set(work, "realtimeqa", articles) as footnote:
        for one in questions:
            asked = ask(footnote, one["question"], now=one["date"])
            pairs.append(asked.answer.pairs)
            gold, words = one["answer"], first_words(asked.answer.text)
            if one["evidence"]:
                wrong = [choice for choice in one["choices"] if choice != gold]
                add("contains", holds(words, gold))
                add("contains, no wrong choice", holds(words, gold) and not any(holds(words, other) for other in wrong))
                add("packed holds gold", holds(asked.packed, gold))
                add("unanswered", asked.answer.outcome == "unanswered")
                listed = {*one["retrieved"], *one["gold"]}
                good = [hit.article.id in listed and holds(hit.text, gold) for hit in asked.hits]
                for k in (4, 10):
                    add(f"hit@{k}", any(good[:k]))
            if one["gold"]:
                order = list(dict.fromkeys(hit.article.id for hit in asked.hits))[:10]
                ranks = [order.index(article) + 1 for article in one["gold"] if article in order]
                add("gold article MRR@10", 1 / min(ranks) if ranks else 0.0)
    return [*(figure(name, values) for name, values in scores.items()), figure("realtimeqa pairs", pairs)]
