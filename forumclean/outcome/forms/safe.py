"""Text of strangers in a page of ours: nothing in it is markup, and nothing in it moves what stands around it."""

from __future__ import annotations

import html
import re

__all__ = ["safe"]

# Controls that no page may hold; halves of surrogate pairs; embeddings, overrides and isolates, which turn around the
# text behind them. The marks that only say which way a neighbour runs stay: honest Arabic and Hebrew are full of them.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufffe\uffff]")


def safe(text: str) -> str:
    r"""Escape a text for an element or a quoted attribute; characters that can't be seen are shown by their number.

    >>> safe('<a href="x">'), safe("a\0b\u202e")
    ('&lt;a href=&quot;x&quot;&gt;', 'a⟨U+0000⟩b⟨U+202E⟩')
    """
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return html.escape(_UNSEEN.sub(lambda found: f"⟨U+{ord(found[0]):04X}⟩", plain), quote=True)
