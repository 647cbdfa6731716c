"""Folding: the form in which a line and a phrase of a rule are compared."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

__all__ = ["bare", "fold", "fold_many", "fold_phrases"]

_SAME = (
    ("’", "'"), ("‘", "'"), ("ʼ", "'"), ("“", '"'), ("”", '"'), ("„", '"'), ("：", ":"), ("，", ","), ("！", "!"),
    ("？", "?"), ("（", "("), ("）", ")"),
    # Turkish and Azeri have two letters i; in capitals, a page in the wrong language mixes them.
    ("i\u0307", "i"), ("ı", "i"),
    # Persian and Arabic keyboards give different code points for the same letters.
    ("ي", "ی"), ("ى", "ی"), ("ك", "ک"),
)  # fmt: skip
# The reader takes these out of lines: joiners and non-joiners, of Persian and Hindi above all, and marks of direction.
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
# A number runs into a word of scripts that set no blank between them (第12页, 3분); "3rd" and "10km" are no numbers.
_NUMBER = re.compile(r"\d[\d.,]*(?:k|m)?(?![^\W_\u0590-\U0010ffff])")
_EDGE = " :.…。।۔»›>|•·*+-–—→←↑↓▲▼►▾▸‣▪◦●○✓\u00a0"
_MARKER = re.compile(r"(?:[*+•·▪◦‣●○–—-] |\d{1,3}[.)] )+(?=\S)")
_MARKER_FIRST = frozenset("*+•·▪◦‣●○–—-0123456789")


def fold(phrase: str) -> str:
    """Fold one phrase: case, white space, quotes, numbers, and what stands around it.

    >>> fold("• Reaction  score:"), fold("1,204 Replies"), fold("{n} replies"), fold("You’re here…")
    ('reaction score', '{n} replies', '{n} replies', "you're here")
    """
    return fold_phrases([phrase])[0]


def fold_phrases(phrases: Iterable[str]) -> list[str]:
    """Fold the phrases of a rule."""
    return fold_many([" ".join(_UNSEEN.sub("", phrase).split()) for phrase in phrases])


def fold_many(lines: Sequence[str]) -> list[str]:
    """Fold many lines that are free of line ends and double blanks; one pass over all of them is cheaper than many."""
    if not lines:
        return []
    joined = "\n".join([bare(line).casefold() for line in lines])
    if not joined.isascii():
        for odd, plain in _SAME:
            joined = joined.replace(odd, plain)
    return [line.strip(_EDGE) for line in _NUMBER.sub("{n}", joined).split("\n")]


def bare(line: str) -> str:
    """Return the line without the bullets and numbers that a list puts before it.

    >>> bare("* 1. Log in"), bare("- "), bare("3.5 million")
    ('Log in', '- ', '3.5 million')
    """
    if line and line[0] in _MARKER_FIRST and (found := _MARKER.match(line)):
        return line[found.end() :]
    return line
