"""Evidence: what can be seen of each line, its neighbourhood and its document, as small whole numbers.

Everything is counted with whole numbers from 0 to 127, so that the model's sums are exact and come out the same on any
machine. A line is judged by its first 240 characters: 8 character classes are then counted at once, as the bytes of
one 64-bit sum.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from forumclean.document import Document
from forumclean.model import Kind
from forumclean.scorer.title import LONG_LINE

__all__ = ["COLUMNS", "Evidence", "Features", "context_features", "features", "is_learnt", "line_features"]

Bytes = NDArray[np.uint8]
Ints = NDArray[np.int64]

SEEN = 240
# Function words are looked for in so many characters of a line: prose shows them at once.
_READ = 120
# The language of the documents that the model was trained on, and how many of its function words a sentence has.
LEARNT, _LEARNT_WORDS = "en", 2
_CHUNK = 8192
_TABLE = 0x20000
CLASSES = ("lower", "upper", "caseless", "digit", "space", "stop", "clause", "symbol")
_LOWER, _UPPER, _CASELESS, _DIGIT, _SPACE, _STOP, _CLAUSE, _SYMBOL = range(8)
_CATEGORIES = {"Ll": _LOWER, "Lu": _UPPER, "Lt": _UPPER, "Nd": _DIGIT, "Zs": _SPACE, "Cc": _SPACE}
_STOPS, _CLAUSES = ".!?…。！？｡۔؟।", ",;:'\"()’‘“”«»-–—、，；：「」『』（）،؛"
_LENGTHS = np.array([2, 3, 5, 8, 12, 16, 20, 25, 32, 40, 50, 65, 80, 100, 120, 160, 200, 300, 450, 700, 1200])
_COUNTS = np.array([1, 2, 3, 4, 5, 6, 8, 10, 13, 16, 20, 26, 35, 50, 80, 130])
_KIND_GROUPS = (
    (Kind.USER_INFO, Kind.POST_META),
    (Kind.CONTROL, Kind.NAVIGATION),
    (Kind.RELATED, Kind.PROMOTION, Kind.SOCIAL, Kind.ADVERT),
    (Kind.FOOTER, Kind.NOTICE, Kind.OTHER),
    (Kind.REACTION, Kind.SIGNATURE, Kind.ATTACHMENT),
)
GROUP_OF = {kind: number for number, group in enumerate(_KIND_GROUPS) for kind in group}
_LIST_MARKS = frozenset("*+-•·▪◦‣0123456789")

_SHAPED = ("words", "share digit", "share upper", "list mark")
LINE_COLUMNS = (
    "length", "words", *(f"share {name}" for name in CLASSES), "word length", "sentences",
    *(f"first {name}" for name in ("lower", "upper", "caseless", "digit", "symbol")),
    *(f"last {name}" for name in ("stop", "colon", "clause", "digit", "symbol")),
    "function words", "function share", "link", "list mark",
)  # fmt: skip
# What makes the shape of a line: words, digits, capitals, how it begins and how it ends.
_SHAPE = [LINE_COLUMNS.index(name) for name in LINE_COLUMNS if name in _SHAPED or name.startswith(("first", "last"))]
RULE_COLUMNS = ("drop", "hint", "counter-hint", "keep", *(f"kind group {n}" for n in range(len(_KIND_GROUPS))))
_WIDTH = len(RULE_COLUMNS)
CONTEXT_COLUMNS = (
    "repeated", "blank before", "blank after", "before prose", "after prose", "since prose", "until prose",
    "from start", "from end", "same shape", "prose share", "drop share", "hit share", "drops", "lines", "blank share",
)  # fmt: skip
_OWN_COLUMNS = (*LINE_COLUMNS, *RULE_COLUMNS, *CONTEXT_COLUMNS)
# What differs from line to line; the rest is the same in all of a document.
_LOCAL = _OWN_COLUMNS[: _OWN_COLUMNS.index("prose share")]
# What an area is like: the mean over so many lines to either side. What the lines right before and after are like.
_AREAS = (4, 10, 30)
_NEIGHBOURS = (-3, -2, -1, 1, 2, 3)
COLUMNS = (
    *_OWN_COLUMNS,
    *(f"{name} within {reach}" for reach in _AREAS for name in _LOCAL),
    *(f"{name} at {distance:+}" for distance in _NEIGHBOURS for name in _LOCAL),
)


class Evidence:
    """What the rules say of each line, as columns for the model.

    >>> evidence = Evidence(3)
    >>> evidence.drop(1, Kind.USER_INFO)
    >>> evidence.columns[1].tolist()
    [127, 0, 0, 0, 127, 0, 0, 0, 0]
    """

    def __init__(self, size: int) -> None:
        # Row after row: writing a byte costs half of what numpy takes for one cell.
        self._cells = bytearray(size * _WIDTH)

    @property
    def columns(self) -> Bytes:
        """One row of `RULE_COLUMNS` a line."""
        return np.frombuffer(self._cells, dtype=np.uint8).reshape(-1, _WIDTH)

    def drop(self, line: int, kind: Kind) -> None:
        """Note that a rule removes the line."""
        self._cells[line * _WIDTH] = 127
        self._group(line, kind)

    def hint(self, line: int, kind: Kind, weight: float) -> None:
        """Note that hints of this weight in all speak for chrome (or, below zero, for body)."""
        self._cells[line * _WIDTH + (1 if weight > 0 else 2)] = min(127, int(abs(weight) * 25))
        if weight > 0:
            self._group(line, kind)

    def keep(self, line: int) -> None:
        """Note that a rule protects the line."""
        self._cells[line * _WIDTH + 3] = 127

    def _group(self, line: int, kind: Kind) -> None:
        if kind in GROUP_OF:
            self._cells[line * _WIDTH + 4 + GROUP_OF[kind]] = 127


class Features:
    """`COLUMNS` of every line, made for a stretch of lines at a time, because all of them would be large.

    Args:
        own: every column but the areas.
    """

    def __init__(self, own: Bytes) -> None:
        self._own = own

    def __len__(self) -> int:
        return len(self._own)

    def rows(self, start: int, end: int) -> Bytes:
        """Return one row of `COLUMNS` for each line from ``start`` to ``end``."""
        own, size, width = self._own, len(self._own), len(_LOCAL)
        first, last = max(start - max(_AREAS), 0), min(end + max(_AREAS) + 1, size)
        sums = np.zeros((last - first + 1, width), dtype=np.int32)
        np.cumsum(own[first:last, :width], axis=0, dtype=np.int32, out=sums[1:])
        at, areas = np.arange(start, end), []
        for reach in _AREAS:
            low, high = np.maximum(at - reach, 0), np.minimum(at + reach + 1, size)
            total = sums[high - first] - sums[low - first]
            areas.append((total // (high - low).astype(np.int32)[:, None]).astype(np.uint8))
        shift = max(_NEIGHBOURS)
        around = np.full((end - start + 2 * shift, width), _NOWHERE, dtype=np.uint8)
        first, last = max(start - shift, 0), min(end + shift, size)
        around[first - start + shift : last - start + shift] = own[first:last, :width]
        near = [around[shift + distance : shift + distance + end - start] for distance in _NEIGHBOURS]
        return np.concatenate((own[start:end], *areas, *near), axis=1)


def features(document: Document, evidence: Evidence) -> Features:
    """Measure every block of a document."""
    size = len(document.lines)
    line = np.concatenate([line_features(document.lines[i : i + _CHUNK]) for i in range(0, size, _CHUNK)])
    lengths = np.fromiter(map(len, document.lines), np.int64, size)
    rules = evidence.columns
    context = context_features(lengths, document.lines, np.asarray(document.breaks, np.int64), line, rules)
    return Features(np.concatenate((line, rules, context), axis=1))


def line_features(lines: Sequence[str]) -> Bytes:
    """Return `LINE_COLUMNS` of each line; a line must not be empty."""
    size = len(lines)
    heads = [line[:SEEN] for line in lines]
    lengths = np.fromiter(map(len, lines), np.int64, size)
    seen = np.minimum(lengths, SEEN)
    ends = np.cumsum(seen)
    starts = ends - seen
    points = np.frombuffer("".join(heads).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    classes = _class_table()[np.minimum(points, _TABLE - 1)]
    counts = np.add.reduceat(_BYTES[classes], starts).view(np.uint8).reshape(size, 8).astype(np.int64)
    letters = counts[:, _LOWER] + counts[:, _UPPER] + counts[:, _CASELESS]
    words = counts[:, _SPACE] + 1
    last = _class_table()[np.minimum(_points([line[-1] for line in lines]), _TABLE - 1)]
    function = _function_counts(heads)
    first = classes[starts]
    columns = [
        _bucket(lengths, _LENGTHS), _bucket(words, _COUNTS),
        *(counts[:, n] * 127 // seen for n in range(8)),
        np.minimum(letters * 8 // words, 127), _bucket(counts[:, _STOP], _COUNTS),
        *((first == n) * 127 for n in (_LOWER, _UPPER, _CASELESS, _DIGIT)), (first >= _STOP) * 127,
        (last == _STOP) * 127, _ends_with(lines, ":："), (last == _CLAUSE) * 127, (last == _DIGIT) * 127,
        (last == _SYMBOL) * 127,
        _bucket(function, _COUNTS), np.minimum(function * 127 // words, 127),
        np.fromiter(["://" in head or "www." in head for head in heads], np.int64, size) * 127,
        np.fromiter([head[0] in _LIST_MARKS for head in heads], np.int64, size) * 127,
    ]  # fmt: skip
    return np.stack(columns, axis=1).astype(np.uint8)


def context_features(lengths: Ints, lines: Sequence[str], breaks: Ints, own: Bytes, rules: Bytes) -> Bytes:
    """Return `CONTEXT_COLUMNS`: where each line stands among the others, and what the document is like.

    Args:
        lengths: characters of each line.
        lines: the lines.
        breaks: line ends before each.
        own: `LINE_COLUMNS` of each.
        rules: `RULE_COLUMNS` of each.
    """
    size = len(lines)
    counter = Counter(lines)
    repeats = np.fromiter(map(counter.__getitem__, lines), np.int64, size)
    prose = lengths >= LONG_LINE
    at = np.arange(size)
    since = at - np.maximum.accumulate(np.where(prose, at, -1000))
    until = np.minimum.accumulate(np.where(prose, at, size + 1000)[::-1])[::-1] - at
    blank = (breaks >= 2).astype(np.uint8) * 127
    total = max(int(lengths.sum()), 1)
    drops = int((rules[:, 0] > 0).sum())
    hits = int((rules[:, 1] > 25).sum()) + drops
    counts = _bucket(np.array([drops, size]), _COUNTS).tolist()
    whole = (int(lengths[prose].sum()) * 127 // total, drops * 127 // size, min(hits * 127 // size, 127),
             *counts, int(blank.sum()) // size)  # fmt: skip
    columns = [
        _bucket(repeats - 1, _COUNTS), blank, np.append(blank[1:], np.uint8(127)),
        (since >= 1000).astype(np.uint8) * 127, (until >= 1000).astype(np.uint8) * 127,
        _bucket(np.minimum(since, 999), _COUNTS), _bucket(np.minimum(until, 999), _COUNTS),
        _bucket(at, _COUNTS), _bucket(size - 1 - at, _COUNTS), _same_shape(own),
        *(np.full(size, value, np.uint8) for value in whole),
    ]  # fmt: skip
    return np.stack(columns, axis=1)


def _same_shape(own: Bytes) -> Bytes:
    """How many lines of the document are built like this one: the frame of each post is built like that of the next."""
    shape = np.zeros(len(own), dtype=np.int64)
    for column in _SHAPE:
        shape = shape * 8 + own[:, column] // 18
    _, where, counts = np.unique(shape, return_inverse=True, return_counts=True)
    return _bucket(counts[where] - 1, _COUNTS)


def _bucket(values: Ints, edges: Ints) -> Bytes:
    """Number of the bucket that each value falls into, spread over 0 to 126: a logarithm in whole numbers."""
    return (np.searchsorted(edges, values, side="right") * (126 // len(edges))).astype(np.uint8)


def _ends_with(lines: Sequence[str], chars: str) -> Ints:
    return np.fromiter([line[-1] in chars for line in lines], np.int64, len(lines)) * 127


def _points(chars: Sequence[str]) -> NDArray[np.uint32]:
    return np.frombuffer("".join(chars).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def _function_counts(heads: Sequence[str]) -> Ints:
    common = _function_words().intersection
    return np.fromiter([len(common(head[:_READ].lower().split())) for head in heads], np.int64, len(heads))


# Columns of a neighbour that does not exist.
_NOWHERE = 255
_BYTES = np.array([1 << (8 * n) for n in range(8)], dtype=np.uint64)


@cache
def _class_table() -> Bytes:
    """Class of each code point below 0x20000; what lies above is taken as the last one below (a letter)."""
    table = np.full(_TABLE, _SYMBOL, dtype=np.uint8)
    category = unicodedata.category
    for point in range(0x3400):
        code = category(chr(point))
        table[point] = _CATEGORIES.get(code, _CASELESS if code[0] in "LM" else _SYMBOL)
    # Ideographs and syllables fill the rest of the first plane; the pictures of the second are symbols.
    table[0x3400:0xD7B0] = _CASELESS
    for point in range(0xF900, 0x10000):
        code = category(chr(point))
        table[point] = _CATEGORIES.get(code, _CASELESS if code[0] in "LM" else _SYMBOL)
    table[_TABLE - 1] = _CASELESS
    for chars, number in ((_STOPS, _STOP), (_CLAUSES, _CLAUSE)):
        table[[ord(char) for char in chars]] = number
    return table


@cache
def _function_words(language: str = "") -> frozenset[str]:
    """Function words of a language, or of all."""
    text = (resources.files("forumclean.scorer") / "data" / "function-words.txt").read_text(encoding="utf-8")
    lines = [line.split() for line in text.splitlines() if line and not line.startswith("#")]
    return frozenset(word for code, *words in lines if language in ("", code) for word in words)


def is_learnt(line: str) -> bool:
    """Tell whether a sentence is in a language that the model has learnt from: the development pages are English.

    >>> is_learnt("The ferry sails again from Monday."), is_learnt("Die Fähre fährt ab Montag wieder.")
    (True, False)
    """
    return len(_function_words(LEARNT).intersection(line.lower().split())) >= _LEARNT_WORDS
