"""Times that a program wrote for programs."""

from __future__ import annotations

import re
from datetime import UTC, datetime

__all__ = ["machine_date", "machine_day"]

_EPOCH = re.compile(r"1\d{9}(?:\d{3})?", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_STAMP = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(?:\.\d+)?\s?(Z|[+-]\d\d:?\d\d)?", re.ASCII)


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


def machine_day(value: str | None) -> datetime | None:
    """Read an ISO 8601 date without a time: the first moment of the day, in UTC.

    >>> machine_day("2022-07-08").isoformat(), machine_day("2022-13-08"), machine_day("2022-07-08T09:00:00")
    ('2022-07-08T00:00:00+00:00', None, None)
    """
    value = (value or "").strip()
    try:
        return datetime.fromisoformat(value).replace(tzinfo=UTC) if _DAY.fullmatch(value) else None
    except ValueError:
        return None
