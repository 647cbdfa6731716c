"""Insets: rows of a table, entries of a list, verses: short lines that stand between the sentences of one post."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from forumclean.values.marks import Marks
from forumclean.values.sentence import is_sentence

__all__ = ["insets"]

# An inset has so many lines at least, of so many characters at most; prose has a stop, or so many characters at least.
_LINES, _SHORT, _LONG = 5, 40, 80
# A bare number is hinted at with this weight; what is hinted at more strongly speaks for a frame.
_WEAK = 1.0


def insets(lines: Sequence[str], is_body: Sequence[bool], marks: Marks) -> Iterator[range]:
    """Find the runs of short lines, prose of the body before and after, that nothing shows to be of a frame.

    What is printed round posts gives itself away by one line in a run of it: a rule knows it, it is the name of
    somebody, or it stands elsewhere in the document as well.

    >>> prose = "The last boats of the harbour were built before the war, and three are left."
    >>> boats = "Heron", "1971", "Kittiwake", "1984", "Osprey"
    >>> list(insets([prose, *boats, prose], [True, *[False] * 5, True], Marks()))
    [range(1, 6)]
    >>> list(insets([prose, *boats, prose, "Heron"], [True, *[False] * 5, True, False], Marks()))
    []
    """
    times = Counter(lines)
    fence = len(lines)
    for block, line in enumerate(lines):
        if not is_body[block] or not (is_sentence(line) or len(line) >= _LONG):
            continue
        run = range(fence + 1, block)
        fence = block
        if len(run) >= _LINES and all(_is_plain(lines[row], row, marks) for row in run):
            here = Counter(lines[row] for row in run)
            if all(times[row] == count for row, count in here.items()):
                yield run


def _is_plain(line: str, block: int, marks: Marks) -> bool:
    """Tell whether a line is short and no rule speaks of it with any weight."""
    if len(line) > _SHORT or block in marks.drops or block in marks.named:
        return False
    return block not in marks.hints or marks.hints[block].weight <= _WEAK
