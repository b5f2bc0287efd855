"""Passages by the nearness of their vectors.

Derived from the catalogue: ids and vectors, no text and no metadata; who may read what arrives as `allowed`. Called by
`corpus` (through the outbox), `search` and `check`.
"""

from index.vectors.chroma import ChromaVectors
from index.vectors.exact import ExactVectors
from index.vectors.late import LateVectors
from index.vectors.protocol import Fetch, VectorIndex

__all__ = ["ChromaVectors", "ExactVectors", "Fetch", "LateVectors", "VectorIndex"]
