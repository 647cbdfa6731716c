"""Selectors: the CSS and XPath of a profile, compiled to questions that are asked of one element."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cssselect import parser
from lxml import etree

__all__ = ["Element", "Selector", "SelectorError", "Test", "compile_selector"]

Element = Any  # lxml's stubs and its compiled types disagree; an element is whatever lxml gives.
Test = Callable[[Element], bool]

_XPATH = re.compile(
    r"\.?/|\.\.|\(|(?:self|descendant|descendant-or-self|child|parent|ancestor|(?:following|preceding)(?:-sibling)?)::"
)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))


class SelectorError(ValueError):
    """A selector that is neither CSS nor XPath, or uses CSS that a profile cannot."""


@dataclass(frozen=True, slots=True)
class Selector:
    """One compiled selector.

    Attributes:
        text: as written.
        look: what it asks of the element's class; None when nothing.
        bears: what stands in the class of each element that passes this; "" where nothing need stand there.
        rest: what else it asks, of other attributes and of the elements around; None when nothing.
        needs: an attribute that an element must have to fit, "" when any element could.
        tag: the tag it asks for, if it asks for one.
        attribute: the attribute to take the value from, of ``::attr(name)``.
        inside: the heading that it asks to be around, if it names one.
        xpath: gives the elements that fit below an element; None for CSS.
    """

    text: str
    look: Test | None
    rest: Test | None
    needs: str
    tag: str | None
    attribute: str | None
    inside: str | None = None
    xpath: etree.XPath | None = None
    bears: str = ""

    def fits(self, el: Element, name: str) -> bool:
        """True for an element with the class that is asked for; ``name`` is what it has."""
        return self.look is None or (self.bears in name and self.look(el))


def compile_selector(text: str) -> tuple[Selector, ...]:
    """Compile CSS (a comma gives several selectors) or XPath.

    Raises:
        SelectorError: it cannot be read.

    >>> [s.tag for s in compile_selector("article.message, li.comment > p::attr(title)")]
    ['article', 'p']
    """
    if _XPATH.match(text):
        try:
            return (Selector(text, None, None, "", None, None, xpath=etree.XPath(text)),)
        except etree.XPathSyntaxError as error:
            raise SelectorError(f"not valid XPath: {text}: {error}") from None
    try:
        return tuple(_compile_css(text, parsed) for parsed in parser.parse(text))
    except parser.SelectorSyntaxError as error:
        raise SelectorError(f"not valid CSS: {text}: {error}") from None


def _compile_css(text: str, parsed: parser.Selector) -> Selector:
    pseudo, attribute = parsed.pseudo_element, None
    if isinstance(pseudo, parser.FunctionalPseudoElement) and pseudo.name == "attr":
        attribute = "".join(token.value or "" for token in pseudo.arguments)
    elif pseudo is not None:
        raise SelectorError(f"{text}: the only pseudo-element is ::attr(name)")
    tag, look, rest = _split(parsed.parsed_tree)
    needs = next((tree.attrib if isinstance(tree, parser.Attrib) else "id" for tree in rest if _is_demand(tree)), "")
    inside = next((_split(tree.selector)[0] for tree in rest if getattr(tree, "combinator", "") in (" ", ">")), None)
    inside = inside if inside in _HEADINGS else None
    bears = max(map(_borne, look), key=len, default="")
    return Selector(
        text, _all(look) if look else None, _all(rest) if rest else None, needs, tag, attribute, inside, bears=bears
    )


def _split(tree: Any) -> tuple[str | None, list[Any], list[Any]]:
    """The tag that a selector asks for, its single demands on the element's class, and all others."""
    look: list[Any] = []
    rest: list[Any] = []
    if isinstance(tree, parser.CombinedSelector):
        rest.append(tree)
        tree = tree.subselector
    while not isinstance(tree, parser.Element):
        (look if _is_look(tree) else rest).append(tree)
        if type(tree) not in _TESTS:
            raise SelectorError(f"{tree!r}: a profile cannot use this; write it as XPath")
        tree = tree.selector
    return tree.element, look, sorted(rest, key=lambda tree: isinstance(tree, parser.CombinedSelector))


def _is_look(tree: Any) -> bool:
    if isinstance(tree, parser.Negation):
        inner: Any = tree.subselector
        return _is_look(inner) and isinstance(inner.selector, parser.Element) and inner.selector.element is None
    return isinstance(tree, parser.Class) or (isinstance(tree, parser.Attrib) and tree.attrib == "class")


def _borne(tree: Any) -> str:
    """What an element's class holds that passes a demand on it."""
    if isinstance(tree, parser.Class):
        return str(tree.class_name)
    return str(tree.value.value or "") if isinstance(tree, parser.Attrib) and tree.value is not None else ""


def _is_demand(tree: Any) -> bool:
    return isinstance(tree, (parser.Attrib, parser.Hash))


def _all(trees: Sequence[Any]) -> Test:
    tests = tuple(_TESTS[type(tree)](tree) for tree in trees)
    if len(tests) == 1:
        return tests[0]
    if len(tests) == 2:
        one, two = tests
        return lambda el: one(el) and two(el)
    return lambda el: all(test(el) for test in tests)


def _whole(tree: Any) -> Test:
    tag, look, rest = _split(tree)
    if not look and not rest:
        return _always if tag is None else (lambda el: el.tag == tag)
    test = _all([*look, *rest])
    return test if tag is None else (lambda el: el.tag == tag and test(el))


def _always(_: Element) -> bool:
    return True


def _test_class(tree: Any) -> Test:
    name = tree.class_name

    def test(el: Element) -> bool:
        classes = el.get("class")
        return classes is not None and name in classes and name in classes.split()

    return test


def _test_hash(tree: Any) -> Test:
    name = tree.id
    return lambda el: el.get("id") == name


def _test_negation(tree: Any) -> Test:
    test = _whole(tree.subselector)
    return lambda el: not test(el)


def _test_attribute(tree: Any) -> Test:
    name, wanted = tree.attrib, tree.value.value if tree.value is not None else ""
    compare = _OPERATORS[tree.operator]

    def test(el: Element) -> bool:
        value = el.get(name)
        return value is not None and compare(value, wanted)

    return test


def _test_combined(tree: Any) -> Test:
    test, axis = _whole(tree.selector), _AXES[tree.combinator]

    def around(el: Element) -> bool:
        for other in axis(el):  # noqa: SIM110 - half the time of any(): this runs for most elements of a page
            if test(other):
                return True
        return False

    return around


def _parent(el: Element) -> Iterator[Element]:
    parent = el.getparent()
    return iter(() if parent is None else (parent,))


def _previous(el: Element) -> Iterator[Element]:
    previous = el.getprevious()
    return iter(() if previous is None else (previous,))


_OPERATORS: Mapping[str, Callable[[str, str], bool]] = {
    "exists": lambda _value, _wanted: True,
    "=": lambda value, wanted: value == wanted,
    "~=": lambda value, wanted: wanted in value.split(),
    "^=": lambda value, wanted: value.startswith(wanted),
    "$=": lambda value, wanted: value.endswith(wanted),
    "*=": lambda value, wanted: wanted in value,
    "|=": lambda value, wanted: value == wanted or value.startswith(wanted + "-"),
}
_AXES: Mapping[str, Callable[[Element], Iterator[Element]]] = {
    " ": lambda el: el.iterancestors(),
    ">": _parent,
    "+": _previous,
    "~": lambda el: el.itersiblings(preceding=True),
}
_TESTS: Mapping[type, Callable[[Any], Test]] = {
    parser.Class: _test_class,
    parser.Hash: _test_hash,
    parser.Attrib: _test_attribute,
    parser.Negation: _test_negation,
    parser.CombinedSelector: _test_combined,
}
