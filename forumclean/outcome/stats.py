"""How much was kept and removed, counted without making a paragraph of every block: bulk runs ask for every record."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from forumclean.values.document import Document, Layout
from forumclean.values.model import Kind
from forumclean.values.verdicts import Verdicts
from forumclean.values.words import count_words

__all__ = ["stats_of"]


def stats_of(document: Document, verdicts: Verdicts, layout: Layout) -> dict[str, Any]:
    """Count words and characters of every piece.

    Returns:
        ``words`` and ``characters``, each ``kept``: in the text, and ``removed``: noise; ``kinds``: paragraphs, words
        and characters of each kind, a title that stands apart from the text included; ``reasons``: words removed for
        each reason.
        `forumclean.values.words.count_words` says what a word is.
    """
    kinds: dict[str, list[int]] = {}
    reasons: dict[str, int] = {}
    kept, removed = [0, 0], [0, 0]
    for text, kind, reason, place in _pieces(document, verdicts, layout):
        words, chars = count_words(text), len(text)
        entry = kinds.get(kind.value)
        if entry is None:
            entry = kinds[kind.value] = [0, 0, 0]
        entry[0] += 1
        entry[1] += words
        entry[2] += chars
        if place == _APART:
            continue
        total = kept if place == _TEXT else removed
        total[0] += words
        total[1] += chars
        if place == _NOISE:
            reasons[reason] = reasons.get(reason, 0) + words
    return {
        "words": {"kept": kept[0], "removed": removed[0]},
        "characters": {"kept": kept[1], "removed": removed[1]},
        "kinds": {
            kind: dict(zip(("paragraphs", "words", "characters"), counts, strict=True))
            for kind, counts in sorted(kinds.items())
        },
        "reasons": dict(sorted(reasons.items())),
    }


# Where a piece is: in the text, taken out of it, or a title that stands apart and is neither.
_TEXT, _NOISE, _APART = 0, 1, 2


def _pieces(document: Document, verdicts: Verdicts, layout: Layout) -> Iterator[tuple[str, Kind, str, int]]:
    """Text, kind, reason and place of all that will be a paragraph; in no order."""
    for frame in layout.frames:
        place = _APART if frame.kind is Kind.TITLE else _NOISE
        yield layout.source[frame.start : frame.end], frame.kind, frame.reason, place
    grounds = verdicts.grounds()
    kinds, reasons, cuts = grounds.kinds.get, grounds.reasons.get, verdicts.cuts
    apart = verdicts.title if verdicts.detached else None
    for i, (text, is_body) in enumerate(zip(document.texts, verdicts.body, strict=True)):
        kind, at = kinds(i, Kind.PARAGRAPH), 0
        is_apart = i == apart or (kind is Kind.TITLE and not is_body)
        place = _APART if is_apart else _TEXT if is_body else _NOISE
        for cut in cuts[i] if is_body and i in cuts else ():
            if piece := text[at : cut.start].strip():
                yield piece, kind, "", place
            if piece := text[cut.start : cut.end].strip():
                yield piece, cut.kind, cut.reason, _NOISE
            at = cut.end
        if piece := text[at:].strip() if at else text:
            yield piece, kind, reasons(i, ""), place
