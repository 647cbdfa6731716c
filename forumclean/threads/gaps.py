"""Gaps: where one post may end and the next begin: runs of lines of the frame, with posted text on both sides.

What the verdicts keep may be part of a frame all the same: a line with a name and a date, a short one that comes back.
And what they remove may be a post: a short one between two heads.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby, pairwise

from forumclean.threads.lines import DATE, HEAD_KINDS, NAME_WORDS, REST, TOOLS, Line, Lines, unlisted
from forumclean.values.model import Kind

__all__ = ["STOPS", "Gap", "counted_lines", "forms_in", "gaps_of", "names_twice"]

# What ends a sentence.
STOPS = (".", "!", "?", "。", "！", "？", "…")
# Characters of a title, and of a line that is kept and part of a frame; a run of so many of those joins its neighbour.
_TITLE, _SHORT, _FEW = 120, 60, 2
# Of so many lines of a form one has text below it.
_OPEN = 2
# Characters of a name that no two lines begin with by chance.
_NAME = 3
_COLONS = (":", "：", ",")
_AROUND = ".!?。！？…, "


@dataclass(frozen=True, slots=True)
class Gap:
    """A run of lines, by index, that may part two posts; the first and the last gap may be empty."""

    start: int
    end: int

    @property
    def is_short(self) -> bool:
        """Whether it holds a line or two."""
        return self.end - self.start <= _FEW


def forms_in(lines: Lines, gap: Gap) -> frozenset[str]:
    """The forms of the lines of a gap."""
    return frozenset(line.form for line in lines.lines[gap.start : gap.end] if line.form)


def gaps_of(lines: Lines) -> list[Gap]:
    """Find the gaps; the first stands before all posted text, the last after it."""
    twice = names_twice(lines)
    strong = [not line.is_body or i in twice or _is_head_like(line, lines) for i, line in enumerate(lines.lines)]
    weak = [not sure and _comes_back(line, lines) for sure, line in zip(strong, lines.lines, strict=True)]
    _give_back(lines, strong)
    _open_posts(lines, strong)
    counted = counted_lines(lines)
    for i in counted:
        strong[i] = strong[i] and not _is_numbered_text(lines.lines[i])
    gaps: list[Gap] = []
    # A signed line is a post itself, so none stands in one gap with the next.
    signed = list(accumulate(line.signed for line in lines.lines))
    for strength, run in groupby(range(len(strong)), key=lambda i: (strong[i], weak[i], signed[i])):
        if any(strength[:2]):
            members = list(run)
            gaps.append(Gap(members[0], members[-1] + 1))
    gaps = _with_counted(_joined(gaps, lines, strong), counted)
    return _below_title(_with_ends(gaps, lines.lines), lines)


def counted_lines(lines: Lines) -> frozenset[int]:
    """The lines whose numbers go up by one, with others between them: posts may be the entries of a list."""
    chains: dict[int, list[int]] = {}
    found: set[int] = set()
    for i, line in enumerate(lines.lines):
        if (number := line.number) is None:
            continue
        chain = chains[number + 1] = [*chains.pop(number, ()), i]
        if len(chain) > _FEW and sum(b - a > 1 for a, b in pairwise(chain)) * 2 >= len(chain):
            found.update(chain if len(chain) == _FEW + 1 else chain[-1:])
    return frozenset(found)


def names_twice(lines: Lines) -> frozenset[int]:
    """The lines of a name that stands twice, for the picture and for the link: "2. Ann", "Ann Member"; "annann"."""
    found: set[int] = set()
    for i, line in enumerate(lines.lines):
        if len(line.text) > _SHORT:
            continue
        name = unlisted(line.text)
        is_listed = name != line.text  # in a text "Ann" may well stand above "Ann came by"
        if is_listed and i + 1 < len(lines.lines) and not line.date and _begins(lines.lines[i + 1].text, name):
            found |= {i, i + 1}
        word = name.partition(" ")[0]
        half = len(word) // 2
        if half >= _NAME and word[:half] == word[half:] and any(map(str.isalpha, word)) and len(set(word)) >= _NAME:
            found.add(i)
    return frozenset(found)


def _begins(text: str, name: str) -> bool:
    """Whether a short line begins with a name."""
    if not text.startswith(name) or len(text) > _SHORT or len(name) < _NAME or text[len(name) :][:1].isalnum():
        return False
    is_name = name.count(" ") < NAME_WORDS and any(map(str.isalpha, name))
    return is_name and not name.endswith((*STOPS, *_COLONS)) and not text.endswith((*STOPS, *_COLONS))


def _is_numbered_text(line: Line) -> bool:
    """Whether a line with a number is a post, though a short one that the score removed."""
    return line.words_left > NAME_WORDS // 2 + 1 and not line.kinds and line.date is None


def _with_counted(gaps: Sequence[Gap], counted: frozenset[int]) -> list[Gap]:
    """An empty gap above each entry of a list that begins with what was posted."""
    inside = {i for gap in gaps for i in range(gap.start, gap.end + 1)}
    return sorted([*gaps, *(Gap(i, i) for i in counted if i and i not in inside)], key=lambda gap: gap.start)


def _is_head_like(line: Line, lines: Lines) -> bool:
    """Whether a line that is kept has a date and little besides, or is known from heads or tools and short or back."""
    if not line.form or line.signed:
        return line.signed
    if DATE in line.form and (line.is_named or line.words_left <= NAME_WORDS):
        return True
    if line.kinds & TOOLS and line.words_left <= NAME_WORDS:
        return len(line.text) <= _SHORT
    return bool(line.kinds & HEAD_KINDS) and (lines.forms[line.form] > 1 or _is_slot(line))


def _is_slot(line: Line) -> bool:
    """Whether a rule knows all of a line but a name: "Ann said..."."""
    return not line.reading.left and len(line.text) <= _SHORT and not line.text.endswith(":")


def _comes_back(line: Line, lines: Lines) -> bool:
    """A short line that is kept, and of which another one is put together alike."""
    if not line.form or len(line.text) > _SHORT or line.words_left > NAME_WORDS:
        return False
    if line.text.endswith(STOPS) and not line.kinds:  # a sentence
        return False
    back = lines.forms[line.form]
    # The same words twice are what one says and the other quotes.
    is_said_again = REST in line.form and lines.texts[line.text] == back == 2
    return line.form.strip(_AROUND) != REST and back > 1 and not is_said_again


def _give_back(lines: Lines, strong: list[bool]) -> None:
    """Between two lines of a form that comes back stands a post, though the score removed it."""
    seen: dict[str, int] = {}
    texts = lines.texts
    # What comes back once, further below: the next post quotes it.
    last = {line.text: i for i, line in enumerate(lines.lines)}
    quoted = {i for i, line in enumerate(lines.lines) if texts[line.text] == _FEW and last[line.text] != i}
    for i, line in enumerate(lines.lines):
        if not strong[i]:
            seen = {}
        if not strong[i] or not _is_telling(line):
            continue
        above = seen.get(line.form)
        if above is not None and lines.forms[line.form] > _FEW:
            inside = [
                n
                for n in range(above + 1, i)
                if (texts[lines.lines[n].text] == 1 or (n == above + 1 and n in quoted))
                and _may_be_body(lines.lines[n], lines)
            ]
            lone = lines.lines[i - 1]
            if not inside and i - above == 2 and texts[lone.text] == 1 and not lone.signed:
                inside = [i - 1]
            if inside:
                strong[max(inside, key=lambda n: len(lines.lines[n].text))] = False
                seen = {}
        seen[line.form] = i


def _open_posts(lines: Lines, strong: list[bool]) -> None:
    """Below a line under which others have text begins a post, though the score removed its first line."""
    openers: dict[str, list[int]] = {}
    for i, line in enumerate(lines.lines[:-1]):
        if strong[i] and line.form and line.form.strip(_AROUND) != REST:
            is_date = DATE in line.form and line.is_post_date and Kind.USER_INFO not in line.kinds
            openers.setdefault(DATE if is_date else line.form, []).append(i)
    for found in openers.values():
        opened = sum(not strong[i + 1] for i in found)
        if len(found) >= _FEW and opened * _OPEN >= len(found):
            for i in found:
                if strong[i + 1] and _may_open(lines.lines[i + 1], lines):
                    strong[i + 1] = False


def _may_open(line: Line, lines: Lines) -> bool:
    """Whether a line may be the first of a text: nothing is known of it, and it does not come back."""
    if line.kinds or line.date or lines.texts[line.text] > 1:
        return False
    return not line.form or lines.forms[line.form] == 1 or line.form.strip(_AROUND) == REST


def _is_telling(line: Line) -> bool:
    """Whether a line has a date, a name, a number, or is known from heads."""
    if not line.form or line.form == REST:
        return False
    return DATE in line.form or "0" in line.form or bool(line.reading.names) or bool(line.kinds & HEAD_KINDS)


def _may_be_body(line: Line, lines: Lines) -> bool:
    """Whether nothing but the score speaks against a line that is no part of the frame."""
    if line.kinds or line.date:
        return False
    is_sentence = REST in line.form and line.form.endswith(STOPS)
    return not line.form or is_sentence or (lines.forms[line.form] == 1 and line.words_left > 1)


def _joined(gaps: Sequence[Gap], lines: Lines, strong: Sequence[bool]) -> list[Gap]:
    """Runs that touch are one gap where the weak one is short; a name that was kept belongs to the gap below it."""
    found: list[Gap] = []
    for gap in gaps:
        last = found[-1] if found else Gap(-1, -1)
        weak = last if strong[gap.start] else gap
        if last.end == gap.start and weak.is_short and not lines.lines[gap.start].signed:
            found[-1] = Gap(last.start, gap.end)
            continue
        above = gap.start - 1
        takes_name = above >= last.end and strong[gap.start] and lines.lines[above].may_be_name
        if takes_name and above == last.end and found and _is_foot_and_date(last, gap, lines):
            found[-1] = Gap(last.start, gap.end)
            continue
        takes_name = takes_name and above > last.end
        found.append(Gap(above, gap.end) if takes_name else gap)
    return found


def _is_foot_and_date(above: Gap, below: Gap, lines: Lines) -> bool:
    """Whether a name between two runs stands between the foot of one post and the date of the next."""
    has_date = any(DATE in line.form for line in lines.lines[above.start : above.end])
    return DATE in lines.lines[below.start].form and not has_date


def _with_ends(gaps: Sequence[Gap], lines: Sequence[Line]) -> list[Gap]:
    size = len(lines)
    leads = bool(gaps) and gaps[0].start == 0 and not lines[0].signed  # a signed line is a post already
    first = [] if leads else [Gap(0, 0)]
    last = [] if gaps and gaps[-1].end == size and (first or len(gaps) > 1) else [Gap(size, size)]
    return [*first, *gaps, *last]


def _below_title(gaps: list[Gap], lines: Lines) -> list[Gap]:
    """A line alone above the first gap is a title, and no post."""
    if len(gaps) < 3 or gaps[1].start - gaps[0].end != 1:
        return gaps
    title = lines.lines[gaps[0].end].text
    frame = forms_in(lines, gaps[0]) - {REST}
    if len(title) >= _TITLE or title.endswith(STOPS) or any(lines.forms[form] > 1 for form in frame):
        return gaps
    return [Gap(0, gaps[1].end), *gaps[2:]]
