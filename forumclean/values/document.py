"""What the readers hand to the rules and the scorer: blocks in columns.

A page has thousands of blocks and each step wants one property of all of them, so a document keeps a list per
property. `Document.blocks` gives the same as objects.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from forumclean.values.model import Block, Kind

__all__ = ["Document", "Frame", "Layout", "PostHead", "QuoteHead"]


@dataclass(frozen=True, slots=True)
class Frame:
    """A span of the source that stands outside every block: chrome the reader set aside."""

    start: int
    end: int
    kind: Kind
    reason: str


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the blocks of a document stand in its source.

    Attributes:
        source: the decoded text that offsets point into.
        starts: offset of each block's first character.
        ends: offset after each block's last character.
        frames: what stands between the blocks, in order.
        places: for each block that is not the source as it stands from its start to its end, because markup is in it:
            the offset of each of its characters, with the markup before it, and the end.
    """

    source: str
    starts: Sequence[int]
    ends: Sequence[int]
    frames: tuple[Frame, ...] = ()
    places: Mapping[int, Sequence[int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PostHead:
    """What the reader knows of a post besides its blocks; see `forumclean.Post` for the fields."""

    number: int | None = None
    author: str | None = None
    author_url: str | None = None
    date: datetime | None = None
    date_text: str | None = None
    url: str | None = None
    title_line: str | None = None
    source_url: str | None = None
    parent: int | None = None
    depth: int = 0
    signature: str | None = None


@dataclass(frozen=True, slots=True)
class QuoteHead:
    """What the markup of a quote says of the post it is taken from.

    Attributes:
        author: who is quoted.
        date: when they posted it.
        post: the number by which the forum knows their post.
    """

    author: str | None = None
    date: datetime | None = None
    post: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """The blocks of one input, in columns of equal length.

    Attributes:
        texts: each block's own text, trimmed, as it will be given back.
        lines: the same with white space folded to single blanks and invisible characters removed, on one line: what
            rules and scorer look at. Often the same strings.
        breaks: line ends before each block: 0 same line, 1 next line, 2 a blank line between.
        layout: gives the offsets; called only when someone asks, because a page is flattened for it.
        kinds: what the reader knows each block to be; None for a whole document without markup.
        posts: index of the post of each block; None when the document is one post.
        heads: one a post; a page's are read at the first look.
        title: the title, where the markup names it.
        prefix: the forum's label before the title.
        engine: name of the profile that read the page, or of the reader of another format, such as ``bbcode``.
        links: share of each block's characters that are link text, 0 to 1; None where nothing has told the posts from
            the frame, so that the score has to: in text without markup that is no mail.
        verdicts: reason for each block that the reader already knows to be noise ("" otherwise); None where it knows
            none.
        said: whether the reader knows each block to be what somebody wrote, so that no score removes it; None where it
            knows that of none.
        quotes: number of the quote each block stands in, where the quote names whom it quotes, and 0 elsewhere; None
            without markup.
        quoted: what the markup says of each of these quotes, from number 1; empty where it says it in words only.
        warnings: what a person should know of the way it was read.
        is_alone: no frame stands around the posts, as far as their form shows it; rules may know better.
        markup: the page in UTF-8, for an input that is one.
        article: the first post is an article, and the others are comments under it.
        no_thread: what the input is, such as ``a log-in page``, when it is neither a thread nor an article.
    """

    texts: Sequence[str]
    lines: Sequence[str]
    breaks: Sequence[int]
    layout: Callable[[], Layout]
    kinds: Sequence[Kind | None] | None = None
    posts: Sequence[int] | None = None
    heads: Sequence[PostHead] = (PostHead(),)
    title: str | None = None
    prefix: str | None = None
    engine: str | None = None
    links: Sequence[float] | None = None
    verdicts: Sequence[str] | None = None
    said: Sequence[bool] | None = None
    quotes: Sequence[int] | None = None
    quoted: Sequence[QuoteHead] = ()
    warnings: tuple[str, ...] = ()
    is_alone: bool = False
    no_thread: str = ""
    article: bool = False
    markup: bytes | None = None

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The same as one object a block."""
        layout = self.layout()
        return tuple(
            Block(
                text=text,
                start=int(layout.starts[i]),
                end=int(layout.ends[i]),
                breaks=int(self.breaks[i]),
                kind=self.kinds[i] if self.kinds else None,
                post=self.posts[i] if self.posts else 0,
            )
            for i, text in enumerate(self.texts)
        )
