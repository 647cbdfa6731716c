"""Plain text to a Document: one block a line; hard-wrapped lines of one paragraph are one block."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import compress
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from forumclean.values.document import Document, Layout
from forumclean.values.model import Kind

__all__ = [
    "Lines", "Spans", "TextBlocks", "block_heads", "fold_space", "marked_kinds", "of_lines", "read_text", "spans_of",
    "split_lines",
]  # fmt: skip

Ints = NDArray[np.int64]

# Characters that take no room: they hide a phrase from a rule and a reader never sees them.
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
# White space, and ends of lines inside a block, that are folded to one blank.
_ODD_ASCII = "\t\r\x0b\x0c\x1c\x1d\x1e\x1f"
_ODD = (
    "\x85\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
_MARKED = re.compile(r"\n(?:>|#{1,6} |```|~~~|[*+-] |[•·▪◦‣] |\d{1,3}[.)] |\|.*\||={1,6} ?[^=\s].*=$|\{\||!\[)", re.M)
# What Markdown sets below a heading, and a table of a wiki.
_UNDERLINE = re.compile(r"={3,}")
_WIKI_TABLE, _WIKI_TABLE_END = "{|", "|}"
# Lines taken together at a time: one with an odd character makes all of them several times as large.
_CHUNK = 8192
# Widths between which text is taken for hard-wrapped, and how much shorter than the widest a full line may be.
_WRAP_MIN, _WRAP_MAX, _WRAP_SLACK = 50, 100, 18


class Lines(NamedTuple):
    """The lines of a text that show anything; split once for all readers that look at it.

    Attributes:
        source: the text.
        texts: what they say, trimmed; never empty.
        starts, ends: where each stands in the text.
        breaks: line ends before each, two at most.
    """

    source: str
    texts: list[str]
    starts: Ints
    ends: Ints
    breaks: Ints


@dataclass(frozen=True, slots=True)
class Spans:
    """The layout of a text document: known from the start.

    Attributes:
        source: the text.
        starts, ends: where each block stands in it.
    """

    source: str
    starts: Ints
    ends: Ints

    def __call__(self) -> Layout:  # noqa: D102  as `Document.layout` has it
        return Layout(self.source, self.starts.tolist(), self.ends.tolist())


@dataclass(slots=True)
class TextBlocks:
    """The blocks of a text, as a reader that knows its lines adds them.

    Attributes:
        texts: what they say.
        starts, ends: where each stands in the text.
        breaks: line ends before each.
        posts: the post of each.
    """

    texts: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    breaks: list[int] = field(default_factory=list)
    posts: list[int] = field(default_factory=list)

    def add(self, text: str, start: int, end: int, gap: int, post: int) -> None:
        """Add one."""
        self.texts.append(text)
        self.starts.append(start)
        self.ends.append(end)
        self.breaks.append(gap)
        self.posts.append(post)

    def layout(self, source: str) -> Spans:
        """Where they stand in the text."""
        return Spans(source, np.array(self.starts, np.int64), np.array(self.ends, np.int64))


def read_text(source: str) -> Document:
    r"""Split a text dump into blocks. Every line end that `str.splitlines` knows counts; offsets point into ``source``.

    >>> document = read_text("Title\r\n\r\n  One   line\u2028> a quote")
    >>> document.texts, document.lines, list(document.breaks)
    (['Title', 'One   line', '> a quote'], ['Title', 'One line', '> a quote'], [1, 2, 1])
    """
    return of_lines(split_lines(source))


def of_lines(lines: Lines) -> Document:
    """The same for a text that is split into its lines."""
    source, texts, starts, ends, breaks = lines
    layout: Callable[[], Layout] = Spans(source, starts, ends)
    heads = _unwrapped(texts, ends - starts, breaks)
    if heads is not None:
        layout, texts = spans_of(source, starts, ends, heads)
        breaks = breaks[heads]
    folded = fold_space(texts)
    return Document(texts, folded, breaks.tolist(), layout, kinds=marked_kinds(folded))


def block_heads(texts: list[str], widths: Ints, breaks: Ints, cuts: Sequence[int]) -> Ints:
    """Index of the first line of each paragraph; at ``cuts`` one begins whatever its lines look like."""
    heads = _unwrapped(texts, widths, breaks)
    if heads is None:
        return np.arange(len(texts))
    return np.union1d(heads, np.array(cuts, dtype=np.int64))


def spans_of(source: str, starts: Ints, ends: Ints, heads: Ints) -> tuple[Callable[[], Layout], list[str]]:
    """Where paragraphs stand that begin at the lines ``heads``, and their texts."""
    starts, ends = starts[heads], ends[np.append(heads[1:], len(ends)) - 1]
    texts = [source[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]
    return Spans(source, starts, ends), texts


def split_lines(source: str) -> Lines:
    """Split a text at every line end that `str.splitlines` knows."""
    raw = source.splitlines()
    stripped = [line.strip() for line in raw]  # nothing is copied where there is nothing to strip
    lengths = np.fromiter(map(len, stripped), np.int64, len(raw))
    offsets = np.zeros(len(raw) + 1, dtype=np.int64)
    if "\r\n" in source:
        np.cumsum(np.fromiter(map(len, source.splitlines(keepends=True)), np.int64, len(raw)), out=offsets[1:])
    else:  # a line ends with one character
        np.cumsum(np.fromiter(map(len, raw), np.int64, len(raw)) + 1, out=offsets[1:])
    filled = lengths.nonzero()[0]
    texts = stripped if len(filled) == len(raw) else [text for text in stripped if text]
    # What stands before the first visible character is white space, so that character is the first of its kind.
    begins = map(str.find, compress(raw, stripped), [text[0] for text in texts])
    starts = offsets[filled] + np.fromiter(begins, np.int64, len(texts))
    ends = starts + lengths[filled]
    breaks = filled.copy()
    breaks[1:] -= filled[:-1]
    if len(filled) and not filled[0]:
        breaks[0] = 1
    np.minimum(breaks, 2, out=breaks)
    return Lines(source, texts, starts, ends, breaks)


def fold_space(texts: list[str]) -> list[str]:
    r"""Collapse white space to single blanks and drop invisible characters; the same list when there is nothing to do.

    >>> fold_space(["a\u00a0 b", "\u200bStaff\tmember"])
    ['a b', 'Staff member']
    """
    if len(texts) <= _CHUNK:
        return _folded(texts)
    return [line for start in range(0, len(texts), _CHUNK) for line in _folded(texts[start : start + _CHUNK])]


def _folded(texts: list[str]) -> list[str]:
    joined = "\n".join(texts)
    hidden = [] if joined.isascii() else [char for char in _INVISIBLE if char in joined]
    odd = [char for char in (_ODD_ASCII if joined.isascii() else _ODD_ASCII + _ODD) if char in joined]
    inside = joined.count("\n") >= len(texts) > 0
    if not (hidden or odd or inside or "  " in joined):
        return texts
    if inside:
        joined = "\n".join([text.replace("\n", " ") for text in texts])
    for char in hidden:
        joined = joined.replace(char, "")
    for char in odd:
        joined = joined.replace(char, " ")
    while "  " in joined:
        joined = joined.replace("  ", " ")
    # A line of nothing but invisible characters stays as it is, so that a rule can name it.
    # What did not change stays the same object: half the memory, and its hash is known.
    return [
        text if line == text else line.strip(" ") or " ".join(text.split())
        for line, text in zip(joined.split("\n"), texts, strict=True)
    ]


def _unwrapped(texts: list[str], widths: Ints, breaks: Ints) -> Ints | None:
    """Index of the first line of each paragraph, or None when no paragraph is hard-wrapped.

    A run of lines without a blank between them is one wrapped paragraph when all but its last are nearly equally wide
    and its lines go on mid-sentence: most of them start in lower case or follow a line that does not end a sentence.
    """
    full = (widths >= _WRAP_MIN) & (widths <= _WRAP_MAX)
    goes_on = np.zeros(len(texts), dtype=bool)
    goes_on[1:] = full[:-1] & (breaks[1:] == 1) & (widths[1:] <= _WRAP_MAX)
    # One pair of lines is no wrapped paragraph yet: somewhere two lines in a row must be full.
    if not (goes_on[1:] & goes_on[:-1]).any():
        return None
    for i in goes_on.nonzero()[0].tolist():
        goes_on[i] = (texts[i][:1].islower() and texts[i - 1][-1] not in '.!?:…"”»') or _same_width(texts, goes_on, i)
    inside = goes_on & (np.append(goes_on[1:], False) | np.append(False, goes_on[:-1]))
    return None if not inside.any() else (~inside).nonzero()[0]


def _same_width(texts: list[str], goes_on: NDArray[np.bool_], i: int) -> bool:
    """True when line i continues a paragraph already known to be wrapped at the same width."""
    if i < 2 or not goes_on[i - 1]:
        return False
    previous, before = len(texts[i - 1]), len(texts[i - 2])
    first_word = texts[i].partition(" ")[0]
    # The word that starts this line would not have fitted on the line before.
    return abs(previous - before) <= _WRAP_SLACK and previous + 1 + len(first_word) > max(previous, before)


def marked_kinds(lines: Sequence[str]) -> list[Kind | None] | None:
    """Kinds that plain text shows by its marks (Markdown, ">" quotes); None when it has no such mark."""
    kinds: list[Kind | None] = [None] * len(lines)
    is_marked = has_fence = has_line = False
    for start in range(0, len(lines), _CHUNK):
        some = lines[start : start + _CHUNK]
        joined = "\n" + "\n".join(some)
        has_line = has_line or "\n===" in joined
        if not (marks := [found.start() for found in _MARKED.finditer(joined)]):
            continue
        is_marked, has_fence = True, has_fence or any(fence in joined for fence in _FENCES)
        ends = np.cumsum(np.fromiter(map(len, some), np.int64, len(some)) + 1)
        for i in np.searchsorted(ends, marks, side="right").tolist():
            kinds[start + i] = _MARK_KINDS.get(some[i][0])
    if has_fence:
        _mark_code(lines, kinds)
    if Kind.TABLE in kinds:
        _mark_tables(lines, kinds)
    for i in range(1, len(lines) if has_line else 1):
        if _UNDERLINE.fullmatch(lines[i]) and not kinds[i - 1]:
            kinds[i - 1] = kinds[i] = Kind.HEADING
            is_marked = True
    return kinds if is_marked else None


def _mark_tables(lines: Sequence[str], kinds: list[Kind | None]) -> None:
    """What stands between the ends of a table of a wiki is part of it."""
    inside = False
    for i, line in enumerate(lines):
        inside = inside or line.startswith(_WIKI_TABLE)
        if inside:
            kinds[i] = Kind.TABLE
        inside = inside and not line.startswith(_WIKI_TABLE_END)


def _mark_code(lines: Sequence[str], kinds: list[Kind | None]) -> None:
    """What stands between two fences of one kind is code."""
    fence = ""
    for i, line in enumerate(lines):
        opens = line[:3] if line.startswith(_FENCES) else ""
        if fence or opens:
            kinds[i] = Kind.CODE
        if opens:
            fence = "" if fence == opens else fence or opens


_FENCES = ("```", "~~~")
_MARK_KINDS = {
    ">": Kind.QUOTE,
    "#": Kind.HEADING,
    "=": Kind.HEADING,
    "|": Kind.TABLE,
    "{": Kind.TABLE,
    "!": Kind.CAPTION,
} | dict.fromkeys("*+-•·▪◦‣0123456789", Kind.LIST)
