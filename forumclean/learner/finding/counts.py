"""Counts: which keys come back in other threads, how their lines look to the scorer, and what stands around them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from statistics import median

from forumclean.learner.keys import Key
from forumclean.learner.pages import Page
from forumclean.values.sentence import ENDS
from forumclean.values.words import count_blanks

__all__ = ["WORDS", "Counts", "Place", "Seen"]

# What a line stands beside, where that line does not come back: the edge of the page, somebody's words, noise; words so
# few that they may be a name or a value.
_EDGE, WORDS, _NOISE, _SHORT = "edge", "words", "noise", "short"
_FEW = 3
# Blanks in a line that is a sentence or a title.
_SENTENCE = 3
# A line that comes half as often again, or is missing as often, is no part of the same block, so it can tell what else
# stands there.
_MORE, _STEPS = 1.5, 12
Place = tuple[int, int]


@dataclass(slots=True)
class Seen:
    """Where one key was seen.

    Attributes:
        threads: the threads.
        at: page and line of each time.
    """

    threads: set[int] = field(default_factory=set)
    at: list[Place] = field(default_factory=list)


class Counts:
    """The lines of all pages, counted.

    Args:
        pages: the pages, in an order that depends on nothing but what they say.
        keys: of each page, a key a line.
        thread_of: the thread of each page.
        least: threads in which a line comes back, at least.

    Attributes:
        threads: how many different ones there are.
        back: the keys that come back.
    """

    def __init__(
        self, pages: Sequence[Page], keys: Sequence[Sequence[Key]], thread_of: Sequence[int], least: int
    ) -> None:
        self.pages, self.keys, self.thread_of = pages, keys, thread_of
        self.threads, self.least = len(set(thread_of)), least
        on: dict[Key, set[int]] = defaultdict(set)
        for of_page, thread in zip(keys, thread_of, strict=True):
            for key in of_page:
                on[key].add(thread)
        self.back = {key: Seen(found) for key, found in on.items() if len(found) >= least}
        for number, of_page in enumerate(keys):
            for line, key in enumerate(of_page):
                if (seen := self.back.get(key)) is not None:
                    seen.at.append((number, line))
        self._after, self._before = self._beside(1), self._beside(-1)

    def share(self, seen: Seen) -> float:
        """Of all threads, in how many it was seen."""
        return len(seen.threads) / max(self.threads, 1)

    def looks(self, at: Sequence[Place]) -> float | None:
        """Median P(body) of lines on pages that show a frame; None where no such page has one."""
        scores = [self.pages[page].scores[line] for page, line in at if self.pages[page].is_framed]
        return median(scores) if scores else None

    def is_words(self, page: int, line: int) -> bool:
        """Tell whether a line is what somebody wrote, and nobody wrote again."""
        found = self.pages[page]
        return found.body[line] and line not in found.glued and self.keys[page][line] not in self.back

    def is_words_at(self, page: int, line: int) -> bool:
        """Tell whether somebody's own words stand at a place, which may be none; a word or two may be anything."""
        return self._context(page, line) == WORDS

    def among_words(self, seen: Seen) -> tuple[float, float]:
        """How often somebody's own words stand in such places, 0 to 1, on the side where they are fewer, and the other.

        The first line of a frame follows a post, the last of it comes before one, so one side may be full of words.
        """
        less = more = 0.0
        for place in seen.at:
            above, below = (self._beyond(place, step, len(seen.at)) for step in (-1, 1))
            # Between two lines that somebody wrote stands what somebody wrote.
            sides = (1.0, 1.0) if above == below == WORDS else (_part(self._after[above]), _part(self._before[below]))
            less, more = less + min(sides), more + max(sides)
        return less / len(seen.at), more / len(seen.at)

    def enclosed(self, seen: Seen) -> float:
        """How often somebody's own words stand on both sides, above and below the lines that come back as often."""
        sides = ({self._beyond(place, step, len(seen.at)) for step in (-1, 1)} for place in seen.at)
        return sum(beside == {WORDS} for beside in sides) / len(seen.at)

    def above(self, seen: Seen) -> Iterator[Key | str]:
        """What stands above each block of lines that it is part of; `WORDS` for somebody's own."""
        return (self._beyond(place, -1, len(seen.at)) for place in seen.at)

    def steadiness(self, seen: Seen) -> float:
        """How often the line before it, or the line after it, is the most usual one."""
        most = 0
        for step in (-1, 1):
            beside = Counter(self._context(page, line + step) for page, line in seen.at)
            most = max(most, *(count for key, count in beside.items() if key not in (WORDS, _NOISE, _SHORT)), 0)
        return most / len(seen.at)

    def next_lines(self, seen: Seen) -> Iterator[Place | None]:
        """Where the lines below stand; None at the end of a page."""
        for page, line in seen.at:
            yield (page, line + 1) if line + 1 < len(self.keys[page]) else None

    @cached_property
    def inner(self) -> list[tuple[int, int]]:
        """First and last line of somebody's words of each page."""
        return [self._inner(number, 0) for number in range(len(self.pages))]

    @cached_property
    def inner_sentences(self) -> list[tuple[int, int]]:
        """The same, of lines with so many words that they are no part of a frame with another word in it."""
        return [self._inner(number, _SENTENCE) for number in range(len(self.pages))]

    def _inner(self, number: int, blanks: int) -> tuple[int, int]:
        page = self.pages[number]
        words = [at for at, text in enumerate(page.lines) if count_blanks(text) >= blanks and self.is_words(number, at)]
        return (words[0], words[-1]) if words else (len(page.lines), -1)

    def author_of(self, page: int, line: int) -> str | None:
        """Who wrote the post that a line stands in, where that is known."""
        return self.pages[page].authors[self.pages[page].posts[line]]

    @cached_property
    def below_words(self) -> list[frozenset[int]]:
        """Of each page the lines that stand below all that somebody wrote in their post."""
        found = []
        for number, page in enumerate(self.pages):
            last = {page.posts[line]: line for line in range(len(page.lines)) if self.is_words(number, line)}
            below = (line for line, post in enumerate(page.posts) if line > last.get(post, len(page.lines)))
            found.append(frozenset(below))
        return found

    @cached_property
    def posts_by(self) -> Counter[str]:
        """How many posts with words of its own each author has."""
        found: Counter[str] = Counter()
        for number, page in enumerate(self.pages):
            posts = {page.posts[line] for line in range(len(page.lines)) if self.is_words(number, line)}
            found.update(author for post in posts if (author := page.authors[post]))
        return found

    def _beyond(self, place: Place, step: int, times: int) -> Key | str:
        """What stands beside a line, or beside the block of lines that it is part of."""
        number, line = place
        page, keys, at = self.pages[number], self.keys[number], line + step
        for _ in range(_STEPS):
            if not 0 <= at < len(keys) or at in page.sure:
                break
            seen = self.back.get(keys[at])
            if seen is None or not times / _MORE <= len(seen.at) <= times * _MORE:
                break
            at += step
        return self._context(number, at)

    def _beside(self, step: int) -> dict[Key | str, list[int]]:
        """How often somebody's words, and how often anything, stand after (before) each line."""
        found: dict[Key | str, list[int]] = defaultdict(lambda: [0, 0])
        for number, page in enumerate(self.pages):
            for line in range(len(page.lines)):
                beside = found[self._context(number, line - step)]
                beside[0] += self.is_words(number, line)
                beside[1] += 1
        return found

    def _context(self, number: int, line: int) -> Key | str:
        page, keys = self.pages[number], self.keys[number]
        if not 0 <= line < len(keys):
            return _EDGE
        if keys[line] in self.back:
            return keys[line]
        if line in page.sure:
            return page.sure[line]
        if not page.body[line] or line in page.glued:
            return _NOISE
        text = page.lines[line]
        return _SHORT if count_blanks(text) < _FEW and text[-1] not in ENDS else WORDS


def _part(beside: list[int]) -> float:
    return beside[0] / max(beside[1], 1)
