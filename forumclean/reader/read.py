"""The door: what was given, and which reader it goes to."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, TypeAlias

from forumclean.reader.bbcode.read import read_bbcode
from forumclean.reader.chat.log import read_chat
from forumclean.reader.comments.read import read_comments
from forumclean.reader.damage.mend import mend, mend_encoding
from forumclean.reader.damage.mojibake import shows_mojibake
from forumclean.reader.data.loading import is_json, load_json
from forumclean.reader.engines.profileset import ProfileSet
from forumclean.reader.mail.mail import read_mail, with_signatures
from forumclean.reader.mail.message import is_message, text_of_messages
from forumclean.reader.no_thread import file_kind, text_kind
from forumclean.reader.page.encoding import decode, is_utf8
from forumclean.reader.text import Lines, of_lines, read_text, split_lines
from forumclean.values.document import Document

if TYPE_CHECKING:
    from bs4 import Tag
    from lxml.etree import _Element

__all__ = ["Raw", "is_html", "read"]

Raw: TypeAlias = "str | bytes | bytearray | memoryview | Tag | _Element"
ACCEPTED = "str, bytes, bytearray, memoryview, a bs4 Tag or an lxml element"
_BEGINS = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
_PAGE_BYTES = re.compile(rb"(?:\xef\xbb\xbf)?" + _BEGINS.pattern.encode(), re.I | re.S)
_TAGS = re.compile(
    r"</(?:a|article|blockquote|body|div|em|h[1-6]|head|html|li|ol|p|pre|section|span|strong|table|td|tr|ul)\s*>"
    r"|<(?:br|hr|img)\b[^<>]*>",
    re.I,
)
_PARTED = re.compile(
    r"<(?:article|blockquote|body|center|dd|div|dl|dt|form|frameset|h[1-6]|html|li|main|ol|p|pre|section|table|td|tr|ul)\b",
    re.I,
)
# A picture in the address of itself says nothing of the text around it, and can be longer than all of it.
_DATA = re.compile(r"data:[^\"'<>]{200,}")
_HEAD = 4096
_LOOKED_AT = 200_000


def read(
    raw: Raw, *, url: str | None = None, encoding: str | None = None, fix_encoding: bool = False, profiles: ProfileSet
) -> tuple[Document, list[str]]:
    """Read any accepted input.

    Args:
        raw: the input.
        url: where it came from.
        encoding: of bytes, where the caller knows it.
        fix_encoding: mend what was decoded as what it is not.
        profiles: the forum engines that a page is held against.

    Returns:
        The document, and warnings.

    Raises:
        TypeError: raw is of another type.
        InputError: there is no such encoding.
        MissingExtraError: ``fix_encoding`` is asked for, and ftfy is not installed.
    """
    warnings: list[str] = []
    page: object = raw
    what, is_mail = "", False
    if isinstance(raw, (bytes, bytearray, memoryview)):
        data = bytes(raw)
        what = file_kind(data)
        if is_mail := is_message(data):
            page, done = text_of_messages(data, encoding)
            warnings += done
        elif what and not data.lstrip().startswith(b"<"):
            page = data.decode("latin-1")  # it is no text in any encoding, and nothing of it gets lost
        # The parser takes UTF-8, so the bytes of most pages go to it as they are.
        elif encoding is None and _PAGE_BYTES.match(data, 0, _HEAD) and is_utf8(data):
            page = data
        else:
            page, told = decode(data, encoding)
            warnings += told
    elif isinstance(raw, str):
        what = file_kind(raw)
        if is_mail := is_message(raw):
            page = text_of_messages(raw)[0]
    elif type(raw).__module__.partition(".")[0] not in ("bs4", "lxml"):
        raise TypeError(f"clean() takes {ACCEPTED}, not {type(raw).__name__}{_way_out(raw)}")
    if fix_encoding and isinstance(page, (str, bytes)) and not what:
        page, mended = mend_encoding(page if isinstance(page, str) else page.decode("utf-8"))
        warnings += mended
    # A text that begins like a file of messages may be the dump of a page that shows one.
    mail = read_mail(split_lines(page), is_file=not isinstance(raw, str)) if is_mail and isinstance(page, str) else None
    document = mail or _document(page, url, profiles)
    if what and not mail:
        document = replace(document, no_thread=what)
    elif not fix_encoding and (word := shows_mojibake(document.texts)):
        warnings.append(
            f"the text was decoded wrongly before it came here ({word!r}): Cleaner(fix_encoding=True) mends it"
        )
    return document, [*warnings, *document.warnings]


def _way_out(raw: object) -> str:
    """What to write for something that a post can be read from."""
    if isinstance(raw, PurePath):
        return "; give it what is in the file: clean(path.read_bytes())"
    return "; give it what is in the file: clean(file.read())" if hasattr(raw, "read") else ""


def _document(page: object, url: str | None, profiles: ProfileSet) -> Document:
    # What begins like a page is one, whatever its text looks like: the bytes of it are read so too.
    if isinstance(page, str) and not _BEGINS.match(page, 0, _HEAD):
        if is_json(page) and (data := load_json(page)) is not None:
            return _of_data(page, data, url)
        if (post := read_bbcode(page)) is not None:
            return _told_apart(post)
        if not is_html(page):
            lines = split_lines(page)
            if told := read_chat(lines) or read_comments(lines):
                return told
            page, done = mend(page)
            if not (done and is_html(page)):
                return _of_text(split_lines(page) if done else lines, tuple(done))
    # Who reads texts alone needs no parser of pages.
    from forumclean.reader.html import read_html
    from forumclean.reader.mail.archive import read_archived

    if isinstance(page, (str, bytes)) and (archived := read_archived(page)) is not None:
        return archived
    document = read_html(page, url=url, profiles=profiles, is_utf8=True)  # bytes that are not were decoded
    # Line breaks alone tell no post from the frame around it, so the score has to, as in any text.
    return replace(document, links=None) if isinstance(page, str) and not _PARTED.search(page) else document


def _told_apart(document: Document) -> Document:
    """Say what a text is that is no thread."""
    what = text_kind(document)
    return replace(document, no_thread=what) if what else document


def _of_text(text: Lines, told: tuple[str, ...]) -> Document:
    document = read_mail(text)
    if document is None:
        document = _told_apart(with_signatures(of_lines(text), text.source))
    return replace(document, warnings=told) if told else document


def _of_data(text: str, data: Any, url: str | None) -> Document:
    from forumclean.reader.data.json import thread_in
    from forumclean.reader.html import document_of

    if (found := thread_in(data, url)) is None:
        return replace(read_text(text), no_thread="JSON")
    root, thread, missing = found
    document = document_of(root, thread)
    return (
        replace(document, warnings=(f"{missing} more posts of the thread are not in the data",))
        if missing
        else document
    )


def is_html(text: str) -> bool:
    """Tell a page or a fragment from plain text that merely speaks of tags.

    >>> is_html("<div><p>News</p></div>"), is_html("Use <b> for bold, he said."), is_html("a < b > c")
    (True, False, False)
    """
    if "<" not in text:
        return False
    if _BEGINS.match(text, 0, _HEAD):
        return True
    if "data:" in text[:_LOOKED_AT]:
        text = _DATA.sub("", text)
    found = _TAGS.findall(text, 0, _LOOKED_AT)
    # A dump may quote a tag or two; markup that closes its elements starts with one or is full of them.
    return bool(found) and (text.lstrip()[:1] == "<" or (len(found) >= 3 and len(found) * 200 > len(text[:_LOOKED_AT])))
