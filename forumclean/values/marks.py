"""What the rules say of a document: the rules write marks, the scorer weighs them."""

from __future__ import annotations

from dataclasses import dataclass, field

from forumclean.values.model import Kind

__all__ = ["Cut", "Hints", "Mark", "Marks"]


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


@dataclass(slots=True)
class Marks:
    """All marks on a document, by index of the block.

    Attributes:
        drops: the rule that removes the block.
        keeps: the rule that protects the block.
        hints: the hints that speak of the block.
        cuts: spans to be cut out of the block, in order.
        slow: ids of the rules that ran out of time on some line.
    """

    drops: dict[int, Mark] = field(default_factory=dict)
    keeps: dict[int, Mark] = field(default_factory=dict)
    hints: dict[int, Hints] = field(default_factory=dict)
    cuts: dict[int, list[Cut]] = field(default_factory=dict)
    slow: list[str] = field(default_factory=list)
