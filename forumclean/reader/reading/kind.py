"""What a page says it is: a thread, or an article with comments under it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from forumclean.reader.reading.proposal import View
from forumclean.reader.unknown.measure import words

__all__ = ["is_article", "is_forum"]

Element = Any

_TYPE = re.compile(rb"""["']@type["']\s*:\s*["'](\w{1,40})["']""")
_WORD = re.compile(r"[^\W\d_]+")
_ENOUGH = 300  # characters of running text that nobody but the writer of an article puts above comments


def is_forum(view: View) -> bool:
    """True for a page that calls itself a thread, a topic or a question."""
    known = words().thread
    return any(not known.isdisjoint(_WORD.findall(text.lower())) for text in _said_by(view))


def is_article(view: View, opening: Element, prose: int) -> bool:
    """True when what stands above comments is an article, not the opening of a thread.

    Args:
        view: the page.
        opening: the element that stands above them.
        prose: its running text.
    """
    if is_forum(view):
        return False
    around = [opening, *opening.iterancestors()]
    names = (f"{el.get('class') or ''} {el.get('id') or ''} {el.get('itemtype') or ''}".lower() for el in around[:4])
    return prose >= _ENOUGH or any(words().article.search(name) for name in names) or _meta(view, "og:type") == "article"


def _said_by(view: View) -> Iterator[str]:
    yield view.body.get("class") or ""
    yield view.body.get("id") or ""
    yield _meta(view, "og:type")
    for name in set(_TYPE.findall(view.page.source)):
        yield name.decode()
    for i in view.measures.items:
        yield view.measures.elements[i].get("itemtype").rpartition("/")[2]


def _meta(view: View, name: str) -> str:
    return next((el.get("content") or "" for el in view.root.iter("meta") if el.get("property") == name), "")
