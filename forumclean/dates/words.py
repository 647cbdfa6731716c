"""Words that dates are made of, by language; words.toml is where a language is added."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated

import msgspec

from forumclean.config import decode, read_toml

__all__ = ["WORDS_FILE", "DateWords", "date_words", "joints"]

Words = tuple[str, ...]
WORDS_FILE = Path(__file__).parent / "words.toml"


class DateWords(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The words of one language, in lower case and without a stop at the end.

    Attributes:
        months: the names of each month, from January.
        weekdays: the names of each day, from Monday.
        halves: of the day, before noon and after in turn.
        ago: what says that so much time is past.
        units: of "3 days ago", by their English names.
        near: days and moments near now: today, yesterday.
        joints: small words that join the parts of a date.
    """

    months: Annotated[tuple[Words, ...], msgspec.Meta(min_length=12, max_length=12)]
    weekdays: Annotated[tuple[Words, ...], msgspec.Meta(min_length=7, max_length=7)]
    halves: Words
    ago: Words
    units: dict[str, Words]
    near: Words
    joints: Words


@cache
def date_words() -> dict[str, DateWords]:
    """The words of every language, by its code (BCP 47).

    >>> date_words()["de"].months[2], date_words()["sv"].near[0]
    (('märz', 'mär', 'mrz'), 'idag')
    """
    data, text = read_toml(WORDS_FILE)
    return decode(data, dict[str, DateWords], file=str(WORDS_FILE), text=text)


@cache
def joints() -> frozenset[str]:
    """The small words of all languages that join a date to what stands before it: "on", "am"."""
    return frozenset(word for language in date_words().values() for word in language.joints)
