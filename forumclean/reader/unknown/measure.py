"""Measures of a page: how much text each element holds, how much of it is links, and where dates and names stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, islice, pairwise, zip_longest
from operator import attrgetter
from typing import Any

from lxml import etree

from forumclean.dates.lexicon import known_language
from forumclean.dates.reading import holds_date
from forumclean.reader.article.names import tokens_of, words_of
from forumclean.reader.page.markup import BESIDE, BLOCK, DATED, SKIP, TAGS, is_hidden, is_overlay
from forumclean.reader.unknown.words import words
from forumclean.values.sentence import ENDS
from forumclean.values.words import BLANKLESS

__all__ = [
    "Measures",
    "is_name",
    "is_out_of_sight",
    "main_prose",
    "measure",
    "summed",
]

Element = Any
_STAMP = re.compile(r"(?:19|20)\d\d-\d\d-\d\d[T ]")
_DAY_AND_CLOCK = re.compile(r"\d\d?[./-]\d\d?\.?\s+\d\d?:\d\d(?::\d\d)?")  # of this year
_DIGIT = re.compile(r"\d")
_SHORT = 70
_LONG_LINE = 120  # characters of a line that labels what it says
_LABELLED = re.compile(r"[:：|][^:：|]*[^:：|\d\s][^:：|]*[:：|]")
_SENTENCE = 40
_ENDED = 20  # characters that are running text where a sentence ends with them
_LEAST = 2  # of them in the last piece: a mark alone stands between labels
_DENSE = re.compile(rf"[{BLANKLESS}]")
_MORE = 1.5  # letters by which such a character says more than one of an alphabet
# "hidden md:block", "d-none d-lg-flex": hidden on small screens alone.
_SHOWN = re.compile(r"[a-z0-9](?::|-)(?:block|flex|grid|inline|inline-block|table|table-cell|contents)$")
_LARGE = 3000  # characters
_NEVER_SEEN = frozenset(("dialog", *(tag for tag, what in TAGS.items() if what == SKIP)))
_BLOCKS = frozenset(tag for tag, what in TAGS.items() if what & BLOCK)
_KEYS, _PARENT = etree._Element.keys, etree._Element.getparent
_TAG = attrgetter("tag")
# What the names of an element's attributes say of it, a bit each.
_TELLING, _NAMING, _STAMPED, _TYPED = (1 << n for n in range(4))
_ATTRIBUTES = {
    "style": _TELLING, "hidden": _TELLING, "role": _TELLING, "aria-modal": _TELLING,
    "href": _NAMING, "itemprop": _NAMING, "title": _STAMPED, "datetime": _STAMPED, "itemtype": _TYPED,
}  # fmt: skip
_HIDING = frozenset(name for name, sign in _ATTRIBUTES.items() if sign == _TELLING)
# What holds for all that stands in an element, a bit each: nobody sees it, it is in a link, in a button.
_DEAD, _LINKED, _PRESSED = (1 << n for n in range(3))
_STATES = {**dict.fromkeys(_NEVER_SEEN, _DEAD), "a": _LINKED, "button": _PRESSED}
_BESIDE_SHARE = 0.4
_LONGEST_NAME = 40
_LEVELS = 3  # up from a date to the label beside it


@dataclass(frozen=True, slots=True)
class Measures:
    """Numbers for the elements of a page, by their place in document order.

    Attributes:
        elements: the elements, hidden and scripted ones too.
        places: of the elements.
        tags: of the elements.
        classes: the class attribute of each.
        attributes: the names of the attributes of each: most questions are settled when there are none.
        parents: place of the parent, -1 for the first.
        ends: place after the last descendant.
        text: characters that are no link, descendants' too.
        links: characters of links, descendants' too.
        prose: characters of running text of each block, without blocks, links and buttons inside it; 0 where it is no
            sentence.
        dates: places of elements that hold a date in a short text of their own.
        dated: how many dates stand before each place.
        names: places of elements that look like the name of an author.
        named: how many names stand before each place.
        items: places of elements that say of which schema.org type they are.
    """

    elements: list[Element]
    places: dict[Element, int]
    tags: list[str]
    classes: list[str | None]
    attributes: list[Sequence[str]]
    parents: list[int]
    ends: list[int]
    text: list[int]
    links: list[int]
    prose: list[int]
    dates: list[int]
    dated: list[int]
    names: list[int]
    named: list[int]
    items: list[int]


def measure(
    body: Element, language: str | None = None, looks: tuple[list[Element], list[str | None]] | None = None
) -> Measures:
    """Measure every element below ``body`` and itself.

    Args:
        body: the element.
        language: of the page, in which dates are looked for first.
        looks: the elements of the page and their classes, as `Page.looks` gives them, if nothing changed since.
    """
    elements, classes = _looks_below(body, looks)
    size = len(elements)
    places = dict(zip(elements, range(size), strict=True))
    parents, ends = _nesting(elements, places)
    told = list(map(_told_by_names, map(tuple, map(_KEYS, elements))))
    attributes: list[Sequence[str]] = [names for names, _ in told]
    signs = [sign for _, sign in told]
    tags = list(map(_TAG, elements))
    own = _Own(elements, tags, attributes, signs, classes, parents)
    text, links, prose, dates = own.measured(known_language(language))
    for i in range(size - 1, 0, -1):
        if said := text[i]:
            text[parents[i]] += said
        if said := links[i]:
            links[parents[i]] += said
    naming = {name for name in set(classes) if name is not None and _is_name_class(name)}
    names = [
        i for i, (sign, name) in enumerate(zip(signs, classes, strict=True))
        if (name in naming or sign & _NAMING) and i and 0 < text[i] + links[i] <= _LONGEST_NAME
        and (name in naming or is_name(elements[i], attributes[i], None))
    ]  # fmt: skip
    dated = _before(dates, size)
    sizes = [text[i] + links[i] for i in names]
    # What holds a name and more, such as a date or the day on which the member joined, is no name.
    more = [
        after < ends[i] and (size_after < size or dated[ends[i]] > dated[i])
        for (i, after), (size, size_after) in zip(pairwise(names), pairwise(sizes), strict=True)
    ]
    names = [i for i, holds_more in zip_longest(names, more) if not holds_more]
    items = [i for i, sign in enumerate(signs) if sign & _TYPED]
    return Measures(
        elements, places, tags, classes, attributes, parents, ends, text, links, prose, dates, dated, names,
        _before(names, size), items,
    )  # fmt: skip


def _looks_below(
    body: Element, looks: tuple[list[Element], list[str | None]] | None
) -> tuple[list[Element], list[str | None]]:
    """The elements below one and itself, with their classes."""
    if looks is None or body.getnext() is not None:
        elements = list(body.iter("*"))
        return elements, [el.get("class") for el in elements]
    at = looks[0].index(body)
    return looks[0][at:], looks[1][at:]


def _nesting(elements: Sequence[Element], places: dict[Element, int]) -> tuple[list[int], list[int]]:
    """Parent and end of each element."""
    size = len(elements)
    parents = [-1, *map(places.__getitem__, map(_PARENT, islice(elements, 1, None)))]
    ends = list(range(1, size + 1))
    for i in range(size - 1, 0, -1):
        if ends[parents[i]] < ends[i]:  # noqa: PLR1730 - half the time of max()
            ends[parents[i]] = ends[i]
    return parents, ends


def _before(places: list[int], size: int) -> list[int]:
    marks = [0] * (size + 1)
    for i in places:
        marks[i + 1] = 1
    return list(accumulate(marks))


def is_name(el: Element, attributes: Sequence[str], name: str | None) -> bool:
    """True for a link to a member's page, or what a class name or microdata call an author."""
    if name is not None and _is_name_class(name):
        return True
    if "itemprop" in attributes and el.get("itemprop") in ("name", "author", "creator"):
        return True
    return "href" in attributes and el.tag == "a" and words().author_href.search(el.get("href").lower()) is not None


@lru_cache(maxsize=1 << 14)
def _is_name_class(name: str) -> bool:
    return any(map(_is_name_token, name.split()))


# Classes differ from page to page, and are put together of the same tokens.
@lru_cache(maxsize=1 << 14)
def _is_name_token(token: str) -> bool:
    known, token = words(), token.lower()
    return token in known.author_class or any(part in token for part in known.author_part)


def summed(page: Measures, own: Sequence[int]) -> list[int]:
    """Numbers of the elements with those of their descendants added."""
    sums, parents = list(own), page.parents
    for i in range(len(sums) - 1, 0, -1):
        if said := sums[i]:
            sums[parents[i]] += said
    return sums


def main_prose(page: Measures) -> list[int]:
    """Running text of each block, 0 for what stands beside an article."""
    found, most = list(page.prose), _BESIDE_SHARE * page.text[0]
    at, size, text, tags, attributes = 1, len(found), page.text, page.tags, page.attributes
    while at < size:
        # An element with much of the page in it is no sidebar, whatever its class says of the layout.
        if text[at] < most and (tags[at] in BESIDE or (attributes[at] and _is_named_beside(page, at))):
            end = page.ends[at]
            found[at:end] = [0] * (end - at)
            at = end
        else:
            at += 1
    return found


@lru_cache(maxsize=1 << 12)
def _told_by_names(names: tuple[str, ...]) -> tuple[tuple[str, ...], int]:
    """Names of attributes, one object for all that are alike, and what they say of an element."""
    signs = 0
    for name in names:
        signs |= _ATTRIBUTES.get(name, 0)
    return names, signs


class _Own:
    """What stands directly in each element of a page.

    Args:
        elements: the elements, of which each other list has a row.
        tags, attributes, signs, classes, parents: of the elements.
    """

    def __init__(
        self,
        elements: list[Element],
        tags: list[str],
        attributes: list[Sequence[str]],
        signs: list[int],
        classes: list[str | None],
        parents: list[int],
    ) -> None:
        self._elements, self._signs, self._parents = elements, signs, parents
        size = len(elements)
        # The last is for what stands around the first.
        states = self._states = [0] * (size + 1)
        blocks = self._blocks = list(range(size))
        # Each piece of text on show, and the place of the element that has it as its text, or, inverted, before it.
        pieces, spots = self._pieces, self._spots = list[str](), list[int]()
        hiding = {name for name in set(classes) if name is not None and _hides(name)}
        state_of = _STATES.get
        for i, (el, parent, tag, sign, name) in enumerate(zip(elements, parents, tags, signs, classes, strict=True)):
            state = states[parent]
            if state & _DEAD:
                states[i] = _DEAD
                continue
            if (tail := el.tail) is not None and i and (tail := tail.strip()):
                pieces.append(tail)
                spots.append(~i)
            state |= state_of(tag, 0)
            if state & _DEAD or (
                (sign & _TELLING or name in hiding) and i and is_out_of_sight(el, attributes[i], name)
            ):
                states[i] = _DEAD
                continue
            states[i] = state
            if i and tag not in _BLOCKS:
                blocks[i] = blocks[parent]
            if (own := el.text) is not None and (own := own.strip()):
                pieces.append(own)
                spots.append(i)

    def measured(self, language: str | None) -> tuple[list[int], list[int], list[int], list[int]]:
        """Text and link characters in each element, running text of each block, and which hold a date."""
        elements, states, blocks, parents = self._elements, self._states, self._blocks, self._parents
        size = len(elements)
        text, links, prose = [0] * size, [0] * size, [0] * size
        is_prose = [False] * size
        dates = {
            i for i, sign in enumerate(self._signs)
            if sign & _STAMPED and not states[i] & _DEAD and _is_stamped(elements[i], language)
        }  # fmt: skip
        digit = _DIGIT.search
        for piece, spot in zip(self._pieces, self._spots, strict=True):
            i, at = (spot, spot) if spot >= 0 else (parents[~spot], ~spot)
            length = len(piece) if piece.isascii() else _length(piece)
            state = states[i]
            if state & _LINKED:
                links[i] += length
            else:
                text[i] += length
                if state & _PRESSED:
                    continue
                block = blocks[i]
                prose[block] += length
                if length >= _SENTENCE or (length >= _LEAST and prose[block] >= _ENDED and piece[-1] in ENDS):
                    is_prose[block] = True
            if _may_date(piece, length) and digit(piece) and _is_date(piece, elements[at], language, behind=at != i):
                dates.add(i)
        return text, links, [own if said else 0 for own, said in zip(prose, is_prose, strict=True)], sorted(dates)


def _may_date(piece: str, length: int) -> bool:
    """True for a text so short that a date in it is what it says, or one of several things, each with a label."""
    return 2 < length < _SHORT or (_SHORT <= length < _LONG_LINE and _LABELLED.search(piece) is not None)


def _length(piece: str) -> int:
    """Letters of a piece of text, as an alphabet would need them."""
    return len(piece) + int(_MORE * len(_DENSE.findall(piece)))


def is_out_of_sight(el: Element, names: Sequence[str], name: str | None) -> bool:
    """True for an element that nobody sees who reads the page: hidden, laid over it, or hidden by its class.

    A class hides no large part of a page: a page that its scripts have not shown yet hides all of itself.

    Args:
        el: the element.
        names: of its attributes.
        name: its class.
    """
    if not _HIDING.isdisjoint(names) and (is_hidden(el, names) or is_overlay(el, names)):
        return True
    return name is not None and _hides(name) and len("".join(el.itertext())) < _LARGE


@lru_cache(maxsize=1 << 14)
def _hides(name: str) -> bool:
    tokens = name.lower().split()
    return not words().unseen.isdisjoint(tokens) and not any(_SHOWN.search(token) for token in tokens)


def _is_date(piece: str, el: Element, language: str | None, *, behind: bool) -> bool:
    """True for text in an element, or behind it, with a date; not the day on which somebody joined.

    The text says that itself, or the one before it does.
    """
    if not _holds_date(piece, language) and not _DAY_AND_CLOCK.fullmatch(piece):
        return False
    joined, before = words().joined.match, _text_of(el) if behind else _text_before(el)
    is_label = len(before) <= _LONGEST_NAME and not _DIGIT.search(before)
    return not joined(piece.lower()) and not (is_label and joined(before.lower()))


_holds_date = lru_cache(maxsize=1 << 14)(holds_date)  # menus and bylines of a crawl say the same again


def _text_before(el: Element) -> str:
    """The piece of text that stands before the text of an element."""
    for _ in range(_LEVELS):
        before = el.getprevious()
        if before is not None:
            return (before.tail or "").strip() or _text_of(before)
        el = el.getparent()
        if el is None or (el.text and not el.text.isspace()):
            break
    return "" if el is None else (el.text or "").strip()


def _text_of(el: Element) -> str:
    return "".join(el.itertext()).strip()


def _is_named_beside(page: Measures, i: int) -> bool:
    if page.prose[i]:
        return False  # running text is no box, whatever it is called: "gdpr-Paragraph"
    name = page.classes[i]
    if "id" in page.attributes[i]:
        name = f"{name or ''} {page.elements[i].get('id')}"
    return bool(name) and _names_beside(name)


@lru_cache(maxsize=1 << 14)
def _names_beside(name: str) -> bool:
    return any(map(_is_token_beside, tokens_of(name)))


@lru_cache(maxsize=1 << 14)
def _is_token_beside(token: str) -> bool:
    return not words().beside.isdisjoint(words_of(token))


def _is_stamped(el: Element, language: str | None) -> bool:
    """True for a date that only an attribute tells: scripts of the page write it out, or it explains "3 h"."""
    title = el.get("title")
    if el.tag in DATED:
        return bool(el.get("datetime") or title)
    if title is None:
        return False
    if _STAMP.match(title):
        return True
    is_short = len(title) < _SHORT and len(el) == 0 and len(el.text or "") < _SHORT
    return is_short and _DIGIT.search(title) is not None and ":" in title and _holds_date(title, language)
