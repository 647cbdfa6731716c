"""Memory: what was worked out for short lines. In a crawl the same buttons come again on every page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

__all__ = ["Memory"]

V = TypeVar("V")

# Characters of a line that is worth remembering, and how many such lines are.
_SHORT = 60
_MOST = 40_000
# Lines worked out at a time: what is made on the way is several times as large as the lines.
_CHUNK = 8192


class Memory(Generic[V]):
    """What depends on a line alone, kept for lines that are short; it is bounded and changes nothing but the time.

    Threads may share one: what two of them work out for a line is the same.

    >>> asked = []
    >>> def sizes(lines):
    ...     asked.append(lines)
    ...     return [len(line) for line in lines]
    >>> memory = Memory()
    >>> memory.of(["Reply", "Quote", "Reply"], sizes), memory.of(["Quote", "Share"], sizes), asked
    ([5, 5, 5], [5, 5], [['Reply', 'Quote'], ['Share']])
    """

    def __init__(self) -> None:
        self._known: dict[str, V] = {}

    def of(self, lines: Sequence[str], make: Callable[[list[str]], Sequence[V]]) -> list[V]:
        """Return a value for each line.

        Args:
            lines: the lines.
            make: works out the values, none of them None, of lines that are not remembered, each of them once.
        """
        values: list[V] = []
        for start in range(0, len(lines), _CHUNK):
            values += self._of(lines[start : start + _CHUNK], make)
        return values

    def _of(self, lines: Sequence[str], make: Callable[[list[str]], Sequence[V]]) -> list[V]:
        known = self._known
        found = list(map(known.get, lines))
        new = list(dict.fromkeys(line for line, value in zip(lines, found, strict=True) if value is None))
        fresh = dict(zip(new, make(new), strict=True)) if new else {}
        if len(known) + len(fresh) > _MOST:
            self._known = known = {}
        known.update({line: value for line, value in fresh.items() if len(line) <= _SHORT})
        return [fresh[line] if value is None else value for line, value in zip(lines, found, strict=True)]

    def forget(self) -> None:
        """Forget everything."""
        self._known = {}
