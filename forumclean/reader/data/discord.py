"""Discord: the JSON of a channel as DiscordChatExporter writes it."""

from __future__ import annotations

from typing import Any

from forumclean.reader.data.posts import DataPost, DataThread, dict_in, list_in, markup_of, moment_of, text_in
from forumclean.values.document import PostHead

__all__ = ["discord_thread"]

# Notes of the software among the messages.
_NOTES = frozenset((
    "RecipientAdd", "RecipientRemove", "Call", "ChannelNameChange", "ChannelIconChange", "ChannelPinnedMessage",
    "GuildMemberJoin", "ThreadCreated", "ChannelFollowAdd", "UserPremiumGuildSubscription",
))  # fmt: skip


def discord_thread(data: object, _url: str | None) -> DataThread | None:
    """The messages of a channel; None when the data is none.

    >>> message = {"id": "1", "timestamp": "2024-03-14T09:15:00Z", "content": "Rain.", "author": {"name": "ann"}}
    >>> discord_thread({"channel": {"name": "boats"}, "messages": [message]}, None).posts[0].head.author
    'ann'
    """
    found = [value for value in list_in(data, "messages") if _is_message(value)]
    posts = [_post(value, data) for value in found if value.get("type") not in _NOTES]
    return DataThread(posts, text_in(dict_in(data, "channel"), "name")) if posts else None


def _is_message(value: object) -> bool:
    return isinstance(value, dict) and isinstance(value.get("content"), str) and bool(dict_in(value, "author"))


def _post(value: dict[str, Any], data: object) -> DataPost:
    author, created, key = dict_in(value, "author"), text_in(value, "timestamp"), text_in(value, "id")
    place = text_in(dict_in(data, "guild"), "id"), text_in(dict_in(data, "channel"), "id"), key
    head = PostHead(
        author=text_in(author, "nickname", "name", "username"),
        date=moment_of(created),
        date_text=created,
        url="https://discord.com/channels/" + "/".join(map(str, place)) if all(place) else None,
    )
    answers = text_in(dict_in(value, "reference"), "messageId")
    return DataPost(head, markup_of(value["content"]), key, answers)
