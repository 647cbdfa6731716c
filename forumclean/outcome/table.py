"""A plain table for a terminal or a log: columns as wide as they need, the last one cut where it is asked for."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

__all__ = ["printable", "render_table", "width_of"]

_LAST_WIDTH = 80


def render_table(head: Sequence[str], rows: Sequence[Sequence[str]], *, width: int | None = _LAST_WIDTH) -> str:
    r"""Lay out rows under a head; wide East Asian characters count two columns.

    Args:
        head: what the columns are called.
        rows: the cells.
        width: of the last column; None: as wide as it needs.

    >>> print(render_table(("kind", "text"), [("quote", "one\ttwo")]))
    kind   text
    quote  one two
    """
    lines = [list(head), *([*row[:-1], _on_a_line(row[-1], width)] for row in rows)]
    widths = [max(width_of(line[i]) for line in lines) for i in range(len(head) - 1)]
    return "\n".join("  ".join([*map(_padded, line, widths), line[-1]]).rstrip() for line in lines)


def _padded(cell: str, width: int) -> str:
    return cell + " " * (width - width_of(cell))


def _on_a_line(text: str, width: int | None) -> str:
    text = printable(" ".join(text.split()))
    return text if width is None or len(text) <= width else text[: width - 1] + "…"


def printable(text: str) -> str:
    r"""Blanks in place of what moves a terminal's cursor or changes its colours.

    >>> printable("a\x1b[2Jb")
    'a [2Jb'
    """
    return "".join(char if char.isprintable() else " " for char in text)


def width_of(text: str) -> int:
    """How many columns of a terminal a text takes.

    >>> width_of("ferry"), width_of("渡輪"), width_of("cafe\u0301")
    (5, 4, 4)
    """
    if text.isascii():
        return len(text)
    return sum(_columns(char) for char in text)


def _columns(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me"):  # stands on the character before it
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
