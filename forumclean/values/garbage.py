"""Garbage: work that makes thousands of things at a stretch, without the collector that would look at them again."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["left_alone", "seldom"]

# Things made between two looks at the young ones, in a process of our own; Python's 700 is about one post.
_MANY = 50_000


@contextmanager
def left_alone() -> Iterator[None]:
    """Keep the garbage collector from running; it runs again afterwards, where it did before.

    >>> with left_alone():
    ...     gc.isenabled()
    False
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def seldom() -> None:
    """Have the collector look seldom, and never at what is there by now; for a process of our own that cleans.

    In somebody else's process that is not for a library to say.
    """
    gc.freeze()
    gc.set_threshold(_MANY)
