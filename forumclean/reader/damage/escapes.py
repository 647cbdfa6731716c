"""HTML escapes in a text that is no HTML: databases and interfaces keep posts so."""

from __future__ import annotations

import re
from functools import cache
from html import unescape
from pathlib import Path

import tomli

__all__ = ["without_escapes"]

_ESCAPE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,24});")
_COMMON = re.compile(r"&(?:amp|lt|gt|quot|apos|nbsp|#\d{2,6}|#[xX][0-9A-Fa-f]{2,5});")
# Characters that take no room stand alone on a line to keep it empty.
_NO_ROOM = re.compile(
    r"&(?:amp;)?(?:#8203|#[xX]200[bB]|#65279|#[xX][fF][eE][fF]{2}|ZeroWidthSpace);|^&amp;nbsp;[ \t]*$", re.M
)
# An escape that somebody wrote, in a text that was escaped later: nobody means to see it.
_WRITTEN = re.compile(r"&amp;(?=(?:amp|lt|gt|quot|apos|nbsp|#\d{2,6}|#[xX][0-9A-Fa-f]{2,5});)")
_BARE = re.compile(r"&(?!#?\w{1,25};)|<(?=[A-Za-z/!])")
# Somebody who sets escapes between marks means them.
_SHOWN = re.compile(r"`[^`\n]{0,80}&\w{1,25};[^`\n]{0,80}`|[\"'“«]&#?\w{1,25};[\"'”»]")
_TWICE = 2


def without_escapes(text: str) -> str | None:
    """The text without escapes; None when it has none, or may have them on purpose.

    In a text that was escaped every ampersand begins an escape, and nothing looks like a tag.

    >>> without_escapes("&gt; Rain &amp; fog."), without_escapes("Write &amp; for an ampersand.")
    ('> Rain & fog.', None)
    """
    if "&" not in text or not _COMMON.search(text) or _SHOWN.search(text) or _spoken().search(text):
        return None
    done = None
    for _ in range(_TWICE):  # what was escaped twice
        now = text if done is None else done
        if not _COMMON.search(now) or _BARE.search(now):
            break
        done = _ESCAPE.sub(_plain, _WRITTEN.sub("&", _NO_ROOM.sub("", now)))
    return done


@cache
def _spoken() -> re.Pattern[str]:
    words = tomli.loads((Path(__file__).parent / "spoken.toml").read_text("utf-8"))["words"]
    return re.compile("|".join(map(re.escape, words)), re.I)


def _plain(found: re.Match[str]) -> str:
    char = unescape(found[0])
    # An escape of a control character is no text.
    return (
        char
        if char == found[0] or char.isprintable() or char in "\t\n\u00a0\u00ad\u200c\u200d\u200e\u200f"
        else found[0]
    )
