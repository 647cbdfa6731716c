"""Who wrote the posts of an unknown engine, and when: which of the names and dates in each of them are its own.

A part of all posts is known by its look, which is the same in each of them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

from forumclean.dates.machine import machine_date, machine_day
from forumclean.dates.reading import holds_date, read_date
from forumclean.reader.page.blocks import text_of
from forumclean.reader.page.markup import BLOCK, BOLD, DATED, HEADINGS, TAGS
from forumclean.reader.unknown.lines import could_be_name, is_head_line, name_in_line, named_by, whole_date
from forumclean.reader.unknown.measure import Measures

__all__ = ["Region", "find_authors", "find_dates", "line_with_name", "look_of"]

Element = Any
Region = tuple[int, int]
Look = tuple[Any, ...]

_DIGITS = re.compile(r"\d+")
_BEHIND = re.compile(r"\s*[(<\[][^()<>\[\]]*[@.][^()<>\[\]]*[)>\]]\s*$")  # an address or a site
_CLOCK = re.compile(r"\d\d?[:.]\d\d")
_LONGEST_BOLD = 25
_LONGEST_NAME = 32
_LONGEST_DATE = 120
_OFTEN = 0.5
_MOSTLY = 0.6
_ALL = 0.8  # as good as all: of the posts, of a line
_MORE_THAN_NAME = 0.7  # of the weight of a name: "12 replies, Senior Member"
_PHRASE = 0.5  # and of a phrase
_SEVERAL = 3  # posts of one name make it no name
_VARIED = 0.3  # of the values that must differ
_TOO_MANY = 4000  # elements of one post in which a name is looked for without any sign of one


def find_authors(
    page: Measures, regions: Sequence[Region], title: str | None, language: str | None = None
) -> list[int | None]:
    """The name of each post's author: by class or link, or printed bold, or a short text that posts differ in.

    Where none of these is found it is the line around the date that holds the name.

    Args:
        page: its measures.
        regions: where each post starts and ends.
        title: of the page; no author is called so.
        language: of the page.
    """
    weigh = lambda i: 1.0 if could_be_name(text_of(page.elements[i])) else _MORE_THAN_NAME  # noqa: E731
    regular = _shared(page, regions, _varied(page, regions, page.names, title), weigh)
    if _count(regular) < _OFTEN * len(regions):
        regular = _shared(page, regions, page.names, weigh)  # one person can have written all posts
    if _count(regular) >= _OFTEN * len(regions):
        return [None if i is None else _link_in(page, i) for i in regular]
    bold = [i for i, el in enumerate(page.elements) if _is_bold_name(page, i, el)]
    lines = _lines(page, regions, language)
    wanted = _varied(page, regions, sorted({*bold, *_short_texts(page, regions)}), title)
    found = _shared(page, regions, wanted, weigh=lambda i: _name_weight(page, i))
    if _count(found) >= _MOSTLY * len(regions) and _count(found) > _count(regular):
        is_plain = not any(i is not None and page.elements[i].tag in BOLD for i in found)
        return lines if is_plain and _stand_elsewhere(page, found, lines) else found
    return lines if _count(lines) >= _MOSTLY * len(regions) and _count(lines) > _count(regular) else regular


def _stand_elsewhere(page: Measures, found: Sequence[int | None], lines: Sequence[int | None]) -> bool:
    """True for short texts such as "Yours, Ann" in posts whose lines with the date name somebody as well."""
    pairs = [(i, line) for i, line in zip(found, lines, strict=True) if i is not None and line is not None]
    outside = sum(not line <= i < page.ends[line] for i, line in pairs)
    return _count(lines) >= _count(found) and outside > _OFTEN * len(pairs)


def find_dates(page: Measures, regions: Sequence[Region], language: str | None) -> list[int | None]:
    """The date of each post: of several that every post has, the one that grows down the page."""
    growth = _growth(page, regions, language)
    dates = _shared(
        page, regions, page.dates, weigh=lambda i: _date_weight(page, i) * growth.get(_place_of(page, i), 1.0),
        look=_place_of,
    )  # fmt: skip
    looks = Counter(_place_of(page, i) for i in dates if i is not None)
    rare = len(regions) >= _SEVERAL and max(looks.values(), default=0) >= _OFTEN * len(regions)
    # A date in the text of one post is not when it was written.
    return [None if i is not None and rare and _is_in_text(page, i, looks) else i for i in dates]


def look_of(page: Measures, i: int) -> Look:
    """What elements that do the same in different posts have in common."""
    el = page.elements[i]
    own = _DIGITS.sub("0", el.get("class") or "")
    if own or el.get("itemprop"):
        return el.tag, own, el.get("itemprop")
    parent = page.parents[i]
    above = page.elements[parent] if parent >= 0 else el
    return el.tag, "<", above.tag, _DIGITS.sub("0", above.get("class") or "")


def _place_of(page: Measures, i: int) -> Look:
    """The look of an element and of what holds it: the day of a post and that of joining are often printed alike."""
    parent = page.parents[i]
    return (*look_of(page, i), *(look_of(page, parent) if parent > 0 else ()))


def _count(found: Sequence[int | None]) -> int:
    return sum(i is not None for i in found)


def _is_in_text(page: Measures, i: int, looks: Counter[Look]) -> bool:
    """True for a date of a rare look in running text."""
    if looks[_place_of(page, i)] > 1 or page.elements[i].tag in DATED:
        return False
    for at in (i, page.parents[i]):
        if at >= 0 and (
            page.prose[at] or (page.elements[at].tag == "p" and not _says_when(text_of(page.elements[at])))
        ):
            return True
    return False


def _says_when(text: str) -> bool:
    """True for a text that is a date, and hardly anything else."""
    found = whole_date(text)
    return found is not None and found.end - found.start >= _ALL * len(text)


def _is_bold_name(page: Measures, i: int, el: Element) -> bool:
    is_short = el.tag in BOLD and len(el) < 2 and 2 <= page.text[i] + page.links[i] <= _LONGEST_BOLD
    # A date is more than a name, and "Re: a roof" another thing.
    return is_short and page.dated[i] == page.dated[page.ends[i]] and ":" not in text_of(el).rstrip(" :")


def _varied(page: Measures, regions: Sequence[Region], wanted: Sequence[int], title: str | None) -> list[int]:
    """Those whose look does not say the same in all posts, and not the title of the page."""
    values: defaultdict[Look, Counter[str]] = defaultdict(Counter)
    for start, end in regions:
        seen: set[Look] = set()
        for i in wanted[bisect_left(wanted, start) : bisect_left(wanted, end)]:
            if (look := look_of(page, i)) not in seen:
                seen.add(look)
                values[look][text_of(page.elements[i])] += 1
    same = {
        look for look, said in values.items()
        if (len(said) == 1 and said.total() >= _SEVERAL) or (title and said[title] >= _OFTEN * len(regions))
    }  # fmt: skip
    return [i for i in wanted if look_of(page, i) not in same] if same else list(wanted)


def _short_texts(page: Measures, regions: Sequence[Region]) -> Iterator[int]:
    """Elements of the posts with a text that could be a name, of looks whose text differs from post to post."""
    found = [[*_could_be_names(page, start, min(end, start + _TOO_MANY))] for start, end in regions]
    counts = Counter(text for own in found for text in {text for _, text in own})
    # What can be done with each post comes in all of them: "Reply".
    common = {text for text, count in counts.items() if count >= max(_SEVERAL, _ALL * len(regions))}
    places: defaultdict[Look, list[int]] = defaultdict(list)
    values: defaultdict[Look, set[str]] = defaultdict(set)
    for own in found:
        seen: set[Look] = set()
        for i, text in own:
            if text not in common and (look := look_of(page, i)) not in seen:
                seen.add(look)
                places[look].append(i)
                values[look].add(text)
    kept: set[int] = set()
    for look, alike in places.items():
        if len(alike) >= _MOSTLY * len(regions) and len(values[look]) >= max(2, _VARIED * len(alike)):
            kept.update(alike)
    return iter(sorted(kept))


def _could_be_names(page: Measures, start: int, end: int) -> Iterator[tuple[int, str]]:
    for i in range(start, end):
        el = page.elements[i]
        if 0 < page.text[i] + page.links[i] <= _LONGEST_NAME * 2 and _parts_with_text(el) <= 1:
            text = _said_name(text_of(el))
            if could_be_name(text) and not holds_date(text):
                yield i, text


def _parts_with_text(el: Element) -> int:
    return sum(1 for child in el if len(child) or child.text)


def _said_name(text: str) -> str:
    """A short text, or the name behind its label, without an address behind it."""
    return _BEHIND.sub("", named_by(text) or text)


def _lines(page: Measures, regions: Sequence[Region], language: str | None) -> list[int | None]:
    """The line of each post that says a date and a name, where the names differ."""
    found: list[int | None] = []
    names: list[str] = []
    for start, end in regions:
        dates = page.dates[bisect_left(page.dates, start) : bisect_left(page.dates, end)]
        at, name = next(filter(None, (line_with_name(page, i, start, language) for i in dates)), (None, None))
        found.append(at)
        names += [name] if name else []
    return found if len(set(names)) >= max(2, _VARIED * len(names)) else [None] * len(regions)


def line_with_name(page: Measures, date: int, outer: int, language: str | None) -> tuple[int, str] | None:
    """The line that a date stands on, and the name that it says.

    Args:
        page: its measures.
        date: the place of an element with a date.
        outer: an element that the line does not leave.
        language: of the page.
    """
    at = date
    while at > outer and page.text[at] + page.links[at] <= _LONGEST_DATE:
        line = text_of(page.elements[at], apart=True)
        if whole_date(line, language) and (name := name_in_line(line, language)):
            return (at, name) if not page.prose[at] or is_head_line(line, name, language) else None
        at = page.parents[at]
    return None


def _link_in(page: Measures, i: int) -> int:
    """The link in a block that a class calls the author, and that says more of him than his name."""
    if not TAGS.get(page.elements[i].tag, 0) & BLOCK or not page.text[i]:
        return i
    inside = (n for n in range(i + 1, page.ends[i]) if page.elements[n].tag == "a")
    return next((n for n in inside if could_be_name(text_of(page.elements[n]))), i)


def _name_weight(page: Measures, i: int) -> float:
    """A link is rather a name than plain text is, a bold one rather still, and what stands beside the date.

    A word such as "by" before it tells it from all others.
    """
    tag = page.elements[i].tag
    weight = 1.0 + 0.5 * (page.links[i] > 0) + 0.3 * (tag in BOLD and tag not in HEADINGS)
    weight += 0.25 * _is_beside_date(page, i)
    text = text_of(page.elements[i])
    return 1.0 + weight if named_by(text) else weight * (_PHRASE if _is_phrase(text) else 1.0)


def _is_phrase(text: str) -> bool:
    """True for words of which only the first has a capital: a title, as "Works as it should"."""
    words = text.split()
    return len(words) > 1 and words[0][:1].isupper() and any(word[0].islower() for word in words[1:])


def _is_beside_date(page: Measures, i: int) -> bool:
    """True for an element on a line with a date, a title being on one of its own."""
    line = page.parents[i]
    return page.text[line] + page.links[line] <= _LONGEST_DATE and page.dated[page.ends[line]] > page.dated[line]


def _shared(
    page: Measures,
    regions: Sequence[Region],
    wanted: Sequence[int],
    weigh: Callable[[int], float] = lambda _: 1.0,
    look: Callable[[Measures, int], Look] = look_of,
) -> list[int | None]:
    """In each region the first element that is wanted and has the look most of the wanted ones share."""
    found = [wanted[bisect_left(wanted, start) : bisect_left(wanted, end)] for start, end in regions]
    weights: Counter[Look] = Counter()
    for places in found:
        seen: dict[Look, float] = {}
        for place, i in enumerate(places):
            # Of two looks that every post has, the first to come is the post's own.
            seen.setdefault(look(page, i), weigh(i) - place * 0.01)
        weights.update(seen)
    ranking = {each: n for n, (each, _) in enumerate(weights.most_common())}
    return [min(places, key=lambda i: (ranking[look(page, i)], i), default=None) for places in found]


def _date_weight(page: Measures, i: int) -> float:
    """A date with a clock time, or in a time element, is rather the post's than the day someone joined."""
    el = page.elements[i]
    if el.tag in DATED:
        return 3.0
    text = text_of(el)
    return 0.1 if len(text) > _LONGEST_DATE else 2.0 if _CLOCK.search(text) else 1.0


def _growth(page: Measures, regions: Sequence[Region], language: str | None) -> dict[Look, float]:
    """How far the dates of a look grow from post to post, 0.5 to 1.5, where there are several looks to choose from."""
    series: defaultdict[Look, list[int]] = defaultdict(list)
    for start, end in regions:
        seen: set[Look] = set()
        for i in page.dates[bisect_left(page.dates, start) : bisect_left(page.dates, end)]:
            if (look := _place_of(page, i)) not in seen:
                seen.add(look)
                series[look].append(i)
    rivals = [look for look, places in series.items() if len(places) >= max(2, _OFTEN * len(regions))]
    if len(rivals) < 2 or len(regions) < 2:
        return {}
    found: dict[Look, float] = {}
    for look in rivals:
        moments = [moment for i in series[look] if (moment := _moment(page.elements[i], language))]
        pairs = list(pairwise(moments))
        if pairs:
            found[look] = 0.5 + max(sum(a <= b for a, b in pairs), 0.9 * sum(a >= b for a, b in pairs)) / len(pairs)
    return found


def _moment(el: Element, language: str | None) -> datetime | None:
    stamp = machine_date(el.get("datetime")) or machine_day(el.get("datetime")) or machine_date(el.get("title"))
    if stamp is None:
        reading = read_date(text_of(el), language)
        stamp = next(iter(reading.moments.values()), None) if reading else None
    return stamp if stamp is None or stamp.tzinfo else stamp.replace(tzinfo=UTC)
