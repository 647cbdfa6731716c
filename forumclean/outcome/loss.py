"""The loss guard: when so much went that a person should look, and what to do then."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace
from enum import StrEnum
from itertools import compress

from forumclean.values.document import Document
from forumclean.values.verdicts import Grounds, Known, Verdicts

__all__ = ["OnLoss", "kept_whole", "loss_in"]

# Inputs and losses of fewer characters are too small to worry about.
_ENOUGH = 300
# Less of the input than this is left.
_LEAST_KEPT = 0.1
# The score alone, with no rule to speak for it, took this share of the prose. On the development sets (held-out folds,
# 2026-11-23) 26 of the 40 documents beyond it had lost more than a tenth of their body, against 4 % of all documents.
_MOST_BY_SCORE = 0.4
# Characters from which a line is prose.
_PROSE = 80


class OnLoss(StrEnum):
    """What a cleaner does with a suspicious loss.

    ``flag`` sets `Result.suspicious`; ``keep`` also gives the input back whole; ``raise`` raises `LossError`.
    """

    FLAG = "flag"
    KEEP = "keep"
    RAISE = "raise"


def loss_in(document: Document, verdicts: Verdicts, known: Container[int]) -> str | None:
    """Say what is suspicious about a loss, or None.

    Args:
        document: what was judged.
        verdicts: the verdicts on it.
        known: the blocks that a rule or the reader is sure of.
    """
    # What a repeated quote says stands in the text where it was said first.
    total = sum(map(len, document.lines)) - sum(len(document.lines[i]) for i in verdicts.repeats)
    if total < _ENOUGH:
        return None
    kept = sum(map(len, compress(document.lines, verdicts.body)))
    if kept < total * _LEAST_KEPT:
        return f"only {kept} of {total} characters were kept"
    left = by_score = 0
    for i, (line, is_body) in enumerate(zip(document.lines, verdicts.body, strict=True)):
        if len(line) < _PROSE:
            continue
        if is_body:
            left += len(line)
        elif i not in known and i not in verdicts.repeats:
            by_score += len(line)
    if by_score >= _ENOUGH and by_score > (left + by_score) * _MOST_BY_SCORE:
        return f"the score alone removed {by_score} of {left + by_score} characters of prose"
    return None


def kept_whole(document: Document, verdicts: Verdicts) -> Verdicts:
    """Verdicts by which every block is body."""
    body = [True] * len(document.lines)
    grounds = Known(Grounds({}, {}))
    return replace(verdicts, body=body, cuts={}, title=None, detached=False, grounds=grounds, repeats=frozenset())
