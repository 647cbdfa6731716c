"""Quotes that repeat another post of the same page: where everyone quotes, half of the text is repetition."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from typing import TypeAlias

from forumclean.values.document import Document

__all__ = ["quote_heads", "repeated_quotes"]

# Scripts that set no blanks between words (Thai to Burmese, Khmer, kana, Han): each of their characters is a word.
_BLANKLESS = "\u0e00-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WORD = re.compile(rf"[^\W{_BLANKLESS}]+|(?!\W)[{_BLANKLESS}]")
_GRAM = 5
_Gram: TypeAlias = tuple[str, ...]
_COVERED = 0.4
_FEW_WORDS = 8


def repeated_quotes(document: Document) -> frozenset[int]:
    """Return the indices of the blocks of quotes that say again what another post of the page says.

    Only quotes that name whom they quote count; a quotation in the text of a post is the post's own. A quote repeats a
    post when two fifths of its runs of five words stand in posts of the page outside any quote, or when it is so short
    that it only points to what it answers.
    """
    if not document.quotes or not document.posts or len(document.heads) < 2:
        return frozenset()
    groups: dict[int, list[int]] = {}
    for i, quote in enumerate(document.quotes):
        if quote:
            groups.setdefault(quote, []).append(i)
    if not groups:
        return frozenset()
    quotes = [(blocks, _quoted(document, blocks)) for blocks in groups.values()]
    asked = {gram for _, lines in quotes for gram in _grams(_joined(lines))}
    said = {gram for gram in _grams(_said(document)) if gram in asked}
    return frozenset(i for blocks, lines in quotes if _repeats(lines, said) for i in blocks)


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
    return _words("\n".join(line for line, quote in zip(document.lines, quotes, strict=True) if not quote))


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
    return _WORD.findall(line.lower())


def _grams(words: list[str]) -> Iterable[_Gram]:
    return zip(*(words[i:] for i in range(_GRAM)), strict=False)
