"""Unheard: an input that looks like a thread or a mail, of which no rule knows anything, says so."""

from __future__ import annotations

import re
from collections.abc import Sequence

from forumclean.values.document import Document
from forumclean.values.marks import Marks

__all__ = ["unheard"]

# Lines that a thread or a mail has at least; posts, and lines with dates, of a thread; lines of a mail's head, and how
# far down it may stand.
_FEW, _POSTS, _HEAD, _FIRST = 5, 3, 3, 15
_FIELD = re.compile(r"[^\W\d_][\w -]{0,20}[:：] ?\S")
_ADDRESS = re.compile(r"\S@\w+[.\w-]*\w")
_ADVICE = (
    "so what frames it may have been left in; a rule for its labels takes it out: `forumclean rules new` begins one, "
    "and docs/rules.md says how it is written"
)


def unheard(document: Document, marks: Marks) -> str | None:
    """Say that a dump looks like a thread or a mail that no pack speaks of, or None.

    Args:
        document: the dump, with its posts told apart.
        marks: what the rules say of it.
    """
    # A reader that told the posts apart knows the form, and what frames them.
    is_known = document.links is not None or document.engine or document.no_thread
    if is_known or len(document.lines) < _FEW or marks.drops or any(reading.sure for reading in marks.readings):
        return None
    if _has_mail_head(document.lines):
        return f"the input looks like a mail, but no rule knows a line of it, {_ADVICE}"
    # Telling posts apart costs; lines that are mostly dates and numbers cost nothing to count.
    dated = sum(reading.typed * 2 >= reading.size > 0 for reading in marks.readings)
    if dated >= _POSTS and len(document.heads) >= _POSTS:
        return (
            f"the input looks like a thread of {len(document.heads)} posts, but no rule knows a line of it, {_ADVICE}"
        )
    return None


def _has_mail_head(lines: Sequence[str]) -> bool:
    """Whether fields stand one below the other near the top, an address among them."""
    run: list[str] = []
    for line in lines[:_FIRST]:
        run = [*run, line] if _FIELD.match(line) else []
        if len(run) >= _HEAD and any(map(_ADDRESS.search, run)):
            return True
    return False
