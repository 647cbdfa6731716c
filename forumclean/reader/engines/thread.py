"""A page and a profile to posts: where each one's body stands, who wrote it, and when."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import urljoin

from forumclean.dates.machine import machine_date, machine_day
from forumclean.dates.orders import order_of
from forumclean.dates.reading import Order, Reading, read_fuller
from forumclean.reader.engines.names import name_of
from forumclean.reader.engines.profile import Profile
from forumclean.reader.page.blocks import Columns, text_of
from forumclean.reader.page.language import language_of
from forumclean.reader.page.roles import Hit
from forumclean.values.document import PostHead

__all__ = ["FoundPost", "Thread", "absolute", "base_of", "read_thread"]

Element = Any

_DATE_ATTRIBUTES = (
    "datetime", "data-timestamp", "data-time", "data-dateutc", "ts", "misago-timestamp", "data-date", "content",
    "title", "data-tippy-content",
)  # fmt: skip
_LINKS = ("url", "author_url")
_NUMBER = re.compile(r"\d[\d,.]*")
_SMALL = 40  # characters of a forum's label
_LABEL = re.compile(r"\s*[\[(]?(.*?)[\])]?\s*[-–|:]?\s*")


@dataclass(frozen=True, slots=True)
class FoundPost:
    """A post on the page.

    Attributes:
        read_head: reads what is known of it. A date that is told by numbers alone is not settled by one post; it comes
            beside the head.
        body: the element with its text.
        element: the element with all of it.
        more: elements with the rest of its text, where no element holds all of it and nothing else.
        apart: elements in the body that are no part of the text: lines that say who wrote it and when.
        profile: whose roles hold inside the body, where it is not the thread's.
        blocks: its blocks, where they have been read and judged.
    """

    read_head: Callable[[], tuple[PostHead, Reading | None]]
    body: Element
    element: Element
    more: tuple[Element, ...] = ()
    apart: frozenset[Element] = frozenset()
    profile: Profile | None = None
    blocks: Columns | None = None


@dataclass(frozen=True, slots=True)
class Thread:
    """The posts of a page, in the order of the page.

    Attributes:
        profile: whose roles hold inside the bodies.
        engine: the engine's name; None when no profile knew the page.
        title, prefix: the title, and the forum's label before it.
        heading: the element with the title.
        order: of the numbers in a date, where engine or language says.
        article: the first post is an article, and the others are comments under it.
    """

    posts: tuple[FoundPost, ...]
    profile: Profile
    engine: str | None
    title: str | None = None
    prefix: str | None = None
    heading: Element | None = None
    order: Order | None = None
    article: bool = False


def read_thread(root: Element, profile: Profile, *, url: str | None = None) -> Thread:
    """Find what a profile describes on a page; a thread without posts when it does not fit."""
    posts: dict[Element, int] = {}
    for el, _ in profile.page_roles.scan(root):
        posts.setdefault(el, len(posts))
    language = language_of(root)
    found = _read_posts(posts, profile, url, language)
    title = _find_title(root, profile)
    name, prefix = _title(title, profile)
    heading = None if title is None else title[0]
    return Thread(tuple(found), profile, profile.name, name, prefix, heading, _order(profile, language))


def _order(profile: Profile, language: str | None) -> Order | None:
    if profile.spec.dayfirst is not None:
        return Order.DAY if profile.spec.dayfirst else Order.MONTH
    return order_of(language)


def _find_title(root: Element, profile: Profile) -> tuple[Element, Hit] | None:
    """The first element that the earliest selector gives."""
    title: tuple[Element, Hit] | None = None
    for el, hit in profile.title_roles.scan(root):
        if title is None or hit.rank < title[1].rank:
            title = (el, hit)
        if hit.rank == 0:
            break
    return title


def _read_posts(posts: dict[Element, int], profile: Profile, url: str | None, language: str | None) -> list[FoundPost]:
    by_body: dict[Element, FoundPost] = {}
    like: tuple[Element, Hit] | None = None
    outer = {next((around for around in el.iterancestors() if around in posts), None) for el in posts}
    for el in posts:
        # In a post with others inside it, the search ends at the first of those that could have any role at all.
        roles = profile.post_roles if el in outer else profile.text_roles
        fields = roles.first(el, until=posts if el in outer else (), like=like)
        like = fields.get("body", like)
        if "skip" in fields or "body" not in fields:
            continue
        body = fields["body"][0]
        # Of two posts with one body the inner one is right: a deleted post's first answer is not its text.
        by_body.pop(body, None)
        by_body[body] = FoundPost(partial(_head, el, posts, profile, url, language), body, el)
    return list(by_body.values())


def _head(
    post: Element, posts: Collection[Element], profile: Profile, url: str | None, language: str | None
) -> tuple[PostHead, Reading | None]:
    fields = profile.post_roles.first(post, until=posts)
    patterns = profile.spec.patterns
    author = _pick(_name(fields.get("author")), patterns.author)
    date_text = _pick(_value(fields.get("date")), patterns.date)
    number = _pick(_value(fields.get("number")), patterns.number)
    digits = _NUMBER.search(number) if number else None
    moment, reading = _moment(fields["date"], date_text, language) if "date" in fields else (None, None)
    head = PostHead(
        number=int(re.sub(r"\D", "", digits[0])) if digits and len(digits[0]) < 12 else None,
        author=author or None,
        author_url=_link(fields.get("author_url"), url) or _link(fields.get("author"), url, author),
        date=moment,
        date_text=date_text or None,
        url=_link(fields.get("url"), url) or _link(fields.get("number"), url, number),
        title_line=_pick(_value(fields.get("subject")), patterns.subject) or None,
    )
    return head, reading


def _value(field: tuple[Element, Hit] | None) -> str:
    if field is None:
        return ""
    el, hit = field
    return " ".join((el.get(hit.attribute) or "").split()) if hit.attribute else text_of(el)


def _name(field: tuple[Element, Hit] | None) -> str:
    text = _value(field)
    return text if field is None or field[1].attribute or not len(field[0]) else name_of(field[0], text)


def _pick(text: str, pattern: str) -> str:
    """The first group of the pattern in the text; the text itself when there is no pattern or no match."""
    if not text or not pattern:
        return text
    found = re.search(pattern, text)
    return found[1].strip() if found else text


def _link(field: tuple[Element, Hit] | None, url: str | None, name: str = "") -> str | None:
    """The address in an element; of one that is no link itself, the link around or in it that bears the name."""
    if field is None:
        return None
    el, hit = field
    if hit.attribute:
        return absolute(el.get(hit.attribute), url) if hit.role in _LINKS else None
    if el.tag != "a" and hit.role not in _LINKS:
        parent = el.getparent()
        # The name is often a span in the link.
        if parent is not None and parent.tag == "a":
            el = parent
        else:
            el = next((link for link in el.iter("a") if _bears(text_of(link), name)), None)
    return absolute(el.get("href"), url) if el is not None else None


def _bears(text: str, name: str) -> bool:
    return bool(text and name) and (text in name or name in text)


def base_of(root: Element, url: str | None) -> str | None:
    """What the links of a page start from: its base element, if it has one, or else its own address.

    >>> from lxml import etree
    >>> base_of(etree.fromstring('<html><head><base href="/forum/"/></head></html>'), "https://example.org/a/b")
    'https://example.org/forum/'
    """
    base = next((el for el in root.iter("base") if el.get("href")), None)
    return url if base is None else absolute(base.get("href"), url) or url


def absolute(href: str | None, url: str | None) -> str | None:
    """A link as an address, made absolute with the page's own where that is known; None for a script's.

    >>> absolute("/members/ann/", "https://example.org/threads/1/"), absolute("javascript:", None)
    ('https://example.org/members/ann/', None)
    """
    href = (href or "").strip()
    if href in ("", "#") or href.startswith("javascript:"):
        return None
    try:
        return urljoin(url, href) if url else str(href)
    except ValueError:
        return None


def _moment(field: tuple[Element, Hit], text: str, language: str | None) -> tuple[datetime | None, Reading | None]:
    """The moment, where an attribute tells it to programs; else what the printed date can mean."""
    el, hit = field
    attributes = (hit.attribute,) if hit.attribute else _DATE_ATTRIBUTES
    for name in attributes:
        if moment := machine_date(el.get(name)):
            return moment, None
    reading = read_fuller(text, el.get("title") or el.get("data-tippy-content"), language)
    if reading and reading.moments:
        return None, reading
    # A day without a time says more than "6 months ago".
    return next((day for name in attributes if (day := machine_day(el.get(name)))), None), reading


def _title(title: tuple[Element, Hit] | None, profile: Profile) -> tuple[str | None, str | None]:
    """The title without the forum's label, and the label."""
    if title is None:
        return None, None
    text = _value(title)
    labels: list[str] = []
    for el, _ in profile.prefix_roles.scan(title[0]):
        label = text_of(el)
        if label and text.startswith(label):
            text = text[len(label) :].lstrip()
            labels.append(label)
    labels = labels or _labels_near(title[0], profile)
    found = _LABEL.fullmatch(" ".join(labels)) if labels else None
    return _pick(text, profile.spec.patterns.title) or None, (found[1] if found else None) or None


def _labels_near(title: Element, profile: Profile) -> list[str]:
    """The label beside the title, in an element that holds nothing else: another box may have labels of its own."""
    if not profile.prefix_roles:
        return []
    beside = (el for level in (title, title.getparent()) if level is not None for el in _siblings(level))
    for box in beside:
        text = text_of(box) if _is_small(box) else ""
        if text and any(text_of(el) == text for el, _ in profile.prefix_roles.scan(box)):
            return [text]
    return []


def _siblings(el: Element) -> Iterator[Element]:
    yield from el.itersiblings(preceding=True)
    yield from el.itersiblings()


def _is_small(el: Element) -> bool:
    size = 0
    for text in el.itertext():
        size += len(text.strip())
        if size > _SMALL:
            return False
    return True
