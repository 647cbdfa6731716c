"""Apart: the posts of a plain-text dump, told apart when somebody asks; the text alone needs none of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Generic, TypeAlias, TypeVar, overload

from forumclean.threads.borders import Regions, regions_of
from forumclean.threads.heads import Head, heads_of
from forumclean.threads.lines import HEAD_KINDS, Line, lines_of
from forumclean.threads.model import Models
from forumclean.threads.quotes import may_be_signed, quotes_of, signature_text, signatures_of
from forumclean.values.document import Document, PostHead, QuoteHead
from forumclean.values.marks import Marks
from forumclean.values.model import Kind
from forumclean.values.verdicts import Grounds, Verdicts

__all__ = ["told_apart", "with_signatures"]

T = TypeVar("T")
# The column of the lines of signatures.
_SIGNATURES = 2


def told_apart(document: Document, marks: Marks, verdicts: Verdicts, models: Models) -> Document:
    """Return a document with its posts, their heads and quotes; one that has them, or markup, as it is.

    Args:
        document: a dump.
        marks: what the rules say of it.
        verdicts: what is kept of it, which this does not change.
        models: the weights.
    """
    if document.links is not None or document.posts is not None:
        return document
    regions = _Once(partial(_regions, document, marks, verdicts, models))
    told = _Once(partial(_told, regions, models))
    size = partial(len, document.lines)
    quotes, quoted = document.quotes, document.quoted
    if quotes is None:  # else the reader knows them by their tags
        found = _Once(partial(_quoted, regions, told))
        quotes, quoted = _Late(found, 0, size), _Late(found, 1)
    # How many posts there are costs less than who wrote them: a warning asks for no more.
    heads: _Late[PostHead] = _Late(told, 1, lambda: regions().posts)
    return replace(document, posts=_Late(told, 0, size), heads=heads, quotes=quotes, quoted=quoted)


def with_signatures(document: Document, verdicts: Verdicts) -> Verdicts:
    """Return verdicts by which what is removed of signatures is of that kind; worked out when asked.

    Args:
        document: with its posts, as `told_apart` gives it; another one keeps what its reader knows.
        verdicts: on it.
    """
    if not isinstance(document.posts, _Late):
        return verdicts
    return replace(verdicts, grounds=partial(_signed, document, document.posts.column(_SIGNATURES), verdicts))


def _signed(document: Document, lines: Sequence[int], verdicts: Verdicts) -> Grounds:
    known = verdicts.grounds()
    removed = {
        i for i, is_body in enumerate(verdicts.body) if not is_body and known.kinds.get(i, Kind.OTHER) is Kind.OTHER
    }
    # Telling posts apart costs as much as cleaning, and few dumps have one.
    if not may_be_signed(document.lines, removed, document.heads):
        return known
    return Grounds(known.reasons, {**known.kinds, **dict.fromkeys(removed.intersection(lines), Kind.SIGNATURE)})


class _Once(Generic[T]):
    """Calls a function at the first call and remembers; two threads may both call it, and get the same."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._make: Callable[[], T] | None = make
        self._value: T | None = None

    def __call__(self) -> T:
        if (make := self._make) is not None:
            self._value = make()
            self._make = None  # what it was made of can go
        return self._value  # type: ignore[return-value]


class _Late(Sequence[T]):
    """One of the columns that a function gives; pickled, it is a tuple."""

    __slots__ = ("_at", "_size", "_told")

    def __init__(
        self, told: Callable[[], tuple[Sequence[Any], ...]], at: int, size: Callable[[], int] | None = None
    ) -> None:
        self._told, self._at, self._size = told, at, size

    def column(self, at: int) -> _Late[Any]:
        """Another of the columns."""
        return _Late(self._told, at)

    def _column(self) -> Sequence[T]:
        return self._told()[self._at]

    def __len__(self) -> int:
        return len(self._column()) if self._size is None else self._size()

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[T]: ...
    def __getitem__(self, index: int | slice) -> T | Sequence[T]:
        return self._column()[index]

    def __repr__(self) -> str:
        return repr(self._column())

    def __reduce__(self) -> tuple[Any, ...]:
        return tuple, (list(self._column()),)


def _regions(document: Document, marks: Marks, verdicts: Verdicts, models: Models) -> Regions:
    """What stands around the posts."""
    return regions_of(document, lines_of(document, marks, verdicts), models.borders)


_Told: TypeAlias = "tuple[tuple[int, ...], tuple[PostHead, ...], tuple[int, ...]]"


def _told(around: Callable[[], Regions], models: Models) -> _Told:
    """The post of each block, the heads, and lines of signatures."""
    regions = around()
    heads = heads_of(regions, models.names)
    posts: list[int] = []
    for post in range(1, regions.posts):
        posts += [post - 1] * (_head_start(regions, heads, post) - len(posts))
    posts += [regions.posts - 1] * (len(regions.lines) - len(posts))
    known = tuple(head.post for head in heads)
    signatures = signatures_of(regions.lines, posts, known)
    by_post: dict[int, list[Line]] = {}
    for i in sorted(signatures):
        by_post.setdefault(posts[i], []).append(regions.lines[i])
    signed = tuple(replace(head, signature=signature_text(by_post.get(n, ()))) for n, head in enumerate(known))
    return tuple(posts), signed, tuple(sorted(signatures))


def _quoted(around: Callable[[], Regions], told: Callable[[], _Told]) -> tuple[tuple[int, ...], tuple[QuoteHead, ...]]:
    """The quote of each block, and whom the quotes quote."""
    posts, heads, _ = told()
    return quotes_of(around().lines, posts, heads)


def _head_start(regions: Regions, heads: Sequence[Head], post: int) -> int:
    """The first line of a post: below all that is said of the post above, where its own head begins."""
    span = regions.spans[post]
    above = [line for line in heads[post - 1].lines if line in span]
    above += [line for line in span if regions.lines[line].signed]
    start = max(above, default=span.start - 1) + 1
    first = next(
        (i for i in range(start, span.stop) if i in heads[post].lines or _is_of_head(regions.lines[i], regions)), start
    )
    # A name that was kept, and that no place for names holds, stands right above the rest of its head.
    if first > start and heads[post].post.author is None and regions.lines[first - 1].may_be_name:
        return first - 1
    return first


def _is_of_head(line: Line, regions: Regions) -> bool:
    return line.form in regions.shared or bool(line.kinds & HEAD_KINDS)
