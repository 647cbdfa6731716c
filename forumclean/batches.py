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


def batches(items: Iterable[T], size: Callable[[T], int] = size_of, *, soon: bool = True) -> Iterator[list[T]]:
    """Yield the items in their order, some at a time.

    Where the items break off with an error, those before it are yielded first.

    Args:
        items: what is to be cleaned; taken when it is needed.
        size: how large one is, in bytes or so.
        soon: the first batches are small, so that the first results come soon; small ones cost more.

    >>> [len(batch) for batch in batches(["ferry"] * 1000)]
    [1, 2, 4, 8, 16, 32, 64, 128, 256, 256, 233]
    """
    batch: list[T] = []
    filled, most = 0, 1 if soon else _MOST
    try:
        for item in items:
            batch.append(item)
            filled += size(item)
            if filled >= _BYTES or len(batch) >= most:
                yield batch
                batch, filled, most = [], 0, min(2 * most, _MOST)
    except Exception:
        if batch:
            yield batch
        raise
    if batch:
        yield batch
