"""Whether the catalogue, the full text and the vectors agree, proved by searching; and mending them when not.

Owns the proof. Counting proves nothing with Chroma (docs/adr/0003): each passage must be found by its own vector and by
its own number. Used by `footnote check`.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from index.corpus import Corpus


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One disagreement. `article_id` is None where it concerns no single article."""

    kind: str
    article_id: str | None
    detail: str


def check(corpus: Corpus) -> tuple[Problem, ...]:
    """Compare every passage in the catalogue with both engines, and every stored text with its hash."""
    corpus.settle()
    return (*_texts(corpus), *_engines(corpus))


def _engines(corpus: Corpus) -> Iterator[Problem]:
    engines, model = corpus.engines, corpus.embeddings
    expected: set[int] = set()
    lexical = set(engines.lexical.ids())
    vectors = set(engines.vectors.ids().tolist())
    owner: dict[int, str] = {}
    for rows in corpus.catalogue.all_engine_passages(with_text=False):
        ids = [row.passage_id for row in rows]
        expected.update(ids)
        kept, matrix = corpus.catalogue.vectors_of(ids, model=model.key, dimensions=model.dimensions)
        names = corpus.catalogue.article_ids([row.article_row for row in rows])
        owner = {row.passage_id: names.get(row.article_row, "") for row in rows}
        found = {int(one): matrix[at] for at, one in enumerate(kept) if int(one) in vectors}
        for one in sorted(set(ids) - {int(one) for one in kept}):
            yield Problem(kind="no_vector", article_id=owner[one], detail=f"passage {one} has no stored vector")
        for one in sorted(set(ids) - lexical):
            yield Problem(kind="not_in_full_text", article_id=owner[one], detail=f"passage {one}")
        for one in sorted(set(ids) - vectors):
            yield Problem(kind="not_in_vectors", article_id=owner[one], detail=f"passage {one}")
        for one in engines.vectors.probe(found):
            yield Problem(
                kind="not_found_by_vector", article_id=owner[one], detail=f"passage {one} is not found by its vector"
            )
    for name, known in (("full text", lexical), ("vectors", vectors)):
        for one in sorted(known - expected):
            yield Problem(kind="left_over", article_id=None, detail=f"the {name} index still has passage {one}")


def _texts(corpus: Corpus) -> Iterator[Problem]:
    for article_id, text, text_sha256, spans in corpus.catalogue.all_texts():
        if hashlib.sha256(text.encode()).hexdigest() != text_sha256:
            yield Problem(kind="text_changed", article_id=article_id, detail="the stored text is not what was ingested")
        elif not spans or any(not 0 <= start < end <= len(text) for start, end in spans):
            yield Problem(kind="bad_passages", article_id=article_id, detail="its passages do not lie in its text")


def repair(corpus: Corpus) -> None:
    """Make both engines anew from the catalogue."""
    corpus.rebuild()
