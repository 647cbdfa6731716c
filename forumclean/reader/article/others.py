"""Other articles on the page of one: appended as a reader scrolls, or told in short with a link to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import Any

import numpy as np
from numpy.typing import NDArray

from forumclean.reader.page.markup import HEADINGS

__all__ = ["of_others"]

Element = Any

_ALL = 90  # percent of a heading that are a link
_HEAD = 3  # blocks below a heading among which its date stands
_LINE = 160  # characters of a line with a date
_LEAST = 2  # the level up to which a heading can be a title
_MOST = 200  # elements beside an article that are looked at


def of_others(
    elements: Sequence[Element], columns: dict[str, NDArray[np.int32]], core: Element, heading: Element | None
) -> NDArray[np.bool_]:
    """Which blocks are of another article.

    Args:
        elements: of the blocks.
        columns: evidence of the blocks: ``heading``, ``link``, ``size``, ``date``, ``byline`` and ``core_before``.
        core: the element whose paragraphs count most.
        heading: the element with the title, if the page shows it.
    """
    around = {core, *core.iterancestors()}
    boxes = {*_of_one_look(core, heading), *_headed(elements, columns, around, heading)}
    found = np.zeros(len(elements), dtype=bool)
    if not boxes:
        return found
    known: dict[Element, bool] = dict.fromkeys(around, False)
    for i, el in enumerate(elements):
        chain = [*takewhile(lambda at: at not in known, (el, *el.iterancestors()))]
        above = chain[-1].getparent() if chain else el
        inside = known.get(above, False)
        for at in reversed(chain):
            known[at] = inside = inside or at in boxes
        found[i] = inside
    return found


def _of_one_look(core: Element, heading: Element | None) -> Iterator[Element]:
    """Elements beside the one that holds title and article, of the same look and with a title of their own."""
    if heading is None:
        return
    above = {*heading.iterancestors()}
    whole = next((el for el in (core, *core.iterancestors()) if el in above), None)
    while whole is not None and whole.tag not in ("body", "main"):
        for _, el in zip(range(_MOST), whole.itersiblings(), strict=False):
            if el.tag == whole.tag and _look(el) == _look(whole) and next(el.iter(heading.tag), None) is not None:
                yield el
        whole = whole.getparent()


def _look(el: Element) -> str:
    return (el.get("class") or "").strip().partition(" ")[0].rstrip("0123456789")


def _headed(
    elements: Sequence[Element],
    columns: dict[str, NDArray[np.int32]],
    around: set[Element],
    heading: Element | None,
) -> Iterator[Element]:
    """Boxes below the beginning of the article that begin with a title, and a date or a name below it."""
    level, link, before = (columns[name] for name in ("heading", "link", "core_before"))
    is_line = (columns["size"] < _LINE) & ((columns["date"] > 0) | (columns["byline"] > 0))
    titles = (level > 0) & (level <= _LEAST) & ((link >= _ALL) | (level == 1)) & (before > 0)
    for i in np.flatnonzero(titles).tolist():
        el = elements[i]
        if el is heading or el.tag not in HEADINGS or not is_line[i + 1 : i + 1 + _HEAD].any():
            continue
        box = el
        while (above := box.getparent()) is not None and above not in around and _begins_with(above, box):
            box = above
        yield box


def _begins_with(box: Element, inner: Element) -> bool:
    """True where nothing is said in a box before one of its elements."""
    before = [box.text or "", *(text for el in inner.itersiblings(preceding=True) for text in el.itertext())]
    return not any(map(str.strip, before))
