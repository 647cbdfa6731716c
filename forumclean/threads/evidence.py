"""Evidence: what is seen of a gap, as columns for the model.

It is mostly how the gap resembles the others: the heads of posts are put together alike, and what stands between two
paragraphs of one post is not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from math import log1p

from forumclean.threads.gaps import Gap, counted_lines, forms_in, names_twice
from forumclean.threads.lines import DATE, REST, TOOLS, Line, Lines
from forumclean.values.document import Document
from forumclean.values.model import Kind

__all__ = ["COLUMNS", "columns_of"]

COLUMNS = (
    "bare date", "number", "user-info", "post-meta", "tools", "repeats", "name back", "rest back", "card back",
    "alike head", "blank after", "forward", "back", "little above", "name and date", "ago", "year", "counted", "signed",
    "apart", "kept", "text back", "lines", "colon", "marks", "twice", "several back",
)  # fmt: skip
# Characters of a form that is little more than words nobody knows; of text above a gap that is hardly a post.
_SHORT_FORM, _LITTLE = 20, 100
# Characters of a line that is a name; what ends a heading.
_SHORT_TEXT = 40
_COLONS = (":", "：")


def columns_of(document: Document, lines: Lines, gaps: Sequence[Gap]) -> list[list[float]]:
    """What is seen of each gap but the first and the last, as a row of `COLUMNS`."""
    held = [forms_in(lines, gap) for gap in gaps]
    counted, lone, twice = counted_lines(lines), _never_in_a_row(lines), names_twice(lines)
    texts = Counter(text for gap in gaps for text in {line.text for line in lines.lines[gap.start : gap.end]})
    spread = Counter(form for forms in held for form in forms)
    last = _moment(lines.lines[gaps[0].start : gaps[0].end])
    rows: list[list[float]] = []
    for n in range(1, len(gaps) - 1):
        gap = gaps[n]
        inside = lines.lines[gap.start : gap.end]
        moment = _moment(inside)
        above = sum(len(line.text) for line in lines.lines[gaps[n - 1].end : gap.start])
        rows.append(
            [
                *_own(inside, spread),
                _alike(held[n], held[0]),
                float(gap.end < len(lines.lines) and document.breaks[gap.end] > 1),
                float(bool(moment and last and moment >= last)),
                float(bool(moment and last and moment < last)),
                float(above < _LITTLE),
                *_dated([line for line in inside if line.is_post_date], spread),
                float(not counted.isdisjoint(range(gap.start, gap.end + 1))),
                log1p(max((spread[line.form] - 1 for line in inside if line.signed), default=0)),
                float(any(spread[form] > 1 and form in lone for form in held[n] - {REST})),
                *_look(inside, texts),
                float(not twice.isdisjoint(range(gap.start, gap.end))),
                float(sum(spread[form] > 1 for form in held[n] - {REST}) > 1),
            ]
        )
        last = moment or last
    return rows


def _own(inside: Sequence[Line], spread: Counter[str]) -> list[float]:
    """What the lines are, and how far their forms are spread over the gaps."""
    kinds = [kind for line in inside for kind in line.kinds]
    forms = {line.form for line in inside} - {"", REST}
    back = [line for line in inside if line.form in forms and spread[line.form] > 1]
    return [
        float(any(line.form == DATE and line.date and line.date.has_clock and line.date.moment for line in inside)),
        float(any(line.is_numbered for line in inside)),
        log1p(kinds.count(Kind.USER_INFO)),
        float(Kind.POST_META in kinds),
        float(not TOOLS.isdisjoint(kinds)),
        log1p(max((spread[form] - 1 for form in forms), default=0)),
        float(any(line.reading.names for line in back)),
        float(any(REST in line.form and len(line.form) < _SHORT_FORM for line in back)),
        float(any(Kind.USER_INFO in line.kinds for line in back)),
    ]


def _dated(lines: Sequence[Line], spread: Counter[str]) -> list[float]:
    """What the lines with a date of a post say."""
    dates = [line.date for line in lines if line.date]
    return [
        float(any(line.is_named and spread[line.form] > 1 for line in lines)),
        float(any(not date.moments for date in dates)),
        float(any(date.moment for date in dates)),
    ]


def _look(inside: Sequence[Line], texts: Counter[str]) -> list[float]:
    """How much of a gap is kept, whether a name in it comes back, how long it is, and what it says nothing of."""
    short = [line for line in inside if REST in line.form and len(line.text) < _SHORT_TEXT]
    return [
        sum(line.is_body for line in inside) / max(len(inside), 1),
        float(any(texts[line.text] > 1 for line in short)),
        log1p(len(inside)),
        float(bool(inside) and all(line.text.endswith(_COLONS) and not line.date for line in inside)),
        float(bool(inside) and not any(char.isalnum() for line in inside for char in line.text)),
    ]


def _never_in_a_row(lines: Lines) -> frozenset[str]:
    """The forms of which no line stands right below another: entries of lists do."""
    in_a_row = {a.form for a, b in pairwise(lines.lines) if a.form == b.form}
    return frozenset(lines.forms.keys() - in_a_row)


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one and other else 0.0


def _moment(inside: Sequence[Line]) -> datetime | None:
    return next((line.date.moment for line in inside if line.date and line.date.moment), None)
