"""Folding: the form in which a line and a phrase of a rule are compared."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

__all__ = ["as_line", "bare", "caseless", "fold", "fold_caseless", "fold_many", "fold_phrases"]

_SAME = (
    ("’", "'"), ("‘", "'"), ("ʼ", "'"), ("“", '"'), ("”", '"'), ("„", '"'), ("：", ":"), ("，", ","), ("！", "!"),
    ("？", "?"), ("（", "("), ("）", ")"),
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
    return fold_many([as_line(phrase) for phrase in phrases])


def as_line(text: str) -> str:
    """Return text as the reader makes it a line: white space folded, nothing invisible."""
    return " ".join(_UNSEEN.sub("", text).split())


def fold_many(lines: Sequence[str]) -> list[str]:
    """Fold many lines that are free of line ends and double blanks."""
    return fold_caseless([caseless(bare(line)) for line in lines])


def fold_caseless(lines: Sequence[str]) -> list[str]:
    """Fold lines that `bare` and `caseless` have seen; one pass over all of them is cheaper than many."""
    if not lines:
        return []
    joined = "\n".join(lines)
    if not joined.isascii():
        for odd, plain in _SAME:
            joined = joined.replace(odd, plain)
    # A line of nothing but such marks is what it is.
    return [line.strip(_EDGE) or line for line in _NUMBER.sub("{n}", joined).split("\n")]


def caseless(text: str) -> str:
    """Text without case; the four letters i of Turkish are one, as they are to a regex that ignores case.

    >>> caseless("GİRİŞ, ışık")
    'giriş, işik'
    """
    folded = text.casefold()
    return folded if folded.isascii() else folded.replace("i\u0307", "i").replace("ı", "i")


def bare(line: str) -> str:
    """Return the line without the bullets and numbers that a list puts before it.

    >>> bare("* 1. Log in"), bare("- "), bare("3.5 million")
    ('Log in', '- ', '3.5 million')
    """
    if line and line[0] in _MARKER_FIRST and (found := _MARKER.match(line)):
        return line[found.end() :]
    return line
