"""Pages of archives of mail (pipermail, MHonArc, Hypermail, mail-archive): the message that stands on one."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from html import unescape
from pathlib import Path

import msgspec

from forumclean.config import decode, read_toml
from forumclean.reader.mail.heads import author_of, moment_of
from forumclean.reader.mail.mail import ENGINE, read_mail
from forumclean.reader.mail.markup import text_of_markup
from forumclean.reader.text import split_lines
from forumclean.values.document import Document, Frame, Layout, PostHead
from forumclean.values.model import Kind

__all__ = ["read_archived"]

_FILE = Path(__file__).parent / "archives.toml"
_TAG = re.compile(r"<[^<>]*>")
_LABEL = re.compile(r"^(?:From|Date|Subject)\s*:\s*", re.I)
_REGEXES = ("start", "end", "author", "date", "subject")
_COMMENT, _COMMENT_BYTES = (
    re.compile(r"<!--\s*([a-zA-Z]+(?:-[a-zA-Z]+)*)"),
    re.compile(rb"<!--\s*([a-zA-Z]+(?:-[a-zA-Z]+)*)"),
)
_LONGEST = 20_000  # characters above a message in which its fields stand


class _Archive(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    start: str
    end: str
    author: str
    date: str
    subject: str
    comment: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class _Framed:
    """The layout of a message in its page: what stands above and below it are frames."""

    layout: Callable[[], Layout]
    above: str
    below: str

    def __call__(self) -> Layout:
        inner = self.layout()
        shift = len(self.above) + 2 if self.above else 0
        end = shift + len(inner.source)
        frames = []
        if self.above:
            frames.append(Frame(0, len(self.above), Kind.NAVIGATION, f"{ENGINE}:archive"))
        if self.below:
            frames.append(Frame(end + 2, end + 2 + len(self.below), Kind.NAVIGATION, f"{ENGINE}:archive"))
        source = "\n\n".join(
            (*([self.above] if self.above else ()), inner.source, *([self.below] if self.below else ()))
        )
        starts, ends = [int(at) + shift for at in inner.starts], [int(at) + shift for at in inner.ends]
        return Layout(source, starts, ends, tuple(frames))


def read_archived(page: str | bytes) -> Document | None:
    """Read the page of one message; None for a page of another kind.

    Args:
        page: its markup; bytes are UTF-8.

    >>> page = "<h1>Rain</h1><b>Ann Lee</b><i>Thu Mar 14 09:15:00 CET 2024</i><!--beginarticle--><pre>It rains.</pre>"
    >>> document = read_archived(page + "<!--endarticle--><a href='2.html'>Next message</a>")
    >>> document.title, document.texts, document.heads[0].author, [frame.start for frame in document.layout().frames]
    ('Rain', ['It rains.'], 'Ann Lee', [0, 54])
    """
    comments = _comments(page)
    for archive in _archives():
        if archive.comment in comments if archive.comment else _holds(page, archive.text):
            text = page.decode("utf-8", "replace") if isinstance(page, bytes) else page
            start = archive.start.search(text)
            end = archive.end.search(text, start.end()) if start else None
            if start and end:
                return _read(archive, text, start, end)
    return None


def _comments(page: str | bytes) -> frozenset[str]:
    """The words that comments of a page begin with, in lower case."""
    if isinstance(page, str):
        return frozenset(map(str.lower, _COMMENT.findall(page)))
    return frozenset(word.decode().lower() for word in set(_COMMENT_BYTES.findall(page)))


def _holds(page: str | bytes, text: str) -> bool:
    return text in page if isinstance(page, str) else text.encode() in page


def _read(archive: _Patterns, text: str, start: re.Match[str], end: re.Match[str]) -> Document | None:
    above = text[max(0, start.start() - _LONGEST) : start.start()]
    date = _field(archive.date, above)
    subject = _field(archive.subject, above) or None
    head = PostHead(
        author=author_of(_field(archive.author, above)),
        date=moment_of(date),
        date_text=date or None,
        title_line=subject,
    )
    document = read_mail(split_lines(text_of_markup(text[start.end() : end.start()])), head=head)
    if document is None:
        return None
    frames = (text_of_markup(text[: start.start()]).strip(), text_of_markup(text[end.end() :]).strip())
    return replace(document, layout=_Framed(document.layout, *frames))


def _field(pattern: re.Pattern[str], above: str) -> str:
    found = next(reversed(list(pattern.finditer(above))), None)  # the last one is nearest to the message
    value = " ".join(unescape(_TAG.sub(" ", found[1])).split()) if found else ""
    return _LABEL.sub("", value)


@dataclass(frozen=True, slots=True)
class _Patterns:
    comment: str
    text: str
    start: re.Pattern[str]
    end: re.Pattern[str]
    author: re.Pattern[str]
    date: re.Pattern[str]
    subject: re.Pattern[str]


@cache
def _archives() -> tuple[_Patterns, ...]:
    data, text = read_toml(_FILE)
    archives = decode(data, dict[str, _Archive], file=str(_FILE), text=text)
    return tuple(
        _Patterns(
            archive.comment, archive.text, *(re.compile(getattr(archive, name), re.I | re.S) for name in _REGEXES)
        )
        for archive in archives.values()
    )
