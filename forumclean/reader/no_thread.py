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
_AROUND = " \t0123456789.,:;·|/()-–—：，、件個个篇"  # around the name of a column
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
# Running text: a piece of so many characters outside links, or a sentence of so many; wide ones say as much in fewer.
_PROSE, _SENTENCE, _WIDE_SENTENCE = 80, 40, 15
_STOPS = frozenset('.!?…"”»।۔؟。！？」』')
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
# A short list has so many lines at most and so many rows at least; its columns with their numbers are this share of the
# lines, or its heads stand together and numbers are this share of what follows. A line of more words that ends is said.
_SMALL, _ROWS, _LEAST_COUNTED, _HEADS, _LEAST_NUMBERS, _SAID = 150, 2, 0.2, 6, 0.25, 3
# Counts beside each post that is said below them.
_BELOW = 4
# Where forums are described, running text is this share at most, and the last post of each is named too.
_MOST_TOLD, _LAST = 0.6, 2
_PARTS = re.compile(r"\t|\s*[|·•،،、]\s*|,\s+|\s{2,}")
_NUMBER, _YEAR, _DIGIT = re.compile(r"\d[\d.,'’]*[kKmMтТ]?"), re.compile(r"(?:19|20)\d\d,?"), re.compile(r"\d")


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
    people: frozenset[str]


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
    root = _XML.match(_latin(raw[:_SEEN]).removeprefix(b"\xef\xbb\xbf"))
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
        titles = (text for line in headings for text in (line, *_PIECES.split(line)))
        found = _by_words(titles, (text for text, _ in pieces), prose, source)
        found = found or _by_parts(root, prose, sum(len(text) for text, _ in pieces))
    return found or _index_kind(root, pieces, prose, _COLUMNS + (len(document.heads) > 1))


def text_kind(document: Document) -> str:
    """Say what a text dump is that holds no text; "" for one that does."""
    lines = document.lines
    if len(lines) == 1 and " " not in lines[0] and "://" not in lines[0]:
        return _signs().name.what if lines[0].lower().endswith(_signs().name.ends) else ""
    whole, prose = sum(map(len, lines)), _prose(lines)
    if lines and whole <= _SHORT:
        # A post may tell of an error; a page that is one says little else.
        titles = (lines[0], *_PIECES.split(lines[0]))
        if found := _by_words(titles, lines[:_FIRST], 2 * prose, b""):
            return found
    if _answers(lines, [False] * len(lines)):
        return ""
    return _signs().index.what if _is_list(lines, prose / max(whole, 1), _COLUMNS, len(lines)) else ""


def _prose(lines: Iterable[str]) -> int:
    """Characters of running text."""
    return sum(
        size for line in lines
        if (size := len(line)) >= _PROSE
        or (line[-1:] in _STOPS and size >= (_SENTENCE if line.isascii() else _WIDE_SENTENCE))
    )  # fmt: skip


def _by_words(titles: Iterable[str], lines: Iterable[str], prose: int, source: bytes) -> str:
    """What a page with little text says it is: in its title, or twice in its lines, or once where there is no more."""
    signs = [sign for sign in _signs().page if prose <= sign.most]
    if not signs:
        return ""
    head, folded_titles, folded = source[: 4 * _SEEN].lower(), _folded(titles), _folded(lines)
    for sign in signs:
        said = sum(line.startswith(sign.lines) for line in folded)
        if any(title in sign.titles for title in folded_titles) or said > 1 or (said and prose <= sign.most // 2):
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


def _index_kind(root: Element, pieces: Sequence[tuple[str, bool]], prose: int, columns: int) -> str:
    whole = sum(len(text) for text, _ in pieces)
    index = _signs().index
    links = sum(linked for _, linked in pieces)
    if links < _ROWS:
        return ""
    known = set(index.classes)
    rows = sum(
        1
        for el in islice(root.iter(), _MOST_ELEMENTS)
        if (name := el.get("class")) and not known.isdisjoint(name.split())
    )
    texts = [text for text, _ in pieces]
    if _answers(texts, [is_link for _, is_link in pieces]):
        return ""
    is_known = links >= _ENTRIES and rows >= index.rows and prose <= _MOST_PROSE * whole
    return index.what if is_known or _is_list(texts, prose / max(whole, 1), columns, links) else ""


def _answers(lines: Sequence[str], linked: Sequence[bool]) -> bool:
    """True where something is said below counts, as posts are beside the cards of their authors; a link is a title."""
    said = sum(
        below[-1:] in _STOPS and not is_link and _is_counted(line)
        for line, below, is_link in zip(lines, lines[1:], linked[1:], strict=False)
    )
    return said > 1 and _BELOW * said > sum(map(_is_counted, lines))


def _is_list(lines: Sequence[str], prose: float, columns: int, entries: int) -> bool:
    """True when so many columns of a list of threads are named, and hardly any running text stands among them."""
    if prose > _MOST_TOLD:
        return False
    names = (line.partition(":")[0].strip(_AROUND).lower() for line in lines if len(line) < _PROSE)
    if not _signs().index.people.isdisjoint(names):
        return False
    is_told = prose > _MOST_PROSE
    named, column_of = Counter[int](), _columns()
    if entries >= _ENTRIES and not is_told:
        named.update(column_of.get(line.strip(_AROUND).lower(), -1) for line in lines if len(line) < _PROSE)
        del named[-1]
        if sum(count >= _NAMED for count in named.values()) >= columns and named.total() >= _LEAST_NAMED * len(lines):
            return True
    return _is_small_list(lines, max(columns, _COLUMNS + is_told))


def _is_small_list(lines: Sequence[str], columns: int) -> bool:
    """The same where few rows stand: so many columns have their numbers, and there is nobody who says anything."""
    if len(lines) > _SMALL:
        return False
    parts = [part for line in lines if len(line) < _PROSE for part in _PARTS.split(line)]
    found = [_column(part) for part in parts]
    counted = Counter(
        column
        for column, part, after in zip(found, parts, [*parts[1:], ""], strict=False)
        if column == _LAST or (column >= 0 and (_DIGIT.search(part) or _NUMBER.fullmatch(after)))
    )
    # Forums count their topics and then their posts, and have a last one; of people the posts come first.
    if not counted[_LAST] and next(iter(counted), _LAST) > 0:
        counted.clear()
    rows = [count for count in counted.values() if count >= _ROWS]
    # Each forum may be described by one sentence.
    said = sum(map(_is_said, lines))
    if len(rows) >= columns and counted.total() >= _LEAST_COUNTED * len(lines) and said <= max(rows):
        return True
    heads = (place for place, column in enumerate(found) if column >= 0 or _heads_in(parts[place]))
    return any(_is_headed(parts, place, columns) for place in heads)


def _is_said(line: str) -> bool:
    return line[-1:] in _STOPS and len(line.split()) > _SAID


def _is_counted(line: str) -> bool:
    return bool(_NUMBER.fullmatch(line)) or (_column(line) >= 0 and bool(_DIGIT.search(line)))


def _is_headed(parts: Sequence[str], place: int, columns: int) -> bool:
    """True when a row of heads that begins at a place goes on, and rows of numbers follow it."""
    heads = [part for part in parts[place : place + _HEADS] if not _DIGIT.search(part)]
    found = {column for part in heads for column in (_heads_in(part) or {_column(part)})} - {-1}
    if len(found) < columns or any(map(_is_said, parts[:place])):
        return False
    rest = parts[place + 1 :]
    numbers = sum(bool(_NUMBER.fullmatch(word)) and not _YEAR.fullmatch(word) for part in rest for word in part.split())
    is_told = sum(map(_is_said, rest)) > numbers // _COLUMNS
    return not is_told and numbers >= max(_ROWS * _COLUMNS, _LEAST_NUMBERS * len(rest))


def _heads_in(part: str) -> set[int]:
    """The columns that one line of heads names; none where it says more than they."""
    if " " not in part:
        return set()
    words, column_of = part.lower().split(), _columns()
    if not _COLUMNS <= len(words) <= 2 * _HEADS or _DIGIT.search(part):
        return set()
    names = [*words, *map(" ".join, pairwise(words))]
    named = {column_of[name] for name in names if name in column_of}
    return named if len(named) >= _COLUMNS else set()


def _column(part: str) -> int:
    """The column that a part names, alone, with its number or (of two words) with what stands in it; -1 for none."""
    name = part.strip(_AROUND).lower()
    column = _columns().get(name, -1)
    return column if column >= 0 else _columns().get(" ".join(name.replace(":", " ").split(None, 2)[:2]), -1)


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
