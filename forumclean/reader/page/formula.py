"""Formulas: the source of one that a page shows as MathML, by KaTeX or MathJax, or as a picture."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import tomli
from lxml import etree

__all__ = ["formula_in_script", "formula_selectors", "formula_source"]

Element = Any

_TAG = re.compile(r"<[^<>]*>")
_NEAR = 3  # siblings between what MathJax shows and the script with the source
_NOTES = ("annotation", "annotation-xml")
# What stands between the parts of an element in MathML; the last mark holds for all parts that follow.
_BETWEEN = {"mfrac": "/", "msup": "^", "msub": "_", "mover": "^", "munder": "_", "msubsup": "_^", "munderover": "_^"}
_BEFORE = {"msqrt": "√", "mroot": "√"}


@cache
def _data() -> dict[str, list[str]]:
    return tomli.loads((Path(__file__).parent / "formula.toml").read_text("utf-8"))


def formula_selectors() -> tuple[str, ...]:
    """Selectors of the elements that are formulas."""
    return (*_data()["elements"], *_data()["images"])


def formula_source(el: Element) -> str:
    """The source of a formula, or else its signs in one line; "" for what only repeats one that stands behind it.

    >>> half = "<math><mfrac><mrow><mi>a</mi><mo>+</mo><mn>1</mn></mrow><mn>2</mn></mfrac></math>"
    >>> formula_source(etree.fromstring(half))
    '(a+1)/2'
    >>> formula_source(etree.fromstring('<img class="latex" alt="$v^{2}$"/>'))
    '$v^{2}$'
    """
    if el.tag == "img":
        return el.get("alt") or _from_address(el.get("src") or "")
    if any(formula_in_script(other) for other in _following(el)):
        return ""
    for note in el.iter("annotation"):
        if "tex" in (note.get("encoding") or "").lower() and note.text:
            return str(note.text)
    for part in el.iter():
        if source := formula_in_script(part) or _attribute(part):
            return source
    math = next(el.iter("math"), None)
    picture = next(el.iter("img"), None)
    if math is None and picture is not None and picture.get("alt"):
        return str(picture.get("alt"))
    return _linear(el if math is None else math)


def formula_in_script(el: Element) -> str:
    """The source that MathJax finds in a script; "" in any other element."""
    kind = (el.get("type") or "").lower() if el.tag == "script" else ""
    if not kind.startswith("math/"):
        return ""
    text = el.text or ""
    return "".join(_TAG.sub("", text).split()) if kind.startswith("math/mml") else text


def _attribute(el: Element) -> str:
    return next((_TAG.sub("", value) for name in _data()["attributes"] if (value := el.get(name))), "")


def _following(el: Element) -> Iterator[Element]:
    for _, other in zip(range(_NEAR), el.itersiblings(), strict=False):
        yield other
        # What belongs together stands together: text between says that it is another formula.
        if other.tail and not other.tail.isspace():
            return


def _from_address(address: str) -> str:
    found = next((address.partition(mark)[2] for mark in _data()["queries"] if mark in address), "")
    return unquote(found.partition("&")[0])


def _linear(el: Element) -> str:
    """The signs of MathML in one line, with marks for fractions, powers and roots."""
    pieces: list[str] = []
    walk = etree.iterwalk(el, events=("start", "end"))
    for event, part in walk:
        around = part.getparent() if part is not el else None
        is_group = around is not None and around.tag in _BETWEEN and len(part) > 1 and part.tag == "mrow"
        if event == "end":
            pieces += [")" * is_group, (part.tail or "").strip() if part is not el else ""]
            continue
        if part.tag in _NOTES:
            walk.skip_subtree()
            continue
        if around is not None and (marks := _BETWEEN.get(around.tag)) and around[0] is not part:
            pieces.append(marks[0] if around[1] is part else marks[-1])
        pieces += ["(" * is_group, _BEFORE.get(part.tag, ""), (part.text or "").strip()]
    return "".join(pieces)
