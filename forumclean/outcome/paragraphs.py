"""Paragraphs: the blocks of a document as a caller gets them, with what was cut out of them and what stands around."""

from __future__ import annotations

from collections.abc import Sequence

from forumclean.values.document import Document, Frame, Layout
from forumclean.values.marks import Cut
from forumclean.values.model import Kind, Label, Paragraph
from forumclean.values.verdicts import Grounds, Verdicts

__all__ = ["paragraphs_of", "without"]


def paragraphs_of(document: Document, verdicts: Verdicts, layout: Layout) -> list[Paragraph]:
    """Return the paragraphs, in the order of the source: kept, removed, cut out, and the frames between blocks."""
    found: list[Paragraph] = []
    frames = iter(layout.frames)
    frame = next(frames, None)
    starts = [int(start) for start in layout.starts]
    grounds, scores = verdicts.grounds(), verdicts.scores()
    for i, start in enumerate(starts):
        while frame is not None and frame.start < start:
            found.append(_frame_paragraph(layout.source, frame))
            frame = next(frames, None)
        found += _block_paragraphs(document, verdicts, grounds, scores[i], i, layout)
    while frame is not None:
        found.append(_frame_paragraph(layout.source, frame))
        frame = next(frames, None)
    return found


def _frame_paragraph(source: str, frame: Frame) -> Paragraph:
    text = source[frame.start : frame.end]
    if frame.kind is Kind.TITLE:
        return Paragraph(text, frame.start, frame.end, Label.BODY, Kind.TITLE, 1.0, frame.reason, None)
    return Paragraph(text, frame.start, frame.end, Label.NOISE, frame.kind, 0.0, frame.reason, None)


def _block_paragraphs(
    document: Document, verdicts: Verdicts, grounds: Grounds, score: float, i: int, layout: Layout
) -> list[Paragraph]:
    text = document.texts[i]
    kind, reason = grounds.kinds.get(i, Kind.PARAGRAPH), grounds.reasons.get(i, "")
    # A title inside the article's element is none of its paragraphs, and no noise.
    label = Label.BODY if verdicts.body[i] or kind is Kind.TITLE else Label.NOISE
    post = document.posts[i] if document.posts else 0
    found: list[Paragraph] = []

    def add(a: int, b: int, label: Label, kind: Kind, score: float, reason: str) -> None:
        if piece := text[a:b].strip():
            start, end = _span(layout, i, a, b)
            found.append(Paragraph(piece, start, end, label, kind, score, reason, post))

    at = 0
    for cut in verdicts.cuts.get(i, ()) if label is Label.BODY else ():
        add(at, cut.start, label, kind, score, reason)
        add(cut.start, cut.end, Label.NOISE, cut.kind, 0.0, cut.reason)
        at = cut.end
    add(at, len(text), label, kind, score, reason)
    return found


def _span(layout: Layout, i: int, a: int, b: int) -> tuple[int, int]:
    """Where the characters ``a`` to ``b`` of a block stand in the source, without the white space around them."""
    if i in layout.places:
        start, end = layout.places[i][a], layout.places[i][b]
    else:
        start, end = int(layout.starts[i]) + a, int(layout.starts[i]) + b
    piece = layout.source[start:end]
    return start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())


def without(text: str, cuts: Sequence[Cut]) -> str:
    """Return a text without what is cut out of it."""
    pieces, at = [], 0
    for cut in cuts:
        pieces.append(text[at : cut.start])
        at = cut.end
    pieces.append(text[at:])
    return " ".join(stripped for piece in pieces if (stripped := piece.strip()))
