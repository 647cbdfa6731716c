"""Types of carried fields, found while records are written, so that Parquet has one type a column."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

__all__ = ["Column", "column_of", "wider"]


class Column(StrEnum):
    """What a carried field holds; ``json`` is what no other holds, or a mix, as text."""

    NULL = "null"
    BOOL = "bool"
    INT = "int"
    FLOAT = "float"
    STRING = "string"
    JSON = "json"


_COLUMNS = {type(None): Column.NULL, bool: Column.BOOL, int: Column.INT, float: Column.FLOAT, str: Column.STRING}
_INT64 = 1 << 63


def column_of(value: Any) -> Column:
    """Return the type of one value.

    >>> column_of(3), column_of([3])
    (<Column.INT: 'int'>, <Column.JSON: 'json'>)
    """
    if type(value) is int and not -_INT64 <= value < _INT64:
        return Column.JSON
    return _COLUMNS.get(type(value), Column.JSON)


def wider(a: Column, b: Column) -> Column:
    """Return the type that holds the values of both.

    >>> wider(Column.NULL, Column.INT), wider(Column.INT, Column.FLOAT), wider(Column.INT, Column.STRING)
    (<Column.INT: 'int'>, <Column.FLOAT: 'float'>, <Column.JSON: 'json'>)
    """
    if a is b or b is Column.NULL:
        return a
    if a is Column.NULL:
        return b
    return Column.FLOAT if {a, b} == {Column.INT, Column.FLOAT} else Column.JSON
