"""Nesting: which post answers which, where the page shows it by how it nests or indents them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from forumclean.reader.article.names import words_of
from forumclean.values.document import PostHead

__all__ = ["answered", "nested"]

Element = Any

_DEPTH = re.compile(r"(?<![^\W_])(?:depth|level|lvl|indent|nesting|tier)[-_]?(\d{1,2})(?!\d)", re.I)
_ATTRIBUTES = ("data-depth", "data-level", "data-indent", "data-nesting", "aria-level")
_BRANCHES = frozenset(
    ("children", "replies", "nested", "subcomments", "subreplies", "responses", "descendants", "childcomments")
)
_LISTS = frozenset(("ul", "ol"))
_WIDEST = 2  # elements around a post that may say how deep it is
_DEEPEST = 200  # elements around a post that are looked at


def answered(elements: Sequence[Element]) -> list[int | None]:
    """For each post the one that it answers: the one around it, or the last before it that stands less deep.

    >>> from lxml import etree
    >>> page = etree.fromstring("<ul><li id='a'><p/><ul><li id='b'/></ul></li><li id='c'/></ul>")
    >>> answered(page.findall(".//li"))
    [None, 0, None]
    """
    around = _around(elements)
    if any(parent is not None for parent in around):
        return around
    for depths in ([_named_depth(el) for el in elements], [_branches(el) for el in elements]):
        known = [depth for depth in depths if depth is not None]
        if len(known) == len(elements) > 1:
            # The opening often stands apart from the replies: that alone nests none of them.
            known[0] = max(known[0], min(known[1:]))
            if len(set(known)) > 1:
                return _before(known)
    return [None] * len(elements)


def nested(heads: Sequence[PostHead], elements: Sequence[Element]) -> list[PostHead]:
    """The heads with parent and depth; data that says so itself is left alone."""
    if len(heads) < 2 or any(head.parent is not None for head in heads):
        return list(heads)
    found: list[PostHead] = []
    for head, parent in zip(heads, answered(elements), strict=True):
        depth = 0 if parent is None else found[parent].depth + 1
        found.append(replace(head, parent=parent, depth=depth))
    return found


def _around(elements: Sequence[Element]) -> list[int | None]:
    number = {el: n for n, el in enumerate(elements)}
    found = [next((number[el] for el in post.iterancestors() if el in number), None) for post in elements]
    # An element around all others is the page's, and not a post that they all answer.
    if found[:1] == [None] and len(found) > 2 and all(parent is not None for parent in found[1:]):
        found = [None if parent == 0 else parent for parent in found]
    return [parent if parent is None or parent < n else None for n, parent in enumerate(found)]


def _named_depth(post: Element) -> int | None:
    """How deep a post says that it stands: itself, or an element close around it."""
    for _, el in zip(range(_WIDEST), (post, *post.iterancestors()), strict=False):
        for name in _ATTRIBUTES:
            if (value := el.get(name)) and value.isdecimal() and len(value) < 3:
                return int(value)
        if named := _DEPTH.search(el.get("class") or ""):
            return int(named[1])
    return None


def _branches(post: Element) -> int:
    """How many lists, or boxes called replies, a post stands in."""
    count = 0
    for _, el in zip(range(_DEEPEST), post.iterancestors(), strict=False):
        name = el.get("class")
        count += el.tag in _LISTS or (name is not None and not _BRANCHES.isdisjoint(words_of(name)))
    return count


def _before(depths: Sequence[int]) -> list[int | None]:
    """For each the last before it that stands less deep."""
    found: list[int | None] = []
    open_posts: list[int] = []
    for n, depth in enumerate(depths):
        while open_posts and depths[open_posts[-1]] >= depth:
            open_posts.pop()
        found.append(open_posts[-1] if open_posts else None)
        open_posts.append(n)
    return found
