"""Title: the headline of a plain-text post, found by what it shares with the article."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import islice, pairwise

__all__ = ["LONG_LINE", "find_title", "first_prose"]

# Characters from which a line is prose.
LONG_LINE = 120
_WORDS = range(3, 31)
_CHARS = 200
_LINES_ABOVE, _LINES_BELOW = 80, 3
_BODY_LINES, _CHARS_SEEN = 15, 300
# A line of the frame is the headline when at least half of its telling words stand in the article too.
_SHARED = 0.5
# So many letters of a word say which it is, whatever its ending: "nosturi" is in the headline, "nosturin" in the text.
_STEM = 6
_TELLING = rf"(\w{{4,{_STEM}}})\w*"
_WORDS_OF, _ASCII_WORDS_OF = re.compile(_TELLING), re.compile(_TELLING, re.ASCII)
# Characters that say as much as so many letters: kana, ideographs, Hangul; a headline has at least so many of them.
_WIDE_CHAR = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff]")
_WIDE_RUN = re.compile(_WIDE_CHAR.pattern + "{2,}")
_WIDE, _WIDE_TITLE = 3, 6
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
    above = range(max(0, first - _LINES_ABOVE), min(first + _LINES_BELOW, len(lines)))
    named = [i for i in above if _is_headline(lines[i]) and not is_marked(i) and (i < first or body[i])]
    if not named:
        return None
    below = islice((lines[i] for i in range(first, len(lines)) if body[i]), _BODY_LINES)
    text = "\n".join([line[:_CHARS_SEEN] for line in below])
    folded, article = text.casefold(), Counter[str]()
    best, most = None, 0
    for i in named:
        words = set(_telling_words(lines[i]))
        least = max(2, _SHARED * len(words), most + 1)
        # A line of the article shares every word with itself, so only what comes back further down counts. The words of
        # the article are counted only where so many of the line's stand in it as parts of whatever words.
        if sum([_stands(word, folded, i >= first) for word in words]) < least:
            continue
        article = article or Counter(_telling_words(text))
        common = sum(article[word] > (i >= first) for word in words)
        if common >= least:
            best, most = i, common
    return best


def _stands(word: str, text: str, again: bool) -> bool:
    at = text.find(word)
    return at >= 0 and (not again or text.find(word, at + 1) >= 0)


def _telling_words(text: str) -> list[str]:
    """Stems of words of four letters and more; pairs of characters in scripts that set no blanks between words."""
    if text.isascii():
        return _ASCII_WORDS_OF.findall(text.lower())
    words: list[str] = _WORDS_OF.findall(text.casefold())
    runs = _WIDE_RUN.findall(text)
    if not runs:
        return words
    return [word for word in words if not _WIDE_RUN.search(word)] + [a + b for run in runs for a, b in pairwise(run)]


def first_prose(lines: Sequence[str], body: Sequence[bool], after: int) -> int:
    """Index of the first long body line after ``after``, or the number of lines."""
    return next((i for i in range(after + 1, len(lines)) if body[i] and _is_long(lines[i])), len(lines))


def _is_long(line: str) -> bool:
    size = len(line)
    if size >= LONG_LINE or size * _WIDE < LONG_LINE or line.isascii():
        return size >= LONG_LINE
    return len(_WIDE_CHAR.findall(line)) * _WIDE >= LONG_LINE


def _is_headline(line: str) -> bool:
    if len(line) > _CHARS or line.endswith(_ENDS) or ". " in line[:-1]:
        return False
    return line.count(" ") + 1 in _WORDS or (not line.isascii() and len(_WIDE_CHAR.findall(line)) >= _WIDE_TITLE)
