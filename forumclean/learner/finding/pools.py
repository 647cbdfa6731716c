"""Pools: places of a frame that are filled from a few lines, one of them at a time: ranks, adverts.

Each of these is on few threads, but together they fill the place: what stands beside the same line of the frame is one
of them nearly always. Names vary and words do not come back, so neither fills a place like that.
"""

from __future__ import annotations

from bisect import bisect, bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping

from forumclean.learner.finding.counts import Counts, Place, Seen
from forumclean.learner.keys import Key
from forumclean.values.words import count_blanks

__all__ = ["pools"]

# Of the lines in the place, so many are of the pool, which has so many; of each, so many stand there.
_FILLED, _LEAST, _MOST, _THERE = 0.75, 2, 8, 0.5
# Words of a line that is no name; and how often such a line must be nearer than the next of the pool.
_WORDS, _POSTS = 4, 0.8


def pools(counts: Counts, frame: Mapping[Key, Seen], candidates: Collection[Key]) -> Iterator[frozenset[Key]]:
    """Yield the pools beside lines of the frame.

    Args:
        counts: the lines.
        frame: lines that are surely chrome, and stand alike on most threads.
        candidates: the keys that may be of a pool.
    """
    for seen in frame.values():
        for step in (1, -1):
            there = Counter(counts.keys[page][line] for page, line in _beside(counts, seen, step))
            pool = {
                key for key, times in there.items()
                if (key in candidates or key in frame) and times >= _THERE * len(counts.back[key].at)
            }  # fmt: skip
            fills = sum(there[key] for key in pool) >= _FILLED * len(seen.at)
            if fills and _LEAST <= len(pool) <= _MOST and _has_posts(counts, pool):
                yield frozenset(pool.difference(frame))


def _has_posts(counts: Counts, pool: Collection[Key]) -> bool:
    """Tell whether somebody wrote something before the next of a pool, or after the one before."""
    places = [place for key in pool for place in counts.back[key].at]
    on: dict[int, list[int]] = defaultdict(list)
    for page, line in sorted(places):
        on[page].append(line)
    good = 0
    for page, lines in on.items():
        words = [at for at, text in enumerate(counts.pages[page].lines) if _is_post(counts, page, at, text)]
        for before, line, after in zip([-1, *lines], lines, [*lines[1:], len(counts.pages[page].lines)], strict=False):
            good += bisect(words, line) < bisect_left(words, after) or bisect(words, before) < bisect_left(words, line)
    return good >= _POSTS * len(places)


def _is_post(counts: Counts, page: int, line: int, text: str) -> bool:
    return count_blanks(text) >= _WORDS - 1 and counts.is_words(page, line)


def _beside(counts: Counts, seen: Seen, step: int) -> Iterator[Place]:
    for page, line in seen.at:
        if 0 <= line + step < len(counts.keys[page]):
            yield page, line + step
