"""Whether the catalogue, the full text and the vectors agree, proved by searching; and mending them when not.

Owns the proof. Counting proves nothing with Chroma (docs/adr/0003): each passage must be found by its own vector and by
its own words. Used by `footnote check`.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from index.article import Refusal, Scope
from index.catalogue import EnginePassage
from index.corpus import Corpus
from index.engines import Engines
from index.making import Making

REMADE = frozenset({"no_vector", "text_changed", "bad_passages"})
"""Kinds of trouble in the catalogue itself: the article is made again from its stored text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One disagreement. `article_id` is None where it concerns no single article."""

    kind: str
    article_id: str | None
    detail: str


def check(corpus: Corpus) -> tuple[Problem, ...]:
    """Compare every passage in the catalogue with both engines, and every stored text with its hash."""
    corpus.settle()
    with corpus.searching() as engines:
        return (*_texts(corpus), *_passages(corpus, engines))


def _passages(corpus: Corpus, engines: Engines) -> Iterator[Problem]:
    lexical = set(engines.lexical.ids())
    vectors = set(engines.vectors.ids().tolist())
    expected: set[int] = set()
    for rows in corpus.catalogue.all_engine_passages(with_text=True):
        expected.update(row.passage_id for row in rows)
        yield from _batch(corpus, engines, rows, lexical=lexical, vectors=vectors)
    roster = set(corpus.roster.ids().tolist())
    for name, known in (("full text", lexical), ("vectors", vectors), ("roster", roster)):
        for one in sorted(known - expected):
            yield Problem(kind="left_over", article_id=None, detail=f"passage {one} is still in the {name}")
    for one in sorted(expected - roster):
        yield Problem(kind="not_in_roster", article_id=None, detail=f"passage {one} is unknown to filters")


def _batch(
    corpus: Corpus, engines: Engines, rows: Sequence[EnginePassage], *, lexical: set[int], vectors: set[int]
) -> Iterator[Problem]:
    ids = {row.passage_id for row in rows}
    names = corpus.catalogue.article_ids([row.article_row for row in rows])
    owner = {row.passage_id: names.get(row.article_row) for row in rows}
    kept, matrix = corpus.catalogue.vectors_of(
        sorted(ids), model=corpus.embeddings.key, dimensions=corpus.embeddings.dimensions
    )
    stored = {int(one): matrix[at] for at, one in enumerate(kept)}
    texts = {row.passage_id: row.text for row in rows if row.passage_id in lexical}
    unfound = engines.vectors.probe({one: vector for one, vector in stored.items() if one in vectors})
    for kind, trouble, detail in (
        ("no_vector", ids - stored.keys(), "has no stored vector"),
        ("not_in_full_text", ids - lexical, "is not in the full text"),
        ("not_in_vectors", (ids & stored.keys()) - vectors, "is not among the vectors"),
        ("not_found_by_vector", unfound, "is not found by its own vector"),
        ("not_found_by_words", engines.lexical.probe(texts), "is not found by its own words"),
    ):
        for one in sorted(trouble):
            yield Problem(kind=kind, article_id=owner[one], detail=f"passage {one} {detail}")


def _texts(corpus: Corpus) -> Iterator[Problem]:
    for article_id, text, text_sha256, spans in corpus.catalogue.all_texts():
        if hashlib.sha256(text.encode()).hexdigest() != text_sha256:
            yield Problem(kind="text_changed", article_id=article_id, detail="the stored text is not what was ingested")
        elif not spans or any(not 0 <= start < end <= len(text) for start, end in spans):
            yield Problem(kind="bad_passages", article_id=article_id, detail="its passages do not lie in its text")


def repair(corpus: Corpus, making: Making, problems: Sequence[Problem]) -> None:
    """Mend what `check` found: make articles again from their stored texts, and both engines from the catalogue.

    A text that was changed under its revision's name becomes a revision of its own: no citation of the old one can be
    shown with other words. Ingesting its source again brings the true text back.
    """
    everything = Scope(
        groups=None, since=None, until=None, source=None, author=None, article_ids=None, at=datetime.now(UTC)
    )
    damaged = {one.article_id for one in problems if one.kind in REMADE and one.article_id is not None}
    for article_id in sorted(damaged):
        article = corpus.catalogue.article(article_id, everything)
        made = making.again(article)
        if not isinstance(made, Refusal):
            corpus.catalogue.remake(made, revision=article.revision)
    corpus.rebuild()
    corpus.settle()
