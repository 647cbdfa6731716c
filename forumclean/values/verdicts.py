"""Verdicts: the settled label of every block, and on demand why it is so."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from forumclean.values.marks import Cut
from forumclean.values.model import Kind

__all__ = ["Grounds", "Known", "Verdicts"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Grounds:
    """Why each block is what it is.

    Attributes:
        reasons: the reason, for the blocks that a rule, a profile or the score decided; index of the block to reason.
        kinds: kind of the blocks that are not plain paragraphs; index of the block to kind.
    """

    reasons: dict[int, str]
    kinds: dict[int, Kind]


@dataclass(frozen=True, slots=True)
class Verdicts:
    """The settled label of every block, in columns.

    Attributes:
        body: True where the block is body.
        cuts: spans cut out of a block, in order; index of the block to cuts.
        title: index of the block that is the title, if any.
        detached: True when chrome stands between the title and the body, so that the title is not part of the text.
        grounds: gives the grounds of the verdicts; called when somebody asks for them.
        scores: gives P(body) of each block; called when somebody asks for paragraphs.
        repeats: the blocks that are noise only because they say again what another post says.
    """

    body: Sequence[bool]
    cuts: dict[int, tuple[Cut, ...]]
    title: int | None
    detached: bool
    grounds: Callable[[], Grounds]
    scores: Callable[[], Sequence[float]]
    repeats: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Known(Generic[T]):
    """Stands where something is worked out on demand, when it is known already."""

    value: T

    def __call__(self) -> T:
        """Return the value."""
        return self.value
