"""Garbage: work that makes thousands of things at a stretch, without the collector that would look at them again."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["left_alone"]


@contextmanager
def left_alone(*, stays: bool = True) -> Iterator[None]:
    """Keep the garbage collector from running; it runs again afterwards, where it did before.

    Args:
        stays: what is made stays as long as the process does, so that the collector need not look at it soon.

    >>> with left_alone():
    ...     gc.isenabled()
    False
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        # What was frozen and is not any more counts as old. What somebody has frozen stays so.
        if stays and not gc.get_freeze_count():
            gc.freeze()
            gc.unfreeze()
        if running:
            gc.enable()
