"""Rows in columns that a terminal has room for: what is too wide is folded, not cut."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from forumclean.outcome.table import width_of

__all__ = ["fold", "lay_out"]

_GAP = "  "
_NARROWEST = 12


def lay_out(rows: Sequence[Sequence[str]], width: int) -> Iterator[list[str]]:
    r"""Yield the lines of each row, as wide as they need and together no wider than ``width`` where that can be.

    >>> for lines in lay_out([("id", "why"), ("ad-slot", "A place for an advertisement.")], 27):
    ...     print("\n".join(lines))
    id       why
    ad-slot  A place for an
             advertisement.
    """
    rows = [[" ".join(cell.split()) for cell in row] for row in rows]
    widths = _widths([[width_of(cell) for cell in column] for column in zip(*rows, strict=True)], width)
    for row in rows:
        cells = [fold(cell, room) for cell, room in zip(row, widths, strict=True)]
        height = max(map(len, cells))
        padded = [[*cell, *[""] * (height - len(cell))] for cell in cells]
        yield [
            _GAP.join(part + " " * (room - width_of(part)) for part, room in zip(line, widths, strict=True)).rstrip()
            for line in zip(*padded, strict=True)
        ]


def _widths(columns: Sequence[Sequence[int]], width: int) -> list[int]:
    """The width of each column: the widest gives way first, and none more than it can."""
    widths = [max(column) for column in columns]
    while (over := sum(widths) + len(_GAP) * (len(widths) - 1) - width) > 0 and max(widths) > _NARROWEST:
        widest = widths.index(max(widths))
        second = max([_NARROWEST, *(each for each in widths if each < widths[widest])])
        widths[widest] = max(widths[widest] - over, second)
    return widths


def fold(text: str, width: int) -> list[str]:
    """Break a text into lines: between words, and inside a word only where it is wider than a line.

    >>> fold("the ferry to Quayside", 9), fold("https://quayside.example", 9)
    (['the ferry', 'to', 'Quayside'], ['https://q', 'uayside.e', 'xample'])
    """
    lines = [""]
    for word in text.split():
        if lines[-1] and width_of(lines[-1]) + 1 + width_of(word) <= width:
            lines[-1] += f" {word}"
            continue
        pieces = list(_pieces(word, width))
        lines[-1:] = [lines[-1], *pieces] if lines[-1] else pieces
    return lines


def _pieces(word: str, width: int) -> Iterator[str]:
    """Yield a word in pieces no wider than a line."""
    piece = ""
    for char in word:
        if piece and width_of(piece) + width_of(char) > width:
            yield piece
            piece = ""
        piece += char
    yield piece
