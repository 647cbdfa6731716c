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
    kinds: dict[Kind, list[int]] = {}
    reasons: dict[str, int] = {}
    kept, removed = [0, 0], [0, 0]
    for kind, reason, place, texts in _groups(document, verdicts, layout):
        words, chars = sum(map(count_words, texts)), sum(map(len, texts))
        entry = kinds.setdefault(kind, [0, 0, 0])
        entry[0] += len(texts)
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
            kind.value: {"paragraphs": paragraphs, "words": words, "characters": chars}
            for kind, (paragraphs, words, chars) in sorted(kinds.items())
        },
        "reasons": dict(sorted(reasons.items())),
    }


# Where a piece is: in the text, taken out of it, or a title that stands apart and is neither.
_TEXT, _NOISE, _APART = 0, 1, 2


def _groups(document: Document, verdicts: Verdicts, layout: Layout) -> Iterator[tuple[Kind, str, int, list[str]]]:
    """Kind, reason and place, and the texts of all that will be paragraphs of them; a place can come twice."""
    for frame in layout.frames:
        place = _APART if frame.kind is Kind.TITLE else _NOISE
        yield frame.kind, frame.reason, place, [layout.source[frame.start : frame.end]]
    grounds = verdicts.grounds()
    kinds, reasons, cuts = grounds.kinds, grounds.reasons, verdicts.cuts
    apart = verdicts.title if verdicts.detached else None
    plain: list[str] = []  # most blocks are text, and nothing is said of them
    groups: dict[tuple[Kind, str, int], list[str]] = {(Kind.PARAGRAPH, "", _TEXT): plain}
    for i, (text, is_body) in enumerate(zip(document.texts, verdicts.body, strict=True)):
        if is_body and i not in kinds and i not in cuts and i != apart:
            plain.append(text)
            continue
        kind = kinds.get(i, Kind.PARAGRAPH)
        is_apart = i == apart or (kind is Kind.TITLE and not is_body)
        place = _APART if is_apart else _TEXT if is_body else _NOISE
        at = 0
        for cut in cuts[i] if is_body and i in cuts else ():
            groups.setdefault((kind, "", place), []).append(text[at : cut.start].strip())
            groups.setdefault((cut.kind, cut.reason, _NOISE), []).append(text[cut.start : cut.end].strip())
            at = cut.end
        rest = text[at:].strip() if at else text
        groups.setdefault((kind, reasons.get(i, ""), place), []).append(rest)
    for (kind, reason, place), texts in groups.items():
        if some := list(filter(None, texts)):
            yield kind, reason, place, some
