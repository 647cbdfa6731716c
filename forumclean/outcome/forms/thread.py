"""Thread: posts as turns of a conversation, for models and for whoever stores one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypedDict

from forumclean.values.model import Post

__all__ = ["Turn", "thread_of"]


class Turn(TypedDict):
    """One post of a thread; ``parent`` is the index of the turn that it answers, None where nobody knows."""

    author: str | None
    date: str | None
    parent: int | None
    text: str


def thread_of(posts: Iterable[Post]) -> list[Turn]:
    """Return the posts that say something; who answers a post that says nothing answers what that one answered."""
    turns: list[Turn] = []
    places: dict[int, int | None] = {}
    for number, post in enumerate(posts):
        parent = None if post.parent is None else places.get(post.parent)
        if not post.text:
            places[number] = parent
            continue
        places[number] = len(turns)
        date = post.date.isoformat() if post.date else post.date_text
        turns.append({"author": post.author, "date": date, "parent": parent, "text": post.text})
    return turns
