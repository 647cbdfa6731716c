"""Names: who posts in a document, as its own lines show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from forumclean.values.marks import Reading

__all__ = ["names_in"]

# A name has at most so many words and characters.
_WORDS, _CHARS = 4, 30


def names_in(readings: Sequence[Reading]) -> frozenset[str]:
    """Return the names that the lines of a document give away.

    A name stands where a phrase leaves room for one ("Ann said"); or it is what a rank or a label of a user card leaves
    over in its line, if it comes back in another line.

    >>> card = Reading(size=23, sure=12, left=("Sixteen Tons",), rules=(7,))
    >>> alone = Reading(size=11, left=("Sixteen Tons",))
    >>> sorted(names_in([Reading(size=3, left=("Ann",), names=("Bob",)), card, alone]))
    ['Bob', 'Sixteen Tons']
    """
    names = {name for reading in readings for name in reading.names}
    cards = {reading.left[0] for reading in readings if reading.sure and len(reading.left) == 1}
    if cards:
        runs = Counter(run for reading in readings for run in reading.left if run in cards)
        names.update(run for run, count in runs.items() if count > 1)
    return frozenset(name for name in names if len(name) <= _CHARS and name.count(" ") < _WORDS)
