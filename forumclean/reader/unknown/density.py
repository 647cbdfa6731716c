"""The main text of a page that is no thread: the element where running text is densest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache

from forumclean.reader.page.markup import PROSE
from forumclean.reader.unknown.measure import Measures, summed
from forumclean.reader.unknown.words import words

__all__ = ["Article", "main_element"]

_LONG = 25
_FALLS = 0.6  # how much less a paragraph counts for each element further out
_GAIN = 1.1  # text an outer element must add to be worth the other things it holds
_THIN = 0.6  # how much thinner the text may become for that
_WHOLE = 0.75  # of the text that an inner element must have to be the article
_HEADED = 1.5  # how much more the paragraphs count that stand in one element with the heading
_NEARLY = 0.95  # of the page's running text that an element holds outside of which there is no article
_PART = 0.03  # of the text that makes an inner element a part of it


def main_element(page: Measures, prose: Sequence[int]) -> int:
    """Place of the element that holds the main text, 0 (all of the page) when none stands out.

    Args:
        page: its measures.
        prose: running text in each element and its descendants.
    """
    return _grown(page, prose, _densest(page, prose))


class Article:
    """What would be the article of a page, worked out when first asked.

    Args:
        page: its measures.
        main: running text of each block that stands in no box beside the main text.
        heading: place of the element with the title, if the page shows it.
    """

    def __init__(self, page: Measures, main: Sequence[int], heading: int | None = None) -> None:
        self._page, self._main, self._heading = page, main, heading

    @cached_property
    def prose(self) -> list[int]:
        """Running text of each element and its descendants, without what stands beside an article."""
        return summed(self._page, self._main)

    @cached_property
    def core(self) -> int:
        """Place of the element whose paragraphs count most; the article may go on outside of it."""
        return _densest(self._page, self.prose, self._near_heading)

    @cached_property
    def _near_heading(self) -> int:
        """Place of the outermost element that holds the heading, and not nearly all running text of the page.

        What is in it and dense is more likely the article: a dialog stands elsewhere. 0 when there is none.
        """
        page, at, found = self._page, self._heading, 0
        while at is not None and at > 0 and self.prose[at] < _NEARLY * self.prose[0]:
            found = at if self.prose[at] else 0
            at = page.parents[at]
        return found

    @cached_property
    def place(self) -> int:
        """Place of the element that holds all of it."""
        page, bound = self._page, self._bound
        return _narrow(page, self.prose, _widen(page, self.prose, self.core, bound))

    @cached_property
    def _bound(self) -> int:
        """Place of the outermost element that its tag calls the article, with both heading and core in it."""
        page, heading, found = self._page, self._heading, 0
        if heading is None:
            return 0
        for around in _outwards(page, self.core):
            if page.tags[around] in ("article", "main") and around <= heading < page.ends[around]:
                found = around
        return found

    def around(self, inner: int, heading: int | None) -> int:
        """Place of the element outside of which no part of the article stands.

        Args:
            inner: an element that is part of the article.
            heading: the element with the title, if the page shows it.
        """
        page, at = self._page, inner
        while page.parents[at] >= 0 and (
            self.prose[at] < _NEARLY * self.prose[0] or (heading is not None and not at <= heading < page.ends[at])
        ):
            at = page.parents[at]
        return at


def _outwards(page: Measures, at: int) -> Iterator[int]:
    while at >= 0:
        yield at
        at = page.parents[at]


def _grown(page: Measures, prose: Sequence[int], core: int) -> int:
    return _narrow(page, prose, _widen(page, prose, core))


def _densest(page: Measures, prose: Sequence[int], favoured: int = 0) -> int:
    """Place of the element whose paragraphs count most, 0 when none does; those in a favoured one count more."""
    scores: defaultdict[int, float] = defaultdict(float)
    for i, said in enumerate(prose):
        if said < _LONG or (tag := page.tags[i]) not in PROSE:
            continue
        own = said if tag == "p" else _direct(page, prose, i)
        if own < _LONG:
            continue
        points, at = 1 + min(own / 100, 4), page.parents[i]
        while at >= 0 and points > 0.1:
            scores[at] += points
            at, points = page.parents[at], points * _FALLS
    if not scores:
        return 0
    last = page.ends[favoured] if favoured else 0
    return max(
        scores, key=lambda i: (scores[i] * _weight(page, prose, i) * (_HEADED if favoured <= i < last else 1), -i)
    )


def _direct(page: Measures, prose: Sequence[int], i: int) -> int:
    """Prose of an element that stands in no child which could be a paragraph of its own."""
    inner, at = 0, i + 1
    while at < page.ends[i]:
        if page.tags[at] in PROSE:
            inner += prose[at]
            at = page.ends[at]
        else:
            at += 1
    return prose[i] - inner


def _weight(page: Measures, prose: Sequence[int], i: int) -> float:
    if _is_named(page, i):
        return 1.5 * _thickness(page, prose, i)
    return (1.2 if page.tags[i] in ("article", "main") else 1.0) * _thickness(page, prose, i)


def _is_article(page: Measures, i: int) -> bool:
    return page.tags[i] == "article" or _is_named(page, i)


def _is_named(page: Measures, i: int) -> bool:
    """True for an element that a class, an id or microdata call the text of an article."""
    el = page.elements[i]
    if not page.attributes[i]:
        return False
    name = f"{page.classes[i] or ''} {el.get('id') or ''}"
    return el.get("itemprop") == "articleBody" or _names_article(name)


@lru_cache(maxsize=1 << 12)
def _names_article(name: str) -> bool:
    return words().article.search(name.lower()) is not None


def _thickness(page: Measures, prose: Sequence[int], i: int) -> float:
    """Share of running text in all that an element holds."""
    return prose[i] / max(1, page.text[i] + page.links[i])


def _narrow(page: Measures, prose: Sequence[int], best: int) -> int:
    """Go in to the element that its tag or name calls the article, where there is one with most of the text."""
    parts: list[int] = []
    at = best + 1
    while at < page.ends[best]:
        if prose[at] >= _PART * prose[best] and _is_article(page, at):
            parts.append(at)
            at = page.ends[at]
        else:
            at += 1
    return parts[0] if len(parts) == 1 and prose[parts[0]] >= _WHOLE * prose[best] else best


def _widen(page: Measures, prose: Sequence[int], best: int, bound: int = 0) -> int:
    """Go out to where the text is whole, as far as a bound: an article cut into sections stands in several elements."""
    at = best
    while at != bound and (at := page.parents[at]) >= 0:
        if prose[at] >= _GAIN * prose[best] and _thickness(page, prose, at) >= _THIN * _thickness(page, prose, best):
            best = at
    return best
