"""Attribution lines: "On 14 March 2024 at 9:15, Ann Lee <ann@…> wrote:", in any language and order of its parts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from forumclean.dates.orders import moment_on
from forumclean.dates.reading import read_date
from forumclean.reader.mail.lines import HIDDEN, QUOTES, Line, visible
from forumclean.reader.mail.words import GLUED, WORD, fold, mail_words

__all__ = ["ADDRESS", "Attribution", "attributions_in", "may_hold_attribution"]

# Archives hide a part of an address: ann@...ple.org, ann at example.org, <hidden>.
ADDRESS = re.compile(
    r"[<\[(]?\s*(?:mailto:)?[\w.+%='$!/-]{1,80}(?:@|\(at\)|\[at\]|_at_|\s(?:\(at\)|at)\s(?=[\w-]+\.[a-z]{2}))"
    r"[\w.…-]{1,100}(?:\s?<?mailto:[^\s<>]{1,120}>?)?\s*[>\])]?|<(?:hidden|redacted|[\w.]*\.\.\.)>", re.I
)  # fmt: skip
_ENDS = re.compile(r"[:：]\s*[*_]{0,2}$|\bnews:\S{5,100}$")
# How the last line of one ends, and what every address has.
_LAST = frozenset((":", "：", "*", "_", *HIDDEN))
_AT = ("@", "(at)", "[at]", "_at_", "<hidden", "<redacted", "...>", "…>")
_DIGIT = re.compile(r"\d")
_AT_HOST = re.compile(r"\sat\s[\w-]+\.[a-z]{2}", re.I)
_AROUND = re.compile(r"[\0,;()<>\[\]\"“”„«»:：|*、，（）]+")
# A date that nobody can read stands before some names.
_NUMBERED = re.compile(r"^.*\d\S*\s+(?=\D+$)")
_WORD = re.compile(r"[^\W_][\w'’.-]*")
# Lines that one is wrapped over; a line is wrapped only where it is as long as this.
_MOST_LINES, _WRAPPED, _LONGEST = 4, 22, 320
# The same with marks of quotes and with what nobody sees.
_RAW = _LONGEST + 80
# Words of a name, and characters of one in a script that sets no blanks; with an address there may be more.
_NAME_WORDS, _ADDRESSED_WORDS, _NAME_CHARS = 5, 8, 60


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who wrote what follows, and when.

    Attributes:
        first: its first line.
        last: its last line.
        author: the name, or else the address.
        date: where it can be told.
        date_text: as it is written.
        sure: it has all that a program writes, so that it needs no quoted line below it.
    """

    first: int
    last: int
    author: str | None = None
    date: datetime | None = None
    date_text: str | None = None
    sure: bool = False


def may_hold_attribution(texts: Sequence[str], breaks: Sequence[int]) -> bool:
    """Tell at a glance what has no attribution in it.

    No line ends as one does, or nobody has an address, or writes on a day or above a quote, in the lines up to there.
    """
    ends = [i for i, text in enumerate(texts) if _may_end(text) and len(text) <= _RAW]
    if not ends:
        return False
    quotes = any(text.startswith(QUOTES) for text in texts)
    return any(_may_say_who(_up_to(end, texts, breaks), quotes=quotes) for end in ends)


def _up_to(end: int, texts: Sequence[str], breaks: Sequence[int]) -> Sequence[str]:
    """The lines over which one that ends here may be wrapped."""
    start, length = end, len(texts[end])
    while start > max(0, end - _MOST_LINES + 1) and breaks[start] == 1 and len(texts[start - 1]) >= _WRAPPED:
        length += len(texts[start - 1])
        if length > _RAW:
            break
        start -= 1
    return texts[start : end + 1]


def _may_end(text: str) -> bool:
    return text[-1:] in _LAST or "news:" in text


def _may_say_who(texts: Sequence[str], *, quotes: bool) -> bool:
    folded = visible("\n".join(texts)).casefold()
    if any(mark in folded for mark in _AT) or _AT_HOST.search(folded):
        return True
    if not quotes and not _DIGIT.search(folded):
        return False
    text, words = unicodedata.normalize("NFC", folded), mail_words()
    if GLUED.search(text) and words.wrote.search(text):
        return True
    return not words.writes.isdisjoint(WORD.findall(text))


def attributions_in(lines: Sequence[Line]) -> list[Attribution]:
    r"""Find the attribution lines of a text, each wrapped over up to four lines.

    >>> from forumclean.reader.mail.lines import lines_of
    >>> lines = lines_of(["Yes.", "Le 14 mars 2024 à 09:15, Ann Lee", "<ann@a.example> a écrit :"], [0, 2, 1])
    >>> found = attributions_in(lines)
    >>> found[0].first, found[0].author, str(found[0].date)
    (1, 'Ann Lee', '2024-03-14 09:15:00+00:00')
    """
    found: list[Attribution] = []
    free = 0
    for last, line in enumerate(lines):
        if _may_end(line.text) and _ENDS.search(line.text) and (one := _ending_at(lines, last, free)):
            found.append(one)
            free = last + 1
    return found


def _ending_at(lines: Sequence[Line], last: int, free: int) -> Attribution | None:
    """The shortest run of lines that is one, unless it begins in the middle of a sentence."""
    depth = lines[last].depth
    above_quote = last + 1 < len(lines) and lines[last + 1].depth > depth
    best: Attribution | None = None
    for first in range(last, max(free, last - _MOST_LINES + 1) - 1, -1):
        text = " ".join(line.text for line in lines[first : last + 1])
        if len(text) > _LONGEST or lines[first].depth != depth or not lines[first].text:
            break
        one = _read(text, first, last, above_quote=above_quote, quoted=depth > 0)
        # A date, or "In article <…>,", may stand above the name.
        is_fuller = best and one and ((one.date_text and not best.date_text) or lines[first].text.endswith(">,"))
        if one and (best is None or is_fuller or _goes_on(lines[first + 1].text)):
            best = one
        is_wrapped = not lines[first].apart and first > 0 and len(lines[first - 1].text) >= _WRAPPED
        is_whole = best and not _goes_on(lines[first].text) and (best.date_text or lines[first - 1].text[-1:] != ",")
        if not is_wrapped or is_whole:
            break
    return best


def _goes_on(text: str) -> bool:
    """Tell whether a line looks like the middle of an attribution."""
    return text[:1] in "<([" or text[:1].islower() or bool(ADDRESS.match(text))


def _read(text: str, first: int, last: int, *, above_quote: bool, quoted: bool) -> Attribution | None:
    """The attribution that a text is, if it is one: date, address, a word for writing, a name, and nothing else."""
    text = unicodedata.normalize("NFC", text)
    words = mail_words()
    address = ADDRESS.search(text)
    verb = words.wrote.search(text)
    if address is None and verb is None:
        return None
    rest = ADDRESS.sub("\1", text)
    reading = read_date(rest)
    dated = reading if reading and reading.end > reading.start else None
    date_text = rest[dated.start : dated.end] if dated else None
    if dated:
        rest = f"{rest[: dated.start]}\0{rest[dated.end :]}"
    pieces = [_names(side) for side in words.wrote.sub("\0", rest).split("\1")]
    names = [name for some in pieces for name in some]
    clock = bool(dated and dated.has_clock)
    sure = bool(dated and ((address and (verb or clock)) or (verb and clock))) or bool(address and verb and above_quote)
    enough = sure or (verb and (above_quote or (quoted and (dated or address)))) or (dated and address)
    longest = _ADDRESSED_WORDS if address else _NAME_WORDS
    if not enough or sum(name.count(" ") + 1 for name in names) > longest or sum(map(len, names)) > _NAME_CHARS:
        return None
    if not (dated or address or names):
        return None
    author = _author(pieces) or (address[0].strip(" <>[]()") if address else None)
    return Attribution(first, last, author, moment_on(text, dated), date_text, sure)


def _author(pieces: Sequence[Sequence[str]]) -> str | None:
    """The name beside the address, or else the longest."""
    if len(pieces) > 1 and (beside := pieces[0][-1:] or next((some[:1] for some in pieces[1:] if some), [])):
        return _NUMBERED.sub("", beside[0])
    names = [name for some in pieces for name in some]
    return max(names, key=len) if names else None


def _names(rest: str) -> list[str]:
    """What is left of a line, piece by piece, without the small words and numbers at the edges of each piece."""
    small = mail_words().small
    found: list[str] = []
    for piece in _AROUND.split(rest):
        spans = [word.span() for word in _WORD.finditer(piece)]
        while spans and _is_small(piece[slice(*spans[0])], small):
            spans.pop(0)
        while spans and _is_small(piece[slice(*spans[-1])], small):
            spans.pop()
        if spans:
            found.append(piece[spans[0][0] : spans[-1][1]])
    return found


def _is_small(word: str, small: frozenset[str]) -> bool:
    if len(word) == 1 and word.isupper():
        return False  # an initial
    return not any(map(str.isalpha, word)) or fold(word) in small or fold(word) in ("gmt", "utc", "uhr", "am", "pm")
