"""The name of a member in an element that says more: a button beside it, a number of posts behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from forumclean.reader.page.blocks import text_of
from forumclean.reader.page.markup import CONTROL, TAGS

__all__ = ["name_of"]

Element = Any
_INITIALS = 2
_EDGE = " ,;:|·•—–-("
_COUNT = re.compile(r"\d[\d.,]*k?\s\w")  # "12 reviews"


def name_of(element: Element, text: str) -> str:
    """The text of an element without the buttons, numbers and initials that stand in elements beside the name.

    Args:
        element: the element with the name.
        text: what it says, on one line.

    >>> from lxml import etree
    >>> pane = etree.fromstring("<b><button>OP</button> Ann 7 <i>1,204</i></b>")
    >>> name_of(pane, text_of(pane))
    'Ann 7'
    >>> pane = etree.fromstring("<a><i>A</i> <b>Ann B.</b><i>12 reviews</i></a>")
    >>> name_of(pane, text_of(pane))
    'Ann B.'
    >>> pane = etree.fromstring("<a><b>Al</b> Smith</a>")
    >>> name_of(pane, text_of(pane))
    'Al Smith'
    """
    name = text
    for said, is_pressed in _beside(element):
        if not is_pressed and _is_short(said):
            # A letter or two that stand for a picture: "AO Ann Orle"; else they are the name's.
            rest = name[len(said) :].lstrip()
            name = rest if name.startswith(said) and rest[:1].casefold() == said[:1].casefold() else name
            continue
        # Digits alone may be the end of the name.
        before, after = (said, said) if any(map(str.isalpha, said)) else (f"{said} ", f" {said}")
        left = name.removeprefix(before).removesuffix(after)
        left = name if left == name else left.strip(_EDGE)
        name = left if any(map(str.isalpha, left)) else name
    return name


def _is_short(text: str) -> bool:
    return len(text) <= _INITIALS and text.isalpha()


def _beside(element: Element) -> Iterator[tuple[str, bool]]:
    """Texts of the outermost elements inside one that may be no part of a name; True for buttons."""
    for inner in element:
        said = text_of(inner) if isinstance(inner.tag, str) else ""
        if not said:
            continue
        is_pressed = bool(TAGS.get(inner.tag, 0) & CONTROL)
        if is_pressed or _is_short(said) or not any(map(str.isalpha, said)) or _COUNT.match(said):
            yield said, is_pressed
        else:
            yield from _beside(inner)
