"""What could be the posts of a page, and how much of the page that would explain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Any

from forumclean.reader.article.linked import Told
from forumclean.reader.article.title import Title, find_title
from forumclean.reader.engines.thread import Thread
from forumclean.reader.page.language import language_of
from forumclean.reader.page.parse import Page
from forumclean.reader.unknown.density import Article
from forumclean.reader.unknown.measure import Measures, main_prose, measure

__all__ = ["Proposal", "View"]

Element = Any


@dataclass(frozen=True, slots=True)
class Proposal:
    """Posts that somebody found on a page.

    Attributes:
        thread: the posts.
        places: of the posts' elements, in document order.
        headed: share of the posts that have a name or a date.
        bonus: what it is worth that a profile, or the page itself, names the posts.
        comments: the posts stand under an article, as their names say.
        follows: the posts are replies to something, as their names say.
        beside: the main text of the page stands outside of them.
    """

    thread: Thread
    places: Sequence[int]
    headed: float
    bonus: float = 0.0
    comments: bool = False
    follows: bool = False
    beside: bool = False


class View:
    """A page and what all proposals ask of it, each measured once, when first asked.

    Args:
        page: the parsed page.
        url: what its links start from.
    """

    def __init__(self, page: Page, url: str | None) -> None:
        self.page, self.root, self.url = page, page.root, url
        self._is_folded = False

    def measure_again(self) -> None:
        """Forget what was measured: the page is folded now."""
        self._is_folded = True
        for name in ("measures", "places", "main", "article", "titled", "_told", "_sums"):
            self.__dict__.pop(name, None)

    @cached_property
    def body(self) -> Element:
        """The element with everything that a page shows."""
        body = self.root.find("body")
        return self.root if body is None else body

    @cached_property
    def said(self) -> Told:
        """What the page tells programs of itself."""
        return Told(self.root)

    @cached_property
    def language(self) -> str | None:
        """Language of the page."""
        return language_of(self.root)

    @cached_property
    def measures(self) -> Measures:
        """Text, names and dates of every element."""
        return measure(self.body, self.language, None if self._is_folded else self.page.looks)

    @cached_property
    def places(self) -> dict[Element, int]:
        """Place of every element."""
        return self.measures.places

    @cached_property
    def main(self) -> list[int]:
        """Running text of each block that stands in no box beside the main text."""
        return main_prose(self.measures)

    @cached_property
    def article(self) -> Article:
        """What would be the article."""
        return Article(self.measures, self.main, self._place(self._told.heading))

    @cached_property
    def titled(self) -> Title:
        """The title of the page, and the heading that shows it."""
        told = self._told
        return (
            find_title(self.root, self.said, lambda: self.measures.elements[self.article.core])
            if told.is_open
            else told
        )

    @cached_property
    def _told(self) -> Title:
        return find_title(self.root, self.said)

    def _place(self, el: Element | None) -> int | None:
        return None if el is None else self.places.get(el)

    @property
    def heading(self) -> Element | None:
        """The heading that shows the title."""
        return self.titled.heading

    @property
    def title(self) -> str | None:
        """The title of the page."""
        return self.titled.text

    def around(self, inner: Element) -> Element:
        """The element outside of which no part of the article stands, of which one is given."""
        return self.measures.elements[self.article.around(self.places.get(inner, 0), self._place(self.heading))]

    def explained(self, places: Sequence[int]) -> float:
        """Share of the page's main text that stands in some elements."""
        sums, said, at = self._sums, 0, 0
        for i in places:
            end = self.measures.ends[i]
            if end > at:
                said += sums[end] - sums[max(i, at)]
                at = end
        return said / max(1, sums[-1])

    @cached_property
    def _sums(self) -> list[int]:
        return [0, *accumulate(self.main)]

    def worth(self, proposal: Proposal) -> float:
        """What a proposal explains: the main text that is in its posts, and that they have the heads of posts."""
        return self.explained(proposal.places) + 0.25 * proposal.headed + proposal.bonus
