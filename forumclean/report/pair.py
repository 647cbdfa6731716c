"""Pair: two results of one input side by side, cut into rows where both end a piece."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate

from forumclean.outcome.forms.guide import Guide
from forumclean.outcome.forms.html import piece_html
from forumclean.outcome.forms.sheet import Sheet
from forumclean.values.model import Paragraph

__all__ = ["differing", "pair_html"]


def pair_html(one: Sheet, other: Sheet, numbers: Mapping[str, int], guide: Guide) -> Iterator[str]:
    """Yield a row for each stretch of the input, marked where the two say different things of it."""
    for left, right in _rows(one.paragraphs, other.paragraphs):
        sides = ["".join(piece_html(p, numbers, guide) for p in side) for side in (left, right)]
        look = "pair" if _said(left) == _said(right) else "pair differs"
        yield f'<div class="{look}"><div>{sides[0]}</div><div>{sides[1]}</div></div>\n'


def differing(one: Sheet, other: Sheet) -> int:
    """How many stretches of the input the two label differently, or say other text is there."""
    return sum(_said(left) != _said(right) for left, right in _rows(one.paragraphs, other.paragraphs))


def _said(side: Sequence[Paragraph]) -> list[tuple[str, str, str, str]]:
    return [(p.text, p.label, p.kind, p.reason) for p in side]


def _rows(
    one: Sequence[Paragraph], other: Sequence[Paragraph]
) -> Iterator[tuple[Sequence[Paragraph], Sequence[Paragraph]]]:
    """Stretches that no piece of either side reaches across, in order."""
    ends_of_one, ends_of_other = (list(accumulate((p.end for p in side), max)) for side in (one, other))
    i = j = 0
    while i < len(one) or j < len(other):
        first_i, first_j = i, j
        end = min(side[at].end for side, at in ((one, i), (other, j)) if at < len(side))
        while True:
            while i < len(one) and one[i].start < end:
                i += 1
            while j < len(other) and other[j].start < end:
                j += 1
            reached = max(end, ends_of_one[i - 1] if i else 0, ends_of_other[j - 1] if j else 0)
            if reached == end:
                break
            end = reached
        yield one[first_i:i], other[first_j:j]
