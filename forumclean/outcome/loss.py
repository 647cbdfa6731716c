"""The loss guard: when so much went that a person should look, and what to do then."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace
from enum import StrEnum
from itertools import compress

from forumclean.values.document import Document
from forumclean.values.model import Kind
from forumclean.values.sentence import is_sentence
from forumclean.values.verdicts import Grounds, Known, Verdicts

__all__ = ["OnLoss", "kept_whole", "loss_in"]

# Inputs and losses of fewer characters are too small to worry about.
_ENOUGH = 300
# Less of the input than this is left.
_LEAST_KEPT = 0.1
# The score alone, with no rule to speak for it, took this share of the prose.
_MOST_BY_SCORE = 0.4
# Characters from which a line is prose, whole sentence or not.
_PROSE = 80
# So many lines, and this share of them, look like chrome, but nothing went.
_MANY, _NEARLY_ALL, _LIKE_CHROME = 8, 0.7, 0.5


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
    # What a repeated quote says stands in the text where it was said first; a head that the reader knows is no text.
    known_heads = {i for i, reason in enumerate(document.verdicts or ()) if reason and _is_head(document, i)}
    total = sum(map(len, document.lines)) - sum(len(document.lines[i]) for i in verdicts.repeats | known_heads)
    kept = sum(map(len, compress(document.lines, verdicts.body)))
    if (total and not kept) or (total >= _ENOUGH and kept < total * _LEAST_KEPT):
        return f"only {kept} of {total} characters were kept"
    return _prose_lost(document, verdicts, known) or _frame_left(document, verdicts)


def _is_head(document: Document, block: int) -> bool:
    return document.kinds is not None and document.kinds[block] is Kind.POST_META


def _prose_lost(document: Document, verdicts: Verdicts, known: Container[int]) -> str | None:
    """Say how much prose the score took, where that is much, or a good part of the sentences of a short post."""
    left = by_score = sentences = 0
    # The parts of a page may be a guess of the reader's; the heads and notes of a chat are none.
    is_known = document.verdicts if document.verdicts and document.links is None else [""] * len(document.lines)
    for i, (line, is_body) in enumerate(zip(document.lines, verdicts.body, strict=True)):
        if len(line) < _PROSE and not is_sentence(line):
            continue
        if is_body:
            left += len(line)
        elif i not in known and i not in verdicts.repeats and not is_known[i]:
            by_score += len(line)
            sentences += is_sentence(line)
    if (sentences or by_score >= _ENOUGH) and by_score > (left + by_score) * _MOST_BY_SCORE:
        return f"the score alone removed {by_score} of {left + by_score} characters of prose"
    return None


def _frame_left(document: Document, verdicts: Verdicts) -> str | None:
    """Say that a dump looks like a frame from end to end and came back as it was: its forum's own words are unknown."""
    if document.links is not None or len(verdicts.body) < _MANY or not all(verdicts.body):
        return None
    alike = sum(score < _LIKE_CHROME for score in verdicts.scores())
    if alike < _NEARLY_ALL * len(verdicts.body):
        return None
    return (
        f"{alike} of {len(verdicts.body)} lines look like the frame of a forum, but none was sure enough to go; "
        'a rule for its labels (docs/rules.md), or preset="precision", would remove them'
    )


def kept_whole(document: Document, verdicts: Verdicts) -> Verdicts:
    """Verdicts by which every block is body."""
    body = [True] * len(document.lines)
    grounds = Known(Grounds({}, {}))
    return replace(verdicts, body=body, cuts={}, title=None, detached=False, grounds=grounds, repeats=frozenset())
