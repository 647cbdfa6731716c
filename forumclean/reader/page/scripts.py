"""Raised and lowered text: what it takes so that its digits do not run into those of the line.

A line of text has no room above it. Mostly that says nothing: m2, H2O, 1st, "so.3" are read as what they are. Where a
digit would stand beside a digit of the line, a number would come out that nobody wrote.
"""

from __future__ import annotations

import re
from typing import Any

__all__ = ["script_text"]

Element = Any

_NUMBER = re.compile(r"[-+\u2212\u2013]?\d")  # begins with a number
_PLAIN = re.compile(r"[-+\u2212\u2013]?[\d.,]+[-+\u2212\u2013]?")  # is no more than one
_FRACTION = ("/", "\u2044")
_LONGEST = 40  # characters: what is longer is text that is raised, no power or mark


def script_text(el: Element, before: str) -> str:
    """The text of a ``sup`` or ``sub`` that would join digits as it stands; "" for any other.

    Args:
        el: the element.
        before: the text before it, or the end of that.

    >>> from lxml import etree
    >>> def shown(markup):
    ...     el = etree.fromstring(markup)
    ...     return el.text + (script_text(el[0], el.text) or el[0].text) + (el[0].tail or "")
    >>> shown("<p>10<sup>3</sup> kg</p>"), shown("<p>2<sup>1</sup>/2</p>"), shown("<p>m<sup>2</sup></p>")
    ('10^3 kg', '2 1/2', 'm2')
    """
    said = " ".join("".join(el.itertext()).split())
    if not said or len(said) > _LONGEST:
        return ""
    after = " " if el.tail and el.tail[0].isdigit() and said[-1].isdigit() else ""
    if not (before[-1:].isdigit() and _NUMBER.match(said)):
        return said + after if after else ""
    if el.tag == "sup" and el.tail and el.tail[0] in _FRACTION:
        return f" {said}"
    if el.tag == "sup" and _is_link(el):
        return f"[{said}]"
    mark = "^" if el.tag == "sup" else "_"
    return f"{mark}{said}{after}" if _PLAIN.fullmatch(said) else f"{mark}({said}){after}"


def _is_link(el: Element) -> bool:
    """True for the mark of a note: a link in it, or around it alone."""
    around = el.getparent()
    return next(el.iter("a"), None) is not None or (
        around is not None and around.tag == "a" and not around.text and el.getprevious() is None
    )
