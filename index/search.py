"""The way to hits: a query and a scope in, passages with their texts out.

    audiences (SQL) -> dense and lexical inside the scope -> fusion -> access check (SQL) -> copies grouped
    -> windows -> reranker -> hits

Owns the order of these steps and their sizes. Reads text only through the catalogue's access check. Called by
`assistant.chain` and `assistant.application`.
"""

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial

import numpy as np
from numpy.typing import NDArray

from index.article import Copy, Hit, Query, Scope, Span
from index.catalogue import StoredPassage, engine_days
from index.catalogue.scope import day_of, fold_name
from index.close_reading import CloselyRead, read_closely
from index.copies import Copies
from index.corpus import Corpus
from index.freshness import freshness
from index.fusion import Fused, reciprocal_rank_fusion
from index.rerank import Reranker
from index.windows import windows


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchSizes:
    """How many of what a search looks at, and what counts how much. Chosen on the bench (docs/evaluation.md).

    `read_twice`: passages that the reranker reads two windows of. `freshness`, `rerank`: what a report of today, and a
    window that answers perfectly, add to a passage's fused score, of which the best there is counts 1.
    """

    dense: int = 60
    lexical: int = 60
    passages: int = 20
    windows: int = 16
    read_twice: int = 4
    window_tokens: int = 100
    weights: Mapping[str, float] | None = None
    freshness: float = 0.2
    rerank: float = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Hits, best first, with what finding them cost.

    A hit's score says how well its passage fits the question. `windows` and `logits` hold, by passage id, the window of
    it that the reranker found to answer best, and how well.
    """

    hits: tuple[Hit, ...]
    logits: Mapping[int, float]
    pairs: int
    search_ms: float
    rerank_ms: float
    windows: Mapping[int, Span] = field(default_factory=dict)

    @property
    def answering(self) -> tuple[Hit, ...]:
        """The hits that the reranker read, best answer first: their spans are the windows, their scores the logits."""
        read = [
            replace(hit, span=self.windows.get(hit.passage_id, hit.span), score=self.logits[hit.passage_id])
            for hit in self.hits
            if hit.passage_id in self.logits
        ]
        return tuple(sorted(read, key=lambda hit: -hit.score))


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
        self._copies = Copies()

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
        read = CloselyRead(hits=tuple(hits), windows={}, logits={}, pairs=0)
        if rerank:
            read = self._read_closely(query.text, hits, deadline=deadline, cancelled=cancelled)
        return Found(
            hits=read.hits[:limit],
            windows=read.windows,
            logits=read.logits,
            pairs=read.pairs,
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
        fused = reciprocal_rank_fusion(rankings, weights=sizes.weights or {})
        return self._fresh_first(fused, query.today)

    def _fresh_first(self, fused: list[Fused], today: date | None) -> list[Fused]:
        """Score passages as shares of the best, and add a share for how fresh their report was on the day of asking."""
        best = max((one.score for one in fused), default=1.0)
        days = {} if today is None else self._corpus.roster.days_of(one.id for one in fused)
        asked = 0 if today is None else day_of(today)
        scored = [
            replace(one, score=one.score / best + self._sizes.freshness * freshness(days.get(one.id), asked))
            for one in fused
        ]
        return sorted(scored, key=lambda one: -one.score)  # equal scores keep their order

    def _read(self, fused: Sequence[Fused], scope: Scope, *, limit: int) -> list[Hit]:
        """Read the passages that the scope holds, best first, copies grouped under the best of them."""
        hits: list[Hit] = []
        seen: set[tuple[str, int]] = set()
        editions: dict[str, dict[str, Copy]] = {}
        for begin in range(0, len(fused), limit):  # whole articles are read: no more of them than are needed
            for hit in self._stored(fused[begin : begin + limit], scope):
                group = (min((hit.article.id, *(copy.article_id for copy in hit.copies))), hit.start)
                if group in seen:
                    continue
                seen.add(group)
                passage = Span(start=hit.start, end=hit.end)
                same = next((one for one in hits if self._copies.repeats(hit.article, passage, one.article)), None)
                if same is None:
                    hits.append(hit)
                else:
                    copy = Copy(article_id=hit.article.id, source=hit.article.source)
                    editions.setdefault(same.article.id, {})[copy.article_id] = copy
                if len(hits) == limit:
                    break
            if len(hits) == limit:
                break
        return [replace(hit, copies=_together(hit.copies, editions.get(hit.article.id, {}))) for hit in hits]

    def _stored(self, fused: Sequence[Fused], scope: Scope) -> Iterator[Hit]:
        """Give those of the passages that the scope holds, with the articles of the very same text."""
        catalogue = self._corpus.catalogue
        stored = catalogue.passages_by_id([one.id for one in fused], scope)
        copies = catalogue.copies_of(sorted({one.article.id for one in stored.values()}), scope)
        for one in fused:
            if one.id in stored:
                hit = _hit(one, stored[one.id])
                yield replace(hit, copies=copies.get(hit.article.id, ()))

    def _read_closely(
        self, query: str, hits: Sequence[Hit], *, deadline: float | None, cancelled: threading.Event | None
    ) -> CloselyRead:
        sizes = self._sizes
        with self._corpus.searching() as engines:
            return read_closely(
                hits,
                most=sizes.windows,
                twice=sizes.read_twice,
                weight=sizes.rerank,
                cut=self._cut,
                coverage=partial(engines.lexical.coverage, query),
                score=partial(self._reranker.score, query, deadline=deadline, cancelled=cancelled),
            )

    def _cut(self, hit: Hit) -> Sequence[Span]:
        within = Span(start=hit.start, end=hit.end)
        return windows(hit.article.text, within, budget=self._sizes.window_tokens, counter=self._count)


def _together(same: tuple[Copy, ...], editions: Mapping[str, Copy]) -> tuple[Copy, ...]:
    known = {copy.article_id for copy in same}
    return same + tuple(copy for article_id, copy in editions.items() if article_id not in known)


def _plain(query: str | Query) -> Query:
    """Make a query whose texts both engines take: no halves of characters."""
    if isinstance(query, str):
        return Query(text=_whole(query))
    earlier = tuple(replace(one, text=_whole(one.text)) for one in query.earlier)
    return replace(query, text=_whole(query.text), words=_whole(query.words or query.text), earlier=earlier)


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
