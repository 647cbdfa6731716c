"""YouTube: the comments in yt-dlp's `info.json`, and the answer of `commentThreads`."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

from forumclean.reader.data.posts import DataPost, DataThread, dict_in, list_in, markup_of, moment_of, text_in
from forumclean.values.document import PostHead

__all__ = ["youtube_thread"]

_SITE = "https://www.youtube.com"
_ROOT = "root"  # the parent of a comment on the video itself


def youtube_thread(data: object, _url: str | None) -> DataThread | None:
    """The text below a video and the comments on it; None when the data has no comments.

    >>> comment = {"id": "Ug1", "parent": "root", "text": "Rain.", "author": "@ann", "timestamp": 1710407700}
    >>> [post.head.author for post in youtube_thread({"title": "Weather", "comments": [comment]}, None).posts]
    ['@ann']
    """
    return _downloaded(data) if list_in(data, "comments") else _listed(data)


def _downloaded(data: object) -> DataThread | None:
    """The comments as yt-dlp writes them."""
    whole = data if isinstance(data, dict) else {}
    found = [value for value in list_in(whole, "comments") if _is_comment(value)]
    if not found:
        return None
    posts = [_comment(value) for value in found]
    if (title := text_in(whole, "title")) and (description := text_in(whole, "description")):
        moment = moment_of(whole.get("timestamp")) or moment_of(text_in(whole, "upload_date"), day=True)
        head = PostHead(
            author=text_in(whole, "channel", "uploader"), author_url=text_in(whole, "channel_url", "uploader_url"),
            date=moment, date_text=moment.isoformat() if moment else None, url=text_in(whole, "webpage_url"),
            title_line=title,
        )  # fmt: skip
        posts.insert(0, DataPost(head, markup_of(description), _ROOT))
    return DataThread(posts, title)


def _is_comment(value: object) -> bool:
    return isinstance(value, dict) and isinstance(value.get("text"), str) and "author" in value and "parent" in value


def _comment(value: dict[str, Any]) -> DataPost:
    moment, channel = moment_of(value.get("timestamp")), text_in(value, "author_id")
    head = PostHead(
        author=text_in(value, "author"),
        author_url=text_in(value, "author_url") or (f"{_SITE}/channel/{channel}" if channel else None),
        date=moment,
        date_text=moment.isoformat() if moment else None,
    )
    return DataPost(head, markup_of(value["text"]), value.get("id"), value.get("parent"))


def _listed(data: object) -> DataThread | None:
    """The comments as the interface of YouTube answers."""
    posts: list[DataPost] = []
    missing = 0
    for item in list_in(data, "items"):
        if not (top := dict_in(item, "snippet", "topLevelComment")):
            continue
        answers = list_in(dict_in(item, "replies"), "comments")
        posts += [_snippet(value) for value in (top, *answers) if isinstance(value, dict) and "snippet" in value]
        count = dict_in(item, "snippet").get("totalReplyCount")
        missing += max(0, count - len(answers)) if type(count) is int else 0
    return DataThread(posts, None, missing) if posts else None


def _snippet(value: dict[str, Any]) -> DataPost:
    snippet = dict_in(value, "snippet")
    published, link = text_in(snippet, "publishedAt"), text_in(snippet, "authorChannelUrl")
    head = PostHead(
        author=text_in(snippet, "authorDisplayName"),
        author_url=urljoin(_SITE, link) if link else None,
        date=moment_of(published),
        date_text=published,
    )
    plain = text_in(snippet, "textOriginal")
    body = markup_of(plain) if plain else text_in(snippet, "textDisplay") or ""
    return DataPost(head, body, value.get("id"), snippet.get("parentId"))
