"""Texts and questions as vectors of unit length.

Owns the seam `Embeddings` and its local implementation. Runs nothing itself (`inference` does), stores nothing
(`catalogue` and `vectors` do). Called by `ingest`, `search` and, for piece counts, the splitter's caller.
"""

import threading
from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.inference import PIECES_LIMIT, Encoder
from index.lane import Lane
from index.models import ModelFiles

QUERY_PREFIX = "Represent this sentence for searching relevant passages: "
"""What bge was trained to see before a question, and only there (its model card)."""


class Embeddings(Protocol):
    """Turn texts into vectors that can be compared by their dot product."""

    @property
    def key(self) -> str:
        """What goes with stored vectors: those of another key cannot be compared with these."""
        ...

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        ...

    @property
    def pieces_limit(self) -> int:
        """How many word pieces of a passage are read, as `count_pieces` counts them; the rest is ignored silently."""
        ...

    def count_pieces(self, text: str) -> int:
        """Count word pieces fast, without loading the model itself."""
        ...

    def embed_passages(self, texts: Sequence[str], *, cancelled: threading.Event | None = None) -> NDArray[np.float32]:
        """Embed passages as background work: float32 (n, d), rows of unit length, in order.

        Raises `Cancelled`, `Overloaded`, `ModelUnusable`.
        """
        ...

    def embed_query(
        self, text: str, *, deadline: float | None = None, cancelled: threading.Event | None = None
    ) -> NDArray[np.float32]:
        """Embed a question ahead of all background work: float32 (d,), unit length. `deadline` is `time.monotonic()`.

        Raises `Cancelled`, `Overloaded`, `ModelUnusable`.
        """
        ...


class LocalEmbeddings:
    """bge-small-en-v1.5 on this machine: [CLS] state, unit length, its prefix before questions."""

    dimensions = 384
    pieces_limit = PIECES_LIMIT - 2

    def __init__(self, files: ModelFiles, lane: Lane) -> None:
        self.key = files.key
        self._encoder = Encoder(files)
        self._lane = lane

    def count_pieces(self, text: str) -> int:
        """Count the text's word pieces without the model's marks."""
        return self._encoder.count_pieces(text)

    def embed_passages(self, texts: Sequence[str], *, cancelled: threading.Event | None = None) -> NDArray[np.float32]:
        """Embed passages as background work; see the protocol."""
        return self._stack(self._lane.run(texts, self._embed, cancelled=cancelled, background=True))

    def embed_query(
        self, text: str, *, deadline: float | None = None, cancelled: threading.Event | None = None
    ) -> NDArray[np.float32]:
        """Embed a question ahead of background work; see the protocol."""
        return self._lane.run([QUERY_PREFIX + text], self._embed, deadline=deadline, cancelled=cancelled)[0]

    def _embed(self, text: str) -> NDArray[np.float32]:
        state = self._encoder.first_state(text)
        unit: NDArray[np.float32] = state / np.float32(np.sqrt(np.dot(state, state)))
        return unit

    def _stack(self, rows: list[NDArray[np.float32]]) -> NDArray[np.float32]:
        return np.stack(rows) if rows else np.empty((0, self.dimensions), dtype=np.float32)
