"""Measures of a page: how much text each element holds, how much of it is links, and where dates and names stand."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any

from forumclean.reader.markup import SKIP, TAGS

__all__ = ["Measures", "Words", "article_prose", "measure", "summed", "words"]

Element = Any
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none", re.I)
_STAMP = re.compile(r"\d{4}-\d\d-\d\d[T ]")
_DIGIT = re.compile(r"\d")
_SHORT = 70
_SENTENCE = 40
_BESIDE_SHARE = 0.4
_BESIDE_TAGS = frozenset(("nav", "footer", "aside", "form", "button"))
_LONGEST_NAME = 40
_DATE_TAGS = frozenset(("time", "relative-time", "abbr"))


@dataclass(frozen=True, slots=True)
class Words:
    """The words of words.toml, compiled."""

    date: re.Pattern[str]
    author_class: frozenset[str]
    author_part: tuple[str, ...]
    author_href: tuple[str, ...]
    body_part: tuple[str, ...]
    post_part: tuple[str, ...]
    aside_part: tuple[str, ...]
    beside: re.Pattern[str]
    article: re.Pattern[str]


@cache
def words() -> Words:
    """Read and compile words.toml and the months of dates.toml, once."""
    folder = Path(__file__).parent
    data = tomllib.loads((folder / "words.toml").read_text("utf-8"))
    months = tomllib.loads((folder / "dates.toml").read_text("utf-8"))["months"]
    month = "|".join(sorted((name for names in months.values() for name in names), key=len, reverse=True))
    ago, units, near = ("|".join(map(re.escape, data["date"][key])) for key in ("ago", "units", "near"))
    date = (
        rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?\.?[\s-](?:de )?(?:{month})\b|(?:{month})\b\.?,?[\s-]\d{{1,4}}\b"
        r"|\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d\d)\b|\d{4}[./-]\d{1,2}[./-]\d{1,2}\b|\d{4}年\d"
        rf"|\d+\+?\s*(?:{units})\w{{0,3}}\s+(?:{ago})\b|(?:{ago})\s+\d+\s|an? (?:{units}) (?:{ago})\b|(?:{near})\b)"
    )
    author = data["author"]
    return Words(
        re.compile(date, re.I),
        frozenset(author["class"]), tuple(author["part"]), tuple(author["href"]), tuple(data["body"]["part"]),
        tuple(data["post"]["part"]), tuple(data["post"]["aside"]),
        re.compile("|".join(map(re.escape, data["beside"]["part"]))),
        re.compile("|".join(map(re.escape, data["article"]["part"]))),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Measures:
    """Numbers for the elements of a page, by their place in document order.

    Attributes:
        elements: the elements, hidden and scripted ones too.
        index: element to its place.
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
    index: dict[Element, int]
    parents: list[int]
    ends: list[int]
    text: list[int]
    links: list[int]
    prose: list[int]
    dates: list[int]
    dated: list[int]
    names: list[int]
    named: list[int]


def measure(body: Element) -> Measures:
    """Measure every element below ``body`` and itself."""
    elements = list(body.iter("*"))
    index = {el: i for i, el in enumerate(elements)}
    size = len(elements)
    parents = [-1] * size
    for i in range(1, size):
        parents[i] = index[elements[i].getparent()]
    text, links, prose, dates = _own(elements, parents)
    ends = list(range(1, size + 1))
    for i in range(size - 1, 0, -1):
        parent = parents[i]
        text[parent] += text[i]
        links[parent] += links[i]
        ends[parent] = max(ends[parent], ends[i])
    told: dict[str, bool] = {}
    names = [i for i in range(1, size) if 0 < text[i] + links[i] <= _LONGEST_NAME and _is_name(elements[i], told)]
    return Measures(
        elements, index, parents, ends, text, links, prose, dates, _before(dates, size), names, _before(names, size)
    )  # fmt: skip


def _before(places: list[int], size: int) -> list[int]:
    marks = [0] * (size + 1)
    for i in places:
        marks[i + 1] = 1
    return list(accumulate(marks))


def _is_name(el: Element, told: dict[str, bool]) -> bool:
    """True for a link to a member's page, or what a class name or microdata call an author.

    Args:
        el: the element.
        told: what the classes seen so far say; the same few fill a page.
    """
    known = words()
    if el.tag == "a" and any(part in el.get("href", "").lower() for part in known.author_href):
        return True
    if el.get("itemprop") in ("name", "author", "creator"):
        return True
    name = el.get("class")
    if not name:
        return False
    if name not in told:
        told[name] = _is_name_class(name)
    return told[name]


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
        beside[i] = beside[page.parents[i]] or (page.text[i] < most and _is_beside(page.elements[i]))
    return summed(page, [0 if beside[i] else own for i, own in enumerate(page.prose)])


def _own(elements: list[Element], parents: list[int]) -> tuple[list[int], list[int], list[int], list[int]]:
    """Text, link and prose characters directly in each element, and which hold a date."""
    size = len(elements)
    text, links, prose = [0] * size, [0] * size, [0] * size
    dead, linked = [False] * size, [False] * size
    dates: set[int] = set()
    find, digit = words().date.search, _DIGIT.search

    def take(piece: str, i: int) -> None:
        length = len(piece)
        (links if linked[i] else text)[i] += length
        if length >= _SENTENCE and not linked[i]:
            prose[i] += length
        if 4 < length < _SHORT and digit(piece) and find(piece):
            dates.add(i)

    for i, el in enumerate(elements):
        parent = parents[i]
        if parent >= 0:
            dead[i], linked[i] = dead[parent], linked[parent]
            if el.tail and not dead[parent] and (tail := el.tail.strip()):
                take(tail, parent)
        linked[i] = linked[i] or el.tag == "a"
        dead[i] = dead[i] or TAGS.get(el.tag) == SKIP or _is_hidden(el)
        if dead[i]:
            continue
        if el.text and (own := el.text.strip()):
            take(own, i)
        if _is_stamped(el):
            dates.add(i)
    return text, links, prose, sorted(dates)


def _is_beside(el: Element) -> bool:
    if el.tag in _BESIDE_TAGS:
        return True
    name = f"{el.get('class') or ''} {el.get('id') or ''}".lower()
    return len(name) > 1 and words().beside.search(name) is not None


def _is_stamped(el: Element) -> bool:
    """True for a date that only an attribute tells: scripts of the page write it out."""
    if el.tag in _DATE_TAGS:
        return bool(el.get("datetime") or el.get("title"))
    title = el.get("title")
    return title is not None and title[:2] in ("19", "20") and _STAMP.match(title) is not None


def _is_hidden(el: Element) -> bool:
    style = el.get("style")
    return el.get("hidden") is not None or bool(style and _HIDDEN_STYLE.search(style))
