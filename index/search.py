"""The way to hits: a query and a scope in, passages with their texts out.

    audiences (SQL) -> dense and lexical inside the scope -> fusion -> access check (SQL) -> copies grouped
    -> windows -> reranker -> hits

Owns the order of these steps and their sizes. Reads text only through the catalogue's access check. Called by
`assistant.chain` and `assistant.application`.
"""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from index.article import Hit, Query, Scope, Span
from index.catalogue import StoredPassage, engine_days
from index.catalogue.scope import fold_name
from index.corpus import Corpus
from index.fusion import Fused, reciprocal_rank_fusion
from index.rerank import Reranker
from index.windows import windows


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchSizes:
    """How many of what a search looks at. Chosen on the bench (docs/evaluation.md)."""

    dense: int = 60
    lexical: int = 60
    passages: int = 30
    windows: int = 16
    window_tokens: int = 100
    weights: Mapping[str, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Hits, best first, with what finding them cost. `logits` holds the reranker's score of each hit it read."""

    hits: tuple[Hit, ...]
    logits: Mapping[int, float]
    pairs: int
    search_ms: float
    rerank_ms: float


class Searcher:
    """Finds passages for a query."""

    def __init__(
        self,
        corpus: Corpus,
        *,
        reranker: Reranker,
        count_tokens: Callable[[str], int],
        sizes: SearchSizes | None = None,
    ) -> None:
        self._corpus = corpus
        self._reranker = reranker
        self._count = count_tokens
        self._sizes = sizes or SearchSizes()

    def search(
        self,
        query: str | Query,
        scope: Scope,
        *,
        limit: int,
        deadline: float | None = None,
        cancelled: threading.Event | None = None,
        dense: bool = True,
        lexical: bool = True,
        rerank: bool = True,
    ) -> Found:
        """Find the passages that best match `query` inside `scope`. `deadline` is `time.monotonic()`.

        `dense` and `lexical` leave an engine out (for checks and the bench), `rerank=False` keeps the fused order.

        Raises Overloaded when the inference lane is full or the deadline passes, Cancelled when asked to stop.
        """
        if limit < 1:
            return Found(hits=(), logits={}, pairs=0, search_ms=0.0, rerank_ms=0.0)
        began = time.perf_counter()
        query = _plain(query)
        vector = None
        if dense and len(self._corpus.roster):
            vector = self._embedded(query, deadline=deadline, cancelled=cancelled)
        hits = self._hits(query, scope, limit=max(limit, self._sizes.passages), vector=vector, lexical=lexical)
        searched = time.perf_counter()
        logits, pairs = dict[int, float](), 0
        if rerank:
            hits, logits, pairs = self._rerank(query.text, hits, deadline=deadline, cancelled=cancelled)
        return Found(
            hits=tuple(hits[:limit]),
            logits=logits,
            pairs=pairs,
            search_ms=(searched - began) * 1000,
            rerank_ms=(time.perf_counter() - searched) * 1000,
        )

    def _embedded(
        self, query: Query, *, deadline: float | None, cancelled: threading.Event | None
    ) -> NDArray[np.float32]:
        """Embed the words, moved a little towards what was said before them."""
        embed = partial(self._corpus.embeddings.embed_query, deadline=deadline, cancelled=cancelled)
        vector = embed(query.words or query.text)
        if not query.earlier:
            return vector
        for one in query.earlier:
            vector = vector + np.float32(one.weight) * embed(one.text)
        unit: NDArray[np.float32] = vector / max(np.linalg.norm(vector), np.float32(1e-6))
        return unit

    def _hits(
        self, query: Query, scope: Scope, *, limit: int, vector: NDArray[np.float32] | None, lexical: bool
    ) -> list[Hit]:
        narrowed = scope.author is not None or scope.article_ids is not None
        fused = self._fuse(query, scope, vector=vector, lexical=lexical, exactly=narrowed)
        hits = self._read(fused, scope, limit=limit)
        crowded = len(hits) < min(limit, len(fused)) and len(fused) >= min(self._sizes.dense, self._sizes.lexical)
        if crowded and not narrowed:
            # The engines know whole days in UTC, no embargoes and no copies. Where such passages filled their places,
            # they are asked again for exactly the articles of the scope, one of each text.
            fused = self._fuse(query, scope, vector=vector, lexical=lexical, exactly=True)
            hits = self._read(fused, scope, limit=limit)
        return hits

    def _fuse(
        self, query: Query, scope: Scope, *, vector: NDArray[np.float32] | None, lexical: bool, exactly: bool
    ) -> list[Fused]:
        corpus, sizes = self._corpus, self._sizes
        audiences = corpus.catalogue.visible_audiences(scope.groups)
        rows = corpus.catalogue.distinct_rows(scope) if exactly else None
        days = engine_days(scope)
        source = None if scope.source is None else fold_name(scope.source)
        allowed = corpus.roster.allowed(audiences=audiences, days=days, source=source, article_rows=rows)
        if allowed is not None and not len(allowed.ids):
            return []
        rankings: dict[str, list[int]] = {}
        with corpus.searching() as engines:
            if lexical:
                # An outlet is no field of the full-text index: over-fetch, and let the roster say which of them count.
                over = 1 if source is None or allowed is None else min(20, round(1 / max(allowed.share, 0.05)) + 1)
                found = engines.lexical.search(
                    query.words or query.text,
                    earlier=query.earlier,
                    audiences=audiences,
                    days=days,
                    articles=rows,
                    limit=sizes.lexical * over,
                )
                ranked = [passage_id for passage_id, _ in found]
                if source is not None and allowed is not None:
                    held = set(allowed.ids.tolist())
                    ranked = [passage_id for passage_id in ranked if passage_id in held]
                rankings["lexical"] = ranked[: sizes.lexical]
            current = engines.model == corpus.embeddings.key  # else the embedder was changed just now
            if vector is not None and current and len(vector) == engines.dimensions:
                nearest = engines.vectors.search(
                    vector,
                    limit=sizes.dense,
                    allowed=None if allowed is None else allowed.ids,
                    share=1.0 if allowed is None else allowed.share,
                )
                rankings["dense"] = [passage_id for passage_id, _ in nearest]
        return reciprocal_rank_fusion(rankings, weights=sizes.weights or {})

    def _read(self, fused: Sequence[Fused], scope: Scope, *, limit: int) -> list[Hit]:
        """Read the passages that the scope holds, copies grouped under the best of them."""
        catalogue = self._corpus.catalogue
        stored = catalogue.passages_by_id([one.id for one in fused], scope)
        copies = catalogue.copies_of(sorted({one.article.id for one in stored.values()}), scope)
        hits: list[Hit] = []
        seen: set[tuple[str, int]] = set()
        for one in fused:
            if one.id not in stored:
                continue
            hit = _hit(one, stored[one.id])
            alike = copies.get(hit.article.id, ())
            group = (min((hit.article.id, *(copy.article_id for copy in alike))), hit.start)
            if group in seen:
                continue
            seen.add(group)
            hits.append(replace(hit, copies=alike))
            if len(hits) == limit:
                break
        return hits

    def _rerank(
        self,
        query: str,
        hits: list[Hit],
        *,
        deadline: float | None,
        cancelled: threading.Event | None,
    ) -> tuple[list[Hit], dict[int, float], int]:
        sizes = self._sizes
        pairs: list[tuple[int, Span]] = []
        for at, hit in enumerate(hits):
            within = Span(start=hit.start, end=hit.end)
            cut = windows(hit.article.text, within, budget=sizes.window_tokens, counter=self._count)
            if len(pairs) + len(cut) > sizes.windows and pairs:
                break
            pairs += [(at, span) for span in cut[: sizes.windows]]
        texts = [_readable(hits[at], span) for at, span in pairs]
        scores = self._reranker.score(query, texts, deadline=deadline, cancelled=cancelled)
        best: dict[int, tuple[float, Span]] = {}
        for (at, span), score in zip(pairs, scores, strict=True):
            if at not in best or score > best[at][0]:
                best[at] = (score, span)
        order = sorted(best, key=lambda at: (-best[at][0], at))
        read = [replace(hits[at], span=best[at][1], score=best[at][0]) for at in order]
        floor = min((hit.score for hit in read), default=0.0)
        rest = [replace(hit, score=floor - 1 + hit.score) for at, hit in enumerate(hits) if at not in best]
        logits = {hits[at].passage_id: best[at][0] for at in order}
        return read + rest, logits, len(pairs)


def _plain(query: str | Query) -> Query:
    """Make a query whose texts both engines take: no halves of characters."""
    if isinstance(query, str):
        return Query(text=_whole(query))
    earlier = tuple(replace(one, text=_whole(one.text)) for one in query.earlier)
    return Query(text=_whole(query.text), words=_whole(query.words or query.text), earlier=earlier)


def _whole(text: str) -> str:
    return text.encode(errors="replace").decode()


def _hit(fused: Fused, stored: StoredPassage) -> Hit:
    passage = stored.passage
    return Hit(
        article=stored.article,
        passage_id=passage.id,
        start=passage.start,
        end=passage.end,
        span=Span(start=passage.start, end=passage.end),
        score=fused.score,
        ranks=fused.ranks,
    )


def _readable(hit: Hit, span: Span) -> str:
    """Give a window with its headline: a window alone often lacks the name it is about."""
    words = hit.article.text[span.start : span.end]
    return f"{hit.article.title}. {words}" if hit.article.title else words
