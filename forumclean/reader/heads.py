"""What stands at the head of each post, read from the page only when someone asks: the text alone needs none of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, TypeAlias, overload

from forumclean.dates.orders import settle
from forumclean.dates.reading import Order, Reading
from forumclean.reader.nesting import nested
from forumclean.reader.source import with_sources
from forumclean.values.document import PostHead

__all__ = ["Heads"]

ReadHead: TypeAlias = Callable[[], tuple[PostHead, Reading | None]]


class Heads(Sequence[PostHead]):
    """The heads of a document's posts: how many is known, each one is read at the first look.

    Pickled, it is the tuple of them: what reads them may hold a parse tree.

    Args:
        readers: one a post.
        lines: the blocks of the posts, one of which may name the source of the text.
        posts: the post of each line.
        order: of the numbers in a date, where it is known.
        elements: of the posts, by which they nest; none where that is known otherwise.
        guess: finds the order where it is not known.
        carried: a post that names no author is by the author of the one before it.

    >>> heads = Heads([lambda: (PostHead(author="Ann"), None)], ["Rain."], [0])
    >>> len(heads), heads[0].author
    (1, 'Ann')
    """

    __slots__ = ("_carried", "_elements", "_found", "_guess", "_lines", "_order", "_posts", "_readers")

    def __init__(
        self,
        readers: Sequence[ReadHead],
        lines: Sequence[str],
        posts: Sequence[int],
        order: Order | None = None,
        elements: Sequence[Any] = (),
        *,
        guess: Callable[[Sequence[Reading | None]], Order | None] | None = None,
        carried: bool = False,
    ) -> None:
        self._elements = elements
        self._readers, self._lines, self._posts, self._order = readers, lines, posts, order
        self._guess, self._carried = guess, carried
        self._found: tuple[PostHead, ...] | None = None

    def __len__(self) -> int:
        return len(self._readers)

    @overload
    def __getitem__(self, index: int) -> PostHead: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[PostHead]: ...
    def __getitem__(self, index: int | slice) -> PostHead | Sequence[PostHead]:
        return self._read()[index]

    def __eq__(self, other: object) -> bool:
        return self._read() == tuple(other) if isinstance(other, (Heads, tuple)) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._read())

    def __repr__(self) -> str:
        return repr(self._read())

    def __reduce__(self) -> tuple[Any, ...]:
        return tuple, (list(self._read()),)

    def _read(self) -> tuple[PostHead, ...]:
        # Two threads may both read them; they find the same.
        if self._found is None:
            read = [reader() for reader in self._readers]
            order = self._order
            if order is None and self._guess:
                order = self._guess([reading for _, reading in read])
            heads = _dated(read, order)
            if self._carried:
                heads = _with_authors(heads)
            if self._elements:
                heads = tuple(nested(heads, self._elements))
            self._found = with_sources(heads, self._lines, self._posts)
        return self._found


def _dated(found: Sequence[tuple[PostHead, Reading | None]], order: Order | None) -> tuple[PostHead, ...]:
    """The heads with the dates that only the thread as a whole can tell."""
    moments = settle([reading for _, reading in found], order)
    return tuple(
        replace(head, date=moment) if moment and head.date is None else head
        for (head, _), moment in zip(found, moments, strict=True)
    )


def _with_authors(heads: tuple[PostHead, ...]) -> tuple[PostHead, ...]:
    """The heads with the author of the post before where a post names none."""
    found: list[PostHead] = []
    for head in heads:
        if found and head.author is None:
            head = replace(head, author=found[-1].author, author_url=found[-1].author_url)  # noqa: PLW2901
        found.append(head)
    return tuple(found)
