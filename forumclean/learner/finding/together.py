"""Together: lines that always come with the same others, in some posts: verses, code, forms that posters fill in.

A frame stands round every post or once on every page, and what varies in it varies line by line. So what comes in a
block of its own now and then, with somebody's words beside it, was put there by somebody.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from forumclean.learner.finding.counts import Counts, Place
from forumclean.learner.keys import Key

__all__ = ["put_in_together"]

# Of what is most often there, on so many threads, it is there so seldom, if only some posts have it; on so many pages
# just once, it is the frame of a page.
_SHARE, _SELDOM, _PAGES, _ONCE = 0.5, 0.7, 0.8, 0.9
# Different lines of a block, how often each comes with the others, and how often words stand beside it.
_LINES, _WITH, _BESIDE = 3, 0.8, 0.5


def put_in_together(counts: Counts) -> frozenset[Key]:
    """Return the keys whose lines come with the same two others, at least, in some of the posts."""
    seldom = _seldom(counts)
    times, beside = Counter[str](), Counter[str]()
    pairs: dict[str, Counter[str]] = defaultdict(Counter)
    for block in _blocks(counts, seldom):
        said = Counter(one for page, line in block if any(map(str.isalpha, one := _said(counts.keys[page][line]))))
        (page, first), (_, last) = block[0], block[-1]
        is_beside = counts.is_words_at(page, first - 1) or counts.is_words_at(page, last + 1)
        times += said
        for one, count in said.items():
            beside[one] += count * is_beside
            pairs[one].update(dict.fromkeys(said, count))
    found = {
        one for one, others in pairs.items()
        if sum(count >= _WITH * times[one] for count in others.values()) >= _LINES
        and beside[one] >= _BESIDE * times[one]
    }  # fmt: skip
    return frozenset(key for key in seldom if _said(key) in found)


def _said(key: Key) -> str:
    """What a line says; of a label with its value, the label."""
    return key.text.partition(":")[0].rstrip() or key.text


def _seldom(counts: Counts) -> frozenset[Key]:
    """The keys of what stands neither round every post nor once on most pages."""
    on: dict[str, Counter[int]] = defaultdict(Counter)
    for key, seen in counts.back.items():
        on[_said(key)].update(page for page, _ in seen.at)
    threads = {one: len({counts.thread_of[page] for page in pages}) / counts.threads for one, pages in on.items()}
    usual = max((len(seen.at) for seen in counts.back.values() if counts.share(seen) >= _SHARE), default=0)
    seldom = {
        one for one, pages in on.items()
        if pages.total() <= _SELDOM * usual
        and not (threads[one] >= _PAGES and sum(count == 1 for count in pages.values()) >= _ONCE * len(pages))
    }  # fmt: skip
    return frozenset(key for key in counts.back if _said(key) in seldom)


def _blocks(counts: Counts, seldom: frozenset[Key]) -> Iterator[list[Place]]:
    """Runs of such lines; glued parts are cut where they show, so how often one is there says nothing."""
    for number, keys in enumerate(counts.keys):
        page = counts.pages[number]
        block: list[Place] = []
        for line, key in enumerate(keys):
            if key in seldom and line not in page.sure and line not in page.glued:
                block.append((number, line))
            elif block:
                yield block
                block = []
        if block:
            yield block
