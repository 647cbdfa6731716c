"""Signatures: below "-- " or a drawn line, or a name with where it is found: a number, an address, a firm.

"Best regards" and the name below it are what somebody says; they stay.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

import regex

from forumclean.reader.mail.lines import Line
from forumclean.reader.mail.words import fold, mail_words
from forumclean.values.sentence import is_sentence

__all__ = ["signature_start"]

_MARK = re.compile(r"--|—-|—")
_RULE = re.compile(r"[_‗]{3,}|-{3,}|—{2,}|–{3,}|={4,}|\*{4,}|~{4,}|[─━]{3,}")
_SIGNED = regex.compile(
    r"(?:-{1,2}|/{1,2}|[–—~])\s?\p{Lu}[\w'’-]*\.?(?: (?:\p{Lu}[\w'’-]*\.?|\p{Ll}{1,3}\.?)){0,4}(?<=\w\.?)[,.]?"
)
# Lines that a signature has at most, below each of its marks, and characters of one of them where no mark is sure.
_BELOW_MARK, _BELOW_RULE, _BELOW_CLOSING, _LONG = 14, 8, 10, 90
# Words of a name, of a line below it (a place), and of a closing.
_NAME_WORDS, _LINE_WORDS, _CLOSING_WORDS = 4, 8, 5
# What says where somebody is found; lines below a name that say so by being so many.
_CONTACT, _BLOCK = re.compile(r"\d|@|\w\.\w{2,}|\w\s*[|•·]\s*\w"), 2


def signature_start(lines: Sequence[Line], names: Collection[str], *, loose: bool = True) -> int:
    r"""Where the signature at the end of a message begins: an index into its lines, or how many they are.

    Args:
        lines: of the message alone, in order.
        names: words of the names of those who may have written it, folded.
        loose: a name without a mark may begin it, below a closing or alone; False: only marks may.

    >>> from forumclean.reader.mail.lines import lines_of
    >>> lines = lines_of(["It rained.", "Viele Grüße", "Ann", "0170 55 55"], [0, 2, 1, 1])
    >>> signature_start(lines, ()), signature_start(lines[:1], ())
    (2, 1)
    """
    size = len(lines)
    found = [_below(lines, _MARK, _BELOW_MARK, any_line=True), _below(lines, _RULE, _BELOW_RULE)]
    if loose:
        found += [_closing(lines), _signed(lines, names)]
    return min((start for start in found if start is not None), default=size)


def _below(lines: Sequence[Line], mark: re.Pattern[str], most: int, *, any_line: bool = False) -> int | None:
    """The first mark that few enough lines stand below."""
    for start in range(max(0, len(lines) - most - 1), len(lines)):
        if mark.fullmatch(lines[start].text):
            below = [line for line in lines[start + 1 :] if line.text]
            if below and (any_line or all(map(_is_short, below))):
                return start
    return None


def _closing(lines: Sequence[Line]) -> int | None:
    """What stands below the last closing, or below thanks, where it is more than a name."""
    words = mail_words()
    for start in range(len(lines) - 1, max(-1, len(lines) - _BELOW_CLOSING - 2), -1):
        text = fold(lines[start].text).rstrip(" ,!;،、。~*").lstrip("*")
        below = lines[start + 1 :]
        if not all(map(_is_short, below)):
            return None
        if text in words.closings or (below and text in words.thanks and _is_name(below[0])):
            return start + 1 if _is_contact(below, below[1:]) else None
        if _closes(lines[start], words.closings):
            return start + 1 if _is_contact(below, below) else None
    return None


def _is_contact(lines: Sequence[Line], others: Sequence[Line]) -> bool:
    """Tell whether lines say where somebody is found; `others` are those without the name."""
    return len(others) >= _BLOCK or any(_CONTACT.search(line.text) for line in lines)


def _closes(line: Line, closings: frozenset[str]) -> bool:
    """Tell whether a line is a closing with a name behind it: "Viele Grüße, Ann", "Cheers Ann"."""
    parts = line.text.split()
    for size in range(1, min(len(parts), _CLOSING_WORDS + 1)):
        rest = parts[size:]
        if len(rest) < _NAME_WORDS and fold(" ".join(parts[:size])).rstrip(" ,!;،、~*") in closings:
            return parts[size - 1].endswith((",", "،")) or (line.apart and all(part[:1].isupper() for part in rest))
    return False


def _signed(lines: Sequence[Line], names: Collection[str]) -> int | None:
    """A name at the end that a dash marks, or that is known, with a line below it that says where it is found."""
    for start in range(len(lines) - 1, max(0, len(lines) - 3), -1):
        text, before = lines[start].text, lines[start - 1]
        below = lines[start + 1 :]
        if not all(_is_short(line) and line.text.count(" ") < _LINE_WORDS for line in below):
            return None
        if not _is_contact(below, below):
            continue
        is_item = not lines[start].apart and before.text[:1] == text[:1]
        if _SIGNED.fullmatch(text) and not is_item:
            return start
        known = [word in names for word in fold(text).replace(",", " ").split()]
        if lines[start].apart and 0 < len(known) <= _NAME_WORDS and all(known):
            return start
    return None


def _is_short(line: Line) -> bool:
    return len(line.text) <= _LONG and not is_sentence(line.text)


def _is_name(line: Line) -> bool:
    return line.text.count(" ") < _NAME_WORDS and not line.text.endswith((".", "!", "?", ":", "。"))
