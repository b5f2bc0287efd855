"""How well each text answers a query, read together with it.

Owns the seam `Reranker` and its two implementations. Chooses no candidates, applies no threshold. Called by `search`
and by `assistant`'s drafting.
"""

import threading
from collections.abc import Sequence
from typing import Protocol

from index.inference import Encoder
from index.lane import Lane
from index.models import ModelFiles

QUERY_PIECES = 256
"""A query is cut here, so that half of what the model reads is always left for the text."""


class Reranker(Protocol):
    """Score texts against a query."""

    @property
    def key(self) -> str:
        """What goes with a threshold: scores of another key cannot be compared with these."""
        ...

    def score(
        self,
        query: str,
        texts: Sequence[str],
        *,
        deadline: float | None = None,
        cancelled: threading.Event | None = None,
    ) -> list[float]:
        """Give one score (a logit) per text, in order; higher answers better. `deadline` is `time.monotonic()`.

        Raises `Cancelled`, `Overloaded`, `ModelUnusable`.
        """
        ...


class CrossEncoder:
    """ms-marco-MiniLM-L-12-v2 on this machine, pair by pair: thresholds hold only at batch size 1."""

    def __init__(self, files: ModelFiles, lane: Lane) -> None:
        self.key = files.key
        self._encoder = Encoder(files)
        self._lane = lane

    def score(
        self,
        query: str,
        texts: Sequence[str],
        *,
        deadline: float | None = None,
        cancelled: threading.Event | None = None,
    ) -> list[float]:
        """Score pairs ahead of background work; a long text is cut at its end, the query is not (up to 256 pieces)."""
        if not texts:
            return []
        pieces = self._encoder.pieces(query, limit=QUERY_PIECES)
        return self._lane.run(
            texts, lambda text: self._encoder.logit(pieces, text), deadline=deadline, cancelled=cancelled
        )


class NoReranker:
    """Leaves the order as it is: scores fall from 0 by one a place."""

    key = "none"

    def score(
        self,
        query: str,
        texts: Sequence[str],
        *,
        deadline: float | None = None,
        cancelled: threading.Event | None = None,
    ) -> list[float]:
        """Give falling scores without reading anything."""
        return [-float(place) for place in range(len(texts))]
