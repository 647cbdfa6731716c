"""Title: the headline of a plain-text post, found by what it shares with the article."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import islice

__all__ = ["LONG_LINE", "find_title", "first_prose"]

# Characters from which a line is prose.
LONG_LINE = 120
_WORDS = range(3, 31)
_CHARS = 200
_LINES_ABOVE, _LINES_BELOW = 80, 3
_BODY_LINES, _CHARS_SEEN = 15, 300
# A line of the frame is the headline when at least half of its telling words stand in the article too.
_SHARED = 0.5
_TELLING = re.compile(r"\w{4,}")
_ENDS = (".", ",", ";", ":", "。", "…")


def find_title(lines: Sequence[str], body: Sequence[bool], is_marked: Callable[[int], bool]) -> int | None:
    """Return the index of the line that is the headline of the body, or None.

    The frame above the article names it, once or more often, or it opens the article. Of those lines the one that
    shares most telling words with the article is taken.

    Args:
        lines: the lines of the document.
        body: whether each is body.
        is_marked: tells of a line whether a rule knows it to be no headline.
    """
    first = next((i for i, is_body in enumerate(body) if is_body), None)
    if first is None or first_prose(lines, body, first - 1) == len(lines):
        return None
    article = _telling(lines, body, first)
    best, most = None, 0
    for i in range(max(0, first - _LINES_ABOVE), min(first + _LINES_BELOW, len(lines))):
        if not _is_headline(lines[i]) or is_marked(i) or (i >= first and not body[i]):
            continue
        words = set(_TELLING.findall(lines[i].casefold()))
        # A line of the article shares every word with itself, so only what comes back further down counts.
        common = sum(article[word] > (i >= first) for word in words)
        if common >= max(2, _SHARED * len(words)) and common > most:
            best, most = i, common
    return best


def _telling(lines: Sequence[str], body: Sequence[bool], first: int) -> Counter[str]:
    below = islice((lines[i] for i in range(first, len(lines)) if body[i]), _BODY_LINES)
    return Counter(_TELLING.findall("\n".join(line[:_CHARS_SEEN] for line in below).casefold()))


def first_prose(lines: Sequence[str], body: Sequence[bool], after: int) -> int:
    """Index of the first long body line after ``after``, or the number of lines."""
    return next((i for i in range(after + 1, len(lines)) if body[i] and len(lines[i]) >= LONG_LINE), len(lines))


def _is_headline(line: str) -> bool:
    return line.count(" ") + 1 in _WORDS and len(line) <= _CHARS and not line.endswith(_ENDS) and ". " not in line[:-1]
