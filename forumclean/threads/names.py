"""Names: who wrote each post, read from the same place of every head.

A place is where a name may stand: before or after a word that comes back, above the card of a user, on the first line.
Which place it is, is told for the whole thread; a logistic model weighs the places against each other.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

from forumclean.dates.words import date_words
from forumclean.threads.borders import Regions
from forumclean.threads.forms import unknown_in
from forumclean.threads.lines import DATE, NAME_WORDS, REST, TOOLS, Line, name_start
from forumclean.values.model import Kind

__all__ = ["KINDS", "Place", "attributed_to", "name_in", "places_in"]

KINDS = (
    "form", "before", "after", "last", "dated", "first", "above card", "above date", "below date", "below number",
    "echo", "top", "above form", "below form", "lowest", "signed", "left of date", "right of date",
    "named",
)  # fmt: skip
_LONGEST, _NAME_CHARS = 160, 32
# Characters of the letter that stands for a picture.
_LETTER = 2
# Places of lines that are a name as a whole.
_OF_WHOLE = frozenset(KINDS[5:15])
# Letters of a name that stands twice.
_DOUBLED = 3
_LEAST_SHARE = 0.2
# Different names that show together what is part of none.
_SEVERAL = 2
# What parts a name from the rest of its line; what may stand around it.
_MARKS = re.compile(r"[|•·»«>:：,()（）\[\]–—■◆●★☆✩#*]+|\s-\s|^[-+=\s]+|\s{2,}")
_AROUND = " \"'“”‘’…@~^.,;-"
_NO_NAME = re.compile(r"[:：,，/?!。()|]|[.…]$|^\W*\d")
_BRACKET = re.compile(r"\s*\([^()]*\)?\s*$")
_AFFIXES = re.compile(r"^\w/|^\d+[.)]?\s+|['’]s$")
_ADDRESS = re.compile(r"\w\.\w\w|://")
_WORD, _INITIALS = re.compile(r"\S+"), re.compile(r"(?:\w\.)+")
_CONTEXT = re.compile(rf"[^\W\d_{DATE}{REST}]+|[^\w\s{DATE}{REST}]+|{DATE}")
_TOOLS = TOOLS | {Kind.ATTACHMENT}
Key: TypeAlias = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a name may stand.

    Attributes:
        key: the kind, and the word or form that shows it, if any.
        found: by number of the span, the lines in which it stands and the name in each.
        foot: whether it names who wrote the post above.
    """

    key: Key
    found: dict[int, list[tuple[int, str]]]
    foot: bool

    def names(self, regions: Regions) -> dict[int, tuple[int, str]]:
        """By number of the post, the line and the name that stand here for it."""
        foot = self.foot
        # Of a list under a name the first entry is the name; of two heads without a post between the last counts.
        at = 0 if foot or self.key[0] not in ("dated", "form") else -1
        return {n - foot: some[at] for n, some in self.found.items() if 0 <= n - foot < regions.posts}


def name_in(line: Line, *, last: bool = False) -> str | None:
    """The first stretch of a line that nobody knows; where rules know all of it, the first one.

    Args:
        line: the line.
        last: only the last words that nobody knows, without what stands before them.
    """
    unknown = _unknown(line)
    parts = _parts(line)
    unknown_parts = [part for part in parts if any(unknown[part])]
    if unknown_parts:
        part = unknown_parts[-1 if last else 0]
        return _tidy(line.text[part], unknown[part], last=last, dated=line.date is not None)
    return _tidy(line.text[parts[0]], [True] * len(line.text[parts[0]])) if parts else None


def _parts(line: Line) -> list[slice]:
    """What marks and the date part from each other."""
    cuts = [found.span() for found in _MARKS.finditer(line.text)]
    if line.date:
        cuts.append((line.date.start, line.date.end))
    parts: list[slice] = []
    at = 0
    for start, end in [*sorted(cuts), (len(line.text), len(line.text))]:
        if line.text[at:start].strip():
            parts.append(slice(at, start))
        at = max(at, end)
    return parts


def _beside_date(line: Line) -> Iterator[tuple[str, str]]:
    """What nobody knows right before the date, and right behind it."""
    if line.date is None or len(line.text) > _LONGEST:
        return
    unknown = _unknown(line)
    parts = [part for part in _parts(line) if any(unknown[part])]
    left = [part for part in parts if part.stop <= line.date.start]
    right = [part for part in parts if part.start >= line.date.end]
    for side, part in (("left of date", left[-1:]), ("right of date", right[:1])):
        if part and (name := _tidy(line.text[part[0]], unknown[part[0]], last=side == "left of date", dated=True)):
            yield side, name


def _unknown(line: Line) -> list[bool]:
    """Whether nobody knows each character."""
    unknown = [False] * len(line.text)
    for runs in (line.reading.left, line.reading.names):
        for start, end in unknown_in(line.text, runs):
            unknown[start:end] = [True] * (end - start)
    is_field = line.reading.value and line.reading.fields == 1 and not any(unknown)
    if is_field and (colon := re.search("[:：]", line.text)):
        unknown[colon.end() :] = [True] * (len(unknown) - colon.end())
    return unknown


def _tidy(part: str, unknown: Sequence[bool], *, last: bool = False, dated: bool = False) -> str | None:
    """From the first word that nobody knows to the last, with initials and numbers beside them."""
    words = list(_WORD.finditer(part))
    if dated and len(words) > 1 and words[-1][0].casefold() in _joints():
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


@cache
def _joints() -> frozenset[str]:
    """The small words that join a date to what stands before it."""
    return frozenset(word for language in date_words().values() for word in language.joints)


def _is_initial(word: str) -> bool:
    return (len(word.rstrip(".")) == 1 and word[0].isupper()) or bool(_INITIALS.fullmatch(word))


def places_in(regions: Regions) -> list[Place]:
    """Find the places."""
    found: dict[Key, dict[int, list[tuple[int, str]]]] = {}
    partly: dict[Key, dict[int, list[tuple[int, str]]]] = {}
    for n, span in enumerate(regions.spans):
        for key, line, name in _names_in(regions.lines, regions.head if n == 0 else span):
            where = found if regions.lines[line].form == REST or key[0] not in _OF_WHOLE else partly
            where.setdefault(key, {}).setdefault(n, []).append((line, name))
    for key, others in partly.items():  # a name that rules know a part of stands where others have one, or alone
        for n, entries in others.items():
            found.setdefault(key, {}).setdefault(n, entries)
    # What few posts have is not where names stand.
    least = _LEAST_SHARE * regions.posts
    places: list[Place] = []
    for key, some in found.items():
        if len(some) >= least:
            names = _without_common(some)
            places += [Place(key, names, foot) for foot in _sides(key[0], some, len(regions.spans) - 1)]
    return places


def _sides(kind: str, found: Collection[int], last: int) -> Sequence[bool]:
    """Whether names of a place may be of the post below (False), of the one above (True), or of either."""
    if kind == "top":
        return (False,)
    if kind == "signed":
        return (True,)
    return (False,) if 0 in found and last not in found else (False, True)


def _without_common(found: dict[int, list[tuple[int, str]]]) -> dict[int, list[tuple[int, str]]]:
    """A word with which all of several names begin or end is none of them: "Beitragvon Ann", "Ann schrieb"."""
    names = [name.split(" ") for some in found.values() for _, name in some]
    if len({tuple(name) for name in names}) < _SEVERAL or min(map(len, names)) < 2:
        return found
    first, last = (int(len({name[at] for name in names}) == 1) for at in (0, -1))
    if not (first or last) or min(map(len, names)) <= first + last:
        return found
    return {
        n: [(i, " ".join(name.split(" ")[first : len(name.split(" ")) - last])) for i, name in some]
        for n, some in found.items()
    }


def _names_in(lines: Sequence[Line], span: range) -> Iterator[tuple[Key, int, str]]:
    first = top = True
    lowest: tuple[int, str] | None = None
    for i in span:
        line = lines[i]
        above = lines[i - 1] if i > span.start else None
        below = lines[i + 1] if i + 1 < span.stop else None
        yield from ((key, i, name) for key, name in _dated_in(line))
        if not _may_hold_name(line) or (above is not None and _is_value(above, below)):
            continue
        yield from ((key, i, name) for key, name in _beside(line))
        if top and _may_be_top(line):
            top = False
            yield ("top", ""), i, _AFFIXES.sub("", _bare(line))
        if name := _whole(line):
            if first:
                first = False
                yield ("first", ""), i, name
            lowest = i, name
            yield from ((key, i, name) for key in _around(line, above, below))
    if lowest is not None:
        yield ("lowest", ""), *lowest


def _dated_in(line: Line) -> Iterator[tuple[Key, str]]:
    """The names that stand beside a date."""
    if line.signed and (name := _signature(line)):
        yield ("signed", ""), name
    if line.is_post_date and _may_hold_name(line):
        yield from (((side, ""), name) for side, name in _beside_date(line))


def _whole(line: Line) -> str | None:
    """The name that a line is as a whole."""
    if line.form == REST:
        return name_in(line)
    return _bare(line) if _is_whole(line) else None


def _bare(line: Line) -> str:
    return line.text.strip(_AROUND + "•*#>")


def _is_value(above: Line, below: Line | None) -> bool:
    return above.is_label or _is_between_fields(above, below)


def _signature(line: Line) -> str | None:
    """The name between a text and the date behind it: "Rain. – Ann (Oslo, May 2)"."""
    start = name_start(line.text, line.date.start) if line.date else None
    if start is None or line.date is None:
        return None
    name = _BRACKET.sub("", line.text[start : line.date.start]).strip(_AROUND + "()–—-|:")
    return name if name and len(name) <= _NAME_CHARS and name.count(" ") < NAME_WORDS else None


def _may_hold_name(line: Line) -> bool:
    """Whether a line is of a head, and neither a tool, a text nor the subject."""
    if line.signed or line.subject or (line.kinds & _TOOLS and not line.reading.names):
        return False
    return bool(line.form) and 1 < len(line.text) <= _LONGEST


def _is_whole(line: Line) -> bool:
    """Whether a line may be a name though rules know a word of it: "Old Dace"."""
    if line.kinds or line.date or line.is_label or REST not in line.form or len(line.text) > _NAME_CHARS:
        return False
    return line.text.count(" ") < NAME_WORDS and not _NO_NAME.search(line.text)


def _may_be_top(line: Line) -> bool:
    """Whether a line may be the name at the top of a head, be it known or not."""
    if line.is_label or line.date or (REST in line.form and line.form != REST):
        return False
    return line.text.count(" ") < NAME_WORDS and any(char.isalpha() for char in line.text)


def _beside(line: Line) -> Iterator[tuple[Key, str]]:
    """The names of a line of which something is known."""
    if len(line.reading.names) == 1 and (name := name_in(line)):
        yield ("named", ""), name
    if line.form == REST or REST not in line.form or (line.words_left > 2 * NAME_WORDS and not line.date):
        return
    if line.form.count(REST) > 1 and not line.date and (last := name_in(line, last=True)):
        words = _CONTEXT.findall(line.form.rpartition(REST)[0])
        yield ("last", words[-1] if words else ""), last
    if name := name_in(line):
        yield ("form", line.form), name
        if line.is_post_date:
            yield ("dated", ""), name
        left, _, right = line.form.partition(REST)
        if words := _CONTEXT.findall(left):
            yield ("before", words[-1]), name
        if words := _CONTEXT.findall(right):
            yield ("after", words[0]), name


def _is_between_fields(above: Line, below: Line | None) -> bool:
    """Whether a line stands between two labels of a card: it is a value."""
    if len(above.text) <= _LETTER or above.reading.typed or above.reading.value or above.reading.left:
        return False
    return Kind.USER_INFO in above.kinds and below is not None and Kind.USER_INFO in below.kinds


def _around(line: Line, above: Line | None, below: Line | None) -> Iterator[Key]:
    """What stands around a line of its own."""
    if below is not None:
        yield from (
            (kind, "")
            for kind, stands in (
                ("above card", Kind.USER_INFO in below.kinds),
                ("above date", DATE in below.form),
                ("echo", below.text.startswith(line.text) and below.text != line.text),
            )
            if stands
        )
        if below.form not in ("", REST):
            yield "above form", below.form
    if above is not None:
        if DATE in above.form:
            yield "below date", ""
        if "#0" in above.form:
            yield "below number", ""
        if above.form not in ("", REST):
            yield "below form", above.form


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
