"""The link that posted news came from: "Source: https://…" at the end of a post."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import tomli

from forumclean.values.document import PostHead

__all__ = ["source_link", "with_sources"]


def with_sources(heads: tuple[PostHead, ...], lines: Sequence[str], posts: Sequence[int]) -> tuple[PostHead, ...]:
    """Return the heads with ``source_url`` where a line of the post names one; the last such line counts."""
    links: dict[int, str] = {}
    for line, post in zip(lines, posts, strict=True):
        if "://" in line and (link := source_link(line)):
            links[post] = link
    if not links:
        return heads
    return tuple(replace(head, source_url=links.get(n)) for n, head in enumerate(heads))


def source_link(line: str) -> str | None:
    """The link of a line that says where a text is from.

    >>> source_link("Source: https://example.org/a."), source_link("See https://example.org/a")
    ('https://example.org/a', None)
    """
    found = _pattern().fullmatch(line.strip())
    return found[1].rstrip(".,;)") if found else None


@cache
def _pattern() -> re.Pattern[str]:
    data = tomli.loads((Path(__file__).parent / "source.toml").read_text("utf-8"))
    words = "|".join(re.escape(word) for word in data["words"])
    return re.compile(rf"[\[(]?(?:{words})\s*[:：-]?\s*(?:[^:]{{0,60}}?[\s:])?(https?://\S+?)[\])]?", re.I)
