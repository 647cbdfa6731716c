"""Lines of a head that say more than a name: "By Ann, May 4", "Ann (4 May 2019 13:45)", "Ann wrote:"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from forumclean.dates.reading import Reading, read_date
from forumclean.dates.words import joints
from forumclean.reader.article.names import STARTED, byline_start, started
from forumclean.reader.unknown.words import words

__all__ = ["could_be_name", "is_head_line", "is_labelled", "name_in_line", "named_by", "whole_date"]

_LONGEST_NAME = 32
_MOST_WORDS = 4
_LABELLED = frozenset(":#|@/\\<>()[]{}=+*&%$?!.,;»«•·")
_PARTS = re.compile(r"\s*[|•·»«()\[\]【】<>#:：,;/]\s*|\s+[-–—]+\s+|\s{2,}|　")
_FIELDS = re.compile(r"[|•·»«()\[\]【】<>;]|\s+(?=[^\s:：]{1,12}\s?[:：])")  # where another label may follow
_SHORTENED = re.compile(r"\b[^\W\d]{1,3}\.(?=\s)")  # "T. Orle", "Dr. No"
_JOINED = re.compile(r"(?<=[^\W\d])\.(?=[^\W\d])")  # "j.orle"
_MOST_JOINED = 1  # "www.example.org" is no name
_NUMBERS = re.compile(r"\d{4}|\d\d?[:./-]\d\d|\d.*\d\d")
_EDGE = " \t\n:.,;|•·»«–—-()[]\"'“”„"
_LETTER = re.compile(r"[^\W\d]\.\s+(?=\d)")
_COUNTED = re.compile(r"\W*\d+\W*\w?")  # "#3", "3楼"
_INITIAL = re.compile(r"\s[^\W\d]$")
_WORD_END = re.compile(r"[^\w]")
_LABELS = re.compile(r"(?:^|[\s|,;])(?!\d)[^\s:：|]{1,12}\s?[:：]\s*(?=[^\s/]|$)")
_SEVERAL = 2  # labels in a line that says nothing else
_MORE = 30  # characters of a head that are neither name nor date
_LABEL = 1 << STARTED.index("author")


def could_be_name(text: str) -> bool:
    """True for a short text without the signs that names do not have.

    >>> could_be_name("Sue from Bath"), could_be_name("T. Orle"), could_be_name("Posts: 12")
    (True, True, False)
    >>> could_be_name("j.orle"), could_be_name("www.example.org")
    (True, False)
    """
    unmarked, joined = _JOINED.subn("", _SHORTENED.sub("", text).rstrip("."))
    return (
        2 <= len(text) <= _LONGEST_NAME
        and not _COUNTED.fullmatch(text)
        and any(map(str.isalpha, text))
        and len(text.split()) <= _MOST_WORDS
        and joined <= _MOST_JOINED
        and not _LABELLED & set(unmarked)
    )


def whole_date(line: str, language: str | None = None) -> Reading | None:
    """The date in a line, if it says more than a number beside a word that is a month somewhere: "Model GT3 Pro".

    >>> whole_date("Model GT3 Pro") is None, whole_date("Sue, 4 May 2019") is None
    (True, False)
    """
    found = read_date(line, language)
    if found and _begins_in_word(line, found.start) and (end := _WORD_END.search(line, found.start)):
        # A name can end with what a date begins with: "pluie2mai, 25 juin 2019", "Wit.K, 23 lutego 2021".
        later = read_date(line[end.start() :], language)
        found = later and replace(later, start=later.start + end.start(), end=later.end + end.start())
    if found and (initial := _LETTER.match(line, found.start)):
        found = replace(found, start=initial.end())
    return found if found and _NUMBERS.search(line[found.start : found.end]) else None


def _begins_in_word(line: str, start: int) -> bool:
    """True for a place behind a letter or a digit, or behind what joins two words, as names on boards have it."""
    before = line[max(0, start - 2) : start]
    return before[-1:].isalnum() or (before[-1:] in (".", "_") and before[0].isalpha() and line[start].isalpha())


def name_in_line(line: str, language: str | None = None) -> str | None:
    """The name in a line of a head: behind a word such as "by", or else what stands first beside the date.

    >>> name_in_line("Posted by Ann O. on 4 May 2019"), name_in_line("Sue K. (4 May 2019)"), name_in_line("4 May 2019")
    ('Ann O.', 'Sue K.', None)
    >>> name_in_line("From: Sue K. | Date: 4 May 2019"), name_in_line("【3楼】 作者：老槐树 发表时间：2019-03-04")
    ('Sue K.', '老槐树')
    >>> name_in_line("Sue K. wrote on 4 May 2019:"), name_in_line("Nombre: Ana Ruiz Fecha: 4/5/2019")
    ('Sue K.', 'Ana Ruiz')
    """
    date = whole_date(line, language)
    pieces = (line,) if date is None else (_unjoined(line[: date.start]), line[date.end :])
    parts = [part for piece in pieces for part in _parts(piece)]
    behind = next((name for part in parts if could_be_name(name := _trimmed(named_by(part)))), None)
    if behind or _is_all_labelled(line):
        return behind  # what else it says are labels and their values
    return next((part for part in parts if could_be_name(part) and not started(part) & _LABEL), None)


def named_by(part: str) -> str:
    """What stands behind a word such as "by", or a label such as "Name:"; "" for a part without one.

    >>> named_by("by Ann"), named_by("Name: Ann"), named_by("Name of the game")
    ('Ann', 'Ann', '')
    """
    label = words().author_label.match(part.lower())
    return part[label.end() :] if label else byline_start(part)


def _unjoined(text: str) -> str:
    """What stands before a date without the small word that leads to it: "by Ann on", "von Ann am"."""
    before, _, last = text.rstrip().rpartition(" ")
    is_joint = len(last) > 1 and last.casefold() in joints()  # a letter alone may be the initial of a name
    return before if before and is_joint else text


def is_head_line(line: str, name: str, language: str | None = None) -> bool:
    """True for a line that says hardly more than a name and a date, or labels everything that it says."""
    if _is_all_labelled(line):
        return True
    date = whole_date(line, language)
    return date is not None and len(line) <= len(name) + date.end - date.start + _MORE


def is_labelled(line: str) -> bool:
    """True for a line that begins with a label: "Date: 4 May 2019".

    >>> is_labelled("Date: 4 May 2019"), is_labelled("At 12:30 it rained")
    (True, False)
    """
    return _LABELS.match(line) is not None


def _is_all_labelled(line: str) -> bool:
    return is_labelled(line) and len(_LABELS.findall(line)) >= _SEVERAL


def _trimmed(text: str) -> str:
    """A part without the marks around it, and words such as "wrote on" behind it; an initial keeps its dot."""
    kept = words().after_name.sub("", text.strip(_EDGE)).rstrip(_EDGE)
    return kept + "." if _INITIAL.search(kept) and f"{kept}." in text else kept


def _parts(piece: str) -> Iterator[str]:
    # "By: Ann" is one part; a label ends where the next one begins, and other words can have a colon behind the name.
    fields = _FIELDS.split(piece)
    labelled = [field for field in fields if words().author_label.match(_trimmed(field).lower())]
    for field in (*labelled, *fields) if _is_all_labelled(piece) else (*labelled, piece, *fields):
        if name := named_by(_trimmed(field)):
            yield f"by {_PARTS.split(name)[0]}"
    yield from filter(None, map(_trimmed, _PARTS.split(piece)))
