"""Measures of a page: how much text each element holds, how much of it is links, and where dates and names stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate
from pathlib import Path
from typing import Any

import tomli

from forumclean.dates.lexicon import known_language
from forumclean.dates.reading import holds_date
from forumclean.reader.article.names import words_of
from forumclean.reader.page.markup import BESIDE, DATED, SKIP, TAGS, is_hidden

__all__ = ["Measures", "Words", "article_prose", "measure", "summed", "words"]

Element = Any
_STAMP = re.compile(r"(?:19|20)\d\d-\d\d-\d\d[T ]")
_DIGIT = re.compile(r"\d")
_SHORT = 70
_SENTENCE = 40
_BESIDE_SHARE = 0.4
_LONGEST_NAME = 40
_LEVELS = 3  # up from a date to the label beside it


@dataclass(frozen=True, slots=True)
class Words:
    """The words of words.toml, compiled; all for text in lower case, which is looked through four times as fast."""

    joined: re.Pattern[str]
    author_class: frozenset[str]
    author_part: tuple[str, ...]
    author_href: re.Pattern[str]
    body_part: tuple[str, ...]
    post_part: tuple[str, ...]
    aside_part: tuple[str, ...]
    beside: frozenset[str]
    article: re.Pattern[str]


@cache
def words() -> Words:
    """Read and compile words.toml, once."""
    data = tomli.loads((Path(__file__).parent / "words.toml").read_text("utf-8"))
    author = data["author"]
    return Words(
        re.compile(rf"\W*(?:{'|'.join(map(re.escape, data['joined']['words']))})(?!\w)"),
        frozenset(author["class"]), tuple(author["part"]), re.compile("|".join(map(re.escape, author["href"]))),
        tuple(data["body"]["part"]),
        tuple(data["post"]["part"]), tuple(data["post"]["aside"]),
        frozenset(data["beside"]["words"]),
        re.compile("|".join(map(re.escape, data["article"]["part"]))),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Measures:
    """Numbers for the elements of a page, by their place in document order.

    Attributes:
        elements: the elements, hidden and scripted ones too.
        classes: the class attribute of each.
        attributes: the names of the attributes of each: most questions are settled when there are none.
        parents: place of the parent, -1 for the first.
        ends: place after the last descendant.
        text: characters that are no link, descendants' too.
        links: characters of links, descendants' too.
        prose: characters of running text, pieces long enough to be a sentence, directly in each element.
        dates: places of elements that hold a date in a short text of their own.
        dated: how many dates stand before each place.
        names: places of elements that look like the name of an author.
        named: how many names stand before each place.
    """

    elements: list[Element]
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


def measure(body: Element, language: str | None = None) -> Measures:
    """Measure every element below ``body`` and itself; dates are looked for in the language first."""
    elements = list(body.iter("*"))
    index = {el: i for i, el in enumerate(elements)}
    size = len(elements)
    parents = [-1, *(index[el.getparent()] for el in elements[1:])]
    attributes = [el.keys() for el in elements]
    classes = [el.get("class") if names else None for el, names in zip(elements, attributes, strict=True)]
    text, links, prose, dates = _own(elements, attributes, parents, known_language(language))
    ends = list(range(1, size + 1))
    for i in range(size - 1, 0, -1):
        parent = parents[i]
        text[parent] += text[i]
        links[parent] += links[i]
        if ends[i] > ends[parent]:  # noqa: PLR1730 - half the time of max(): this runs for every element
            ends[parent] = ends[i]
    names = [
        i for i, attrs in enumerate(attributes)
        if attrs and i and 0 < text[i] + links[i] <= _LONGEST_NAME and _is_name(elements[i], attrs, classes[i])
    ]  # fmt: skip
    dated = _before(dates, size)
    names = [i for n, i in enumerate(names) if not _is_byline(names[n + 1 : n + 2], dated, i, ends[i])]
    return Measures(
        elements, classes, attributes, parents, ends, text, links, prose, dates, dated, names, _before(names, size)
    )


def _is_byline(following: list[int], dated: list[int], start: int, end: int) -> bool:
    """True for an element that holds a name and a date: "by Ann » 5 April 2024" is no name."""
    return bool(following) and following[0] < end and dated[end] > dated[start]


def _before(places: list[int], size: int) -> list[int]:
    marks = [0] * (size + 1)
    for i in places:
        marks[i + 1] = 1
    return list(accumulate(marks))


def _is_name(el: Element, attributes: Sequence[str], name: str | None) -> bool:
    """True for a link to a member's page, or what a class name or microdata call an author."""
    if "href" in attributes and el.tag == "a" and words().author_href.search(el.get("href").lower()):
        return True
    if "itemprop" in attributes and el.get("itemprop") in ("name", "author", "creator"):
        return True
    return name is not None and _is_name_class(name)


@lru_cache(maxsize=4096)
def _is_name_class(name: str) -> bool:
    known, tokens = words(), name.lower().split()
    return any(token in known.author_class or any(part in token for part in known.author_part) for token in tokens)


def summed(page: Measures, own: Sequence[int]) -> list[int]:
    """Numbers of the elements with those of their descendants added."""
    sums = list(own)
    for i in range(len(sums) - 1, 0, -1):
        sums[page.parents[i]] += sums[i]
    return sums


def article_prose(page: Measures) -> list[int]:
    """Running text of each element and its descendants, without what stands beside an article."""
    beside = [False] * len(page.elements)
    most = _BESIDE_SHARE * page.text[0]
    for i in range(1, len(beside)):
        # An element with much of the page in it is no sidebar, whatever its class says of the layout.
        beside[i] = beside[page.parents[i]] or (page.text[i] < most and _is_beside(page, i))
    return summed(page, [0 if beside[i] else own for i, own in enumerate(page.prose)])


def _own(
    elements: list[Element], attributes: list[Sequence[str]], parents: list[int], language: str | None
) -> tuple[list[int], list[int], list[int], list[int]]:
    """Text, link and prose characters directly in each element, and which hold a date."""
    size = len(elements)
    text, links, prose = [0] * size, [0] * size, [0] * size
    dead, linked = [False] * (size + 1), [False] * (size + 1)  # the last for what stands around the first
    dates: set[int] = set()
    digit = _DIGIT.search

    def take(piece: str, i: int, el: Element, *, behind: bool) -> None:
        length = len(piece)
        if linked[i]:
            links[i] += length
        else:
            text[i] += length
            if length >= _SENTENCE:
                prose[i] += length
        if 2 < length < _SHORT and digit(piece) and _is_date(piece, el, language, behind=behind):
            dates.add(i)

    for i, el in enumerate(elements):
        parent, tag, names = parents[i], el.tag, attributes[i]
        if dead[parent]:
            dead[i] = True
            continue
        if parent >= 0 and (tail := el.tail) and (tail := tail.strip()):
            take(tail, parent, el, behind=True)
        linked[i] = tag == "a" or linked[parent]
        if TAGS.get(tag) == SKIP or (("style" in names or "hidden" in names) and is_hidden(el, names)):
            dead[i] = True
            continue
        if (own := el.text) and (own := own.strip()):
            take(own, i, el, behind=False)
        if names and (tag in DATED or "title" in names) and _is_stamped(el, tag):
            dates.add(i)
    return text, links, prose, sorted(dates)


def _is_date(piece: str, el: Element, language: str | None, *, behind: bool) -> bool:
    """True for text in an element, or behind it, with a date; not the day on which somebody joined.

    The text says that itself, or the one before it does.
    """
    if not holds_date(piece, language):
        return False
    joined, before = words().joined.match, _text_of(el) if behind else _text_before(el)
    is_label = len(before) <= _LONGEST_NAME and not _DIGIT.search(before)
    return not joined(piece.lower()) and not (is_label and joined(before.lower()))


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


def _is_beside(page: Measures, i: int) -> bool:
    if page.elements[i].tag in BESIDE:
        return True
    name = page.classes[i] or ""
    if "id" in page.attributes[i]:
        name += " " + page.elements[i].get("id")
    return bool(name) and _names_beside(name)


@lru_cache(maxsize=4096)
def _names_beside(name: str) -> bool:
    return not words().beside.isdisjoint(words_of(name))


def _is_stamped(el: Element, tag: str) -> bool:
    """True for a date that only an attribute tells: scripts of the page write it out."""
    if tag in DATED:
        return bool(el.get("datetime") or el.get("title"))
    return _STAMP.match(el.get("title")) is not None
