"""Reddit: the JSON of a thread (a post and its comments), of a listing, of one thing."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import urljoin

from forumclean.reader.data.posts import DataPost, DataThread, dict_in, moment_of, text_in
from forumclean.values.document import PostHead

__all__ = ["reddit_thread"]

_SITE = "https://www.reddit.com"
_LISTING, _MORE = "Listing", "more"
# A post that opens a thread, and a comment.
_POST, _COMMENT = "t3", "t1"
# What stands for a text that was taken away.
_GONE = ("[deleted]", "[removed]")


def reddit_thread(data: object, url: str | None) -> DataThread | None:
    """The posts of a thread or listing, each before its answers; None when the data is none.

    >>> comment = {"kind": "t1", "data": {"author": "ann", "body": "Rain.", "created_utc": 1710407700, "name": "t1_a"}}
    >>> listing = {"kind": "Listing", "data": {"children": [comment]}}
    >>> [post.head.author for post in reddit_thread(listing, None).posts]
    ['ann']
    """
    posts: list[DataPost] = []
    title, missing, has_text = None, 0, False
    for kind, value in _things(data):
        if kind == _MORE:
            count = value.get("count")
            missing += count if type(count) is int else 0
            continue
        title = title or text_in(value, "title", "link_title")
        posts.append(_post(kind, value, url or _SITE))
        has_text = has_text or bool(posts[-1].body)
    return DataThread(posts, title, missing) if has_text else None


def _things(data: object) -> Iterator[tuple[str, dict[str, Any]]]:
    """Kind and content of posts and comments, depth first; a loop, because answers nest as deep as somebody likes."""
    waiting = list(reversed(data)) if isinstance(data, list) else [data]
    while waiting:
        thing = waiting.pop()
        kind, value = (thing.get("kind"), dict_in(thing, "data")) if isinstance(thing, dict) else (None, {})
        if kind == _LISTING:
            children = value.get("children")
            waiting += reversed(children) if isinstance(children, list) else ()
        elif kind in (_POST, _COMMENT, _MORE):
            yield str(kind), value
            waiting.append(value.get("replies"))
        elif isinstance(thing, dict) and _is_bare(thing):
            yield _COMMENT if "body" in thing else _POST, thing


def _is_bare(thing: dict[str, Any]) -> bool:
    """True for a thing without its envelope, as archives of Reddit have it."""
    return "author" in thing and "created_utc" in thing and ("body" in thing or "selftext" in thing)


def _post(kind: str, value: dict[str, Any], url: str) -> DataPost:
    author, link = text_in(value, "author"), text_in(value, "permalink")
    created = value.get("created_utc", value.get("created"))
    moment = moment_of(created)
    head = PostHead(
        author=author,
        author_url=urljoin(url, f"/user/{author}") if author and author not in _GONE else None,
        date=moment,
        date_text=moment.isoformat() if moment else None,
        url=urljoin(url, link) if link else text_in(value, "url"),
        title_line=text_in(value, "title"),
    )
    return DataPost(head, _body(value), value.get("name") or f"{kind}_{value.get('id')}", value.get("parent_id"))


def _body(value: dict[str, Any]) -> str:
    """The markup of a text, which comes escaped, or else its lines."""
    plain = text_in(value, "body", "selftext") or ""
    if plain in _GONE:
        return ""
    html = text_in(value, "body_html", "selftext_html") or ""
    return (unescape(html) if html.lstrip().startswith("&lt;") else html) or plain
