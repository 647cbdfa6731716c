"""Markup: where in a page's source a piece of its text came from.

The parser keeps no offsets: lxml knows the line of a start tag and nothing more. So the text of the source is read once
more, by a scan that knows tags from text and entities from characters but builds no tree, and what the tree gave is
looked for in it, in order. It is worked out when somebody asks, and checked: what is not found has no span.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from html import unescape

__all__ = ["MarkupSpans"]

# What is no text: comments, the inside of scripts and the like, tags.
_NO_TEXT = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style|template|svg|iframe)\b.*?(?:</\1\s*>|\Z)"
    r"|<[/!?]?[a-zA-Z](?>[^<>\"']+|\"[^\"<>]*\"|'[^'<>]*'|[\"'])*>?",
    re.S | re.I,
)
_WORD = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});?|[^\s&]+|&", re.I)
# What the reader sets beside digits that a page raises or lowers: 10^3, 10^(2x), 2004[7].
_SET_APART = re.compile(r"(?<=\d)(?:[\^_](?:\(([^()]*)\))?|\[([^\[\]]*)\])")
_SURE = 24  # characters of a text that stands in one place
_END = 12  # characters by which the beginning and the end of a text are found, when the middle was written otherwise
_MOST = 3  # times as much markup as text between such a beginning and its end


class MarkupSpans:
    """Finds spans of the markup, all at the first call.

    Args:
        markup: the source of the page.
        text: the page as text.
        places: start and end of its pieces, in order.

    >>> spans = MarkupSpans("<p>Fish &amp; <b>chips</b></p>", "Fish & chips", [(0, 12)])
    >>> spans(0, 12), spans.markup[3:23]
    ((3, 22), 'Fish &amp; <b>chips<')
    """

    def __init__(self, markup: str, text: str, places: Sequence[tuple[int, int]]) -> None:
        self.markup, self._text, self._places = markup, text, places

    def __call__(self, start: int, end: int) -> tuple[int, int] | None:
        """Where the text from ``start`` to ``end`` came from; it may be a part of a piece."""
        at = bisect_right(self._starts, start) - 1
        span = self._spans[at] if at >= 0 else None
        if span is None or (start, end) == self._places[at]:
            return span
        stream = self._stream
        found = stream.find(_squeezed(self._text[start:end]), span[0], span[1])
        return found and stream.outside(found)

    @cached_property
    def _starts(self) -> list[int]:
        return [start for start, _ in self._places]

    @cached_property
    def _stream(self) -> _Stream:
        return _Stream(self.markup)

    @cached_property
    def _spans(self) -> list[tuple[int, int] | None]:
        stream, keys = self._stream, [_squeezed(self._text[start:end]) for start, end in self._places]
        found: list[tuple[int, int] | None] = [None] * len(keys)
        at = 0
        for i, key in enumerate(keys):
            if len(key) >= _SURE:
                found[i] = stream.within(key, at, len(stream.text)) or stream.within(key, 0, at)
                at = max(at, found[i][1]) if found[i] else at  # type: ignore[index]
        return [span and stream.outside(span) for span in _between(stream, keys, found)]


def _between(
    stream: _Stream, keys: Sequence[str], sure: Sequence[tuple[int, int] | None]
) -> Iterator[tuple[int, int] | None]:
    """Spans of the short pieces too: each stands between the sure ones around it."""
    after = [len(stream.text)] * (len(keys) + 1)
    for i in range(len(keys) - 1, -1, -1):
        span = sure[i]
        after[i] = span[0] if span else after[i + 1]
    at = 0
    for i, key in enumerate(keys):
        span = sure[i] or stream.within(key, at, after[i])
        if span:
            at = span[1]
        yield span


class _Stream:
    """The text of a markup without white space, and where each part of it stands."""

    def __init__(self, markup: str) -> None:
        pieces: list[str] = []
        self._at: list[int] = []  # where each word begins in the text
        self._words: list[tuple[int, int, bool]] = []  # and in the markup, with its end, and whether it is an entity
        size = 0
        for start, stop in _texts(markup):
            for word in _WORD.finditer(markup, start, stop):
                raw = word[0]
                is_entity = raw[0] == "&" and len(raw) > 1
                said = _squeezed(unescape(raw)) if is_entity else raw
                if said:
                    self._at.append(size)
                    self._words.append((*word.span(), is_entity))
                    pieces.append(said)
                    size += len(said)
        self.text = "".join(pieces)

    def within(self, key: str, low: int, high: int) -> tuple[int, int] | None:
        """Where a piece stands in a part of the text; one that was written otherwise, by its beginning and end."""
        spellings = dict.fromkeys((key, _SET_APART.sub(r"\1\2", key))) if key else ()
        for spelling in spellings:
            at = self.text.find(spelling, low, high)
            if at >= 0:
                return at, at + len(spelling)
        if len(key) < 2 * _END:
            return None
        at = self.text.find(key[:_END], low, high)
        end = self.text.find(key[-_END:], at + _END, min(high, at + _MOST * len(key))) if at >= 0 else -1
        return (at, end + _END) if end >= 0 else None

    def find(self, key: str, start: int, end: int) -> tuple[int, int] | None:
        """Where a piece stands in the text, between two places of the markup."""
        words = [begin for begin, _, _ in self._words]
        low, high = bisect_right(words, start) - 1, bisect_right(words, end - 1)
        return self.within(key, self._at[max(low, 0)], self._at[high] if high < len(self._at) else len(self.text))

    def outside(self, span: tuple[int, int]) -> tuple[int, int]:
        """A span of the text as one of the markup."""
        return self._place(span[0])[0], self._place(span[1] - 1)[1]

    def _place(self, at: int) -> tuple[int, int]:
        """Where a character starts and ends."""
        word = bisect_right(self._at, at) - 1
        start, end, is_entity = self._words[word]
        return (start, end) if is_entity else (start + at - self._at[word], start + at - self._at[word] + 1)


def _texts(markup: str) -> Iterator[tuple[int, int]]:
    """Where text stands between tags."""
    at = 0
    for tag in _NO_TEXT.finditer(markup):
        if tag.start() > at:
            yield at, tag.start()
        at = tag.end()
    if at < len(markup):
        yield at, len(markup)


def _squeezed(text: str) -> str:
    return "".join(text.split())
