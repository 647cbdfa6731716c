"""JSON to a thread: which reader knows it."""

from __future__ import annotations

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

__all__ = ["thread_in"]

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


def thread_in(data: Any, url: str | None) -> tuple[Element, Thread, int] | None:
    """The thread that the data holds, on a page of its own, and how many posts of it are missing."""
    for engine, profile, reader in _READERS:
        if found := reader(data, url):
            return *page_of(found, shipped_profiles().get(profile), engine), found.missing
    return None
