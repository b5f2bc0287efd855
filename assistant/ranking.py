"""Which of the candidate sentences answer, best first.

Owns the order, in two readings: a first one over all candidates, which costs no model work, chooses the few that the
reranker then reads by themselves; a second one orders those. Called by `drafting`.
"""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.candidates import Candidate
from assistant.clues import Asked, clues_of, offers
from assistant.offering import Offer
from assistant.weights import FIRST_READING, SECOND_READING
from index.rerank import Reranker

READ_ALONE = 8
"""Sentences the reranker reads by themselves; more gained nothing (docs/evaluation.md)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """A candidate after the second reading. `logit` is the reranker's of the sentence alone, `weight` orders."""

    candidate: Candidate
    offer: Offer
    logit: float
    clues: Mapping[str, float]
    weight: float

    @property
    def mean(self) -> float:
        """How well sentence and window answer, in logits."""
        return (self.logit + self.candidate.window) / 2


def rank(
    asked: Asked,
    candidates: Sequence[Candidate],
    *,
    reranker: Reranker,
    deadline: float | None = None,
    cancelled: threading.Event | None = None,
) -> list[Ranked]:
    """Order the candidates that are worth reading, best first. The reranker scores as many pairs as are given back."""
    offering = offers(asked, candidates)
    clues = clues_of(asked, candidates, offering, logits=[None] * len(candidates))
    order = sorted(range(len(candidates)), key=lambda at: -weigh(clues[at], FIRST_READING))[:READ_ALONE]
    read, offering = [candidates[at] for at in order], [offering[at] for at in order]
    logits = reranker.score(asked.text, [one.text for one in read], deadline=deadline, cancelled=cancelled)
    ranked = [
        Ranked(candidate=one, offer=offer, logit=logit, clues=told, weight=weigh(told, SECOND_READING))
        for one, offer, logit, told in zip(
            read, offering, logits, clues_of(asked, read, offering, logits=logits), strict=True
        )
    ]
    return sorted(ranked, key=lambda one: -one.weight)


def weigh(clues: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Add up what the clues weigh."""
    return sum(weights.get(name, 0.0) * value for name, value in clues.items())
