"""Authors: who wrote each post, of the names that stand around it.

Which places hold the author's name is told for the whole thread (names.py); which of the names at them it is, for each
post: a name that several lines of a head say is its author's, one whom the post quotes is hardly.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import log1p

from forumclean.threads.borders import Regions
from forumclean.threads.lines import DATE, NAME_WORDS, REST, TOOLS, Line
from forumclean.threads.model import Models, Weights
from forumclean.threads.names import KINDS, Place, name_in, places_in
from forumclean.values.model import Kind

__all__ = ["AUTHOR_COLUMNS", "NAME_COLUMNS", "Candidate", "authors_of", "candidates_of", "name_columns", "names_cited"]

NAME_COLUMNS = (
    "posts", "spans", "in lead", "in tail", "distinct", "one value", "like a name", "words", "first line", "user-info",
    "post-meta", "with date", *KINDS, "capitals", "all dated", "all plain", "elsewhere", "kept", "attribution",
    "in slot", "known", "many", "cited", "foot", "foot in lead", "foot in tail", "head in lead", "head in tail",
    "answers himself", "at text", "told",
)  # fmt: skip
AUTHOR_COLUMNS = (
    "best", "good", "lines", "echo", "share", "quoted", "cited", "like a name", "words", "capitals", "begins another",
    "goes on", "subject", "elsewhere", "best here", "one value",
    "kept", "alone", "date beside", "number beside", "card below", "tool above", "names above", "names below", "top",
)  # fmt: skip
# "Ann wrote:", "Ann said: Rain."
_SAID = re.compile(rf"{REST}[^{DATE}{REST}]*[:：](?:\s|$|{REST})")
_CALLED = re.compile(r"(?<!\w)@(\w[\w.-]*\w)")
_USERLIKE = re.compile(r"[\d_]|[^\W\d_][^\W\d_]*(?<=[^\W\d_A-Z])[A-Z]")
# Scores of places below and above this are no better told apart; what counts as a good one.
_LOW, _HIGH, _GOOD = -4.0, 4.0, 0.0
# Log-odds from which a name is said to be the author's: a wrong one is worse than none.
_SURE = 0.5
# Digits of a name that is a number.
_NUMERIC = 6
# Words of a line that are looked up; what may stand around a name.
_WORDS, _AROUND = 8, "•*#>@:,;.!()[]«»"


@dataclass(slots=True)
class Candidate:
    """A name that stands around a post.

    Attributes:
        name: as it is printed.
        line: at the best place.
        best: score of this place.
        lines: in which it stands.
    """

    name: str
    line: int
    best: float
    lines: set[int] = field(default_factory=set)
    row: list[float] = field(default_factory=list)


def authors_of(regions: Regions, models: Models) -> list[tuple[int, str] | None]:
    """The author of each post and the line that names him; None where no name is likely to be his.

    Args:
        regions: of the thread.
        models: the weights.
    """
    authors: list[tuple[int, str] | None] = []
    for some in candidates_of(regions, models.names):
        scores = models.authors.scores([one.row for one in some])
        at = max(range(len(some)), key=scores.__getitem__, default=-1)
        authors.append((some[at].line, some[at].name) if some and scores[at] > _SURE else None)
    return authors


def candidates_of(regions: Regions, model: Weights) -> list[list[Candidate]]:
    """The names around each post, with what is seen of them as rows of `AUTHOR_COLUMNS`.

    Args:
        regions: of the thread.
        model: the weights of places.
    """
    texts = Counter(line.text for line in regions.lines)
    cited = names_cited(regions)
    places = places_in(regions)
    scores = model.scores([name_columns(place, regions, texts, cited) for place in places])
    found = _candidates(regions, places, scores)
    spread = Counter(key for some in found for key, one in some.items() if one.best > _GOOD)
    everywhere = Counter(key for some in found for key in some)
    quoted = [frozenset(map(str.casefold, names)) for names in cited]
    everybody = frozenset[str]().union(*quoted)
    for post, some in enumerate(found):
        span = regions.head if post == 0 else regions.spans[post]
        inside = [regions.lines[i] for i in span]
        top = max((one.best for one in some.values()), default=0.0)
        for key, one in some.items():
            others = [other for other in some if other != key]
            one.row = [
                *_own(one, inside, regions),
                everywhere[key] / regions.posts,
                float(key in quoted[post]),
                float(key in everybody),
                float(_is_userlike(one.name)),
                float(one.name.count(" ")),
                float(all(word[0].isupper() for word in one.name.split())),
                float(any(other.startswith(key) for other in others)),
                float(any(key.startswith(other) for other in others)),
                float(regions.lines[one.line].subject),
                float(texts[one.name] > 1),
                float(one.best == top),
                float(regions.posts > 2 and spread[key] == regions.posts),
                *_around(one.line, span, regions.lines),
            ]
    return [list(some.values()) for some in found]


def _around(at: int, span: range, lines: Sequence[Line]) -> list[float]:
    """What stands around its line."""
    line = lines[at]
    beside = [lines[i] for i in (at - 1, at + 1) if i in span]
    names = [i for i in span if lines[i].may_be_name and not lines[i].kinds]
    return [
        float(line.is_body),
        float(line.form == REST),
        float(any(other.is_post_date for other in beside)),
        float(any(other.is_numbered for other in beside)),
        float(at + 1 in span and Kind.USER_INFO in lines[at + 1].kinds),
        float(at - 1 in span and not TOOLS.isdisjoint(lines[at - 1].kinds)),
        log1p(sum(i < at for i in names)),
        log1p(sum(i > at for i in names)),
        float(at == span.start),
    ]


def _candidates(regions: Regions, places: Sequence[Place], scores: Sequence[float]) -> list[dict[str, Candidate]]:
    """By post and name without case."""
    found: list[dict[str, Candidate]] = [{} for _ in range(regions.posts)]
    for place, own in sorted(zip(places, scores, strict=True), key=lambda pair: -pair[1]):
        score = min(max(own, _LOW), _HIGH)
        for post, (line, name) in place.names(regions).items():
            if not any(map(str.isalpha, name)) and len(name) < _NUMERIC:
                continue
            one = found[post].setdefault(name.casefold(), Candidate(name, line, score))
            one.lines.add(line)
    _add_known(found, regions)
    return found


def _add_known(found: Sequence[dict[str, Candidate]], regions: Regions) -> None:
    """Who posts elsewhere, and is named around this post, may have posted this too."""
    known = {key: one.name for some in found for key, one in some.items() if one.best > _GOOD}
    for post, some in enumerate(found):
        for i in regions.head if post == 0 else regions.spans[post]:
            words = regions.lines[i].text.split()[:_WORDS]
            for a in range(len(words)):
                for b in range(a + 1, min(a + NAME_WORDS, len(words)) + 1):
                    key = " ".join(words[a:b]).strip(_AROUND).casefold()
                    if key in known:
                        some.setdefault(key, Candidate(known[key], i, _LOW)).lines.add(i)


def _own(one: Candidate, inside: Sequence[Line], regions: Regions) -> list[float]:
    """How good its place is, and how many lines of the head say it."""
    echo = {line.text for line in inside if one.name in line.text}
    lines = {regions.lines[i].text for i in one.lines}
    return [one.best, float(one.best > _GOOD), float(len(lines) > 1), float(len(echo) > 1)]


def names_cited(regions: Regions) -> list[frozenset[str]]:
    """Whom each post quotes or addresses: "Ann wrote:", "@ann"."""
    starts = [span.start for span in regions.spans[1:-1]]
    found: list[set[str]] = [set() for _ in range(regions.posts)]
    for i, line in enumerate(regions.lines):
        names: list[str] = _CALLED.findall(line.text) if "@" in line.text else []
        if _SAID.search(line.form) and not line.is_post_date and (name := name_in(line)):
            names.append(name)
        if names:
            found[bisect_right(starts, i)].update(names)
    return list(map(frozenset, found))


def name_columns(place: Place, regions: Regions, texts: Counter[str], cited: Sequence[frozenset[str]]) -> list[float]:
    """What is seen of a place, as a row of `NAME_COLUMNS`."""
    some = [entry for n in sorted(place.found) for entry in place.found[n]]
    names = [name for _, name in some]
    held = [regions.lines[i] for i, _ in some]
    kinds = {kind for line in held for kind in line.kinds}
    size, spans = len(some), max(len(regions.inner), 1)
    full = all(n in place.found for n in regions.inner)
    everybody = frozenset[str]().union(*cited)
    said = place.names(regions)
    lead, tail = 0 in place.found, len(regions.spans) - 1 in place.found
    by_rule = regions.is_foot({n: [line for line, _ in entries] for n, entries in place.found.items()})
    return [
        len(said) / regions.posts,
        sum(n in place.found for n in regions.inner) / spans,
        float(lead),
        float(tail),
        len(set(names)) / size,
        float(len(set(names)) == 1 and size > 1),
        sum(map(_is_userlike, names)) / size,
        sum(name.count(" ") for name in names) / size,
        sum(i == regions.spans[n].start for n, entries in place.found.items() for i, _ in entries) / size,
        float(Kind.USER_INFO in kinds),
        float(Kind.POST_META in kinds),
        float(any(line.date for line in held)),
        *(float(place.key[0] == kind) for kind in KINDS),
        sum(all(word[0].isupper() for word in name.split()) for name in names) / size,
        float(full and any(line.date for line in held)),
        float(full and not any(line.date for line in held)),
        sum(texts[name] > 1 for name in names) / size,
        sum(line.is_body for line in held) / size,
        sum(bool(_SAID.search(line.form)) and not line.date for line in held) / size,
        sum(bool(line.reading.names) for line in held) / size,
        sum(map(_is_known, held)) / size,
        float(size > 2 * len(place.found)),
        sum(name in everybody for name in names) / size,
        float(place.foot),
        float(place.foot and lead),
        float(place.foot and tail),
        float(not place.foot and lead),
        float(not place.foot and tail),
        sum(name in cited[post] for post, (_, name) in said.items()) / max(len(said), 1),
        sum(_is_at_text(i, post, place.foot, regions) for post, (i, _) in said.items()) / max(len(said), 1),
        float(place.foot == by_rule),
    ]


def _is_at_text(i: int, post: int, foot: bool, regions: Regions) -> bool:
    """Whether nothing stands between a name and the text of its post."""
    return i == regions.spans[post + 1].start if foot else i == regions.spans[post].stop - 1


def _is_known(line: Line) -> bool:
    """Whether rules know all of a line."""
    return not (line.reading.left or line.reading.names or (line.date and line.reading.value))


def _is_userlike(name: str) -> bool:
    """As users call themselves: a number, a stroke or a capital inside, or all in small letters."""
    return bool(_USERLIKE.search(name)) or name == name.lower()
