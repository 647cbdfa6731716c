"""Inside the posts of an unknown engine: which element holds the text, which the date, which the name."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from forumclean.reader.page.blocks import text_of
from forumclean.reader.page.markup import BOLD, DATED, INLINE
from forumclean.reader.unknown.measure import Measures, words
from forumclean.reader.unknown.repeated import Group

__all__ = ["Anatomy", "dissect"]

Element = Any
Signature = tuple[Any, ...]

_DIGITS = re.compile(r"\d+")
_CLOCK = re.compile(r"\d\d?[:.]\d\d")
_LONGEST_BOLD = 25
_LONGEST_DATE = 120
_OFTEN = 0.5
_NEARLY = 0.9
_ROUGHLY = 0.75


@dataclass(frozen=True, slots=True)
class Anatomy:
    """Places of the parts of one post; None for what was not found."""

    post: int
    body: int | None
    author: int | None
    date: int | None


def dissect(page: Measures, group: Group) -> list[Anatomy]:
    """Find the parts that the posts have in common; a part is known by its look, which is the same in every post."""
    posts = group.members
    regions = [(start, _region_end(page, posts, n)) for n, start in enumerate(group.starts)]
    authors = _shared(page, regions, page.names)
    if sum(author is not None for author in authors) < _OFTEN * len(authors):
        # No class and no link tells the name: then what is printed bold at the head of each post.
        authors = _shared(page, regions, [i for i, el in enumerate(page.elements) if _is_bold_name(page, i, el)])
    dates = _shared(page, regions, page.dates, weigh=lambda i: _date_weight(page, i))
    bodies = _bodies(page, [(i, end) for i, (_, end) in zip(posts, regions, strict=True)], authors, dates)
    return [Anatomy(i, bodies[n], authors[n], dates[n]) for n, i in enumerate(posts)]


def _is_bold_name(page: Measures, i: int, el: Element) -> bool:
    return el.tag in BOLD and len(el) < 2 and 2 <= page.text[i] + page.links[i] <= _LONGEST_BOLD


def _region_end(page: Measures, posts: Sequence[int], n: int) -> int:
    """A post ends where a post inside it starts."""
    end = page.ends[posts[n]]
    return min(end, posts[n + 1]) if n + 1 < len(posts) else end


def _shared(
    page: Measures,
    regions: Sequence[tuple[int, int]],
    wanted: Sequence[int],
    weigh: Callable[[int], float] = lambda _: 1.0,
) -> list[int | None]:
    """In each region the first element that is wanted and has the look most of the wanted ones share."""
    found = [wanted[bisect_left(wanted, start) : bisect_left(wanted, end)] for start, end in regions]
    weights: Counter[Signature] = Counter()
    for places in found:
        seen: dict[Signature, float] = {}
        for place, i in enumerate(places):
            # Of two looks that every post has, the first to come is the post's own.
            seen.setdefault(_look(page, i), weigh(i) - place * 0.01)
        weights.update(seen)
    ranking = {look: n for n, (look, _) in enumerate(weights.most_common())}
    return [min(places, key=lambda i: (ranking[_look(page, i)], i), default=None) for places in found]


def _look(page: Measures, i: int) -> Signature:
    el = page.elements[i]
    own = _DIGITS.sub("0", el.get("class") or "")
    if own or el.get("itemprop"):
        return el.tag, own, el.get("itemprop")
    parent = page.parents[i]
    above = page.elements[parent] if parent >= 0 else el
    return el.tag, "<", above.tag, _DIGITS.sub("0", above.get("class") or "")


def _date_weight(page: Measures, i: int) -> float:
    """A date with a clock time, or in a time element, is rather the post's than the day someone joined."""
    el = page.elements[i]
    if el.tag in DATED:
        return 3.0
    text = text_of(el)
    return 0.1 if len(text) > _LONGEST_DATE else 2.0 if _CLOCK.search(text) else 1.0


def _bodies(
    page: Measures, regions: Sequence[tuple[int, int]], authors: Sequence[int | None], dates: Sequence[int | None]
) -> list[int | None]:
    """The element with the text: of one look in most posts, without the post's name and date, and with most text."""
    options = [
        dict(_options(page, region, [i for i in (authors[n], dates[n]) if i is not None]))
        for n, region in enumerate(regions)
    ]
    texts: Counter[Signature] = Counter()
    counts: Counter[Signature] = Counter()
    for own in options:
        counts.update(own.keys())
        texts.update({look: page.text[i] for look, i in own.items()})
    often = {look: texts[look] for look, n in counts.items() if n >= _OFTEN * len(regions)}
    if not often:
        return [None] * len(regions)
    chosen = _choose(often, counts, options)
    return [_pick(page, own, chosen) for own in options]


def _choose(often: dict[Signature, int], counts: Counter[Signature], options: list[dict[Signature, int]]) -> Signature:
    """The innermost look that still holds nearly all of the most text; a telling class name makes "nearly" wider."""
    most = max(often.values())
    known = words().body_part
    telling = [
        look for look, text in often.items()
        if text >= _ROUGHLY * most and any(part in str(look[1]).lower() for part in known)
    ]  # fmt: skip
    near = telling or [look for look, text in often.items() if text >= _NEARLY * most]
    furthest = {look: max(own[look] for own in options if look in own) for look in near}
    depth = {look: furthest[look] - min(own.values()) for own in options for look in near if look in own}
    return max(near, key=lambda look: (counts[look], depth.get(look, 0), often[look]))


def _pick(page: Measures, own: dict[Signature, int], chosen: Signature) -> int | None:
    if chosen in own:
        return own[chosen]
    # A post of another build, such as the first: its element with most text.
    return max(own.values(), key=lambda i: page.text[i], default=None)


def _options(page: Measures, region: tuple[int, int], apart: Sequence[int]) -> Iterator[tuple[Signature, int]]:
    """Looks of the elements of a post that could be its body, with the fullest element of each."""
    start, end = region
    best: dict[Signature, int] = {}
    for i in range(start, end):
        el = page.elements[i]
        if el.tag in INLINE or page.text[i] == 0 or any(i <= other < page.ends[i] for other in apart):
            continue
        look = _place(page, i, start)
        if look not in best or page.text[i] > page.text[best[look]]:
            best[look] = i
    return iter(best.items())


def _place(page: Measures, i: int, start: int) -> Signature:
    """The look of an element, or its path in the post when nothing names it."""
    el = page.elements[i]
    own = _DIGITS.sub("0", el.get("class") or el.get("itemprop") or "")
    if own:
        return el.tag, own
    name = _DIGITS.sub("0", el.get("id") or "")
    if name and name != el.get("id"):
        return el.tag, name
    path: list[Any] = [el.tag, ""]
    while i > start and len(path) < 12:
        parent = page.parents[i]
        path.append((el.tag, page.elements[parent].index(el) if len(page.elements[parent]) < 20 else -1))
        i, el = parent, page.elements[parent]
    return tuple(path)
