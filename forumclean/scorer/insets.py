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
# A table has so many columns, two being what a card beside a post has too, and so many rows, with its head. Then one in
# so many of its cells may be a word of a menu.
_COLUMNS, _ROWS, _ODD = range(3, 9), 3, 4


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
    times: Counter[str] = Counter()
    fence = len(lines)
    for block, line in enumerate(lines):
        if not is_body[block] or not (is_sentence(line) or len(line) >= _LONG):
            continue
        run = range(fence + 1, block)
        fence = block
        if len(run) < _LINES:
            continue
        odd = [row for row in run if not _is_plain(lines[row], row, marks)]
        is_told = len(odd) <= len(run) // _ODD and all(row in marks.hints for row in odd)
        if not odd or (is_told and _is_grid([lines[row] for row in run])):
            times = times or Counter(lines)
            here = Counter(lines[row] for row in run)
            if all(times[row] == count for row, count in here.items()):
                yield run


def _is_grid(cells: Sequence[str]) -> bool:
    """Tell whether lines are the rows of a table, a cell each: a column below its head is of numbers, the first is not.

    >>> _is_grid(["Wheel", "Teeth", "Year", "First", "48", "1811", "Last", "12", "1902"]), _is_grid(["Posts", "12"] * 4)
    (True, False)
    """
    for width in _COLUMNS:
        if len(cells) % width == 0 and len(cells) >= _ROWS * width:
            columns = [cells[start::width] for start in range(width)]
            numbers = [[any(map(str.isdigit, cell)) for cell in column] for column in columns]
            if not any(numbers[0]) and any(not head and all(below) for head, *below in numbers[1:]):
                return True
    return False


def _is_plain(line: str, block: int, marks: Marks) -> bool:
    """Tell whether a line is short and no rule speaks of it with any weight."""
    if len(line) > _SHORT or block in marks.drops or block in marks.named:
        return False
    return block not in marks.hints or marks.hints[block].weight <= _WEAK
