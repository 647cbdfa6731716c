"""Evidence: what can be seen of each line, its neighbourhood and its document, as small whole numbers.

Everything is counted with whole numbers from 0 to 127, so that the model's sums are exact and come out the same on any
machine. Tables have a row a column and lie in memory as the trees read them. A line is judged by its first 240
characters: 8 character classes are then counted at once, as the bytes of one 64-bit sum.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache, partial
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from forumclean.scorer.lexicon import Lexicon
from forumclean.scorer.stack import Stack
from forumclean.scorer.tables import (
    ALL_CODES,
    CASELESS,
    CLASSES,
    CLAUSE,
    CODE_COLON,
    CODE_LIST,
    DIGIT,
    LOWER,
    SPACE,
    STOP,
    SYMBOL,
    UPPER,
    bucket_table,
    code_table,
    function_words,
)
from forumclean.scorer.title import LONG_LINE
from forumclean.values.marks import Reading
from forumclean.values.memory import Memory
from forumclean.values.model import Kind

__all__ = ["COLUMNS", "Evidence", "Features", "features"]

Bytes = NDArray[np.uint8]
Ints = NDArray[np.int64]

SEEN = 240
# Function words and runs of the lexicon are looked for in so many characters of a line: prose shows itself at once.
_READ = 120
# Lines looked up at a time, to bound the memory that this takes, and measured at a time, so that what is made on the
# way stays in the processor's cache.
_STRETCH, _CHUNK = 8192, 256
_LENGTHS = bucket_table((2, 3, 5, 8, 12, 16, 20, 25, 32, 40, 50, 65, 80, 100, 120, 160, 200, 300, 450, 700, 1200))
_COUNTS = bucket_table((1, 2, 3, 4, 5, 6, 8, 10, 13, 16, 20, 26, 35, 50, 80, 130))
_KIND_GROUPS = (
    (Kind.USER_INFO, Kind.POST_META),
    (Kind.CONTROL, Kind.NAVIGATION),
    (Kind.RELATED, Kind.PROMOTION, Kind.SOCIAL, Kind.ADVERT),
    (Kind.FOOTER, Kind.NOTICE, Kind.OTHER),
    (Kind.REACTION, Kind.SIGNATURE, Kind.ATTACHMENT),
)
GROUP_OF = {kind: number for number, group in enumerate(_KIND_GROUPS) for kind in group}

LINE_COLUMNS = (
    "length", "words", *(f"share {name}" for name in CLASSES), "word length", "sentences",
    *(f"first {name}" for name in ("lower", "upper", "caseless", "digit", "symbol")),
    *(f"last {name}" for name in ("stop", "colon", "clause", "digit", "symbol")),
    "function words", "function share", "link", "list mark", "lexicon",
)  # fmt: skip
_AT = {name: number for number, name in enumerate(LINE_COLUMNS)}
# How a line begins and how it ends, each yes or no: what two rows of a list have in common besides their length, which
# differs by three buckets at most. The shape of a line is this, and in eight steps its words, digits and capitals.
_EDGES = [_AT[name] for name in LINE_COLUMNS if name == "list mark" or name.startswith(("first", "last"))]
_NEAR_LENGTH = 18
_SHAPE = [*_EDGES, *(_AT[name] for name in ("words", "share digit", "share upper"))]
_STEP, _STEPS = 18, 8
_PLACES: Ints = np.array([*(1 << np.arange(len(_EDGES))), *(_STEPS ** np.arange(1, 4) << len(_EDGES))], np.int64)
_EDGES_OF = (_STEPS << len(_EDGES)) - 1
_CELLS = ("drop", "hint", "counter-hint", "keep", *(f"kind group {n}" for n in range(len(_KIND_GROUPS))))
# What is read of a line as parts: shares of its characters, the fields in it, and whether the rest is a name.
READING_COLUMNS = ("sure", "hinted", "typed", "value", "left", "loose", "fields", "named", "same parts")
RULE_COLUMNS = (*_CELLS, *READING_COLUMNS)
_SURE, _LEFT, _NAMED, _SAME_PARTS = (RULE_COLUMNS.index(name) for name in ("sure", "left", "named", "same parts"))
_PARTS = [attrgetter(name) for name in ("size", "sure", "hinted", "typed", "value", "loose", "fields")]
CONTEXT_COLUMNS = (
    "repeated", "blank before", "blank after", "before prose", "after prose", "since prose", "until prose",
    "from start", "from end", "same shape", "since known", "until known", "prose share", "drop share", "hit share",
    "drops", "lines", "blank share", "known share", "sure lines", "lexicon share",
)  # fmt: skip
_OWN_COLUMNS = (*LINE_COLUMNS, *RULE_COLUMNS, *CONTEXT_COLUMNS)
_RULES_FROM, _CONTEXT_FROM = len(LINE_COLUMNS), len(LINE_COLUMNS) + len(RULE_COLUMNS)
# What differs from line to line; the rest is the same in all of a document.
_LOCAL = _OWN_COLUMNS[: _OWN_COLUMNS.index("prose share")]
# What an area is like: the mean over so many lines to either side. What the lines right before and after are like.
_AREAS, _FARTHEST = np.array([[4], [10], [30]]), 30
_NEIGHBOURS = np.array([[-3], [-2], [-1], [1], [2], [3]])
# Columns of a neighbour that does not exist.
_NOWHERE = 255
# Distance to prose that is not there.
_FAR = 1000
# A hint this strong is knowledge; a lexicon below this (log-odds -1) says chrome.
_STRONG, _CHROME_LIKE = 50, 56
_CODES = np.arange(ALL_CODES)
_CLASS_OF = _CODES % len(CLASSES)
# What the code of the first and of the last character says, a row a column.
_FIRST = 127 * np.array([*(n == _CLASS_OF for n in (LOWER, UPPER, CASELESS, DIGIT)), _CLASS_OF >= STOP], np.uint8)
_LAST = 127 * np.array(
    [_CLASS_OF == STOP, _CODES & CODE_COLON > 0, *(n == _CLASS_OF for n in (CLAUSE, DIGIT, SYMBOL))], np.uint8
)
_IS_LIST = 127 * np.array(_CODES & CODE_LIST > 0, np.uint8)
COLUMNS = (
    *_OWN_COLUMNS,
    *(f"{name} within {reach}" for (reach,) in _AREAS.tolist() for name in _LOCAL),
    *(f"{name} at {distance:+}" for (distance,) in _NEIGHBOURS.tolist() for name in _LOCAL),
)


@cache
def _memory(lexicon: Lexicon) -> Memory[bytes]:
    """A line's own columns, by the line; of each lexicon."""
    _ = lexicon
    return Memory()


class Evidence:
    """What the rules say of each line, as columns for the model.

    Attributes:
        columns: one row for each of `RULE_COLUMNS`, but that "same parts" is left to `features`.
        makeups: number of what each line is made of, besides names and dates; 0 where no rule and no value is in it.

    >>> evidence = Evidence(3)
    >>> evidence.drop(1, Kind.USER_INFO)
    >>> evidence.columns[:, 1].tolist()
    [127, 0, 0, 0, 127, 0, 0, 0, 0, 0, 0, 0, 0, 127, 0, 0, 0, 0]
    """

    def __init__(self, size: int) -> None:
        # Writing a byte costs half of what numpy takes for one cell.
        self._size = size
        self._cells = bytearray(size * len(RULE_COLUMNS))
        self.columns = np.frombuffer(self._cells, dtype=np.uint8).reshape(len(RULE_COLUMNS), size)
        self.columns[_LEFT] = 127
        self.makeups: Sequence[int] = [0] * size

    def read(self, readings: Sequence[Reading]) -> None:
        """Note what each line is made of."""
        parts = np.array([np.fromiter(map(part, readings), np.int64, self._size) for part in _PARTS])
        shares, out = parts[1:5] * 127 // np.maximum(parts[0], 1), self.columns[_SURE:]
        out[:4] = shares
        out[4] = 127 - np.add.reduce(shares, axis=0)
        out[5:7] = np.minimum(parts[5:] * 25, 125)
        # Frames of posts are put together alike, whatever names and dates stand in them.
        numbers: dict[tuple[object, ...], int] = {}
        self.makeups = [
            numbers.setdefault((r.rules, r.fields, r.typed > 0, len(r.left[:2])), len(numbers) + 1)
            if r.rules or r.typed else 0
            for r in readings
        ]  # fmt: skip

    def name(self, lines: Iterable[int]) -> None:
        """Note the lines that hold nothing more than a name."""
        for line in lines:
            self._cells[line + _NAMED * self._size] = 127

    def drop(self, line: int, kind: Kind) -> None:
        """Note that a rule removes the line."""
        self._cells[line] = 127
        self._group(line, kind)

    def hint(self, line: int, kind: Kind, weight: float) -> None:
        """Note that hints of this weight in all speak for chrome (or, below zero, for body)."""
        self._cells[line + (1 if weight > 0 else 2) * self._size] = min(127, int(abs(weight) * 25))
        if weight > 0:
            self._group(line, kind)

    def keep(self, line: int) -> None:
        """Note that a rule protects the line."""
        self._cells[line + 3 * self._size] = 127

    def _group(self, line: int, kind: Kind) -> None:
        if kind in GROUP_OF:
            self._cells[line + (4 + GROUP_OF[kind]) * self._size] = 127


class Features:
    """`COLUMNS` of every line, made for a stretch of lines at a time, because all of them would be large.

    Args:
        own: every column but those of areas and neighbours, and after the last line one that does not exist.
        shapes: the shape of each line.
        stack: the documents, at whose bounds areas and neighbours end.
    """

    def __init__(self, own: Bytes, shapes: Ints, stack: Stack) -> None:
        self._own, self._shapes, self._stack = own, shapes, stack

    def __len__(self) -> int:
        return len(self._shapes)

    def alike(self) -> NDArray[np.bool_]:
        """Tell of each line but the first whether it begins and ends like the one before it, and is about as long."""
        edges, lengths = self._shapes & _EDGES_OF, self._own[_AT["length"], : len(self)].astype(np.int16)
        same: NDArray[np.bool_] = edges[1:] == edges[:-1]
        same &= np.abs(lengths[1:] - lengths[:-1]) <= _NEAR_LENGTH
        return same

    def columns(self, start: int, end: int) -> Bytes:
        """Return one row for each of `COLUMNS`, over the lines from ``start`` to ``end``."""
        made = np.empty((len(COLUMNS), end - start), dtype=np.uint8)
        own, width = len(_OWN_COLUMNS), len(_LOCAL)
        made[:own] = self._own[:, start:end]
        at, first, last = np.arange(start, end), self._stack.first[start:end], self._stack.last[start:end]
        around = made[own:].reshape(-1, width, end - start)
        self._put_areas(around[: len(_AREAS)], at, first, last)
        wanted = at + _NEIGHBOURS
        wanted[(wanted < first) | (wanted > last)] = len(self)
        around[len(_AREAS) :] = self._own[:width].take(wanted, axis=1).transpose(1, 0, 2)
        return made

    def _put_areas(self, made: Bytes, at: Ints, first: Ints, last: Ints) -> None:
        """Write the means; half a step added before a division by multiplying keeps it exact."""
        width, low = len(_LOCAL), max(int(at[0]) - _FARTHEST, 0)
        around = self._own[:width, low : min(int(at[-1]) + _FARTHEST + 1, len(self))]
        sums = np.zeros((width, around.shape[1] + 1), dtype=np.int32)
        around.cumsum(axis=1, dtype=np.int32, out=sums[:, 1:])
        above, below = np.maximum(at - _AREAS, first), np.minimum(at + _AREAS, last) + 1
        total = (sums.take(below - low, axis=1) - sums.take(above - low, axis=1)).astype(np.float32)
        total += np.float32(0.5)
        total *= (1 / (below - above)).astype(np.float32)
        made[...] = total.transpose(1, 0, 2)


def features(stack: Stack, evidence: Evidence, lexicon: Lexicon) -> Features:
    """Measure every line of some documents."""
    size = len(stack.lines)
    padded = np.empty((len(_OWN_COLUMNS), size + 1), dtype=np.uint8)
    padded[:, size] = _NOWHERE
    own = padded[:, :size]
    memory, measure = _memory(lexicon), partial(_line_rows, lexicon)
    for start in range(0, size, _STRETCH):
        rows = memory.of(stack.lines[start : start + _STRETCH], measure)
        own[:_RULES_FROM, start : start + _STRETCH] = np.frombuffer(b"".join(rows), np.uint8).reshape(len(rows), -1).T
    own[_RULES_FROM:_CONTEXT_FROM] = evidence.columns
    shapes = np.matmul(_PLACES, own[_SHAPE] // _STEP, dtype=np.int64)
    lengths = np.fromiter(map(len, stack.lines), np.int64, size)
    drop, hint, left = own[_RULES_FROM], own[_RULES_FROM + 1], own[_RULES_FROM + _LEFT]
    marked = np.array([lengths >= LONG_LINE, (np.maximum(drop, hint) >= _STRONG) | (left == 0)])
    _measure_context(stack, own, marked, np.array([_numbers(stack.lines), shapes, evidence.makeups]))
    _measure_documents(stack, own, marked, lengths)
    return Features(padded, shapes, stack)


def _line_rows(lexicon: Lexicon, lines: Sequence[str]) -> list[bytes]:
    """`LINE_COLUMNS` of each line, one row a line; a line must not be empty."""
    stretches = (lines[start : start + _CHUNK] for start in range(0, len(lines), _CHUNK))
    made, width = b"".join([_measure_lines(lexicon, some).T.tobytes() for some in stretches]), len(LINE_COLUMNS)
    return [made[at : at + width] for at in range(0, len(made), width)]


def _measure_lines(lexicon: Lexicon, lines: Sequence[str]) -> Bytes:
    """`LINE_COLUMNS`, one row a column."""
    lengths = np.fromiter(map(len, lines), np.int64, len(lines))
    out = np.empty((len(LINE_COLUMNS), len(lines)), dtype=np.uint8)
    heads = "".join([line[:SEEN] for line in lines])
    lower = "\n".join([line[:_READ] for line in lines]).lower()
    seen = np.minimum(lengths, SEEN)
    starts = seen.cumsum() - seen
    points = _points(heads)
    counts = np.add.reduceat(_ones_table().take(points, mode="clip"), starts).view(np.uint8).reshape(-1, 8).T
    first = code_table().take(points[starts], mode="clip")
    last = code_table().take(_points("".join([line[-1] for line in lines])), mode="clip")
    counts = counts.astype(np.int64)
    letters, words = counts[LOWER] + counts[UPPER] + counts[CASELESS], counts[SPACE] + 1
    function = _function_counts(lower, len(lines))
    out[0] = _LENGTHS.take(lengths, mode="clip")
    out[[1, 11, 22]] = _COUNTS.take(np.array([words, counts[STOP], function]), mode="clip")
    out[2:10] = counts * 127 // seen
    out[[10, 23]] = np.minimum(np.array([letters * 8, function * 127]) // words, 127)
    out[12:17] = _FIRST.take(first, axis=1)
    out[17:22] = _LAST.take(last, axis=1)
    out[24] = _links(lines, heads)
    out[25] = _IS_LIST.take(first)
    out[26] = np.minimum(np.maximum(np.rint(lexicon.odds(lower) * 8) + 64, 0), 127)
    return out


def _measure_context(stack: Stack, own: Bytes, marked: NDArray[np.bool_], keys: Ints) -> None:
    """Write `CONTEXT_COLUMNS`: where each line stands among the others, those that are marked, those that are alike."""
    out, size = own[_CONTEXT_FROM:], keys.shape[1]
    # The frame of each post is built like that of the next.
    lines, alike, parts = _others(keys, stack)
    own[_RULES_FROM + _SAME_PARTS] = _COUNTS.take(parts * (keys[2] > 0), mode="clip")
    np.multiply(stack.breaks >= 2, 127, out=out[1], casting="unsafe")
    out[2, :-1] = out[1, 1:]
    out[2, stack.last[stack.starts]] = 127
    at, distances = np.arange(size), _distances(marked, stack)
    out[3:5] = (distances[:, 0] >= _FAR) * 127
    counted = np.array([lines, *distances[:, 0], at - stack.first, stack.last - at, alike, *distances[:, 1]])
    out[[0, *range(5, 12)]] = _COUNTS.take(counted, mode="clip")


def _numbers(lines: Sequence[str]) -> Ints:
    """A number for each line, the same for the same line."""
    number = dict(zip(lines, range(len(lines)), strict=True))
    return np.fromiter(map(number.__getitem__, lines), np.int64, len(lines))


def _measure_documents(stack: Stack, own: Bytes, marked: NDArray[np.bool_], lengths: Ints) -> None:
    """Write those of `CONTEXT_COLUMNS` that are the same for all of a document."""
    prose, known = marked
    drop, hint, sure = own[_RULES_FROM], own[_RULES_FROM + 1], own[_RULES_FROM + _SURE]
    counted = np.array(
        [lengths * prose, drop > 0, hint > 25, own[_CONTEXT_FROM + 1] > 0, known, own[_AT["lexicon"]] < _CHROME_LIKE,
         sure > 0, lengths]
    )  # fmt: skip
    totals = np.add.reduceat(counted, stack.starts, axis=1)
    drops, sures, size = totals[1].copy(), totals[6], stack.sizes
    totals[2] += drops
    whole = np.maximum([totals[7], *[size] * 5], 1)
    made = np.empty((9, len(size)), dtype=np.int64)
    made[[0, 1, 2, 5, 6, 8]] = np.minimum(totals[:6] * 127 // whole, 127)
    made[[3, 4, 7]] = _COUNTS.take([drops, size, sures], mode="clip")
    own[_CONTEXT_FROM + 12 :] = made.astype(np.uint8).take(stack.number, axis=1)


def _distances(marked: NDArray[np.bool_], stack: Stack) -> Ints:
    """Lines since the last marked one of the document, and until the next; `_FAR` or more where there is none."""
    # Documents stand so far apart that what is marked in one is far from the lines of the next.
    at = np.arange(marked.shape[-1]) + 2 * _FAR * stack.number
    distances = np.empty((2, *marked.shape), dtype=np.int64)
    np.subtract(at, np.maximum.accumulate(np.where(marked, at, -_FAR), axis=-1), out=distances[0])
    after = np.where(marked, at, at[-1] + 2 * _FAR)[:, ::-1]
    np.subtract(np.minimum.accumulate(after, axis=-1)[:, ::-1], at, out=distances[1])
    return distances


def _others(keys: Ints, stack: Stack) -> Ints:
    """How many other lines of the document have the same key, for each row of keys."""
    # All are sorted at once: the keys of each row and document are other numbers than those of the next.
    rows = stack.number + len(stack.sizes) * np.arange(len(keys))[:, None]
    apart = (keys + (int(keys.max()) + 1) * rows).ravel()
    order = apart.argsort()
    is_first = np.ones(len(order) + 1, dtype=bool)
    ordered = apart[order]
    np.not_equal(ordered[1:], ordered[:-1], out=is_first[1:-1])
    del ordered  # a long text has millions of lines
    (bounds,) = is_first.nonzero()
    sizes = bounds[1:] - bounds[:-1]
    apart[order] = sizes.repeat(sizes) - 1
    return apart.reshape(keys.shape)


@cache
def _ones_table() -> NDArray[np.uint64]:
    """For each code point a one in the byte of its class, so that a sum of them counts all classes at once."""
    ones = np.array([1 << (8 * number) for number in range(len(CLASSES))], dtype=np.uint64)
    return ones[code_table() % len(CLASSES)]


def _links(lines: Sequence[str], heads: str) -> Bytes | int:
    if "://" not in heads and "www." not in heads:
        return 0
    return np.fromiter([127 if "://" in (head := line[:SEEN]) or "www." in head else 0 for line in lines], np.uint8)


def _points(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def _function_counts(lower: str, size: int) -> Ints:
    found = map(function_words().intersection, map(str.split, lower.split("\n")))
    return np.fromiter(map(len, found), np.int64, size)
