"""A progress bar on a terminal, and silence in a log."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from forumclean import bulk

__all__ = ["bar"]

_WIDTH = 40
_CLEAR = "\r\x1b[K"


@contextmanager
def bar() -> Iterator[Callable[[bulk.Progress], None] | None]:
    """Show a bar with rate and time left on stderr, when it is a terminal; yield what moves it."""
    if not sys.stderr.isatty():
        yield None
        return
    began = time.monotonic()
    first: list[int] = []

    def move(at: bulk.Progress) -> None:
        # A run that resumes begins with the records of the run before, which took it no time.
        first[:] = first or [at.records]
        seconds = max(time.monotonic() - began, 1e-9)
        rate = (at.records - first[0]) / seconds
        line = f"{_share(at, seconds)}{at.records:,} records, {rate:,.0f}/s"
        sys.stderr.write(_CLEAR + line[: shutil.get_terminal_size().columns - 1])
        sys.stderr.flush()

    try:
        yield move
    finally:
        sys.stderr.write(_CLEAR)


def _share(at: bulk.Progress, seconds: float) -> str:
    """The bar, where it is known how much there is to do, and how long that will take."""
    if not at.total:
        return f"{_clock(seconds)}  "
    done = min(at.at / at.total, 1.0)
    filled = round(done * _WIDTH)
    left = _clock(seconds / done - seconds) if done else "-:--:--"
    return f"{'━' * filled}{' ' * (_WIDTH - filled)} {done:4.0%}  {_clock(seconds)}, left {left}  "


def _clock(seconds: float) -> str:
    """How long, as people write it.

    >>> _clock(3725.8)
    '1:02:05'
    """
    return str(timedelta(seconds=int(seconds)))
