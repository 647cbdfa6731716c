"""What the text of each block says for itself: all blocks of a page at once, by what each of their characters is."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from forumclean.reader.article.names import STARTED, byline_start, is_credited, started

__all__ = ["breaks_off", "line_columns"]

_HEAD, _LONG, _NOTE, _DATED, _TITLE = 200, 1000, 200, 120, 20
_DATE = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|\d{1,2}[./]\d{1,2}[./]\d\d")
_ENDING = 24  # characters in which a text breaks off
_BREAK = re.compile(r"(?:…|\.\.\.|\[…\]|\[\.\.\.\])\W*(?:\w+\W*){0,3}$")
_MARKS = ("@", "http", "www.")
_END = "\0"  # stands behind each block; no page shows it

# What a character is, a bit each; the last for those that nobody has looked at yet.
_KINDS: Final[tuple[Callable[[str], object], ...]] = (
    " ".__eq__, str.isspace, ",，、".__contains__, str.isdigit, '.!?…"”»।۔؟。！？」』'.__contains__, ":：".__contains__,
    ".!?…।۔؟".__contains__, "。！？".__contains__, re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]").match,
    "|•·›»→▶/".__contains__, "$€£¥%".__contains__, "©®".__contains__, str.islower, str.isupper, str.isalpha,
)  # fmt: skip
(
    _BLANK, _SPACE, _COMMA, _DIGIT, _STOP, _COLON, _ENDS, _WIDE_ENDS, _WIDE, _SIGN, _SOLD, _RIGHTS, _LOWER, _UPPER,
    _ALPHA, _NEW,
) = (1 << bit for bit in range(len(_KINDS) + 1))  # fmt: skip


@cache
def _table() -> NDArray[np.uint16]:
    return np.full(0x110000, _NEW, dtype=np.uint16)


def _kinds(text: str) -> NDArray[np.uint16]:
    """What each character of a text is; what is new is looked at once, in the life of the program."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    found: NDArray[np.uint16] = _table()[codes]
    if (found & _NEW).any():
        for code in set(codes[(found & _NEW) > 0].tolist()):
            _table()[code] = sum(1 << bit for bit, is_kind in enumerate(_KINDS) if is_kind(chr(code)))
        found = _table()[codes]
    return found


def breaks_off(text: str) -> bool:
    """True for the beginning of a text: it ends with dots, and at most a word or two such as "Read more".

    >>> breaks_off("The ferry sails again from… Read more"), breaks_off("Well... the ferry sails again from the pier.")
    (True, False)
    """
    return _BREAK.search(text[-_ENDING:]) is not None


_CREDIT, _BYLINE = len(STARTED), len(STARTED) + 1


def line_columns(texts: Sequence[str], title: str) -> dict[str, NDArray[np.integer]]:
    """Measure the texts of blocks, none of them empty, a column each of what is asked.

    Args:
        texts: the texts.
        title: of the page, as far as it is known.
    """
    size = np.fromiter(map(len, texts), np.int64, len(texts))
    whole = _END.join((*texts, ""))
    kinds = _kinds(whole)
    ends = np.cumsum(size + 1)
    starts = ends - size - 1

    def count(kind: int, most: int | None = None, where: NDArray[np.bool_] | None = None) -> NDArray[np.int64]:
        """How many characters are of a kind among the first of each block, or in all of it."""
        has = kinds & kind > 0
        at = np.flatnonzero(has if where is None else has & where)
        stops = ends if most is None else np.minimum(ends, starts + most)
        return at.searchsorted(stops) - at.searchsorted(starts)

    ended = count(_ENDS, _LONG - 1, np.append(kinds[1:] & _SPACE > 0, [False])) + count(_WIDE_ENDS, _LONG)
    wide, digits = count(_WIDE), count(_DIGIT, _HEAD)
    first, last = kinds[starts], kinds[ends - 2]
    columns: dict[str, NDArray[np.integer]] = {
        "size": np.minimum(size + 2 * wide, 1000),
        "words": np.minimum(count(_BLANK) + 1 + wide // 2, 200),
        "stop": np.select([last & _STOP > 0, last & _COLON > 0], [1, 2], 0),
        "sentences": np.minimum(ended, 20),
        "commas": np.minimum(count(_COMMA), 20),
        "digits": 100 * digits // np.minimum(size, _HEAD),
        "first": np.select([first & kind > 0 for kind in (_LOWER, _UPPER, _DIGIT, _ALPHA)], [1, 2, 3, 4], 0),
        "signs": np.minimum(count(_SIGN, _HEAD), 5),
        "sold": np.minimum(count(_SOLD, _HEAD), 5),
        "rights": np.minimum(count(_RIGHTS), 1),
    }
    return columns | _by_words(texts, size, whole, title, digits > 0)


def _by_words(
    texts: Sequence[str], size: NDArray[np.int64], whole: str, title: str, has_digits: NDArray[np.bool_]
) -> dict[str, NDArray[np.integer]]:
    """What single words of the texts say; only those are looked at whose size and signs leave it open."""
    said = np.fromiter((_first_words(text) if len(text) < _NOTE else started(text) for text in texts), np.int64)
    marks = [mark for mark in _MARKS if mark in whole]
    asked: dict[str, tuple[NDArray[np.bool_], Callable[[str], object]]] = {
        "date": (has_digits & (size < _DATED), _DATE.search),
        "address": (size > 0 if marks else size < 0, lambda text: any(mark in text[:_HEAD] for mark in marks)),
        "titled": (size <= len(title), lambda text: text == title or (len(text) > _TITLE and text in title)),
    }
    columns: dict[str, NDArray[np.integer]] = {
        "credit": said >> _CREDIT & 1,
        "byline": said >> _BYLINE & 1,
    }
    for name, (open_, is_so) in asked.items():
        columns[name] = np.zeros(len(texts), dtype=np.int64)
        for i in np.flatnonzero(open_).tolist():
            columns[name][i] = bool(is_so(texts[i]))
    return columns | {f"starts_{name}": said >> bit & 1 for bit, name in enumerate(STARTED)}


# The labels of a site come again on every page of it.
@lru_cache(maxsize=1 << 14)
def _first_words(text: str) -> int:
    """What a note or a label begins with, and whether it names who took a picture, or who wrote: a bit each."""
    return started(text) | is_credited(text) << _CREDIT | bool(byline_start(text)) << _BYLINE
