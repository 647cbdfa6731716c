"""Places: where the author's name stands, told for the whole thread: the same place of every head, or of every foot.

A place is where a name may stand: before or after a word that comes back, above the card of a user, two lines above
a date. It is read in two ways, as part of what stands above a post and as part of what stands below one; a logistic
model weighs all readings against each other. Places that say less of the thread fill the posts which the best one
leaves out, where they do not contradict it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import log1p
from typing import TypeAlias

from forumclean.threads.borders import Regions
from forumclean.threads.lines import DATE, NAME_WORDS, REST, TOOLS, Line, unlisted
from forumclean.threads.model import Weights
from forumclean.threads.names import (
    bare_name,
    is_attribution,
    is_userlike,
    names_beside,
    signature_name,
    whole_name,
)
from forumclean.values.model import Kind

__all__ = ["NAME_COLUMNS", "Place", "Seat", "Thread", "authors_of", "name_columns", "seats_in"]

# Of the ways in which a place shows, those that say whether it is the author's.
_TELLING_KINDS = ("within", "above date", "below date", "anchored", "signed")
NAME_COLUMNS = (
    "posts", "spans", "distinct", "one value", "like a name", "words", "capitals", "user-info", *_TELLING_KINDS,
    "elsewhere", "kept", "attribution", "in slot", "known", "card", "many", "said again", "votes", "foot",
    "as ruled", "steady", "steady to date", "lone",
)  # fmt: skip
_LONGEST = 160
# Characters of the letter that stands for a picture.
_LETTER = 2
# Readings of places at which names are looked for, the best first.
_MOST_SEATS = 16
_LEAST_SHARE = 0.3
# Log-odds from which a place fills posts where no post shows whether it agrees with those before.
_LONE = 1.0
# Different names that show together what is part of none.
_SEVERAL = 2
# Lines between a name and what comes back beside it; of the spans so many have that.
_REACH, _ANCHORED = 3, 0.4
# Lines that a head has at most; characters of a name that none of them holds by chance.
_HEAD = 16
_TELLING = 3
_TOOLS = TOOLS | {Kind.ATTACHMENT}
Key: TypeAlias = tuple[str, str]
Entries: TypeAlias = dict[int, list[tuple[int, str]]]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a name may stand.

    Attributes:
        kinds: in what ways it shows.
        found: by number of the span, the lines in which it stands and the name in each.
    """

    kinds: frozenset[str]
    found: Entries


@dataclass(frozen=True, slots=True)
class Seat:
    """A place, read as part of the heads of posts or of their feet.

    Attributes:
        place: where.
        foot: whether what stands there belongs to the post above.
        names: by number of the post, the line and the name.
    """

    place: Place
    foot: bool
    names: dict[int, tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Thread:
    """What is known of a thread before its authors are.

    Attributes:
        regions: what stands around the posts.
        dates: the line with the date of each post.
        texts: how often each line stands in it.
    """

    regions: Regions
    dates: Sequence[int | None]
    texts: Counter[str]

    @classmethod
    def of(cls, regions: Regions, dates: Sequence[int | None]) -> Thread:
        """Look at one."""
        return cls(regions, dates, Counter(line.text for line in regions.lines))


def seats_in(thread: Thread) -> list[Seat]:
    """Find the places, in both readings."""
    regions = thread.regions
    seats: list[Seat] = []
    for place in _places_in(regions):
        for foot in (False, True):
            if not foot and "signed" in place.kinds:  # a signature stands below what it signs
                continue
            names = {
                n - foot: _entry(some, foot=foot) for n, some in place.found.items() if 0 <= n - foot < regions.posts
            }
            if names and len(names) >= _LEAST_SHARE * regions.posts:
                seats.append(Seat(place, foot, names))
    return seats


def _entry(some: Sequence[tuple[int, str]], *, foot: bool) -> tuple[int, str]:
    """Of a list under a name the first entry is the name; of two heads without a post between the nearer one counts."""
    starts = [some[0], *(b for a, b in pairwise(some) if b[0] > a[0] + 1)]
    return starts[0 if foot else -1]


def _places_in(regions: Regions) -> list[Place]:
    spans = [regions.head, *regions.spans[1:]]
    anchors = _anchored(regions.lines, spans)
    found: dict[Key, Entries] = {}
    for n, span in enumerate(spans):
        for key, line, name in _names_in(regions.lines, span, anchors):
            found.setdefault(key, {}).setdefault(n, []).append((line, name))
    merged: dict[tuple[tuple[int, int, str], ...], tuple[set[str], Entries]] = {}
    least = _LEAST_SHARE * regions.posts
    for (kind, _), some in found.items():
        if len(some) >= least:  # what few posts have is not where names stand
            same = tuple((n, i, name) for n, entries in some.items() for i, name in entries)
            merged.setdefault(same, (set(), some))[0].add(kind)
    return [Place(frozenset(kinds), _without_common(some)) for kinds, some in merged.values()]


def _without_common(found: Entries) -> Entries:
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


def _anchored(lines: Sequence[Line], spans: Sequence[range]) -> dict[int, str]:
    """The lines whose form comes back in many spans, by which a place is known some lines away, with that form."""
    forms = {i: form for span in spans for i in span if (form := _anchor(lines[i]))}
    spread = Counter(form for span in spans for form in {forms[i] for i in span if i in forms})
    least = max(_SEVERAL, _ANCHORED * len(spans))
    return {i: form for i, form in forms.items() if spread[form] >= least}


def _anchor(line: Line) -> str:
    """The form of a line by which a place may be known; "" for others."""
    if DATE in line.form and line.is_post_date and Kind.USER_INFO not in line.kinds:
        return DATE
    return "" if line.form == REST or not any(char.isalnum() for char in line.form) else line.form


def _names_in(lines: Sequence[Line], span: range, anchors: Mapping[int, str]) -> Iterator[tuple[Key, int, str]]:
    """The names that the lines of a span may hold, with the place of each."""
    for i in span:
        if lines[i].signed and (name := signature_name(lines[i])):
            yield ("signed", ""), i, name
    alone = list(_alone(lines, span))
    wholes = [(i, whole) for i, whole, _ in alone if whole]
    bares = [(i, bare) for i, _, bare in alone if bare]
    for kind, some in (("top", wholes[:1]), ("first", bares[:1]), ("lowest", bares[-1:])):
        yield from (((kind, ""), i, name) for i, name in some)
    for i, whole, bare in alone:
        line = lines[i]
        if bare:
            for key in _around(lines, i, span):
                yield key, i, bare
        elif line.date is not None or (REST in line.form and line.words_left <= 2 * NAME_WORDS):
            for kind, mark, name in names_beside(line):
                yield (kind, mark), i, name
        if name := bare or whole:
            for mark in _beside(i, span, anchors):
                yield ("anchored", mark), i, name


def _alone(lines: Sequence[Line], span: range) -> Iterator[tuple[int, str | None, str | None]]:
    """The lines that may hold a name, with the name that each is: one that may be known, and one that nobody knows."""
    latest: tuple[str, str] | None = None
    for i in span:
        above = lines[i - 1] if i > span.start else None
        if not _may_hold_name(lines[i]) or (above and (above.is_label or _is_between_fields(i, lines, span))):
            continue
        whole, bare = whole_name(lines[i]), bare_name(lines[i])
        if latest and lines[i].text.startswith(f"{latest[0]} "):  # a rank stands behind the name that is all above
            whole, bare = latest[1], bare and latest[1]
        name = bare or whole
        latest = (unlisted(lines[i].text), name) if name else None
        yield i, whole, bare


def _beside(i: int, span: range, anchors: Mapping[int, str]) -> Iterator[str]:
    """What comes back some lines above or below a line."""
    if i not in anchors:
        for j in range(max(i - _REACH, span.start), min(i + _REACH + 1, span.stop)):
            if j in anchors:
                yield f"{j - i} {anchors[j]}"


def _may_hold_name(line: Line) -> bool:
    """Whether a line is of a head, and neither a tool, a text nor the subject."""
    if line.signed or line.subject or (line.kinds & _TOOLS and not line.reading.names):
        return False
    return bool(line.form) and 1 < len(line.text) <= _LONGEST


def _is_between_fields(i: int, lines: Sequence[Line], span: range) -> bool:
    """Whether a line stands between two labels of a card: it is a value."""
    above = lines[i - 1]
    said = above.reading
    if i - 1 == span.start or len(above.text) <= _LETTER or said.typed or said.value or said.left:
        return False
    return Kind.USER_INFO in above.kinds and i + 1 < span.stop and Kind.USER_INFO in lines[i + 1].kinds


def _around(lines: Sequence[Line], i: int, span: range) -> Iterator[Key]:
    """What stands right around a line of its own."""
    if i + 1 < span.stop:
        below = lines[i + 1]
        if Kind.USER_INFO in below.kinds:
            yield "above card", ""
        if DATE in below.form:
            yield "above date", ""
        if below.form not in ("", REST):
            yield "near", f"1 {below.form}"
    if i > span.start:
        above = lines[i - 1]
        if DATE in above.form:
            yield "below date", ""
        if "#0" in above.form:
            yield "below number", ""
        if above.form not in ("", REST):
            yield "near", f"-1 {above.form}"


def name_columns(seats: Sequence[Seat], thread: Thread) -> list[list[float]]:
    """What is seen of each reading of a place, as rows of `NAME_COLUMNS`."""
    votes = Counter((post, name) for seat in seats for post, (_, name) in seat.names.items())
    return [
        [
            *_spread(seat, thread.regions),
            *_looks([name for _, name in seat.names.values()]),
            *_held(seat, thread, votes),
            *_side(seat, thread),
        ]
        for seat in seats
    ]


def _spread(seat: Seat, regions: Regions) -> list[float]:
    """How many posts have a name here, and how many different ones there are."""
    names = [name for _, name in seat.names.values()]
    distinct = len(set(names))
    return [
        len(names) / regions.posts,
        sum(n in seat.place.found for n in regions.inner) / max(len(regions.inner), 1),
        distinct / len(names),
        float(distinct == 1 and len(names) > 1),
    ]


def _looks(names: Sequence[str]) -> list[float]:
    """What the names look like."""
    return [
        sum(map(is_userlike, names)) / len(names),
        sum(name.count(" ") for name in names) / len(names),
        sum(all(word[0].isupper() for word in name.split()) for name in names) / len(names),
    ]


def _held(seat: Seat, thread: Thread, votes: Counter[tuple[int, str]]) -> list[float]:
    """What the lines are in which they stand, and where else they are said."""
    regions, size = thread.regions, len(seat.names)
    held = [regions.lines[i] for i, _ in seat.names.values()]
    spans = [(name, i, _near(i, regions.spans[post + seat.foot])) for post, (i, name) in seat.names.items()]
    found = seat.place.found.values()
    return [
        float(any(Kind.USER_INFO in line.kinds for line in held)),
        *(float(kind in seat.place.kinds) for kind in _TELLING_KINDS),
        sum(thread.texts[name] > _own(name, regions, span) for name, _, span in spans) / size,
        sum(line.is_body for line in held) / size,
        sum(map(is_attribution, held)) / size,
        sum(bool(line.reading.names) and not is_attribution(line) for line in held) / size,
        sum(map(_is_known, held)) / size,
        sum(_is_card(line) for line in held) / size,
        float(sum(map(len, found)) > 2 * len(found)),
        sum(_is_said_again(name, i, regions, span) for name, i, span in spans) / size,
        sum(log1p(votes[post, name] - 1) for post, (_, name) in seat.names.items()) / size,
    ]


def _near(i: int, span: range) -> range:
    """The lines of a span around one of them, as many as a head has."""
    return range(max(i - _HEAD, span.start), min(i + _HEAD + 1, span.stop))


def _own(name: str, regions: Regions, span: range) -> int:
    """How many lines of its head are this name."""
    return max(sum(regions.lines[i].text == name for i in span), 1)


def _is_known(line: Line) -> bool:
    """Whether rules know all of a line."""
    return not (line.reading.left or line.reading.names or (line.date and line.reading.value))


def _is_card(line: Line) -> bool:
    """Whether rules take a line for one of the card of a user, and no name beside a label stands in it."""
    return (
        Kind.USER_INFO in line.kinds
        and not line.reading.names
        and (REST not in line.form or bare_name(line) is not None)
    )


def _is_said_again(name: str, at: int, regions: Regions, span: range) -> bool:
    """Whether another line of the head holds the name and more."""
    if len(name) < _TELLING:
        return False
    own = regions.lines[at].text
    return any(name in (text := regions.lines[i].text) and text != own for i in span)


def _side(seat: Seat, thread: Thread) -> list[float]:
    """On which side of the posts they stand, and how alike: so many lines from the text, from the date."""
    regions, size = thread.regions, len(seat.names)
    ruled = regions.is_foot({n: [line for line, _ in some] for n, some in seat.place.found.items()})
    edges: Counter[int] = Counter()
    steps: Counter[int] = Counter()
    for post, (i, _) in seat.names.items():
        span = regions.spans[post + seat.foot]
        edges[i - (span.start if seat.foot else span.stop)] += 1
        if (date := thread.dates[post]) is not None and date in span:
            steps[i - date] += 1
    steady, dated = (max(some.values(), default=0) / size for some in (edges, steps))
    return [float(seat.foot), float(ruled == seat.foot), steady, dated, float(size == 1 and regions.posts > 1)]


def authors_of(thread: Thread, model: Weights) -> list[tuple[int, str] | None]:
    """The author of each post and the line that names him; None where no place is good.

    Args:
        thread: what is known of it.
        model: the weights of `NAME_COLUMNS`.
    """
    authors = _of_places(thread, model)
    if authors[0] is None and len(authors) > 1:  # an article has a head of another kind than its comments
        authors[:1] = _of_places(first_alone(thread), model)
    return authors


def first_alone(thread: Thread) -> Thread:
    """The first post of a thread as a thread of its own."""
    lead = thread.regions.spans[0]
    regions = replace(thread.regions, spans=[lead, range(lead.stop, lead.stop)])
    return replace(thread, regions=regions, dates=thread.dates[:1])


def _of_places(thread: Thread, model: Weights) -> list[tuple[int, str] | None]:
    seats = seats_in(thread)
    return chosen(seats, model.scores(name_columns(seats, thread)), thread)


def chosen(seats: Sequence[Seat], scores: Sequence[float], thread: Thread) -> list[tuple[int, str] | None]:
    """From the best place, then from others, where they say the same as those before or are good by themselves."""
    authors: list[tuple[int, str] | None] = [None] * thread.regions.posts
    for n in sorted(range(len(seats)), key=lambda n: (_is_constant(seats[n]), -scores[n]))[:_MOST_SEATS]:
        both = [(authors[post], found) for post, found in seats[n].names.items() if authors[post]]
        same = sum(known is not None and known[1] == found[1] for known, found in both)
        good = scores[n] > (_LONE if any(authors) and not both else 0)
        if (good and same * 2 >= len(both)) or (_are_signed(seats[n]) and not any(authors)):
            for post, found in seats[n].names.items():
                authors[post] = authors[post] or found
    return authors


def _are_signed(seat: Seat) -> bool:
    """Whether several texts end with a dash, a name and a date: there are too few of those to learn that from."""
    return "signed" in seat.place.kinds and len({name for _, name in seat.names.values()}) >= _SEVERAL


def _is_constant(seat: Seat) -> bool:
    """Whether several posts have the same here: the subject of the thread rather than the one who wrote all of it."""
    names = [name for _, name in seat.names.values()]
    return len(names) > 2 and len(set(names)) == 1
