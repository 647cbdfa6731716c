"""Flat pages: posts without an element of their own, told by the lines with name and date that stand between them.

Such a page is folded: each post is put into a box, and a line that stands loose in the text into another, so that what
repeats can be found as on any page.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from forumclean.reader.page.blocks import text_of
from forumclean.reader.page.markup import BLOCK, LINE, TAGS
from forumclean.reader.unknown.lines import name_in_line, whole_date
from forumclean.reader.unknown.measure import Measures

__all__ = ["box_loose_text", "fold"]

Element = Any

_POST, _HEAD, _LOOSE = "folded post", "folded head", "folded text"
_LONGEST = 120  # characters of a head
_MOST_DATES = 2000
_COVERS = 0.5  # of the running text that must stand behind the heads
_LEAST = 20  # characters that say something
_SAYS = 0.6  # of the posts that must say something
_CLOCKS = 0.6  # of the dates that must have a clock, where no name comes twice


@dataclass(frozen=True, slots=True)
class _Head:
    """A line with a date: children of a box from one to another; the text before the first of them belongs to it.

    Attributes:
        box: the element that holds the line.
        start, end: the first of its children in the line, and the first behind it.
        text: what the line says.
        is_loose: other text stands in the box, so that the line needs one of its own.
        look: what lines of the same kind have in common.
    """

    box: Element
    start: int
    end: int
    text: str
    is_loose: bool
    look: tuple[Any, ...]


def fold(page: Measures, language: str | None) -> bool:
    """Put each post of a flat page into a box; False, with nothing changed, where no such posts stand there.

    Args:
        page: its measures, which are those of another page after this.
        language: of the page.
    """
    groups: defaultdict[tuple[Any, ...], list[_Head]] = defaultdict(list)
    seen: set[tuple[Element, int]] = set()
    for i in page.dates[:_MOST_DATES]:
        for head in _heads_at(page, i, language):
            if (head.box, head.start) not in seen:
                seen.add((head.box, head.start))
                groups[head.look].append(head)
    good = [(said, heads) for heads in groups.values() if (said := _worth(page, heads, language))]
    if not good:
        return False
    _, heads = max(good, key=lambda each: each[0])
    boxes: defaultdict[Element, list[_Head]] = defaultdict(list)
    for head in heads:
        boxes[head.box].append(head)
    for box, own in boxes.items():
        _fold_box(box, own, is_whole=len(boxes) > 1 and len(own) == 1)
    return True


def box_loose_text(page: Measures, first: int) -> bool:
    """Put text that stands loose in what holds the posts into boxes; False where there is none.

    Args:
        page: its measures, which are those of another page after this.
        first: where the posts start.
    """
    found, at = False, first
    while (at := page.parents[at]) >= 0:
        if page.prose[at]:
            found = True
            _box_lines(page.elements[at])
    return found


def _box_lines(box: Element) -> None:
    """Put each run of loose text between the blocks of an element into a box of its own."""
    edges = [n for n, child in enumerate(box) if TAGS.get(child.tag, 0) & BLOCK]
    for start, end in reversed([*zip([0, *(n + 1 for n in edges)], [*edges, len(box)], strict=True)]):
        before = box[start - 1].tail if start else box.text
        if (before and not before.isspace()) or any(not text.isspace() for n in range(start, end) for text in _texts(box[n])):
            _wrap(box, start, end, _LOOSE)


def _texts(el: Element) -> Iterator[str]:
    yield from el.itertext()
    yield el.tail or ""


def _heads_at(page: Measures, i: int, language: str | None) -> list[_Head]:
    """The line around a date, as far out as it holds no running text; all lines with dates of a text that is loose."""
    block = i
    while block > 0 and not TAGS.get(page.elements[block].tag, 0) & BLOCK:
        block = page.parents[block]
    el = page.elements[block]
    lines = _lines_in(el, page.elements[i], language)
    if not lines:
        return []
    start, end, text = lines[0]
    if text != " ".join("".join(el.itertext()).split()):
        return [_Head(el, start, end, text, True, ("line", *_look(page, block))) for start, end, text in lines]
    said = sum(page.prose[block : page.ends[block]])
    most = max(_LONGEST, page.text[block] + page.links[block])
    while (above := page.parents[block]) > 0 and page.text[above] + page.links[above] <= most:
        if sum(page.prose[above : page.ends[above]]) > said:
            break
        block = above
    parent = page.parents[block]
    if parent < 0:
        return []
    el, box = page.elements[block], page.elements[parent]
    at = box.index(el)
    return [_Head(box, at, at + 1, text_of(el, apart=True), False, (*_look(page, block), *_look(page, parent)))]


def _look(page: Measures, i: int) -> tuple[Any, ...]:
    return page.elements[i].tag, (page.classes[i] or "").split(" ")[0].rstrip("0123456789")


def _lines_in(block: Element, dated: Element, language: str | None) -> list[tuple[int, int, str]]:
    """The lines with a date in a block, around one of its elements: the children from and to, and the text of each."""
    lines: list[tuple[int, int, str, bool]] = []
    start, pieces, holds = 0, [block.text or ""], dated is block
    for n, child in enumerate(block):
        if TAGS.get(child.tag, 0) & (BLOCK | LINE):
            lines.append((start, n, " ".join("".join(pieces).split()), holds))
            start, pieces, holds = n + 1, [], dated is block
        else:
            pieces.append("".join(child.itertext()))
            holds = holds or child is dated or dated in child.iterdescendants(dated.tag)
        pieces.append(child.tail or "")
    lines.append((start, len(block), " ".join("".join(pieces).split()), holds))
    return [
        (start, end, text) for start, end, text, holds in lines
        if holds and 0 < len(text) <= _LONGEST and whole_date(text, language) is not None
    ]  # fmt: skip


def _worth(page: Measures, heads: Sequence[_Head], language: str | None) -> int:
    """Running text behind the heads, 0 where they are no heads of posts.

    Each says a name, and they are several people's. A date with a clock, or a name that comes again, is no chapter's.
    """
    names = [name_in_line(head.text, language) for head in heads]
    known = [name for name in names if name]
    if len(heads) < 2 or len(known) < len(heads) or len({*known}) < 2:
        return 0
    clocks = sum(1 for head in heads if (found := whole_date(head.text, language)) and found.has_clock)
    if clocks < _CLOCKS * len(heads) and len({*known}) == len(known):
        return 0
    said = [_behind(head, after) for head, after in zip(heads, [*heads[1:], None], strict=True)]
    around = _around(heads)
    start = page.elements.index(around)
    inside = sum(page.prose[start : page.ends[start]])
    if sum(size >= _LEAST for size in said) < _SAYS * len(said) or inside < _COVERS * sum(page.prose):
        return 0
    return sum(said)


def _behind(head: _Head, after: _Head | None) -> int:
    """Characters between a head and the next one in its box, or the end of the box."""
    end = after.start if after is not None and after.box is head.box else len(head.box)
    before = head.box[head.end - 1].tail if head.end and not head.is_loose else None
    pieces = [before or "", *(piece for n in range(head.end, end) for piece in _texts(head.box[n]))]
    return sum(len(piece.strip()) for piece in pieces)


def _around(heads: Sequence[_Head]) -> Element:
    """The innermost element around all heads."""
    boxes = {head.box for head in heads}
    at = heads[0].box
    while not boxes <= {at, *at.iterdescendants()}:
        at = at.getparent()
    return at


def _fold_box(box: Element, heads: Sequence[_Head], *, is_whole: bool) -> None:
    """Put the posts of one box into boxes of their own, the last first: what stands behind keeps its number."""
    if is_whole:
        if heads[0].is_loose:
            _wrap(box, heads[0].start, heads[0].end, _HEAD)
        box.set("class", _POST)
        return
    rules = [n for n, child in enumerate(box) if child.tag == "hr"]
    starts = [heads[0].start]
    for before, head in pairwise(heads):
        # What stands between a rule and the head is the subject of the post.
        starts.append(max((n + 1 for n in rules if before.end <= n < head.start), default=head.start))
    ends = [*starts[1:], next((n for n in rules if n >= heads[-1].end), len(box))]
    for start, end, head in reversed([*zip(starts, ends, heads, strict=True)]):
        if head.is_loose:
            size = len(box)
            _wrap(box, head.start, head.end, _HEAD)
            end -= size - len(box)
        _wrap(box, start, end, _POST)


def _wrap(box: Element, start: int, end: int, name: str) -> None:
    """Put children of an element, and the text before the first of them, into a new one."""
    inner = box.makeelement("div", {"class": name})
    if start:
        inner.text, box[start - 1].tail = box[start - 1].tail, None
    else:
        inner.text, box.text = box.text, None
    moved = list(box[start:end])
    box.insert(start, inner)
    inner.extend(moved)
