"""Markdown: the body with its headings, lists, code, tables and quotes as CommonMark and its tables write them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from forumclean.outcome.forms.nesting import Place
from forumclean.values.model import Kind, Post

__all__ = ["Piece", "markdown_of", "post_head"]

# What means something inside a line wherever it stands, and what does so at its start.
_INSIDE = re.compile(r"[\\`*_\[\]<]|~(?=~)|&(?=#?\w+;)")
_START = re.compile(r"^(\s*)(#{1,6}(?=\s|$)|[-+](?=\s|$)|[>|]|=+\s*$|:?-[-:|\s]*$)")
_NUMBER = re.compile(r"^(\s*\d{1,9})([.)])(?=\s|$)")
_LINK = re.compile(r"https?://[^\s<>\"'\\|]+[^\s<>\"'\\|.,;:!?)\]}]")
_BLANKS = re.compile(r"\n\s*\n")
# What would be taken for the end of a heading.
_CLOSING = re.compile(r"(?<![^ ])#+$")
# What would end a link's address.
_BREAKS = re.compile(r"[<>\s\\]")
_BULLET = re.compile(r"^\s*(?:[-*+•·‣◦–]|(\d{1,9})[.)])\s+")


class Piece(NamedTuple):
    """A block of the body.

    Attributes:
        text: what it says.
        kind: what it is.
        quote: number of the quote it stands in, 0 for none that names whom it quotes.
        attribution: whether it says who is quoted.
        place: lists, quotes and the row around it, as far as a page's markup says.
    """

    text: str
    kind: Kind
    quote: int = 0
    attribution: bool = False
    place: Place = Place()


def markdown_of(pieces: Iterable[Piece]) -> str:
    r"""Write blocks as Markdown; what only looks like markup in them is escaped.

    >>> items = [Piece("2 * 3", Kind.LIST), Piece("see http://a.b/c_d", Kind.LIST)]
    >>> print(markdown_of([Piece("News", Kind.HEADING), *items]))
    ## News
    <BLANKLINE>
    - 2 \* 3
    - see <http://a.b/c_d>
    """
    runs = groupby(pieces, key=lambda piece: (piece.kind, piece.quote))
    return "\n\n".join(written for (kind, _), group in runs if (written := _run(kind, [*group])))


def post_head(post: Post) -> str:
    """Return author, with a link where it is known, and date of a post, on one line; empty where neither is known."""
    author = _linked(post.author, post.author_url) if post.author else ""
    date = post.date.isoformat(sep=" ") if post.date else post.date_text or ""
    date = _linked(date, post.url) if date else ""
    return ", ".join(part for part in (f"**{author}**" if author else "", date) if part)


def _linked(text: str, url: str | None) -> str:
    said = _escaped(" ".join(text.split()))
    if not url or not url.startswith(("http://", "https://")):
        return said
    address = _BREAKS.sub(lambda found: f"%{ord(found[0]):02X}", url)
    return f"[{said}](<{address}>)"


def _run(kind: Kind, pieces: Sequence[Piece]) -> str:
    texts = [piece.text for piece in pieces]
    if kind is Kind.LIST:
        return "".join(_items(pieces)).lstrip("\n")
    if kind is Kind.CODE:
        return _fenced("\n".join(texts))
    if kind is Kind.TABLE:
        return "\n".join(_table([*_rows(pieces)]))
    if kind is Kind.QUOTE:
        return "\n".join(_quoted(pieces))
    if kind in (Kind.TITLE, Kind.HEADING):
        mark = "# " if kind is Kind.TITLE else "## "
        return "\n\n".join(mark + _CLOSING.sub(r"\\\g<0>", _escaped(" ".join(text.split()))) for text in texts)
    return "\n\n".join(_caption(text) if kind is Kind.CAPTION else _lines(text) for text in texts)


def _caption(text: str) -> str:
    # Emphasis ends with its paragraph.
    return "*" + _lines(_BLANKS.sub("\n", text)) + "*"


def _items(pieces: Iterable[Piece]) -> Iterator[str]:
    """Items, each below and inside the one that its list stands in; what begins none goes on with the one before it."""
    widths: list[int] = []
    for text, _, _, _, place in pieces:
        bullet = None if place.mark else _BULLET.match(text)
        mark = place.mark or (f"{bullet[1]}." if bullet and bullet[1] else "-")
        if place.opens or not widths:
            # A list whose items went is not there to be in.
            above = min(len(widths), max(place.depth, 1) - 1)
            # A list that begins with another number than 1 does not end the text of an item.
            yield "\n" * (1 + (above == len(widths) > 0 and mark not in ("-", "1.")))
            del widths[above:]
            yield " " * sum(widths) + f"{mark} "
            widths.append(len(mark) + 1)
        else:
            del widths[max(place.depth, 1) :]
            yield "\n\n" + " " * sum(widths)
        yield _lines(text[bullet.end() :] if bullet else text).replace("\n", "\n" + " " * sum(widths))


def _quoted(pieces: Iterable[Piece]) -> Iterator[str]:
    """Lines of a quote, and of quotes inside it."""
    before: int | None = None
    outer = 0
    for piece in pieces:
        said = f"**{_lines(piece.text)}**" if piece.attribution else _lines(piece.text)
        if before is None:
            outer = max(piece.place.quotes - 1, 0)
        level = max(piece.place.quotes - outer, 1)
        if before is not None:
            yield ">" * min(level, before)
        yield from (f"{'>' * level} {line}".rstrip() for line in said.split("\n"))
        before = level


def _rows(pieces: Iterable[Piece]) -> Iterator[list[str]]:
    """Rows of cells; a line end inside a cell, which makes a piece of its own, is none of a row."""
    for _, group in groupby(enumerate(pieces), key=lambda each: each[1].place.row or -each[0]):
        cells = [""]
        for _, piece in group:
            first, *more = piece.text.split("\t")
            cells[-1] = f"{cells[-1]} {first}".strip()
            cells += more
        yield cells


def _fenced(text: str) -> str:
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{text}\n{fence}"


def _table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    width = max(map(len, rows))
    for number, row in enumerate(rows):
        cells = [_escaped(" ".join(cell.split())).replace("|", "\\|") for cell in row]
        yield "| " + " | ".join([*cells, *[""] * (width - len(cells))]) + " |"
        if number == 0:
            yield "| " + " | ".join(["---"] * width) + " |"


def _lines(text: str) -> str:
    """A text whose line ends stay line ends, with nothing in it that Markdown would take for markup."""
    lines = [_line(line) for line in text.split("\n")]
    return "\\\n".join(lines) if all(lines) else "\n".join(lines)


def _line(line: str) -> str:
    # Four blanks at the start would make it code.
    line = _escaped(line.strip())
    line = _NUMBER.sub(r"\1\\\2", line)
    return _START.sub(r"\1\\\2", line)


def _escaped(text: str) -> str:
    pieces: list[str] = []
    at = 0
    for link in _LINK.finditer(text):
        end = link.end()
        # Brackets at the end are part of an address where they close one of its own.
        unclosed = max(0, link[0].count("(") - link[0].count(")"))
        end += len(text[end : end + unclosed]) - len(text[end : end + unclosed].lstrip(")"))
        pieces += [_INSIDE.sub(r"\\\g<0>", text[at : link.start()]), f"<{text[link.start() : end]}>"]
        at = end
    pieces.append(_INSIDE.sub(r"\\\g<0>", text[at:]))
    return "".join(pieces)
