"""Pieces of Markdown that hold any text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

__all__ = ["code", "fence", "table"]

_TICKS = re.compile(r"`+")


def fence(text: str, language: str = "text") -> str:
    """Return a block of code around any text, backticks and all.

    >>> print(fence("a"))
    ```text
    a
    ```
    """
    longest = max((len(run) for run in _TICKS.findall(text)), default=0)
    ticks = "`" * max(3, longest + 1)
    return f"{ticks}{language}\n{text}\n{ticks}"


def code(text: str) -> str:
    """Return a piece of code inside a line; a bar in it would end a table's cell.

    >>> code("a")
    '`a`'
    """
    longest = max((len(run) for run in _TICKS.findall(text)), default=0)
    ticks, gap = "`" * (longest + 1), " " if longest else ""
    return f"{ticks}{gap}{text}{gap}{ticks}".replace("|", "\\|")


def table(rows: Mapping[str, str] | Iterable[tuple[str, ...]], *, head: tuple[str, ...] = ("what", "said")) -> str:
    """Return a table; empty values of a mapping go without a row.

    >>> print(table({"kind": "control", "where": ""}))
    | what | said |
    | --- | --- |
    | kind | control |
    """
    lines = [(name, said) for name, said in rows.items() if said] if isinstance(rows, Mapping) else list(rows)
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, tuple("---" for _ in head), *lines))
