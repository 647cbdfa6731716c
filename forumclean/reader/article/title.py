"""The title of a page: what it tells programs, less the name of the site, and the heading that says the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple

from forumclean.reader.article.linked import Told, name_in
from forumclean.reader.article.names import is_elsewhere
from forumclean.reader.page.blocks import text_of
from forumclean.reader.page.markup import BESIDE
from forumclean.values.words import BLANKLESS

__all__ = ["Title", "find_title"]

Element = Any

_HEADINGS = ("h1", "h2", "h3", "h4")
_TITLES = ("og:title", "twitter:title", "dc.title", "title")
_SITES = ("og:site_name", "application-name", "apple-mobile-web-app-title")
# Scripts that set no blanks set none around a dash either, nor does Korean: "水塔改成图书馆_河口日报".
_WIDE = rf"{BLANKLESS}\uac00-\ud7af"
_SEPARATOR = re.compile(
    r"\s+[|–—·»«•:/›>~-]+\s+|\s*[|｜丨•»«›]\s*|:\s+"
    rf"|(?<=[{_WIDE}》」』）])[_–—―－-]+|[_–—―－-]+(?=[{_WIDE}《「『（])"
)
_HOME = re.compile(r"\s*(?:https?:)?(?://[^/?#]++)?/?\s*", re.I)
_LEVELS = 4  # up from a heading to what says that it is no title
_MOST = 300  # headings that are looked at
_FEW = 5  # links to the start page
_LONGEST = 300
_WORDS = re.compile(r"\w+")
_SHOWN = ("a", "b", "strong", "font", "span", "div", "td", "th", "p", "center", "big", "legend", "caption")
_LINES = 2000  # elements that may show the title
_WHOLE = frozenset(("body", "html", "main", "article"))
_ALIKE = 0.6  # of the words that a heading shares with what programs are told


class Title(NamedTuple):
    """The title of a page.

    Attributes:
        text: what it says.
        heading: the heading that shows it, where one does.
        is_open: another could be it: the one that stands nearest to the opening, which was not given.
    """

    text: str | None
    heading: Element | None
    is_open: bool = False


def find_title(root: Element, said: Told, opening: Callable[[], Element] | None = None) -> Title:
    """Find the title of a page.

    Args:
        root: the html element.
        said: what the page tells programs.
        opening: gives the element that the text begins in; only asked when several headings could be the title.

    >>> from lxml import etree
    >>> head = "<head><title>Night boat | The Pier</title></head>"
    >>> page = f'<html>{head}<body><h1><a href="/">The Pier</a></h1><h2>Night boat</h2></body></html>'
    >>> root = etree.fromstring(page)
    >>> find_title(root, Told(root)).text
    'Night boat'
    """
    told, sites = _told(root, said), _sites(root, said)
    # What the surest place does not say is no other title of the article, but the site's.
    told = [title for title in told if _alike(title, told[0])]
    asked = {_folded(title[start:end]) for title in told for start, end in _parts(title)}
    headings = list(_headings(root, sites, asked))
    wanted = [text for title in told for text in _without_site(title, sites, headings)]
    folded = [_folded(shown) for _, shown in headings]
    for text in map(_folded, wanted):
        if text in folded:
            el, shown = headings[folded.index(text)]
            return Title(shown, el)
        for el in root.iter("h1"):  # a page all of which stands in its menu's element
            if text not in sites and _folded(text_of(el)) == text and not _is_named_beside(el):
                return Title(text_of(el), el)
    firsts = [(el, shown) for el, shown in headings if el.tag == "h1"]
    for el, shown in _nearest_first(firsts, root, opening):
        if not wanted or any(_alike(shown, text) for text in wanted):
            return Title(shown, el, is_open=opening is None and len(firsts) > 1)
    if wanted:
        return _shown_without_site(root, wanted[0]) or Title(wanted[0], None)
    return Title(told[0], None) if told else Title(None, None)


def _shown_without_site(root: Element, title: str) -> Title | None:
    """The part of a title, from its beginning, that some line of the page shows: what follows is the site's name."""
    ends = [len(title), *(match.start() for match in _SEPARATOR.finditer(title))]
    parts = {_folded(title[:end]): title[:end] for end in ends}
    for _, el in zip(range(_LINES), root.iter(*_SHOWN), strict=False):
        if len(el) or not el.text or not (part := parts.get(_folded(el.text))) or _is_beside(el):
            continue
        # A link may as well show the part of the site.
        if el.tag != "a" or len(part) > len(title) - len(part):
            return Title(part.strip(), el)
    return None


def _told(root: Element, said: Told) -> list[str]:
    """What the page tells programs its title is, the surest first."""
    metas = said.metas
    linked = (name_in(value.get("headline")) for value in said.articles)
    own = root.find("head/title")
    own = next(root.iter("title"), None) if own is None else own
    found = [
        metas.get(_TITLES[0]),
        *linked,
        *(metas.get(name) for name in _TITLES[1:]),
        None if own is None else text_of(own),
    ]
    return list(dict.fromkeys(text[:_LONGEST] for text in found if text))


def _sites(root: Element, said: Told) -> set[str]:
    """What the site is called, folded."""
    names = [said.metas.get(name) for name in _SITES]
    names += [name_in(value.get("publisher")) for value in said.articles]
    home = (link for link in root.iter("a") if (href := link.get("href")) and _HOME.fullmatch(href))
    names += map(text_of, islice(home, _FEW))
    return {_folded(name) for name in names if name}


def _headings(root: Element, sites: set[str], asked: set[str]) -> Iterator[tuple[Element, str]]:
    """Headings that can be the title: a first one, or one that says what is asked for, not in a menu, and no site's."""
    for _, el in zip(range(_MOST), root.iter(*_HEADINGS), strict=False):
        text = text_of(el)
        if not text or len(text) > _LONGEST or not (el.tag == "h1" or _folded(text) in asked):
            continue
        if _folded(text) not in sites and not _is_beside(el):
            yield el, text


def _is_beside(el: Element) -> bool:
    return any(around.tag in BESIDE for around in _near(el)) or _is_named_beside(el)


def _is_named_beside(el: Element) -> bool:
    return any(
        around.tag not in _WHOLE and is_elsewhere(f"{around.get('class') or ''} {around.get('id') or ''}")
        for around in _near(el)
    )


def _near(el: Element) -> Iterator[Element]:
    """An element and those around it, as far out as names speak of it."""
    yield el
    yield from islice(el.iterancestors(), _LEVELS - 1)


def _without_site(title: str, sites: set[str], headings: Iterable[tuple[Element, str]]) -> Iterator[str]:
    """What is left of a title without the name of the site, and shorter parts of it that a heading shows."""
    pieces = [piece for piece in _SEPARATOR.split(title) if piece]
    ends = [match.span() for match in _SEPARATOR.finditer(title)]
    yield title if len(pieces) < 2 else _cut(title, ends, sites)
    shown = {_folded(text) for _, text in headings}
    # Of several pieces the longest that a heading shows: what comes before and after it says where it stands.
    for start, end in _parts(title):
        if _folded(title[start:end]) in shown:
            yield title[start:end].strip()


def _parts(title: str) -> Iterator[tuple[int, int]]:
    """Where the pieces of a title, and some of them together, start and end: the longest first from each start."""
    ends = [match.span() for match in _SEPARATOR.finditer(title)]
    for start in (0, *(end for _, end in ends)):
        for end in (len(title), *(at for at, _ in reversed(ends))):
            if start < end:
                yield start, end


def _cut(title: str, ends: list[tuple[int, int]], sites: set[str]) -> str:
    """A title without the site's name before or after it."""
    for start, end in ends:
        if _folded(title[end:]) in sites:
            title = title[:start]
            break
    for _, end in reversed(ends):
        if end < len(title) and _folded(title[:end]) in sites:
            return title[end:]
    return title


def _nearest_first(
    headings: list[tuple[Element, str]], root: Element, find_opening: Callable[[], Element] | None
) -> list[tuple[Element, str]]:
    """Headings by how near they stand above the opening; those inside or below it in their own order after them."""
    if find_opening is None or len(headings) < 2:
        return headings
    opening = find_opening()
    inside = [item for item in headings if opening in item[0].iterancestors()]
    before: list[tuple[Element, str]] = []
    places = {el: (el, text) for el, text in headings}
    for el in root.iter("h1", opening.tag):
        if el is opening:
            break
        if el in places:
            before.insert(0, places[el])
    return list(dict.fromkeys([*inside[:1], *before, *headings]))


def _alike(shown: str, text: str) -> bool:
    ours, theirs = set(_folded(shown).split()), set(_folded(text).split())
    both = len(ours & theirs)
    return both >= _ALIKE * len(ours) or both >= _ALIKE * len(theirs) or _folded(shown) in _folded(text)


@lru_cache(maxsize=1 << 10)  # each heading is held against each title
def _folded(text: str) -> str:
    return " ".join(_WORDS.findall(text.casefold()))
