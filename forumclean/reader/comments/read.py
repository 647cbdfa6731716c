"""Pasted comments to a Document: a post a comment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

from forumclean.dates.reading import Reading, read_date
from forumclean.reader.comments.grammar import families_of
from forumclean.reader.comments.posts import COUNT, TOOL, Post, Thread, thread_of, value_of
from forumclean.reader.heads import Heads
from forumclean.reader.text import Lines, TextBlocks, fold_space, marked_kinds
from forumclean.values.document import Document, PostHead
from forumclean.values.model import Kind

__all__ = ["read_comments"]

# Letters of lines that are no text though they stand in one.
_NO_TEXT = frozenset("TCMXGOEKWQ")
_MARKED = "Y"
_FEWEST = 2  # lines


def read_comments(lines: Lines) -> Document | None:
    r"""Read the comments of a site that is known; None when the text is none of that, or when that is in doubt.

    >>> from forumclean.reader.text import split_lines
    >>> document = read_comments(split_lines("@ann\n2 years ago\nRain.\nReply\n@bo\n1 year ago\nAgain?\nReply"))
    >>> document.engine, [(head.author, head.date_text) for head in document.heads]
    ('youtube', [('@ann', '2 years ago'), ('@bo', '1 year ago')])
    >>> [text for text, said in zip(document.texts, document.said) if said]
    ['Rain.', 'Again?']
    """
    source, texts, starts, ends, breaks = lines
    if len(texts) < _FEWEST:
        return None
    found = [thread for one in families_of(texts) if (thread := thread_of(one, texts))]
    if not found:
        return None
    columns = _Columns(max(found, key=lambda thread: thread.weight))
    for block in zip(texts, starts.tolist(), ends.tolist(), breaks.tolist(), strict=True):
        columns.add(*block)
    return columns.document(source)


@dataclass(slots=True)
class _Columns:
    """The columns of a document, as they grow line by line."""

    thread: Thread
    blocks: TextBlocks = field(default_factory=TextBlocks)
    kinds: list[Kind | None] = field(default_factory=list)
    said: list[bool] = field(default_factory=list)
    line: int = 0
    post: int = -1
    open: bool = False
    framed: bool = False

    def add(self, text: str, start: int, end: int, gap: int) -> None:
        """Add the blocks of the next line."""
        i, posts = self.line, self.thread.posts
        self.line += 1
        if self.post + 1 < len(posts) and i >= posts[self.post + 1].start:
            self.post += 1
        post = posts[self.post] if self.post >= 0 else None
        found = self.thread.told.get(i)
        words = value_of(found, "text") if post and self._is_parted(i, post) else ""
        kind = self._kind(i, post)
        # Nothing closes the last post, and below it may stand the foot of a page.
        self.open |= gap > 1 and i >= self.thread.open_from
        if not words or found is None:
            is_text = post is not None and i in post.text and not self.open
            self._add(text, start, end, gap, kind, said=kind is None and is_text)
            return
        at = found.start("text")
        above, below = text[:at].rstrip(), text[at + len(words) :].lstrip()
        frame = self._classes()[self.thread.letters[i]]
        if above:
            self._add(above, start, start + len(above), gap, frame, said=False)
        self._add(words, start + at, start + at + len(words), 0 if above else gap, None, said=True)
        if below:
            self._add(below, end - len(below), end, 0, frame, said=False)

    def _is_parted(self, i: int, post: Post) -> bool:
        """Whether a line may hold a head and a text: "Ann: rain" in a text is all text."""
        return i in post.frame or (i in post.text and self.thread.letters[i] == _MARKED)

    def _classes(self) -> Mapping[str, Kind]:
        return self.thread.family.kinds

    def _kind(self, i: int, post: Post | None) -> Kind | None:
        """What a line is besides text; None for text, and for what nobody knows."""
        letter, known = self.thread.letters[i], self._classes()
        if i == self.thread.title:
            return Kind.POST_META
        if post is None:
            # Below a tool that stands above all heads nobody posted anything.
            self.framed |= letter == TOOL and self.thread.lead is None
            return known.get(letter, Kind.NAVIGATION if self.framed else None)
        if i in post.frame:
            return known.get(letter, Kind.POST_META)
        if i in post.text and (letter not in _NO_TEXT or (letter == COUNT and i == post.text.start)):
            return None
        return known.get(letter)

    def _add(self, text: str, start: int, end: int, gap: int, kind: Kind | None, *, said: bool) -> None:
        self.blocks.add(text, start, end, gap, max(0, self.post) if self.thread.lead is None else self.post + 1)
        self.kinds.append(kind)
        self.said.append(said)

    def document(self, source: str) -> Document:
        """The document of all that was added."""
        thread, blocks, name = self.thread, self.blocks, self.thread.family.name
        lines = fold_space(blocks.texts)
        marked = marked_kinds(lines) or [None] * len(lines)
        heads = [partial(_head, post) for post in thread.posts]
        if thread.lead is not None:
            heads.insert(0, partial(_head, None))
        return Document(
            texts=blocks.texts,
            lines=lines,
            breaks=blocks.breaks,
            layout=blocks.layout(source),
            kinds=[kind or mark for kind, mark in zip(self.kinds, marked, strict=True)],
            posts=blocks.posts,
            heads=Heads(heads, lines, blocks.posts),
            engine=name,
            title=thread.title_text,
            verdicts=[f"comments:{name}/{kind.value}" if kind else "" for kind in self.kinds],
            said=self.said,
        )


def _head(post: Post | None) -> tuple[PostHead, Reading | None]:
    if post is None:
        return PostHead(), None
    number = int(post.number) if post.number else None
    return PostHead(number=number, author=post.name or None, date_text=post.date or None), read_date(post.date)
