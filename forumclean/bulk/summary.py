"""Summary: what a run has done, for programs and for people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from forumclean.bulk.tally import Tally

__all__ = ["Progress", "Summary", "summary_of"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is.

    Attributes:
        records: records written and rejected.
        at: bytes of the inputs that are done.
        total: bytes of the inputs; 0 where nobody knows.
    """

    records: int
    at: int
    total: int


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run has done, with what the runs before have done that it went on with.

    Attributes:
        records: how many were written.
        rejected: how many failed.
        words_kept: words of the articles.
        words_removed: words of everything else.
        kinds: words of each kind, most first.
        reasons: words removed for each rule or score, most first.
        size: bytes of raw records.
        seconds: how long it took.
        ruleset: what decided.
        told: the first few rejects, as lines for a person.
        broken: inputs that could not be read to their end, as lines for a person.
        passed_over: files of folders that were not read, as lines for a person.
    """

    records: int
    rejected: int
    words_kept: int
    words_removed: int
    kinds: dict[str, int]
    reasons: dict[str, int]
    size: int
    seconds: float
    ruleset: str
    told: tuple[str, ...]
    broken: tuple[str, ...]
    passed_over: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the summary as plain JSON types."""
        return {
            "records": self.records,
            "rejected": self.rejected,
            "words_kept": self.words_kept,
            "words_removed": self.words_removed,
            "kinds": self.kinds,
            "reasons": self.reasons,
            "bytes": self.size,
            "seconds": round(self.seconds, 3),
            "records_per_second": round((self.records + self.rejected) / max(self.seconds, 1e-9), 1),
            "megabytes_per_second": round(self.size / 1e6 / max(self.seconds, 1e-9), 3),
            "broken_inputs": list(self.broken),
            "passed_over": list(self.passed_over),
            "ruleset": self.ruleset,
        }


def summary_of(tally: Tally, seconds: float, ruleset: str, passed_over: tuple[str, ...] = ()) -> Summary:
    """Put a tally in order."""
    return Summary(
        records=tally.records, rejected=tally.rejected, words_kept=tally.words.get("kept", 0),
        words_removed=tally.words.get("removed", 0), kinds=_most_first(tally.kinds),
        reasons=_most_first(tally.reasons), size=tally.size, seconds=seconds, ruleset=ruleset,
        told=tuple(tally.told), broken=tuple(tally.broken), passed_over=passed_over,
    )  # fmt: skip


def _most_first(sums: dict[str, int]) -> dict[str, int]:
    return dict(sorted(sums.items(), key=lambda item: (-item[1], item[0])))
