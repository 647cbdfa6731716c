"""What a page tells programs of the article that it is: JSON-LD and meta elements."""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterator
from functools import cached_property
from typing import Any

__all__ = ["Told", "name_in"]

Element = Any
Fields = dict[str, Any]

_ARTICLE = re.compile(r"(?:Article|Posting|Report|Review|Recipe|HowTo|QAPage|Question|Story)$")
_PAGE = frozenset(("WebPage", "ItemPage", "AboutPage"))
_MOST = 5000  # objects that are looked at
# A comma too many, or a comment, is no reason to leave the rest unread.
_SLIPS = (
    re.compile(r",\s*(?=[}\]])"),
    re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*.*?\*/)|(?:-->|//\s*\]\]>)\s*;?\s*$"),
)


class Told:
    """What a page tells programs of itself, each part read when first asked.

    Args:
        root: the html element.
    """

    def __init__(self, root: Element) -> None:
        self._root = root

    @cached_property
    def articles(self) -> list[Fields]:
        """The objects that describe an article, those that only describe the page last."""
        scripts = filter(_is_linked, self._root.iter("script"))
        found = [value for script in scripts for value in _objects(_load(script.text))]
        articles = [value for value in found if any(_ARTICLE.search(kind) for kind in _kinds(value))]
        return articles + [value for value in found if _PAGE & set(_kinds(value))]

    @cached_property
    def metas(self) -> dict[str, str]:
        """Content of the meta elements by name, in lower case; of two with one name the first counts."""
        found: dict[str, str] = {}
        for meta in self._root.iter("meta"):
            name, content = meta.get("property") or meta.get("name") or meta.get("itemprop"), meta.get("content")
            if name and content and (content := " ".join(content.split())):
                found.setdefault(name.lower(), content)
        return found


def _is_linked(script: Element) -> bool:
    return "ld+json" in (script.get("type") or "") and bool(script.text)


def _load(text: str) -> Any:
    for slip in (None, *_SLIPS):
        text = slip.sub("", text) if slip else text
        try:
            return json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _objects(store: Any) -> Iterator[Fields]:
    queue = deque([store])
    for _ in range(_MOST):
        if not queue:
            return
        value = queue.popleft()
        if isinstance(value, dict):
            yield value
            # What stands in these is about others: comments, other articles.
            queue.extend(
                inner for key, inner in value.items() if key in ("@graph", "mainEntity", "mainEntityOfPage", "hasPart")
            )
        elif isinstance(value, list):
            queue.extend(value)


def _kinds(value: Fields) -> list[str]:
    kinds = value.get("@type")
    return [kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str)]


def name_in(value: Any) -> str | None:
    """The name in a string, an object with a name, or a list of those: names of several are joined.

    >>> name_in([{"@type": "Person", "name": "Ann"}, "Bo"]), name_in({"url": "/ann"})
    ('Ann, Bo', None)
    """
    if isinstance(value, list):
        names = [name for item in value[:5] if (name := name_in(item))]
        return ", ".join(dict.fromkeys(names)) or None
    if isinstance(value, dict):
        return name_in(value.get("name"))
    return " ".join(value.split()) or None if isinstance(value, str) else None
