"""Profile: pages of an engine that nobody knows -> a draft of its profile, for a person to look at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from forumclean.cleaner import Cleaner
from forumclean.reader.reading.selectors import PARTS_OF_POST, Sighting, selectors_of
from forumclean.values.document import Document

__all__ = ["MOST_PAGES", "draft_profile"]

# More pages of one forum say nothing new of its markup.
MOST_PAGES = 50
# Of the pages, so many must have a part where a selector says, and be read as well with the draft as without.
_AGREE = 0.8
# Classes by which an engine is known, at least.
_MARKS = 2


def draft_profile(pages: Sequence[bytes], *, name: str, host: str, least: int) -> dict[str, Any] | None:
    """Return the tables of a profile that finds what the generic reader finds; None where the pages do not agree.

    Args:
        pages: pages with several posts each.
        name: of the profile.
        host: of the pages, "" where it is not known.
        least: pages that must have the same structure.
    """
    sightings = [found for page in pages[:MOST_PAGES] if (found := selectors_of(page)) is not None]
    if len(sightings) < least:
        return None
    chosen = {part: _agreed(sightings, part, least) for part in ("post", *PARTS_OF_POST)}
    post, body = chosen["post"], chosen["body"]
    if post is None or body is None:
        return None
    named = [selector for selector in chosen.values() if selector is not None and _has_class(selector)]
    marks = list(dict.fromkeys(f".{selector.rpartition('.')[2]}" for selector in named))
    if len(marks) < _MARKS and not host:
        return None
    sizes = sorted(one.posts for one in sightings)
    profile: dict[str, Any] = {
        "name": name,
        "why": f"Learnt from {len(sightings)} pages of {sizes[0]} to {sizes[-1]} posts, read by what repeats on them.",
    }
    if host:
        profile["hosts"] = [host]
    if len(marks) >= _MARKS:
        profile["detect"] = [{"has": marks}]
    profile["page"] = {"post": [post]}
    profile["post"] = {part: [chosen[part]] for part in PARTS_OF_POST if chosen[part] is not None}
    return profile if _reads(profile, pages[:MOST_PAGES]) else None


def _agreed(sightings: Sequence[Sighting], part: str, least: int) -> str | None:
    """The selector that fits most pages; of those, one that no build of the site makes anew, and the shortest."""
    fits = Counter(selector for one in sightings for selector in one.fitting[part])
    good = {selector: count for selector, count in fits.items() if count >= max(least, _AGREE * len(sightings))}
    return min(good, key=lambda one: (-good[one], any(map(str.isdigit, one)), " " in one, len(one), one), default=None)


def _has_class(selector: str) -> bool:
    return "." in selector.rpartition(" ")[2]


def _reads(profile: dict[str, Any], pages: Sequence[bytes]) -> bool:
    """Tell whether the draft finds the posts that are found without it, with as many names and dates."""
    drafted, generic = Cleaner({"profile": [profile]}), Cleaner()
    url = f"https://{profile['hosts'][0]}/" if profile.get("hosts") else None
    good = said = same = 0
    for (new, *_), (old, *_) in zip(drafted.judged(pages, url=url), generic.judged(pages, url=url), strict=True):
        good += new.engine == profile["name"] and len(new.heads) >= len(old.heads) - 1
        known = _said(old)
        said, same = said + known.total(), same + (known & _said(new)).total()
    return good >= _AGREE * len(pages) and same >= _AGREE * said


def _said(document: Document) -> Counter[str]:
    """The names and dates of posts."""
    return Counter(
        value for head in document.heads for value in (head.author, head.date and head.date.isoformat()) if value
    )
