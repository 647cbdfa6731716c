"""The tables of the tags: what each one does."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import msgspec
import tomli

from forumclean.values.model import Kind

__all__ = ["QuoteKeys", "Role", "Speech", "quote_keys", "roles", "speech"]


class Role(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the tags of some names do; tags.toml says what each field means."""

    names: tuple[str, ...]
    breaks: int = 0
    kind: Kind | None = None
    verbatim: bool = False
    hidden: str = ""
    alone: bool = False
    weak: bool = False
    address: bool = False
    holds: str = ""
    role: str = ""


class QuoteKeys(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The names of the values in the tag of a quote."""

    author: tuple[str, ...]
    date: tuple[str, ...]
    post: tuple[str, ...]
    link: tuple[str, ...]
    other: tuple[str, ...]


class Speech(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a text speaks of tags: words beside one, what stands in an example, the marks around one."""

    words: tuple[str, ...]
    examples: tuple[str, ...]
    around: str

    @property
    def beside(self) -> re.Pattern[str]:
        """Finds one of the words."""
        return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, self.words))})(?!\w)")


class _Tables(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    role: dict[str, Role]
    quote: QuoteKeys
    speaks: Speech


@cache
def _tables() -> _Tables:
    return msgspec.convert(tomli.loads((Path(__file__).parent / "tags.toml").read_text("utf-8")), _Tables)


@cache
def roles() -> dict[str, Role]:
    """The role of each name of a tag.

    >>> roles()["quote"].role, roles()["td"].role
    ('quote', 'cell')
    """
    return {
        tag: msgspec.structs.replace(role, role=name) for name, role in _tables().role.items() for tag in role.names
    }


def quote_keys() -> QuoteKeys:
    """The names of the values in the tag of a quote."""
    return _tables().quote


def speech() -> Speech:
    """How a text speaks of tags."""
    return _tables().speaks
