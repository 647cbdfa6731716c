"""How much was kept and removed, counted without making a paragraph of every block: bulk runs ask for every record."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from forumclean.values.document import Document, Layout
from forumclean.values.model import Kind
from forumclean.values.verdicts import Verdicts

__all__ = ["stats_of"]


def stats_of(document: Document, verdicts: Verdicts, layout: Layout) -> dict[str, Any]:
    """Count words and characters of every piece.

    Returns:
        ``words`` and ``characters``, each ``kept`` and ``removed``; ``kinds``: paragraphs, words and characters of each
        kind; ``reasons``: words removed for each reason. A word is what stands between white space.
    """
    kinds: dict[str, list[int]] = {}
    reasons: dict[str, int] = {}
    removed_words = removed_chars = words_in_all = chars_in_all = 0
    for text, kind, reason, is_body in _pieces(document, verdicts, layout):
        words, chars = len(text.split()), len(text)
        entry = kinds.get(kind.value)
        if entry is None:
            entry = kinds[kind.value] = [0, 0, 0]
        entry[0] += 1
        entry[1] += words
        entry[2] += chars
        words_in_all += words
        chars_in_all += chars
        if not is_body:
            removed_words += words
            removed_chars += chars
            reasons[reason] = reasons.get(reason, 0) + words
    return {
        "words": {"kept": words_in_all - removed_words, "removed": removed_words},
        "characters": {"kept": chars_in_all - removed_chars, "removed": removed_chars},
        "kinds": {
            kind: dict(zip(("paragraphs", "words", "characters"), counts, strict=True))
            for kind, counts in sorted(kinds.items())
        },
        "reasons": dict(sorted(reasons.items())),
    }


def _pieces(document: Document, verdicts: Verdicts, layout: Layout) -> Iterator[tuple[str, Kind, str, bool]]:
    """Text, kind, reason and whether it is body, of all that will be a paragraph; in no order."""
    for frame in layout.frames:
        yield layout.source[frame.start : frame.end], frame.kind, frame.reason, frame.kind is Kind.TITLE
    grounds = verdicts.grounds()
    kinds, reasons, cuts = grounds.kinds.get, grounds.reasons.get, verdicts.cuts
    for i, (text, is_body) in enumerate(zip(document.texts, verdicts.body, strict=True)):
        kind, at = kinds(i, Kind.PARAGRAPH), 0
        for cut in cuts[i] if is_body and i in cuts else ():
            if piece := text[at : cut.start].strip():
                yield piece, kind, "", True
            if piece := text[cut.start : cut.end].strip():
                yield piece, cut.kind, cut.reason, False
            at = cut.end
        if piece := text[at:].strip() if at else text:
            yield piece, kind, reasons(i, ""), is_body
