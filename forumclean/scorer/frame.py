"""Frame: is there one at all? A calibrated decision on the document, from what its lines look like together.

One line that looks like chrome may be a heading, a reply or a row of somebody's list; twenty of them are the frame of a
forum. So the probability that a line is chrome is that of the line, times that of a frame in its document.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["FRAME_COLUMNS", "Frame", "frame_columns", "with_frame"]

FRAME_COLUMNS = ("sum", "strongest", "second", "third", "drops", "lines", "mean")
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

    def __call__(self, odds: NDArray[np.float64], is_dropped: NDArray[np.bool_]) -> float:
        """P(frame): that lines of the document are chrome besides those that rules drop."""
        value = float(frame_columns(odds, is_dropped) @ np.asarray(self.weights)) + self.bias
        return float(1 / (1 + np.exp(-value)))


def with_frame(odds: NDArray[np.float64], frame: NDArray[np.float64]) -> NDArray[np.float64]:
    """Log-odds of body, given P(frame): a line is chrome where there is a frame and the line belongs to it.

    >>> with_frame(np.array([-3.0, 3.0]), np.array([0.5, 0.5])).round(1).tolist()
    [0.1, 3.7]
    """
    chrome = frame / (1.0 + np.exp(np.clip(odds, -30, 30)))
    combined: NDArray[np.float64] = np.log1p(-chrome) - np.log(np.maximum(chrome, 1e-12))
    return combined


def frame_columns(odds: NDArray[np.float64], is_dropped: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Measure how much the lines of a document speak for a frame.

    Args:
        odds: log-odds of body of each line.
        is_dropped: whether a rule drops it.

    >>> frame_columns(np.array([-2.0, -5.0, 3.0]), np.array([False, False, False])).round(1).tolist()
    [1.9, 4.0, 2.0, 0.0, 0.0, 1.4, 2.0]
    """
    chrome = np.clip(-odds[~is_dropped], 0, _MOST)
    total = float(chrome.sum())
    strongest = [*np.sort(chrome)[::-1][:3].tolist(), 0.0, 0.0, 0.0][:3]
    drops, size = int(is_dropped.sum()), len(odds)
    return np.array([np.log1p(total), *strongest, np.log1p(drops), np.log1p(size), total / max(size, 1)])
