"""Evidence: what can be seen of each line, its neighbourhood and its document, as small whole numbers.

Everything is counted with whole numbers from 0 to 127, so that the model's sums are exact and come out the same on any
machine. Tables have a row a column and lie in memory as the trees read them. A line is judged by its first 240
characters: 8 character classes are then counted at once, as the bytes of one 64-bit sum.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache, partial

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
# Lines measured at a time, to bound the memory that this takes.
_CHUNK = 8192
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

_SHAPED = ("words", "share digit", "share upper", "list mark")
LINE_COLUMNS = (
    "length", "words", *(f"share {name}" for name in CLASSES), "word length", "sentences",
    *(f"first {name}" for name in ("lower", "upper", "caseless", "digit", "symbol")),
    *(f"last {name}" for name in ("stop", "colon", "clause", "digit", "symbol")),
    "function words", "function share", "link", "list mark", "lexicon",
)  # fmt: skip
_AT = {name: number for number, name in enumerate(LINE_COLUMNS)}
# What makes the shape of a line: words, digits, capitals, how it begins and how it ends.
_SHAPE = [_AT[name] for name in LINE_COLUMNS if name in _SHAPED or name.startswith(("first", "last"))]
# What two rows of a list have in common besides their length, which differs by three buckets at most.
_EDGES = [_AT[name] for name in LINE_COLUMNS if name == "list mark" or name.startswith(("first", "last"))]
_NEAR_LENGTH = 18
_SHAPE_DIGITS = 8 ** np.arange(len(_SHAPE), dtype=np.int64)[::-1]
_CELLS = ("drop", "hint", "counter-hint", "keep", *(f"kind group {n}" for n in range(len(_KIND_GROUPS))))
# What is read of a line as parts: shares of its characters, the fields in it, and whether the rest is a name.
READING_COLUMNS = ("sure", "hinted", "typed", "value", "left", "loose", "fields", "named", "same parts")
RULE_COLUMNS = (*_CELLS, *READING_COLUMNS)
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
_AREAS = (4, 10, 30)
_NEIGHBOURS = (-3, -2, -1, 1, 2, 3)
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
    *(f"{name} within {reach}" for reach in _AREAS for name in _LOCAL),
    *(f"{name} at {distance:+}" for distance in _NEIGHBOURS for name in _LOCAL),
)


@cache
def _memory(lexicon: Lexicon) -> Memory[bytes]:
    """A line's own columns, by the line; of each lexicon."""
    _ = lexicon
    return Memory()


class Evidence:
    """What the rules say of each line, as columns for the model.

    >>> evidence = Evidence(3)
    >>> evidence.drop(1, Kind.USER_INFO)
    >>> evidence.columns[:, 1].tolist()
    [127, 0, 0, 0, 127, 0, 0, 0, 0, 0, 0, 0, 0, 127, 0, 0, 0, 0]
    """

    def __init__(self, size: int) -> None:
        # Writing a byte costs half of what numpy takes for one cell.
        self._size = size
        self._cells = bytearray(size * len(_CELLS))
        self._readings = np.zeros((len(READING_COLUMNS), size), dtype=np.uint8)
        self._readings[READING_COLUMNS.index("left")] = 127

    @property
    def columns(self) -> Bytes:
        """One row for each of `RULE_COLUMNS`."""
        cells = np.frombuffer(self._cells, dtype=np.uint8).reshape(len(_CELLS), self._size)
        return np.concatenate([cells, self._readings])

    def read(self, readings: Sequence[Reading], spans: Sequence[slice]) -> None:
        """Note what each line is made of.

        Args:
            readings: of all lines.
            spans: where the lines of each document are.
        """
        parts = np.array(
            [(r.size, r.sure, r.hinted, r.typed, r.value, r.loose, r.fields) for r in readings], np.int64
        ).T
        size, out = np.maximum(parts[0], 1), self._readings
        out[:4] = parts[1:5] * 127 // size
        out[4] = 127 - out[:4].sum(axis=0, dtype=np.int64)
        out[5:7] = np.minimum(parts[5:7] * 25, 125)
        # Frames of posts are put together alike, whatever names and dates stand in them.
        alike = [(r.rules, r.fields, r.typed > 0, min(len(r.left), 2)) for r in readings]
        same: list[int] = []
        for span in spans:
            counts = Counter(alike[span])
            same += [counts[parts] - 1 if parts[0] or parts[2] else 0 for parts in alike[span]]
        out[8] = _COUNTS.take(same, mode="clip")

    def name(self, lines: Iterable[int]) -> None:
        """Note the lines that hold nothing more than a name."""
        self._readings[7, list(lines)] = 127

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
        own: every column but those of areas and neighbours.
        stack: the documents, at whose bounds areas and neighbours end.
    """

    def __init__(self, own: Bytes, stack: Stack) -> None:
        self._own, self._stack = own, stack

    def __len__(self) -> int:
        return int(self._own.shape[1])

    def alike(self) -> NDArray[np.bool_]:
        """Tell of each line but the first whether it begins and ends like the one before it, and is about as long."""
        edges, lengths = self._own[_EDGES], self._own[_AT["length"]].astype(np.int16)
        same: NDArray[np.bool_] = (edges[:, 1:] == edges[:, :-1]).all(axis=0)
        same &= np.abs(lengths[1:] - lengths[:-1]) <= _NEAR_LENGTH
        return same

    def columns(self, start: int, end: int) -> Bytes:
        """Return one row for each of `COLUMNS`, over the lines from ``start`` to ``end``."""
        made = np.empty((len(COLUMNS), end - start), dtype=np.uint8)
        own, width = len(_OWN_COLUMNS), len(_LOCAL)
        made[:own] = self._own[:, start:end]
        number = self._stack.number[start:end]
        at, first, last = np.arange(start, end), self._stack.bounds[number], self._stack.bounds[number + 1]
        self._put_areas(made[own : own + len(_AREAS) * width], at, first, last)
        for place, distance in enumerate(_NEIGHBOURS, len(_AREAS)):
            wanted, rows = at + distance, made[own + place * width : own + (place + 1) * width]
            self._own[:width].take(wanted, axis=1, out=rows, mode="clip")
            rows[:, (wanted < first) | (wanted >= last)] = _NOWHERE
        return made

    def _put_areas(self, made: Bytes, at: Ints, first: Ints, last: Ints) -> None:
        """Write the means; half a step added before a division by multiplying keeps it exact."""
        width, most = len(_LOCAL), max(_AREAS)
        low = max(int(at[0]) - most, 0)
        around = self._own[:width, low : int(at[-1]) + most + 1]
        sums = np.zeros((width, around.shape[1] + 1), dtype=np.float32)
        np.cumsum(around, axis=1, dtype=np.float32, out=sums[:, 1:])
        for number, reach in enumerate(_AREAS):
            above, below = np.maximum(at - reach, first), np.minimum(at + reach + 1, last)
            total = sums.take(below - low, axis=1)
            total -= sums.take(above - low, axis=1)
            total += np.float32(0.5)
            total *= (1 / (below - above)).astype(np.float32)
            made[number * width : (number + 1) * width] = total


def features(stack: Stack, evidence: Evidence, lexicon: Lexicon) -> Features:
    """Measure every line of some documents."""
    memory, measure = _memory(lexicon), partial(_line_rows, lexicon)
    size = len(stack.lines)
    own = np.empty((len(_OWN_COLUMNS), size), dtype=np.uint8)
    lengths = np.fromiter(map(len, stack.lines), np.int64, size)
    for start in range(0, size, _CHUNK):
        rows = memory.of(stack.lines[start : start + _CHUNK], measure)
        own[:_RULES_FROM, start : start + _CHUNK] = np.frombuffer(b"".join(rows), np.uint8).reshape(-1, _RULES_FROM).T
    own[_RULES_FROM:_CONTEXT_FROM] = evidence.columns
    _measure_context(stack, lengths, own)
    return Features(own, stack)


def _line_rows(lexicon: Lexicon, lines: Sequence[str]) -> list[bytes]:
    """`LINE_COLUMNS` of each line, one row a line; a line must not be empty."""
    made, width = _measure_lines(lexicon, lines).T.tobytes(), len(LINE_COLUMNS)
    return [made[at : at + width] for at in range(0, len(made), width)]


def _measure_lines(lexicon: Lexicon, lines: Sequence[str]) -> Bytes:
    """`LINE_COLUMNS`, one row a column."""
    lengths = np.fromiter(map(len, lines), np.int64, len(lines))
    out = np.empty((len(LINE_COLUMNS), len(lines)), dtype=np.uint8)
    heads = "".join([line[:SEEN] for line in lines])
    seen = np.minimum(lengths, SEEN)
    starts = np.cumsum(seen) - seen
    points = _points(heads)
    counts = np.add.reduceat(_ones_table().take(points, mode="clip"), starts).view(np.uint8).reshape(-1, 8).T
    first = code_table().take(points[starts], mode="clip")
    last = code_table().take(_points("".join([line[-1] for line in lines])), mode="clip")
    letters = counts[LOWER].astype(np.int64) + counts[UPPER] + counts[CASELESS]
    words = counts[SPACE].astype(np.int64) + 1
    function = _function_counts(lines)
    out[0] = _LENGTHS.take(lengths, mode="clip")
    out[1] = _COUNTS.take(words, mode="clip")
    np.floor_divide(counts.astype(np.uint16) * np.uint16(127), seen.astype(np.uint16), out=out[2:10], casting="unsafe")
    out[10] = np.minimum(letters * 8 // words, 127)
    out[11] = _COUNTS.take(counts[STOP], mode="clip")
    out[12:17] = _FIRST[:, first]
    out[17:22] = _LAST[:, last]
    out[22] = _COUNTS.take(function, mode="clip")
    out[23] = np.minimum(function * 127 // words, 127)
    out[24] = _links(lines, heads)
    out[25] = _IS_LIST.take(first)
    out[26] = np.clip(np.round(lexicon.odds([line[:_READ] for line in lines]) * 8) + 64, 0, 127)
    return out


def _measure_context(stack: Stack, lengths: Ints, own: Bytes) -> None:
    """Write `CONTEXT_COLUMNS`: where each line stands among the others, and what its document is like."""
    out = own[_CONTEXT_FROM:]
    hint, left = own[_RULES_FROM + 1], own[_RULES_FROM + len(_CELLS) + READING_COLUMNS.index("left")]
    prose, known = lengths >= LONG_LINE, (own[_RULES_FROM] > 0) | (left == 0) | (hint >= _STRONG)
    at = np.arange(len(lengths))
    since, until = _distances(prose, stack)
    out[0] = _COUNTS.take(_repeats(stack), mode="clip")
    out[1] = np.where(stack.breaks >= 2, 127, 0)
    out[2, :-1] = out[1, 1:]
    out[2, stack.bounds[1:] - 1] = 127
    out[3] = np.where(since >= _FAR, 127, 0)
    out[4] = np.where(until >= _FAR, 127, 0)
    out[5] = _COUNTS.take(since, mode="clip")
    out[6] = _COUNTS.take(until, mode="clip")
    out[7] = _COUNTS.take(at - stack.starts[stack.number], mode="clip")
    out[8] = _COUNTS.take(stack.bounds[stack.number + 1] - 1 - at, mode="clip")
    # The frame of each post is built like that of the next.
    out[9] = _COUNTS.take(_same_shapes(_SHAPE_DIGITS @ (own[_SHAPE] // 18), stack), mode="clip")
    out[10], out[11] = (_COUNTS.take(distance, mode="clip") for distance in _distances(known, stack))
    _measure_documents(stack, lengths, own, known)


def _measure_documents(stack: Stack, lengths: Ints, own: Bytes, known: NDArray[np.bool_]) -> None:
    """Write those of `CONTEXT_COLUMNS` that are the same for all of a document."""
    drop, hint, out = own[_RULES_FROM], own[_RULES_FROM + 1], own[_CONTEXT_FROM:]
    sure = own[_RULES_FROM + len(_CELLS) + READING_COLUMNS.index("sure")]
    counted = np.stack(
        [lengths, lengths * (lengths >= LONG_LINE), drop > 0, hint > 25, sure > 0, known, out[1] > 0,
         own[_AT["lexicon"]] < _CHROME_LIKE]
    )  # fmt: skip
    chars, prose, drops, hints, sures, knowns, blanks, likes = np.add.reduceat(counted, stack.starts, axis=1)
    size = stack.sizes
    made = np.stack(
        [prose * 127 // np.maximum(chars, 1), drops * 127 // size, np.minimum((hints + drops) * 127 // size, 127),
         *_COUNTS.take([drops, size], mode="clip"), blanks * 127 // size, knowns * 127 // size,
         _COUNTS.take(sures, mode="clip"), likes * 127 // size]
    )  # fmt: skip
    out[12:21] = made[:, stack.number]


def _distances(marked: NDArray[np.bool_], stack: Stack) -> tuple[Ints, Ints]:
    """Lines since the last marked one of the document, and until the next; `_FAR` or more where there is none."""
    # Documents stand so far apart that what is marked in one is far from the lines of the next.
    at = np.arange(len(marked)) + 2 * _FAR * stack.number
    since = at - np.maximum.accumulate(np.where(marked, at, -_FAR))
    until = np.minimum.accumulate(np.where(marked, at, at[-1] + 2 * _FAR)[::-1])[::-1] - at
    return since, until


def _repeats(stack: Stack) -> list[int]:
    """How many other lines of the document are equal to each."""
    repeats: list[int] = []
    for span in stack.spans():
        lines = stack.lines[span]
        counter = Counter(lines)
        if len(counter) == len(lines):
            repeats += [0] * len(lines)
        else:
            repeats += [counter[line] - 1 for line in lines]
    return repeats


def _same_shapes(shapes: Ints, stack: Stack) -> Ints:
    """How many other lines of the document have the same shape."""
    order = np.lexsort((shapes, stack.number))
    ordered, number = shapes[order], stack.number[order]
    begins = np.flatnonzero(np.append(True, (ordered[1:] != ordered[:-1]) | (number[1:] != number[:-1])))
    sizes = np.diff(np.append(begins, len(order)))
    same = np.empty(len(order), dtype=np.int64)
    same[order] = np.repeat(sizes, sizes) - 1
    return same


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


def _function_counts(lines: Sequence[str]) -> Ints:
    common = function_words().intersection
    heads = "\n".join([line[:_READ] for line in lines]).lower().split("\n")
    return np.fromiter([len(common(head.split())) for head in heads], np.int64, len(lines))
