"""Slack: a day of a channel as the export has it, and the answer of `conversations.history`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from html import unescape
from typing import Any

from forumclean.reader.data.posts import DataPost, DataThread, dict_in, list_in, markup_of, moment_of, text_in
from forumclean.values.document import PostHead

__all__ = ["slack_thread"]

# Subtypes of messages that somebody wrote; all others are notes of the software.
_WRITTEN = (None, "bot_message", "thread_broadcast", "me_message", "file_share", "file_comment")
# <@U024BE7LH>, <#C024BE7LR|boats>, <https://example.org|the board>
_LINK = re.compile(r"<([^<>|]+)(?:\|([^<>]*))?>")


def slack_thread(data: object, _url: str | None) -> DataThread | None:
    """The messages of a channel, without the notes of the software; None when the data is none.

    >>> message = {"type": "message", "user": "U1", "text": "Rain &amp; <https://a.example|sun>.", "ts": "1710407700.2"}
    >>> slack_thread([message], None).posts[0].body
    '<p>Rain &amp; sun.</p>'
    """
    values = data if isinstance(data, list) else list_in(data, "messages")
    found = [value for value in values if _is_message(value)]
    names = {str(value.get("user")): name for value in found if (name := _name(value))}
    posts = [_post(value, names) for value in found if value.get("subtype") in _WRITTEN]
    return DataThread(posts, None) if posts else None


def _is_message(value: object) -> bool:
    if not isinstance(value, dict) or value.get("type") != "message":
        return False
    return isinstance(value.get("text"), str) and isinstance(value.get("ts"), str)


def _name(value: dict[str, Any]) -> str | None:
    profile = dict_in(value, "user_profile")
    return text_in(profile, "display_name", "real_name", "name") or text_in(value, "username")


def _post(value: dict[str, Any], names: Mapping[str, str]) -> DataPost:
    user, moment = text_in(value, "user", "bot_id"), moment_of(value["ts"])
    head = PostHead(
        author=_name(value) or names.get(str(user)) or user,
        date=moment,
        date_text=moment.isoformat() if moment else None,
    )
    text = unescape(_LINK.sub(partial(_shown, names), value["text"]))
    return DataPost(head, markup_of(text), value["ts"], value.get("thread_ts"))


def _shown(names: Mapping[str, str], link: re.Match[str]) -> str:
    """What a reader sees of a link or the name of a person or channel."""
    target, label = link[1], link[2]
    if target[0] == "!":  # <!channel>, <!subteam^S1|@boats>, <!date^…|May 3>
        return label or "@" + target[1:]
    mark = target[0] if target[0] in "@#" else ""
    return mark + (label or names.get(target[1:], target[1:])) if mark else label or target.removeprefix("mailto:")
