"""Vectors whose directory is opened when something needs it; until then, few are compared one by one.

Owns that delay only. A short command asks one question and ends: importing and opening Chroma (2 s) would be most of
what it does, for a search that a few thousand vectors of the catalogue answer in milliseconds, and exactly.
"""

import threading
from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from index.vectors.exact import matrix, nearest
from index.vectors.protocol import Fetch, VectorIndex, Vectors

FEW = 5_000
"""Up to this many vectors, reading them and comparing each costs less than opening the directory."""


class LateVectors:
    """A vector index that is opened on first need. Searches among few vectors are no need."""

    def __init__(
        self,
        opening: Callable[[], VectorIndex],
        *,
        dimensions: int,
        fetch: Fetch,
        all_ids: Callable[[], NDArray[np.int64]],
    ) -> None:
        """`opening` opens the index, `fetch` and `all_ids` read what it holds from the catalogue's side."""
        self.dimensions = dimensions
        self._opening = opening
        self._fetch = fetch
        self._all_ids = all_ids
        self._lock = threading.Lock()
        self._index: VectorIndex | None = None

    def add(self, ids: Sequence[int], vectors: Vectors) -> None:
        """Add vectors; see the protocol."""
        self._opened().add(ids, vectors)

    def delete(self, ids: Sequence[int]) -> None:
        """Remove ids; see the protocol."""
        self._opened().delete(ids)

    def search(
        self, vector: NDArray[np.float32], *, limit: int, allowed: NDArray[np.int64] | None, share: float
    ) -> list[tuple[int, float]]:
        """Compare with every allowed vector while they are few; see the protocol."""
        if self._index is None:
            ids = (self._all_ids() if allowed is None else np.unique(allowed)).tolist()
            if len(ids) <= FEW:
                return nearest(vector, ids, matrix(self._fetch(ids), len(ids), self.dimensions), limit) if ids else []
        return self._opened().search(vector, limit=limit, allowed=allowed, share=share)

    def count(self) -> int:
        """Count ids."""
        return self._opened().count()

    def ids(self) -> NDArray[np.int64]:
        """Give all ids, ascending."""
        return self._opened().ids()

    def probe(self, sample: Mapping[int, NDArray[np.float32]]) -> list[int]:
        """Search each id by its own vector and give those that are not found."""
        return self._opened().probe(sample)

    def clear(self) -> None:
        """Remove everything."""
        self._opened().clear()

    def close(self) -> None:
        """Let go of what was opened."""
        with self._lock:
            if self._index is not None:
                self._index.close()

    def _opened(self) -> VectorIndex:
        with self._lock:
            if self._index is None:
                self._index = self._opening()
            return self._index
