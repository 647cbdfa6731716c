"""Nesting: how deep in lists and quotes a place of a page's source stands, and in which row of a table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

__all__ = ["Place", "places"]

_TAG = re.compile(r"<(/?)(ul|ol|li|tr|blockquote)\b([^<>]*)>", re.I)
_NUMBER = {name: re.compile(rf"\b{name}\s*=\s*[\"']?(\d{{1,9}})\b", re.I) for name in ("start", "value")}


class Place(NamedTuple):
    """Where a piece of a page stands.

    Attributes:
        depth: lists around it.
        mark: what its item begins with, such as ``-`` or ``3.``; "" in no list.
        opens: whether it is the first piece of its item.
        row: number of its row, among all rows of the page.
        quotes: quotes around it.
    """

    depth: int = 0
    mark: str = ""
    opens: bool = True
    row: int = 0
    quotes: int = 0


@dataclass(slots=True)
class _Open:
    """A list that is open: the number of its next item, None where it has none, and the item that was begun."""

    number: int | None
    mark: str = "-"
    is_new: bool = True


def places(markup: str, starts: Iterable[int]) -> Iterator[Place]:
    """Yield the place of each start, in order; tags that nobody closed end with what is around them.

    >>> [(at.depth, at.mark) for at in places("<ul><li>a<ol start=3><li>b</ol></ul>", [8, 25])]
    [(1, '-'), (2, '3.')]
    """
    lists: list[_Open] = []
    row = quotes = at = 0
    for start in starts:
        for tag in _TAG.finditer(markup, at, max(at, start)):
            name, is_end = tag[2].lower(), bool(tag[1])
            if name == "tr":
                row += not is_end
            elif name == "blockquote":
                quotes = max(0, quotes - 1) if is_end else quotes + 1
            elif name == "li":
                if lists and not is_end:
                    _begin(lists[-1], tag[3])
            elif is_end:
                del lists[-1:]
            else:
                lists.append(_Open((_number(tag[3], "start") or 1) if name == "ol" else None))
        at = max(at, start)
        yield (
            Place(len(lists), lists[-1].mark, lists[-1].is_new, row, quotes)
            if lists
            else Place(0, "", True, row, quotes)
        )
        if lists:
            lists[-1].is_new = False


def _begin(outer: _Open, attributes: str) -> None:
    outer.is_new = True
    if outer.number is not None:
        number = _number(attributes, "value")
        outer.number = outer.number if number is None else number
        outer.mark = f"{outer.number}."
        outer.number = min(outer.number + 1, 999_999_999)


def _number(attributes: str, name: str) -> int | None:
    found = _NUMBER[name].search(attributes)
    return int(found[1]) if found else None
