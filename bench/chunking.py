"""Questions with exact excerpts: how much of them do the first five hits hold, and how much else?

Rules: recall is the share of the excerpts' characters inside the first five hits, precision the share of the hits'
characters inside the excerpts, averaged over the questions (Smith and Troynikov, Chroma, 2024). Both are given twice:
with the passages (`start`, `end`) and with the part of them that matters (`span`).
"""

import gzip
import json
from collections.abc import Iterable
from pathlib import Path

from bench.asking import open_set
from bench.measuring import Figure, figure
from index.article import Hit, Span

K = 5


def run(data: Path, work: Path, limit: int | None = None) -> list[Figure]:
    """Measure recall and precision by passage and by span."""
    folder = data / "chunking-eval"
    with gzip.open(folder / "articles.jsonl.gz", "rt") as file:
        articles = [json.loads(line) for line in file]
    questions = [json.loads(line) for line in (folder / "queries.jsonl").read_text().splitlines()]
    scores: dict[str, dict[str, float]] = {}
    with open_set(work, "chunking", articles) as footnote:
        texts = {one["id"]: footnote.article(one["id"], groups=None).text for one in articles}
        for one in questions[:limit]:
            wanted: set[tuple[str, int]] = set()
            for each in one["evidence"]:
                # The set's offsets are into its own text; ours is canonical, so the excerpt is looked up in it.
                at = texts[each["article_id"]].find(each["text"], max(0, each["start"] - 2000))
                at = each["start"] if at < 0 else at
                wanted |= characters([(each["article_id"], Span(start=at, end=at + len(each["text"])))])
            hits = footnote.search(footnote.question(one["question"]), k=K)
            for name, spans in (("passages", passages(hits)), ("spans", [(hit.article.id, hit.span) for hit in hits])):
                got = characters(spans)
                both = len(wanted & got)
                scores.setdefault(f"chunking recall, top 5 {name}", {})[one["id"]] = both / len(wanted)
                scores.setdefault(f"chunking precision, top 5 {name}", {})[one["id"]] = both / len(got) if got else 0.0
    return [figure(name, values) for name, values in scores.items()]


def passages(hits: Iterable[Hit]) -> list[tuple[str, Span]]:
    """Give the hits' own bounds."""
    return [(hit.article.id, Span(start=hit.start, end=hit.end)) for hit in hits]


def characters(spans: Iterable[tuple[str, Span]]) -> set[tuple[str, int]]:
    """List every character of the spans, each once."""
    return {(article, at) for article, span in spans for at in range(span.start, span.end)}
