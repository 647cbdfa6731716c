"""The opening: what is left of the main text before the posts that look alike. A question, a lead topic, an article."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice, takewhile
from typing import Any

from forumclean.reader.article.names import byline_start
from forumclean.reader.page.blocks import text_of
from forumclean.reader.page.markup import BESIDE, BLOCK, CONTROL, HEADINGS, SKIP, TAGS
from forumclean.reader.reading.proposal import View
from forumclean.reader.unknown.anatomy import Anatomy, head_line, innermost
from forumclean.reader.unknown.density import main_element
from forumclean.reader.unknown.heads import line_with_name
from forumclean.reader.unknown.lines import could_be_name, is_head_line, name_in_line
from forumclean.reader.unknown.measure import Measures, is_name, is_out_of_sight, summed

__all__ = ["Opening", "find_openings", "has_lead"]

Element = Any

_LEAST = 40  # characters of running text that make an opening
_SENTENCE = 40
_MORE = 2  # openings after the first
_OTHER = 1.2  # times the text of an opening: what holds more holds other things too
_NAMING = frozenset(("a", "b", "strong"))
_NO_TEXT = (SKIP, CONTROL)
_LEVELS = 8  # up from the first post in which something may stand before it
_SIGNATURE = (8, 80)  # characters of a line that is a name and a date
_MOST = 600  # elements that are looked at before the first post


@dataclass(frozen=True, slots=True)
class Opening:
    """A post that stands apart from the others.

    Attributes:
        body: where its text begins.
        anatomy: where its parts are.
        prose: how much running text it has.
        is_headed: a heading stands in it or before it.
        is_signed: it has a name and a date, and markup says that the name is one.
        is_signed_apart: and they stand on lines of their own.
    """

    body: int
    anatomy: Anatomy
    prose: int
    is_headed: bool
    is_signed: bool
    is_signed_apart: bool

    @property
    def has_head(self) -> bool:
        """True when it has a name or a date."""
        return self.anatomy.author is not None or self.anatomy.date is not None

    @property
    def has_both(self) -> bool:
        """True when it has a name and a date."""
        return self.anatomy.author is not None and self.anatomy.date is not None


def has_lead(posts: Sequence[Element], heading: Element | None, language: str | None) -> bool:
    """True when somebody's text may stand between the heading of a page and its first post: a look that costs little.

    Args:
        posts: the posts.
        heading: the element with the title, if there is one.
        language: of the page.
    """
    known, first = set(posts), posts[0]
    seen, said = 0, False
    unasked: list[tuple[Element, str]] = []  # a name and a date are sought only where something is said
    levels = [first, *islice(first.iterancestors(), _LEVELS)]
    for at in takewhile(lambda el: el.tag != "body" and el is not heading, levels):
        for el, text in _before(at, known):
            seen += 1
            if el is heading or el.tag == "h1" or seen > _MOST:
                return False
            said = said or (len(text) >= _SENTENCE and el.tag != "a" and el.tag not in HEADINGS)
            unasked.append((el, text))
            if said and any(_is_signed(*line, language) for line in unasked):
                return True
            if said:
                unasked.clear()
    return False


def _is_signed(el: Element, text: str, language: str | None) -> bool:
    """True for an element that markup calls a name, or whose line is a name and a date."""
    if is_name(el, el.keys(), el.get("class")):
        return True
    if not _SIGNATURE[0] <= len(text) <= _SIGNATURE[1] or not any(map(str.isdigit, text)):
        return False
    name = name_in_line(text, language)
    return name is not None and is_head_line(text, name, language)


def _before(el: Element, posts: Collection[Element]) -> Iterator[tuple[Element, str]]:
    """Elements on show before one, on its level and inside of that, the last first, each with its own text."""
    left = list(el.itersiblings(preceding=True))[::-1]
    while left:
        el = left.pop()
        names = el.keys()
        if el in posts or TAGS.get(el.tag, 0) in _NO_TEXT or el.tag in BESIDE:
            continue
        if names and is_out_of_sight(el, names, el.get("class")):
            continue
        yield el, (el.text or "").strip()
        for child in el:
            left.append(child)
            if child.tail and len(child.tail) >= _SENTENCE:
                yield el, child.tail.strip()


def find_openings(view: View, places: Sequence[int], *, alone: bool) -> list[Opening]:
    """The posts that stand before others, by the main text that is left there.

    Args:
        view: the page.
        places: where the other posts start, in document order.
        alone: there is at most one, such as an article above its comments.
    """
    page, first = view.measures, places[0]
    heading = view.places.get(view.heading) if view.heading is not None else None
    if heading is not None and (heading >= first or _is_of_posts(view, heading, first)):
        heading = None
    lead = [0] * len(page.elements)
    lead[heading or 0 : first] = view.main[heading or 0 : first]
    if heading is not None:
        lead[heading] = 0
    whole = [0, *accumulate(lead)]
    found = more = _densest(page, lead, whole, first, heading, view.language, alone=alone)
    # What is left may be a post too, such as the answer that was taken, above the others: it has a head of its own.
    for _ in range(0 if alone else _MORE):
        for i in (i for opening in more for i in (opening.body, *opening.anatomy.more)):
            lead[i : page.ends[i]] = [0] * (page.ends[i] - i)
        more = [
            opening for opening in _densest(page, lead, whole, first, None, view.language, alone=False)
            if (opening.is_signed or (opening.is_headed and opening.has_both))
            and all(opening.anatomy.date != other.anatomy.date for other in found)
        ]  # fmt: skip
        if not more:
            break
        found = [*found, *more]
    return sorted(found, key=lambda opening: opening.body)


def _is_of_posts(view: View, heading: int, first: int) -> bool:
    """True for a lesser heading with no text below it, before the posts: the title comes again above the comments."""
    return view.measures.elements[heading].tag != "h1" and sum(view.main[heading + 1 : first]) < _LEAST


def _densest(
    page: Measures,
    lead: Sequence[int],
    whole: Sequence[int],
    first: int,
    heading: int | None,
    language: str | None,
    *,
    alone: bool,
) -> list[Opening]:
    """The opening where most of the text is, in its parts when it is several posts; none when there is little text.

    Args:
        page: its measures.
        lead: the text that is left of each block.
        whole: how much text was there before each place at first.
        first: where the other posts start.
        heading: of the page, if it is before them.
        language: of the page.
        alone: the opening is one post.
    """
    sums = [0, *accumulate(lead)]
    if sums[-1] < _LEAST:
        return []
    body = main_element(page, summed(page, lead))
    said = [i for i in range(body, min(first, page.ends[body])) if lead[i]]
    if not said:
        return []
    more: list[int] = []
    if body < first < page.ends[body]:
        body = innermost(page, said, body)
        if body < first < page.ends[body] and not lead[body]:
            # The opening stands loose beside the posts.
            body, *more = _loose(page, sums, body, first)
    parts = [] if alone else _parts(page, sums, body, first)
    if len(parts) > 1:
        return [_opening(page, lead, part, (part, page.ends[part]), heading, language) for part in parts]
    outer = _box(page, whole, body, first)
    # With a head of its own it does not need what stands between the heading and it: that is another post.
    is_whole = not alone and _has_head(page, outer, language)
    start = outer if heading is None or heading > outer or is_whole else heading
    end = min(first, page.ends[outer]) if not more else first
    return [_opening(page, lead, body, (start, end), heading, language, more)]


def _has_head(page: Measures, i: int, language: str | None) -> bool:
    """True for an element with a date, and a name that markup tells, or that stands beside the date."""
    end = page.ends[i]
    dates = page.dates[bisect_left(page.dates, i) : bisect_left(page.dates, end)]
    is_named = page.named[end] > page.named[i]
    return bool(dates) and (is_named or _name_beside(page, dates[0], i, language) is not None)


def _loose(page: Measures, sums: Sequence[int], outer: int, first: int) -> list[int]:
    """The elements in an outer one that stand before the posts, from the first with running text to the last."""
    found, waiting, i = list[int](), list[int](), outer + 1
    while i < first:
        end = page.ends[i]
        if end > first:
            i += 1  # the posts are in there too
            continue
        waiting.append(i)
        if sums[end] > sums[i]:
            found += waiting
        if not found or sums[end] > sums[i]:
            waiting = []
        i = end
    return found


def _parts(page: Measures, sums: Sequence[int], body: int, first: int) -> list[int]:
    """Posts of their own in an opening, such as a question and the accepted answer: each has a name and a date."""
    found: list[int] = []
    i = body + 1
    while i < min(first, page.ends[body]):
        end = page.ends[i]
        said = sums[end] - sums[i]
        if end <= first and said and page.named[end] > page.named[i] and page.dated[end] > page.dated[i]:
            inner = _parts(page, sums, i, first)
            found += inner if len(inner) > 1 else [i]
            i = end
        else:
            i = end if end <= first and not said else i + 1
    return found


def _box(page: Measures, whole: Sequence[int], body: int, first: int) -> int:
    """The outermost element around an opening that holds no other text and no post."""
    outer, said = body, whole[page.ends[body]] - whole[body]
    while (above := page.parents[outer]) > 0 and not above < first < page.ends[above]:
        if whole[page.ends[above]] - whole[above] > _OTHER * said:
            break
        outer = above
    return outer


def _opening(
    page: Measures,
    lead: Sequence[int],
    body: int,
    region: tuple[int, int],
    heading: int | None,
    language: str | None,
    more: Sequence[int] = (),
) -> Opening:
    start, end = region
    names = [i for i in page.names if start <= i < end and not _in_text(page, lead, i, body)]
    names = [i for i in names if could_be_name(text_of(page.elements[i]))] or names
    stamps = [i for i in page.dates if start <= i < end and not _in_text(page, lead, i, body)]
    date = next((i for i in stamps if page.elements[i].tag == "time"), stamps[0] if stamps else None)
    author = min(names, key=lambda i: abs(i - (body if date is None else date)), default=None)
    is_signed = author is not None and date is not None
    is_apart = is_signed and not any(_block_says(page, i) for i in (author, date) if i is not None)
    if author is None and date is not None:
        author = _name_beside(page, date, start, language)
    inside = range(body, page.ends[body])
    apart = {head_line(page, i, body) for i in (author, date) if i is not None and i in inside}
    said = sum(sum(lead[i : min(end, page.ends[i])]) for i in (body, *more))
    is_headed = heading is not None and heading < end
    is_headed = is_headed or any(page.elements[i].tag in HEADINGS for i in range(start, end))
    return Opening(
        body, Anatomy(body, body, author, date, tuple(sorted(apart - {body})), tuple(more)), said, is_headed,
        is_signed, is_apart,
    )  # fmt: skip


def _name_beside(page: Measures, date: int, outer: int, language: str | None) -> int | None:
    """The name on the line of a date, in the innermost element that says no more."""
    line = line_with_name(page, date, outer, language)
    if line is None:
        return None
    at, name = line
    inner = [i for i in range(at + 1, page.ends[at]) if could_be_name(text_of(page.elements[i]))]
    told = next((i for i in inner if _follows_by(page, i, at)), None)
    if told is None and name not in map(text_of, (page.elements[i] for i in inner)):
        # The line says more than the name, which alone is bold, or a link.
        told = next((i for i in inner if page.elements[i].tag in _NAMING and text_of(page.elements[i]) in name), None)
    return told or next((i for i in range(at + 1, page.ends[at]) if text_of(page.elements[i]) == name), at)


def _follows_by(page: Measures, i: int, outer: int) -> bool:
    """True for an element that begins behind a word such as "by"."""
    while i > outer:
        el = page.elements[i]
        before = el.getprevious()
        said = (page.elements[page.parents[i]].text if before is None else before.tail) or ""
        if said.strip():
            return bool(byline_start(f"{said.split()[-1]} x") or byline_start(f"{said.strip()} x"))
        if before is not None:
            return False
        i = page.parents[i]
    return False


def _block_says(page: Measures, i: int) -> bool:
    """True where the block around a name or a date is running text."""
    while i > 0 and not TAGS.get(page.elements[i].tag, 0) & BLOCK:
        i = page.parents[i]
    return page.prose[i] > 0


def _in_text(page: Measures, lead: Sequence[int], i: int, body: int) -> bool:
    """True for a name or a date that a paragraph of the opening holds."""
    at = i
    while at > body and page.ends[at] <= page.ends[body]:
        if lead[at]:
            return True
        at = page.parents[at]
    return False
