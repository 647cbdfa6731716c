"""MHTML, in which browsers save a page with its pictures: the page out of it."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.errors import CloseBoundaryNotFoundDefect
from email.message import Message
from typing import NamedTuple

from forumclean.errors import InputError

__all__ = ["Page", "is_mhtml", "page_in"]

_HEAD = 1 << 14
_BLANK = re.compile(rb"\r?\n\r?\n")
_MIME = re.compile(rb"^mime-version:", re.I | re.M)
_KIND = re.compile(rb"^content-type:\s*(?:multipart/(?:related|alternative)|text/html)\b", re.I | re.M)
_HTML = ("text/html", "application/xhtml+xml")


class Page(NamedTuple):
    """A page, and where it came from, if that is known."""

    text: str | bytes
    url: str | None = None


def is_mhtml(data: bytes) -> bool:
    r"""Tell by its head whether a file is a page saved as MHTML.

    >>> is_mhtml(b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n"), is_mhtml(b"<p>News</p>")
    (True, False)
    """
    head = _BLANK.split(data[:_HEAD].lstrip(), maxsplit=1)[0]
    return bool(_MIME.search(head) and _KIND.search(head))


def page_in(data: bytes) -> Page:
    """Return the page itself: the part that the head names, else the first that is HTML.

    Raises:
        InputError: there is none, or it is cut off.
    """
    whole = message_from_bytes(data.lstrip(), policy=policy.compat32)
    pages = [part for part in whole.walk() if part.get_content_type() in _HTML]
    if not pages:
        raise InputError("there is no HTML in this MHTML file")
    start = whole.get_param("start")
    page = next((part for part in pages if start and part["Content-ID"] == start), pages[0])
    if list(whole.walk())[-1] is page and any(isinstance(d, CloseBoundaryNotFoundDefect) for d in whole.defects):
        raise InputError("the page is cut off: this MHTML file ends in the middle of it")
    url = page["Content-Location"] or whole["Snapshot-Content-Location"] or whole["Content-Location"]
    return Page(_text(page), str(url) if url and str(url).startswith(("http:", "https:")) else None)


def _text(page: Message) -> str | bytes:
    data = page.get_payload(decode=True)
    assert isinstance(data, bytes)  # HTML has no parts
    charset = page.get_content_charset()
    try:
        return data.decode(charset) if charset else data
    except (LookupError, UnicodeDecodeError):  # the page may know better than its head
        return data
