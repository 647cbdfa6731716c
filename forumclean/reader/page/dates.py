"""Dates of posts: a machine-readable one is read, a printed one is parsed, a relative one stays text."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import tomli

__all__ = ["fuller_date", "machine_date", "month_names", "printed_date"]

_EPOCH = re.compile(r"1\d{9}(?:\d{3})?")
_STAMP = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(?:\.\d+)?\s?(Z|[+-]\d\d:?\d\d)?")
_WORD = re.compile(r"[^\W\d_]+\.?")
_CLOCK = re.compile(r"\b\d{1,2}:\d\d")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b|\d[./-]\d{1,2}[./-]\d\d\b")
# "GMT+03:00" means three hours ahead to whoever prints it; to POSIX, and so to dateutil, three hours behind.
_ZONE_NAME = re.compile(r"\b(?:GMT|UTC)\s?(?=[+-]\d)")
_LONGEST = 60


def machine_date(value: str | None) -> datetime | None:
    """Read an ISO 8601 time or seconds or milliseconds since 1970; a time without a zone is taken for UTC.

    >>> machine_date("2024-07-09T15:56:00+0200").isoformat(), machine_date("1720533360000").year, machine_date("2h")
    ('2024-07-09T15:56:00+02:00', 2024, None)
    """
    if not value:
        return None
    value = value.strip()
    try:
        if _EPOCH.fullmatch(value):
            return datetime.fromtimestamp(int(value[:10]), tz=UTC)
        if found := _STAMP.match(value):
            moment = datetime.fromisoformat(f"{found[1]}T{found[2]}{found[3] or '+00:00'}")
            return moment.replace(tzinfo=moment.tzinfo or UTC)
    except (ValueError, OverflowError, OSError):  # the shape of a time, and none: month 13, the year 292277026596
        return None
    return None


def printed_date(text: str | None, *, dayfirst: bool = False) -> datetime | None:
    """Parse a date as a page prints it; None for a relative one ("2 hours ago"), UTC where no zone stands.

    Args:
        text: the date and nothing else.
        dayfirst: 03/04/2024 is the third of April.

    >>> printed_date("Sat Feb 24, 2024 5:12 pm").isoformat()
    '2024-02-24T17:12:00+00:00'
    >>> printed_date("24. März 2024").month, printed_date("2 h ago")
    (3, None)
    """
    if not text or len(text) > _LONGEST or not _YEAR.search(text):
        return None
    from dateutil.parser import ParserError, parse

    plain = _ZONE_NAME.sub("", _translated(text)).replace("\u200e", "")
    try:
        moment = parse(plain, dayfirst=dayfirst or "." in plain, default=datetime(2000, 1, 1, tzinfo=UTC))
    except (ParserError, OverflowError, ValueError, TypeError):
        return None
    return moment.replace(tzinfo=moment.tzinfo or UTC)


def fuller_date(shown: str | None, hidden: str | None, *, dayfirst: bool = False) -> datetime | None:
    """Parse a date of which the page shows one form and has another, as a tooltip: the form with the time counts.

    Args:
        shown: the text.
        hidden: the other form; one of another day is another date.
        dayfirst: as for `printed_date`.

    >>> fuller_date("May 11, 2024", "May 11, 2024 at 9:22 AM").isoformat()
    '2024-05-11T09:22:00+00:00'
    """
    moment, other = printed_date(shown, dayfirst=dayfirst), printed_date(hidden, dayfirst=dayfirst)
    if moment is None or other is None:
        return moment or other
    is_fuller = bool(_CLOCK.search(hidden or "")) and not _CLOCK.search(shown or "")
    return other if is_fuller and abs(other - moment) < timedelta(days=2) else moment


def _translated(text: str) -> str:
    """The text in words that dateutil knows, weekdays left out."""
    names = _names()
    months = [found for found in _WORD.finditer(text) if _plain(found) in names.months]
    if len(months) > 1 and _plain(months[0]) in names.twofold:
        text = text[: months[0].start()] + text[months[0].end() :]

    def translate(found: re.Match[str]) -> str:
        word = _plain(found)
        return " " if word in names.skip else names.months.get(word, found[0])

    return _WORD.sub(translate, text)


def _plain(found: re.Match[str]) -> str:
    return found[0].rstrip(".").lower()


class _Names(NamedTuple):
    """Names of months to those that dateutil knows, words to leave out, and months that are also weekdays."""

    months: dict[str, str]
    skip: frozenset[str]
    twofold: frozenset[str]


def month_names() -> list[str]:
    """Names of months that mean nothing else, in all languages of dates.toml."""
    return [name for names in _data()["months"].values() for name in names]


@cache
def _data() -> dict[str, Any]:
    return tomli.loads((Path(__file__).parent / "dates.toml").read_text("utf-8"))


@cache
def _names() -> _Names:
    data = _data()
    months = {name: english for english, names in data["months"].items() for name in names}
    twofold: dict[str, str] = data["month_or_weekday"]
    return _Names(months | twofold, frozenset(data["skip"]), frozenset(twofold))
