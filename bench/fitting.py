"""Two regressions with readable weights: which of several comes first, and yes or no.

Owns the optimisation only; names of features are the caller's. Used by `fit_answering`.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Told = Sequence[Mapping[str, float]]


def fit_order(
    groups: Sequence[tuple[Told, Sequence[bool], float]], *, ridge: float, steps: int = 250
) -> dict[str, float]:
    """Maximise the likelihood that one of the right items of each group comes first (softmax, L2, Adam, full batches).

    A group: its items' features, which of them are right, and what the group counts. Groups that cannot tell are left
    out.
    """
    names = sorted({name for told, _, _ in groups for one in told for name in one})
    telling = [
        (_rows(told, names), np.array(right, dtype=float), share)
        for told, right, share in groups
        if any(right) and not all(right)
    ]
    weights, mean, spread = np.zeros(len(names)), np.zeros(len(names)), np.zeros(len(names))
    for step in range(1, steps + 1):
        slope = ridge * weights
        for rows, held, share in telling:
            scores = rows @ weights
            likely = np.exp(scores - scores.max())
            likely /= likely.sum()
            slope -= share * rows.T @ (likely * held / (likely * held).sum() - likely)
        mean, spread = 0.9 * mean + 0.1 * slope, 0.999 * spread + 0.001 * slope**2
        weights -= 0.05 * (mean / (1 - 0.9**step)) / (np.sqrt(spread / (1 - 0.999**step)) + 1e-8)
    return dict(zip(names, weights.tolist(), strict=True))


def fit_yes(told: Told, yes: Sequence[bool], shares: Sequence[float], *, ridge: float) -> dict[str, float]:
    """Fit the odds that an item is a yes (logistic, L2 on features of one spread, Newton)."""
    names = sorted({name for one in told for name in one})
    rows, wanted, counts = _rows(told, names), np.array(yes, dtype=float), np.array(shares)
    spread = rows.std(axis=0)
    spread[spread == 0] = 1.0
    rows = rows / spread
    weights = np.zeros(len(names))
    for _ in range(40):
        likely = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (counts * (likely - wanted)) + ridge * weights
        bend = (rows * (counts * likely * (1 - likely))[:, None]).T @ rows + ridge * np.eye(len(names))
        weights -= np.linalg.solve(bend, slope)
    return dict(zip(names, (weights / spread).tolist(), strict=True))


def _rows(told: Told, names: Sequence[str]) -> Numbers:
    return np.array([[one.get(name, 0.0) for name in names] for one in told])
