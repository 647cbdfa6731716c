"""A text in BBCode to a Document."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from forumclean.reader.bbcode.pairs import marks_of
from forumclean.reader.bbcode.shown import Ints, Shown, show
from forumclean.reader.bbcode.spans import MarkedSpans
from forumclean.reader.bbcode.tokens import tokens_of
from forumclean.reader.text import block_heads, fold_space, marked_kinds, split_lines
from forumclean.values.document import Document

__all__ = ["ENGINE", "read_bbcode"]

ENGINE = "bbcode"
# What every text in BBCode has: a tag that closes, a quote that names somebody, or the element around a stored post.
_TAG = re.compile(r"\[(?:/[a-z*]|quote[=\s:])", re.I)
_STORED = re.compile(r"\s*<[rt]>", re.I)


def read_bbcode(source: str) -> Document | None:
    r"""Read a post as its author or the forum's database wrote it; None for a text that is no BBCode.

    Its lines are judged like those of any text, because a post may have been copied with the frame around it.

    >>> document = read_bbcode('[quote="Ann, post: 7"]Rain?[/quote]\nNo, [b]sun[/b] &amp; wind.')
    >>> document.texts, document.kinds[0], document.quotes, document.quoted[0].author
    (['Rain?', 'No, sun & wind.'], <Kind.QUOTE: 'quote'>, [1, 0], 'Ann')
    >>> read_bbcode("The tags [b] and [/b] make a word bold.") is None
    True
    """
    if not (_TAG.search(source) or _STORED.match(source)):
        return None
    marks = marks_of(source, tokens_of(source))
    if marks is None:
        return None
    shown = show(source, marks)
    texts, starts, ends, breaks = _blocks(shown)
    zones = _zones(shown, starts)
    lines = fold_space(texts)
    marked = marked_kinds(lines) or [None] * len(lines)
    return Document(
        texts=texts,
        lines=lines,
        breaks=breaks,
        layout=MarkedSpans(source, shown.runs, starts, ends, texts, shown.frames, marks.tokens),
        kinds=[shown.zones[zone].kind or kind for zone, kind in zip(zones, marked, strict=True)],
        engine=ENGINE,
        quotes=[shown.zones[zone].quote for zone in zones],
        quoted=tuple(shown.quoted),
    )


def _blocks(shown: Shown) -> tuple[list[str], Ints, Ints, list[int]]:
    """The blocks of what is shown: lines, paragraphs that somebody wrapped, and code as a whole."""
    _, texts, starts, ends, breaks = split_lines(shown.text)
    begins = np.searchsorted(starts, [zone.start for zone in shown.zones])
    cuts = [int(line) for line in begins if line < len(texts)]
    is_head = np.zeros(len(texts), dtype=bool)
    is_head[block_heads(texts, ends - starts, breaks, cuts)] = True
    last = [*begins[1:].tolist(), len(texts)]
    for zone, first, end in zip(shown.zones, begins.tolist(), last, strict=True):
        if zone.is_one and first < end:
            is_head[first + 1 : end] = False
            starts[first] = max(shown.text.rfind("\n", zone.start, int(starts[first])) + 1, zone.start)
    heads = is_head.nonzero()[0]
    if not len(heads):
        return [], starts, ends, []
    starts, ends = starts[heads], ends[np.append(heads[1:], len(texts)) - 1]
    blocks = [shown.text[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]
    return blocks, starts, ends, breaks[heads].tolist()


def _zones(shown: Shown, starts: Ints) -> Sequence[int]:
    """The zone of each block."""
    found: list[int] = (np.searchsorted([zone.start for zone in shown.zones], starts, side="right") - 1).tolist()
    return found
