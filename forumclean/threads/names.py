"""Names: the names that a line of a head may hold, without what stands around them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache

from forumclean.dates.words import joints
from forumclean.threads.forms import unknown_in
from forumclean.threads.lines import DATE, NAME_WORDS, REST, Line, name_start
from forumclean.values.marks import Reading

__all__ = [
    "attributed_to",
    "bare_name",
    "is_attribution",
    "is_userlike",
    "name_in",
    "names_beside",
    "signature_name",
    "whole_name",
]

_NAME_CHARS = 32
# Letters of a name that stands twice.
_DOUBLED = 3
# What parts a name from the rest of its line; what may stand around it.
_MARKS = re.compile(r"[|•·»«>:：,()（）\[\]–—■◆●★☆✩#*]+|\s-\s|^[-+=\s]+|\s{2,}")
_AROUND = " \"'“”‘’…@~^.,;-"
_BRACKET = re.compile(r"\s*\([^()]*\)?\s*$")
_AFFIXES = re.compile(r"^\w/|^\d+[.)]?\s+|['’]s$")
_ADDRESS = re.compile(r"\w\.\w\w|://")
_WORD, _INITIALS = re.compile(r"\S+"), re.compile(r"(?:\w\.)+")
_CONTEXT = re.compile(rf"[^\W\d_{DATE}{REST}]+|[^\w\s{DATE}{REST}]+|{DATE}")
# "Ann wrote:", "Ann said: Rain."
_SAID = re.compile(rf"{REST}[^{DATE}{REST}]*[:：](?:\s|$|{REST})")
_USERLIKE = re.compile(r"[\d_]|(?<=[^\W\d_A-Z])[A-Z]")
# A name alone, behind the mark or number of a list.
_LISTING = r"[•·■□◆◇●○★☆▪◦|»«–—>*\-]"
_BARE = re.compile(rf"(?:0[.)]\s*)?(?:{_LISTING}\s*)*{REST}\s*(?:{_LISTING}\s*)*")


def name_in(line: Line, *, last: bool = False) -> str | None:
    """The first stretch of a line that nobody knows; where rules know all of it, the first one.

    Args:
        line: the line.
        last: only the last words that nobody knows, without what stands before them.
    """
    return _name_in(line.text, line.reading, line.date and (line.date.start, line.date.end), last)


@lru_cache(maxsize=1 << 12)  # each place where a name may stand asks for it again
def _name_in(text: str, reading: Reading, date: tuple[int, int] | None, last: bool) -> str | None:
    unknown = _unknown(text, reading)
    cuts = [found.span() for found in _MARKS.finditer(text)]
    if date:
        cuts.append(date)
    parts: list[slice] = []
    at = 0
    for start, end in [*sorted(cuts), (len(text), len(text))]:
        if text[at:start].strip():
            parts.append(slice(at, start))
        at = max(at, end)
    unknown_parts = [part for part in parts if any(unknown[part])]
    if unknown_parts:
        part = unknown_parts[-1 if last else 0]
        return _tidy(text[part], unknown[part], last=last, dated=date is not None)
    return _tidy(text[parts[0]], [True] * len(text[parts[0]])) if parts else None


def _unknown(text: str, reading: Reading) -> list[bool]:
    """Whether nobody knows each character."""
    unknown = [False] * len(text)
    for runs in (reading.left, reading.names):
        for start, end in unknown_in(text, runs):
            unknown[start:end] = [True] * (end - start)
    is_field = reading.value and reading.fields == 1 and not any(unknown)
    if is_field and (colon := re.search("[:：]", text)):
        unknown[colon.end() :] = [True] * (len(unknown) - colon.end())
    return unknown


def _tidy(part: str, unknown: Sequence[bool], *, last: bool = False, dated: bool = False) -> str | None:
    """From the first word that nobody knows to the last, with initials and numbers beside them."""
    words = list(_WORD.finditer(part))
    if dated and len(words) > 1 and words[-1][0].casefold() in joints():
        words.pop()
    is_unknown = [any(unknown[word.start() : word.end()]) for word in words]
    if True not in is_unknown:
        return None
    start, end = is_unknown.index(True), len(words) - 1 - is_unknown[::-1].index(True)
    if last:
        start = end - next((n for n, some in enumerate(is_unknown[end::-1]) if not some), end + 1) + 1
    while end + 1 < len(words) and _is_initial(words[end + 1][0]):
        end += 1
    if end + 2 == len(words) and (words[-1][0].isdecimal() or len(words[-1][0]) == 1):
        end += 1
    while start and _is_initial(words[start - 1][0]):
        start -= 1
    name = _once(_AFFIXES.sub("", part[words[start].start() : words[end].end()].strip(_AROUND)))
    if _ADDRESS.search(name):
        return None
    return name if name and len(name) <= _NAME_CHARS and name.count(" ") < NAME_WORDS else None


def _once(name: str) -> str:
    """A name that stands there twice, for the picture and for the link, without a blank between: "annaanna"."""
    half = len(name) // 2
    return name[:half] if half >= _DOUBLED and name[:half] == name[half:] else name


def _is_initial(word: str) -> bool:
    return (len(word.rstrip(".")) == 1 and word[0].isupper()) or bool(_INITIALS.fullmatch(word))


def attributed_to(line: Line, authors: Collection[str]) -> str | None:
    """Whom a line names that may lead a quote, as "Ann wrote:" does; None for another line.

    Args:
        line: of the dump.
        authors: who posts in it; of others a rule has to know the name.
    """
    if not line.form or line.words_left > NAME_WORDS or not (line.reading.names or REST in line.form):
        return None
    name = name_in(line)
    return name if name and (line.reading.names or name in authors) else None


def is_userlike(name: str) -> bool:
    """As users call themselves: a number, a stroke or a capital inside, or all in small letters."""
    return bool(_USERLIKE.search(name)) or name == name.lower()


def is_attribution(line: Line) -> bool:
    """Whether a line leads what somebody else says: "Ann wrote:"."""
    return bool(_SAID.search(line.form)) and not line.date


def bare_name(line: Line) -> str | None:
    """The name that is all of a line but for marks before and behind it: "• Ann"."""
    return name_in(line) if _BARE.fullmatch(line.form) else None


def whole_name(line: Line) -> str | None:
    """A line that may be a name, be it known or not, without the marks around it."""
    if line.is_label or line.date or (REST in line.form and not _BARE.fullmatch(line.form)):
        return None
    name = _AFFIXES.sub("", line.text.strip(_AROUND + "•*#>"))
    return name if name.count(" ") < NAME_WORDS and any(char.isalpha() for char in name) else None


def names_beside(line: Line) -> Iterator[tuple[str, str, str]]:
    """The names of a line of which something is known: the kind of place, what marks it, and the name."""
    if line.form.count(REST) > 1 and not line.date and (last := name_in(line, last=True)):
        words = _CONTEXT.findall(line.form.rpartition(REST)[0])
        yield "within", f"last {words[-1] if words else ''}", last
    if name := name_in(line):
        if line.is_post_date and line.reading.left:
            yield "dated", "", name
        if REST not in line.form:  # it stands in another part of a glued line
            return
        yield "within", line.form, name
        left, _, right = line.form.partition(REST)
        if words := _CONTEXT.findall(left):
            yield "within", f"before {words[-1]}", name
        if words := _CONTEXT.findall(right):
            yield "within", f"after {words[0]}", name


def signature_name(line: Line) -> str | None:
    """The name between a text and the date behind it: "Rain. – Ann (Oslo, May 2)"."""
    start = name_start(line.text, line.date.start) if line.date else None
    if start is None or line.date is None:
        return None
    name = _BRACKET.sub("", line.text[start : line.date.start]).strip(_AROUND + "()–—-|:")
    return name if name and len(name) <= _NAME_CHARS and name.count(" ") < NAME_WORDS else None
