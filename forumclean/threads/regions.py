"""Regions: what stands around the posts, and whether a line of it belongs to the post above or below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from forumclean.threads.lines import REST, Line

__all__ = ["Regions"]

# Lines that a head may have where no other shows how many.
_HEAD = 10


@dataclass(frozen=True, slots=True)
class Regions:
    """The lines around the posts of a thread.

    Attributes:
        lines: of the document.
        spans: the first before the first post, then one before each other post, and one after the last.
        shared: forms that stand both before the first post and between others: those of a head.
    """

    lines: Sequence[Line]
    spans: Sequence[range]
    shared: frozenset[str]

    @classmethod
    def of(cls, lines: Sequence[Line], spans: Sequence[range]) -> Regions:
        """Compare the first span to those between posts."""
        inner = {lines[i].form for span in spans[1:-1] for i in span}
        lead = {lines[i].form for i in spans[0]}
        return cls(lines, spans, frozenset(lead & inner - {"", REST}))

    @property
    def posts(self) -> int:
        """How many posts there are."""
        return len(self.spans) - 1

    @property
    def inner(self) -> range:
        """The numbers of the spans between posts."""
        return range(1, len(self.spans) - 1)

    @property
    def head(self) -> range:
        """The end of the first span, as long as what mostly stands between posts."""
        lengths = sorted(len(self.spans[n]) for n in self.inner if self.spans[n])
        longest = lengths[len(lengths) // 2] + 1 if lengths else _HEAD
        lead = self.spans[0]
        return range(max(lead.start, lead.stop - longest), lead.stop)

    def is_foot(self, found: Mapping[int, Sequence[int]]) -> bool:
        """Tell whether what stands at one place of the spans belongs to the post above.

        Args:
            found: by number of the span, the lines in which it stands.
        """
        if 0 in found:
            return False
        if self.shared:
            above = [self._is_above_head(n, found[n][0]) for n in self.inner if n in found]
            return sum(above) * 2 > len(above)
        # A head that was cut off at the end of the dump looks the same; what has no date is rather that.
        return len(self.spans) - 1 in found and all(self.lines[i].date for some in found.values() for i in some)

    def _is_above_head(self, n: int, line: int) -> bool:
        heads = (i for i in self.spans[n] if self.lines[i].form in self.shared)
        return line < next(heads, -1)
