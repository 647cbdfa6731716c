"""Quotes and signatures: which lines of a post say again what another says, below its name, or below all of its own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence, Sized
from itertools import combinations, groupby

from forumclean.threads.lines import HEAD_KINDS, Line
from forumclean.threads.names import attributed_to
from forumclean.values.document import PostHead, QuoteHead

__all__ = ["may_be_signed", "quotes_of", "signature_text", "signatures_of"]

# Characters of a line that nobody says twice by chance.
_TELLING = 12
_MARKS = "> \t"
# What parts a signature from the post; lines and characters that one has at most.
_RULE = re.compile(r"_{3,}|-- ?|(?:_ ){3,}_?")
_CLOCK = re.compile(r"\d{1,2}:\d\d")
_MOST_LINES, _MOST_CHARS = 8, 500
# Posts of an author that are compared.
_MOST_POSTS = 8
_COLONS = (":", "：")


def quotes_of(
    lines: Sequence[Line], posts: Sequence[int], heads: Sequence[PostHead]
) -> tuple[tuple[int, ...], tuple[QuoteHead, ...]]:
    """Return the number of the quote that each line stands in, 0 for none, and whom each quotes.

    A quote is a line such as "Ann wrote:" that names another than the writer, with what it speaks of below it: lines
    marked with ">", or lines that another post has too. Nothing less is one, so that what somebody says himself never
    counts as said by another.

    Args:
        lines: of the dump.
        posts: the post of each.
        heads: of the posts.
    """
    said: dict[str, int] = {}
    for line, post in zip(lines, posts, strict=True):
        said.setdefault(line.text, post)
    authors = frozenset(head.author for head in heads if head.author)
    numbers = [0] * len(lines)
    found: list[QuoteHead] = []
    for i, line in enumerate(lines):
        name = None if numbers[i] else attributed_to(line, authors)
        if name is None or (name == heads[posts[i]].author and not line.text.endswith(_COLONS)):
            continue
        end = i + 1
        while end < len(lines) and _is_quoted(lines[end], posts[end], posts[i], said):
            end += 1
        if end > i + 1:
            found.append(QuoteHead(name, line.date.moment if line.date else None))
            numbers[i:end] = [len(found)] * (end - i)
    return tuple(numbers), tuple(found)


def _is_quoted(line: Line, post: int, own: int, said: dict[str, int]) -> bool:
    if post != own:
        return False
    text = line.text.lstrip(_MARKS)
    return line.text.startswith(">") or (len(text) >= _TELLING and said.get(text, own) != own)


def signatures_of(lines: Sequence[Line], posts: Sequence[int], heads: Sequence[PostHead]) -> frozenset[int]:
    """Return the lines of signatures: below a line of strokes, or what comes back below posts of the same author.

    Args:
        lines: of the dump.
        posts: the post of each.
        heads: of the posts.
    """
    found: set[int] = set()
    tails: dict[str, list[list[int]]] = {}
    for post, some in groupby(range(len(lines)), key=posts.__getitem__):
        own = [i for i in some if lines[i].is_body or not lines[i].kinds or _RULE.fullmatch(lines[i].text)]
        rule = next((n for n in range(len(own) - 1, 0, -1) if _RULE.fullmatch(lines[own[n]].text)), 0)
        author = heads[post].author
        if rule:
            found.update(_if_short(own[rule:], lines))
        elif author is not None:
            tails.setdefault(author, []).append(own)
    for several in tails.values():
        for one, other in combinations(several[:_MOST_POSTS], 2):
            found.update(_if_short(_shared(one, other, lines), lines))
            found.update(_if_short(_shared(other, one, lines), lines))
    return frozenset(found)


def may_be_signed(lines: Sequence[str], some: Collection[int], posts: Sized) -> bool:
    """Tell at a glance whether some lines may be of signatures: strokes are drawn, or a line of some length is back.

    Args:
        lines: of the dump.
        some: the lines that are asked about.
        posts: what there is one of for each post; counted only where it matters, for it costs more than a glance.
    """
    if not some or any(map(_RULE.fullmatch, lines)):
        return bool(some)
    counts = Counter(lines)
    is_back = any(counts[lines[i]] > 1 and len(lines[i]) >= _TELLING for i in some)
    # What is below one post alone comes back below no other.
    return is_back and len(posts) > 1


def signature_text(lines: Sequence[Line]) -> str | None:
    """What a signature says, without the strokes above it."""
    return "\n".join(line.text for line in lines if not _RULE.fullmatch(line.text)) or None


def _shared(one: Sequence[int], other: Sequence[int], lines: Sequence[Line]) -> Sequence[int]:
    """The last lines of one that the other ends with too; not all of it."""
    count = 0
    for mine, his in zip(reversed(one[1:]), reversed(other), strict=False):
        if lines[mine].text != lines[his].text:
            break
        count += 1
    return one[len(one) - count :]


def _if_short(block: Sequence[int], lines: Sequence[Line]) -> Sequence[int]:
    """The block, where it is as long as signatures are and no line of a frame is in it."""
    size = sum(len(lines[i].text) for i in block)
    is_one = len(block) <= _MOST_LINES and _TELLING <= size <= _MOST_CHARS
    is_head = any(lines[i].date or lines[i].kinds & HEAD_KINDS or _CLOCK.search(lines[i].text) for i in block)
    return block if is_one and not is_head else ()
