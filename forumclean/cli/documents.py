"""Results as JSON, in pieces, as they come."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

__all__ = ["as_document", "as_lines"]


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
