"""Inside the posts of an unknown engine: which element holds the text, and what in it is none of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from forumclean.reader.page.blocks import text_of
from forumclean.reader.page.markup import INLINE
from forumclean.reader.unknown.heads import Region, find_authors, find_dates
from forumclean.reader.unknown.measure import Measures
from forumclean.reader.unknown.repeated import Group
from forumclean.reader.unknown.words import words

__all__ = ["Anatomy", "dissect", "head_line", "innermost"]

Element = Any
Signature = tuple[Any, ...]

_DIGITS = re.compile(r"\d+")
_LONGEST_LINE = 120  # characters of a head's line
_COVERED = 0.6  # of the posts' running text that their bodies must hold
_PARAGRAPHS = frozenset(("p", "ul", "ol", "pre", "blockquote"))
_PRESSED = frozenset(("a", "button"))
_SEVERAL = 3  # posts that have the same link
_CONTROL = 20  # characters of a link or button that does something
_OFTEN = 0.5
_NEARLY = 0.9
_ROUGHLY = 0.75


@dataclass(frozen=True, slots=True)
class Anatomy:
    """Places of the parts of one post; None for what was not found.

    Attributes:
        post, body, author, date: where they stand.
        more: the rest of the body, where no element holds all of it and nothing else.
        apart: what in the body is no part of it: the lines of the head.
    """

    post: int
    body: int | None
    author: int | None
    date: int | None
    apart: tuple[int, ...] = ()
    more: tuple[int, ...] = ()


def dissect(page: Measures, group: Group, *, title: str | None = None, language: str | None = None) -> list[Anatomy]:
    """Find the parts that the posts have in common.

    Args:
        page: its measures.
        group: the posts.
        title: of the page.
        language: of the page.
    """
    posts = group.members
    regions = [(start, _region_end(page, posts, n)) for n, start in enumerate(group.starts)]
    authors = find_authors(page, regions, title, language)
    dates = find_dates(page, regions, language)
    inner = [(i, end) for i, (_, end) in zip(posts, regions, strict=True)]
    bodies = _bodies(page, inner, authors, dates)
    held = sum(_said_in(page, body, region) for body, region in zip(bodies, inner, strict=True))
    if held < _COVERED * sum(_said_in(page, None, region) for region in inner):
        bodies = [None] * len(posts)
    holders = _holders(page, inner, [{*pair} for pair in zip(authors, dates, strict=True)])
    found = [
        _by_exclusion(page, inner[n], holders[n], authors[n], dates[n]) if body is None
        else Anatomy(i, body, authors[n], dates[n])
        for n, (i, body) in enumerate(zip(posts, bodies, strict=True))
    ]  # fmt: skip
    return _without_controls(page, _without_lines_around(page, found))


def _without_controls(page: Measures, found: list[Anatomy]) -> list[Anatomy]:
    """The posts without the links and buttons that nearly each of them has: "Quote", "Reply"."""
    pressed = [[*_pressed(page, part)] for part in found]
    counts = Counter(said for own in pressed for said in {said for _, said in own})
    common = {said for said, count in counts.items() if count >= _SEVERAL and count >= _NEARLY * len(found)}
    if not common:
        return found
    return [
        replace(part, apart=(*part.apart, *(i for i, said in own if said in common)))
        for part, own in zip(found, pressed, strict=True)
    ]


def _pressed(page: Measures, part: Anatomy) -> Iterator[tuple[int, str]]:
    if part.body is not None:
        for i in range(part.body + 1, page.ends[part.body]):
            if page.elements[i].tag in _PRESSED and 1 < len(said := text_of(page.elements[i]).casefold()) <= _CONTROL:
                yield i, said


def _without_lines_around(page: Measures, found: list[Anatomy]) -> list[Anatomy]:
    """Without lines such as "Topic: …" before or after posts that each have a name, and a date where any has one."""
    are_dated = any(part.date is not None for part in found)
    whole = [n for n, part in enumerate(found) if part.author is not None and (part.date is not None or not are_dated)]
    if len(whole) < 2 or len(whole) < _NEARLY * (whole[-1] - whole[0] + 1):
        return found
    return [
        part for n, part in enumerate(found)
        if whole[0] < n < whole[-1] or part.author is not None or part.date is not None
        or _size(page, part.post) > _LONGEST_LINE
    ]  # fmt: skip


def _said_in(page: Measures, body: int | None, region: Region) -> int:
    """Running text in the body of a post; in all of the post when there is no body."""
    start, end = region
    return sum(page.prose[start:end] if body is None else page.prose[body : min(end, page.ends[body])])


def _holders(page: Measures, regions: Sequence[Region], heads: Sequence[Collection[int | None]]) -> list[int]:
    """What holds all running text of each post; of one without any, what looks like it in the others, or around it."""
    said = [
        [i for i in range(start, end) if page.prose[i] and i not in head]
        for (start, end), head in zip(regions, heads, strict=True)
    ]
    found = [innermost(page, own, start) if own else start for own, (start, _) in zip(said, regions, strict=True)]
    own = [(i, start) for i, (start, _), places in zip(found, regions, said, strict=True) if places]
    looks = [
        Counter(_place(page, i, start) for i, start in own),
        Counter(_place(page, page.parents[i], start) for i, start in own if i > start),
    ]
    usual = [look.most_common(1)[0][0] for look in looks if look]
    for n, region in enumerate(regions):
        if not said[n]:
            alike = (_alike(page, region, look) for look in usual)
            found[n] = next((i for i in alike if i is not None), region[0])
    return [_with_all_paragraphs(page, i, start) for i, (start, _) in zip(found, regions, strict=True)]


def _alike(page: Measures, region: Region, look: Signature) -> int | None:
    start, end = region
    alike = (i for i in range(start, end) if page.elements[i].tag == look[0])
    return next((i for i in alike if _place(page, i, start) == look), None)


def _with_all_paragraphs(page: Measures, holder: int, start: int) -> int:
    """What holds a paragraph and those beside it, where others of the same look say something too."""
    if holder <= start or page.elements[holder].tag not in _PARAGRAPHS:
        return holder
    above = page.parents[holder]
    for el in page.elements[above]:
        if el is not page.elements[holder] and el.tag in _PARAGRAPHS and el.get("class") == page.classes[holder]:
            return above
    return holder


def _by_exclusion(page: Measures, region: Region, body: int, author: int | None, date: int | None) -> Anatomy:
    """A post of which no part holds the text alone: what holds all of it, less the lines of the head."""
    apart = {head_line(page, i, body) for i in (author, date) if i is not None and body <= i < page.ends[body]}
    return Anatomy(region[0], body, author, date, tuple(sorted(apart)))


def innermost(page: Measures, places: Sequence[int], outer: int) -> int:
    """The innermost element that holds all of some places.

    Args:
        page: its measures.
        places: in document order, at least one.
        outer: an element that holds them, or that the answer must not leave.
    """
    at = places[0]
    while at > outer and page.ends[at] <= places[-1]:
        at = page.parents[at]
    return max(at, outer)


def head_line(page: Measures, i: int, body: int) -> int:
    """The line that a name or a date stands on, as far as it holds no running text."""
    at = i
    while (above := page.parents[at]) > body and not page.prose[above] and _size(page, above) <= _LONGEST_LINE:
        at = above
    return at


def _size(page: Measures, i: int) -> int:
    return page.text[i] + page.links[i]


def _region_end(page: Measures, posts: Sequence[int], n: int) -> int:
    """A post ends where a post inside it starts."""
    end = page.ends[posts[n]]
    return min(end, posts[n + 1]) if n + 1 < len(posts) else end


def _bodies(
    page: Measures, regions: Sequence[Region], authors: Sequence[int | None], dates: Sequence[int | None]
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
    return [_pick(page, own, chosen, region) for own, region in zip(options, regions, strict=True)]


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


def _pick(page: Measures, own: dict[Signature, int], chosen: Signature, region: Region) -> int | None:
    """The element of the chosen look; of a post that is a picture it has no text."""
    if chosen in own:
        return own[chosen]
    start, end = region
    silent = (
        i for i in range(start, end)
        if page.text[i] == 0 and page.elements[i].tag == chosen[0] and _place(page, i, start) == chosen
    )  # fmt: skip
    # A post of another build, such as the first: its element with most text.
    return next(silent, None) or max(own.values(), key=lambda i: page.text[i], default=None)


def _options(page: Measures, region: Region, apart: Sequence[int]) -> Iterator[tuple[Signature, int]]:
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
