"""Stack: the lines of many documents in one column, and where each document begins and ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, chain

import numpy as np
from numpy.typing import NDArray

from forumclean.values.document import Document

__all__ = ["Stack"]

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Stack:
    r"""Documents on top of each other.

    Attributes:
        lines: the lines of all of them.
        breaks: the line ends before each.
        bounds: index of each document's first line, and at the end the number of all lines.

    >>> from forumclean.reader.text import read_text
    >>> stack = Stack.of([read_text("One\nTwo"), read_text("Three")])
    >>> stack.lines, stack.bounds.tolist(), stack.number.tolist()
    (['One', 'Two', 'Three'], [0, 2, 3], [0, 0, 1])
    """

    lines: Sequence[str]
    breaks: Ints
    bounds: Ints

    @classmethod
    def of(cls, documents: Sequence[Document]) -> Stack:
        """Stack documents, each of which has a line at least."""
        sizes = (len(document.lines) for document in documents)
        bounds = np.array([*accumulate(sizes, initial=0)], dtype=np.int64)
        lines = documents[0].lines if len(documents) == 1 else list(chain.from_iterable(d.lines for d in documents))
        breaks = np.fromiter(chain.from_iterable(d.breaks for d in documents), np.int64, len(lines))
        return cls(lines, breaks, bounds)

    @property
    def starts(self) -> Ints:
        """Index of each document's first line."""
        return self.bounds[:-1]

    @cached_property
    def sizes(self) -> Ints:
        """Number of lines of each document."""
        return self.bounds[1:] - self.bounds[:-1]

    @cached_property
    def number(self) -> Ints:
        """The document of each line."""
        return np.arange(len(self.sizes)).repeat(self.sizes)

    @cached_property
    def first(self) -> Ints:
        """Index of the first line of its document for each line."""
        return self.starts.repeat(self.sizes)

    @cached_property
    def last(self) -> Ints:
        """Index of the last line of its document for each line."""
        return (self.bounds[1:] - 1).repeat(self.sizes)

    def spans(self) -> list[slice]:
        """Where the lines of each document are."""
        bounds = self.bounds.tolist()
        return list(map(slice, bounds[:-1], bounds[1:]))
