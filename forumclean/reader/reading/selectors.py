"""Selectors: what a profile could say of a page that no profile knows, by the posts that the generic reader found."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from forumclean.reader.page.parse import parse_page
from forumclean.reader.page.roles import RoleMap
from forumclean.reader.reading.proposal import View
from forumclean.reader.unknown.anatomy import Anatomy, dissect
from forumclean.reader.unknown.repeated import find_posts

__all__ = ["PARTS_OF_POST", "Sighting", "selectors_of"]

Element = Any
PARTS_OF_POST = ("body", "author", "date")
# Of the posts that have a part, so many must have it where a selector says.
_AGREE = 0.9
# A class with digits may be another after the next build of the site, so one without is taken where there is one; what
# is one post's own agrees on no page.
_CLASS = re.compile(r"-?[A-Za-z_][\w-]*", re.ASCII)
_COUNTED = re.compile(r"([A-Za-z][A-Za-z_-]{2,})\d+")
_CUSTOM = re.compile(r"[a-z]+(?:-[a-z]+)+")
_NAMED = ("itemprop", "rel", "data-testid")


@dataclass(frozen=True, slots=True)
class Sighting:
    """A page with posts of an unknown engine.

    Attributes:
        posts: how many there are.
        fitting: for ``post`` and each of `PARTS_OF_POST` the selectors that find it, and nothing else before it.
    """

    posts: int
    fitting: dict[str, frozenset[str]]


def selectors_of(source: bytes) -> Sighting | None:
    """Return the selectors that find the posts of a page, and their parts; None where nothing repeats as posts do.

    >>> post = '<div class="say"><b class="who">Ann{0}</b> <i class="at">2024-05-0{0}</i><p class="said">{1}</p></div>'
    >>> page = "<html><body>" + "".join(post.format(n, "The ferry sails again. " * 9) for n in (1, 2, 3))
    >>> sorted(selectors_of(page.encode()).fitting["post"])
    ['div.say']
    """
    view = View(parse_page(source), None)
    group = find_posts(view.measures)
    if group is None:
        return None
    anatomies = dissect(view.measures, group, title=view.title, language=view.language)
    elements = view.measures.elements
    posts = [elements[part.post] for part in anatomies]
    fitting = {"post": _of_posts(view.root, posts)}
    for part in PARTS_OF_POST:
        fitting[part] = _of_part(posts, [_at(elements, one, part) for one in anatomies])
    return Sighting(len(posts), fitting)


def _at(elements: Sequence[Element], anatomy: Anatomy, part: str) -> Element | None:
    place: int | None = getattr(anatomy, part)
    return None if place is None else elements[place]


def _of_posts(root: Element, posts: Sequence[Element]) -> frozenset[str]:
    """Selectors that find all posts, and nothing besides."""
    names = {name for name, count in Counter(n for el in posts for n in _names(el)).items() if count == len(posts)}
    found: dict[str, list[Element]] = {name: [] for name in names}
    for el, hit in RoleMap({name: [name] for name in sorted(names)}).scan(root):
        found[hit.role].append(el)
    return frozenset(name for name, elements in found.items() if elements == list(posts))


def _of_part(posts: Sequence[Element], parts: Sequence[Element | None]) -> frozenset[str]:
    """Selectors of which the first that they find in a post is the part, in nearly all posts that have it."""
    known = [(post, part) for post, part in zip(posts, parts, strict=True) if part is not None and part is not post]
    if len(known) < _AGREE * len(posts):
        return frozenset()
    names = {name for _, part in known for name in _names(part)}
    roles = RoleMap({name: [name] for name in sorted(names)})
    right = Counter[str]()
    for post, part in known:
        found = roles.first(post, until=_others(posts, post))
        right.update(name for name, (el, _) in found.items() if el is part)
    return frozenset(name for name, count in right.items() if count >= _AGREE * len(known))


def _others(posts: Sequence[Element], post: Element) -> Collection[Element]:
    return {other for other in posts if other is not post}


def _names(el: Element) -> Iterator[str]:
    """What an element can be called: by itself, and below its parent."""
    own = [*_own_names(el)]
    yield from own
    parent = el.getparent()
    for around in () if parent is None else _own_names(parent):
        for name in own or (el.tag,):
            yield f"{around} > {name}"


def _own_names(el: Element) -> Iterator[str]:
    for token in (el.get("class") or "").split():
        if _CLASS.fullmatch(token):
            yield f"{el.tag}.{token}"
    for attribute in _NAMED:
        if _CLASS.fullmatch(value := el.get(attribute) or ""):
            yield f'{el.tag}[{attribute}="{value}"]'
    if counted := _COUNTED.match(el.get("id") or ""):
        yield f'{el.tag}[id^="{counted[1]}"]'
    # An element that the site has named itself.
    if el.tag == "time" or _CUSTOM.fullmatch(el.tag):
        yield el.tag
