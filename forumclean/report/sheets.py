"""Sheets: of a result, and of what was written of one earlier."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from forumclean.errors import InputError
from forumclean.outcome.forms.sheet import Sheet
from forumclean.values.model import Kind, Label, Paragraph

__all__ = ["saved_sheet", "saved_sheets"]


def saved_sheets(lines: Iterable[str], *, file: str) -> dict[str, Sheet]:
    r"""Read the results that ``clean --format jsonl`` or ``bulk --detail full`` wrote, by the name of their input.

    Args:
        lines: of the file.
        file: its name, for messages.

    Raises:
        InputError: a line is no such result.

    >>> line = '{"id": "7", "paragraphs": [], "title": "News", "warnings": [], "suspicious": false, "ruleset": "1"}'
    >>> saved_sheets([line], file="old.jsonl")["7"].title
    'News'
    """
    sheets: dict[str, Sheet] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            data = json.loads(line)
            name = data["input"] if "input" in data else data["id"]
            sheets[str(name)] = saved_sheet(data)
        except (ValueError, KeyError, TypeError) as error:
            said = f"there is no {error}" if isinstance(error, KeyError) else str(error)
            advice = "write one with 'forumclean clean --format jsonl' or 'forumclean bulk --detail full'"
            raise InputError(f"{file}:{number}: no result with its paragraphs ({said}); {advice}") from None
    return sheets


def saved_sheet(data: Mapping[str, Any]) -> Sheet:
    """Make a sheet of what `Result.to_dict` gave; of the source it has what stands in paragraphs.

    Raises:
        KeyError, ValueError, TypeError: it is no such dict.
    """
    paragraphs = tuple(
        Paragraph(
            str(p["text"]), int(p["start"]), int(p["end"]), Label(p["label"]), Kind(p["kind"]), float(p["score"]),
            str(p["reason"]), p["post"],
        )
        for p in data["paragraphs"]
    )  # fmt: skip
    title = data["title"]
    return Sheet(
        _source(paragraphs), paragraphs, None if title is None else str(title), tuple(map(str, data["warnings"])),
        bool(data["suspicious"]), str(data["ruleset"]), _words(data),
    )  # fmt: skip


def _words(data: Mapping[str, Any]) -> tuple[int, int] | None:
    """What was counted, as `clean` or `bulk` wrote it."""
    if "words_kept" in data:
        return int(data["words_kept"]), int(data["words_removed"])
    if "stats" in data:
        return int(data["stats"]["words"]["kept"]), int(data["stats"]["words"]["removed"])
    return None


def _source(paragraphs: Iterable[Paragraph]) -> str:
    """The source as far as paragraphs tell: what stands between them is white space, of which ends of lines will do."""
    pieces: list[str] = []
    at = 0
    for paragraph in paragraphs:
        if not (at <= paragraph.start and paragraph.start + len(paragraph.text) == paragraph.end):
            raise ValueError("its spans are not in order")
        pieces += ["\n" * min(paragraph.start - at, 2), " " * (paragraph.start - at - 2), paragraph.text]
        at = paragraph.end
    return "".join(pieces)
