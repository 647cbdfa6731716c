"""Gaps: where one post may end and the next begin: runs of lines of the frame, with posted text on both sides.

What the verdicts keep may be part of a frame all the same: a line with a name and a date, a short one that comes back. And what
they remove may be a post: a short one between two heads.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from forumclean.threads.lines import DATE, NAME_WORDS, REST, Line, Lines
from forumclean.values.model import Kind

__all__ = ["Gap", "forms_in", "gaps_of"]

_HEAD = frozenset({Kind.USER_INFO, Kind.POST_META})


@dataclass(frozen=True, slots=True)
class Gap:
    """A run of lines, by index, that may part two posts; the first and the last gap may be empty."""

    start: int
    end: int


def gaps_of(lines: Lines) -> list[Gap]:
    """Find the gaps; the first stands before all posted text, the last after it."""
    size = len(lines.lines)
    strong = [not line.is_body or _is_head_like(line, lines) for line in lines.lines]
    weak = [
        not strong[i] and _comes_back(line, lines) for i, line in enumerate(lines.lines)
    ]
    _give_back(lines, strong)
    gaps: list[Gap] = []
    i = 0
    while i < size:
        if strong[i] or weak[i]:
            end = i + 1
            while end < size and (strong[end] if strong[i] else weak[end]):
                end += 1
            gaps.append(Gap(i, end))
            i = end
        else:
            i += 1
    return _below_title(_with_ends(_joined(gaps, lines, strong), size), lines)


def _below_title(gaps: list[Gap], lines: Lines) -> list[Gap]:
    """A line alone above the first gap is a title, not a post."""
    if len(gaps) > 2 and gaps[1].start - gaps[0].end == 1:
        line = lines.lines[gaps[0].end]
        alone = not any(inside.form and lines.forms[inside.form] > 1 and inside.form != REST for inside in lines.lines[: gaps[0].end])
        if alone and len(line.text) < 120 and line.text[-1] not in ".!?。":
            return [Gap(0, gaps[1].end), *gaps[2:]]
    return gaps


def _give_back(lines: Lines, strong: list[bool]) -> None:
    """Between two lines of one form stands a post, though the score removed it."""
    seen: dict[str, int] = {}
    for i, line in enumerate(lines.lines):
        if not strong[i]:
            seen = {}
            continue
        if not line.form or line.form == REST or not (DATE in line.form or line.reading.names or "0" in line.form or line.kinds & _HEAD):
            continue
        if (above := seen.get(line.form)) is not None and lines.forms[line.form] > 2:
            inside = [n for n in range(above + 1, i) if _may_be_body(lines.lines[n], lines)]
            if inside:
                best = max(inside, key=lambda n: len(lines.lines[n].text))
                strong[best] = False
                seen = {}
        seen[line.form] = i


def _may_be_body(line: Line, lines: Lines) -> bool:
    return not line.kinds and not line.date and (not line.form or lines.forms[line.form] == 1 and line.words_left > 1 or (line.form.endswith((".", "!", "?")) and REST in line.form))


def _joined(gaps: list[Gap], lines: Lines, strong: Sequence[bool]) -> list[Gap]:
    """Runs that touch are one gap where the weak one is short; a name that was kept belongs to the gap below it."""
    found: list[Gap] = []
    for gap in gaps:
        if found and found[-1].end == gap.start and (
            (not strong[gap.start] and gap.end - gap.start <= 2)
            or (not strong[found[-1].start] and found[-1].end - found[-1].start <= 2)
        ):
            found[-1] = Gap(found[-1].start, gap.end)
            continue
        above = gap.start - 1
        least = found[-1].end + 1 if found else 0
        if above >= least and strong[gap.start] and lines.lines[above].may_be_name:
            gap = Gap(above, gap.end)
        found.append(gap)
    return found


def _with_ends(gaps: list[Gap], size: int) -> list[Gap]:
    if not gaps or gaps[0].start > 0:
        gaps.insert(0, Gap(0, 0))
    if gaps[-1].end < size or len(gaps) == 1:
        gaps.append(Gap(size, size))
    return gaps


def _is_head_like(line: Line, lines: Lines) -> bool:
    if not line.form:
        return False
    if DATE in line.form and (line.is_named or line.words_left <= NAME_WORDS):
        return True
    return bool(line.kinds & _HEAD) and lines.forms[line.form] > 1


def _comes_back(line: Line, lines: Lines) -> bool:
    """A short line that is kept, and of which another one is put together alike."""
    if not line.form or len(line.text) > 60 or line.words_left > NAME_WORDS:
        return False
    return line.form.strip(".!?。！？…, ") != REST and lines.forms[line.form] > 1


def forms_in(lines: Lines, gap: Gap) -> frozenset[str]:
    """The forms of the lines of a gap."""
    return frozenset(line.form for line in lines.lines[gap.start : gap.end] if line.form)
