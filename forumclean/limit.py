"""Limit: a time limit for each of many rows, without signals.

Signals reach only the first thread of a process, and a framework's worker may be another. So the rows are gone through
by a second thread, while the first watches the clock. A thread that is late is left behind and another goes on after
the row; that the late one ends is what the linear time of `clean` is for.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

__all__ = ["each_within"]

T = TypeVar("T")
R = TypeVar("R")


class _Walk(Generic[T, R]):
    """One thread's way through some rows."""

    def __init__(self, work: Callable[[T], R], items: Sequence[T]) -> None:
        self._work, self._items = work, items
        self._results: list[R] = []
        # The index of the row in work, and since when; set at once, so that both belong together.
        self._at = (0, time.monotonic())
        self._ended = threading.Event()
        self._is_left = False
        self._error: BaseException | None = None
        threading.Thread(target=self._go, daemon=True).start()

    def _go(self) -> None:
        try:
            for index, item in enumerate(self._items):
                self._at = (index, time.monotonic())
                self._results.append(self._work(item))
                if self._is_left:
                    return
        except BaseException as error:  # noqa: BLE001  it is raised where the rows came from
            self._error = error
        finally:
            self._ended.set()

    def wait(self, seconds: float) -> list[R]:
        """Return what was done before a row took longer, or all of it."""
        while not self._ended.wait(min(1.0, seconds / 4)):
            index, since = self._at
            if time.monotonic() - since > seconds:
                self._is_left = True
                return self._results[:index]
        if self._error is not None:
            raise self._error
        return self._results


def each_within(
    seconds: float | None, work: Callable[[T], R], items: Sequence[T], *, late: Callable[[T, TimeoutError], R]
) -> list[R]:
    """Do some work for each item, one after the other.

    Args:
        seconds: how long one item may take; None: as long as it likes.
        work: what is to be done.
        items: for what.
        late: gives the result for an item that took longer.

    >>> each_within(5, str.upper, ["a", "b"], late=lambda item, error: "?")
    ['A', 'B']
    """
    if seconds is None:
        return [work(item) for item in items]
    results: list[R] = []
    while len(results) < len(items):
        rest = items[len(results) :]
        done = _Walk(work, rest).wait(seconds)
        results += done
        if len(done) < len(rest):
            results.append(late(rest[len(done)], TimeoutError(f"took longer than {seconds:g} s")))
    return results
