"""Posts from data to a page of their own, which is then read like any other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from html import unescape
from typing import Any

from lxml import etree

from forumclean.reader.engines.profile import Profile
from forumclean.reader.engines.thread import FoundPost, Thread
from forumclean.reader.page.parse import parse_page
from forumclean.values.document import PostHead

__all__ = ["DataPost", "DataThread", "dict_in", "list_in", "markup_of", "moment_of", "page_of", "text_in"]

Element = Any
_MARKUP = re.compile(r"<[a-z/!][^<>]*>", re.I)
_WHOLE = re.compile(r"</?(?:html|head|body)\b[^<>]*>", re.I)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


@dataclass(frozen=True, slots=True)
class DataPost:
    """A post as data has it.

    Attributes:
        head: what is known of it, but for whom it answers.
        body: its text, as markup or as lines.
        key: what others call it who answer it.
        answers: the key of the post that it answers.
    """

    head: PostHead
    body: str
    key: object = None
    answers: object = None


@dataclass(frozen=True, slots=True)
class DataThread:
    """Posts in their order, the title above them, and how many more there are that the data does not hold."""

    posts: Sequence[DataPost]
    title: str | None
    missing: int = 0


def page_of(found: DataThread, profile: Profile, engine: str) -> tuple[Element, Thread]:
    """Set the posts on a page, one below the other.

    Args:
        found: the posts.
        profile: of the engine that wrote their markup; it knows quotes and chrome inside them.
        engine: what wrote the posts.

    Returns:
        The root of the page, and the thread on it.
    """
    root = etree.Element("html")
    page = etree.SubElement(root, "body")
    heading = etree.SubElement(page, "h1") if found.title else None
    if heading is not None:
        heading.text = _CONTROL.sub("", found.title or "")
    posts = []
    for head, post in zip(_related(found.posts), found.posts, strict=True):
        element = _element(post.body)
        page.append(element)
        posts.append(FoundPost(_Known(head), element, element))
    title = heading.text if heading is not None else None
    return root, Thread(tuple(posts), profile, engine, title, heading=heading)


@dataclass(frozen=True, slots=True)
class _Known:
    head: PostHead

    def __call__(self) -> tuple[PostHead, None]:
        return self.head, None  # its date is known: there is nothing to read


def _related(posts: Sequence[DataPost]) -> list[PostHead]:
    """The heads with parent and depth; a parent always comes first, as it does in time."""
    places: dict[object, int] = {}
    heads: list[PostHead] = []
    for place, post in enumerate(posts):
        parent = places.get(post.answers) if isinstance(post.answers, (str, int)) else None
        depth = 0 if parent is None else heads[parent].depth + 1
        heads.append(replace(post.head, parent=parent, depth=depth))
        if isinstance(post.key, (str, int)):
            places.setdefault(post.key, place)
    return heads


def _element(body: str) -> Element:
    """A body's markup as an element; lines without markup as paragraphs and quotes."""
    body = _CONTROL.sub("", body)
    if not _MARKUP.search(body):
        body = markup_of(unescape(body))
    element = parse_page(f"<body><div>{_WHOLE.sub('', body)}</div>").root
    for part in list(element.iter("html", "head", "body")):
        part.tag = "div"  # markup may close more than it opened, so all of what was parsed is the body
    return element


def markup_of(text: str, *, tag: str = "p") -> str:
    r"""Lines without markup as paragraphs, and as quotes where each of them begins with ">".

    Args:
        text: the lines.
        tag: of the elements that they become.

    >>> markup_of("a < b\n\n> So?"), markup_of("x = 1\n\n  y", tag="pre")
    ('<p>a &lt; b</p><blockquote>So?</blockquote>', '<pre>x = 1\n\n  y</pre>')
    """
    text = text.replace("\r\n", "\n")
    if tag == "pre":
        return f"<pre>{_escape(text)}</pre>"
    return "".join(_paragraph(part, tag) for part in re.split(r"\n\s*\n", text))


def _paragraph(text: str, tag: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    is_quote = bool(lines) and all(line.startswith(">") for line in lines)
    escaped = "<br>".join(_escape(line.lstrip("> ") if is_quote else line) for line in lines)
    return f"<blockquote>{escaped}</blockquote>" if is_quote else f"<{tag}>{escaped}</{tag}>" if escaped else ""


def _escape(line: str) -> str:
    return line.replace("&", "&amp;").replace("<", "&lt;")


def moment_of(value: object, *, day: bool = False) -> datetime | None:
    """An ISO date or seconds since 1970 as a moment; None for what is neither.

    Args:
        value: the date.
        day: digits alone are a day, as in 20240314.

    >>> str(moment_of("2024-03-14T09:15:00.000Z")), str(moment_of(1710407700.0))
    ('2024-03-14 09:15:00+00:00', '2024-03-14 09:15:00+00:00')
    """
    try:
        if isinstance(value, str) and (day or not value.replace(".", "", 1).isdecimal()):
            moment = datetime.fromisoformat(value)
            return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return datetime.fromtimestamp(float(value), UTC) if isinstance(value, (str, int, float)) else None
    except (ValueError, OverflowError, OSError):
        return None


def text_in(data: dict[str, Any], *names: str) -> str | None:
    """The first of some values that is a text and not empty."""
    return next((data[name] for name in names if isinstance(data.get(name), str) and data[name].strip()), None)


def dict_in(data: object, *path: str) -> dict[str, Any]:
    """The object at a path of keys; an empty one when there is none."""
    for name in path:
        data = data.get(name) if isinstance(data, dict) else None
    return data if isinstance(data, dict) else {}


def list_in(data: object, name: str) -> list[Any]:
    """The list under a key of an object; an empty one when there is none."""
    value = data.get(name) if isinstance(data, dict) else None
    return value if isinstance(value, list) else []
