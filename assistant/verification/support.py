"""How well sentences of an article bear out a statement that is worded differently: a check that runs without a hub.

Owns the measure, its calibration and its threshold. It compares meaning only: numbers, names, dates, negation and
speakers are checked word by word elsewhere, because no model of this size can be trusted with them. Called by
`statements`, `footnote verify` and benchmarks.
"""

import math
import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.verification.plain_words import content_stems
from index.embedding import Embeddings
from index.rerank import Reranker
from index.sentences import split_sentences

MOST_PAIRS = 5
"""Sentences read with a statement at the most: the best by shared words."""
MOST_SIMILAR = 2
"""Of these, how many are compared by meaning too."""

_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What was measured: `relevance` (the reranker's logit), `overlap` (share of content words), `similarity` (cosine).

    `probability` joins them, by the calibration for these models.
    """

    relevance: float
    overlap: float
    similarity: float
    probability: float
    pairs: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """The weights of a logistic regression for one pair of models, and the probability from which a statement holds."""

    constant: float
    relevance: float
    overlap: float
    similarity: float
    least: float


CALIBRATIONS = {
    "default": Calibration(constant=-8.0, relevance=0.25, overlap=4.0, similarity=7.0, least=0.5),
}


class Support:
    """Measure support with the reranker and the embedder that the program holds anyway."""

    def __init__(self, reranker: Reranker, embeddings: Embeddings) -> None:
        self._reranker = reranker
        self._embeddings = embeddings
        self.calibration = CALIBRATIONS["default"]

    def measure(
        self,
        text: str,
        evidence: Sequence[str],
        *,
        deadline: float | None = None,
        cancelled: threading.Event | None = None,
    ) -> Measured:
        """Hold a statement against stretches of text: at most five of their sentences are read with it.

        Raises Cancelled, Overloaded, ModelUnusable.
        """
        wanted = content_stems(text)
        sentences = [one for part in evidence for one in _sentences(part)]
        ranked = sorted(sentences, key=lambda one: -len(wanted & content_stems(one)))[:MOST_PAIRS]
        if not ranked or not wanted:
            return Measured(relevance=-11.0, overlap=0.0, similarity=0.0, probability=0.0, pairs=0)
        scores = self._reranker.score(text, ranked, deadline=deadline, cancelled=cancelled)
        own = self._embeddings.embed_query(text, deadline=deadline, cancelled=cancelled)
        best = sorted(zip(scores, ranked, strict=True), reverse=True)[:MOST_SIMILAR]
        others = [self._embeddings.embed_query(one, deadline=deadline, cancelled=cancelled) for _, one in best]
        similarity = max(float(np.dot(own, other)) for other in others)
        held = frozenset[str]().union(*(content_stems(one) for one in evidence))
        overlap = len(wanted & held) / len(wanted)
        measured = (max(scores), overlap, similarity)
        return Measured(
            relevance=measured[0],
            overlap=overlap,
            similarity=similarity,
            probability=self._probability(*measured),
            pairs=len(ranked),
        )

    def holds(self, measured: Measured) -> bool:
        """Tell whether what was measured is enough."""
        return measured.probability >= self.calibration.least

    def _probability(self, relevance: float, overlap: float, similarity: float) -> float:
        weights = self.calibration
        logit = (
            weights.constant
            + weights.relevance * relevance
            + weights.overlap * overlap
            + weights.similarity * similarity
        )
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


def _sentences(text: str) -> list[str]:
    return [text[span.start : span.end] for span in split_sentences(text)]
