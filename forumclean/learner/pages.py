"""Pages: posts as the learner sees them, line by line, and which of them are the same thread again."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from sys import intern

from forumclean.cleaner import Cleaner, Raw
from forumclean.rules.matching.fold import fold_many
from forumclean.values.document import Document
from forumclean.values.marks import Marks
from forumclean.values.model import Kind
from forumclean.values.verdicts import Verdicts
from forumclean.values.words import count_blanks

__all__ = ["Page", "read_pages", "threads_of"]

# Lines that are judged noise from which a page is said to have a frame.
_FRAME = 4
# Words of a line that is held against other pages, and what share of such lines makes two pages one thread.
_WORDS, _SAME = 4, 0.5
# So much of all sentences of a page makes it the same thread, however many pages have them.
_WHOLE = 0.9
# Threads that a sentence is looked for in: enough to find the same thread again, and linear where all quote one.
_MOST_THREADS = 50


@dataclass(frozen=True, slots=True)
class Page:
    """A post in columns, a row a line.

    Attributes:
        lines: what rules see.
        breaks: line ends before each.
        keys: the lines folded.
        body: what the shipped rules and the scorer keep.
        scores: P(body).
        sure: the rule that drops a line, wherever one does.
        kinds: the kind of the lines that are judged noise, where it is known.
        is_framed: whether so much of the page is noise that its frame shows; where none does, a score says nothing.
        posts: number of the post of each line.
        authors: who wrote each post, where that is known.
        is_plain: nothing but its lines tells posts and frame apart.
        markup: of a page with several posts whose engine nobody knows.
        parts: lines that stand inside longer lines.
        glued: those of them that stand at an end of one, by themselves or with others.
        names: what stands before such parts, at the head of a line.
    """

    lines: Sequence[str]
    breaks: Sequence[int]
    keys: Sequence[str]
    body: Sequence[bool]
    scores: Sequence[float]
    sure: Mapping[int, str]
    kinds: Mapping[int, Kind]
    is_framed: bool
    posts: Sequence[int]
    authors: Sequence[str | None]
    is_plain: bool
    markup: bytes | None = None
    parts: frozenset[int] = field(default=frozenset())
    glued: frozenset[int] = field(default=frozenset())
    names: frozenset[int] = field(default=frozenset())


def read_pages(raws: Sequence[Raw], cleaner: Cleaner, url: str | None) -> list[Page]:
    """Read and judge posts.

    Raises:
        TypeError: a post is of another type.
    """
    return [_page(*judged) for judged in cleaner.judged(raws, url=url)]


def _page(document: Document, marks: Marks, verdicts: Verdicts) -> Page:
    kinds = verdicts.grounds().kinds
    is_unknown = document.engine is None and document.markup is not None and not document.article
    return Page(
        lines=list(document.lines),
        breaks=list(document.breaks),
        keys=list(map(intern, fold_many(document.lines))),
        body=list(verdicts.body),
        scores=list(verdicts.scores()),
        sure={block: mark.rule for block, mark in marks.drops.items()},
        kinds={block: kind for block, kind in kinds.items() if not verdicts.body[block]},
        is_framed=len(verdicts.body) - sum(verdicts.body) >= _FRAME,
        posts=[0] * len(document.lines) if document.posts is None else list(document.posts),
        authors=[head.author for head in document.heads],
        is_plain=document.links is None,
        markup=document.markup if is_unknown and len(document.heads) > 1 else None,
    )


def threads_of(pages: Sequence[Page]) -> list[int]:
    """Number the threads: pages that have half of their sentences in common are the same one, crawled twice.

    Sentences that stand on more than half of all pages tell nothing, they are what is to be learnt; but a page that has
    none of its own is no other thread.

    Returns:
        The thread of each page, as the index of one of its pages.
    """
    sentences = [_sentences(page) for page in pages]
    on = Counter(key for keys in sentences for key in keys)
    most = max(3, len(pages) // 2)
    telling = [{key for key in keys if on[key] <= most} for keys in sentences]
    threads = list(range(len(pages)))
    where: dict[str, list[int]] = defaultdict(list)
    for number, keys in enumerate(sentences):
        shared = _shared(threads, where, keys)
        of_telling = _shared(threads, where, telling[number])
        for other, count in sorted(shared.items()):
            is_same = of_telling[other] and of_telling[other] >= _SAME * min(len(telling[number]), len(telling[other]))
            if is_same or count >= _WHOLE * min(len(keys), len(sentences[other])):
                threads[_root(threads, number)] = _root(threads, other)
        root = _root(threads, number)
        for key in keys:
            if len(where[key]) < _MOST_THREADS and root not in where[key]:
                where[key].append(root)
    seen: dict[tuple[str, ...], int] = {}
    for number, page in enumerate(pages):
        threads[_root(threads, number)] = _root(threads, seen.setdefault(tuple(page.keys), number))
    return [_root(threads, number) for number in range(len(pages))]


def _shared(threads: list[int], where: dict[str, list[int]], keys: set[str]) -> Counter[int]:
    """How many of the keys stand in each thread that is known so far."""
    return Counter(other for key in keys for other in {_root(threads, root) for root in where[key]})


def _sentences(page: Page) -> set[str]:
    return {
        key for key, is_body in zip(page.keys, page.body, strict=True) if is_body and count_blanks(key) >= _WORDS - 1
    }


def _root(threads: list[int], number: int) -> int:
    while threads[number] != number:
        threads[number] = threads[threads[number]]
        number = threads[number]
    return number
