"""Discourse: the JSON of a topic (`/t/SLUG/ID.json`), of a post (`/posts/ID.json`), of the latest posts."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

from forumclean.reader.data.posts import DataPost, DataThread, dict_in, moment_of, text_in
from forumclean.values.document import PostHead

__all__ = ["discourse_thread"]

# Notes of the software about a topic: closed, moved, pinned.
_SMALL_ACTION = 3


def discourse_thread(data: object, url: str | None) -> DataThread | None:
    """The posts of a topic; None when the data is none.

    >>> post = {"username": "ann", "cooked": "<p>Rain.</p>", "post_number": 1, "created_at": "2024-03-14T09:15:00Z"}
    >>> discourse_thread({"title": "Weather", "post_stream": {"posts": [post]}}, None).posts[0].head.author
    'ann'
    """
    whole = data if isinstance(data, dict) else {}
    stream = dict_in(whole, "post_stream")
    listed = stream.get("posts") or whole.get("latest_posts")
    values = listed if isinstance(listed, list) else [whole]
    found = [value for value in values if _is_post(value)]
    if not found:
        return None
    ids = stream.get("stream")
    missing = len(ids) - len(values) if isinstance(ids, list) else 0
    shown = [value for value in found if value.get("post_type") != _SMALL_ACTION]
    title = text_in(whole, "title", "fancy_title") or text_in(found[0], "topic_title")
    return DataThread([_post(value, whole, url) for value in shown], title, max(missing, 0))


def _is_post(value: object) -> bool:
    return isinstance(value, dict) and text_in(value, "cooked", "raw") is not None and "username" in value


def _post(value: dict[str, Any], topic: dict[str, Any], url: str | None) -> DataPost:
    number, created, name = value.get("post_number"), text_in(value, "created_at"), text_in(value, "username")
    base = url or text_in(topic, "url")
    slug, topic_id = topic.get("slug") or value.get("topic_slug"), value.get("topic_id") or topic.get("id")
    link = text_in(value, "post_url") or (f"/t/{slug}/{topic_id}/{number}" if slug and topic_id and number else None)
    head = PostHead(
        number=number if type(number) is int else None,
        author=name,
        author_url=urljoin(base, f"/u/{name}") if base and name else None,
        date=moment_of(created),
        date_text=created,
        url=urljoin(base, link) if base and link else link,
    )
    return DataPost(head, text_in(value, "cooked", "raw") or "", number, value.get("reply_to_post_number"))
