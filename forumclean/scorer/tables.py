"""Tables that the features look things up in: classes of characters, buckets of numbers, function words."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from forumclean.cache import recalled

__all__ = [
    "ALL_CODES", "CASELESS", "CLASSES", "CLAUSE", "CODE_COLON", "CODE_LIST", "DIGIT", "LOWER", "SPACE", "STOP",
    "SYMBOL", "UPPER", "bucket_table", "code_table", "function_words",
]  # fmt: skip

Bytes = NDArray[np.uint8]

CLASSES = ("lower", "upper", "caseless", "digit", "space", "stop", "clause", "symbol")
LOWER, UPPER, CASELESS, DIGIT, SPACE, STOP, CLAUSE, SYMBOL = range(8)
# A character's code is its class, and whether it is a colon or may stand before an entry of a list.
CODE_COLON, CODE_LIST, ALL_CODES = 8, 16, 32
_POINTS = 0x20000
_CATEGORIES = {"Ll": LOWER, "Lu": UPPER, "Lt": UPPER, "Nd": DIGIT, "Zs": SPACE, "Cc": SPACE}
_STOPS, _CLAUSES = ".!?…。！？｡۔؟।", ",;:'\"()’‘“”«»-–—、，；：「」『』（）،؛"
_COLONS, _LIST_MARKS = ":：", "*+-•·▪◦‣0123456789"


@cache
def code_table() -> Bytes:
    """Code of each code point below 0x20000; what lies above is taken as the last one below (a letter)."""
    codes = recalled("letters", (Path(__file__).read_bytes(),), bytes, lambda: _codes().tobytes())
    return np.frombuffer(codes, dtype=np.uint8)


def _codes() -> Bytes:
    table = np.full(_POINTS, SYMBOL, dtype=np.uint8)
    category = unicodedata.category
    for point in (*range(0x3400), *range(0xF900, 0x10000)):
        name = category(chr(point))
        table[point] = _CATEGORIES.get(name, CASELESS if name[0] in "LM" else SYMBOL)
    # Ideographs and syllables fill the rest of the first plane; the pictures of the second are symbols.
    table[0x3400:0xD7B0] = CASELESS
    table[_POINTS - 1] = CASELESS
    for chars, number in ((_STOPS, STOP), (_CLAUSES, CLAUSE)):
        table[[ord(char) for char in chars]] = number
    for chars, flag in ((_COLONS, CODE_COLON), (_LIST_MARKS, CODE_LIST)):
        table[[ord(char) for char in chars]] |= flag
    return table


def bucket_table(edges: Sequence[int]) -> Bytes:
    """Bucket of each whole number up to the last edge, spread over 0 to 126: a logarithm in whole numbers.

    >>> bucket_table([1, 2, 4]).tolist()
    [0, 42, 84, 84, 126]
    """
    numbers = np.searchsorted(edges, np.arange(edges[-1] + 1), side="right")
    return (numbers * (126 // len(edges))).astype(np.uint8)


@cache
def function_words(language: str = "") -> frozenset[str]:
    """Function words of a language, or of all."""
    text = (Path(__file__).parent / "data" / "function-words.txt").read_text(encoding="utf-8")
    lines = [line.split() for line in text.splitlines() if line and not line.startswith("#")]
    return frozenset(word for code, *words in lines if language in ("", code) for word in words)
