"""Literals: which of many strings stand in which lines, found in one look at four characters at a time."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, chain

import numpy as np
import numpy.typing as npt

__all__ = ["Literals"]

# What four characters come to is told by so many bits.
_FACTORS, _BITS = (1, 31, 31**2, 31**3), 16
_GRAM, _MASK = len(_FACTORS), (1 << _BITS) - 1
# Characters that are looked at together, so that they stay in the processor's cache.
_STRETCH = 1 << 14
# Most texts are full of these: four characters with few of them are rare.
_COMMON = frozenset(" etaoinsrhldcu")


class Literals:
    """Strings without ends of lines, looked for in many lines at once.

    Args:
        literals: each string, and the size of the largest line that is looked at for it.

    >>> literals = Literals({"joined": 14, "likes": 20, "in": 20})
    >>> lines = ["joined in 2019", "posts", "join", "joined, joined, joined"]
    >>> list(literals.find(lines, list(map(len, lines))))
    [('in', 0), ('in', 2), ('joined', 0)]
    """

    def __init__(self, literals: Mapping[str, float]) -> None:
        self._longest = literals
        # Those that are shorter are looked for one by one, the others by their rarest four characters.
        self._short = [text for text in literals if len(text) < _GRAM]
        self._by_gram: dict[int, list[str]] = {}
        for text in literals:
            if len(text) >= _GRAM:
                self._by_gram.setdefault(_rarest(text), []).append(text)
        self._wanted = np.zeros(1 << _BITS, np.bool_)
        self._wanted[list(self._by_gram)] = True

    def find(self, lines: Sequence[str], sizes: Sequence[int]) -> Iterator[tuple[str, int]]:
        """Yield each literal with the index of each line that holds it.

        Args:
            lines: the lines.
            sizes: what counts as the size of each.
        """
        joined = "\n".join(lines)
        starts = [0, *accumulate(len(line) + 1 for line in lines)]
        for literal in self._short:
            place = joined.find(literal)
            while place >= 0:
                at = bisect_right(starts, place) - 1
                if sizes[at] <= self._longest[literal]:
                    yield literal, at
                place = joined.find(literal, starts[at + 1])
        for pair in dict.fromkeys(chain.from_iterable(self._pairs(joined, np.array(starts)))):
            at = pair >> _BITS
            for literal in self._by_gram[pair & _MASK]:
                if sizes[at] <= self._longest[literal] and literal in lines[at]:
                    yield literal, at

    def _pairs(self, joined: str, starts: npt.NDArray[np.int64]) -> Iterator[list[int]]:
        """Lines and the four characters that a literal may stand by, as one number, for a stretch of text at a time."""
        for start in range(0, len(joined), _STRETCH):
            text = joined[start : start + _STRETCH + _GRAM - 1]
            points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint16)
            grams = np.zeros(max(len(points) - _GRAM + 1, 0), np.uint16)
            for i, factor in enumerate(_FACTORS):
                grams += points[i : i + len(grams)] * np.uint16(factor)
            places = np.flatnonzero(self._wanted.take(grams))
            lines = np.searchsorted(starts, places + start, "right") - 1
            yield (lines << _BITS | grams[places]).tolist()


def _rarest(text: str) -> int:
    """The four characters of a text that are likely to be in the fewest others, as `Literals` counts them."""
    grams = (text[at : at + _GRAM] for at in range(len(text) - _GRAM + 1))
    rarest = min(grams, key=lambda gram: sum(char in _COMMON for char in gram))
    return sum(ord(char) * factor for char, factor in zip(rarest, _FACTORS, strict=True)) & _MASK
