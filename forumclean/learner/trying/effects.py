"""Effects: what rules do to posts: which fire, which never do, and what changes between two sets of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from forumclean.cleaner import Cleaner
from forumclean.learner.trying.corpus import Entry
from forumclean.rules.matching.fold import as_line, fold
from forumclean.values.model import Label

__all__ = ["Change", "Stats", "changes", "stats_of"]


@dataclass(frozen=True, slots=True)
class Change:
    """A line on which two sets of rules differ.

    Attributes:
        post: number of the post, from 0.
        text: the line.
        is_gone: the second removes it, the first keeps it.
        reason: what removes it.
    """

    post: int
    text: str
    is_gone: bool
    reason: str


def changes(posts: Iterable[Entry], old: Cleaner, new: Cleaner) -> Iterator[Change]:
    r"""Yield every line that one cleaner keeps and the other removes.

    >>> from forumclean.learner.trying.corpus import Post
    >>> new = Cleaner({"rule": [{"id": "bye", "lines": ["Fair winds to all"]}]})
    >>> [change.text for change in changes([Post("The ferry sails.\nFair winds to all")], Cleaner(), new)]
    ['Fair winds to all']
    """
    for number, post in enumerate(posts):
        before, after = (
            {(p.start, p.end): p for p in one.clean(post.text, url=post.url, encoding=post.encoding).paragraphs}
            for one in (old, new)
        )
        for span, was in before.items():
            now = after.get(span)
            if now is not None and now.label is not was.label:
                gone = now.label is Label.NOISE
                yield Change(number, was.text, gone, (now if gone else was).reason)


@dataclass(slots=True)
class Stats:
    """What the rules did to some posts.

    Attributes:
        posts: how many there were.
        fired: lines that each reason removed.
        silent: rules that fired nowhere.
        left: lines that came back on several posts and stayed, folded, with the number of posts.
    """

    posts: int = 0
    fired: Counter[str] = field(default_factory=Counter)
    silent: Sequence[str] = ()
    left: Counter[str] = field(default_factory=Counter)


def stats_of(posts: Iterable[Entry], cleaner: Cleaner, *, least: int = 2) -> Stats:
    """Count what each rule removes, which rules remove nothing, and what comes back on posts and stays.

    Args:
        posts: the posts.
        cleaner: what cleans them.
        least: posts on which a line that stays must be to be named.
    """
    stats = Stats()
    for post in posts:
        result = cleaner.clean(post.text, url=post.url, encoding=post.encoding)
        stats.posts += 1
        kept: set[str] = set()
        for p in result.paragraphs:
            if p.label is Label.NOISE:
                stats.fired.update(p.reason.split("+"))
            else:
                kept.update(fold(as_line(line)) for line in p.text.splitlines() if line.strip())
        stats.left.update(kept)
    stats.silent = [rule.id for rule in cleaner.rules if rule.id not in stats.fired]
    stats.left = Counter({line: count for line, count in stats.left.items() if count >= least})
    return stats
