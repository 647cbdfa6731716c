"""Frame: is there one at all? A calibrated decision on the document, from what its lines look like together.

One line that looks like chrome may be a heading, a reply or a row of somebody's list; twenty of them are the frame of a
forum. So the probability that a line is chrome is that of the line, times that of a frame in its document.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

__all__ = ["FRAME_COLUMNS", "Frame", "frame_columns", "with_frame"]

FRAME_COLUMNS = ("sum", "strongest", "second", "third", "drops", "lines", "mean")
Numbers = NDArray[np.float64]
Ints = NDArray[np.int64]
# Where documents begin, when there is one.
ONE = np.zeros(1, dtype=np.int64)
# A line says no more for a frame than this many log-odds.
_MOST = 4.0


@dataclass(frozen=True, slots=True)
class Frame:
    """A logistic regression on `FRAME_COLUMNS`, fitted on documents with and without chrome (training/train.py).

    Attributes:
        weights: one a column.
        bias: log-odds of a frame where all of them are 0.
    """

    weights: Sequence[float]
    bias: float

    def __call__(self, odds: Numbers, is_dropped: NDArray[np.bool_], starts: Ints = ONE) -> Numbers:
        """P(frame) of each document: that lines of it are chrome besides those that rules drop."""
        # Added column by column, so that a document comes to the same whatever is stacked on it.
        value = np.add.reduce(frame_columns(odds, is_dropped, starts) * np.asarray(self.weights), axis=1) + self.bias
        probability: Numbers = 1 / (1 + np.exp(-value))
        return probability


def with_frame(odds: Numbers, frame: Numbers) -> Numbers:
    """Log-odds of body, given P(frame): a line is chrome where there is a frame and the line belongs to it.

    >>> with_frame(np.array([-3.0, 3.0]), np.array([0.5, 0.5])).round(1).tolist()
    [0.1, 3.7]
    """
    chrome = frame / (1.0 + np.exp(np.minimum(np.maximum(odds, -30), 30)))
    combined: Numbers = np.log1p(-chrome) - np.log(np.maximum(chrome, 1e-12))
    return combined


def frame_columns(odds: Numbers, is_dropped: NDArray[np.bool_], starts: Ints = ONE) -> Numbers:
    """Measure how much the lines of each document speak for a frame; a row a document.

    Args:
        odds: log-odds of body of each line.
        is_dropped: whether a rule drops it.
        starts: index of the first line of each document.

    >>> frame_columns(np.array([-2.0, -5.0, 3.0]), np.array([False, False, False])).round(1).tolist()
    [[1.9, 4.0, 2.0, 0.0, 0.0, 1.4, 2.0]]
    """
    bounds = [*starts.tolist(), len(odds)]
    chrome = np.where(is_dropped, 0.0, np.minimum(np.maximum(-odds, 0), _MOST))
    each, size = chrome.tolist(), np.array([end - start for start, end in pairwise(bounds)])
    total, drops = np.add.reduceat(chrome, starts), np.add.reduceat(is_dropped, starts, dtype=np.int64)
    columns = np.empty((len(size), len(FRAME_COLUMNS)))
    columns[:, [0, 4, 5]] = np.log1p(np.array([total, drops, size])).T
    columns[:, 1:4] = [sorted([0.0, 0.0, 0.0, *each[start:end]])[:-4:-1] for start, end in pairwise(bounds)]
    columns[:, 6] = total / size
    return columns
