"""Decoding: neighbours agree. A label that changes costs something, so a lone doubtful line follows those around it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

__all__ = ["ROW_COST", "SWITCH_COST", "smoothed"]

# Log-odds that a change of label costs; 0 would leave each line to itself. Between two lines built alike, such as the
# rows of a table, a line-up or a poem, it costs so much more: rows stay or go together. Chosen on held-out folds,
# docs/scorer.md.
SWITCH_COST, ROW_COST = 0.3, 1.5


def smoothed(
    odds: NDArray[np.float64], alike: Sequence[bool] | NDArray[np.bool_], starts: Sequence[int] = (0,)
) -> NDArray[np.float64]:
    """Return the log-odds of each line's best labelling of its document (max-marginals of a two-state chain).

    This is Viterbi's algorithm run from both ends: a message from a neighbour is its own log-odds, cut off at the cost
    of a change.

    Args:
        odds: of each line alone.
        alike: whether each line but the first is built like the one before it.
        starts: index of the first line of each document; what comes before it says nothing of it.

    >>> smoothed(np.array([3.0, -0.2, 3.0]), [False, False]).round(1).tolist()
    [3.1, 0.4, 3.1]
    >>> smoothed(np.array([3.0, -1.2, 3.0]), [True, True]).round(1).tolist()
    [3.6, 2.4, 3.6]
    """
    if not len(odds):
        return odds
    values, costs = odds.tolist(), [SWITCH_COST + ROW_COST * bool(same) for same in alike]
    for start in starts[1:]:
        costs[start - 1] = 0.0
    forward = np.fromiter(_passed(values, costs), np.float64, len(values))
    backward = np.fromiter(_passed(reversed(values), reversed(costs)), np.float64, len(values))
    told: NDArray[np.float64] = forward + backward[::-1] - odds
    return told


def _passed(values: Iterable[float], costs: Iterable[float]) -> Iterator[float]:
    """What each line says after hearing the lines before it."""
    message = 0.0
    for own, cost in zip(values, chain((0.0,), costs), strict=True):
        message = own + (cost if message > cost else -cost if message < -cost else message)
        yield message
