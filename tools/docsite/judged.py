"""The open labelled dumps, each as it is cleaned by a model that saw no document of its host, and by the filter of C4.

The documents held back are never opened.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from benchmarks.dumps import Count, count, fold_cleaners, kept_by_c4
from forumclean import Label, Paragraph
from forumclean.outcome.forms.guide import rules_of
from training.corpus import Dump, fold_of_host, load, words

__all__ = ["Judged", "Line", "Removed", "judged", "removed_by"]

_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a dump: its text, its label, whether we and C4 keep most of its words, and our reason."""

    text: str
    label: str
    ours: bool
    peer: bool | None
    reason: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A dump with what came of it; ``peer`` is None where datatrove is not installed."""

    dump: Dump
    lines: tuple[Line, ...]
    ours: Count
    peer: Count | None


@dataclass(slots=True)
class Removed:
    """What a rule removed: in how many documents, how many lines, and the first that differ."""

    documents: int = 0
    lines: int = 0
    samples: list[str] = field(default_factory=list)


@cache
def judged() -> tuple[Judged, ...]:
    """Clean all open documents, once."""
    cleaners, c4 = fold_cleaners(), kept_by_c4()
    return tuple(
        _judged(dump, cleaners[fold_of_host(dump.host)].clean(dump.text).paragraphs, c4(dump) if c4 else None)
        for dump in load("open")
    )


def _judged(dump: Dump, paragraphs: tuple[Paragraph, ...], peer: bytearray | None) -> Judged:
    kept, reasons = bytearray(len(dump.text)), dict[int, str]()
    for p in paragraphs:
        if p.label is Label.BODY:
            kept[p.start : p.end] = b"\1" * (p.end - p.start)
        else:
            reasons |= dict.fromkeys(range(p.start, p.end), p.reason)
    lines, at = list[Line](), 0
    for text, label in zip(dump.lines, dump.labels, strict=True):
        if text:
            reason = next((reasons[n] for n in range(at, at + len(text)) if n in reasons), "")
            other = None if peer is None else _stays(text, peer, at)
            lines.append(Line(text, label, _stays(text, kept, at), other, reason))
        at += len(text) + 1
    return Judged(dump, tuple(lines), count(dump, kept), None if peer is None else count(dump, peer))


def _stays(text: str, kept: bytearray, at: int) -> bool:
    spans = words(text) or [(0, len(text))]
    return 2 * sum(kept[at + start] for start, _ in spans) >= len(spans)


@cache
def removed_by() -> dict[str, Removed]:
    """What each rule removed, by id; a line put together of several rules' phrases counts for each."""
    found: dict[str, Removed] = defaultdict(Removed)
    for one in judged():
        for rule, lines in _by_rule(one).items():
            removed = found[rule]
            removed.documents += 1
            removed.lines += len(lines)
            new = [line for line in dict.fromkeys(lines) if line not in removed.samples]
            removed.samples += new[: _SHOWN - len(removed.samples)]
    return dict(found)


def _by_rule(one: Judged) -> dict[str, list[str]]:
    lines: dict[str, list[str]] = defaultdict(list)
    for line, rule in _spoken(one):
        lines[rule].append(line.text.strip())
    return lines


def _spoken(one: Judged) -> Iterator[tuple[Line, str]]:
    return ((line, rule) for line in one.lines for rule in rules_of(line.reason))
