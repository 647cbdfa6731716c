"""Measures of a page: how much text each element holds, how much of it is links, and where dates and names stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate, islice, pairwise, zip_longest
from pathlib import Path
from typing import Any, NamedTuple

import tomli

from forumclean.dates.lexicon import known_language
from forumclean.dates.reading import holds_date
from forumclean.reader.article.names import tokens_of, words_of
from forumclean.reader.page.markup import BESIDE, BLOCK, DATED, SKIP, TAGS, is_hidden, is_overlay
from forumclean.values.sentence import ENDS
from forumclean.values.words import BLANKLESS

__all__ = [
    "Measures",
    "Words",
    "is_name",
    "is_out_of_sight",
    "main_prose",
    "measure",
    "summed",
    "words",
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
_TELLING = frozenset(("style", "hidden", "role", "aria-modal"))
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
    author_label: re.Pattern[str]
    after_name: re.Pattern[str]
    body_part: tuple[str, ...]
    post_part: tuple[str, ...]
    aside_part: tuple[str, ...]
    beside: frozenset[str]
    comments: re.Pattern[str]
    article: re.Pattern[str]
    item: frozenset[str]
    comment: frozenset[str]
    deleted: frozenset[str]
    thread: frozenset[str]
    site: re.Pattern[str]
    guestbook: re.Pattern[str]
    reply_part: tuple[str, ...]
    rating: re.Pattern[str]
    unseen: frozenset[str]


@cache
def words() -> Words:
    """Read and compile words.toml, once."""
    data = tomli.loads((Path(__file__).parent / "words.toml").read_text("utf-8"))
    author = data["author"]
    return Words(
        re.compile(rf"\W*(?:{'|'.join(map(re.escape, data['joined']['words']))})(?!\w)"),
        frozenset(author["class"]), tuple(author["part"]), _any_of(author["href"]),
        re.compile(rf"(?:{'|'.join(map(re.escape, author['label']))})\s*[:：]\s*(?=\w)"),
        re.compile(rf"(?:\s+(?:{'|'.join(map(re.escape, author['after']))}))+$", re.IGNORECASE),
        tuple(data["body"]["part"]),
        tuple(data["post"]["part"]), tuple(data["post"]["aside"]),
        frozenset(data["beside"]["words"]),
        re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, data['comments']['words']))})"),
        re.compile("|".join(map(re.escape, data["article"]["part"]))),
        frozenset(data["item"]["type"] + data["item"]["comment"]), frozenset(data["item"]["comment"]),
        frozenset(data["deleted"]["class"]),
        frozenset(data["thread"]["word"]),
        re.compile("|".join(rf"(?<!\w){re.escape(w)}" if w < "\u2e80" else w for w in data["thread"]["site"])),
        re.compile("|".join(map(re.escape, data["thread"]["guestbook"]))),
        tuple(data["post"]["reply"]),
        re.compile("|".join(map(re.escape, data["post"]["rating"]))),
        frozenset(data["unseen"]["class"]),
    )  # fmt: skip


def _any_of(texts: Sequence[str]) -> re.Pattern[str]:
    """A pattern that finds any of some texts; those that begin alike are tried together."""
    kept = [text for text in texts if not any(other in text for other in texts if other != text)]
    first = {text[0]: [other[1:] for other in kept if other[0] == text[0]] for text in kept}
    return re.compile("|".join(f"{re.escape(a)}(?:{'|'.join(map(re.escape, rest))})" for a, rest in first.items()))


@dataclass(frozen=True, slots=True)
class Measures:
    """Numbers for the elements of a page, by their place in document order.

    Attributes:
        elements: the elements, hidden and scripted ones too.
        places: of the elements.
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


def measure(body: Element, language: str | None = None) -> Measures:
    """Measure every element below ``body`` and itself; dates are looked for in the language first."""
    elements = list(body.iter("*"))
    size = len(elements)
    places = dict(zip(elements, range(size), strict=True))
    parents, ends = _nesting(elements, places)
    nothing: list[str] = []
    attributes = [el.keys() or nothing for el in elements]
    classes = [el.get("class") if "class" in names else None for el, names in zip(elements, attributes, strict=True)]
    text, links, prose, dates = _own(elements, attributes, classes, parents, known_language(language))
    for i in range(size - 1, 0, -1):
        if said := text[i]:
            text[parents[i]] += said
        if said := links[i]:
            links[parents[i]] += said
    names = [
        i for i, attrs in enumerate(attributes)
        if attrs and i and 0 < text[i] + links[i] <= _LONGEST_NAME
        and (((name := classes[i]) is not None and _is_name_class(name))
             or (("href" in attrs or "itemprop" in attrs) and is_name(elements[i], attrs, None)))
    ]  # fmt: skip
    dated = _before(dates, size)
    sizes = [text[i] + links[i] for i in names]
    # What holds a name and more, such as a date or the day on which the member joined, is no name.
    more = [
        after < ends[i] and (size_after < size or dated[ends[i]] > dated[i])
        for (i, after), (size, size_after) in zip(pairwise(names), pairwise(sizes), strict=True)
    ]
    names = [i for i, holds_more in zip_longest(names, more) if not holds_more]
    items = [i for i, attrs in enumerate(attributes) if "itemtype" in attrs]
    return Measures(
        elements, places, classes, attributes, parents, ends, text, links, prose, dates, dated, names,
        _before(names, size), items,
    )  # fmt: skip


def _nesting(elements: Sequence[Element], places: dict[Element, int]) -> tuple[list[int], list[int]]:
    """Parent and end of each element."""
    size = len(elements)
    parents = [-1, *(places[el.getparent()] for el in islice(elements, 1, None))]
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
    at, size, text = 1, len(found), page.text
    while at < size:
        # An element with much of the page in it is no sidebar, whatever its class says of the layout.
        if text[at] < most and _is_beside(page, at):
            end = page.ends[at]
            found[at:end] = [0] * (end - at)
            at = end
        else:
            at += 1
    return found


def _own(
    elements: list[Element],
    attributes: list[Sequence[str]],
    classes: list[str | None],
    parents: list[int],
    language: str | None,
) -> tuple[list[int], list[int], list[int], list[int]]:
    """Text and link characters directly in each element, running text of each block, and which hold a date."""
    size = len(elements)
    text, links, prose = [0] * size, [0] * size, [0] * size
    is_prose = [False] * size
    seen = _look(elements, attributes, classes, parents)
    linked, pressed, blocks = seen.linked, seen.pressed, seen.blocks
    dates = _stamps(elements, attributes, seen.dead, language)
    digit = _DIGIT.search
    for piece, i, at in seen.pieces:
        length = len(piece) if piece.isascii() else _length(piece)
        if linked[i]:
            links[i] += length
        else:
            text[i] += length
            if pressed[i]:
                continue
            block = blocks[i]
            prose[block] += length
            if length >= _SENTENCE or (length >= _LEAST and prose[block] >= _ENDED and piece[-1] in ENDS):
                is_prose[block] = True
        if _may_date(piece, length) and digit(piece) and _is_date(piece, elements[at], language, behind=at != i):
            dates.add(i)
    return text, links, [own if said else 0 for own, said in zip(prose, is_prose, strict=True)], sorted(dates)


class _Seen(NamedTuple):
    """What stands where on a page.

    Attributes:
        pieces: each piece of text on show, the place of the element that it stands in, and that of the one which has it
            as its text, or before it.
        dead: the elements that nobody sees, for themselves or for what holds them.
        linked: those in links.
        pressed: those in buttons.
        blocks: of each the block that it is part of.
    """

    pieces: list[tuple[str, int, int]]
    dead: list[bool]
    linked: list[bool]
    pressed: list[bool]
    blocks: list[int]


def _look(
    elements: list[Element], attributes: list[Sequence[str]], classes: list[str | None], parents: list[int]
) -> _Seen:
    size = len(elements)
    # The last of each is for what stands around the first.
    dead, linked, pressed = ([False] * (size + 1) for _ in range(3))
    blocks, pieces = list(range(size)), list[tuple[str, int, int]]()
    hiding = {name for name in set(classes) if name is not None and _hides(name)}
    for i, (el, parent, names, name) in enumerate(zip(elements, parents, attributes, classes, strict=True)):
        if dead[parent]:
            dead[i] = True
            continue
        if (tail := el.tail) is not None and i and (tail := tail.strip()):
            pieces.append((tail, parent, i))
        tag = el.tag
        may_hide = names and i and (name in hiding or not _TELLING.isdisjoint(names))
        if tag in _NEVER_SEEN or (may_hide and is_out_of_sight(el, names, name)):
            dead[i] = True
            continue
        linked[i] = tag == "a" or linked[parent]
        pressed[i] = tag == "button" or pressed[parent]
        if i and tag not in _BLOCKS:
            blocks[i] = blocks[parent]
        if (own := el.text) is not None and (own := own.strip()):
            pieces.append((own, i, i))
    return _Seen(pieces, dead, linked, pressed, blocks)


def _may_date(piece: str, length: int) -> bool:
    """True for a text so short that a date in it is what it says, or one of several things, each with a label."""
    return 2 < length < _SHORT or (_SHORT <= length < _LONG_LINE and _LABELLED.search(piece) is not None)


def _stamps(
    elements: Sequence[Element], attributes: Sequence[Sequence[str]], dead: Sequence[bool], language: str | None
) -> set[int]:
    """Which of the elements that are seen have a date in an attribute."""
    return {
        i for i, names in enumerate(attributes)
        if ("title" in names or "datetime" in names) and not dead[i] and _is_stamped(elements[i], language)
    }  # fmt: skip


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
    if not _TELLING.isdisjoint(names) and (is_hidden(el, names) or is_overlay(el, names)):
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


def _is_beside(page: Measures, i: int) -> bool:
    if page.elements[i].tag in BESIDE:
        return True
    names = page.attributes[i]
    if not names or page.prose[i]:
        return False  # running text is no box, whatever it is called: "gdpr-Paragraph"
    name = page.classes[i]
    if "id" in names:
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
