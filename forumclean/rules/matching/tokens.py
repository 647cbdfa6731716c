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
# The same for the letters and marks of Western Europe, which most lines are made of: the standard library's engine
# takes a third of the time.
_UPPER, _LOWER = "A-ZÀ-ÖØ-Þ", "a-zß-öø-ÿ"
_WESTERN = re.compile(rf"[\0-~{_UPPER}{_LOWER}\xa0«»·°©®€£‘’“”„–—…•]*")
_WESTERN_TOKEN = re.compile(
    rf"(\d+(?:[.,:/\-]\d+)*|[{_UPPER}]+(?![{_LOWER}])(?:['’][{_UPPER}{_LOWER}]+)*"
    rf"|[{_UPPER}]?[{_LOWER}_]+(?:['’][{_UPPER}{_LOWER}]+)*|\{{n\}}|_+)(\W*)"
)


def tokens_of(text: str) -> list[tuple[str, str]]:
    """Cut a line into words and numbers, in their own case, each with the blanks and marks after it.

    >>> tokens_of("Log inJoin | Posts:1,204 第12页")
    [('Log', ' '), ('in', ''), ('Join', ' | '), ('Posts', ':'), ('1,204', ' '), ('第', ''), ('12', ''), ('页', '')]
    """
    return (_WESTERN_TOKEN if _WESTERN.fullmatch(text) else _TOKEN).findall(text)


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
