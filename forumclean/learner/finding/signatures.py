"""Signatures: lines that one author, and hardly anybody else, has below what they write."""

from __future__ import annotations

from collections import Counter

from forumclean.learner.finding.counts import Counts, Seen
from forumclean.learner.keys import Form, Key

__all__ = ["signed_by"]

# Fewer words may be anybody's line on another day.
_WORDS = 3
# Of the lines, so many stand at the end of a post, of one author, as far as authors are known; and of that author's
# posts so many have it.
_LAST, _ONE, _KNOWN, _OF_POSTS = 0.9, 0.9, 0.5, 0.6
# Whoever wrote more of all posts has no line of their own: what stands below theirs stands below all.
_OF_ALL = 0.5


def signed_by(counts: Counts, key: Key, seen: Seen) -> str | None:
    """Return whose signature a line is; None where it is nobody's."""
    if key.form is not Form.LINE or (key.text.count(" ") < _WORDS - 1 and "www." not in key.text):
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
