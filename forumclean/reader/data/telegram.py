"""Telegram: the JSON that Telegram Desktop exports (`result.json`), of one chat or of all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from forumclean.reader.data.posts import DataPost, DataThread, dict_in, list_in, markup_of, moment_of, text_in
from forumclean.values.document import PostHead

__all__ = ["telegram_thread"]

# Parts of a text that are more than a run of words.
_QUOTE, _CODE = "blockquote", "pre"


def telegram_thread(data: object, _url: str | None) -> DataThread | None:
    """The messages of a chat, without the notes of the software; None when the data is none.

    >>> message = {"id": 1, "type": "message", "date": "2024-03-14T09:15:00", "from": "Ann", "text": "Rain."}
    >>> telegram_thread({"name": "Boats", "messages": [message]}, None).posts[0].head.author
    'Ann'
    """
    whole = data if isinstance(data, dict) else {}
    chats = [chat for chat in [whole, *list_in(dict_in(whole, "chats"), "list")] if isinstance(chat, dict)]
    posts = [_post(message, place) for place, chat in enumerate(chats) for message in _messages(chat)]
    names = {name for chat in chats if list_in(chat, "messages") and (name := text_in(chat, "name"))}
    return DataThread(posts, names.pop() if len(names) == 1 else None) if posts else None


def _messages(chat: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for message in list_in(chat, "messages"):
        if isinstance(message, dict) and message.get("type") == "message" and "text" in message and "date" in message:
            yield message


def _post(message: dict[str, Any], chat: int) -> DataPost:
    number, answers, date = message.get("id"), message.get("reply_to_message_id"), text_in(message, "date")
    head = PostHead(
        number=number if type(number) is int else None,
        author=text_in(message, "from", "author", "from_id"),
        # The printed date is the local one of who exported it; the seconds since 1970 know the zone.
        date=moment_of(message.get("date_unixtime")) or moment_of(date),
        date_text=date,
    )
    parent = f"{chat}/{answers}" if type(answers) is int else None
    return DataPost(head, _body(message.get("text")), f"{chat}/{number}", parent)


def _body(text: object) -> str:
    """The markup of a text, which is a string or a list of strings and of parts with a type."""
    parts = text if isinstance(text, list) else [text]
    found, plain = [], ""
    for part in parts:
        value = part.get("text") if isinstance(part, dict) else part
        if not isinstance(value, str):
            continue
        kind = part.get("type") if isinstance(part, dict) else None
        if kind in (_QUOTE, _CODE):
            found += [markup_of(plain), markup_of(value, tag=str(kind))]
            plain = ""
        else:
            plain += value
    return "".join([*found, markup_of(plain)])
