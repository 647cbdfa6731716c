"""Lemmy: the answers of `post` and of `comment/list`, one of them or both together."""

from __future__ import annotations

from typing import Any

from forumclean.reader.data.posts import DataPost, DataThread, dict_in, list_in, markup_of, moment_of, text_in
from forumclean.values.document import PostHead

__all__ = ["lemmy_thread"]


def lemmy_thread(data: object, _url: str | None) -> DataThread | None:
    """The post and its comments, each before its answers; None when the data is none.

    >>> view = {"comment": {"id": 5, "content": "Rain.", "path": "0.5"}, "creator": {"name": "ann"}}
    >>> lemmy_thread({"comments": [view]}, None).posts[0].head.author
    'ann'
    """
    wholes = data if isinstance(data, list) else [data]
    opening = next((view for whole in wholes if (view := dict_in(whole, "post_view"))), {})
    views = [view for whole in wholes for view in list_in(whole, "comments") if _is_comment(view)]
    views += [view for whole in wholes if _is_comment(view := dict_in(whole, "comment_view"))]
    post = dict_in(opening, "post") or next((found for view in views if (found := dict_in(view, "post"))), {})
    title = text_in(post, "name")
    # A comment says where it hangs: "0.12.34" is the answer 34 to the comment 12.
    posts = [_comment(view) for view in sorted(views, key=lambda view: _path(view["comment"]))]
    if opening and title:
        posts.insert(0, DataPost(_head(post, opening, title), markup_of(text_in(post, "body") or ""), "0"))
    return DataThread(posts, title) if posts else None


def _is_comment(view: object) -> bool:
    comment = dict_in(view, "comment")
    return isinstance(comment.get("content"), str) and isinstance(comment.get("path"), str)


def _path(comment: dict[str, Any]) -> list[int]:
    return [int(part) for part in comment["path"].split(".") if part.isascii() and part.isdecimal() and len(part) < 20]


def _comment(view: dict[str, Any]) -> DataPost:
    comment = view["comment"]
    parent, _, own = comment["path"].rpartition(".")
    is_gone = comment.get("deleted") is True or comment.get("removed") is True
    body = "" if is_gone else markup_of(comment["content"])
    return DataPost(_head(comment, view, None), body, own, parent.rpartition(".")[2])


def _head(value: dict[str, Any], view: dict[str, Any], title: str | None) -> PostHead:
    creator, published = dict_in(view, "creator"), text_in(value, "published", "published_at")
    return PostHead(
        author=text_in(creator, "name"),
        author_url=text_in(creator, "actor_id", "ap_id"),
        date=moment_of(published),
        date_text=published,
        url=text_in(value, "ap_id"),
        title_line=title,
        source_url=text_in(value, "url") if title else None,
    )
