"""Decoding: neighbours agree. A label that changes costs something, so a lone doubtful line follows those around it."""

from __future__ import annotations

from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

__all__ = ["SWITCH_COST", "smoothed"]

# Log-odds that a change of label costs; 0 would leave each line to itself. Chosen on held-out folds, docs/scorer.md.
SWITCH_COST = 0.3


def smoothed(odds: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the log-odds of each line's best labelling of the whole sequence (max-marginals of a two-state chain).

    This is Viterbi's algorithm run from both ends: a message from a neighbour is its own log-odds, cut off at the cost
    of a change.

    >>> smoothed(np.array([3.0, -0.2, 3.0])).round(1).tolist()
    [3.1, 0.4, 3.1]
    """
    cost = SWITCH_COST

    def passed(message: float, own: float) -> float:
        return own + (cost if message > cost else -cost if message < -cost else message)

    values = odds.tolist()
    forward = np.fromiter(accumulate(values, passed), np.float64, len(values))
    backward = np.fromiter(accumulate(reversed(values), passed), np.float64, len(values))[::-1]
    return forward + backward - odds
