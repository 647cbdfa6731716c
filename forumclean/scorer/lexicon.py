"""Lexicon: what the words of chrome look like, as weights of runs of two to five characters.

A linear model over character n-grams (Cavnar and Trenkle 1994, "N-gram-based text categorization"; weights fitted by
logistic regression) needs no words, so it serves scripts without blanks, forms that a pack does not list, and glued
lines. `lexicon.tsv` beside the trees is the whole of it: a run a line, a mark for the edge of a line, and its weight.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["EDGE", "SIZES", "Lexicon", "grams_of", "lexicon_of"]

Ints = NDArray[np.int64]

# How an edge of a line is written in the table.
EDGE = "⏎"
SIZES = (2, 3, 4, 5)
# Runs are found by a hash of so many bits.
_BITS = 20
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

    def odds(self, lines: Sequence[str]) -> NDArray[np.float64]:
        """Log-odds of body of each line by its characters alone.

        >>> lexicon = Lexicon.of({"⏎rep": -640, "ferry": 640}, 0.0)
        >>> lexicon.odds(["Reply", "the ferry sails"]).round(2).tolist()
        [-3.16, 2.5]
        """
        sums, counts = np.zeros(len(lines)), np.zeros(len(lines))
        for of_line, slots in grams_of(lines):
            sums += np.bincount(of_line, self.weights[slots], len(lines))
            counts += np.bincount(of_line, minlength=len(lines))
        odds: NDArray[np.float64] = self.bias + sums / (64 * np.sqrt(np.maximum(counts, 1)))
        return odds


def grams_of(lines: Sequence[str]) -> Iterator[tuple[Ints, NDArray[np.uint32]]]:
    """Yield, for each size, the line that each run stands in and the run's hash; a line's edges are part of it."""
    points = _points("\n" + "\n".join(lines).lower() + "\n")
    points[(points >= _ZERO) & (points <= _NINE)] = _ZERO
    edges = np.cumsum(points == _NEWLINE)
    hashes = points
    for size in range(2, max(SIZES) + 1):
        hashes = hashes[:-1] * _MIX + points[size - 1 :]
        # A run begins in its line or at the edge before it, and ends before the next begins.
        inside = np.flatnonzero(edges[size - 2 : len(edges) - 1] == edges[: len(edges) - size + 1])
        yield edges[inside] - 1, _slots(hashes[inside])


def _slots(hashes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    mixed = (hashes ^ (hashes >> np.uint32(15))) * _MIX
    return mixed >> np.uint32(32 - _BITS)


def _points(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).copy()


def lexicon_of(text: str) -> Lexicon:
    """Read a table: a run, a tab and its weight a line; the first line that is no comment is the bias."""
    rows = [line.rpartition("\t") for line in text.splitlines() if not line.startswith("#")]
    return Lexicon.of({run: int(weight) for run, _, weight in rows[1:]}, float(rows[0][2]))
