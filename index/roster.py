"""Which passages exist and whom they belong to, in memory: so that a filter costs a millisecond at any size.

Owns a few numpy columns derived from the catalogue (27 bytes a passage). It only narrows what the engines look at; what
a reader may see is decided by the catalogue afterwards. Written by `corpus`, read by `search`.
"""

import threading
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.catalogue import EnginePassage

NO_DAY = np.iinfo(np.int32).min


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """The passages a filter leaves (ascending ids), and the share of all that is."""

    ids: NDArray[np.int64]
    share: float


class Roster:
    """Columns of passage id, article, audience, day and outlet."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._place: dict[int, int] = {}
        self._outlets: dict[str, int] = {}
        self._size = 0
        self._ids = np.zeros(1024, dtype=np.int64)
        self._rows = np.zeros(1024, dtype=np.int64)
        self._audiences = np.zeros(1024, dtype=np.int32)
        self._days = np.zeros(1024, dtype=np.int32)
        self._sources = np.zeros(1024, dtype=np.int32)
        self._alive = np.zeros(1024, dtype=np.bool_)

    def __len__(self) -> int:
        return len(self._place)

    def ids(self) -> NDArray[np.int64]:
        """Every passage, ascending."""
        with self._lock:
            return np.sort(self._ids[: self._size][self._alive[: self._size]])

    def put(self, passages: Iterable[EnginePassage]) -> None:
        """Add passages, or change those that are there."""
        with self._lock:
            for passage in passages:
                at = self._place.get(passage.passage_id)
                if at is None:
                    at = self._grow()
                    self._place[passage.passage_id] = at
                self._ids[at] = passage.passage_id
                self._rows[at] = passage.article_row
                self._audiences[at] = passage.audience
                self._days[at] = NO_DAY if passage.day is None else passage.day
                self._sources[at] = -1 if passage.source is None else self._outlet(passage.source)
                self._alive[at] = True

    def drop(self, ids: Iterable[int]) -> None:
        """Forget passages; unknown ones are no error."""
        with self._lock:
            for passage_id in ids:
                at = self._place.pop(passage_id, None)
                if at is not None:
                    self._alive[at] = False
            if self._size > 4096 and len(self._place) < self._size // 2:
                self._compact()

    def allowed(
        self,
        *,
        audiences: frozenset[int] | None,
        days: tuple[int | None, int | None] | None,
        source: str | None,
        article_rows: frozenset[int] | None,
    ) -> Allowed | None:
        """Give the passages that the filters leave; None where nothing is filtered."""
        if audiences is None and days is None and source is None and article_rows is None:
            return None
        with self._lock:
            size = self._size
            held = self._alive[:size].copy()
            if audiences is not None:
                held &= np.isin(self._audiences[:size], np.fromiter(audiences, dtype=np.int32, count=len(audiences)))
            if days is not None:
                first, last = days
                column = self._days[:size]
                held &= column != NO_DAY
                if first is not None:
                    held &= column >= first
                if last is not None:
                    held &= column <= last
            if source is not None:
                held &= self._sources[:size] == self._outlets.get(source, -2)
            if article_rows is not None:
                rows = np.fromiter(article_rows, dtype=np.int64, count=len(article_rows))
                held &= np.isin(self._rows[:size], rows)
            ids = np.sort(self._ids[:size][held])
            return Allowed(ids=ids, share=len(ids) / max(1, len(self._place)))

    def days_of(self, ids: Iterable[int]) -> dict[int, int | None]:
        """Give the day of each passage that is there (from 1970-01-01, UTC); None for an undated article."""
        with self._lock:
            places = {passage_id: self._place[passage_id] for passage_id in ids if passage_id in self._place}
            days = {passage_id: int(self._days[at]) for passage_id, at in places.items()}
        return {passage_id: None if day == NO_DAY else day for passage_id, day in days.items()}

    def _outlet(self, source: str) -> int:
        return self._outlets.setdefault(source, len(self._outlets))

    def _grow(self) -> int:
        if self._size == len(self._ids):
            for name in ("_ids", "_rows", "_audiences", "_days", "_sources", "_alive"):
                column = getattr(self, name)
                setattr(self, name, np.concatenate([column, np.zeros_like(column)]))
        self._size += 1
        return self._size - 1

    def _compact(self) -> None:
        held = self._alive[: self._size].copy()
        kept = int(held.sum())
        for name in ("_ids", "_rows", "_audiences", "_days", "_sources"):
            column = getattr(self, name)
            column[:kept] = column[: self._size][held]
        self._alive[:kept] = True
        self._alive[kept:] = False
        self._size = kept
        self._place = {int(passage_id): at for at, passage_id in enumerate(self._ids[:kept])}
