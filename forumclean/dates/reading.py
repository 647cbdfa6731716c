"""A date as people write it to the moments that it can mean."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, timezone
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType

from forumclean.dates.calendars import calendar_of, day_of, full_year
from forumclean.dates.lexicon import Lexicon, grammar, known_language, lexicon
from forumclean.dates.patterns import ago_pattern, date_pattern

__all__ = ["Order", "Reading", "holds_date", "read_date", "read_fuller"]

_NEAR = timedelta(days=2)
_LONGEST = 300  # characters in which a date is looked for


class Order(StrEnum):
    """Which number comes first in a date of three numbers."""

    DAY = "dmy"
    MONTH = "mdy"
    YEAR = "ymd"


@dataclass(frozen=True, slots=True)
class Reading:
    """A date found in a text.

    Attributes:
        start: where it begins.
        end: where it ends.
        moments: what it means by each order that makes it a date; empty for one that is told from now ("2 hours ago"),
            lacks its year or day, or is of a calendar or a month that can't be known.
        has_clock: it says the time of day.
        free: it is nothing but numbers, of which the year is not the first: the order is for the thread to say.
    """

    start: int
    end: int
    moments: Mapping[Order, datetime] = field(default_factory=lambda: MappingProxyType({}))
    has_clock: bool = False
    free: bool = False

    @property
    def moment(self) -> datetime | None:
        """The moment, where all orders agree."""
        found = set(self.moments.values())
        return found.pop() if len(found) == 1 else None


def holds_date(text: str, language: str | None = None) -> bool:
    """Tell whether a date stands in a text, of now or told from now.

    Args:
        text: a short piece of a page.
        language: a code of words.toml.

    >>> holds_date("Ann, 5 mars 2024"), holds_date("for 3 timer siden"), holds_date("5 posts")
    (True, True, False)
    """
    shape = (words := lexicon(language)).shape(tokens := words.tokens(text))
    return bool(date_pattern(language).search(shape)) or _ago(words, tokens, shape) is not None


def read_date(text: str | None, language: str | None = None) -> Reading | None:
    """Find the first date in a text and say what it can mean.

    Args:
        text: the text.
        language: of the page, as BCP 47 has it; months and weekdays that it does not know are looked up in all others.

    >>> read_date("Tue Mar 05, 2024 9:15 pm").moment.isoformat()
    '2024-03-05T21:15:00+00:00'
    >>> sorted(read_date("03/04/2024").moments), read_date("03/04/2024").moment
    ([<Order.DAY: 'dmy'>, <Order.MONTH: 'mdy'>], None)
    >>> read_date("2 hours ago").moments, read_date("no date")
    (mappingproxy({}), None)
    """
    return _read(text[:_LONGEST], known_language(language)) if text else None


@lru_cache(maxsize=1 << 12)  # the same line is asked for its date, its name and its clock
def _read(text: str, known: str | None) -> Reading | None:
    words = lexicon(known)
    tokens = words.tokens(text)
    shape = words.shape(tokens)
    found = date_pattern(known).search(shape)
    if found is None:
        ago = _ago(words, tokens, shape)
        return Reading(*_span(words, text, *ago)) if ago else None
    start, end = _span(words, text, *found.span())
    parts = _Parts(words, tokens, found)
    moments = parts.moments()
    return Reading(start, end, MappingProxyType(moments), parts.clock is not None, parts.is_free)


def read_fuller(shown: str | None, hidden: str | None, language: str | None = None) -> Reading | None:
    """Read a date of which the page shows one form and has another, as a tooltip: the form with the time counts.

    Args:
        shown: the text.
        hidden: the other form; one of another day is another date.
        language: as for `read_date`.

    >>> read_fuller("May 11, 2024", "May 11, 2024 at 9:22 AM").moment.isoformat()
    '2024-05-11T09:22:00+00:00'
    """
    reading, other = read_date(shown, language), read_date(hidden, language)
    if reading is None or other is None or not (reading.moments and other.moments):
        return other if other and other.moments else reading
    near = any(
        abs(other.moments[order] - moment) < _NEAR
        for order, moment in reading.moments.items()
        if order in other.moments
    )
    return other if near and other.has_clock and not reading.has_clock else reading


def _span(words: Lexicon, text: str, first: int, last: int) -> tuple[int, int]:
    spans = words.spans(text)
    return spans[first][0], spans[last - 1][1]


def _ago(words: Lexicon, tokens: list[str], shape: str) -> tuple[int, int] | None:
    """Where "3 days ago" stands; the unit and what says "ago" must be of one language, but for units that all share."""
    for found in ago_pattern(words.language).finditer(shape):
        said = (words.word(token) for token in tokens[slice(*found.span())])
        parties = [word.languages for word in said if word.languages and word.letter not in words.letters["Q"]]
        if found["shared"] or not parties or frozenset.intersection(*parties):
            return found.span()
    return None


class _Parts:
    """The parts of a date that was found, and what they come to."""

    def __init__(self, words: Lexicon, tokens: list[str], found: re.Match[str]) -> None:
        self._words, self._tokens, self._found, self._language = words, tokens, found, words.language
        first, last = found.span("date")
        inner = range(*found.span("within"))
        self._date = [tokens[i] for i in range(first, last) if i not in inner]
        self._around = [*tokens[slice(*found.span("lead"))], *tokens[last : found.end()]]
        self._numbers = [token for token in self._date if token[0].isdecimal()]
        self._named = [word for token in self._date if (word := words.word(token)).months]
        self.clock = self._clock(self._group("within", "after", "before"))
        # The year tells itself by its four digits, or by the mark behind it.
        marked = words.letters["L"] + words.letters["E"]
        self._is_marked = not self._named and any(words.word(token).letter in marked for token in self._date)
        numeric = len(self._numbers) == 3 and not self._named and not self._is_marked
        self.is_free = numeric and len(self._numbers[0]) < 4

    def _group(self, *names: str) -> list[str]:
        """The tokens of the first of these groups that took part."""
        spans = (self._found.span(name) for name in names if self._found[name])
        return next((self._tokens[first:last] for first, last in spans), [])

    def moments(self) -> dict[Order, datetime]:
        """The moment by each order that gives exactly one."""
        days = {order: set(self._days(order)) for order in self._orders()}
        everyone = set().union(*days.values())
        weekdays = {day for token in self._around for day in self._words.word(token).weekdays}
        if len(weekdays) == 1 and len(everyone) > 1 and any(day.weekday() in weekdays for day in everyone):
            days = {order: {day for day in found if day.weekday() in weekdays} for order, found in days.items()}
        return {order: self._at(found.pop()) for order, found in days.items() if len(found) == 1}

    def _orders(self) -> tuple[Order, ...]:
        if not self.is_free:
            return tuple(Order)
        is_year_last = len(self._numbers[2]) == 4
        # Who sets dots writes the day first, but for those who write the year first.
        if self._language is None and is_year_last and "." in self._date and int(self._numbers[1]) <= 12:
            return (Order.DAY,)
        return (Order.DAY, Order.MONTH) if is_year_last else tuple(Order)

    def _days(self, order: Order) -> list[date]:
        """Days that the numbers can mean in this order: more than one when a name means two months."""
        found: list[date] = []
        for digits, (named, month), day in self._readings(order):
            year = self._year(digits)
            zero = chr(ord(digits[0]) - int(digits[0]))
            calendar = year and calendar_of(year, named=named, language=self._language, digits=zero)
            if year and calendar:
                with suppress(ValueError):  # no such day: 31 February
                    found.append(day_of(calendar, year, month, int(day)))
        return found

    def _readings(self, order: Order) -> list[tuple[str, tuple[str, int], str]]:
        """Year, month with its calendar, and day."""
        numbers = self._numbers
        if self._named:
            if len(numbers) != 2:
                return []
            year, day = numbers if len(numbers[0]) == 4 or int(numbers[0]) > 31 else numbers[::-1]
            return [(year, month, day) for month in self._named[-1].months]
        if len(numbers) != 3:
            return []
        if not self.is_free:
            order = Order.YEAR
        places = {Order.YEAR: (0, 1, 2), Order.DAY: (2, 1, 0), Order.MONTH: (2, 0, 1)}[order]
        year, month, day = (numbers[place] for place in places)
        return [(year, ("", int(month)), day)]

    def _year(self, text: str) -> int | None:
        era = next((years for token in self._date if (years := grammar().eras.get(token))), None)
        if era is not None:
            return int(text) + era
        return int(text) if len(text) == 4 else full_year(int(text), self._language)

    def _at(self, day: date) -> datetime:
        return datetime.combine(
            day, self.clock or time(), self._zone(self._group("zone_within", "zone", "zone_before"))
        )

    def _clock(self, tokens: list[str]) -> time | None:
        numbers = [int(token) for token in tokens if token[0].isdecimal()]
        if not numbers:
            return None
        hour, minute, second, *_ = (*numbers, 0, 0)
        half = next((word.half for token in tokens if (word := self._words.word(token)).half is not None), None)
        if half is not None and hour <= 12:
            hour = hour % 12 + 12 * half
        return time(hour, minute, second)

    def _zone(self, tokens: list[str]) -> timezone:
        ahead = sum(grammar().zones.get(token, 0) for token in tokens)
        digits = "".join(token.zfill(2) for token in tokens if token[0].isdecimal())
        if digits:
            ahead += (-1 if "-" in tokens else 1) * (int(digits[:2]) * 60 + int(digits[2:4] or 0))
        return timezone(timedelta(minutes=ahead)) if ahead and abs(ahead) < 24 * 60 else UTC
