"""Limit: a time limit for one row. No signals: a framework's worker may be a thread, and signals reach only the first.

The work is done by a second thread, which is left alone when it is late. It cannot be stopped; that it ends is what the
linear time of `clean` is for.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

__all__ = ["within"]

T = TypeVar("T")


class _Hand:
    """A thread that does what it is given, until nobody knows of it any more."""

    def __init__(self) -> None:
        self.pid = os.getpid()
        self._todo: SimpleQueue[Callable[[], Any] | None] = SimpleQueue()
        self._done: SimpleQueue[tuple[Any, Exception | None]] = SimpleQueue()
        threading.Thread(target=_work, args=(self._todo, self._done), daemon=True).start()

    def __del__(self) -> None:
        self._todo.put(None)

    def do(self, work: Callable[[], Any], seconds: float) -> tuple[Any, Exception | None]:
        self._todo.put(work)
        return self._done.get(timeout=seconds)


def _work(todo: SimpleQueue[Callable[[], Any] | None], done: SimpleQueue[tuple[Any, Exception | None]]) -> None:
    while (work := todo.get()) is not None:
        try:
            done.put((work(), None))
        except Exception as error:  # noqa: BLE001  it is raised where the work was given
            done.put((None, error))


# One for each thread that gives work: what one thread is late with must not hold up another.
_own = threading.local()


def within(seconds: float | None, work: Callable[[], T]) -> T:
    """Return what the work returns, or raise what it raises.

    Args:
        seconds: how long it may take; None: as long as it likes.
        work: what is to be done.

    Raises:
        TimeoutError: it took longer.

    >>> within(5, lambda: 7)
    7
    """
    if seconds is None:
        return work()
    hand: _Hand | None = getattr(_own, "hand", None)
    if hand is None or hand.pid != os.getpid():  # a forked process has none of its parent's threads
        hand = _own.hand = _Hand()
    try:
        value, error = hand.do(work, seconds)
    except Empty:
        _own.hand = None
        raise TimeoutError(f"took longer than {seconds:g} s") from None
    if error is not None:
        raise error
    result: T = value
    return result
