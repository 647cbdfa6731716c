"""Tokens: a line cut where forums glue: between words and numbers, and inside "LoginRegister" and "FAQFAQ"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import regex

from forumclean.cache import recalled
from forumclean.rules.matching.fold import caseless

__all__ = ["NUMBER", "key_of", "keys_of", "tokens_of"]

# What a number looks like to a phrase.
NUMBER = "{n}"
# Scripts that set no blanks between words are cut into single characters.
_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
# Classes of characters, and how words and numbers are made of them.
_CLASSES = {
    "digit": r"\d", "alone": rf"(?!\d)[{_UNSPACED}]", "mark": r"\p{M}", "upper": r"\p{Lu}", "lower": r"\p{Ll}",
    "letter": r"\p{L}", "rest": rf"(?![\p{{Lu}}{_UNSPACED}])[\p{{L}}\p{{M}}_]", "other": r"\W",
}  # fmt: skip
_TOKEN = (
    r"({digit}+(?:[.,:/\-]{digit}+)*|{alone}{mark}*"
    r"|(?:{upper}+(?!{lower})|{upper}?{rest}+)(?:['’]{letter}+)*|\{{n\}})({other}*)"
)
# Keys that are remembered.
_MOST_KEYS = 1 << 16
# The characters for which the standard library's engine, which takes a third of the time, is told what they are.
_TOLD = "".join(map(chr, (*range(0xD800), *range(0xE000, 0x10000))))
_UNTOLD = re.compile("[\ud800-\udfff\U00010000-\U0010ffff]")


def tokens_of(text: str) -> list[tuple[str, str]]:
    """Cut a line into words and numbers, in their own case, each with the blanks and marks after it.

    >>> tokens_of("Log inJoin | Posts:1,204 第12页")
    [('Log', ' '), ('in', ''), ('Join', ' | '), ('Posts', ':'), ('1,204', ' '), ('第', ''), ('12', ''), ('页', '')]
    """
    return (_token_of_any() if _UNTOLD.search(text) else _token_of_told()).findall(text)


@cache
def _token_of_any() -> regex.Pattern[str]:
    return regex.compile(_TOKEN.format(**{name: f"(?:{chars})" for name, chars in _CLASSES.items()}))


@cache
def _token_of_told() -> re.Pattern[str]:
    sources = (regex.__version__.encode(), Path(__file__).read_bytes())
    return re.compile(recalled("tokens", sources, str, _told))


def _told() -> str:
    """`_TOKEN` with each class spelled out."""
    return _TOKEN.format(**{name: _set_of(chars) for name, chars in _CLASSES.items()})


def _set_of(chars: str) -> str:
    ends = [(re.escape(run[0]), re.escape(run[-1])) for run in regex.findall(f"(?:{chars})+", _TOLD)]
    return f"[{''.join(first if first == last else f'{first}-{last}' for first, last in ends)}]"


class _Keys(dict[str, str]):
    """The keys of tokens that have come by, so many of them."""

    def __missing__(self, token: str) -> str:
        if len(self) >= _MOST_KEYS:
            self.clear()
        key = self[token] = _fold(token)
        return key


_keys = _Keys()


def keys_of(tokens: Iterable[str]) -> list[str]:
    """The forms in which tokens are compared: case and typographic quotes folded, a number as `NUMBER`.

    >>> keys_of(["FAQFAQ", "1,204", "Reply"])
    ['faq', '{n}', 'reply']
    """
    return list(map(_keys.__getitem__, tokens))


def key_of(token: str) -> str:
    """The same for one token."""
    return _keys[token]


def _fold(token: str) -> str:
    if token[0].isdecimal() or token == NUMBER:
        return NUMBER
    key = caseless(token).replace("’", "'")
    half, odd = divmod(len(key), 2)
    # A link and the picture beside it often say the same: "FAQFAQ".
    return key[:half] if half >= 2 and not odd and key[:half] == key[half:] else key
