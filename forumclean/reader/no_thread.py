"""No thread: what an input is that is neither thread nor article, told by how it begins, its markup and its words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

import msgspec
import tomli
from lxml import etree

from forumclean.values.document import Document

__all__ = ["file_kind", "page_kind", "text_kind"]

Element = Any
Words = tuple[str, ...]

_HEAD, _SEEN = 1024, 1 << 16
# Atomic: many comments before no element would be tried in all their combinations.
_XML = re.compile(rb"(?>(?:<\?[^>]*>|<!--.*?-->|<![^>-][^>]*>|\s+)*)<([\w:-]+)", re.S)
_UNREAD = frozenset(("script", "style", "template", "svg", "select", "textarea"))
_EDGE = " \t\n:.!?…»«|·–—-–()[]#*'\"“”"
_PIECES = re.compile(r"\s+[|·•»«–—:›-]+\s+|[|·•»«›]")
_AROUND = " \t0123456789.,:;·|/()-–—"  # around the name of a column
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
# Running text: a piece of so many characters outside links, or a sentence of so many; wide ones say as much in fewer.
_PROSE, _SENTENCE, _WIDE_SENTENCE = 80, 40, 15
_STOPS = tuple('.!?…"”»।۔؟。！？」』')
# A text dump of so many characters may be a page with little on it; its first lines say what it is.
_SHORT, _FIRST = 1200, 8
# A page with so much running text holds something, and one of so many elements is not looked at to its end.
_ENOUGH, _MOST_ELEMENTS = 1000, 20_000
# Less than this on show is nothing.
_NOTHING = 60
# A list of threads: so many links or lines at least, and this share of running text at most.
_ENTRIES, _MOST_PROSE = 12, 0.25
# Where the markup of a list is not known: so many of its columns are named so often, in this share of the lines.
_COLUMNS, _NAMED, _LEAST_NAMED = 2, 3, 0.1
# A list below a head that names its columns: so many cells that are numbers, in this share of the cells; so few links.
_COUNTS, _LEAST_COUNTS, _FEW_LINKS = 4, 0.2, 2
_CELLS = re.compile(r"\t|\s*[|·•]\s*|\s{2,}")
_COUNT = re.compile(r"\d[\d.,\s]*[KkM]?")


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    what: str
    begins: Words
    holds: Words = ()


class _Xml(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    what: str
    roots: Words


class _Page(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    what: str
    most: int
    titles: Words = ()
    lines: Words = ()
    source: Words = ()
    password: bool = False
    scripts: bool = False


class _Name(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    what: str
    ends: Words


class _Index(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    what: str
    classes: Words
    rows: int
    labels: tuple[Words, ...]


class _Signs(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    file: tuple[_File, ...]
    xml: tuple[_Xml, ...]
    page: tuple[_Page, ...]
    name: _Name
    index: _Index


@cache
def _signs() -> _Signs:
    return msgspec.convert(tomli.loads((Path(__file__).parent / "no_thread.toml").read_text("utf-8")), _Signs)


def file_kind(raw: bytes | str) -> str:
    """Say what file an input is, by how it begins; "" for text and pages.

    >>> file_kind(b"%PDF-1.7"), file_kind("<?xml version='1.0'?><rss>"), file_kind("<p>News")
    ('a PDF file', 'a feed (RSS)', '')
    """
    head = _latin(raw[:_HEAD]).removeprefix(b"\xef\xbb\xbf")
    # Nearly every input is text, and one look tells it.
    if head.startswith(_beginnings()):
        ends = head if len(raw) <= _HEAD else _latin(raw[:_SEEN]) + _latin(raw[-_SEEN:])
        for sign in _signs().file:
            begins = any(head.startswith(_bytes(text)) for text in sign.begins)
            if begins and (not sign.holds or any(_bytes(text) in ends for text in sign.holds)):
                return sign.what
    if head.lstrip()[:1] != b"<":
        return ""
    page = raw if isinstance(raw, bytes) else _latin(raw[:_SEEN])
    root = _XML.match(page, 3 * page.startswith(b"\xef\xbb\xbf"), _SEEN)
    name = root[1].decode().lower() if root else ""
    return next((sign.what for sign in _signs().xml if name in sign.roots), "")


@cache
def _beginnings() -> tuple[bytes, ...]:
    return tuple(_bytes(text) for sign in _signs().file for text in sign.begins)


def _latin(raw: bytes | str) -> bytes:
    return raw.encode("latin-1", "replace") if isinstance(raw, str) else raw


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text[2:]) if text.startswith("0x") else text.encode("latin-1")


def page_kind(root: Element, source: bytes, document: Document) -> str:
    """Say what a page is that no profile found posts on; "" for one that holds a text.

    Args:
        root: the parsed page.
        source: its markup.
        document: what was read from it.
    """
    read = _prose(document.lines)
    if read > _ENOUGH and read > _MOST_PROSE * sum(map(len, document.lines)):
        return ""
    pieces = list(_pieces(root))
    prose = _prose(text for text, linked in pieces if not linked)
    found = ""
    if len(document.heads) == 1 and prose <= max(sign.most for sign in _signs().page):
        headings = [" ".join("".join(el.itertext()).split()) for el in root.iter("title", "h1", "h2")]
        titles = _folded(text for line in headings for text in (line, *_PIECES.split(line)))
        found = _by_words(titles, _folded(text for text, _ in pieces), prose, source)
        found = found or _by_parts(root, prose, sum(len(text) for text, _ in pieces))
    return found or _index_kind(root, pieces, prose)


def text_kind(document: Document) -> str:
    """Say what a text dump is that holds no text; "" for one that does."""
    lines = document.lines
    if len(lines) == 1 and " " not in lines[0] and "://" not in lines[0]:
        return _signs().name.what if lines[0].lower().endswith(_signs().name.ends) else ""
    whole, prose = sum(map(len, lines)), _prose(lines)
    if lines and whole <= _SHORT:
        titles = _folded((lines[0], *_PIECES.split(lines[0])))
        # A post may tell of an error; a page that is one says little else.
        if found := _by_words(titles, _folded(lines[:_FIRST]), 2 * prose, b""):
            return found
    cells = [cell for text in document.texts for cell in _CELLS.split(text.strip())]
    return (
        _signs().index.what
        if _is_list(lines, prose, whole) or _is_table(cells, [False] * len(cells), prose, whole)
        else ""
    )


def _prose(lines: Iterable[str]) -> int:
    """Characters of running text."""
    return sum(
        size for line in lines
        if (size := len(line)) >= _PROSE
        or (line.endswith(_STOPS) and size >= (_SENTENCE if line.isascii() else _WIDE_SENTENCE))
    )  # fmt: skip


def _by_words(titles: Sequence[str], lines: Sequence[str], prose: int, source: bytes) -> str:
    """What a page with little text says it is: in its title, or twice in its lines, or once where there is no more."""
    head = source[: 4 * _SEEN].lower()
    for sign in _signs().page:
        if prose > sign.most:
            continue
        said = sum(line.startswith(sign.lines) for line in lines)
        if any(title in sign.titles for title in titles) or said > 1 or (said and prose <= sign.most // 2):
            return sign.what
        if prose <= sign.most // 2 and any(text.encode() in head for text in sign.source):
            return sign.what
    return ""


def _by_parts(root: Element, prose: int, whole: int) -> str:
    """What a page is by the parts that it is made of."""
    for sign in _signs().page:
        if sign.password and prose == 0 and whole <= sign.most:
            fields = (el for el in root.iter("input") if (el.get("type") or "").lower() == "password")
            if any(not any(map(_is_hidden, (el, *el.iterancestors()))) for el in fields):
                return sign.what
        if sign.scripts and whole <= _NOTHING and next(root.iter("script"), None) is not None:
            return sign.what
    return ""


def _index_kind(root: Element, pieces: Sequence[tuple[str, bool]], prose: int) -> str:
    whole = sum(len(text) for text, _ in pieces)
    index = _signs().index
    texts, links = [text for text, _ in pieces], sum(linked for _, linked in pieces)
    if links < _FEW_LINKS or prose > _MOST_PROSE * whole:
        return ""
    if _is_table(texts, [linked for _, linked in pieces], prose, whole):
        return index.what
    if links < _ENTRIES:
        return ""
    known = set(index.classes)
    rows = sum(
        1
        for el in islice(root.iter(), _MOST_ELEMENTS)
        if (name := el.get("class")) and not known.isdisjoint(name.split())
    )
    return index.what if rows >= index.rows or _is_list(texts, prose, whole) else ""


def _is_list(lines: Sequence[str], prose: int, whole: int) -> bool:
    """True when the columns of a list of threads are named, and hardly any running text stands among them."""
    if len(lines) < _ENTRIES or prose > _MOST_PROSE * whole:
        return False
    columns = Counter(_columns().get(line.strip(_AROUND).lower(), -1) for line in lines if len(line) < _PROSE)
    del columns[-1]
    enough = [count for count in columns.values() if count >= _NAMED]
    if len(enough) < _COLUMNS or columns.total() < _LEAST_NAMED * len(lines):
        return False
    return 2 * _said(lines, [False] * len(lines), [False] * len(lines)) < max(enough)


def _is_table(cells: Sequence[str], linked: Sequence[bool], prose: int, whole: int) -> bool:
    """True for a list of any length that is counted: below a head that names two columns, or beside each count.

    Beside counts one of the columns must be that of threads, for members have posts too, and no sentences may follow,
    as posts do on the cards of their authors.
    """
    if prose > _MOST_PROSE * whole:
        return False
    named = [_columns().get(cell.strip(_AROUND).lower(), -1) for cell in cells]
    is_count = [_COUNT.fullmatch(cell) is not None for cell in cells]
    head = next((at for at, pair in enumerate(pairwise(named)) if -1 not in pair and pair[0] != pair[1]), None)
    # Below a thread such a list names related ones.
    if head is not None and 2 * linked[:head].count(False) <= len(cells) - head:
        counts = sum(is_count[head:])
        if counts >= _COUNTS and counts >= _LEAST_COUNTS * (len(cells) - head):
            return True
    beside = Counter(
        column for at, column in enumerate(named)
        if column >= 0 and (any(map(str.isdigit, cells[at])) or any(is_count[max(at - 1, 0) : at + 2]))
    )  # fmt: skip
    enough = [column for column, count in beside.items() if count >= _NAMED]
    if 0 not in enough or len(enough) < _COLUMNS or beside.total() < _LEAST_COUNTS * len(cells):
        return False
    return 2 * _said(cells, linked, is_count) < beside[0]


def _said(cells: Sequence[str], linked: Sequence[bool], is_count: Sequence[bool]) -> int:
    """How many counts a sentence follows, with no link between them."""
    said, counted = 0, False
    for cell, is_link, count in zip(cells, linked, is_count, strict=True):
        if count or any(map(str.isdigit, cell)):
            counted = True
        elif is_link:
            counted = False
        elif counted and cell.endswith(_STOPS):
            said, counted = said + 1, False
    return said


@cache
def _columns() -> dict[str, int]:
    """The names of the columns of a list, each with the number of its column."""
    return {label: number for number, labels in enumerate(_signs().index.labels) for label in labels}


def _pieces(root: Element) -> Iterator[tuple[str, bool]]:
    """The texts that a page shows, and whether each stands in a link."""
    body = root.find("body")
    walk = etree.iterwalk(root if body is None else body, events=("start", "end"))
    links = 0
    for event, el in islice(walk, 2 * _MOST_ELEMENTS):
        if event == "start":
            if el.tag in _UNREAD or _is_hidden(el):
                walk.skip_subtree()
                continue
            links += el.tag == "a"
            text = el.text
        else:
            links -= el.tag == "a" and not _is_hidden(el)
            text = el.tail
        if text and (text := " ".join(text.split())):
            yield text, links > 0


def _is_hidden(el: Element) -> bool:
    return "hidden" in el.keys() or bool(_HIDDEN.search(el.get("style") or ""))  # noqa: SIM118  an element is no dict


def _folded(texts: Iterable[str]) -> list[str]:
    return [text for line in texts if (text := " ".join(line.split()).replace("’", "'").strip(_EDGE).lower())]
