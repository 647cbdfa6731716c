"""Footers that the software of a list sets below each message: a drawn line, the list, where to write and to leave."""

from __future__ import annotations

import re
from collections.abc import Sequence

from forumclean.reader.mail.lines import HIDDEN, Line, visible

__all__ = ["footer_end", "may_hold_footer"]

_RULE = re.compile(r"[_=-]{10,}|(?:-=){4,}-?|(?:-~|~-|[-~]){10,}>?|--")
# Addresses of the pages of a list (Mailman, Google Groups, Groups.io, Yahoo, Sympa, majordomo), and for leaving it.
_LIST = re.compile(
    r"https?://\S*(?:/listinfo|/mailman|/postorius|/hyperkitty|groups\.google\.|groups\.io/|groups\.yahoo\.|/sympa|/unsubscribe)"
    r"|[\w.+-]+[-+](?:unsubscribe|request|leave|subscribe|help|owner)@|\bmajordomo\b|unsubscribe\S*@",
    re.I,
)
_MOST = 14
# What stands in every line in which `_LIST` finds something, and how every line that `_RULE` matches ends.
_LISTED = ("@", "//", "majordomo")
_DRAWN = frozenset(("-", "_", "=", "~", ">", *HIDDEN))


def may_hold_footer(texts: Sequence[str]) -> bool:
    """Tell at a glance what has no footer in it: no line is drawn, or none names a list."""
    if not any(text[-1] in _DRAWN and _RULE.search(visible(text)) for text in texts):
        return False
    shown = [visible(text).lower() for text in texts]
    return any(_LIST.search(text) for text in shown if any(mark in text for mark in _LISTED))


def footer_end(lines: Sequence[Line], first: int) -> int:
    r"""The last line of the footer that begins at a drawn line; ``first`` where none begins.

    >>> from forumclean.reader.mail.lines import lines_of
    >>> texts = ["Rain.", "_" * 30, "Boats mailing list", "https://lists.example/mailman/listinfo/boats"]
    >>> footer_end(lines_of(texts, [0, 2, 1, 1]), 1), footer_end(lines_of(texts, [0, 2, 1, 1]), 0)
    (3, 0)
    """
    if not _RULE.fullmatch(lines[first].text):
        return first
    depth, end = lines[first].depth, first
    for at in range(first + 1, min(first + 1 + _MOST, len(lines))):
        if end == first and _RULE.fullmatch(lines[at].text):
            break
        # Below a blank line the footer goes on only with more of the same.
        is_over = end > first and lines[at].apart and not _LIST.search(lines[at].text)
        if lines[at].depth != depth or is_over:
            break
        if _LIST.search(lines[at].text):
            end = at
    if end == first:
        return first
    while end + 1 < len(lines) and lines[end + 1].depth == depth and not lines[end + 1].apart and end - first < _MOST:
        end += 1
    return end
