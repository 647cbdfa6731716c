"""Tables: the column in which each cell stands, beside cells that reach down from the rows above."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Any

from forumclean.reader.page.markup import BLOCK, LINE, TAGS

__all__ = ["Grid", "is_one_line", "row_text"]

Element = Any

_WIDEST = 100  # the most columns that a cell is believed to take, and the last that is kept free below one
_ENDLESS = 1 << 16  # more rows than a cell may take
_HEADS = 50  # of a table that are looked at


class Grid:
    """Places of cells, asked for in the order of the page. Tables stand in cells of others too.

    >>> from lxml import etree
    >>> table = etree.fromstring('<table><tr><td rowspan="2"/><td/></tr><tr><td/></tr></table>')
    >>> grid = Grid()
    >>> for row in table:
    ...     grid.begin(row)
    ...     print([grid.place(cell) for cell in row])
    [(0, 0), (1, 1)]
    [(1, 1)]
    """

    def __init__(self) -> None:
        self._last: dict[Element, tuple[int, int]] = {}  # row -> its last cell, the first free column
        self._taken: dict[Element, dict[int, int]] = {}  # rows that go together -> column -> rows for which it is taken
        self._headed: dict[Element, bool] = {}

    def begin(self, row: Element) -> None:
        """Begin a row, of cells or of nothing."""
        group = row.getparent()
        if taken := self._taken.get(group):
            self._taken[group] = {column: rows - 1 for column, rows in taken.items() if rows > 1}

    def place(self, cell: Element) -> tuple[int, int]:
        """The column of a cell, and how far that is from the cell before it, or from the beginning of the row."""
        row = cell.getparent()
        (before, column), taken = self._last.get(row, (0, 0)), self._taken.get(row.getparent(), {})
        while column in taken:
            column += 1
        after = column + min(_number(cell.get("colspan")), _WIDEST)
        self._last[row] = column, after
        rows = _ENDLESS if cell.get("rowspan") == "0" else _number(cell.get("rowspan"))
        if rows > 1 and after <= _WIDEST:
            self._taken[row.getparent()] = taken | dict.fromkeys(range(column, after), rows)
        return column, column - before

    def is_headed(self, cell: Element) -> bool:
        """True in a table with heads: where a cell stands says what it means."""
        group = cell.getparent().getparent()
        if group not in self._headed:
            self._headed[group] = group is not None and _has_heads(group)
        return self._headed[group]


def is_one_line(el: Element) -> bool:
    """True for the only block in a cell, with a line of text: the cell might as well hold the text itself.

    >>> from lxml import etree
    >>> [is_one_line(cell[0]) for cell in etree.fromstring("<tr><td><p>4</p></td><td>a<p>4</p></td></tr>")]
    [True, False]
    """
    cell = el.getparent()
    if len(cell) != 1 or _says(cell.text) or _says(el.tail):
        return False
    return all(TAGS.get(inner.tag, 0) & (BLOCK | LINE) == 0 for inner in el.iterdescendants())


def row_text(cells: Sequence[str], *, headed: bool) -> str:
    """The cells of a row; an empty one keeps its place beside others, and one alone keeps its own below heads."""
    return "\t".join(cells).rstrip("\t") if headed or sum(map(bool, cells)) > 1 else "".join(cells)


def _says(text: str | None) -> bool:
    return text is not None and not text.isspace()


def _number(said: str | None) -> int:
    """How many columns or rows a cell takes."""
    return max(int(said), 1) if said and said.isdecimal() and len(said) < 6 else 1


def _has_heads(group: Element) -> bool:
    table = group if group.tag == "table" else group.getparent()
    return table is not None and any(_table_of(head) is table for head in islice(table.iter("th"), _HEADS))


def _table_of(el: Element) -> Element:
    return next(el.iterancestors("table"), None)
