"""What is known of each block around the main text of a page: numbers for the trees, a column each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from forumclean.reader.article.lines import line_columns
from forumclean.reader.article.names import NAMED, STARTED, named
from forumclean.reader.page.blocks import Columns

__all__ = ["COLUMNS", "FAR", "NAME_COLUMNS", "TAG_COLUMNS", "evidence_of"]

Element = Any
Numbers = NDArray[np.int32]

FAR: Final = 15  # levels up, or more: as good as not at all
_LEVELS: Final = 4  # containers of a block that are measured
_WINDOW: Final = 3
_PROSE, _SHORT = 80, 30
_HEADINGS: Final = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_TAGS: Final = {
    "p": 1, "li": 2, "div": 3, "span": 4, "a": 5, "td": 6, "th": 6, "figcaption": 7, "caption": 7, "blockquote": 8,
    "pre": 9,
    "code": 9, "dt": 10, "dd": 11, "button": 12, "label": 13, "legend": 13, "summary": 13, "address": 14, "time": 14,
    "section": 3,
    "article": 3, "main": 3, "body": 3,
}  # fmt: skip
_AROUND: Final = (
    "aside", "nav", "footer", "header", "form", "figure", "table", "ul", "ol", "article", "main", "section",
    "blockquote", "button", "details", "address",
)  # fmt: skip
_AROUND_BIT: Final = {tag: 1 << number for number, tag in enumerate(_AROUND)}

_TEXT: Final = (
    "size", "words", "link", "stop", "sentences", "commas", "digits", "first", "date", "signs", "sold", "rights",
    "address", "tag", "heading", "kind_list", "repeated", "alike", "alike_prose", "titled", "credit", "byline",
    *(f"starts_{name}" for name in STARTED),
)  # fmt: skip
_TREE: Final = (
    *(f"name_{name}" for name in NAMED), *(f"own_{name}" for name in NAMED), *(f"in_{tag}" for tag in _AROUND), "apart",
    "in_core", "in_place",
)  # fmt: skip
_BOX: Final = ("chars", "link", "prose", "blocks", "share")
_BOXES: Final = tuple(f"box{level}_{name}" for level in range(_LEVELS) for name in _BOX)
_PLACE: Final = (
    "before", "core_before", "core_after", "gap_prose_before", "gap_prose_after", "section_link", "section_prose",
    "section_blocks", "section_head", "section_starts", "since_heading", "near_prose", "near_link", "near_short",
    "prev_size", "next_size",
    "prev_link", "next_link", "prev_tag", "next_tag", "prev_stop", "next_stop", "h1_before",
)  # fmt: skip
# How many levels up the nearest name of a family, and the nearest element of a tag, stand.
NAME_COLUMNS: Final = tuple(f"name_{name}" for name in NAMED)
TAG_COLUMNS: Final = tuple(f"in_{tag}" for tag in _AROUND)
COLUMNS: Final[tuple[str, ...]] = (*_TEXT, *_TREE, *_BOXES, *_PLACE)


def evidence_of(columns: Columns, core: Element, place: Element, title: str) -> Numbers:
    """Measure the blocks of a walk, one row a block.

    Args:
        columns: the blocks.
        core: the element whose paragraphs count most.
        place: the element that holds the main text.
        title: of the page, as far as it is known.
    """
    boxes = _Boxes(core, place)
    own = np.fromiter(map(boxes.of, columns.elements), np.intp, len(columns.elements))
    text = _text_columns(columns, title, boxes.looks(own))
    tree, parents, levels = boxes.columns()
    return np.hstack([text, tree[own], _box_columns(own, parents, levels, text), _place_columns(text, tree[own])])


_AT = {name: number for number, name in enumerate(COLUMNS)}


def _text_columns(columns: Columns, title: str, looks: Sequence[object]) -> Numbers:
    """What each block says, what it is set in, how often it comes, and how many are set like it.

    Args:
        columns: the blocks.
        title: of the page.
        looks: of each block, how it is set.
    """
    found = line_columns(columns.texts, title)
    repeated, alike = Counter(columns.texts), Counter(looks)
    prose = Counter(look for look, size in zip(looks, found["size"].tolist(), strict=True) if size >= _PROSE)
    tags = [el.tag for el in columns.elements]
    told: dict[str, list[int]] = {
        "link": [int(100 * share) for share in columns.links],
        "tag": [_TAGS.get(tag, 0) for tag in tags],
        "heading": [_HEADINGS.get(tag, 0) for tag in tags],
        "kind_list": [kind == "list" for kind in columns.kinds],
        "repeated": [min(repeated[text], 20) for text in columns.texts],
        "alike": [min(alike[look], 100) for look in looks],
        "alike_prose": [100 * prose[look] // alike[look] for look in looks],
    }
    text = np.empty((len(tags), len(_TEXT)), dtype=np.int32)
    for number, name in enumerate(_TEXT):
        text[:, number] = found[name] if name in found else told[name]
    return text


class _Boxes:
    """The elements around blocks, each looked at once, parents before children."""

    def __init__(self, core: Element, place: Element) -> None:
        self._marks = {place: 1}
        self._marks[core] = self._marks.get(core, 0) | 2
        self._steps = {el: min(step, FAR) for step, el in enumerate(core.iterancestors(), 1)}
        self._known: dict[Element, int] = {}
        # Of each: its parent, the families of its names, what its tag is, how many elements are around it, the marks of
        # what it stands in, and how far out of the core its nearest common ancestor with it is.
        self._rows: list[tuple[int, int, int, int, int, int]] = []
        self._looks: list[tuple[str, str | None]] = []

    def of(self, el: Element) -> int:
        """The number of an element."""
        chain: list[Element] = []
        known = self._known
        while el is not None and el not in known:
            chain.append(el)
            el = el.getparent()
        at = -1 if el is None else known[el]
        for el in reversed(chain):
            at = known[el] = self._add(el, at)
        return at

    def _add(self, el: Element, parent: int) -> int:
        name, id_ = el.get("class"), el.get("id")
        names = (named(name) if name else 0) | (named(id_) if id_ else 0)
        rows = self._rows
        _, _, _, depth, marks, apart = rows[parent] if parent >= 0 else (0, 0, 0, -1, 0, FAR)
        if el in self._marks:
            marks |= self._marks[el]
        apart = 0 if marks & 2 else self._steps.get(el, apart)
        tag = el.tag
        rows.append((parent, names, _AROUND_BIT.get(tag, 0), depth + 1, marks, apart))
        self._looks.append((tag, name))
        return len(rows) - 1

    def looks(self, own: NDArray[np.intp]) -> Sequence[object]:
        """How elements are set: their tags and classes, and those of what holds them."""
        looks, rows = [*self._looks, None], self._rows
        return [(looks[i], looks[rows[i][0]]) for i in own.tolist()]

    def columns(self) -> tuple[Numbers, Numbers, Sequence[NDArray[np.intp]]]:
        """A row of numbers for each element, the parent of each, and the elements by depth, the outermost first."""
        rows = np.array(self._rows, dtype=np.int32).reshape(len(self._rows), 6)
        parents, depth, marks = rows[:, 0], rows[:, 3], rows[:, 4]
        bits = np.hstack([
            rows[:, 1:2] >> np.arange(len(NAMED)) & 1, rows[:, 2:3] >> np.arange(len(_AROUND)) & 1
        ]).astype(bool)  # fmt: skip
        levels = np.split(np.argsort(depth, kind="stable"), np.cumsum(np.bincount(depth))[:-1]) if len(rows) else []
        # The last row is what stands around the outermost element.
        far = np.full((len(rows) + 1, bits.shape[1]), FAR, dtype=np.int8)
        for level in levels:
            near = np.minimum(far[parents[level]] + 1, FAR)
            near[bits[level]] = 0
            far[level] = near
        far = far[:-1]
        size = len(NAMED)
        tree = np.column_stack([
            far[:, :size], bits[:, :size], far[:, size:], rows[:, 5], marks >> 1 & 1, (marks > 0) & 1
        ])  # fmt: skip
        return tree.astype(np.int32), parents, levels


def _box_columns(own: NDArray[np.intp], parents: Numbers, levels: Sequence[NDArray[np.intp]], text: Numbers) -> Numbers:
    """Sums over the elements around each block, the innermost first."""
    size, link = text[:, 0].astype(np.int64), text[:, _AT["link"]]
    facts = (size, size * link // 100, np.where((size >= _PROSE) & (link < 50), size, 0), np.ones_like(size))
    sums = np.zeros((len(parents), len(facts)), dtype=np.int64)
    np.add.at(sums, own, np.stack(facts, axis=1))
    for level in levels[:0:-1]:
        np.add.at(sums, parents[level], sums[level])
    whole = max(1, int(size.sum()))
    chars = np.maximum(sums[:, 0], 1)
    shares = 100 * sums[:, 1:3] // chars[:, None]
    told = np.stack([
        np.minimum(chars, 20000), shares[:, 0], shares[:, 1], np.minimum(sums[:, 3], 200), 100 * chars // whole
    ], axis=1).astype(np.int32)  # fmt: skip
    above = np.where(parents < 0, np.arange(len(parents)), parents)
    steps = [own]
    for _ in range(_LEVELS - 1):
        steps.append(above[steps[-1]])
    return told[np.stack(steps, axis=1)].reshape(len(own), len(_BOXES))


def _place_columns(text: Numbers, tree: Numbers) -> Numbers:
    """Where each block stands among the others."""
    count = len(text)
    size, link, tag, stop, heading = (text[:, _AT[name]] for name in ("size", "link", "tag", "stop", "heading"))
    in_core = tree[:, _AT["in_core"] - len(_TEXT)]
    index = np.arange(count)
    is_prose = (size >= _PROSE) & (link < 50)
    core_prose = is_prose & (in_core > 0)
    before = np.cumsum(size) - size
    running = np.cumsum(np.where(core_prose, size, 0))
    whole = max(1, int(running[-1])) if count else 1
    last = np.maximum.accumulate(np.where(is_prose, index, -100))
    next_ = np.minimum.accumulate(np.where(is_prose, index, count + 100)[::-1])[::-1]
    section = _sections(size, link, heading, is_prose, text)
    *near, whole_near, short = _near(np.stack([np.where(is_prose, size, 0), size * link // 100, size, size < _SHORT]))
    total = np.maximum(whole_near, 1)
    beside = np.full((4, count + 2), -1, dtype=np.int32)
    beside[:, 1:-1] = size, link, tag, stop
    shifted = [values[start : start + count] for values in beside for start in (0, 2)]
    h1 = np.cumsum(heading == 1)
    columns = [
        100 * before // max(1, int(size.sum())),
        100 * (running - np.where(core_prose, size, 0)) // whole, 100 - 100 * running // whole,
        np.minimum(index - last, 60), np.minimum(next_ - index, 60), *section, 100 * near[0] // total,
        100 * near[1] // total, short,
        *shifted, np.minimum(h1, 3),
    ]  # fmt: skip
    placed = np.empty((count, len(_PLACE)), dtype=np.int32)
    for number, column in enumerate(columns):
        placed[:, number] = column
    return placed


def _near(values: NDArray[np.integer]) -> NDArray[np.int64]:
    """Sums over the blocks before and after each one, a row of values a row."""
    count = values.shape[1]
    sums = np.zeros((len(values), count + 1), dtype=np.int64)
    np.cumsum(values, axis=1, out=sums[:, 1:])
    index = np.arange(count)
    found: NDArray[np.int64] = sums[:, np.minimum(index + _WINDOW + 1, count)] - sums[:, np.maximum(index - _WINDOW, 0)]
    return found


def _sections(
    size: Numbers, link: Numbers, heading: Numbers, is_prose: NDArray[np.bool_], text: Numbers
) -> list[Numbers]:
    """What stands between the heading above a block and the next heading."""
    number = np.cumsum(heading > 0)
    sums = [
        np.bincount(number, weights=values)
        for values in (size, size * link // 100, np.where(is_prose, size, 0), np.ones(len(size)))
    ]
    chars = np.maximum(sums[0], 1)
    heads = np.flatnonzero(heading > 0)
    first = np.concatenate(([0], heads)).astype(np.int32)
    level = np.concatenate(([0], heading[heads])).astype(np.int32)
    starts = np.zeros(len(size), dtype=np.int32)
    for bit, name in enumerate(STARTED, 1):
        starts[text[:, _AT[f"starts_{name}"]] > 0] = bit
    started_ = np.concatenate(([0], starts[heads])).astype(np.int32)
    index = np.arange(len(size))
    return [
        (100 * sums[1] / chars)[number].astype(np.int32), (100 * sums[2] / chars)[number].astype(np.int32),
        np.minimum(sums[3][number], 100).astype(np.int32), level[number], started_[number],
        np.minimum(index - first[number], 60).astype(np.int32),
    ]  # fmt: skip
