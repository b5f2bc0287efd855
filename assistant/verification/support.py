"""How well sentences of an article bear out a statement that is worded differently: a check that runs without a hub.

Owns the measure, its calibration and its threshold. It compares meaning only: numbers, names, dates, negation and
speakers are checked word by word elsewhere, because no model of this size can be trusted with them. Called by
`statements`, `footnote verify` and benchmarks.
"""

import math
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What was measured: `overlap` (share of content words in the evidence), `similarity` (cosine), both as one.

    `pairs`: how many sentences the reranker read to find the two that are compared.
    """

    overlap: float
    similarity: float
    probability: float
    pairs: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """The weights of a logistic regression for one embedder, and the probability from which a statement holds.

    Fitted on `bench/paraphrases.jsonl`, against other sentences of the same articles and against statements with an
    invented half. The reranker's logit adds nothing once the other two are known; it only chooses sentences.
    """

    embedder: str
    constant: float = -11.5
    overlap: float = 8.2
    similarity: float = 9.5
    least: float = 0.3


CALIBRATION = Calibration(embedder="2cda5b609af061cd")


class Support:
    """Measure support with the reranker and the embedder that the program holds anyway."""

    def __init__(self, reranker: Reranker, embeddings: Embeddings, calibration: Calibration = CALIBRATION) -> None:
        self._reranker = reranker
        self._embeddings = embeddings
        self.calibration = calibration

    @property
    def calibrated(self) -> bool:
        """Tell whether the probabilities were measured with the embedder in use; else they only serve to decide."""
        return self._embeddings.key == self.calibration.embedder

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
        near = sorted(sentences, key=lambda one: -len(wanted & content_stems(one)))[:MOST_PAIRS]
        if not near or not wanted:
            return Measured(overlap=0.0, similarity=0.0, probability=0.0, pairs=0)
        pairs = len(near) if len(near) > MOST_SIMILAR else 0
        if pairs:
            scores = self._reranker.score(text, near, deadline=deadline, cancelled=cancelled)
            near = [one for _, one in sorted(zip(scores, near, strict=True), reverse=True)]
        own = self._embeddings.embed_query(text, deadline=deadline, cancelled=cancelled)
        others = [
            self._embeddings.embed_query(one, deadline=deadline, cancelled=cancelled) for one in near[:MOST_SIMILAR]
        ]
        similarity = max(float(np.dot(own, other)) for other in others)
        held = frozenset[str]().union(*(content_stems(one) for one in evidence))
        overlap = len(wanted & held) / len(wanted)
        return Measured(
            overlap=overlap, similarity=similarity, probability=self._probability(overlap, similarity), pairs=pairs
        )

    def holds(self, measured: Measured) -> bool:
        """Tell whether what was measured is enough."""
        return measured.probability >= self.calibration.least

    def _probability(self, overlap: float, similarity: float) -> float:
        weights = self.calibration
        logit = weights.constant + weights.overlap * overlap + weights.similarity * similarity
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


def _sentences(text: str) -> list[str]:
    return [text[span.start : span.end] for span in split_sentences(text)]
