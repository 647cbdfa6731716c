"""The words by which parts of an unknown page are told, from words.toml."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import tomli

__all__ = ["Words", "words"]


@dataclass(frozen=True, slots=True)
class Words:
    """The words of words.toml, compiled; all for text in lower case, which is looked through four times as fast."""

    joined: re.Pattern[str]
    author_class: frozenset[str]
    author_part: tuple[str, ...]
    author_href: re.Pattern[str]
    author_label: re.Pattern[str]
    after_name: re.Pattern[str]
    body_part: tuple[str, ...]
    post_part: tuple[str, ...]
    aside_part: tuple[str, ...]
    beside: frozenset[str]
    comments: re.Pattern[str]
    article: re.Pattern[str]
    item: frozenset[str]
    comment: frozenset[str]
    deleted: frozenset[str]
    thread: frozenset[str]
    site: re.Pattern[str]
    guestbook: re.Pattern[str]
    reply_part: tuple[str, ...]
    rating: re.Pattern[str]
    unseen: frozenset[str]


@cache
def words() -> Words:
    """Read and compile words.toml, once."""
    data = tomli.loads((Path(__file__).parent / "words.toml").read_text("utf-8"))
    author = data["author"]
    return Words(
        re.compile(rf"\W*(?:{'|'.join(map(re.escape, data['joined']['words']))})(?!\w)"),
        frozenset(author["class"]), tuple(author["part"]), _any_of(author["href"]),
        re.compile(rf"(?:{'|'.join(map(re.escape, author['label']))})\s*[:：]\s*(?=\w)"),
        re.compile(rf"(?:\s+(?:{'|'.join(map(re.escape, author['after']))}))+$", re.IGNORECASE),
        tuple(data["body"]["part"]),
        tuple(data["post"]["part"]), tuple(data["post"]["aside"]),
        frozenset(data["beside"]["words"]),
        re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, data['comments']['words']))})"),
        re.compile("|".join(map(re.escape, data["article"]["part"]))),
        frozenset(data["item"]["type"] + data["item"]["comment"]), frozenset(data["item"]["comment"]),
        frozenset(data["deleted"]["class"]),
        frozenset(data["thread"]["word"]),
        re.compile("|".join(rf"(?<!\w){re.escape(w)}" if w < "\u2e80" else w for w in data["thread"]["site"])),
        re.compile("|".join(map(re.escape, data["thread"]["guestbook"]))),
        tuple(data["post"]["reply"]),
        re.compile("|".join(map(re.escape, data["post"]["rating"]))),
        frozenset(data["unseen"]["class"]),
    )  # fmt: skip


def _any_of(texts: Sequence[str]) -> re.Pattern[str]:
    """A pattern that finds any of some texts; those that begin alike are tried together."""
    kept = [text for text in texts if not any(other in text for other in texts if other != text)]
    first = {text[0]: [other[1:] for other in kept if other[0] == text[0]] for text in kept}
    return re.compile("|".join(f"{re.escape(a)}(?:{'|'.join(map(re.escape, rest))})" for a, rest in first.items()))
