"""Quotes: which lines of a post say again what another post says, below a line that names its writer."""

from __future__ import annotations

from collections.abc import Sequence

from forumclean.threads.lines import Line
from forumclean.threads.names import attributed_to
from forumclean.values.document import PostHead, QuoteHead

__all__ = ["quotes_of"]

# Characters of a line that nobody says twice by chance.
_TELLING = 12
_MARKS = "> \t"
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
