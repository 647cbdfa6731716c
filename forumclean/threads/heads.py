"""Heads: author, date and number of each post of a thread, as far as the lines around the posts show them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from forumclean.dates.orders import settle
from forumclean.threads.borders import Regions
from forumclean.threads.lines import DATE, Line
from forumclean.threads.model import Weights
from forumclean.threads.places import Thread, authors_of
from forumclean.values.document import PostHead
from forumclean.values.model import Kind

__all__ = ["Head", "dates_of", "heads_of"]

_NUMBER = re.compile(r"#?\d+")
_LONGEST_NUMBER = 7
# By so much may numbers differ from post to post that no "#" marks.
_STEP = 2


@dataclass(frozen=True, slots=True)
class Head:
    """What is known of a post, and the lines that say it."""

    post: PostHead
    lines: tuple[int, ...]


def heads_of(regions: Regions, names: Weights) -> list[Head]:
    """Read the heads."""
    numbers, dates = _numbers_of(regions), dates_of(regions)
    authors = authors_of(Thread.of(regions, dates), names)
    moments = settle([regions.lines[i].date if i is not None else None for i in dates], None)
    heads: list[Head] = []
    for author, number, at, moment in zip(authors, numbers, dates, moments, strict=True):
        post = PostHead(
            number=number[1] if number else None,
            author=author[1] if author else None,
            date=moment,
            date_text=_printed(regions.lines[at]) if at is not None else None,
        )
        lines = [author and author[0], number and number[0], at]
        heads.append(Head(post, tuple(line for line in lines if line is not None)))
    return heads


def _printed(line: Line) -> str | None:
    return line.text[line.date.start : line.date.end] if line.date else None


def dates_of(regions: Regions) -> list[int | None]:
    """The line with the date of each post: of the forms of dates that come back, the one that most posts have."""
    forms: dict[tuple[str, bool], dict[int, list[int]]] = {}
    for n, span in enumerate(regions.spans):
        for i in span:
            if regions.lines[i].is_post_date and DATE in regions.lines[i].form:
                key = regions.lines[i].form, Kind.USER_INFO in regions.lines[i].kinds
                forms.setdefault(key, {}).setdefault(n, []).append(i)
    chosen: list[int | None] = [None] * regions.posts
    for found in sorted(forms.values(), key=lambda found: _worth(found, regions), reverse=True):
        if len(regions.inner) > 1 and len(found) == 1 and 0 not in found:
            continue
        foot = regions.is_foot(found)
        for n, some in found.items():
            if 0 <= n - foot < regions.posts and chosen[n - foot] is None:
                chosen[n - foot] = some[0 if foot else -1]
    lines = [regions.lines[i] for i in chosen if i is not None]
    return chosen if _are_of_posts(lines) else [None] * regions.posts


def _worth(found: Mapping[int, Sequence[int]], regions: Regions) -> tuple[float, ...]:
    lines = [regions.lines[i] for some in found.values() for i in some]
    clock = sum(bool(line.date and line.date.has_clock) for line in lines) / len(lines)
    share = sum(n in found for n in regions.inner) / max(len(regions.inner), 1)
    of_user = sum(Kind.USER_INFO in line.kinds and Kind.POST_META not in line.kinds for line in lines) / len(lines)
    # "On May 2 Ann wrote:" is the date of what is quoted, where another date stands.
    quoted = sum(line.text.endswith((":", "：")) for line in lines) / len(lines)
    return share + clock / 2 + (0 in found) / 4 - of_user / 2 - quoted / 4, -min(found)


def _are_of_posts(lines: Sequence[Line]) -> bool:
    """Dates without a time of day that go to and fro are those at which people joined."""
    dates = [line.date for line in lines if line.date]
    if any(date.has_clock for date in dates):
        return True
    moments: list[datetime] = [moment for date in dates if (moment := date.moment)]
    return not (any(a < b for a, b in pairwise(moments)) and any(a > b for a, b in pairwise(moments)))


def _numbers_of(regions: Regions) -> list[tuple[int, int] | None]:
    """The number of each post: what goes up or down from post to post at one place of the heads."""
    places: dict[tuple[str, int], dict[int, list[tuple[int, int]]]] = {}
    for n, span in enumerate(regions.spans):
        for i in span:
            line = regions.lines[i]
            if "0" not in line.form or Kind.USER_INFO in line.kinds:
                continue
            for at, (value, marked) in enumerate(_numbers_in(line)):
                key = (f"{line.form}{'#' * marked}", at)
                places.setdefault(key, {}).setdefault(n, []).append((i, value))
    best: dict[int, tuple[int, int]] = {}
    for (form, _), found in places.items():
        foot = regions.is_foot({n: [i for i, _ in some] for n, some in found.items()})
        of_posts = {
            n - foot: some[0 if foot else -1] for n, some in sorted(found.items()) if 0 <= n - foot < regions.posts
        }
        if len(of_posts) > len(best) and _count(
            [value for _, value in of_posts.values()], regions.posts, form.endswith("#")
        ):
            best = of_posts
    return [best.get(post) for post in range(regions.posts)]


def _numbers_in(line: Line) -> list[tuple[int, bool]]:
    text = line.text
    if line.date:
        text = text[: line.date.start] + " " * (line.date.end - line.date.start) + text[line.date.end :]
    found = [number[0] for number in _NUMBER.finditer(text) if len(number[0]) <= _LONGEST_NUMBER]
    return [(int(number.lstrip("#")), number[0] == "#") for number in found]


def _count(numbers: Sequence[int], posts: int, marked: bool) -> bool:
    """Tell whether these count posts."""
    if len(numbers) < 2:
        return marked and posts == 1
    steps = [b - a for a, b in pairwise(numbers)]
    if not (all(step > 0 for step in steps) or all(step < 0 for step in steps)):
        return False
    return marked or all(abs(step) <= _STEP for step in steps)
