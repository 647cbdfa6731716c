"""Posts of pages that no profile knows, by what repeats on them; and whether they are what the page is about."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from forumclean.dates.machine import machine_date, machine_day
from forumclean.dates.reading import Reading, read_date, read_fuller
from forumclean.reader.engines.names import name_of
from forumclean.reader.engines.thread import FoundPost, absolute
from forumclean.reader.page.blocks import text_of
from forumclean.reader.unknown.anatomy import Anatomy
from forumclean.reader.unknown.density import Article, main_element
from forumclean.reader.unknown.lines import could_be_name, name_in_line, named_by
from forumclean.reader.unknown.measure import Measures, summed
from forumclean.reader.unknown.repeated import Group
from forumclean.values.document import PostHead

__all__ = ["found_post", "is_thread", "unknown_head"]

Element = Any

_MOST = 0.5
_LONGEST_DATE = 60
_LEAST_DATE = 7  # characters of a date that is no part of a name
_LONGER = 2  # times the longest post that an article beside them is
_LEAST = 0.2  # of the main text that the bodies of posts must hold


def is_thread(page: Measures, group: Group, anatomies: Sequence[Anatomy], article: Article) -> bool:
    """True when the page's main text stands in the posts, not beside them as an article does beside its comments."""
    prose = summed(page, page.prose)
    inside = sum(prose[part.post if part.body is None else part.body] for part in anatomies)
    if inside < _MOST * prose[0] and _stands_apart(page, article, [(i, prose[i]) for i in group.members], inside):
        return False
    if group.named >= 2 and len(group.members) > 2:
        return True
    main = main_element(page, prose)
    end = page.ends[main]
    inside = sum(prose[i] for i in group.members if main <= i < end)
    around = any(i <= main < page.ends[i] for i in group.members)
    return around or inside >= _MOST * prose[main]


def _stands_apart(page: Measures, article: Article, posts: Sequence[tuple[int, int]], inside: int) -> bool:
    """True for an article of which the posts are boxes, or beside which they are small.

    Args:
        page: its measures.
        article: what would be the article.
        posts: place and running text of each post.
        inside: running text in the bodies of the posts.
    """
    if inside < _LEAST * article.prose[article.place]:
        return True
    core, sizes = article.core, [size for _, size in posts]
    apart = not any(i <= core < page.ends[i] or core <= i < page.ends[core] for i, _ in posts)
    return apart and article.prose[core] > max(_LONGER * max(sizes), _MOST * sum(sizes))


def unknown_head() -> tuple[PostHead, None]:
    """The head of a post of which nothing is known."""
    return PostHead(), None


def found_post(page: Measures, anatomy: Anatomy, *, url: str | None, language: str | None) -> FoundPost:
    """A post by the places of its parts.

    Args:
        page: its measures.
        anatomy: the places.
        url: what the links of the page start from.
        language: of the page.
    """
    element = page.elements[anatomy.post]
    body = element if anatomy.body is None else page.elements[anatomy.body]
    author = None if anatomy.author is None else page.elements[anatomy.author]
    date = None if anatomy.date is None else page.elements[anatomy.date]
    apart = frozenset(page.elements[i] for i in anatomy.apart)
    more = tuple(page.elements[i] for i in anatomy.more)
    return FoundPost(partial(_head, author, date, url, language), body, element, more, apart)


def _head(author: Element, date: Element, url: str | None, language: str | None) -> tuple[PostHead, Reading | None]:
    moment = reading = date_text = None
    if date is not None:
        date_text = _date_text(date, language)
        stamps = [date.get(name) for name in ("datetime", "content", "title")]
        moment = next(filter(None, map(machine_date, stamps)), None)
        reading = None if moment else read_fuller(date_text, date.get("title"), language)
        if moment is None and not (reading and reading.moments):
            moment = next(filter(None, map(machine_day, stamps)), None)
    head = PostHead(
        author=None
        if author is None
        else _name(name_of(author, text_of(author, apart=True)), language) or author.get("content") or None,
        author_url=_author_url(author, url),
        date=moment,
        date_text=date_text,
    )
    return head, reading


def _name(text: str, language: str | None) -> str:
    """The name in an element that may hold the date, or the word before the name, as well."""
    if could_be_name(name := named_by(text).strip()):
        return name
    found = read_date(text, language) if any(map(str.isdigit, text)) else None
    says_more = found is not None and found.end - found.start > _LEAST_DATE
    return (name_in_line(text, language) if says_more or ":" in text or "@" in text else None) or text


def _author_url(author: Element, url: str | None) -> str | None:
    """The link on, around or in the name."""
    if author is None:
        return None
    around = author.getparent()
    for el in (author, around, next(author.iter("a"), None)):
        if el is not None and el.tag == "a" and el.get("href"):
            return absolute(el.get("href"), url)
    return None


def _date_text(el: Element, language: str | None) -> str | None:
    """The date in an element that may say more, or of which the line around it says the rest: "9:00 <b>May 4</b>"."""
    text = text_of(el) or el.get("content") or ""
    found = read_date(text, language)
    around = el.getparent()
    if found and not found.has_clock and around is not None and len(whole := text_of(around)) <= _LONGEST_DATE:
        fuller = read_date(whole, language)
        if fuller and fuller.has_clock and text[found.start : found.end] in whole[fuller.start : fuller.end]:
            return whole[fuller.start : fuller.end]
    return text[found.start : found.end] if found else text[:_LONGEST_DATE].strip() or None
