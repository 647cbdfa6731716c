"""Which blocks of a page are its article: all are read and weighed by trees, and what is kept says where it ends."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from forumclean.reader.article.evidence import COLUMNS, evidence_of
from forumclean.reader.article.lines import breaks_off
from forumclean.reader.article.names import STARTED, is_elsewhere
from forumclean.reader.article.others import of_others
from forumclean.reader.article.title import Title
from forumclean.reader.article.trees import shipped_trees
from forumclean.reader.page.blocks import Columns, Walker
from forumclean.reader.page.markup import is_overlay
from forumclean.reader.page.roles import RoleMap
from forumclean.values.model import Kind

__all__ = ["Known", "Main", "is_kept", "main_blocks", "page_blocks"]

Element = Any

# Log-odds from which a block is body: a link, running text between headline and text, other running text, all others.
_NEEDED: Final = (1.0, -1.2, 0.0, 0.0)
_SURE = 2.5  # log-odds from which a block stays that is alone in its box
_FAR_LESS, _LESS, _ASIDE = 4.5, 3.0, 2  # log-odds that an aside and a named box take away; the mark of an aside
_AMID: Final = frozenset({Kind.CODE, Kind.TABLE})
_MOST_BLOCKS = 20_000  # no article has so many, and what has would take a second to judge
_FEW = 2  # blocks of a box that would be left
_EARLY, _MANY = 20, 20  # percent of the core before a line, and of its characters that are digits
_ALL = 0.9  # share of a block that is a link
_PROSE, _STAMP, _NOTE, _LINKED, _ONLY_LINKS, _BESIDE = 80, 60, 120, 50, 90, 2
# The part of a page that a block without a place in the article belongs to, by the family of the names around it.
_PARTS: Final = {
    "comment": "comment", "advert": "advert", "notice": "notice", "promotion": "promotion", "social": "social",
    "authorbox": "userinfo",
    "related": "related", "byline": "meta", "navigation": "navigation", "footer": "footer",
}  # fmt: skip
_TAGS: Final = {"aside": "related", "nav": "navigation", "footer": "footer", "form": "control"}
_STARTS: Final = {"related": "related", "author": "meta", "promotion": "promotion"}
_LEVELS: Final = 5  # up from a line to the box with the picture that it is about
_ALONE: Final = 1.5  # of its text in that box
_PICTURES: Final = ("img", "picture", "video", "svg", "canvas", "iframe")
_NEAR: Final = 3  # levels up that a name still speaks for
_OF_OTHERS: Final = ("heading", "link", "size", "date", "byline", "core_before")
_AT: Final = {name: number for number, name in enumerate(COLUMNS)}


@dataclass(frozen=True, slots=True)
class Main:
    """The element with the article, and its blocks; those that are no part of it bear the reason."""

    element: Element
    columns: Columns


class Known(NamedTuple):
    """What is known of an article before its blocks are read: its title, and who wrote it as the page tells."""

    title: Title
    author: str | None = None


def page_blocks(around: Element, roles: RoleMap, without: Iterable[Element] = ()) -> Columns:
    """All blocks around an article, but for those of some elements."""
    walker = Walker(roles, {}, dict.fromkeys(without, -1))
    walker.walk(around)
    return walker.columns


def main_blocks(
    around: Element,
    core: Element,
    place: Element,
    *,
    roles: RoleMap,
    reasons: Mapping[str, str],
    known: Known,
    without: Iterable[Element] = (),
) -> Main | None:
    """Judge the blocks around an article; None when no block looks like an article.

    Args:
        around: the element outside of which no part of the article stands.
        core: the element whose paragraphs count most.
        place: the element that holds the main text.
        roles: what elements in a text are, such as formulas.
        reasons: of a part of a page, what its blocks bear.
        known: what is known of it before.
        without: elements that are of something else, such as comments.
    """
    columns = page_blocks(around, roles, without)
    if not 0 < len(columns.texts) <= _MOST_BLOCKS:
        return None
    evidence = evidence_of(columns, core, place, known.title.text or "")
    heading = known.title.heading
    kept = _kept(columns, evidence, core, heading) & ~_tells_of(known.author, columns, evidence)
    if not kept.any():
        return None
    element = _common([columns.elements[i] for i in np.flatnonzero(kept).tolist()])
    within = {element, *element.iterdescendants()}
    inside = [i for i, el in enumerate(columns.elements) if el in within]
    gone = [i for i in inside if not kept[i]]
    for i, part in zip(gone, _parts(evidence[gone]), strict=True):
        columns.verdicts[i] = reasons["title" if columns.elements[i] is heading else part]
    return Main(element, columns.part(inside[0], inside[-1] + 1))


def _kept(columns: Columns, evidence: NDArray[np.int32], core: Element, heading: Element | None) -> NDArray[np.bool_]:
    """Which blocks are the article's: by what the trees say of each, and by what boxes they stand in."""
    is_short = evidence[:, _AT["size"]] < _PROSE
    odds = shipped_trees().log_odds(evidence)
    # A box only takes away: what is none of the article without it is asked for none.
    boxed = _boxed(columns, core, is_kept(evidence, odds))
    odds = odds - np.select([boxed == _ASIDE, (boxed > 0) & is_short], [_FAR_LESS, _LESS], 0.0)
    kept = is_kept(evidence, odds)
    kept &= ~_stands_alone(columns, core, kept, odds)
    kept |= _is_amid(columns, kept) & (boxed == 0)
    kept[: _start(columns, evidence, heading)] = False
    is_head = (evidence[:, _AT["core_before"]] == 0) & (evidence[:, _AT["size"]] < _NOTE)
    kept &= ~of_others(columns.elements, {name: evidence[:, _AT[name]] for name in _OF_OTHERS}, core, heading)
    is_credit = (evidence[:, _AT["credit"]] > 0) & (evidence[:, _AT["size"]] < _NOTE)
    for i in np.flatnonzero(kept).tolist():
        el = columns.elements[i]
        if (
            el is heading
            or _is_of_another(el, core, heading)
            or (is_head[i] and _is_signed(el))
            or (is_credit[i] and _is_of_picture(el, len(columns.texts[i])))
        ):
            kept[i] = False
    return kept


def _tells_of(author: str | None, columns: Columns, evidence: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Blocks before and after the text that begin with the name of who wrote it: they tell of him."""
    found = np.zeros(len(columns.texts), dtype=bool)
    if author:
        first = author.split()[0] + " "
        before, after = (evidence[:, _AT[name]] for name in ("core_before", "core_after"))
        for i, text in enumerate(columns.texts):
            found[i] = text.startswith(author) and (before[i] == 0 or after[i] == 0)
            found[i] |= text.startswith(first) and before[i] == 0
    return found


def _start(columns: Columns, evidence: NDArray[np.int32], heading: Element | None) -> int:
    """The block with the title, before which nothing is the article's, where the article stands below it."""
    at = next((i for i, el in enumerate(columns.elements) if el is heading), 0)
    return at if not evidence[:at, _AT["in_core"]].any() else 0


def _is_amid(columns: Columns, kept: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Tables and code that stand between paragraphs of the article are of it, however little they look like prose."""
    told = np.fromiter((kind in _AMID for kind in columns.kinds), bool, len(kept))
    at = np.flatnonzero(kept)
    if len(at):
        told[: at[0]] = told[at[-1] :] = False
    return told


def is_kept(evidence: NDArray[np.int32], odds: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which blocks are body.

    Running text near the article goes only when much speaks against it, most of all what stands between headline and
    text. A line that is a link must look the more like body; one that only points elsewhere, and the line that says who
    wrote the text, are none.

    Args:
        evidence: what is known of the blocks.
        odds: what the trees say of that.
    """
    size, link, stop, apart, before, below, date, digits, heading = (
        evidence[:, _AT[name]]
        for name in ("size", "link", "stop", "apart", "core_before", "h1_before", "date", "digits", "heading")
    )
    is_prose = (size >= _PROSE) & (link < _LINKED) & (stop == 1) & (apart <= _BESIDE)
    is_first = before == 0
    needed = np.select([link >= _ONLY_LINKS, is_prose & is_first & (below > 0), is_prose], _NEEDED[:3], _NEEDED[3])
    is_pointing = (evidence[:, _AT["starts_related"]] > 0) & (link >= _LINKED)
    is_line = (size < _NOTE) & (stop == 0) & (heading == 0) & (date > 0) & (before < _EARLY)
    is_byline = (evidence[:, _AT["byline"]] > 0) & (is_line | (is_first & (size < _NOTE)))
    is_stamp = (is_line & (digits >= _MANY)) | ((date > 0) & is_first & (size < _STAMP) & (stop == 0))
    kept: NDArray[np.bool_] = (odds > needed) & ~is_pointing & ~is_byline & ~is_stamp
    return kept


def _boxed(columns: Columns, core: Element, asked: NDArray[np.bool_]) -> NDArray[np.int8]:
    """For each block whether a box around it, without the core, is an aside, lies over it, or is named otherwise.

    Args:
        columns: the blocks.
        core: the element whose paragraphs count most.
        asked: the blocks that are told of; tables and code are too, and others are in no box.
    """
    known: dict[Element, int] = dict.fromkeys((core, *core.iterancestors()), 0)
    found = [0] * len(asked)
    for i, is_asked in enumerate(asked.tolist()):
        if not is_asked and columns.kinds[i] not in _AMID:
            continue
        el = columns.elements[i]
        chain: list[Element] = []
        at = el
        while at is not None and at not in known:
            chain.append(at)
            at = at.getparent()
        what = 0 if at is None else known[at]
        for inner in reversed(chain):
            if inner.tag == "aside" or is_overlay(inner, inner.keys()):
                what = _ASIDE
            elif not what and any(is_elsewhere(name) for name in (inner.get("class"), inner.get("id")) if name):
                what = 1
            known[inner] = what
        found[i] = what
    return np.array(found, dtype=np.int8)


def _stands_alone(
    columns: Columns, core: Element, kept: NDArray[np.bool_], odds: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Which blocks are the few kept of a box with a link, and not surely body: such a box goes as one."""
    elements = columns.elements
    around = {core, *core.iterancestors()}
    outer = {el.getparent() for el in elements}
    boxes: defaultdict[Element, list[int]] = defaultdict(list)
    for i, el in enumerate(elements):
        # Text that stands loose in a box stands beside its paragraphs.
        box = el if el in outer else el.getparent()
        while box is not None and box.tag == "a":
            box = box.getparent()  # a card is a link as a whole, or in parts
        if box is not None and box not in around:
            boxes[box].append(i)
    alone, is_left = np.zeros(len(kept), dtype=bool), kept.tolist()
    alike = Counter((box.tag, box.get("class")) for box in boxes)
    for box, blocks in boxes.items():
        if not (left := [i for i in blocks if is_left[i]]):
            continue
        if alike[box.tag, box.get("class")] > _FEW and not all(map(breaks_off, (columns.texts[i] for i in left))):
            continue  # the article is made of such boxes
        links = [i for i in blocks if not is_left[i] and columns.links[i] >= _ALL]
        if links and len(left) <= _FEW and all(odds[i] < _SURE for i in left):
            alone[left] = True
    return alone


def _is_signed(el: Element) -> bool:
    """True for a line that markup says a name or a date stands in."""
    return any(
        at.tag == "time" or at.get("rel") == "author" or at.get("itemprop") in ("author", "datePublished")
        for at in el.iter("*")
    )


def _is_of_picture(el: Element, size: int) -> bool:
    """True for a text that stands alone in a box with a picture: it says who took that, whatever its box is called."""
    for around in islice((el, *el.iterancestors()), _LEVELS):
        if any(said > _ALONE * size for said in accumulate(len(text.strip()) for text in around.itertext())):
            return False
        if next(around.iter(*_PICTURES), None) is not None:
            return True
    return False


def _is_of_another(el: Element, core: Element, heading: Element | None) -> bool:
    """True for a block of another article that follows on the page: one of its own, with a heading that is a link."""
    other = el if el.tag == "article" else next(el.iterancestors("article"), None)
    if other is None or other is core or other in core.iterancestors() or core in el.iterancestors():
        return False
    own = next(other.iter("h1", "h2", "h3"), None)
    return own is not None and own is not heading and (own.tag == "h1" or next(own.iter("a"), None) is not None)


def _common(elements: Sequence[Element]) -> Element:
    """The innermost element around all of them."""
    around = [elements[0], *elements[0].iterancestors()]
    depth = {el: step for step, el in enumerate(around)}
    step = 0
    for el in dict.fromkeys(elements):
        at = el
        while at not in depth:
            at = at.getparent()
        step = max(step, depth[at])
    return around[step]


def _parts(evidence: NDArray[np.int32]) -> list[str]:
    """What blocks are that are no part of the article, a row of evidence a block."""
    names, parts = evidence[:, [_AT[f"name_{name}"] for name in _PARTS]], [*_PARTS.values()]
    nearest = zip(names.argmin(axis=1).tolist(), names.min(axis=1).tolist(), evidence, strict=True)
    return [parts[n] if levels <= _NEAR else _part(row) for n, levels, row in nearest]


def _part(row: NDArray[np.int32]) -> str:
    """What a block is that stands near no telling name: by its first words, the tags around it, and its links."""
    for name in STARTED:
        if row[_AT[f"starts_{name}"]] and name in _STARTS:
            return _STARTS[name]
    for tag, part in _TAGS.items():
        if row[_AT[f"in_{tag}"]] <= _NEAR:
            return part
    return "related" if row[_AT["link"]] > 50 or row[_AT["section_link"]] > 50 else "frame"
