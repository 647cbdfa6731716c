"""Authors: who wrote each post, of the names that stand around it.

Which places hold the author's name is told for the whole thread (names.py); which of the names at them it is, for each
post: a name that several lines of a head say is its author's, one whom the post quotes is hardly.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import log1p

from forumclean.threads.borders import Regions
from forumclean.threads.lines import NAME_WORDS, REST, TOOLS, Line
from forumclean.threads.model import Models, Weights
from forumclean.threads.names import Place, is_userlike, name_columns, names_cited, places_in
from forumclean.values.model import Kind

__all__ = ["AUTHOR_COLUMNS", "Candidate", "authors_of", "candidates_of"]

AUTHOR_COLUMNS = (
    "best", "good", "lines", "echo", "share", "quoted", "cited", "like a name", "words", "capitals", "begins another",
    "goes on", "subject", "elsewhere", "best here", "one value",
    "kept", "alone", "date beside", "number beside", "card below", "tool above", "names above", "names below", "top",
)  # fmt: skip
# Scores of places below and above this are no better told apart; what counts as a good one.
_LOW, _HIGH, _GOOD = -4.0, 4.0, 0.0
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
        authors.append((some[at].line, some[at].name) if some and scores[at] > 0 else None)
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
                float(is_userlike(one.name)),
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
    for place, score in sorted(zip(places, scores, strict=True), key=lambda pair: -pair[1]):
        score = min(max(score, _LOW), _HIGH)
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
