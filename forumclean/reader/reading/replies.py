"""What says of posts that they are replies by several people, and whether they are answers or comments."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from forumclean.reader.page.blocks import text_of
from forumclean.reader.page.markup import HEADINGS
from forumclean.reader.reading.proposal import View
from forumclean.reader.unknown.anatomy import Anatomy
from forumclean.reader.unknown.words import words

__all__ = ["are_comments", "are_replies", "are_reviews"]

Element = Any

_SIGNED = 0.8  # of posts of an engine and a name unknown that must have name and date
_LINKED = 0.2  # of their text that may be links
_CONTROL = 20  # characters of a link or button that does something
_LONGEST = 60  # characters of the line above comments
_RATING = ("alt", "aria-label", "title", "class", "itemprop")
_NAME = re.compile(r"[^a-z]+")
_NEAR = 40  # elements before them in which it stands


def are_replies(view: View, anatomies: Sequence[Anatomy]) -> bool:
    """True for posts of several people, each with name and date, without the headings and links that teasers have.

    Without dates, what can be done with each of them says the same: "Reply", "Like".

    Args:
        view: the page.
        anatomies: the posts.
    """
    page = view.measures
    named = [part for part in anatomies if part.author is not None]
    names = {text_of(page.elements[part.author]) for part in named if part.author is not None}
    least = _SIGNED * len(anatomies)
    if len(named) < least or len(names) < 2 or _linked(view, anatomies) > _LINKED:
        return False
    if any(_has_heading(view, part) for part in anatomies):
        return False
    return sum(part.date is not None for part in named) >= least or _have_controls(view, anatomies)


def are_reviews(view: View, anatomies: Sequence[Anatomy]) -> bool:
    """True for posts that nearly all rate something, as an attribute says: "Rated 4 of 5 stars".

    Args:
        view: the page.
        anatomies: the posts.
    """
    page, rates = view.measures, words().rating.search

    def is_rated(part: Anatomy) -> bool:
        inside = range(part.post + 1, page.ends[part.post])
        said = (page.elements[i].get(name) for i in inside for name in _RATING if name in page.attributes[i])
        return any(rates(text.lower()) for text in said)

    return sum(map(is_rated, anatomies)) >= _SIGNED * len(anatomies)


def _has_heading(view: View, part: Anatomy) -> bool:
    """True for a heading in a post that is more than the line with its author."""
    page = view.measures
    headings = (i for i in range(part.post, page.ends[part.post]) if page.elements[i].tag in HEADINGS)
    return any(part.author is None or not i <= part.author < page.ends[i] for i in headings)


def _linked(view: View, anatomies: Sequence[Anatomy]) -> float:
    """Share of the text of posts that is links, but for those of their heads and what can be done with each."""
    page = view.measures
    common = _controls(view, anatomies)
    text = links = 0
    for part in anatomies:
        text += page.text[part.post]
        own = {i for i in (part.author, part.date) if i is not None}
        links += page.links[part.post] - sum(page.links[i] for i in own)
        links -= sum(page.links[i] for i, said in _pressed(view, part) if said in common)
    return links / max(1, text)


def _have_controls(view: View, anatomies: Sequence[Anatomy]) -> bool:
    return bool(_controls(view, anatomies))


def _controls(view: View, anatomies: Sequence[Anatomy]) -> set[str]:
    """Links and buttons of one word that nearly every post has."""
    counts = Counter(said for part in anatomies for said in {said for _, said in _pressed(view, part)})
    return {said for said, count in counts.items() if count >= max(2, _SIGNED * len(anatomies))}


def _pressed(view: View, part: Anatomy) -> Iterator[tuple[int, str]]:
    page = view.measures
    for i in range(part.post + 1, page.ends[part.post]):
        if page.elements[i].tag in ("a", "button") and i != part.author:
            said = text_of(page.elements[i]).strip(" 0123456789()+").casefold()
            if 1 < len(said) <= _CONTROL:
                yield i, said


def are_comments(view: View, first: int, opening: Element) -> bool:
    """True where what holds the posts, and not their opening, or the line above them calls them comments.

    A form that asks everybody for an address takes comments too: a forum knows its members.

    Args:
        view: the page.
        first: where the posts start.
        opening: the element of what stands above them.
    """
    page, known, title = view.measures, words(), (view.title or "").casefold()
    around, at = {*opening.iterancestors()}, first
    while at > 0 and page.elements[at] not in around:
        name = f"{page.classes[at] or ''} {page.elements[at].get('id') or ''}".lower()
        if any(part in name for part in known.aside_part):
            return True
        at = page.parents[at]
    for i in range(first - 1, max(0, first - _NEAR), -1):
        said = text_of(page.elements[i]).casefold() if 0 < page.text[i] + page.links[i] <= _LONGEST + len(title) else ""
        if _names_title(said, title) or (len(said) <= _LONGEST and known.comments.search(said)):
            return True
        if page.elements[i] is opening or page.prose[i]:
            break
    return _asks_for_address(view.root)


def _names_title(said: str, title: str) -> bool:
    """True for "5 responses to “Night boat”"."""
    return bool(title) and title in said and any(map(str.isdigit, said.replace(title, "")))


def _asks_for_address(root: Element) -> bool:
    for area in root.iter("textarea"):
        form = next(area.iterancestors("form"), None)
        fields = () if form is None else form.iter("input")
        if any("email" in ((el.get("type") or ""), *_NAME.split((el.get("name") or "").lower())) for el in fields):
            return True
    return False
