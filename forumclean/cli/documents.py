"""Results as JSON or CSV, in pieces, as they come."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import Any

__all__ = ["as_document", "as_lines", "as_rows"]

_COLUMNS = (
    "input", "text", "title", "prefix", "engine", "suspicious", "warnings", "words_kept", "words_removed", "ruleset",
)  # fmt: skip


def as_lines(entries: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Yield a line of JSON for each entry."""
    for entry in entries:
        yield json.dumps(entry, ensure_ascii=False) + "\n"


def as_document(entries: Iterable[dict[str, Any]], *, many: bool) -> Iterator[str]:
    """Yield the pieces of one JSON document: a list where there may be many entries. No entry is no piece."""
    before = "[\n  " if many else ""
    for entry in entries:
        whole = json.dumps(entry, ensure_ascii=False, indent=2)
        yield before + (whole.replace("\n", "\n  ") if many else whole)
        before = ",\n  "
    if before == ",\n  ":
        yield "\n]\n" if many else "\n"


def as_rows(entries: Iterable[tuple[str, dict[str, Any]]]) -> Iterator[str]:
    r"""Yield CSV: a row of names, then one for each name and record. No record is no piece.

    >>> record = dict.fromkeys(_COLUMNS, 1) | {"text": "two, and", "warnings": ["one", "two"]}
    >>> list(as_rows([("a.txt", record)]))[1]
    'a.txt,"two, and",1,1,1,1,"one\ntwo",1,1,1\n'
    """
    head = [",".join(_COLUMNS) + "\n"]
    for name, record in entries:
        row = {**record, "input": name, "warnings": "\n".join(record["warnings"])}
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerow([row[column] for column in _COLUMNS])
        yield from (*head, out.getvalue())
        head = []
