"""Quotes that repeat another post of the same page: where everyone quotes, half of the text is repetition."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass, replace
from functools import cache
from typing import TypeAlias

from forumclean.values.document import Document
from forumclean.values.model import Kind
from forumclean.values.verdicts import Grounds, Verdicts
from forumclean.values.words import BLANKLESS

__all__ = ["REPEATED", "quote_heads", "repeated_quotes", "without_repeats"]

# The reason of a quote that is left out because another post of the page says the same.
REPEATED = "repeated-quote"

_ASCII_WORD = re.compile(r"\w+", re.ASCII)  # the same words, found in half of the time
_GRAM = 5
_Gram: TypeAlias = tuple[str, ...]
_COVERED = 0.4
_FEW_WORDS = 8
_LONG = 40  # characters of a line that nobody writes twice
_HEAD = 80  # characters of a line that says who is quoted


@dataclass(frozen=True, slots=True)
class _WithRepeats:
    """The grounds of verdicts, and why repeated quotes are noise."""

    grounds: Callable[[], Grounds]
    repeats: frozenset[int]

    def __call__(self) -> Grounds:
        known = self.grounds()
        reasons = {**known.reasons, **dict.fromkeys(self.repeats, REPEATED)}
        return Grounds(reasons, {**known.kinds, **dict.fromkeys(self.repeats, Kind.QUOTE)})


def without_repeats(document: Document, verdicts: Verdicts, protected: Container[int]) -> Verdicts:
    """Return verdicts by which the quotes that repeat another post of the page are noise, with that for a reason.

    Args:
        document: what was judged.
        verdicts: the verdicts on it.
        protected: the blocks that a rule keeps.
    """
    repeats = frozenset(i for i in repeated_quotes(document) if verdicts.body[i] and i not in protected)
    if not repeats:
        return verdicts
    body = [is_body and i not in repeats for i, is_body in enumerate(verdicts.body)]
    return replace(verdicts, body=body, repeats=repeats, grounds=_WithRepeats(verdicts.grounds, repeats))


def repeated_quotes(document: Document) -> frozenset[int]:
    """Return the indices of the blocks of quotes that say again what another post of the page says.

    Only quotes that name whom they quote count; a quotation in the text of a post is the post's own. A quote repeats a
    post when two fifths of its runs of five words stand in posts of the page outside any quote, or when it is so short
    that it only points to what it answers.
    """
    if not document.quotes or not document.posts or len(document.heads) < 2:
        return frozenset()
    return _in_markup(document) | _in_words(document)


def _in_markup(document: Document) -> frozenset[int]:
    """Those that markup shows to be quotes."""
    groups: dict[int, list[int]] = {}
    for i, quote in enumerate(document.quotes or ()):
        if quote:
            groups.setdefault(quote, []).append(i)
    if not groups:
        return frozenset()
    quotes = [(blocks, _quoted(document, blocks)) for blocks in groups.values()]
    asked = {gram for _, lines in quotes for gram in _grams(_joined(lines))}
    said = asked.intersection(_grams(_said(document)))
    return frozenset(i for blocks, lines in quotes if _repeats(lines, said) for i in blocks)


def _in_words(document: Document) -> frozenset[int]:
    """Those that no markup shows: a line with the name of an earlier post's author, and lines of that post."""
    lines, posts, quotes = document.lines, document.posts or (), document.quotes or ()
    firsts: dict[str, int] = {}
    found: set[int] = set()
    for i, line in enumerate(lines):
        if len(line) < _LONG or quotes[i] or i in found:
            continue
        first = firsts.setdefault(line, i)
        if first < i and posts[first] != posts[i] and _names(document, i - 1, posts[first]):
            found.add(i - 1)
            while i < len(lines) and lines[i] == lines[first] and posts[i] == posts[i - 1]:  # the whole of the quote
                found.add(i)
                i, first = i + 1, first + 1  # noqa: PLW2901
    return frozenset(found)


def _names(document: Document, i: int, post: int) -> bool:
    """True for a short line in the text of another post that holds the name of the author of one."""
    posts, line = document.posts or (), document.lines[i]
    if (
        post < 0
        or i < 0
        or posts[i] != posts[i + 1]
        or len(line) > _HEAD
        or (document.verdicts and document.verdicts[i])
    ):
        return False
    author = document.heads[post].author
    return author is not None and author != "" and author in line


def quote_heads(document: Document) -> frozenset[int]:
    """Return the indices of the first blocks of quotes: the lines that say who is quoted, for one who keeps quotes.

    What markup shows to be chrome is none.
    """
    firsts: dict[int, int] = {}
    for i, quote in enumerate(document.quotes or ()):
        if quote:
            firsts.setdefault(quote, i)
    return frozenset(i for i in firsts.values() if not (document.verdicts and document.verdicts[i]))


def _said(document: Document) -> list[str]:
    """All words of the page outside quotes."""
    quotes = document.quotes or ()
    said = (line for line, quote in zip(document.lines, quotes, strict=True) if not quote)
    return [word for line in said for word in _words(line)]


def _quoted(document: Document, blocks: list[int]) -> list[list[str]]:
    """The words of each line of a quote.

    The first block is the attribution when it ends like one; it is not part of what is repeated.
    """
    first = blocks[0]
    quoted = blocks[1:] if len(blocks) > 1 and document.lines[first].rstrip(" ↑").endswith((":", "：")) else blocks
    return [_words(document.lines[i]) for i in quoted]


def _repeats(lines: list[list[str]], said: Container[_Gram]) -> bool:
    size = sum(map(len, lines))
    if size < _FEW_WORDS:
        return True
    whole = sum(len(line) for line in lines if len(line) >= _GRAM and all(gram in said for gram in _grams(line)))
    if whole >= _COVERED * size:
        return True
    return sum(1 for gram in _grams(_joined(lines)) if gram in said) >= _COVERED * (size - _GRAM + 1)


def _joined(lines: list[list[str]]) -> list[str]:
    return [word for line in lines for word in line]


def _words(line: str) -> list[str]:
    return (_ASCII_WORD if line.isascii() else _any_word()).findall(line.lower())


@cache  # it takes two milliseconds to make, and most inputs have no quotes
def _any_word() -> re.Pattern[str]:
    return re.compile(rf"[^\W{BLANKLESS}]+|(?!\W)[{BLANKLESS}]")


def _grams(words: list[str]) -> Iterable[_Gram]:
    return zip(*(words[i:] for i in range(_GRAM)), strict=False)
