"""Lines of a mail: what stands on each, how deep it is quoted, and whether a blank line comes before it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

__all__ = ["HIDDEN", "QUOTES", "Line", "lines_of", "visible"]

QUOTES = (">", "＞")
_QUOTED = re.compile(r"(?:[>＞]\s{0,2})+")
# Marks of direction and joiners, which programs set around names.
_INVISIBLE = dict.fromkeys((*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xAD, 0xFEFF))
HIDDEN = tuple(map(chr, _INVISIBLE))
_HIDDEN = re.compile(f"[{''.join(HIDDEN)}]")


class Line(NamedTuple):
    """A line that shows something.

    Attributes:
        text: without the marks of quoting, and trimmed; it may be empty.
        depth: how many marks there are.
        apart: a blank line stands before it, or a quoted one that is empty.
    """

    text: str
    depth: int
    apart: bool


def visible(text: str) -> str:
    """A text without the marks of direction and joiners in it."""
    return text if text.isascii() or not _HIDDEN.search(text) else text.translate(_INVISIBLE)


def lines_of(texts: Sequence[str], breaks: Sequence[int]) -> list[Line]:
    r"""Read the marks of quoting off each line.

    >>> lines_of(["On Monday:", "> > Rain.", ">", "> Sun."], [0, 2, 1, 1])[2:]
    [Line(text='', depth=1, apart=False), Line(text='Sun.', depth=1, apart=True)]
    """
    lines: list[Line] = []
    for text, gap in zip(texts, breaks, strict=True):
        marks = _QUOTED.match(text)
        depth = 0 if marks is None else sum(map(marks[0].count, ">＞"))
        rest = visible((text[marks.end() :] if marks else text).strip()).strip()
        lines.append(Line(rest, depth, gap > 1 or bool(lines and not lines[-1].text)))
    return lines
