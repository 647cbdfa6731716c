"""Roles: what the selectors of a profile say of elements; CSS matched from the element outwards, XPath on demand.

A profile asks of every element on its way what it is. Running each selector over the tree would visit the page once a
selector; here the page is visited once, and an element's tag and class find the few selectors that could fit.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from lxml import etree

from forumclean.reader.page.selector import Element, Selector, Test, compile_selector

__all__ = ["Hit", "RoleMap"]

_MEMO_SIZE = 8192
_LAST = 1 << 30
_NOTHING: Mapping[str, int] = {}


@dataclass(frozen=True, slots=True)
class Hit:
    """What an element is: the role, the place of the selector in its list, and the attribute to read."""

    role: str
    rank: int
    attribute: str | None


@dataclass(frozen=True, slots=True)
class _Could:
    """The roles that elements of one tag and class could have.

    Attributes:
        entries: each with what is left to ask, and the attribute it needs.
        needs: attributes of which an element must have one, when every entry needs some.
        need: the same when it is one attribute, for a test without a call.
    """

    entries: tuple[tuple[Hit, Test | None, str], ...]
    needs: tuple[str, ...]
    need: str


def _could(fitting: Iterable[tuple[Selector, Hit]]) -> _Could:
    entries = tuple((hit, selector.rest, selector.needs) for selector, hit in fitting)
    needs = {needed for _, _, needed in entries}
    demands = () if "" in needs else tuple(sorted(needs))
    return _Could(entries, demands, demands[0] if len(demands) == 1 else "")


class RoleMap:
    """Says of an element which roles it has: title, author, quote, signature and so on.

    Args:
        roles: selectors by role.
        leaf: a role whose elements hold none of the others: `first` does not look inside.
    """

    def __init__(self, roles: Mapping[str, Iterable[str]], *, leaf: str = "") -> None:
        self._leaf, self._alone = leaf, not any(texts for role, texts in roles.items() if role != leaf)
        self._css: list[tuple[Selector, Hit]] = []
        self._xpath: list[tuple[Selector, Hit]] = []
        for role, texts in roles.items():
            for rank, text in enumerate(texts):
                for selector in compile_selector(text):
                    hit = Hit(role, rank, selector.attribute)
                    (self._xpath if selector.xpath else self._css).append((selector, hit))
        # (tag, class) -> what could fit, and what is left to ask; the same few pairs fill a page.
        self._memo: dict[tuple[str, str | None], _Could | None] = {}
        # The selectors that ask for no class, and what stands in every class that one of the others asks for.
        looking = [selector.bears for selector, _ in self._css if selector.look is not None]
        self._open = [number for number, (selector, _) in enumerate(self._css) if selector.look is None]
        self._borne = re.compile("|".join(map(re.escape, looking)) if looking else r"(?!)")
        # By tag, the selectors that ask for no class; the same by the numbers of the selectors that fit.
        self._opened: dict[str, tuple[int, ...]] = {}
        self._coulds: dict[tuple[int, ...], _Could | None] = {}
        # Classes that no selector asks for, and tags that one asks for whatever the class: most elements of a page
        # are settled by these two alone.
        self._dull: set[str | None] = set()
        open_ = [selector for selector, _ in self._css if selector.look is None]
        self._bare = frozenset(selector.tag for selector in open_ if selector.tag or not selector.needs)
        # Attributes by which an element of any tag and class can have a role.
        self._telling = frozenset(selector.needs for selector in open_ if not selector.tag and selector.needs)
        self._tags = _tags(selector.tag for selector, _ in self._css)
        # A title is "the link in an h1": to look into every h1 is less than to look at every link.
        self._free_tags = _tags(selector.tag for selector, _ in self._css if selector.inside is None)
        self._around = tuple({selector.inside for selector, _ in self._css if selector.inside is not None})

    def __bool__(self) -> bool:
        return bool(self._css or self._xpath)

    @cached_property
    def bare(self) -> Collection[str] | None:
        """The tags of which an element without any attribute can have a role by CSS; None when any tag can."""
        plain = etree.Element("p")
        fitting = (selector for selector, _ in self._css if not selector.needs)
        tags = {selector.tag for selector in fitting if selector.look is None or selector.look(plain)}
        return None if None in tags else frozenset(tag for tag in tags if tag)

    def hits(self, el: Element, names: Collection[str]) -> Sequence[Hit]:
        """Roles of an element by the CSS selectors.

        Args:
            el: the element.
            names: of its attributes.
        """
        name = el.get("class") if "class" in names else None
        if name in self._dull and el.tag not in self._bare and self._telling.isdisjoint(names):
            return ()
        key = (el.tag, name)
        could = self._memo[key] if key in self._memo else self._narrow(key, el)
        return _settle(el, could, _NOTHING) if could else ()

    def _promising(self, elements: Iterable[Element]) -> Iterator[tuple[Element, _Could]]:
        """The elements that could have a role, as far as tag, class and the presence of one attribute tell."""
        memo, bare = self._memo, self._bare
        dull = frozenset[str | None]() if self._telling else self._dull
        for el in elements:
            name = el.get("class")
            if name in dull and not (bare and el.tag in bare):
                continue
            key = (el.tag, name)
            could = memo[key] if key in memo else self._narrow(key, el)
            if could and (not could.need or el.get(could.need) is not None):
                yield el, could

    def _narrow(self, key: tuple[str, str | None], el: Element) -> _Could | None:
        name, tag = key[1] or "", el.tag
        if self._borne.search(name):
            asked = [number for number, (selector, _) in enumerate(self._css) if selector.fits(el, name)]
            fitting = self._for_tag(tag, asked)
        else:  # most classes: what is left to ask hangs on the tag alone
            asked = self._open
            if tag not in self._opened:
                self._opened[tag] = self._for_tag(tag, asked)
            fitting = self._opened[tag]
        if fitting not in self._coulds:
            self._coulds[fitting] = _could(self._css[number] for number in fitting) if fitting else None
        could = self._coulds[fitting]
        if len(self._memo) >= _MEMO_SIZE:
            self._memo.clear()
            self._dull.clear()
            self._coulds.clear()
            self._opened.clear()
        self._memo[key] = could
        if None not in self._bare and all(self._css[number][0].look is None for number in asked):
            self._dull.add(key[1])
        return could

    def _for_tag(self, tag: str, asked: Sequence[int]) -> tuple[int, ...]:
        return tuple(number for number in asked if self._css[number][0].tag in (None, tag))

    def find_by_xpath(self, scope: Element) -> Iterator[tuple[Element, Hit]]:
        """Elements below ``scope`` that the XPath selectors give."""
        for selector, hit in self._xpath:
            for el in _evaluate(selector, scope):
                yield el, hit

    def scan(self, scope: Element) -> Iterator[tuple[Element, Hit]]:
        """Every element below ``scope`` (itself too) that has a role, in document order.

        Those that a selector finds inside a heading come after all others, some of them again; XPath ones are last.
        """
        parts = [scope.iter(*self._free_tags)] if self._free_tags else []
        if self._around:
            outermost = (el for el in scope.iter(*self._around) if next(el.iterancestors(*self._around), None) is None)
            parts += [el.iterdescendants() for el in outermost]
        for el, could in self._promising(chain.from_iterable(parts)):
            for hit in _settle(el, could, _NOTHING):
                yield el, hit
        if self._xpath:
            yield from self.find_by_xpath(scope)

    def first(
        self, scope: Element, until: Collection[Element] = (), like: tuple[Element, Hit] | None = None
    ) -> dict[str, tuple[Element, Hit]]:
        """For each role the element below ``scope`` (itself too) that the earliest selector of its list gives.

        Args:
            scope: where to look.
            until: elements, other than ``scope``, at which to stop: answers nested in a post come after its own parts.
            like: the leaf of the post before: when nothing but the leaf is asked for, one of the same tag that a
                selector as good gives is taken, because a page builds its posts alike.
        """
        if like and self._alone and not self._xpath and "*" in self._tags:
            el, hit = like
            found = self._search(scope, until, (el.tag,), hit.rank)
            if self._leaf in found and found[self._leaf][1].rank <= hit.rank:
                return found
        return self._search(scope, until, self._tags, 0)

    def _search(
        self, scope: Element, until: Collection[Element], tags: Sequence[str], enough: int
    ) -> dict[str, tuple[Element, Hit]]:
        """The work of `first`: among elements of some tags; a leaf of rank ``enough`` or better ends the search."""
        found: dict[str, tuple[Element, Hit]] = {}
        ranks: dict[str, int] = {}
        parts = [scope.iter(*tags)] if self._css else []
        while parts:
            for el, could in self._promising(parts.pop()):
                if el in until and el is not scope:
                    parts.clear()
                    break
                at_leaf = self._note(el, _settle(el, could, ranks), found, ranks, enough)
                if at_leaf and self._alone:
                    return found
                if at_leaf and el is not scope:
                    # Nothing that is asked for stands inside the leaf: go on behind it.
                    parts = [part.iter(*tags) for part in _behind(el, scope)]
                    break
        for selector, hit in self._xpath:
            if ranks.get(hit.role, _LAST) > hit.rank and (elements := _evaluate(selector, scope)):
                found[hit.role], ranks[hit.role] = (elements[0], hit), hit.rank
        return found

    def _note(
        self,
        el: Element,
        hits: Sequence[Hit],
        found: dict[str, tuple[Element, Hit]],
        ranks: dict[str, int],
        enough: int,
    ) -> bool:
        """Keep what an element was found to be; True when it is the leaf, by a selector good enough for it."""
        at_leaf = False
        for hit in hits:
            # An element with nothing in it leaves the role to the next that fits.
            if hit.attribute or len(el) or el.text or el.attrib:
                found[hit.role], ranks[hit.role] = (el, hit), hit.rank
                at_leaf = at_leaf or (hit.role == self._leaf and hit.rank <= enough)
        return at_leaf


def _behind(el: Element, scope: Element) -> list[Element]:
    """Elements that together hold all that follows an element inside ``scope``, the last first."""
    found: list[Element] = []
    while el is not scope and el is not None:
        found += el.itersiblings()
        el = el.getparent()
    return found[::-1]


def _evaluate(selector: Selector, scope: Element) -> list[Element]:
    found = selector.xpath(scope) if selector.xpath else None
    return [el for el in found if isinstance(el, etree._Element)] if isinstance(found, list) else []


def _settle(el: Element, could: _Could, known: Mapping[str, int]) -> Sequence[Hit]:
    """Ask what tag and class leave open; of each role the first selector that fits counts."""
    if could.needs:
        for needed in could.needs:
            if el.get(needed) is not None:
                break
        else:
            return ()
    hits: list[Hit] = []
    settled = ""
    for hit, rest, needed in could.entries:
        if hit.role == settled or known.get(hit.role, _LAST) <= hit.rank:
            continue
        if (not needed or el.get(needed) is not None) and (rest is None or rest(el)):
            hits.append(hit)
            settled = hit.role
    return hits


def _tags(asked: Iterable[str | None]) -> tuple[str, ...]:
    """The tags worth visiting: those asked for, or every element when one selector asks for none."""
    tags = set(asked)
    return ("*",) if None in tags else tuple(sorted(tag for tag in tags if tag))
