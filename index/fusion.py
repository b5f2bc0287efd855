"""Several rankings made one, by ranks alone.

Owns reciprocal rank fusion. Knows nothing of engines, scores or texts. Called by `search`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Fused:
    """One id with its fused score and its place, from 1, in each ranking that holds it."""

    id: int
    score: float
    ranks: Mapping[str, int]


def reciprocal_rank_fusion(
    rankings: Mapping[str, Sequence[int]], *, weights: Mapping[str, float], constant: int = 60
) -> list[Fused]:
    """Fuse rankings, best first: each adds `weight / (constant + rank)`.

    A ranking without a weight counts 1. An id repeated within one ranking counts at its first place. Equal scores are
    ordered by best rank, then by id, so that the order of the mapping never matters (Cormack et al., SIGIR 2009).
    """
    ranks: dict[int, dict[str, int]] = {}
    for engine in sorted(rankings):
        for rank, id in enumerate(dict.fromkeys(rankings[engine]), start=1):
            ranks.setdefault(id, {})[engine] = rank
    fused = []
    for id, places in ranks.items():
        score = sum(weights.get(engine, 1.0) / (constant + rank) for engine, rank in places.items())
        fused.append(Fused(id=id, score=score, ranks=places))
    return sorted(fused, key=lambda one: (-one.score, min(one.ranks.values()), one.id))
