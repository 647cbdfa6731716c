"""Sample: of any number of posts those that are looked at, whatever order they come in."""

from __future__ import annotations

import hashlib
import heapq
from dataclasses import dataclass, field
from typing import Any

__all__ = ["MOST_BYTES", "MOST_POSTS", "Sample", "Samples"]

# Chrome that is not among so many posts of a forum is on too few of its pages to matter.
MOST_POSTS, MOST_BYTES = 20_000, 64 << 20
# Characters of one post that are looked at.
_LONGEST = 1 << 20


def _digest_of(raw: Any) -> tuple[int, int]:
    """Return a hash of what a post says, the same on any machine, and its size in bytes."""
    data = bytes(raw) if isinstance(raw, (bytes, bytearray, memoryview)) else str(raw).encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest()), len(data)


@dataclass(slots=True)
class Sample:
    """The posts with the smallest hashes, as many as fit; the same post twice is one.

    What stays depends on the set of posts alone, not on their order, and any part of a run may be sampled by itself and
    merged: a post that was pushed out anywhere has no place in the whole.

    Attributes:
        posts: how many there were.
    """

    most_posts: int = MOST_POSTS
    most_bytes: int = MOST_BYTES
    posts: int = 0
    _size: int = 0
    _bound: int = 1 << 64
    # Of each post the hash, negative so that the largest comes first, and its size.
    _heap: list[tuple[int, int]] = field(default_factory=list)
    _kept: dict[int, Any] = field(default_factory=dict)

    def add(self, raw: Any) -> None:
        """Take a post, or not."""
        self.posts += 1
        name, size = _digest_of(raw)
        if size > _LONGEST or name >= self._bound or name in self._kept:
            return
        self._kept[name] = raw
        heapq.heappush(self._heap, (-name, size))
        self._size += size
        self._fit()

    def shrink(self, most_bytes: int) -> None:
        """Keep no more than so much from now on."""
        self.most_bytes = min(self.most_bytes, most_bytes)
        self._fit()

    @property
    def size(self) -> int:
        """Bytes of the posts that stayed."""
        return self._size

    def _fit(self) -> None:
        while self._size > self.most_bytes or len(self._heap) > self.most_posts:
            largest, size = heapq.heappop(self._heap)
            self._bound = -largest
            self._size -= size
            del self._kept[-largest]

    def kept(self) -> list[Any]:
        """Return the posts that stayed, by their hashes."""
        return [self._kept[name] for name in sorted(self._kept)]


@dataclass(slots=True)
class Samples:
    """A sample for each of many groups, in bounded memory: where all of them take too much, each may hold half as much.

    Attributes:
        most_posts: what a group may hold.
        most_bytes: what all may hold together.
        of: the samples by group.
    """

    most_posts: int = 5_000
    most_bytes: int = 256 << 20
    of: dict[str, Sample] = field(default_factory=dict)
    _each: int = MOST_BYTES
    _size: int = 0

    def add(self, group: str, raw: Any) -> None:
        """Take a post of a group, or not."""
        if (sample := self.of.get(group)) is None:
            sample = self.of[group] = Sample(self.most_posts, self._each)
        before = sample.size
        sample.add(raw)
        self._size += sample.size - before
        while self._size > self.most_bytes:
            # What is left depends on the posts alone: the largest share of which all together fit.
            self._each //= 2
            for one in self.of.values():
                one.shrink(self._each)
            self._size = sum(one.size for one in self.of.values())
