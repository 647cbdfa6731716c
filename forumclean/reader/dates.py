"""Dates of posts: a machine-readable one is read, a printed one is parsed, a relative one stays text."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import tomli

__all__ = ["machine_date", "printed_date"]

_EPOCH = re.compile(r"1\d{9}(?:\d{3})?")
_STAMP = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(?:\.\d+)?\s?(Z|[+-]\d\d:?\d\d)?")
_WORD = re.compile(r"[^\W\d_]+\.?")
_CLOCK = re.compile(r"\b\d{1,2}:\d\d")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b|\d[./-]\d{1,2}[./-]\d\d\b")
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
    except (ValueError, OverflowError, OSError):
        pass
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

    plain = _WORD.sub(_translate, text).replace("\u200e", "")
    try:
        moment = parse(plain, dayfirst=dayfirst or "." in plain, default=datetime(2000, 1, 1, tzinfo=UTC))
    except (ParserError, OverflowError, ValueError, TypeError):
        return None
    return moment.replace(tzinfo=moment.tzinfo or UTC)


def _translate(word: re.Match[str]) -> str:
    return _words().get(word[0].rstrip(".").lower(), word[0])


@cache
def _words() -> dict[str, str]:
    """Names of months, and words that stand between the parts of a date, to what dateutil knows."""
    data: dict[str, Any] = tomli.loads((Path(__file__).parent / "dates.toml").read_text("utf-8"))
    words = {name: english for english, names in data["months"].items() for name in names}
    return words | dict.fromkeys(data["skip"], " ")
