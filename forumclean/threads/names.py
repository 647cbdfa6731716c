"""Names: who wrote each post, read from the same place of every head.

A place is where a name may stand: before or after a word that comes back, above the card of a user, on the first line.
Which place it is, is told for the whole thread; a logistic model weighs the places against each other.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

from forumclean.dates.words import date_words
from forumclean.threads.borders import Regions
from forumclean.threads.forms import unknown_in
from forumclean.threads.lines import DATE, NAME_WORDS, REST, TOOLS, Line, name_start
from forumclean.threads.model import Weights
from forumclean.values.model import Kind

__all__ = [
    "NAME_COLUMNS",
    "Place",
    "attributed_to",
    "authors_of",
    "name_columns",
    "name_in",
    "names_cited",
    "places_in",
]

_KINDS = (
    "form", "before", "after", "last", "dated", "first", "above card", "above date", "below date", "below number",
    "echo", "top", "above form", "below form", "lowest", "signed",
)  # fmt: skip
NAME_COLUMNS = (
    "posts", "spans", "in lead", "in tail", "distinct", "one value", "like a name", "words", "first line", "user-info",
    "post-meta", "with date", *_KINDS, "capitals", "all dated", "all plain", "elsewhere", "kept", "attribution",
    "in slot", "known", "many", "cited",
)  # fmt: skip
_LONGEST, _NAME_CHARS = 160, 32
# Characters of the letter that stands for a picture.
_LETTER = 2
# Letters of a name that stands twice.
_DOUBLED = 3
# Places at which names are looked for, the best first.
_MOST_PLACES = 12
_LEAST_SHARE = 0.3
# Different names that show together what is part of none.
_SEVERAL = 2
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
_CALLED = re.compile(r"(?<!\w)@(\w[\w.-]*\w)")
_USERLIKE = re.compile(r"[\d_]|[^\W\d_][^\W\d_]*(?<=[^\W\d_A-Z])[A-Z]")
_TOOLS = TOOLS | {Kind.ATTACHMENT}
Key: TypeAlias = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a name may stand.

    Attributes:
        key: the kind, and the word or form that shows it, if any.
        found: by number of the span, the lines in which it stands and the name in each.
    """

    key: Key
    found: dict[int, list[tuple[int, str]]]

    def names(self, regions: Regions) -> dict[int, tuple[int, str]]:
        """By number of the post, the line and the name that stand here for it."""
        foot = regions.is_foot({n: [line for line, _ in some] for n, some in self.found.items()})
        # Of a list under a name the first entry is the name; of two heads without a post between the last counts.
        at = 0 if foot or self.key[0] not in ("dated", "form") else -1
        return {n - foot: some[at] for n, some in self.found.items() if 0 <= n - foot < regions.posts}


def name_in(line: Line, *, last: bool = False) -> str | None:
    """The first stretch of a line that nobody knows; where rules know all of it, the first one.

    Args:
        line: the line.
        last: only the last words that nobody knows, without what stands before them.
    """
    text, unknown = line.text, _unknown(line)
    cuts = [found.span() for found in _MARKS.finditer(text)]
    if line.date:
        cuts.append((line.date.start, line.date.end))
    parts: list[slice] = []
    at = 0
    for start, end in [*sorted(cuts), (len(text), len(text))]:
        if text[at:start].strip():
            parts.append(slice(at, start))
        at = max(at, end)
    unknown_parts = [part for part in parts if any(unknown[part])]
    if unknown_parts:
        part = unknown_parts[-1 if last else 0]
        return _tidy(text[part], unknown[part], last=last, dated=line.date is not None)
    return _tidy(text[parts[0]], [True] * len(text[parts[0]])) if parts else None


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
    for n, span in enumerate(regions.spans):
        for key, line, name in _names_in(regions.lines, regions.head if n == 0 else span):
            found.setdefault(key, {}).setdefault(n, []).append((line, name))
    # What few posts have is not where names stand.
    least = _LEAST_SHARE * regions.posts
    return [Place(key, _without_common(some)) for key, some in found.items() if len(some) >= least]


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
        if line.signed and (name := _signature(line)):
            yield ("signed", ""), i, name
        if not _may_hold_name(line):
            continue
        above = lines[i - 1] if i > span.start else None
        below = lines[i + 1] if i + 1 < span.stop else None
        if above is not None and (above.is_label or _is_between_fields(above, below)):
            continue
        if top and _may_be_top(line):
            top = False
            yield ("top", ""), i, _AFFIXES.sub("", line.text.strip(_AROUND + "•*#>"))
        if line.form == REST:
            name = name_in(line)
            if name is None:
                continue
            if first:
                first = False
                yield ("first", ""), i, name
            lowest = i, name
            for key in _around(line, above, below):
                yield key, i, name
        elif REST in line.form and (line.words_left <= 2 * NAME_WORDS or line.date):
            yield from _beside(line, i)
    if lowest is not None:
        yield ("lowest", ""), *lowest


def _signature(line: Line) -> str | None:
    """The name between a text and the date behind it: "Rain. – Ann (Oslo, May 2)"."""
    start = name_start(line.text, line.date.start) if line.date else None
    if start is None or line.date is None:
        return None
    name = _BRACKET.sub("", line.text[start : line.date.start]).strip(_AROUND + "()–—-|:")
    return name if name and len(name) <= _NAME_CHARS and name.count(" ") < NAME_WORDS else None


def _may_hold_name(line: Line) -> bool:
    """Whether a line is of a head, and neither a tool, a text nor the subject."""
    if line.signed or line.subject or line.kinds & _TOOLS:
        return False
    return bool(line.form) and 1 < len(line.text) <= _LONGEST


def _may_be_top(line: Line) -> bool:
    """Whether a line may be the name at the top of a head, be it known or not."""
    if line.is_label or line.date or (REST in line.form and line.form != REST):
        return False
    return line.text.count(" ") < NAME_WORDS and any(char.isalpha() for char in line.text)


def _beside(line: Line, i: int) -> Iterator[tuple[Key, int, str]]:
    """The names of a line of which something is known."""
    if line.form.count(REST) > 1 and not line.date and (last := name_in(line, last=True)):
        words = _CONTEXT.findall(line.form.rpartition(REST)[0])
        yield ("last", words[-1] if words else ""), i, last
    if name := name_in(line):
        yield ("form", line.form), i, name
        if line.is_post_date:
            yield ("dated", ""), i, name
        left, _, right = line.form.partition(REST)
        if words := _CONTEXT.findall(left):
            yield ("before", words[-1]), i, name
        if words := _CONTEXT.findall(right):
            yield ("after", words[0]), i, name


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


def names_cited(lines: Sequence[Line]) -> frozenset[str]:
    """Whom the lines quote or address: "Ann wrote:", "@ann"."""
    found = {name for line in lines if _SAID.search(line.form) and not line.date and (name := name_in(line))}
    return frozenset(found | {name for line in lines if "@" in line.text for name in _CALLED.findall(line.text)})


def name_columns(place: Place, regions: Regions, texts: Counter[str], cited: frozenset[str]) -> list[float]:
    """What is seen of a place, as a row of `NAME_COLUMNS`."""
    some = [entry for n in sorted(place.found) for entry in place.found[n]]
    names = [name for _, name in some]
    held = [regions.lines[i] for i, _ in some]
    kinds = {kind for line in held for kind in line.kinds}
    size, spans = len(some), max(len(regions.inner), 1)
    full = all(n in place.found for n in regions.inner)
    return [
        len(place.names(regions)) / regions.posts,
        sum(n in place.found for n in regions.inner) / spans,
        float(0 in place.found),
        float(len(regions.spans) - 1 in place.found),
        len(set(names)) / size,
        float(len(set(names)) == 1 and size > 1),
        sum(map(_is_userlike, names)) / size,
        sum(name.count(" ") for name in names) / size,
        sum(i == regions.spans[n].start for n, entries in place.found.items() for i, _ in entries) / size,
        float(Kind.USER_INFO in kinds),
        float(Kind.POST_META in kinds),
        float(any(line.date for line in held)),
        *(float(place.key[0] == kind) for kind in _KINDS),
        sum(all(word[0].isupper() for word in name.split()) for name in names) / size,
        float(full and any(line.date for line in held)),
        float(full and not any(line.date for line in held)),
        sum(texts[name] > 1 for name in names) / size,
        sum(line.is_body for line in held) / size,
        sum(bool(_SAID.search(line.form)) and not line.date for line in held) / size,
        sum(bool(line.reading.names) for line in held) / size,
        sum(map(_is_known, held)) / size,
        float(size > 2 * len(place.found)),
        sum(name in cited for name in names) / size,
    ]


def _is_known(line: Line) -> bool:
    """Whether rules know all of a line."""
    return not (line.reading.left or line.reading.names or (line.date and line.reading.value))


def _is_userlike(name: str) -> bool:
    """As users call themselves: a number, a stroke or a capital inside, or all in small letters."""
    return bool(_USERLIKE.search(name)) or name == name.lower()


def authors_of(regions: Regions, model: Weights) -> list[tuple[int, str] | None]:
    """The author of each post and the line that names him, from the best place that has one; None where none is good.

    Args:
        regions: of the thread.
        model: the weights of `NAME_COLUMNS`.
    """
    texts = Counter(line.text for line in regions.lines)
    cited = names_cited(regions.lines)
    places = places_in(regions)
    scores = model.scores([name_columns(place, regions, texts, cited) for place in places])
    order = sorted(range(len(places)), key=lambda n: (_is_constant(places[n]), -scores[n]))
    authors: list[tuple[int, str] | None] = [None] * regions.posts
    for place in (places[n] for n in order[:_MOST_PLACES] if scores[n] > 0 or _are_signed(places[n])):
        for post, found in place.names(regions).items():
            authors[post] = authors[post] or found
    return authors


def _are_signed(place: Place) -> bool:
    """Whether several texts end with a dash, a name and a date: there are too few of those to learn that from."""
    return place.key[0] == "signed" and len({name for some in place.found.values() for _, name in some}) >= _SEVERAL


def _is_constant(place: Place) -> bool:
    """Whether several posts have the same here: the subject of the thread rather than the one who wrote all of it."""
    names = [name for some in place.found.values() for _, name in some]
    return len(names) > 2 and len(set(names)) == 1
