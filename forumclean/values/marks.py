"""What the rules say of a document: the rules write marks, the scorer weighs them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import msgspec

from forumclean.values.model import Kind

__all__ = ["Cut", "Hints", "Mark", "Marks", "Reading"]


@dataclass(frozen=True, slots=True)
class Mark:
    """One rule's word on a block: its id, the kind of chrome and, for a hint, how strongly it speaks for chrome."""

    rule: str
    kind: Kind
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class Hints:
    """The hints that speak of one block.

    Attributes:
        marks: one a rule.
        weight: how strongly they speak for chrome in all; below zero, for body.
        strongest: the one that speaks for it most.
    """

    marks: tuple[Mark, ...]
    weight: float
    strongest: Mark

    @classmethod
    def of(cls, marks: tuple[Mark, ...]) -> Hints:
        """Add them up."""
        return cls(marks, sum(mark.weight for mark in marks), max(marks, key=lambda mark: mark.weight))


@dataclass(frozen=True, slots=True)
class Cut:
    """A span inside a block that an inline rule cuts out; offsets are relative to the block's text."""

    start: int
    end: int
    kind: Kind
    reason: str


class Reading(msgspec.Struct, frozen=True, gc=False):
    """A line read as parts; sizes in characters, without blanks and marks. All of them are 0 for a line of prose.

    Attributes:
        size: of the whole line.
        sure: of phrases that a rule would drop, standing alone.
        hinted: of phrases that are hints.
        typed: of dates, times, numbers and names in their places.
        value: of other values after the label of a field.
        fields: how many labels of fields there are.
        loose: phrases that only a blank parts from the next, as in prose.
        left: what nothing explains, run by run.
        names: of people, as phrases such as "Posted by" show them.
        rules: numbers of the rules whose phrases stand in the line.
    """

    size: int = 0
    sure: int = 0
    hinted: int = 0
    typed: int = 0
    value: int = 0
    fields: int = 0
    loose: int = 0
    left: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    rules: tuple[int, ...] = ()

    @property
    def is_certain(self) -> bool:
        """True for a line that can only be chrome, if names are all that is left: a part is sure, none is prose."""
        return self.sure > 0 and not self.loose


@dataclass(slots=True)
class Marks:
    """All marks on a document, by index of the block.

    Attributes:
        drops: the rule that removes the block.
        keeps: the rule that protects the block.
        hints: the hints that speak of the block.
        cuts: spans to be cut out of the block, in order.
        slow: ids of the rules that ran out of time on some line.
        readings: each block read as parts; empty when nobody did.
        named: the blocks in which a name that the document gives away is all, or the rest, of what is said.
        late: gives the marks with all hints, readings and names, where these say of them only what decides on a block;
            None where they say all.
    """

    drops: dict[int, Mark] = field(default_factory=dict)
    keeps: dict[int, Mark] = field(default_factory=dict)
    hints: dict[int, Hints] = field(default_factory=dict)
    cuts: dict[int, list[Cut]] = field(default_factory=dict)
    slow: list[str] = field(default_factory=list)
    readings: Sequence[Reading] = ()
    named: frozenset[int] = frozenset()
    late: Callable[[], Marks] | None = None

    @property
    def whole(self) -> Marks:
        """The same with all that is said."""
        return self.late() if self.late else self
