"""Posts of an unknown engine: elements that repeat, hold much of the page's text, and bear a date each."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import Any

from forumclean.reader.page.markup import NO_POST
from forumclean.reader.unknown.measure import Measures
from forumclean.reader.unknown.words import words

__all__ = ["Group", "find_posts"]

Element = Any
Signature = tuple[Any, ...]

_DIGITS = re.compile(r"\d+")
_TOKENS = 10  # a theme gives an element a handful of classes; what has more was made to be slow
_COVERS = 0.4  # share of the page's text that the posts hold together
_COVERS_NAMED = 0.12  # the same where their class or id says that they are posts
_COVERS_STAMPED = 0.2  # and where each has a time element
_SAYS = 0.4  # share of the running text, from the first of them on, that will do as well
_NEARLY = 0.6  # of the fullest group's text: more posts are worth more than a little more text
_TWO_DATES = 1.5  # a text
_DATED = 0.6
_FULLEST = 0.8  # one with more of the text than this is an article among other things
_FULLEST_NAMED = 0.95
_LINKED = 0.65
_FEW = 3  # elements that are taken for posts without names or without dates
_UNSIGNED = 0.3  # what one of those counts
_WRAPS = 0.6  # of all dates, or of the text, in one of them: it is no post
_FAR = 80  # elements between a post's head and its text, where they stand side by side


@dataclass(frozen=True, slots=True)
class Group:
    """Elements of one look that could be the posts.

    Attributes:
        members: places in document order.
        starts: where each post starts: at the member, or at a head that stands before it.
        covers: characters of text that they hold together.
        worth: how many posts they make: those with a date and a name, less the others, by how alike they all look.
        named: what a class or an id says of them: 3 replies, 2 posts, 1 comments, which can stand under an article, 0
            nothing.
        fullest: share of the text that the fullest of them has.
        signed: they have names.
    """

    members: tuple[int, ...]
    starts: tuple[int, ...]
    covers: int
    worth: float
    named: int
    fullest: float
    signed: bool


def find_posts(page: Measures, *, undated: bool = False) -> Group | None:
    """The posts, or None when nothing on the page repeats as posts do.

    Args:
        page: its measures.
        undated: nothing tells its posts but that each says something.
    """
    if max(len(page.dates), len(page.names)) < 2 and not undated:
        return None  # of several posts each has one of them
    said = [0, *accumulate(page.prose)]
    # Of several posts each has a date or a name.
    candidates = (found for found in _candidates(page) if undated or _told(page, found[1]) > 1)
    judged = (_judge(page, members, named, said, undated=undated) for named, members in candidates)
    groups = [group for group in judged if group]
    if not groups:
        return None
    signed = [group for group in groups if group.signed]
    good = [group for group in signed if group.named] or signed or groups
    most = max(group.covers for group in good)
    good = [group for group in good if group.covers >= _NEARLY * most]
    # More posts first: the wrapper of all posts has as much text. Then more text, then the outer of two that agree.
    best = max(good, key=_rank)
    return max(_with_own_heads(page, groups, best), key=_rank, default=best)


def _rank(group: Group) -> tuple[float, int, int]:
    return round(group.worth, 2), group.covers, -group.members[0]


def _with_own_heads(page: Measures, groups: Sequence[Group], inner: Group) -> list[Group]:
    """Groups around one whose heads stand before its members: with heads of their own, and a post of it in each."""
    if inner.starts == inner.members:
        return []
    # What is around others of them is no post.
    least = sum(not _holds_one(page, i, inner.members) for i in inner.members)
    named = _named_share(page, inner)
    return [
        group for group in groups
        if group.starts == group.members and group.covers >= _NEARLY * inner.covers and len(group.members) >= least
        and _named_share(page, group) >= named and all(_holds_one(page, i, inner.members) for i in group.members)
    ]  # fmt: skip


def _named_share(page: Measures, group: Group) -> float:
    """Share of the posts that hold a name, or lend one."""
    names = _count(page.named, group.starts, [page.ends[i] for i in group.members])
    return sum(map(bool, names)) / len(names)


def _holds_one(page: Measures, i: int, places: Sequence[int]) -> bool:
    at = bisect_left(places, i + 1)
    return at < len(places) and places[at] < page.ends[i]


def _candidates(page: Measures) -> list[tuple[int, list[int]]]:
    groups: defaultdict[Signature, list[int]] = defaultdict(list)
    for i, (tag, said, name) in enumerate(zip(page.tags, page.text, page.classes, strict=True)):
        if said == 0 or tag in NO_POST:
            continue
        look = _looks(tag, name) if name else ()
        # Most elements have nothing but a class, or nothing at all.
        if len(page.attributes[i]) > (name is not None):
            look += tuple(_marks(page, i))
        for signature in look or ((tag, "<", page.parents[i]),):
            groups[signature].append(i)
    return [(_named(signature), members) for signature, members in groups.items() if len(members) > 1]


def _named(signature: Signature) -> int:
    if signature[1] == "<":
        return 0
    name, known = str(signature[2]).lower(), words()
    if any(part in name for part in known.aside_part):
        return 1
    if any(part in name for part in known.reply_part):
        return 3
    return 2 if any(part in name for part in known.post_part) else 0


def _marks(page: Measures, i: int) -> Iterator[Signature]:
    """How an element can be like others by an id that counts, or by what microdata say of it."""
    el, names = page.elements[i], page.attributes[i]
    if "id" in names or "data-testid" in names:
        name = el.get("id") or el.get("data-testid")
        if name and _DIGITS.search(name):
            yield el.tag, "#", _DIGITS.sub("0", name)
    if ("itemtype" in names or "itemprop" in names) and (kind := el.get("itemtype") or el.get("itemprop")):
        yield el.tag, "@", kind


@lru_cache(maxsize=1 << 14)
def _looks(tag: str, name: str) -> tuple[Signature, ...]:
    """How an element can be like others by its classes, without the numbers that tell one post from the next."""
    return tuple((tag, ".", _DIGITS.sub("0", token)) for token in name.split()[:_TOKENS])


def _judge(
    page: Measures, members: Sequence[int], named: int, said: Sequence[int], *, undated: bool = False
) -> Group | None:
    """A group as posts, or None when it holds too little text or too few dates; ``said`` counts the prose before it."""
    least = (_COVERS_NAMED if named else _COVERS) * page.text[0]
    if sum(page.text[i] for i in members) < least and all(said[page.ends[i]] == said[i] for i in members):
        return None
    inner, own = _nesting(page, members)
    kept = [n for n in range(len(members)) if own[n] > 1]
    covers = sum(own[n] for n in kept)
    if len(kept) < 2:
        return None
    places, ends = [members[n] for n in kept], [inner[n] for n in kept]
    if covers < least and _share(said, places, ends) < _SAYS and not _are_stamped(page, places, ends, covers):
        return None
    starts = places
    dates = _count(page.dated, starts, ends)
    if sum(map(bool, dates)) < _DATED * len(kept):
        if _are_signed_below(page, places):
            return None
        starts = _heads(page, places)
        dates = _count(page.dated, starts, ends)
    names = _count(page.named, starts, ends)
    says = _count(said, starts, ends)
    signed = _worth(dates, names, named) or _named_alone(names, says)
    good = signed or _unsigned(says if undated else dates, says)
    # What has no names must look the more alike: one class of a toolkit stands on heads, bodies and boxes.
    worth = good and good * _likeness(page, places) ** (1 if signed else 2)
    fullest = max(range(len(kept)), key=lambda n: own[kept[n]])
    share = own[kept[fullest]] / covers
    least_worth = 0.0 if signed else 2 * _UNSIGNED  # sections of a page look less alike
    if worth <= least_worth or share > (_FULLEST_NAMED if named else _FULLEST) or _are_cards(page, places, fullest):
        return None
    return Group(tuple(places), tuple(starts), covers, worth, named, share, signed > 0)


def _told(page: Measures, members: Sequence[int]) -> int:
    """How many dates and names stand in some elements, and where the heads of the first could be."""
    start, end = max(0, members[0] - _FAR), max(page.ends[i] for i in members)
    return page.dated[end] - page.dated[start] + page.named[end] - page.named[start]


def _are_signed_below(page: Measures, places: Sequence[int]) -> bool:
    """True for texts whose dates follow them in the elements around, which look alike: those are the posts."""
    around = [page.parents[i] for i in places]
    looks = Counter(page.classes[at] for at in around if page.classes[at])
    if len(set(around)) < len(places) or not looks or looks.most_common(1)[0][1] < _FEW:
        return False
    below = [
        page.dated[page.ends[at]] > page.dated[page.ends[i]] and page.dated[i] == page.dated[at]
        for i, at in zip(places, around, strict=True)
    ]
    # Two dates a text are those of a head and of an edit.
    found = page.dated[page.ends[around[-1]]] - page.dated[places[0]]
    return sum(below) >= _DATED * len(places) and found < _TWO_DATES * len(places)


def _share(said: Sequence[int], places: Sequence[int], ends: Sequence[int]) -> float:
    """Share of the running text in some posts, of all that stands from the first of them on: an opening may be long."""
    return sum(_count(said, places, ends)) / max(1, said[-1] - said[places[0]])


def _are_stamped(page: Measures, places: Sequence[int], ends: Sequence[int], covers: int) -> bool:
    """Most say something, and all tell programs when: what a page says around such posts may be more than they do."""
    if len(places) < _FEW or covers < _COVERS_STAMPED * page.text[0]:
        return False
    stamps = [i for i in page.dates if page.elements[i].tag == "time"]
    marks = [bisect_left(stamps, end) - bisect_left(stamps, start) for start, end in zip(places, ends, strict=True)]
    said = [any(page.prose[start:end]) for start, end in zip(places, ends, strict=True)]
    return all(marks) and sum(said) >= _DATED * len(said)


def _are_cards(page: Measures, places: Sequence[int], fullest: int) -> bool:
    """Beside the fullest one there are only links: an article, and teasers of others."""
    others = [place for n, place in enumerate(places) if n != fullest]
    links = sum(page.links[i] for i in others)
    return links > _LINKED * (links + sum(page.text[i] for i in others))


def _count(before: Sequence[int], starts: Sequence[int], ends: Sequence[int]) -> list[int]:
    return [before[end] - before[start] for start, end in zip(starts, ends, strict=True)]


def _heads(page: Measures, places: Sequence[int]) -> list[int]:
    """Starts of posts whose date and name stand in an element before the text: after the post before, but near."""
    gaps = [b - page.ends[a] for a, b in pairwise(places) if b > page.ends[a]]
    usual = sorted(gaps)[len(gaps) // 2] if gaps else 0
    starts = []
    for n, place in enumerate(places):
        after = page.ends[places[n - 1]] if n else 0
        starts.append(max(min(after, place), place - min(usual, _FAR)))
    return starts


def _worth(dates: Sequence[int], names: Sequence[int], named: int) -> float:
    """Number of good posts less half of the bad ones; what holds most of all dates is a wrapper, no post."""
    size = len(dates)
    both = sum(1 for date, name in zip(dates, names, strict=True) if date and name)
    dated, with_name = sum(map(bool, dates)), sum(map(bool, names))
    if both >= _DATED * size:
        good = float(both)
    elif named and dated >= _DATED * size and dated > 1:
        good = 0.5 * dated
    elif named and with_name >= _DATED * size:
        good = 0.6 * with_name
    else:
        return 0.0
    fullest = max(dates) / max(1, sum(dates)) if dated else 1 / size
    evenness = (1 - fullest) / (1 - 1 / size)
    return (good - 0.5 * (size - good)) * min(1.0, 0.2 + evenness)


def _named_alone(names: Sequence[int], said: Sequence[int]) -> float:
    """Worth of elements without dates: each must have a name, and most say something."""
    size = len(names)
    is_good = size >= _FEW and all(names) and sum(map(bool, said)) >= _DATED * size
    return _UNSIGNED * size if is_good else 0.0


def _unsigned(dates: Sequence[int], said: Sequence[int]) -> float:
    """Worth of elements with dates, and nothing that is known to be a name: each must say something."""
    size, dated = len(dates), sum(map(bool, dates))
    if size < _FEW or min(dated, sum(map(bool, said))) < _DATED * size or max(dates) > _WRAPS * sum(dates):
        return 0.0
    return _UNSIGNED * dated


def _likeness(page: Measures, members: Sequence[int]) -> float:
    """Share of the members with one of the two commonest looks: odd and even rows are alike enough."""
    looks = Counter(_DIGITS.sub("0", page.classes[i] or "") for i in members)
    return sum(count for _, count in looks.most_common(2)) / len(members)


def _nesting(page: Measures, members: Sequence[int]) -> tuple[list[int], list[int]]:
    """For each member the place where the first member inside it starts (or it ends), and its text without those."""
    inner, own = [page.ends[i] for i in members], [page.text[i] for i in members]
    around: list[int] = []
    for n, i in enumerate(members):
        while around and page.ends[members[around[-1]]] <= i:
            around.pop()
        if around:
            own[around[-1]] -= page.text[i]
            inner[around[-1]] = min(inner[around[-1]], i)
        around.append(n)
    return inner, own
