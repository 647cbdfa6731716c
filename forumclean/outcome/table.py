"""A plain table for a terminal or a log: columns as wide as they need, the last one cut where it is asked for."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

__all__ = ["render_table"]

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
    widths = [max(_width(line[i]) for line in lines) for i in range(len(head) - 1)]
    return "\n".join("  ".join([*map(_padded, line, widths), line[-1]]).rstrip() for line in lines)


def _padded(cell: str, width: int) -> str:
    return cell + " " * (width - _width(cell))


def _on_a_line(text: str, width: int | None) -> str:
    text = "".join(char if char.isprintable() else " " for char in " ".join(text.split()))
    return text if width is None or len(text) <= width else text[: width - 1] + "…"


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
