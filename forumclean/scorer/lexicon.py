"""Lexicon: what the words of chrome look like, as weights of runs of two to six characters.

A linear model over character n-grams (Cavnar and Trenkle 1994, "N-gram-based text categorization"; weights fitted by
logistic regression) needs no words, so it serves scripts without blanks, forms that a pack does not list, and glued
lines. `lexicon.tsv` beside the trees is the whole of it: a run a line, a mark for the edge of a line, and its weight.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["EDGE", "SIZES", "UNIT", "Lexicon", "lexicon_of"]

# How an edge of a line is written in the table.
EDGE = "⏎"
SIZES = (2, 3, 4, 5, 6)
# Between two edges begin so many more runs of each size than there are characters from one to the other.
_FEWER = 2 - np.array(SIZES)[:, None]
# Weights are whole numbers of this part of a log-odds.
UNIT = 64
# Runs are found by a hash of so many bits.
_BITS = 21
_MIX = np.uint32(0x9E3779B1)
_NEWLINE, _ZERO, _NINE = 10, 48, 57


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """Weights of runs, by their hash.

    Attributes:
        weights: by hash, in `UNIT` parts of a log-odds.
        bias: log-odds of body of a line without any known run.
    """

    weights: NDArray[np.int16]
    bias: float

    @classmethod
    def from_known(cls, slots: bytes, weights: bytes, bias: float) -> Lexicon:
        """The same from what `known` gave."""
        whole = np.zeros(1 << _BITS, dtype=np.int16)
        whole[np.frombuffer(slots, dtype=np.uint32)] = np.frombuffer(weights, dtype=np.int16)
        return cls(whole, bias)

    def known(self) -> tuple[bytes, bytes, float]:
        """The slots that hold a weight, the weights, and the bias; most slots are empty.

        >>> lexicon = Lexicon.of({"ferry": 640}, 0.5)
        >>> Lexicon.from_known(*lexicon.known()).odds("ferry") == lexicon.odds("ferry")
        array([ True])
        """
        slots = np.flatnonzero(self.weights).astype(np.uint32)
        return slots.tobytes(), self.weights[slots].tobytes(), self.bias

    @classmethod
    def of(cls, table: dict[str, int], bias: float) -> Lexicon:
        """Build it from a table of runs, their edges written as `EDGE`."""
        weights = np.zeros(1 << _BITS, dtype=np.int16)
        for size in SIZES:
            runs = [run.replace(EDGE, "\n") for run in table if len(run) == size]
            if runs:
                points = _points("".join(runs)).reshape(-1, size)
                hashes = points[:, 0].copy()
                for column in points.T[1:]:
                    hashes = hashes * _MIX + column
                weights[_slots(hashes)] = [table[run.replace("\n", EDGE)] for run in runs]
        return cls(weights, bias)

    def odds(self, text: str) -> NDArray[np.float64]:
        r"""Log-odds of body of each line of a text by its characters alone.

        Args:
            text: lines in lower case, a line end between them.

        >>> lexicon = Lexicon.of({"⏎rep": -640, "ferry": 640}, 0.0)
        >>> lexicon.odds("reply\nthe ferry sails").round(2).tolist()
        [-2.24, 1.2]
        """
        size = len(text) + 2
        points = np.zeros(size + max(SIZES), dtype=np.uint32)
        points[:size] = _points(f"\n{text}\n")
        points[(points >= _ZERO) & (points <= _NINE)] = _ZERO
        hashes = np.empty((len(SIZES), size), dtype=np.uint32)
        shorter = points[:size]
        for row, last in enumerate(SIZES):
            np.multiply(shorter, _MIX, out=hashes[row])
            hashes[row] += points[last - 1 : size + last - 1]
            shorter = hashes[row]
        weights = self.weights.take(_slots(hashes).ravel())
        # A run begins in its line or at the edge before it, and ends before the next begins.
        (edges,) = (points == _NEWLINE).nonzero()
        runs = np.maximum(edges[1:] - edges[:-1] + _FEWER, 0)
        bounds = np.empty((*runs.shape, 2), dtype=np.int64)
        bounds[..., 0] = edges[:-1] + size * np.arange(len(SIZES))[:, None]
        np.add(bounds[..., 0], runs, out=bounds[..., 1])
        sums = np.add.reduceat(weights, bounds.ravel(), dtype=np.int64)[::2].reshape(runs.shape)
        told = np.add.reduce(sums * (runs > 0), axis=0)
        odds: NDArray[np.float64] = self.bias + told / (UNIT * np.sqrt(np.maximum(runs.sum(axis=0), 1)))
        return odds


def _slots(hashes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    mixed = (hashes ^ (hashes >> np.uint32(15))) * _MIX
    return mixed >> np.uint32(32 - _BITS)


def _points(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).copy()


def lexicon_of(text: str) -> Lexicon:
    """Read a table: a run, a tab and its weight a line; the first line that is no comment is the bias."""
    rows = [line.rpartition("\t") for line in text.splitlines() if not line.startswith("#")]
    return Lexicon.of({run: int(weight) for run, _, weight in rows[1:]}, float(rows[0][2]))
