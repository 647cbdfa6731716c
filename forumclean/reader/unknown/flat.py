"""Flat pages: posts without an element of their own, told by the lines with name and date that stand between them.

Such a page is folded: each post is put into a box, and a line that stands loose in the text into another, so that what
repeats can be found as on any page.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import accumulate, pairwise, takewhile
from typing import Any

from forumclean.reader.page.blocks import text_of
from forumclean.reader.page.markup import BLOCK, LINE, TAGS
from forumclean.reader.unknown.lines import is_labelled, name_in_line, whole_date
from forumclean.reader.unknown.measure import Measures

__all__ = ["box_loose_text", "fold"]

Element = Any
Look = tuple[Any, ...]

_POST, _HEAD, _LOOSE = "folded post", "folded head", "folded text"
_LONGEST = 120  # characters of a head
_MOST_DATES = 2000
_LEAST, _ENOUGH = 20, 500  # characters that say something, and from which on they are not counted
_COVERS = 0.5  # of the running text that must stand in what holds the heads
_SAYS = 0.6  # of the posts that must say something
_CLOCKS = 0.6  # of the dates that must have a clock, where no name comes twice


@dataclass(frozen=True, slots=True)
class _Head:
    """A line with a date: children of a box from one to another; the text before the first of them belongs to it.

    Attributes:
        box: place of the element that holds the line.
        start, end: the first of its children in the line, and the first behind it.
        text: what the line says.
        is_loose: other text stands in the box, so that the line needs one of its own.
        look: what lines of the same kind have in common.
    """

    box: int
    start: int
    end: int
    text: str
    is_loose: bool
    look: Look


def fold(page: Measures, language: str | None) -> bool:
    """Put each post of a flat page into a box; False, with nothing changed, where no such posts stand there.

    Args:
        page: its measures, which are those of another page after this.
        language: of the page.
    """
    heads = _Heads(page, language)
    good = [(said, group) for group in heads.by_look() if (said := heads.worth(group))]
    if not good:
        return False
    boxes: defaultdict[int, list[_Head]] = defaultdict(list)
    for head in max(good, key=lambda each: each[0])[1]:
        boxes[head.box].append(head)
    for box, own in boxes.items():
        _fold_box(page.elements[box], own, is_whole=len(boxes) > 1 and len(own) == 1)
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
    children = list(box)
    edges = [n for n, child in enumerate(children) if TAGS.get(child.tag, 0) & BLOCK]
    for start, end in reversed([*zip([0, *(n + 1 for n in edges)], [*edges, len(box)], strict=True)]):
        before = children[start - 1].tail if start else box.text
        pieces = (before or "", *(text for child in children[start:end] for text in _texts(child)))
        if any(text and not text.isspace() for text in pieces):
            _wrap(box, children, start, end, _LOOSE)


def _texts(el: Element) -> Iterator[str]:
    yield from el.itertext()
    yield el.tail or ""


class _Heads:
    """The lines of a page that could be the heads of posts.

    Args:
        page: its measures.
        language: of the page.
    """

    def __init__(self, page: Measures, language: str | None) -> None:
        self._page, self._language = page, language
        self._prose = [0, *accumulate(page.prose)]
        # Of one block, and of one parent, many lines are asked. A memory of methods would keep the page in a circle.
        self._lines, self._numbers = cache(partial(_lines_of, page, language)), cache(partial(_numbers_of, page))
        self._children = cache(partial(_children_of, page))

    def by_look(self) -> list[list[_Head]]:
        """All of them, those of one look together, and those of one look in one box: another may hold other things."""
        groups: defaultdict[Look, dict[tuple[int, int], _Head]] = defaultdict(dict)
        for i in self._page.dates[:_MOST_DATES]:
            for head in self._at(i):
                groups[head.look].setdefault((head.box, head.start), head)
        whole = [[*group.values()] for group in groups.values()]
        boxes = [(heads, Counter(head.box for head in heads)) for heads in whole]
        return whole + [
            [head for head in heads if head.box == box]
            for heads, counts in boxes if len(counts) > 1 for box, count in counts.items() if count > 1
        ]  # fmt: skip

    def _at(self, i: int) -> Iterator[_Head]:
        """The line around a date, as far out as it holds no more; all lines with dates of a text that is loose."""
        page, block = self._page, i
        while block > 0 and not TAGS.get(page.elements[block].tag, 0) & BLOCK:
            block = page.parents[block]
        lines, is_alone = self._lines(block)
        if lines and is_alone:
            yield from self._grown(block)
            return
        if block != i:
            at = self._numbers(block)[self._child(i, block)]
            lines = [line for line in lines if line[0] <= at < line[1]]
        for start, end, text in lines:
            yield _Head(block, start, end, text, True, ("line", *self._look(block)))

    def _grown(self, block: int) -> Iterator[_Head]:
        page = self._page
        said = self._said(block)
        most = max(_LONGEST, page.text[block] + page.links[block])
        while (above := page.parents[block]) > 0 and page.text[above] + page.links[above] <= most:
            if self._said(above) > said:
                break
            block = above
        if (box := page.parents[block]) >= 0:
            at = self._numbers(box)[block]
            text = text_of(page.elements[block], apart=True)
            yield _Head(box, at, at + 1, text, False, (*self._look(block), *self._look(box)))

    def _said(self, i: int) -> int:
        return self._prose[self._page.ends[i]] - self._prose[i]

    def _child(self, i: int, box: int) -> int:
        """The child of a box that an element inside it stands in."""
        while self._page.parents[i] != box:
            i = self._page.parents[i]
        return i

    def _look(self, i: int) -> Look:
        return self._page.elements[i].tag, (self._page.classes[i] or "").split(" ")[0].rstrip("0123456789")

    def worth(self, heads: Sequence[_Head]) -> int:
        """Text behind the heads, 0 where they are no heads of posts.

        Each says a name, and they are several people's. A date with a clock, or a name that comes again, is no
        chapter's.
        """
        if len(heads) < 2 or not self._covers(heads):
            return 0
        names = list(takewhile(bool, (name_in_line(head.text, self._language) for head in heads)))
        if len(names) < len(heads) or len({*names}) < 2:
            return 0
        clocks = sum(1 for head in heads if (found := whole_date(head.text, self._language)) and found.has_clock)
        if clocks < _CLOCKS * len(heads) and len({*names}) == len(names):
            return 0
        boxes = Counter(head.box for head in heads)
        said = [
            self._beside(head) if boxes[head.box] == 1 else self._behind(head, after)
            for head, after in zip(heads, [*heads[1:], None], strict=True)
        ]
        says = sum(size >= _LEAST for size in said)
        return sum(said) if says >= _SAYS * len(said) else 0

    def _behind(self, head: _Head, after: _Head | None) -> int:
        """Characters between a head and the next one in its box, or the end of the box."""
        children, size = self._children(head.box), 0
        end = after.start if after is not None and after.box == head.box else len(children)
        tail = children[head.end - 1].tail if head.end and not head.is_loose else None
        for piece in (tail or "", *(text for child in children[head.end : end] for text in _first(child))):
            size += len(piece.strip())
        return size

    def _beside(self, head: _Head) -> int:
        """Characters of a box with one head, before the head and behind it."""
        inside = self._page.elements[head.box].itertext() if head.is_loose else ()
        return max(self._behind(head, None), sum(len(text.strip()) for text in inside) - len(head.text))

    def _covers(self, heads: Sequence[_Head]) -> bool:
        """True where what holds all heads holds most running text of the page."""
        page, around, last = self._page, heads[0].box, max(head.box for head in heads)
        while page.ends[around] <= last:
            around = page.parents[around]
        return self._said(around) >= _COVERS * self._prose[-1]


def _children_of(page: Measures, box: int) -> list[Element]:
    return list(page.elements[box])


def _numbers_of(page: Measures, box: int) -> dict[int, int]:
    """Which child of its parent each element is, by place."""
    found, i = dict[int, int](), box + 1
    while i < page.ends[box]:
        found[i] = len(found)
        i = page.ends[i]
    return found


def _lines_of(page: Measures, language: str | None, block: int) -> tuple[list[tuple[int, int, str]], bool]:
    """The lines with a date in a block: its children from and to, and the text; True where it says nothing else."""
    el = page.elements[block]
    lines: list[tuple[int, int, str]] = []
    start, pieces = 0, [el.text or ""]
    for n, child in enumerate(el):
        if TAGS.get(child.tag, 0) & (BLOCK | LINE):
            lines.append((start, n, "".join(pieces)))
            start, pieces = n + 1, []
        else:
            pieces.extend(child.itertext())
        pieces.append(child.tail or "")
    lines.append((start, len(el), "".join(pieces)))
    said = [(start, end, " ".join(text.split())) for start, end, text in lines if text and not text.isspace()]
    inner = (i for i in _numbers_of(page, block) if TAGS.get(page.elements[i].tag, 0) & BLOCK)
    is_alone = len(said) == 1 and not any(page.text[i] + page.links[i] for i in inner)
    said = [*_joined(said)]
    return [line for line in said if len(line[2]) <= _LONGEST and whole_date(line[2], language)], is_alone


def _joined(lines: Sequence[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    """Lines of a text, those that begin with a label as one with those that follow: "Name: Ann", "Date: 4 May"."""
    waiting: tuple[int, int, str] | None = None
    for start, end, text in lines:
        if waiting and is_labelled(text) and start <= waiting[1] + 1:
            waiting = (waiting[0], end, f"{waiting[2]} | {text}")
            continue
        if waiting:
            yield waiting
        waiting = (start, end, text) if is_labelled(text) else None
        if waiting is None:
            yield start, end, text
    if waiting:
        yield waiting


def _first(el: Element) -> Iterator[str]:
    """The texts of an element, and behind it, up to as much as is enough."""
    size = 0
    for text in _texts(el):
        yield text
        size += len(text)
        if size > _ENOUGH:
            return


def _fold_box(box: Element, heads: Sequence[_Head], *, is_whole: bool) -> None:
    """Put the posts of one box into boxes of their own, the last first: what stands before keeps its number."""
    if is_whole:
        if heads[0].is_loose:
            _wrap(box, list(box), heads[0].start, heads[0].end, _HEAD)
        box.set("class", _POST)
        return
    rules = [n for n, child in enumerate(box) if child.tag == "hr"]
    # What stands between a rule and the head is the subject of the post.
    starts = [heads[0].start]
    for before, head in pairwise(heads):
        at = bisect_left(rules, head.start) - 1
        starts.append(rules[at] + 1 if at >= 0 and rules[at] >= before.end else head.start)
    ends = [*starts[1:], next((n for n in rules if n >= heads[-1].end), len(box))]
    children = list(box)
    for start, end, head in reversed([*zip(starts, ends, heads, strict=True)]):
        post = _wrap(box, children, start, end, _POST)
        if head.is_loose:
            _wrap(post, list(post), head.start - start, head.end - start, _HEAD)


def _wrap(box: Element, children: Sequence[Element], start: int, end: int, name: str) -> Element:
    """Put children of an element, and the text before the first of them, into a new one."""
    inner = box.makeelement("div", {"class": name})
    if start:
        before = children[start - 1]
        inner.text, before.tail = before.tail, None
        before.addnext(inner)
    else:
        inner.text, box.text = box.text, None
        box.insert(0, inner)
    inner.extend(children[start:end])
    return inner
