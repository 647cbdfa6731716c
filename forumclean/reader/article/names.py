"""What class names and first words speak of: evidence by whole words, never by a piece of one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import tomli

__all__ = [
    "NAMED",
    "STARTED",
    "byline_start",
    "is_credited",
    "is_elsewhere",
    "named",
    "reported_by",
    "started",
    "tokens_of",
    "words_of",
]

_PIECES = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_A-Za-z]+")
_LONGEST = 200  # characters of a class that are looked at
_START = 40  # characters of a line that are looked at
_EDGE = " \t\n:.!?…»«|·–—-–()[]#*'\"“”►▶→>+•"


@cache
def _data() -> dict[str, dict[str, list[str]]]:
    data: dict[str, Any] = tomli.loads((Path(__file__).parent / "words.toml").read_text("utf-8"))
    return data


# The order of the families in words.toml is that of the bits.
NAMED: tuple[str, ...] = tuple(_data()["names"])
STARTED: tuple[str, ...] = tuple(_data()["starts"])


@cache
def _names() -> dict[str, int]:
    bits: dict[str, int] = {}
    for number, family in enumerate(_data()["names"].values()):
        for word in family:
            bits[word] = bits.get(word, 0) | 1 << number
    return bits


@lru_cache(maxsize=1 << 14)
def named(name: str) -> int:
    """The families that the words of a class or an id belong to, a bit each.

    >>> named("post__read-more") == named("readMore") | named("post")
    True
    >>> named("cookiecutter"), named("already"), named("with-sidebar")
    (0, 0, 0)
    """
    found = 0
    for token in tokens_of(name):
        found |= _named(token)
    return found


# Names differ from page to page, and are put together of the same tokens.
@lru_cache(maxsize=1 << 14)
def _named(token: str) -> int:
    known, found = _names(), 0
    for word in _words_in(token):
        found |= known.get(word, 0)
    return found


@cache
def _has() -> frozenset[str]:
    return frozenset(_data()["has"]["words"])


def words_of(name: str) -> list[str]:
    """The words of a class or an id, in lower case, one by one and two together; of "with-sidebar" there is none.

    >>> words_of("author-bio"), words_of("ReadMore")
    (['author', 'bio', 'authorbio'], ['read', 'more', 'readmore'])
    """
    return [word for token in tokens_of(name) for word in _words_in(token)]


def tokens_of(name: str) -> list[str]:
    """The single classes of a class, each of which has words of its own."""
    return name[:_LONGEST].split()


@lru_cache(maxsize=1 << 14)
def _words_in(token: str) -> tuple[str, ...]:
    found, has, before = list[str](), _has(), ""
    for piece in _PIECES.findall(token):
        word = piece.lower()
        # A layout that has a sidebar is none.
        if before not in has:
            found.append(word)
            if before:
                found.append(before + word)
        before = word
    return tuple(found)


@lru_cache(maxsize=1 << 14)
def is_elsewhere(name: str) -> bool:
    """True for a class of a box in which neither title nor byline of an article stands.

    >>> is_elsewhere("site-breadcrumbs"), is_elsewhere("board-topic with-sidebar")
    (True, False)
    """
    return any(map(_is_elsewhere, tokens_of(name)))


@lru_cache(maxsize=1 << 14)
def _is_elsewhere(token: str) -> bool:
    return not _elsewhere().isdisjoint(_words_in(token))


@cache
def _elsewhere() -> frozenset[str]:
    return frozenset(_data()["elsewhere"]["words"])


@cache
def _starts() -> re.Pattern[str]:
    groups = (f"({_any_of(family)})" for family in _data()["starts"].values())
    return re.compile(rf"(?:{'|'.join(groups)})(?!\w)")


@cache
def _wide_starts() -> tuple[tuple[str, int], ...]:
    """Those of scripts that set no blanks, which no word's end follows."""
    return tuple(
        (word, 1 << number)
        for number, family in enumerate(_data()["starts"].values())
        for word in family
        if word[0] >= "\u2e80"
    )


@cache
def _first_letters() -> frozenset[str]:
    """How the words begin that lines begin with: nearly every line is told to begin with none of them by this."""
    return frozenset(word[:2] for family in _data()["starts"].values() for word in family)


@cache
def _credit() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What names who took a picture, at the start of a line, and behind a mark."""
    what, by = (_any_of(words) for words in (_data()["starts"]["caption"], _data()["byline"]["words"]))
    said = rf"(?i:{what}(?:\s+{what})?(?:\s+{by}\s|\s*[:：/]))"  # "Photo credit:", "Crédit photo :"
    return re.compile(said), re.compile(rf"[(/|.,;\u2013\u2014-]\s*{said}")


def _any_of(words: Iterable[str]) -> str:
    """A pattern of words, the longest first: "read more" and not "read"."""
    return f"(?:{'|'.join(map(re.escape, sorted(words, key=len, reverse=True)))})"


def is_credited(line: str) -> bool:
    """True for a line that names who took the picture.

    >>> is_credited("The bridge in May (Foto: Ann Orle)"), is_credited("The photo shows a bridge.")
    (True, False)
    """
    first, behind = _credit()
    return "©" in line or first.match(line) is not None or behind.search(line) is not None


def started(line: str) -> int:
    """The families that the first words of a line belong to, a bit each.

    >>> started("READ MORE: the bridge"), started("Reading is fun")
    (1, 0)
    """
    head = line[:_START].lstrip(_EDGE).lower()
    if _first_letters().isdisjoint((head[:1], head[:2])):
        return 0
    found = _starts().match(head)
    if found:
        return 1 << ((found.lastindex or 1) - 1)
    if head[:1] >= "\u2e80":
        return next((bit for word, bit in _wide_starts() if head.startswith(word)), 0)
    return 0


@cache
def _by() -> re.Pattern[str]:
    return re.compile(
        rf"{_any_of(_data()['byline']['words'])}(?:\s*[:：]\s*|\s+|(?<=[\u2e80-\uffff])(?=\S))(?=\w)", re.I
    )


def byline_start(line: str) -> str:
    """What stands behind the word before a name; "" for a line without one.

    >>> byline_start("By Ann Orle"), byline_start("Автор: Анна"), byline_start("Bystanders")
    ('Ann Orle', 'Анна', '')
    """
    found = _by().match(line)
    return line[found.end() :] if found else ""


def reported_by(line: str) -> str:
    """The name that a line begins with and a word such as "reporter" stands behind; "" for a line without one.

    >>> reported_by("김서연 기자 입력 2024.05.03"), reported_by("기자 회견")
    ('김서연', '')
    """
    found = _reporter().match(line)
    return found[1] if found else ""


@cache
def _reporter() -> re.Pattern[str]:
    return re.compile(rf"([^\W\d_]{{2,4}})\s*{_any_of(_data()['reporter']['words'])}(?:\s|$)")
