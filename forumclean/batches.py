"""Batches: inputs in groups that are large enough to be cheap together and small enough to hold in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

__all__ = ["batches", "size_of"]

T = TypeVar("T")

# On posts of dump size more gains nothing (benchmarks/speed.py --batches), and the first result waits for it.
_MOST, _BYTES = 256, 250_000
# A parsed page has no size to ask for.
_UNKNOWN = 100_000


def size_of(raw: object) -> int:
    """Bytes or characters of an input, or a guess.

    >>> size_of("ferry"), size_of(None)
    (5, 100000)
    """
    return len(raw) if isinstance(raw, (str, bytes, bytearray, memoryview)) else _UNKNOWN


def batches(items: Iterable[T], size: Callable[[T], int] = size_of) -> Iterator[list[T]]:
    """Yield the items in their order, some at a time; one that is larger than a batch ends its batch.

    Args:
        items: what is to be cleaned; taken when it is needed.
        size: how large one is, in bytes or so.

    >>> [len(batch) for batch in batches(["ferry"] * 300)]
    [256, 44]
    """
    batch: list[T] = []
    filled = 0
    for item in items:
        batch.append(item)
        filled += size(item)
        if filled >= _BYTES or len(batch) >= _MOST:
            yield batch
            batch, filled = [], 0
    if batch:
        yield batch
