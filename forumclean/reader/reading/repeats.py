"""Posts that are none: those drawn a second time, and lines that hold the place of a deleted post."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from forumclean.reader.engines.thread import FoundPost, Thread
from forumclean.reader.unknown.words import words
from forumclean.values.document import PostHead

__all__ = ["real_posts"]

_LONG = 20  # characters of a text that nobody writes twice
_SHORT = 80  # characters of a placeholder
_BRIEF = 50  # of one that no other post repeats: a writer can be deleted whose text is not
_OFTEN = 4


def real_posts(thread: Thread, texts: Sequence[str]) -> tuple[FoundPost, ...]:
    """The posts of a thread without those that a reader of the page never sees as posts.

    Args:
        thread: the posts.
        texts: what each of them says.

    Returns:
        The posts, the very same tuple when all are real.
    """
    counts = Counter(text for text in texts if text)
    if len(counts) == len(texts) and not any(map(_is_deleted, thread.posts, texts)):
        return thread.posts
    gone = _doubles(thread, texts, counts)
    for n, (post, text) in enumerate(zip(thread.posts, texts, strict=True)):
        if _is_deleted(post, text) or (counts[text] >= _OFTEN and _is_placeholder(text)):
            gone.add(n)
    kept = tuple(post for n, post in enumerate(thread.posts) if n not in gone)
    return kept or thread.posts[:1]


def _doubles(thread: Thread, texts: Sequence[str], counts: Counter[str]) -> set[int]:
    """Later copies of a post: the same text, and no other name or date than the first has."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    for n, text in enumerate(texts):
        if counts[text] > 1 and len(text) >= _LONG:
            places[text].append(n)
    gone: set[int] = set()
    for numbers in places.values():
        seen = _Seen()
        for n in numbers:
            if seen.has(thread.posts[n].read_head()[0]):
                gone.add(n)
    return gone


class _Seen:
    """Names and dates of posts that say the same."""

    def __init__(self) -> None:
        self._pairs = set[tuple[object, object]]()
        self._authors, self._dates, self._only_authors, self._only_dates = (set[object]() for _ in range(4))
        self._has_bare = False

    def has(self, head: PostHead) -> bool:
        """True when a head before differs in nothing that both know, and one of them is known; remembers it."""
        author, date = head.author or None, head.date or head.date_text or None
        if author and date:
            seen = (author, date) in self._pairs or author in self._only_authors or date in self._only_dates
            self._pairs.add((author, date))
        elif author:
            seen = author in self._authors or bool(self._only_dates)
            self._only_authors.add(author)
        elif date:
            seen = date in self._dates or bool(self._only_authors)
            self._only_dates.add(date)
        else:
            seen = bool(self._authors or self._dates)
        seen = seen or (self._has_bare and bool(author or date))
        self._has_bare = self._has_bare or not (author or date)
        self._authors |= {author} - {None}
        self._dates |= {date} - {None}
        return seen


def _is_placeholder(text: str) -> bool:
    """True for a short sentence, of more than one word."""
    return len(text) <= _SHORT and (text.count(" ") >= 2 or not text.isascii())


def _is_deleted(post: FoundPost, text: str) -> bool:
    """True for a line whose element says that the post was deleted, and for an opening of which nothing is text."""
    name = post.element.get("class")
    if post.profile is not None and not text:
        return True
    return bool(name) and len(text) <= _BRIEF and not words().deleted.isdisjoint(name.lower().replace("_", "-").split())
