"""Tally: what a chunk, and in the end a run, has done, in numbers that add up."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from forumclean.bulk.columns import Column, column_of, wider

__all__ = ["TOLD", "Tally"]

TOLD = 10


@dataclass(slots=True)
class Tally:
    """Sums over records.

    Attributes:
        records: how many were written.
        rejected: how many were not.
        textless: how many of these had no text in the field that should hold it.
        size: bytes read.
        words: ``kept`` and ``removed``.
        kinds: words of each kind.
        reasons: words removed for each reason.
        columns: carried fields and what they hold.
        told: the first few rejects, as lines for a person.
        broken: inputs that could not be read to their end, as lines for a person.
    """

    records: int = 0
    rejected: int = 0
    textless: int = 0
    size: int = 0
    words: dict[str, int] = field(default_factory=dict)
    kinds: dict[str, int] = field(default_factory=dict)
    reasons: dict[str, int] = field(default_factory=dict)
    columns: dict[str, Column] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    def count(self, stats: dict[str, Any], carried: dict[str, Any]) -> None:
        """Add a record that is written."""
        self.records += 1
        _add(self.words, stats["words"])
        _add(self.kinds, {kind: counts["words"] for kind, counts in stats["kinds"].items()})
        _add(self.reasons, stats["reasons"])
        for name, value in carried.items():
            self.columns[name] = wider(self.columns.get(name, Column.NULL), column_of(value))

    def reject(self, place: str, reason: str, *, input_broken: bool = False, textless: bool = False) -> None:
        """Add a record that failed."""
        self.rejected += 1
        self.textless += textless
        if input_broken:
            self.broken.append(f"{place}: {reason}")
        elif len(self.told) < TOLD:
            self.told.append(f"{place}: {reason}")

    def add(self, other: Tally) -> None:
        """Add what another has counted."""
        self.records += other.records
        self.rejected += other.rejected
        self.textless += other.textless
        self.size += other.size
        _add(self.words, other.words)
        _add(self.kinds, other.kinds)
        _add(self.reasons, other.reasons)
        for name, column in other.columns.items():
            self.columns[name] = wider(self.columns.get(name, Column.NULL), column)
        self.told = (self.told + other.told)[:TOLD]
        self.broken += other.broken


def _add(sums: dict[str, int], more: dict[str, int]) -> None:
    for name, number in more.items():
        sums[name] = sums.get(name, 0) + number
