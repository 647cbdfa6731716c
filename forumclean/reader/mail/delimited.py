"""Signatures below "-- " in a text that is no mail: posts that came by mail, or whose writers sign as if they did."""

from __future__ import annotations

from dataclasses import replace

from forumclean.reader.mail.segment import SIGNATURE
from forumclean.values.document import Document
from forumclean.values.model import Kind
from forumclean.values.sentence import is_sentence

__all__ = ["with_signatures"]

# The blank behind the dashes is what no one types who draws a line.
_MARKS = ("\n-- \n", "\n-- \r\n")
_MOST, _LONG = 5, 90
_REASON = f"mail:{SIGNATURE}"


def with_signatures(document: Document, source: str) -> Document:
    r"""The document with what stands below each "-- ", up to a blank line, known to be a signature.

    >>> from forumclean.reader.text import read_text
    >>> source = "It rained.\n\n-- \nAnn, Quay 4\n\nReply"
    >>> with_signatures(read_text(source), source).verdicts
    ['', 'mail:signature', 'mail:signature', '']
    """
    if not any(mark in source for mark in _MARKS):
        return document
    layout, size = document.layout(), len(document.texts)
    verdicts = [""] * size
    for start in range(1, size - 1):
        if document.texts[start] != "--" or not source.startswith((" \n", " \r\n"), layout.ends[start]):
            continue
        end = start + 1
        while end < size and document.breaks[end] == 1:
            end += 1
        below = document.lines[start + 1 : end]
        if 0 < len(below) <= _MOST and all(len(line) <= _LONG and not is_sentence(line) for line in below):
            verdicts[start:end] = [_REASON] * (end - start)
    if not any(verdicts):
        return document
    known = document.kinds or [None] * size
    kinds = [Kind.SIGNATURE if verdict else kind for verdict, kind in zip(verdicts, known, strict=True)]
    return replace(document, verdicts=verdicts, kinds=kinds)
