"""Authors: who wrote each post, told for the whole thread by the places at which names stand (names.py)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence

from forumclean.threads.borders import Regions
from forumclean.threads.lines import DATE, REST, Line
from forumclean.threads.model import Weights
from forumclean.threads.names import KINDS, Place, name_in, places_in
from forumclean.values.model import Kind

__all__ = ["NAME_COLUMNS", "authors_of", "name_columns", "names_cited"]

NAME_COLUMNS = (
    "posts", "spans", "in lead", "in tail", "distinct", "one value", "like a name", "words", "first line", "user-info",
    "post-meta", "with date", *KINDS, "capitals", "all dated", "all plain", "elsewhere", "kept", "attribution",
    "in slot", "known", "many", "cited", "foot", "foot in lead", "foot in tail", "head in lead", "head in tail",
    "answers himself", "at text", "told",
)  # fmt: skip
# "Ann wrote:", "Ann said: Rain."
_SAID = re.compile(rf"{REST}[^{DATE}{REST}]*[:：](?:\s|$|{REST})")
_CALLED = re.compile(r"(?<!\w)@(\w[\w.-]*\w)")
_USERLIKE = re.compile(r"[\d_]|[^\W\d_][^\W\d_]*(?<=[^\W\d_A-Z])[A-Z]")
# Places that are looked at, the likeliest first.
_MOST_PLACES = 12


def authors_of(regions: Regions, model: Weights) -> list[tuple[int, str] | None]:
    """The author of each post and the line that names him, from the best place that has one; None where none is good.

    Args:
        regions: of the thread.
        model: the weights of `NAME_COLUMNS`.
    """
    texts = Counter(line.text for line in regions.lines)
    cited = names_cited(regions)
    places = places_in(regions)
    scores = model.scores([name_columns(place, regions, texts, cited) for place in places])
    order = sorted(range(len(places)), key=lambda n: (_is_constant(places[n]), -scores[n]))
    authors: list[tuple[int, str] | None] = [None] * regions.posts
    for place in (places[n] for n in order[:_MOST_PLACES] if scores[n] > 0):
        for post, found in place.names(regions).items():
            authors[post] = authors[post] or found
    return authors


def _is_constant(place: Place) -> bool:
    """Whether several posts have the same here: the subject of the thread rather than the one who wrote all of it."""
    names = [name for some in place.found.values() for _, name in some]
    return len(names) > 2 and len(set(names)) == 1


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
