"""Record: what a pipeline keeps of a result, as plain values in a fixed order and a versioned shape.

The command line, Arrow, Spark, Ray and the rest all write this, so the same input gives the same record everywhere.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from enum import StrEnum
from typing import Any

import msgspec

from forumclean.outcome.result import Result

__all__ = ["FIELDS", "SCHEMA_VERSION", "Detail", "beside", "json_line", "record_of"]

SCHEMA_VERSION = 1
# Every field that a record has at any detail.
FIELDS = frozenset({
    "schema", "id", "text", "title", "prefix", "engine", "suspicious", "warnings", "words_kept", "words_removed",
    "ruleset", "error", "posts", "paragraphs",
})  # fmt: skip


class Detail(StrEnum):
    """How much of a result a record holds.

    ``text``: the article and the counts. ``posts``: also each post with author, date and text. ``full``: also every
    paragraph, body and noise, with its span, label, kind, score and reason.
    """

    TEXT = "text"
    POSTS = "posts"
    FULL = "full"


def record_of(
    result: Result, *, id: str | None = None, detail: Detail = Detail.TEXT, stats: dict[str, Any] | None = None
) -> dict[str, Any]:
    r"""Return a result as a record of schema version `SCHEMA_VERSION`.

    Args:
        result: what `clean` gave back.
        id: what the input is called.
        detail: how much goes into the record.
        stats: what ``result.stats`` gave, for a caller who has it: counting is a tenth of the work.

    Returns:
        ``schema, id, text, title, prefix, engine, suspicious, warnings, words_kept, words_removed, ruleset,
        error``, then ``posts`` and ``paragraphs`` where ``detail`` asks for them. docs/scale.md gives the types.

    >>> import forumclean
    >>> record = record_of(forumclean.clean("Staff member\nThe bridge was opened on Monday."), id="7")
    >>> record["id"], record["text"], record["words_removed"]
    ('7', 'The bridge was opened on Monday.', 2)
    """
    words = (result.stats if stats is None else stats)["words"]
    record: dict[str, Any] = {
        "schema": SCHEMA_VERSION,
        "id": id,
        "text": result.text,
        "title": result.title,
        "prefix": result.prefix,
        "engine": result.engine,
        "suspicious": result.suspicious,
        "warnings": list(result.warnings),
        "words_kept": words["kept"],
        "words_removed": words["removed"],
        "ruleset": result.ruleset,
        "error": None,
    }
    if detail is not Detail.TEXT:
        record["posts"] = [post.to_dict() for post in result.posts]
    if detail is Detail.FULL:
        record["paragraphs"] = [paragraph.to_dict() for paragraph in result.paragraphs]
    return record


def beside(names: Iterable[str], taken: Iterable[str]) -> list[str]:
    """Return names that are free beside those that are taken, in any case: SQL does not tell ``Title`` from ``title``.

    >>> beside(["url", "Title", "input_title"], ["id", "text", "title"])
    ['url', 'input_input_Title', 'input_title']
    """
    free, used = list(map(str, names)), {name.lower() for name in taken}
    clashing: list[int] = []
    for at, name in enumerate(free):  # a name that is free as it is keeps its place before one that has to make room
        if name.lower() in used:
            clashing.append(at)
        used.add(name.lower())
    for at in clashing:
        while free[at].lower() in used:
            free[at] = f"input_{free[at]}"
        used.add(free[at].lower())
    return free


def json_line(record: dict[str, Any]) -> bytes:
    r"""Return a record as one line of JSON in UTF-8, with its line end; lone surrogates are escaped.

    >>> json_line({"id": "7", "title": "Fähre"}).decode()
    '{"id":"7","title":"Fähre"}\n'
    """
    try:
        return msgspec.json.encode(record) + b"\n"
    except UnicodeEncodeError:
        return json.dumps(record, separators=(",", ":")).encode() + b"\n"
