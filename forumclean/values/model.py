"""The values forumclean speaks in: labels, kinds, blocks, paragraphs and posts, all frozen."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["BODY_KINDS", "NOISE_KINDS", "Block", "Kind", "Label", "Paragraph", "Post", "Quote"]


class Label(StrEnum):
    """The verdict on a paragraph: part of what was posted, or part of the frame around it."""

    BODY = "body"
    NOISE = "noise"


class Kind(StrEnum):
    """What a paragraph is. The first eight are kinds of body, the others kinds of noise."""

    TITLE = "title"
    PARAGRAPH = "paragraph"
    HEADING = "heading"
    QUOTE = "quote"
    LIST = "list"
    CODE = "code"
    TABLE = "table"
    CAPTION = "caption"
    USER_INFO = "user-info"
    POST_META = "post-meta"
    CONTROL = "control"
    NAVIGATION = "navigation"
    SIGNATURE = "signature"
    REACTION = "reaction"
    ATTACHMENT = "attachment"
    SOCIAL = "social"
    PROMOTION = "promotion"
    NOTICE = "notice"
    RELATED = "related"
    FOOTER = "footer"
    ADVERT = "advert"
    OTHER = "other"

    # Kinds are looked up for every paragraph; the hash of Enum is written in Python.
    __hash__ = str.__hash__


BODY_KINDS = tuple(Kind)[:8]
NOISE_KINDS = tuple(Kind)[8:]


@dataclass(frozen=True, slots=True)
class Block:
    """One unit of the source: a line of a dump, a block-level element of a page.

    Attributes:
        text: the block's own text, trimmed.
        start: offset of its first character in the source, in code points.
        end: offset after its last character.
        breaks: line ends before it: 0 same line, 1 next line, 2 a blank line between.
        kind: what the reader knows it to be, if anything.
        post: index of the post it stands in.
    """

    text: str
    start: int
    end: int
    breaks: int = 1
    kind: Kind | None = None
    post: int = 0


class Spans(Protocol):
    """Finds where a piece of the source came from in the markup."""

    def __call__(self, start: int, end: int) -> tuple[int, int] | None: ...


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A settled piece of the source.

    Attributes:
        text: the piece of the source from ``start`` to ``end``; of a post in BBCode what that piece says, without the
            tags in it.
        start: offset of its first character in ``Result.source``, in code points.
        end: offset after its last character.
        label: ``Label.BODY`` or ``Label.NOISE``.
        kind: what it is, such as ``Kind.QUOTE`` or ``Kind.USER_INFO``.
        score: P(body), 0 to 1, as the scorer sees it with the rules' evidence.
        reason: why it is noise (or protected): a rule id such as ``xenforo/user-title``, a profile part such as
            ``profile:xenforo/userinfo``, a part of a mail such as ``mail:signature``, ``repeated-quote`` for a quote
            that repeats another post, or ``score``. Empty for ordinary body.
        post: index into ``Result.posts``; None outside any post.
    """

    text: str
    start: int
    end: int
    label: Label
    kind: Kind
    score: float
    reason: str
    post: int | None
    _spans: Spans | None = field(default=None, repr=False, compare=False)

    @property
    def markup(self) -> tuple[int, int] | None:
        """Where it stands in `Result.markup`: start and end; worked out at the first look.

        None when the input is no markup, or when what it says cannot be found there, as for posts that a script would
        have shown.
        """
        return None if self._spans is None else self._spans(self.start, self.end)

    def to_dict(self) -> dict[str, Any]:
        """Return the paragraph as plain JSON types."""
        return {
            "text": self.text,
            "start": self.start,
            "end": self.end,
            "label": self.label.value,
            "kind": self.kind.value,
            "score": self.score,
            "reason": self.reason,
            "post": self.post,
        }


@dataclass(frozen=True, slots=True)
class Quote:
    """A quote that says whom it quotes.

    Attributes:
        author: who is quoted, where the source names them beside the text, as BBCode does; a page says it in words.
        date: when they posted it, where the source says so.
        post: the number by which the forum knows their post, where the source says so.
        text: what is quoted of it, as far as it is body.
    """

    author: str | None
    date: datetime | None
    post: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Post:
    """One post of a thread page or of a dump, or the one post that a fragment is.

    Attributes:
        number: its number in the thread where the page prints one.
        author: the poster's name.
        author_url: link to the poster's profile.
        date: when it was posted, as an aware datetime where the page says so in a form a machine can read.
        url: link to the post.
        title_line: the post's own subject line.
        text: the body of the post.
        paragraphs: its paragraphs, body and noise, in source order.
        date_text: the date as the page prints it.
        source_url: the link in a "Source: https://…" line, where news was posted from.
        parent: index into ``Result.posts`` of the post that it answers, where the input says so.
        depth: how many answers deep it stands; 0 for one that answers none.
        signature: the poster's signature, whether it was left out of ``text`` or not; None where none shows.
    """

    number: int | None
    author: str | None
    author_url: str | None
    date: datetime | None
    url: str | None
    title_line: str | None
    text: str
    paragraphs: tuple[Paragraph, ...]
    date_text: str | None = None
    source_url: str | None = None
    parent: int | None = None
    depth: int = 0
    signature: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the post as plain JSON types; paragraphs are in ``Result.to_dict``."""
        return {
            "number": self.number,
            "author": self.author,
            "author_url": self.author_url,
            "date": self.date.isoformat() if self.date else None,
            "date_text": self.date_text,
            "url": self.url,
            "title_line": self.title_line,
            "source_url": self.source_url,
            "text": self.text,
            "signature": self.signature,
        }
