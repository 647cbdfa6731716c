"""Tokens: a line cut where forums glue: between words and numbers, and inside "LoginRegister" and "FAQFAQ"."""

from __future__ import annotations

import re
from functools import lru_cache

import regex

from forumclean.rules.matching.fold import caseless

__all__ = ["NUMBER", "key_of", "tokens_of"]

# What a number looks like to a phrase.
NUMBER = "{n}"
# Scripts that set no blanks between words are cut into single characters.
_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
_TOKEN = regex.compile(
    rf"(\d+(?:[.,:/\-]\d+)*|[{_UNSPACED}]\p{{M}}*"
    rf"|\p{{Lu}}+(?!\p{{Ll}})(?:['’]\p{{L}}+)*|\p{{Lu}}?(?:(?![\p{{Lu}}{_UNSPACED}])[\p{{L}}\p{{M}}_])+(?:['’]\p{{L}}+)*"
    r"|\{n\}|_+)(\W*)"
)
# The same for ASCII, which most lines are: the standard library's engine takes a third of the time.
_ASCII_TOKEN = re.compile(
    r"(\d+(?:[.,:/\-]\d+)*|[A-Z]+(?![a-z])(?:'[A-Za-z]+)*|[A-Z]?[a-z_]+(?:'[A-Za-z]+)*|\{n\}|_+)(\W*)", re.ASCII
)


def tokens_of(text: str) -> list[tuple[str, str]]:
    """Cut a line into words and numbers, in their own case, each with the blanks and marks after it.

    >>> tokens_of("Log inJoin | Posts:1,204 第12页")
    [('Log', ' '), ('in', ''), ('Join', ' | '), ('Posts', ':'), ('1,204', ' '), ('第', ''), ('12', ''), ('页', '')]
    """
    return (_ASCII_TOKEN if text.isascii() else _TOKEN).findall(text)


@lru_cache(maxsize=1 << 16)
def key_of(token: str) -> str:
    """The form in which tokens are compared: case and typographic quotes folded, a number as `NUMBER`.

    >>> key_of("FAQFAQ"), key_of("1,204"), key_of("Reply")
    ('faq', '{n}', 'reply')
    """
    if token[0].isdecimal() or token == NUMBER:
        return NUMBER
    key = caseless(token).replace("’", "'")
    half, odd = divmod(len(key), 2)
    # A link and the picture beside it often say the same: "FAQFAQ".
    return key[:half] if half >= 2 and not odd and key[:half] == key[half:] else key
