"""What a page says it is: a thread, or an article with comments under it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from forumclean.reader.reading.proposal import View
from forumclean.reader.unknown.words import words

__all__ = ["is_article", "is_forum", "is_guestbook"]

Element = Any

_TYPED = b"@type"
_TYPE = re.compile(rb"""["']@type["']\s*:\s*["'](\w{1,40})["']""")
_WORD = re.compile(r"[^\W\d_a-z]?[^\W\d_A-Z]+|[A-Z]+")
_SCHEME = re.compile(r"^\w+://")
_SEPARATED = re.compile(r"\s+[-|–—·•»:]\s+|\s*[|｜_]\s*")
_NEAR = 4  # elements around the opening that may be named after it
_ENOUGH = 300  # characters of running text that nobody but the writer of an article puts above comments


def is_forum(view: View) -> bool:
    """True for a page that calls itself a thread, a topic or a question, or its site a forum."""
    return any(_says(text) for text in _said_by(view)) or words().site.search(_site(view)) is not None


def is_guestbook(view: View) -> bool:
    """True for a page that calls itself a book in which its visitors write."""
    title = view.root.find("head/title")
    said = " ".join(("" if title is None else title.text or "", view.title or "", *_sections(view)))
    return words().guestbook.search(said.lower()) is not None


def _site(view: View) -> str:
    """The name of the site: what the page says it is, and what stands behind the title of the page."""
    title = view.root.find("head/title")
    parts = _SEPARATED.split("" if title is None else title.text or "")
    return " ".join((_meta(view, "og:site_name"), *parts[1:])).lower()


def _sections(view: View) -> Iterator[str]:
    """What the address of the page calls its parts: the host's names, and the folders above the page."""
    canonical = (el.get("href") for el in view.root.iter("link") if (el.get("rel") or "").lower() == "canonical")
    address = next(filter(None, canonical), None) or _meta(view, "og:url") or view.url or ""
    host, *folders = _SCHEME.sub("", address).partition("?")[0].split("/")
    yield from host.split(".")[:-2]
    yield from (folder.rpartition(".")[0] or folder for folder in folders)


def _says(text: str) -> bool:
    return not words().thread.isdisjoint(map(str.lower, _WORD.findall(text)))


def is_article(view: View, opening: Element, prose: int, *, outweighs: bool = False) -> bool:
    """True when what stands above comments is an article, not the opening of a thread.

    Args:
        view: the page.
        opening: the element that stands above them.
        prose: its running text.
        outweighs: it is the main text of the page, and they are not.
    """
    around = [opening, *opening.iterancestors()]
    names = [f"{el.get('class') or ''} {el.get('id') or ''} {el.get('itemtype') or ''}" for el in around]
    if is_forum(view) or any(map(_says, names)):
        return False
    is_named = any(words().article.search(name.lower()) for name in names[:_NEAR])
    is_named = is_named or any(el.tag == "article" for el in around[:_NEAR])
    return outweighs or is_named or prose >= _ENOUGH or _meta(view, "og:type") == "article"


def _said_by(view: View) -> Iterator[str]:
    yield view.body.get("class") or ""
    yield view.body.get("id") or ""
    yield _meta(view, "og:type")
    yield from _sections(view)
    source = view.page.source
    yield from {found[1].decode() for at in _places(_TYPED, source) if (found := _TYPE.match(source, at - 1))}
    for i in view.measures.items:
        yield view.measures.elements[i].get("itemtype").rpartition("/")[2]


def _places(text: bytes, source: bytes) -> Iterator[int]:
    """Where a text stands; a tenth of the time of a regex that may begin with one of two characters."""
    at = source.find(text)
    while at >= 0:
        yield at
        at = source.find(text, at + 1)


def _meta(view: View, name: str) -> str:
    return next((el.get("content") or "" for el in view.root.iter("meta") if el.get("property") == name), "")
