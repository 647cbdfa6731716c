"""Signatures: lines that one author, and hardly anybody else, has below posts; and what stands below a bar."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from forumclean.learner.finding.counts import Counts, Place, Seen
from forumclean.learner.keys import Form, Key
from forumclean.values.words import count_blanks

__all__ = ["Barred", "below_bars", "signed_by"]

# Fewer words may be anybody's line on another day.
_WORDS = 3
# Of the lines, so many stand at the end of a post, of one author, as far as authors are known; and of that author's
# posts so many have it.
_LAST, _ONE, _KNOWN, _OF_POSTS = 0.9, 0.9, 0.5, 0.6
# Whoever wrote more of all posts has no line of their own: what stands below theirs stands below all.
_OF_ALL = 0.5
# A line of underscores is the software's: people draw theirs with other marks. So it may be on so many threads fewer.
_BAR, _FEWER = re.compile("_{5,200}"), 1
_CHARS = 120


@dataclass(slots=True)
class Barred:
    """A bar, and what stands between it and the frame.

    Attributes:
        seen: where the bar stands.
        lines: the line below each.
        stops: what stands below those.
    """

    seen: Seen = field(default_factory=Seen)
    lines: list[Place] = field(default_factory=list)
    stops: Counter[str] = field(default_factory=Counter)


def below_bars(counts: Counts) -> dict[str, Barred]:
    """Return the bars below which, wherever they stand, are one line and then the frame; each with what is there.

    A bar below which somebody goes on writing anywhere parts what they wrote.
    """
    found: dict[str, Barred] = defaultdict(Barred)
    refused = set()
    for number, page in enumerate(counts.pages):
        for line, text in enumerate(page.lines if page.is_plain else ()):
            if not _BAR.fullmatch(text):
                continue
            if not _is_signed(counts, number, line):
                refused.add(text)
                continue
            bar = found[text]
            bar.seen.threads.add(counts.thread_of[number])
            bar.seen.at.append((number, line))
            bar.lines.append((number, line + 1))
            bar.stops[page.lines[line + 2]] += 1
    enough = max(2, counts.least - _FEWER)
    return {text: bar for text, bar in found.items() if text not in refused and len(bar.seen.threads) >= enough}


def _is_signed(counts: Counts, number: int, bar: int) -> bool:
    """Tell whether somebody's words stand above a bar, and one line below it, and then the frame."""
    page = counts.pages[number]
    if not bar or bar + 2 >= len(page.lines) or bar - 1 in page.sure:
        return False
    return len(page.lines[bar + 1]) <= _CHARS and not page.body[bar + 2]


def signed_by(counts: Counts, key: Key, seen: Seen) -> str | None:
    """Return whose signature a line is; None where it is nobody's."""
    if key.form is not Form.LINE or (count_blanks(key.text) < _WORDS - 1 and "www." not in key.text):
        return None
    if sum(line in counts.below_words[page] for page, line in seen.at) < _LAST * len(seen.at):
        return None
    by = Counter(author for place in seen.at if (author := counts.author_of(*place)))
    if not by or by.total() < _KNOWN * len(seen.at):
        return None
    author, times = min(by.items(), key=lambda item: (-item[1], item[0]))
    threads = {counts.thread_of[page] for page, line in seen.at if counts.author_of(page, line) == author}
    if times < _ONE * by.total() or len(threads) < counts.least:
        return None
    if counts.posts_by[author] > _OF_ALL * counts.posts_by.total():
        return None
    return author if times >= _OF_POSTS * counts.posts_by[author] else None
