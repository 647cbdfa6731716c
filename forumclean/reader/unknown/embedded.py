"""Posts that a page carries as data for its scripts: JSON-LD, Discourse's preloaded store, state of web frameworks.

Only asked when the page shows no posts; nothing that stands in a script is run.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator
from html import unescape
from typing import Any

from lxml import etree

from forumclean.dates.machine import machine_date
from forumclean.dates.reading import read_date
from forumclean.reader.engines.thread import FoundPost
from forumclean.values.document import PostHead

__all__ = ["embedded_posts"]

Element = Any

_TEXT_KEYS = ("cooked", "contentHtml", "articleBody", "content", "text", "body", "message", "rendered")
_AUTHOR_KEYS = ("username", "display_username", "author", "user", "creator", "displayName", "name")
_DATE_KEYS = ("created_at", "createdAt", "datePublished", "dateCreated", "published", "timestampISO", "timestamp")
_NUMBER_KEYS = ("post_number", "position", "index", "number")
_URL_KEYS = ("url", "@id", "permalink")
_DEEPEST = 24
_MOST_VALUES = 200_000
_FEW = 20  # characters that make a post


def embedded_posts(root: Element) -> list[FoundPost]:
    """Posts from the data of a page, the fullest set that one of its stores holds.

    Args:
        root: the parsed page.
    """
    best: list[FoundPost] = []
    for store in _stores(root):
        found = [post for value in _objects(store) if (post := _post(value))]
        if _size(found) > _size(best):
            best = found
    return best


def _size(posts: list[FoundPost]) -> int:
    return sum(len("".join(post.body.itertext())) for post in posts)


def _stores(root: Element) -> Iterator[Any]:
    """Every JSON value that the page holds in a script or a data attribute."""
    for script in root.iter("script"):
        if (script.get("type") or "").endswith("json") and script.text:
            yield _load(script.text)
    for el in root.iter("div", "discourse-assets-json", "meta"):
        if value := el.get("data-preloaded"):
            yield _load(value)


def _load(text: str) -> Any:
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _objects(store: Any) -> Iterator[dict[str, Any]]:
    """Objects of a store, outer ones first, in order; strings that are JSON themselves are opened."""
    queue = deque([(store, 0)])
    for _ in range(_MOST_VALUES):
        if not queue:
            return
        value, depth = queue.popleft()
        if isinstance(value, str) and value[:1] in ("{", "[") and depth < 3:
            value = _load(value)
        if isinstance(value, dict):
            yield value
        if depth < _DEEPEST and isinstance(value, (dict, list)):
            inner = value.values() if isinstance(value, dict) else value
            queue.extend((item, depth + 1) for item in inner)


def _post(value: dict[str, Any]) -> FoundPost | None:
    """An object with text, author and date as a post."""
    text = next((value[key] for key in _TEXT_KEYS if isinstance(value.get(key), str)), "")
    author = next((name for key in _AUTHOR_KEYS if (name := _name(value.get(key)))), None)
    stamp = next((str(value[key]) for key in _DATE_KEYS if isinstance(value.get(key), (str, int))), None)
    if len(text) < _FEW or author is None or stamp is None:
        return None
    body = _body(text)
    number = next((value[key] for key in _NUMBER_KEYS if type(value.get(key)) is int), None)
    url = next((value[key] for key in _URL_KEYS if isinstance(value.get(key), str)), None)
    moment = machine_date(stamp)
    head = PostHead(number=number, author=author, date=moment, date_text=stamp, url=url)
    return FoundPost(lambda: (head, None if moment else read_date(stamp)), body, body)


def _name(value: Any) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = next(
            (value[key] for key in ("name", "username", "displayname") if isinstance(value.get(key), str)), None
        )
    return value if isinstance(value, str) and value else None


def _body(text: str) -> Element:
    """A post's text as an element: its own markup, or its lines as paragraphs."""
    if "<" in text and ">" in text:
        parser = etree.HTMLParser(remove_comments=True, remove_pis=True, huge_tree=True, encoding="utf-8")
        tree = etree.fromstring(f"<div>{text}</div>".encode("utf-8", "replace"), parser)
        if tree is not None:
            return tree
    body = etree.Element("div")
    for line in unescape(text).splitlines():
        if line.strip():
            etree.SubElement(body, "p").text = "".join(char for char in line if char.isprintable())
    return body
