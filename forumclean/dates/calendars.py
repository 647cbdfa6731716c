"""Years and months of other calendars to ours."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from itertools import accumulate

from forumclean.dates.lexicon import grammar

__all__ = ["calendar_of", "day_of", "full_year"]

_BUDDHIST = 543  # years ahead of ours
_CENTURY = 70  # two digits of a year from here on are of the last century
# Scripts of digits that tell the calendar of a year that two could mean: Persian, Arabic.
_DIGITS = {"۰": "persian", "٠": "hijri"}


def calendar_of(year: int, *, named: str, language: str | None, digits: str) -> str | None:
    """The calendar of a year; None when it can't be known.

    Args:
        year: as written.
        named: the calendar that the name of the month belongs to, if any.
        language: of the page.
        digits: the zero of the script that the year is written in.

    >>> calendar_of(2567, named="", language=None, digits="0"), calendar_of(1402, named="", language="fa", digits="0")
    ('buddhist', 'persian')
    """
    if named in ("persian", "hijri"):
        return named
    if year >= 2400:
        return "buddhist"
    if not 1300 <= year < 1500:
        return "gregorian"
    by_language = (name for name, calendar in grammar().calendars.items() if language in calendar.languages)
    return next(by_language, _DIGITS.get(digits))


def full_year(two: int, language: str | None) -> int | None:
    """A year of two digits with its century, of the calendar that the language has; None when that can't be known.

    >>> full_year(24, "de"), full_year(99, None), full_year(67, "th"), full_year(24, "th"), full_year(2, "fa")
    (2024, 1999, 2567, 2024, None)
    """
    if language == "th" and 41 <= two < 97:  # 2541 is 1998, and 2041 is not yet
        return 2500 + two
    if language == "fa":
        return 1300 + two if two > 30 else None
    return two + (2000 if two < _CENTURY else 1900)


def day_of(calendar: str, year: int, month: int, day: int) -> date:
    """The day in our calendar.

    Raises:
        ValueError: there is no such day, or none that our tables know.

    >>> str(day_of("persian", 1402, 12, 15)), str(day_of("hijri", 1445, 8, 24)), str(day_of("buddhist", 2567, 3, 5))
    ('2024-03-05', '2024-03-05', '2024-03-05')
    """
    if calendar == "persian":
        return _persian(year, month, day)
    if calendar == "hijri":
        return _hijri(year, month, day)
    return date(year - _BUDDHIST if calendar == "buddhist" else year, month, day)


def _persian(year: int, month: int, day: int) -> date:
    """By the cycle of 33 years with 8 leap days, which agrees with the astronomical rule from 1799 to 2256."""
    before = year - 979
    days = 365 * before + before // 33 * 8 + (before % 33 + 3) // 4
    lengths = [31] * 6 + [30] * 5 + [30 if (before % 33) % 4 == 0 and before % 33 != 32 else 29]
    if not (1 <= month <= 12 and 1 <= day <= lengths[month - 1]):
        raise ValueError(f"no such day: {year}-{month}-{day}")
    return date(1600, 3, 20) + timedelta(days + sum(lengths[: month - 1]) + day - 1)


@cache
def _hijri_months() -> tuple[int, list[date]]:
    """The first year, and the first day of each month from there, and of the month after the last."""
    calendar = grammar().calendars["hijri"]
    lengths = [29 + int(bit) for year in calendar.lengths.split() for bit in f"{int(year, 16):012b}"]
    return calendar.first_year, [calendar.first_day + timedelta(days) for days in accumulate(lengths, initial=0)]


def _hijri(year: int, month: int, day: int) -> date:
    first, starts = _hijri_months()
    at = (year - first) * 12 + month - 1
    if not (1 <= month <= 12 and 0 <= at < len(starts) - 1 and 1 <= day <= (starts[at + 1] - starts[at]).days):
        raise ValueError(f"no such day: {year}-{month}-{day}")
    return starts[at] + timedelta(day - 1)
