"""More: what a page says of posts that it does not hold, because the thread goes on elsewhere."""

from __future__ import annotations

import re
from typing import Any

from forumclean.reader.article.names import words_of

__all__ = ["more_posts"]

Element = Any

_PAGES = re.compile(rb"pag(?:e|in)", re.I)
_PAGER = frozenset(
    ("pagination", "pagenav", "pager", "paginator", "pagenumbers", "pagelinks", "pageslinks", "paging", "pages")
)
_PAGERS = "pag"  # in all of these
_CURRENT = frozenset(("current", "active", "selected", "on", "thispage", "currentpage", "pagenavcurrent"))
_NUMBER = re.compile(r"\d{1,5}")
_MOST = 60  # links of a row of pages
_BOXES = ("div", "ul", "ol", "nav", "p", "span", "td", "table", "section")


def more_posts(root: Element, source: bytes) -> str:
    """Say that the page is one of several, and more of them follow; "" when it does not say so.

    >>> from lxml import etree
    >>> page = '<html><div class="pagination"><b>1</b> <a href="?page=2">2</a> <a href="?page=9">9</a></div></html>'
    >>> more_posts(etree.fromstring(page), page.encode())
    'more posts follow: this is page 1 of 9'
    """
    if _PAGES.search(source) and (found := _in_row(root)):
        return "more posts follow: this is page {} of {}".format(*found)
    if any("next" in rel.lower().split() for el in root.iter("link", "a") if (rel := el.get("rel"))):
        return "more posts follow: there is a next page"
    return ""


def _in_row(root: Element) -> tuple[int, int] | None:
    """The number of the page and of the last one, by a row of links to the pages."""
    for box in root.iter(*_BOXES):
        name = box.get("class") or box.get("id")
        if name is None or _PAGERS not in name.lower() or _PAGER.isdisjoint(words_of(name)):
            continue
        links: list[int] = []
        here: list[int] = []
        for _, el in zip(range(4 * _MOST), box.iter("*"), strict=False):
            text = (el.text or "").strip()
            if not _NUMBER.fullmatch(text):
                continue
            around = [at for _, at in zip(range(2), (el, *el.iterancestors()), strict=False)]
            is_current = any(
                at.get("aria-current") or not _CURRENT.isdisjoint(words_of(at.get("class") or "")) for at in around
            )
            is_link = any(at.tag == "a" and at.get("href") for at in around)
            (here if is_current or not is_link else links).append(int(text))
        if links and len(here) == 1 and here[0] < max(links):
            return here[0], max(links)
    return None
