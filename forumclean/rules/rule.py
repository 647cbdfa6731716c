"""Rule: what one rule of a pack file says, as a typed value."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import msgspec

from forumclean.values.model import NOISE_KINDS, Kind

__all__ = ["KIND", "RULE", "Action", "Name", "Region", "Rule", "Where"]

Phrases = Annotated[tuple[Annotated[str, msgspec.Meta(min_length=1)], ...], msgspec.Meta(min_length=1)]
Name = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9]+(?:[-.][a-z0-9]+)*$")]
RuleId = Annotated[str, msgspec.Meta(pattern=r"^(?:[a-z0-9][a-z0-9.-]*/)?[a-z0-9][a-z0-9-]*$")]
# How a condition names a kind, and a rule.
KIND, RULE = "kind:", "rule:"
WAYS = ("lines", "field", "starts", "ends", "pattern", "inline", "region")


class Action(StrEnum):
    """What a rule does with the line it matches."""

    DROP = "drop"
    KEEP = "keep"
    HINT = "hint"


class Where(StrEnum):
    """The part of a document or post that a rule is limited to."""

    HEAD = "head"
    TAIL = "tail"
    POST_HEAD = "post-head"
    POST_TAIL = "post-tail"


class Region(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"start": "from", "stop": "to"}):
    """From one of the lines ``from`` to one of the lines ``to``, or to the end when ``to`` is left out."""

    start: Phrases
    stop: Phrases | None = None


class Rule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One rule of a pack; docs/rules.md explains every key.

    Exactly one of ``lines``, ``field``, ``starts``, ``ends``, ``pattern``, ``inline`` and ``region`` is set.

    Raises:
        ValueError: no way to match or more than one, a kind that is no noise, a weight outside -5 to 5 or without
            ``action = "hint"``.

    >>> Rule(id="nation", kind="user-info", field=("Nation of residence",)).way
    'field'
    """

    id: RuleId
    kind: Kind = Kind.OTHER
    lines: Phrases | None = None
    field: Phrases | None = None
    starts: Phrases | None = None
    ends: Phrases | None = None
    pattern: Annotated[str, msgspec.Meta(min_length=1)] | None = None
    inline: Annotated[str, msgspec.Meta(min_length=1)] | None = None
    region: Region | None = None
    where: Where | None = None
    max_words: Annotated[int, msgspec.Meta(ge=1)] | None = None
    after: Phrases | None = None
    before: Phrases | None = None
    beside: Phrases | None = None
    action: Action = Action.DROP
    weight: Annotated[float, msgspec.Meta(ge=-5, le=5)] | None = None
    why: str = ""
    hits: tuple[str, ...] = ()
    misses: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        ways = [way for way in WAYS if getattr(self, way) is not None]
        if len(ways) != 1:
            said = f"it has {' and '.join(ways)}" if ways else "it has none"
            raise ValueError(f"rule '{self.id}' needs exactly one way to match of {', '.join(WAYS)}; {said}")
        if Kind(self.kind) not in NOISE_KINDS and self.action != Action.KEEP:
            raise ValueError(f"rule '{self.id}': '{self.kind}' is a kind of body; a rule names a kind of noise")
        if self.weight is not None and self.action != Action.HINT:
            raise ValueError(f"rule '{self.id}': weight goes with action = \"hint\"")
        if self.inline is not None and self.action == Action.HINT:
            raise ValueError(f"rule '{self.id}': inline goes with action drop or keep; a hint speaks of a whole line")

    @property
    def asked(self) -> tuple[Phrases, ...]:
        """What the rule asks of other lines."""
        return tuple(asked for asked in (self.after, self.before, self.beside) if asked)

    @property
    def leans(self) -> bool:
        """Whether it asks what another rule says of a line."""
        return any(phrase.startswith((KIND, RULE)) for asked in self.asked for phrase in asked)

    @property
    def way(self) -> str:
        """Name of the way to match that is set."""
        return next(way for way in WAYS if getattr(self, way) is not None)
