"""Sheet: what is shown of one result, whether it was made just now or read from a file; and counts over sheets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol

from forumclean.values.model import Kind, Label, Paragraph
from forumclean.values.words import count_words

__all__ = ["Count", "Sheet", "Tally", "doubt_in", "sheet_of", "words_in"]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One result as a page shows it.

    Attributes:
        source: what the spans of the paragraphs point into.
        paragraphs: everything in it, in order.
        title: the title, or None.
        warnings: what a person should know.
        suspicious: whether a person should look.
        ruleset: what decided.
        words: how many were kept and removed, as the result counts them: a title that stands apart is neither. None
            where that is not known; then the paragraphs are counted.
    """

    source: str
    paragraphs: tuple[Paragraph, ...]
    title: str | None = None
    warnings: tuple[str, ...] = ()
    suspicious: bool = False
    ruleset: str = ""
    words: tuple[int, int] | None = None


class _Outcome(Protocol):
    """What a sheet takes of a `Result`, which stands above it."""

    @property
    def source(self) -> str: ...
    @property
    def paragraphs(self) -> tuple[Paragraph, ...]: ...
    @property
    def title(self) -> str | None: ...
    @property
    def warnings(self) -> tuple[str, ...]: ...
    @property
    def suspicious(self) -> bool: ...
    @property
    def ruleset(self) -> str: ...
    @property
    def stats(self) -> dict[str, Any]: ...


def sheet_of(result: _Outcome) -> Sheet:
    """Return a result as a page shows it."""
    words = result.stats["words"]
    return Sheet(
        result.source, result.paragraphs, result.title, result.warnings, result.suspicious, result.ruleset,
        (words["kept"], words["removed"]),
    )  # fmt: skip


@dataclass(slots=True)
class Count:
    """Pieces and words removed for a reason, as a kind."""

    pieces: int = 0
    words: int = 0


@dataclass(slots=True)
class Tally:
    """What was removed, by reason and kind; reasons are numbered as they come."""

    counts: dict[tuple[str, Kind], Count] = field(default_factory=dict)

    def add(self, paragraphs: Iterable[Paragraph]) -> Tally:
        """Count the removed paragraphs among these."""
        for paragraph in paragraphs:
            if paragraph.label is Label.NOISE:
                self._count(paragraph.reason, paragraph.kind, 1, count_words(paragraph.text))
        return self

    def join(self, other: Tally) -> Tally:
        """Count what another has counted."""
        for (reason, kind), count in other.counts.items():
            self._count(reason, kind, count.pieces, count.words)
        return self

    def know(self, paragraphs: Iterable[Paragraph]) -> Tally:
        """Know the reasons of these, without a count: those of a result that stands beside the one that is counted."""
        for paragraph in paragraphs:
            if paragraph.label is Label.NOISE:
                self._count(paragraph.reason, paragraph.kind, 0, 0)
        return self

    def _count(self, reason: str, kind: Kind, pieces: int, words: int) -> None:
        count = self.counts.setdefault((reason, kind), Count())
        count.pieces += pieces
        count.words += words


def words_in(sheet: Sheet) -> tuple[int, int]:
    """Words kept and removed."""
    if sheet.words is not None:
        return sheet.words
    kept = removed = 0
    for paragraph in sheet.paragraphs:
        if paragraph.label is Label.BODY:
            kept += count_words(paragraph.text)
        else:
            removed += count_words(paragraph.text)
    return kept, removed


def doubt_in(sheet: Sheet) -> float:
    """How many words the score expects on the wrong side, where no rule and no markup decided."""
    return sum(
        min(paragraph.score, 1 - paragraph.score) * count_words(paragraph.text)
        for paragraph in sheet.paragraphs
        if paragraph.reason in ("", "score")
    )
