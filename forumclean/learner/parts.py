"""Parts: sentences that come back inside lines, behind or before what somebody wrote, each as a line of its own.

A notice that a board glues to the last line of a post comes back, and the line never does. So where a sentence comes
back in lines that do not, the page is read once more with a line end around it, and is judged like any other line.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from forumclean.cleaner import Cleaner
from forumclean.learner.keys import slots_of
from forumclean.learner.pages import Page, read_pages
from forumclean.rules.matching.fold import fold_many
from forumclean.rules.matching.tokens import NUMBER

__all__ = ["with_parts"]

# After a mark that ends sentences, the next begins; the marks of scripts without blanks need none behind them.
_BORDER = re.compile(r"(?<=[.!?…])[\"'”’)\]]*\s+(?=\S)|(?<=[。！？])")
# Words of a sentence that says enough, and characters of one that a rule can hold.
_WORDS, _WIDE, _LONGEST = 4, 8, 240
# The names of what says too little.
_NOTHING = frozenset((hash(""), hash(("whole", ""))))


def with_parts(
    pages: Sequence[Page], threads: Sequence[int], least: int, cleaner: Cleaner, url: str | None
) -> list[Page]:
    """Return the pages, those of plain text in which sentences come back inside lines with these as lines of their own.

    Args:
        pages: the pages.
        threads: the thread of each.
        least: threads on which a sentence comes back, at least.
        cleaner: what judges the pages.
        url: where they came from.
    """
    back = _back(pages, threads, least)
    if not back:
        return list(pages)
    cut = {number: lines for number, page in enumerate(pages) if (lines := dict(_cut(page, back)))}
    again = read_pages([_text(pages[number], lines) for number, lines in cut.items()], cleaner, url)
    found = dict(zip(cut, again, strict=True))
    return [
        replace(found[number], parts=_parts(found[number], cut[number])) if number in found else page
        for number, page in enumerate(pages)
    ]


def _back(pages: Sequence[Page], threads: Sequence[int], least: int) -> frozenset[int]:
    """Hashes of the sentences and the whole lines that come back; the sentences themselves would fill memory."""
    first: dict[int, int] = {}
    on: dict[int, set[int]] = defaultdict(set)
    for page, thread in zip(pages, threads, strict=True):
        names = set[int]()
        for line in _lines(page):
            if sentences := _sentences(page.lines[line]):
                names.update(map(hash, _keys(sentences)), [_whole(page, line)])
        for name in names:
            if (known := first.setdefault(name, thread)) != thread:
                on[name] |= {known, thread}
    return frozenset(name for name, found in on.items() if len(found) >= least and name not in _NOTHING)


def _whole(page: Page, line: int) -> int:
    """A name for the line itself, which is no sentence's."""
    return hash(("whole", *_keys([page.lines[line]])))


def _lines(page: Page) -> Iterator[int]:
    """The lines of a page that may have a notice in them."""
    if page.is_plain:
        yield from (line for line in range(len(page.lines)) if line not in page.sure)


def _sentences(line: str) -> list[str]:
    """The sentences of a line that has several."""
    ends = [found.end() for found in _BORDER.finditer(line)]
    if not ends:
        return []
    return [line[start:end] for start, end in zip((0, *ends), (*ends, len(line)), strict=True) if start < end]


def _keys(sentences: Sequence[str]) -> Iterator[str]:
    """What of each sentence comes back; "" for one that says too little or too much."""
    for sentence, key in zip(sentences, fold_many([one.strip() for one in sentences]), strict=True):
        is_enough = key.count(" ") >= _WORDS - 1 or (not key.isascii() and " " not in key and len(key) >= _WIDE)
        if not is_enough or len(key) > _LONGEST:
            yield ""
        else:
            yield " ".join(slots_of(sentence.strip()).text.casefold().split()) if NUMBER in key else key


def _cut(page: Page, back: frozenset[int]) -> Iterator[tuple[int, list[tuple[str, bool]]]]:
    """The lines with sentences that come back: the pieces, and whether each comes back."""
    for line in _lines(page):
        sentences = _sentences(page.lines[line])
        known = [hash(key) in back for key in _keys(sentences)]
        # A line that comes back whole is no longer line round a notice.
        if any(known) and not all(known) and _whole(page, line) not in back:
            pieces: list[tuple[str, bool]] = []
            for sentence, is_back in zip(sentences, known, strict=True):
                if pieces and not is_back and not pieces[-1][1]:
                    pieces[-1] = (pieces[-1][0] + sentence, False)
                else:
                    pieces.append((sentence, is_back))
            yield line, [(text.strip(), is_back) for text, is_back in pieces]


def _text(page: Page, cut: dict[int, list[tuple[str, bool]]]) -> str:
    lines = ["\n".join(text for text, _ in cut[at]) if at in cut else line for at, line in enumerate(page.lines)]
    return "".join("\n" * max(1, breaks) + line for breaks, line in zip(page.breaks, lines, strict=True)).lstrip("\n")


def _parts(page: Page, cut: dict[int, list[tuple[str, bool]]]) -> frozenset[int]:
    pieces = {text for line in cut.values() for text, is_back in line if is_back}
    return frozenset(line for line, text in enumerate(page.lines) if text in pieces)
