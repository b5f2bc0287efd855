"""The seam `VectorIndex`, and what a vector is here.

Implemented by `exact` and `chroma`; tests/contracts/test_vectors.py is run on both.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

Vectors: TypeAlias = NDArray[np.float32] | NDArray[np.float16]
Fetch: TypeAlias = Callable[[Sequence[int]], Vectors]
"""Give the stored vectors of these ids, one row each, in order; a row of zeros where there is none."""

SAME = 1e-3
"""Vectors this near are copies of one text: stored halves differ from the full numbers by less."""


class VectorIndex(Protocol):
    """Find ids by vector. Vectors are float (n, d); those of unit length come back with the cosine as their score."""

    def add(self, ids: Sequence[int], vectors: Vectors) -> None:
        """Add vectors. An id's vector never changes: what is present is left alone, so adding twice is harmless."""
        ...

    def delete(self, ids: Sequence[int]) -> None:
        """Remove ids; unknown ones are ignored."""
        ...

    def search(
        self, vector: NDArray[np.float32], *, limit: int, allowed: NDArray[np.int64] | None, share: float
    ) -> list[tuple[int, float]]:
        """Give at most `limit` (id, cosine), best first, ties by id, none outside `allowed`.

        `allowed` None does not narrow. `share` (0-1) is how much of the index `allowed` covers, as the caller knows it;
        it chooses the way to search and never changes what may be found.
        """
        ...

    def count(self) -> int:
        """Count ids. Agreement is proven by `probe`, never by counting."""
        ...

    def ids(self) -> NDArray[np.int64]:
        """Give all ids, ascending."""
        ...

    def probe(self, sample: Mapping[int, NDArray[np.float32]]) -> list[int]:
        """Search each id by its own vector and give those that are not found."""
        ...

    def clear(self) -> None:
        """Remove everything."""
        ...

    def close(self) -> None:
        """Let go of files and memory. Nothing else may be called afterwards."""
        ...
