"""Dates in mail: what one of numbers means, where nothing but its line tells the order."""

from __future__ import annotations

import re
from datetime import datetime

from forumclean.dates.reading import Order, Reading

__all__ = ["moment_on"]

_EAST_ASIAN = re.compile(r"[\u3040-\u9fff\uac00-\ud7af]")


def moment_on(line: str, reading: Reading | None) -> datetime | None:
    """The moment of a date on a line of mail, if only one is left.

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
    is_first = bool(_EAST_ASIAN.search(line))
    found = {moment for order, moment in reading.moments.items() if (order is Order.YEAR) == is_first}
    return found.pop() if len(found) == 1 else reading.moment
