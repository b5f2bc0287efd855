"""Vectors compared one by one.

Owns the arithmetic, which `chroma` borrows for small scopes, and an index in memory for tests and small collections.
"""

import threading
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from index.vectors.protocol import SAME, Vectors


class ExactVectors:
    """All vectors in memory, compared one by one: for tests and small collections."""

    def __init__(self, dimensions: int) -> None:
        self.dimensions = dimensions
        self._lock = threading.Lock()
        self._rows: dict[int, NDArray[np.float32]] = {}

    def add(self, ids: Sequence[int], vectors: Vectors) -> None:
        """Add vectors; see the protocol."""
        rows = matrix(vectors, len(ids), self.dimensions)
        with self._lock:
            for id, row in zip(ids, rows, strict=True):
                self._rows.setdefault(int(id), row)

    def delete(self, ids: Sequence[int]) -> None:
        """Remove ids; see the protocol."""
        with self._lock:
            for id in ids:
                self._rows.pop(int(id), None)

    def search(
        self, vector: NDArray[np.float32], *, limit: int, allowed: NDArray[np.int64] | None, share: float
    ) -> list[tuple[int, float]]:
        """Compare with every allowed vector; see the protocol."""
        with self._lock:
            ids = [*self._rows] if allowed is None else [id for id in np.unique(allowed).tolist() if id in self._rows]
            rows = [self._rows[id] for id in ids]
        return nearest(vector, ids, np.stack(rows), limit) if rows else []

    def count(self) -> int:
        """Count ids."""
        return len(self._rows)

    def ids(self) -> NDArray[np.int64]:
        """Give all ids, ascending."""
        with self._lock:
            return np.array(sorted(self._rows), dtype=np.int64)

    def probe(self, sample: Mapping[int, NDArray[np.float32]]) -> list[int]:
        """Give the ids that are absent or stored with another vector."""
        with self._lock:
            return [
                id
                for id, vector in sample.items()
                if id not in self._rows or cosines(vector, self._rows[id][None])[0] < 1 - SAME
            ]

    def clear(self) -> None:
        """Remove everything."""
        with self._lock:
            self._rows.clear()

    def close(self) -> None:
        """Let go of the memory."""
        self.clear()


def matrix(vectors: Vectors, count: int, dimensions: int) -> NDArray[np.float32]:
    """Give the vectors as float32, or raise `ValueError` where their shape is another."""
    rows = np.asarray(vectors, dtype=np.float32)
    if rows.shape != (count, dimensions):
        raise ValueError(f"expected vectors of shape {(count, dimensions)}, got {rows.shape}")
    return rows


def cosines(vector: NDArray[np.float32], rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Compare one vector with each row; a row of zeros resembles nothing."""
    lengths = np.sqrt(np.einsum("nd,nd->n", rows, rows)) * np.sqrt(vector @ vector)
    compared: NDArray[np.float32] = (rows @ vector) / np.maximum(lengths, np.finfo(np.float32).tiny)
    return compared


def nearest(
    vector: NDArray[np.float32], ids: Sequence[int], rows: NDArray[np.float32], limit: int
) -> list[tuple[int, float]]:
    """Give the ids of the nearest rows with their cosines, ties by id; rows of zeros stand for no vector at all."""
    compared = cosines(vector, rows)
    order = np.lexsort((np.asarray(ids, dtype=np.int64), -compared))
    order = order[rows[order].any(axis=1)][: max(limit, 0)]
    return [(int(ids[place]), float(compared[place])) for place in order]
