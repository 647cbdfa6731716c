"""Borders: which gaps part two posts, where the first head stands, and what then stands around the posts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from forumclean.threads.evidence import COLUMNS, columns_of
from forumclean.threads.gaps import STOPS, Gap, forms_in, gaps_of
from forumclean.threads.lines import DATE, HEAD_KINDS, REST, Line, Lines
from forumclean.threads.model import Weights
from forumclean.values.document import Document

__all__ = ["Regions", "gap_spans", "regions_of"]

# Lines and characters that may stand above the first head without being a post: a title, what is left of a menu.
_FEW_LINES, _FEW_CHARS = 2, 150
# Borders that show together what a border is like; log-odds at which nothing helps a gap.
_SEVERAL, _HOPELESS = 2, -4.0
_COLONS, _DOTS = (":", "："), ("...", "…")
# What says nothing of a border by itself: an advert between two paragraphs has as much.
_SILENT = {"blank after", "little above", "lines", "kept", "colon", "marks", "rest back"}
_TELLING = [number for number, name in enumerate(COLUMNS) if name not in _SILENT]
_TWICE = COLUMNS.index("twice")

# Lines that a head may have where no other shows how many.
_HEAD = 10


@dataclass(frozen=True, slots=True)
class Regions:
    """The lines around the posts of a thread.

    Attributes:
        lines: of the document.
        spans: the first before the first post, then one before each other post, and one after the last.
        shared: forms that stand both before the first post and between others: those of a head.
    """

    lines: Sequence[Line]
    spans: Sequence[range]
    shared: frozenset[str]

    @classmethod
    def of(cls, lines: Sequence[Line], spans: Sequence[range]) -> Regions:
        """Compare the first span to those between posts."""
        inner = {lines[i].form for span in spans[1:-1] for i in span if not lines[i].subject}
        lead = {lines[i].form for i in spans[0] if not lines[i].subject}
        return cls(lines, spans, frozenset(lead & inner - {"", REST}))

    @property
    def posts(self) -> int:
        """How many posts there are."""
        return len(self.spans) - 1

    @property
    def inner(self) -> range:
        """The numbers of the spans between posts."""
        return range(1, len(self.spans) - 1)

    @property
    def head(self) -> range:
        """The end of the first span, as long as what mostly stands between posts."""
        lengths = sorted(len(self.spans[n]) for n in self.inner if self.spans[n])
        longest = lengths[len(lengths) // 2] + 1 if lengths else _HEAD
        lead = self.spans[0]
        return range(max(lead.start, lead.stop - longest), lead.stop)

    def is_foot(self, found: Mapping[int, Sequence[int]]) -> bool:
        """Tell whether what stands at one place of the spans belongs to the post above.

        Args:
            found: by number of the span, the lines in which it stands.
        """
        if all(self.lines[i].signed for some in found.values() for i in some):
            return True
        if 0 in found:
            return False
        if self.shared:
            heads = {n: next((i for i in self.spans[n] if self.lines[i].form in self.shared), None) for n in self.inner}
            above = [found[n][0] < head for n, head in heads.items() if n in found and head is not None]
            return sum(above) * 2 > len(above)
        # A head that was cut off at the end of the dump looks the same; what has no date is rather that.
        return len(self.spans) - 1 in found and all(self.lines[i].date for some in found.values() for i in some)


def regions_of(document: Document, lines: Lines, model: Weights) -> Regions:
    """Find the borders between posts."""
    gaps = gaps_of(lines)
    rows = columns_of(document, lines, gaps)
    scores = model.scores(rows)
    chosen = [
        n
        for n, (row, score) in enumerate(zip(rows, scores, strict=True), 1)
        if score > 0 and any(row[i] for i in _TELLING)
    ]
    twice = any(rows[n - 1][_TWICE] for n in chosen)
    if not twice and not _is_framed([lines.lines[gaps[n].start : gaps[n].end] for n in chosen]):
        chosen = []
    chosen = _apart(sorted({*chosen, *_like_them(lines, gaps, chosen, scores)}), scores, gaps, lines)
    if chosen and _is_title_above(lines, gaps, chosen):
        gaps = [Gap(0, gaps[chosen[0]].end), *gaps[chosen[0] + 1 :]]
        chosen = [n - chosen[0] for n in chosen[1:]]
    return Regions.of(lines.lines, gap_spans(lines, gaps, chosen))


def gap_spans(lines: Lines, gaps: Sequence[Gap], chosen: Sequence[int]) -> list[range]:
    """The lines above the first post, at each border, and below the last post.

    Args:
        lines: of the document.
        gaps: in it.
        chosen: numbers of those that are borders.
    """
    lead = _lead(lines, gaps, chosen)
    return [range(lead.end), *(range(gaps[n].start, gaps[n].end) for n in chosen), range(gaps[-1].start, gaps[-1].end)]


def _is_framed(held: Sequence[Sequence[Line]]) -> bool:
    """Whether borders are no headings: one has a line of a frame, or several have the same lines or name."""
    if any(_is_of_frame(line) for inside in held for line in inside):
        return True
    if len(held) >= _SEVERAL and all(_has_dated_name(inside) for inside in held):
        return True
    forms = Counter(form for inside in held for form in {line.form for line in inside} - {"", REST})
    texts = Counter(text for inside in held for text in {line.text for line in inside if REST in line.form})
    most = sum(count * 2 > len(held) for count in forms.values())
    return len(held) >= _SEVERAL and (most >= _SEVERAL or any(count >= _SEVERAL for count in texts.values()))


def _has_dated_name(inside: Sequence[Line]) -> bool:
    """Whether a date stands alone below a name, as no heading of a diary has it."""
    return any(
        above.may_be_name and not above.text.endswith((*STOPS, *_COLONS)) and line.form == DATE
        for above, line in pairwise(inside)
    )


def _is_of_frame(line: Line) -> bool:
    """Whether a line is no heading, day of a diary or entry of a list."""
    if line.date is not None:
        return line.is_named or line.date.has_clock or (not line.is_body and bool(line.date.moments))
    is_sentence = line.text.endswith(STOPS) and not line.text.endswith(_DOTS)
    is_head = bool(line.kinds & HEAD_KINDS) and not line.text.endswith(_COLONS) and not is_sentence
    return not line.is_body or is_head or (line.is_numbered and "#" in line.form)


def _like_them(lines: Lines, gaps: Sequence[Gap], chosen: Sequence[int], scores: Sequence[float]) -> list[int]:
    """The gaps that hold what most borders hold, though they do not look like one by themselves."""
    if len(chosen) < _SEVERAL:
        return []
    spread = Counter(form for n in chosen for form in forms_in(lines, gaps[n]) - {REST})
    common = {form for form, count in spread.items() if count * 2 > len(chosen)}
    others = [n for n in range(1, len(gaps) - 1) if n not in chosen and scores[n - 1] > _HOPELESS]
    return [n for n in others if common & forms_in(lines, gaps[n])]


def _apart(chosen: list[int], scores: Sequence[float], gaps: Sequence[Gap], lines: Lines) -> list[int]:
    """Of two gaps without a line between them the better one; a signed line is a post between them."""
    found: list[int] = []
    for n in chosen:
        is_signed = gaps[n].start < gaps[n].end and lines.lines[gaps[n].start].signed
        if found and gaps[found[-1]].end == gaps[n].start and not is_signed:
            found[-1] = max(found[-1], n, key=lambda n: scores[n - 1])
        else:
            found.append(n)
    return found


def _is_title_above(lines: Lines, gaps: Sequence[Gap], chosen: Sequence[int]) -> bool:
    """Whether what stands above the first border is too little for a post and has no head of its own."""
    gap = gaps[chosen[0]]
    above = [line for a, b in pairwise(gaps[: chosen[0] + 1]) for line in lines.lines[a.end : b.start]]
    if lines.lines[gap.start].signed:  # it is a post, and no head
        return False
    if len(above) > _FEW_LINES or sum(len(line.text) for line in above) > _FEW_CHARS:
        return False
    has_date = any(line.is_post_date for line in lines.lines[: gaps[0].end])
    if has_date or any(line.text.endswith(STOPS) for line in above):
        return False
    heads = set[str]().union(*(forms_in(lines, gaps[n]) for n in chosen)) - {REST}
    return not heads & forms_in(lines, Gap(0, max(gap.start - 1, 0)))


def _lead(lines: Lines, gaps: Sequence[Gap], chosen: Sequence[int]) -> Gap:
    """The gap above the first post: of those above the first border the one that is most like the borders."""
    above = gaps[: chosen[0]] if chosen else gaps[:1]
    heads = set[str]().union(*(forms_in(lines, gaps[n]) for n in chosen)) - {REST}
    return max(above, key=lambda gap: (len(heads & forms_in(lines, gap)), -gap.start))
