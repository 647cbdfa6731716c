"""Hacker News: an item with its children as Algolia has it, its hits, and items as Firebase has them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from forumclean.reader.data.posts import DataPost, DataThread, list_in, moment_of, text_in
from forumclean.values.document import PostHead

__all__ = ["hackernews_thread"]

_SITE = "https://news.ycombinator.com"
_TYPES = ("story", "comment", "job", "poll", "pollopt")


def hackernews_thread(data: object, _url: str | None) -> DataThread | None:
    """The posts of a thread, each before its answers; None when the data is none.

    >>> answer = {"id": 2, "type": "comment", "author": "ann", "text": "Rain.", "parent_id": 1}
    >>> story = {"id": 1, "type": "story", "author": "bo", "title": "Weather", "children": [answer]}
    >>> [post.head.author for post in hackernews_thread(story, None).posts]
    ['bo', 'ann']
    """
    found = list(_items(data))
    titles = (text_in(item, "title", "story_title") for item in found)
    posts = [_post(item) for item in found]
    if not any(post.body or post.head.title_line for post in posts):
        return None
    here = {str(post.key) for post in posts}
    missing = sum(str(kid) not in here for item in found for kid in list_in(item, "kids"))
    return DataThread(posts, next((title for title in titles if title), None), missing)


def _items(data: object) -> Iterator[dict[str, Any]]:
    """Items depth first; a loop, because answers nest as deep as somebody likes."""
    hits = list_in(data, "hits")
    waiting = list(reversed(data if isinstance(data, list) else hits or [data]))
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            if _is_item(item):
                yield item
            waiting += reversed(list_in(item, "children"))


def _is_item(item: dict[str, Any]) -> bool:
    if "objectID" in item:
        return "author" in item and "created_at_i" in item
    return item.get("type") in _TYPES and type(item.get("id")) is int and ("author" in item or "by" in item)


def _post(item: dict[str, Any]) -> DataPost:
    author, key = text_in(item, "author", "by"), str(item.get("objectID") or item.get("id"))
    moment = moment_of(item.get("created_at_i", item.get("time"))) or moment_of(item.get("created_at"))
    head = PostHead(
        author=author,
        author_url=f"{_SITE}/user?id={author}" if author else None,
        date=moment,
        date_text=text_in(item, "created_at") or (moment.isoformat() if moment else None),
        url=f"{_SITE}/item?id={key}",
        title_line=text_in(item, "title"),
        source_url=text_in(item, "url"),
    )
    body = text_in(item, "text", "comment_text", "story_text") or ""
    parent = item.get("parent_id", item.get("parent"))
    return DataPost(head, body, key, str(parent) if type(parent) is int else None)
