"""The order of the numbers in 03/04/2024: what the language says, or else what the dates of a thread show together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from forumclean.dates.lexicon import grammar, known_language
from forumclean.dates.reading import Order, Reading

__all__ = ["moment_on", "order_of", "settle"]


def order_of(language: str | None) -> Order | None:
    """The order in which a language sets the numbers of a date; None where it does not say.

    Args:
        language: as BCP 47 has it.

    >>> order_of("en-US"), order_of("en-GB"), order_of("en-CA"), order_of("de_AT"), order_of("hu"), order_of(None)
    (<Order.MONTH: 'mdy'>, <Order.DAY: 'dmy'>, None, <Order.DAY: 'dmy'>, <Order.YEAR: 'ymd'>, None)
    """
    whole = (language or "").replace("_", "-").lower()
    orders = grammar().orders
    for tag in (whole, whole.partition("-")[0]):
        for name, order in (("day", Order.DAY), ("month", Order.MONTH), ("year", Order.YEAR), ("either", None)):
            key = name if order is None else f"{name}_first"
            if any(tag == known.lower() for known in orders[key]):
                return order
    return Order.DAY if known_language(language) else None


def settle(readings: Sequence[Reading | None], order: Order | None) -> list[datetime | None]:
    """The moments of the dates of one thread, in the order of its posts; None where what is meant can't be known.

    A page prints all its dates alike. So an order that makes one of them no date is not the page's; of those that are
    left the language's counts, or else the only one by which the thread goes forward. The language does not count
    where by its order the thread goes to and fro, and by one other goes forward.

    Args:
        readings: of each post's date.
        order: what the language or the engine says.

    >>> from forumclean.dates.reading import read_date
    >>> dates = [read_date(text) for text in ("03/04/2024", "28/04/2024")]
    >>> [str(moment.date()) for moment in settle(dates, None)], settle(dates[:1], None)
    (['2024-04-03', '2024-04-28'], [None])
    """
    free = [reading for reading in readings if reading and reading.free and reading.moments]
    possible = [one for one in Order if all(one in reading.moments for reading in free)]
    forward = [one for one in possible if _goes_forward(readings, one)]
    to_and_fro = order and not (_goes_forward(readings, order) or _goes_forward(readings[::-1], order))
    if order not in possible or (to_and_fro and len(forward) == 1):
        order = forward[0] if len(forward) == 1 else possible[0] if len(possible) == 1 else None
    return [_moment(reading, order) for reading in readings]


def _moment(reading: Reading | None, order: Order | None) -> datetime | None:
    if reading is None:
        return None
    return reading.moments.get(order) if reading.free and order else reading.moment


def _goes_forward(readings: Sequence[Reading | None], order: Order) -> bool:
    moments = [moment for reading in readings if reading and (moment := reading.moments.get(order))]
    return all(a <= b for a, b in pairwise(moments))


def moment_on(line: str, reading: Reading | None) -> datetime | None:
    """The moment of a date that stands alone on a line, as in mail, if only one is left.

    Of three numbers the year comes first in East Asia, and nowhere else where it has two digits: programs write
    "2024-03-14", and "14.03.24".

    Args:
        line: on which it stands, with the words around it.
        reading: of the date.

    >>> from forumclean.dates.reading import read_date
    >>> [str(moment_on(line, read_date(line))) for line in ("Datum: 14.03.24 09:15", "날짜: 24/3/14 9:15", "03/04/24")]
    ['2024-03-14 09:15:00+00:00', '2024-03-14 09:15:00+00:00', 'None']
    """
    if reading is None or not reading.free:
        return reading.moment if reading else None
    is_first = any("\u3040" <= char <= "\u9fff" or "\uac00" <= char <= "\ud7af" for char in line)
    found = {moment for order, moment in reading.moments.items() if (order is Order.YEAR) == is_first}
    return found.pop() if len(found) == 1 else reading.moment
