"""CSV with a header line; .tsv is apart by tabs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from forumclean.bulk.inputs.base import Raw, Refused
from forumclean.bulk.inputs.base import named_by as names
from forumclean.bulk.inputs.streams import Stream, stem_of
from forumclean.bulk.options import Options
from forumclean.errors import InputError

__all__ = ["fields", "names", "read"]


def read(stream: Stream, options: Options) -> Iterator[Raw]:
    """Yield a pair of header and row for each row; its number is the line that it begins on."""
    # Bytes that are no UTF-8 come through as lone surrogates, so that they cost one row and not the run.
    text = io.TextIOWrapper(stream.open(), encoding="utf-8-sig", errors="surrogateescape", newline="")
    limit_of_others = csv.field_size_limit(options.record_bytes)
    try:
        yield from _rows(text, "\t" if stem_of(stream.path).suffix.lower() == ".tsv" else ",")
    finally:
        csv.field_size_limit(limit_of_others)
        text.detach()


def _rows(text: io.TextIOWrapper, delimiter: str) -> Iterator[Raw]:
    rows = csv.reader(text, delimiter=delimiter)
    header = next(rows, None)
    while header is not None:
        number = rows.line_num + 1
        try:
            row = next(rows, None)
        except csv.Error as error:
            yield Raw(number, Refused(f"not CSV: {error}"), 0)
            continue
        if row is None:
            return
        if row:
            yield Raw(number, (header, row), sum(map(len, row)))


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
