"""Visibility: what is shown inside of what is hidden, as the style "visibility" allows; and what is there twice."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator
from itertools import chain
from typing import Any

from lxml import etree

__all__ = ["hide_copies", "uncover"]

Element = Any

_STYLE = re.compile(r"(?<![\w-])visibility\s*:\s*([a-z]+)[^;]*;?", re.I)
# It begins with letters of one case, so that no look at every byte is needed.
_STYLED = b"isibility"
_SHOWS = re.compile(rb"isibility\s*:\s*(?i:visible|initial)")
_LONGEST = 4000  # bytes of a tag before its style
_LINE = 30  # characters of a piece of text that nobody writes twice
_COPIED = 0.8  # of the text of an element for readers without scripts that the page shows anyhow
_SHOWN = ("visible", "initial")
_UNSEEN = ("noscript", "script", "style", "template")
_HIDDEN = ("hidden", "collapse")
_TEXTS = etree.XPath("/descendant::text()", smart_strings=False)


def uncover(root: Element, source: bytes) -> None:
    """Hide the parts of a hidden element one by one, where it holds something that is shown.

    Args:
        root: the page; it is changed.
        source: its markup.

    >>> from lxml import etree
    >>> source = b'<div style="visibility:hidden">no <b style="visibility:visible">yes</b> no <i>no</i></div>'
    >>> page = etree.fromstring(source)
    >>> uncover(page, source)
    >>> etree.tostring(page)
    b'<div style=""><b style="visibility:visible">yes</b><i hidden="hidden">no</i></div>'
    """
    if not _may_show(source):
        return
    elements = list(root.iter("*"))
    seen: dict[Element, bool] = {}
    for el in elements:
        said = _said(el)
        seen[el] = said in _SHOWN or (said not in _HIDDEN and seen.get(el.getparent(), True))
    holds = {el for el in elements if seen[el] and not seen.get(el.getparent(), True)}
    for el in reversed(elements):
        if el in holds and (around := el.getparent()) is not None:
            holds.add(around)
    for el in elements:
        if not seen[el] and el in holds:
            _open(el, [part for part in el if part not in holds])


def _may_show(source: bytes) -> bool:
    """True when an element, and not a style sheet alone, says that it is shown."""
    at = source.find(_STYLED)
    while at >= 0:
        span = max(at - _LONGEST, 0), at
        if _SHOWS.match(source, at) and source.rfind(b"<", *span) > source.rfind(b">", *span):
            return True
        at = source.find(_STYLED, at + 1)
    return False


def _open(el: Element, rest: list[Element]) -> None:
    """Show an element but for its own text and the parts that stay hidden."""
    el.text = None
    for part in el:
        part.tail = None
    for part in rest:
        part.set("hidden", "hidden")
    if style := el.get("style"):
        el.set("style", _STYLE.sub("", style))


def _said(el: Element) -> str:
    found = _STYLE.findall(el.get("style") or "")
    return found[-1].lower() if found else ""


def hide_copies(root: Element, source: bytes) -> None:
    """Hide what stands in noscript and on the page as well: it was saved after its scripts had run.

    Args:
        root: the page; it is changed.
        source: its markup.

    >>> from lxml import etree
    >>> said = "<p>The pump of the pool gives no answer on the wire.</p>"
    >>> page = etree.fromstring(f"<body><div>{said}</div><noscript>{said}</noscript></body>")
    >>> hide_copies(page, etree.tostring(page))
    >>> page.find("noscript").keys()
    ['hidden']
    """
    # The tree knows at once that there is none; to find none in the source takes a look at all of it.
    if next(root.iter("noscript"), None) is None or b"noscript" not in source:
        return
    copies = [(el, pieces) for el in root.iter("noscript") if (pieces := _folded(el.itertext()))]
    if not copies:
        return
    asked = {piece.partition(" ")[0] for _, pieces in copies for piece in pieces}
    unseen = (el for el in root.iter(*_UNSEEN) if next(el.iterancestors(*_UNSEEN), None) is None)
    hidden = Counter(_folded(_beginning(asked, chain.from_iterable(el.itertext() for el in unseen))))
    known = Counter(_folded(_beginning(asked, _TEXTS(root))))
    for el, pieces in copies:
        said = sum(len(piece) for piece in pieces if known[piece] > hidden[piece])
        if said >= _COPIED * sum(map(len, pieces)):
            el.set("hidden", "hidden")


def _folded(texts: Iterable[str]) -> list[str]:
    return [piece for text in texts if len(text) >= _LINE and len(piece := " ".join(text.split())) >= _LINE]


def _beginning(words: Container[str], texts: Iterable[str]) -> Iterator[str]:
    """Long texts that begin with one of some words: scripts need not be folded to tell that they are none of them."""
    return (text for text in texts if len(text) >= _LINE and (first := text.split(None, 1)) and first[0] in words)
