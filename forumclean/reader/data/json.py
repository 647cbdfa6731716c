"""JSON to a thread: which reader knows it."""

from __future__ import annotations

import json
from typing import Any

from forumclean.reader.data.discord import discord_thread
from forumclean.reader.data.discourse import discourse_thread
from forumclean.reader.data.hackernews import hackernews_thread
from forumclean.reader.data.lemmy import lemmy_thread
from forumclean.reader.data.posts import page_of
from forumclean.reader.data.reddit import reddit_thread
from forumclean.reader.data.slack import slack_thread
from forumclean.reader.data.telegram import telegram_thread
from forumclean.reader.data.youtube import youtube_thread
from forumclean.reader.engines.profileset import shipped_profiles
from forumclean.reader.engines.thread import Thread

__all__ = ["is_json", "load_json", "thread_in"]

Element = Any
# The engine, the profile that knows the markup inside its posts, and the reader of its data.
_READERS = (
    ("discourse", "discourse", discourse_thread),
    ("reddit", "reddit", reddit_thread),
    ("telegram", "telegram", telegram_thread),
    ("discord", "discord", discord_thread),
    ("slack", "generic", slack_thread),
    ("hackernews", "hackernews", hackernews_thread),
    ("lemmy", "lemmy", lemmy_thread),
    ("youtube", "generic", youtube_thread),
)


# What may stand before a value; a file of Windows begins with a byte order mark.
_BLANK = "\ufeff \t\r\n"


def is_json(text: str) -> bool:
    """Tell at a glance whether a text may be a JSON object or a list."""
    return text[:64].lstrip(_BLANK)[:1] in ("{", "[") and text[-64:].rstrip()[-1:] in ("}", "]")


def load_json(text: str) -> Any:
    r"""The value of a JSON text, a list for JSON lines; None when it is none that holds an object.

    >>> load_json('[{"a": 1}]'), load_json('{"a": 1}\n{"a": 2}'), load_json("[1]"), load_json("{a}")
    ([{'a': 1}], [{'a': 1}, {'a': 2}], None, None)
    """
    try:
        text = text.lstrip(_BLANK)
        data = json.loads(text, strict=False)
    except json.JSONDecodeError as error:
        # The first value is whole and more comes: a value a line.
        data = _lines(text) if error.msg == "Extra data" else None
    except (ValueError, RecursionError):
        return None
    values = data if isinstance(data, list) else [data]
    return data if any(isinstance(value, dict) for value in values) else None


def _lines(text: str) -> list[Any] | None:
    try:
        return [json.loads(line, strict=False) for line in text.split("\n") if line.strip()]
    except (ValueError, RecursionError):
        return None


def thread_in(data: Any, url: str | None) -> tuple[Element, Thread, int] | None:
    """The thread that the data holds, on a page of its own, and how many posts of it are missing."""
    for engine, profile, reader in _READERS:
        if found := reader(data, url):
            return *page_of(found, shipped_profiles().get(profile), engine), found.missing
    return None
