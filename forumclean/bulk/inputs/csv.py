"""CSV with a header line, which shows what is between the fields."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from itertools import chain
from typing import Any

from forumclean.bulk.inputs.base import Raw, Refused
from forumclean.bulk.inputs.base import named_by as names
from forumclean.bulk.inputs.streams import Stream, stem_of
from forumclean.bulk.options import Options
from forumclean.errors import InputError

__all__ = ["fields", "names", "read"]

_DELIMITERS = ",;\t|"
# What Excel writes before the header.
_SAID = re.compile(r"sep=(.)\r?\n?", re.I | re.S)


def read(stream: Stream, options: Options) -> Iterator[Raw]:
    """Yield a pair of header and row for each row; its number is the line that it begins on."""
    # Bytes that are no UTF-8 come through as lone surrogates, so that they cost one row and not the run.
    text = io.TextIOWrapper(stream.open(), encoding="utf-8-sig", errors="surrogateescape", newline="")
    limit_of_others = csv.field_size_limit(options.record_bytes)
    try:
        yield from _rows(_lines(text, stream), stem_of(stream.path).suffix.lower(), options)
    finally:
        csv.field_size_limit(limit_of_others)
        text.detach()


def _lines(text: io.TextIOWrapper, stream: Stream) -> Iterator[str]:
    """The lines, without one that is cut off: it would pass for a row."""
    for line in text:
        if not line.endswith(("\n", "\r")):
            stream.check()
        yield line
    stream.check()


def _rows(lines: Iterator[str], suffix: str, options: Options) -> Iterator[Raw]:
    first = next(lines, "")
    said = _SAID.fullmatch(first)
    delimiter = options.delimiter or (said[1] if said else _delimiter(first, suffix, options.text_field))
    rows = csv.reader(lines if said else chain((first,), lines), delimiter=delimiter)
    header = next(rows, None)
    while header is not None:
        number = rows.line_num + 1 + bool(said)
        try:
            row = next(rows, None)
        except csv.Error as error:
            yield Raw(number, Refused(f"not CSV: {error}"), 0)
            continue
        if row is None:
            return
        if row:
            yield Raw(number, (header, row), sum(map(len, row)))


def _delimiter(header: str, suffix: str, text_field: str) -> str:
    """What is between the fields: what makes the text field one of them, then what makes the most of them."""
    usual = "\t" if suffix == ".tsv" else ","
    fields = {mark: next(csv.reader([header], delimiter=mark), []) for mark in _DELIMITERS}
    return max(_DELIMITERS, key=lambda mark: (text_field in fields[mark], len(fields[mark]), mark == usual))


def fields(data: Any) -> dict[str, Any]:
    """Return a row by the names of the header."""
    header, row = data
    if len(row) != len(header):
        raise InputError(f"the row has {len(row)} columns, the header {len(header)}")
    try:
        for cell in row:
            cell.encode("utf-8")
    except UnicodeEncodeError:
        raise InputError("the row is not UTF-8") from None
    return dict(zip(header, row, strict=True))
