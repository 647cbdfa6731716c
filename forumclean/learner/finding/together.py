"""Together: lines that always come with the same others, in some posts: verses, code, forms that posters fill in.

A frame stands round every post or once on every page, and what varies in it varies line by line. So what comes in a
block of its own now and then, with somebody's words beside it, was put there by somebody.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from forumclean.learner.finding.counts import Counts, Place
from forumclean.learner.keys import Key

__all__ = ["put_in_together"]

# Of what is most often there, on so many threads, it is there so seldom, if only some posts have it; on so many pages
# just once, it is the frame of a page.
_SHARE, _SELDOM, _PAGES, _ONCE = 0.5, 0.7, 0.8, 0.9
# Different lines of a block, how often each comes with the others, and how often words stand beside it.
_LINES, _WITH, _BESIDE = 3, 0.8, 0.5
# Lines above and below, among which those others are: a block may be a whole post, and all its pairs would fill memory.
_NEAR = 6


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
        order = [*said]
        for n, (one, count) in enumerate(said.items()):
            beside[one] += count * is_beside
            pairs[one].update(dict.fromkeys(order[max(0, n - _NEAR) : n + _NEAR + 1], count))
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
    alike: dict[str, list[Key]] = defaultdict(list)
    for key in counts.back:
        alike[_said(key)].append(key)
    usual = max((len(seen.at) for seen in counts.back.values() if counts.share(seen) >= _SHARE), default=0)
    return frozenset(key for keys in alike.values() if _is_seldom(counts, keys, usual) for key in keys)


def _is_seldom(counts: Counts, keys: Sequence[Key], usual: int) -> bool:
    pages = Counter(page for key in keys for page, _ in counts.back[key].at)
    if pages.total() > _SELDOM * usual:
        return False
    threads = len({counts.thread_of[page] for page in pages}) / counts.threads
    return threads < _PAGES or sum(count == 1 for count in pages.values()) < _ONCE * len(pages)


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
