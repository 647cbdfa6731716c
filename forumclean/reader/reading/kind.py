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
_WORD = re.compile(r"[^\W\d_a-z]?[^\W\d_A-Z]+|[A-Z]+")
_NEAR = 4  # elements around the opening that may be named after it
_ENOUGH = 300  # characters of running text that nobody but the writer of an article puts above comments


def is_forum(view: View) -> bool:
    """True for a page that calls itself a thread, a topic or a question."""
    return any(_says(text) for text in _said_by(view))


def _says(text: str) -> bool:
    return not words().thread.isdisjoint(map(str.lower, _WORD.findall(text)))


def is_article(view: View, opening: Element, prose: int, *, outweighs: bool = False) -> bool:
    """True when what stands above comments is an article, not the opening of a thread.

    Args:
        view: the page.
        opening: the element that stands above them.
        prose: its running text.
        outweighs: it is the main text of the page, and they are not.
    """
    around = [opening, *opening.iterancestors()]
    names = [f"{el.get('class') or ''} {el.get('id') or ''} {el.get('itemtype') or ''}" for el in around]
    if is_forum(view) or any(map(_says, names)):
        return False
    is_named = any(words().article.search(name.lower()) for name in names[:_NEAR])
    return outweighs or is_named or prose >= _ENOUGH or _meta(view, "og:type") == "article"


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
