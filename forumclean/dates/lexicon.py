"""What each word of a date can be: text to tokens, and tokens to letters that patterns.py is written in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

import msgspec

from forumclean.config import decode, read_toml
from forumclean.dates.words import date_words

__all__ = ["COMMON", "Grammar", "Lexicon", "Word", "grammar", "known_language", "lexicon"]

_FILE = Path(__file__).parent / "grammar.toml"
_WORLD = "en"  # the language whose halves of the day everybody prints
COMMON = ""  # the language of what all languages share
_AD = "gregorian"

# Scripts that set no blanks between words: Thai to Burmese, Khmer, Hangul, kana and Han.
_BLANKLESS = "\u0e00-\u109f\u1100-\u11ff\u1780-\u17ff\u3005-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
# Vowel signs, points and joiners are part of a word and no letters.
_SIGNS = (
    "\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u0903\u093a-\u094f\u0980-\u0983\u09bc-\u09cd\u0b82\u0bbe-\u0bcd"
)
_LETTER = rf"(?:(?![{_BLANKLESS}])[^\W\d_]|[{_SIGNS}])"
# Direction marks stand between any two characters of a date and mean nothing.
_INVISIBLE = "\u200b-\u200f\u061c\u202a-\u202e\u2060-\u2069\ufeff\u00ad"


class _Calendar(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    months: tuple[tuple[str, ...], ...]
    languages: tuple[str, ...] = ()
    first_year: int = 0
    first_day: date = date(1, 1, 1)
    lengths: str = ""


class Grammar(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What grammar.toml says: orders of numbers by language, words by role, zones, eras and calendars."""

    orders: dict[str, tuple[str, ...]]
    marks: dict[str, tuple[str, ...]]
    zones: dict[str, int]
    eras: dict[str, int]
    calendars: dict[str, _Calendar]


@cache
def grammar() -> Grammar:
    """Read grammar.toml, once."""
    data, text = read_toml(_FILE)
    return decode(data, Grammar, file=str(_FILE), text=text)


class Word(NamedTuple):
    """What a token can be.

    Attributes:
        letter: stands for its set of roles in a shape.
        months: its months, each with the calendar: more than one when languages differ.
        weekdays: its days from Monday, 0 to 6.
        half: 0 before noon, 1 after.
        languages: those that know it as a unit or as what says "ago".
    """

    letter: str
    months: frozenset[tuple[str, int]] = frozenset()
    weekdays: frozenset[int] = frozenset()
    half: int | None = None
    languages: frozenset[str] = frozenset()


_Meaning = tuple[str, tuple[str, int] | int | None, str]  # role, value, language


def _folds() -> dict[int, str]:
    """One character for one: marks off Latin and Greek letters, the many dashes, blanks and commas made plain."""
    table: dict[int, str] = {}
    for code in (*range(0xC0, 0x250), *range(0x370, 0x400), *range(0x1E00, 0x2000)):
        base = unicodedata.normalize("NFD", chr(code))[0].lower()
        if base != chr(code) and len(base) == 1:
            table[code] = base
    pairs = {"ıİ": "i", "øØ": "o", "łŁ": "l", "đĐ": "d", "ς": "σ", "أإآ": "ا", "ی": "ي", "ى": "ي", "ک": "ك", "ة": "ه"}
    pairs |= {"’ʼ′‘`׳": "'", "–—‐‑−": "-", "،，、": ",", "：": ":", "／": "/", "．": ".", "（": "(", "）": ")"}
    pairs["\u00a0\u202f\u2009\u3000\u200c\t\n\r"] = " "
    return table | {ord(char): plain for chars, plain in pairs.items() for char in chars}


_FOLDS = _folds()


def _fold(text: str) -> str:
    # The one letter that lower() makes longer would move all that follow.
    return text.lower() if text.isascii() else text.replace("İ", "i").lower().translate(_FOLDS)


def known_language(language: str | None) -> str | None:
    """The code under which words.toml knows a language; None for one that it does not.

    >>> known_language("pt_BR"), known_language("zh-TW"), known_language("nb-NO"), known_language("tlh")
    ('pt', 'zh-Hant', 'no', None)
    """
    parts = (language or "").replace("_", "-").lower().split("-")
    first = {"nb": "no", "nn": "no", "iw": "he", "in": "id", "cmn": "zh"}.get(parts[0], parts[0])
    if first == "zh" and {"hant", "tw", "hk", "mo"} & set(parts):
        first = "zh-Hant"
    if first == "sr" and "latn" in parts:
        first = "sr-Latn"
    return first if first in date_words() else None


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of dates as one language understands them; one that it does not know is what others mean by it.

    Attributes:
        language: its code; None takes all languages alike.
        letters: letter of a token's set of roles, by role.
    """

    language: str | None
    letters: dict[str, str]
    _words: dict[str, Word]
    _tokens: re.Pattern[str]
    _letters: dict[str, str] = field(default_factory=dict)  # of the tokens that came by

    def tokens(self, text: str) -> list[str]:
        """The tokens of a text: numbers, words and phrases in plain letters, marks, single blanks."""
        return self._tokens.findall(_fold(text))

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where each token stands in the text."""
        return [found.span() for found in self._tokens.finditer(_fold(text))]

    def shape(self, tokens: list[str]) -> str:
        """One letter a token."""
        letters, words = self._letters, self._words
        found = list(map(letters.get, tokens))
        if None in found:
            if len(letters) > _MOST_LETTERS:
                letters.clear()
            for i, token in enumerate(tokens):
                if found[i] is None:
                    found[i] = letters[token] = words[token].letter if token in words else self._letter(token)
        return "".join(found)  # type: ignore[arg-type]

    def word(self, token: str) -> Word:
        """What a token of letters can be."""
        return self._words.get(token, _UNKNOWN)

    def _letter(self, token: str) -> str:
        if not token[0].isdecimal():
            return " " if token.isspace() else token if len(token) == 1 and not token.isalnum() else _OTHER
        return _number(token)


_OTHER = "\ue000"
_UNKNOWN = Word(_OTHER)
_FIRST_LETTER = 0xE100
_MOST_LETTERS = 1 << 14
_NUMBERS = {
    # The letter of a number by its roles, which patterns.py explains.
    "Tn": "0", "DTn": "1", "TSyn": "2", "DTSyn": "3", "DSyn": "4", "Syn": "5", "yn": "6", "Yfn": "7", "fn": "8",
    "n": "9",
}  # fmt: skip


def _number(token: str) -> str:
    if len(token) > 4:
        return _NUMBERS["n"]
    value, size = int(token), len(token)
    if size == 4:
        is_year = 1900 <= value < 2100 or 1300 <= value < 1500 or 2400 <= value < 2700
        return _NUMBERS["Yfn" if is_year else "fn"]
    if size == 3:
        return _NUMBERS["n"]
    roles = "D" * (1 <= value <= 31) + "T" * (value < 24)
    return _NUMBERS[roles + ("S" * (value < 60) + "y" if size == 2 else "") + "n"]


@cache
def lexicon(language: str | None = None) -> Lexicon:
    """The words as a language of words.toml understands them; None takes all languages alike."""
    meanings: dict[str, set[_Meaning]] = {}
    for phrase, meaning in _meanings():
        meanings.setdefault(phrase, set()).add(meaning)
    if language:
        for phrase, found in meanings.items():
            own = {role for role, _, lang in found if lang == language}
            meanings[phrase] = {meaning for meaning in found if meaning[2] == language or meaning[0] not in own}
    letters: dict[str, str] = {}
    words: dict[str, Word] = {}
    sets: dict[str, str] = {}
    known: dict[frozenset[_Meaning], Word] = {}  # hundreds of words mean the same
    for phrase, found in meanings.items():
        if (same := frozenset(found)) not in known:
            roles = _roles(found, language)
            letter = sets.setdefault(roles, chr(_FIRST_LETTER + len(sets)))
            known[same] = _word(letter, found)
        words[phrase] = known[same]
    for roles, letter in (*sets.items(), *_NUMBERS.items()):
        for role in roles:
            letters[role] = letters.get(role, "") + letter
    return Lexicon(language, letters, words, _token_pattern(tuple(meanings)))


def _roles(meanings: set[_Meaning], language: str | None) -> str:
    roles = {role for role, _, _ in meanings}
    if "H" in roles and "J" not in roles:
        roles.add("I")
    # "de" is before noon in Hungarian and joins dates in half of Europe; "am" is known to all.
    elif "H" in roles and not any(role == "H" and lang in (language, _WORLD) for role, _, lang in meanings):
        roles.discard("H")
    return "".join(sorted(roles))


def _word(letter: str, meanings: set[_Meaning]) -> Word:
    halves = {value for role, value, _ in meanings if role == "H" and isinstance(value, int)}
    return Word(
        letter,
        frozenset(value for role, value, _ in meanings if role == "M" and isinstance(value, tuple)),
        frozenset(value for role, value, _ in meanings if role == "W" and isinstance(value, int)),
        halves.pop() if len(halves) == 1 else None,
        frozenset(lang for role, _, lang in meanings if role in "AUB"),
    )


@cache
def _meanings() -> tuple[tuple[str, _Meaning], ...]:
    """Every phrase, folded, with each thing that it can be."""
    found: list[tuple[str, _Meaning]] = []
    for language, words in date_words().items():
        found += [(p, ("M", (_AD, n), language)) for n, names in enumerate(words.months, 1) for p in _forms(names)]
        found += [(p, ("W", n, language)) for n, names in enumerate(words.weekdays) for p in _forms(names)]
        found += [(_fold(p), ("H", n % 2, language)) for n, p in enumerate(words.halves)]
        found += [(_fold(p), ("A", None, language)) for p in words.ago]
        unit = "U" if words.ago else "B"  # where nothing says "ago", the unit does
        found += [(_fold(p), (unit, None, language)) for names in words.units.values() for p in names]
        found += [(_fold(p), ("N", None, language)) for p in words.near]
        found += [(_fold(p), ("J", None, language)) for p in words.joints]
    shared = grammar()
    for name, calendar in shared.calendars.items():
        found += [(_fold(p), ("M", (name, n), COMMON)) for n, names in enumerate(calendar.months, 1) for p in names]
    found += [(_fold(p), (role, None, COMMON)) for role, names in shared.marks.items() for p in names]
    found += [(p, ("Z", None, COMMON)) for p in shared.zones]
    found += [(p, ("E", None, COMMON)) for p in shared.eras]
    return tuple(found)


def _forms(names: tuple[str, ...]) -> Iterator[str]:
    """The names folded; a month that is told by its number also with two digits, as "tháng 03"."""
    for name in map(_fold, names):
        yield name
        if name[-2:-1] == " " and name[-1].isdecimal():
            yield f"{name[:-1]}0{name[-1]}"


def _token_pattern(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """Phrases that are more than one word first, then numbers, words, and single characters."""
    single = re.compile(rf"{_LETTER}+")
    many = sorted((p for p in phrases if not single.fullmatch(p)), key=len, reverse=True)
    packed = "|".join(re.escape(p) for p in many if re.match(rf"[{_BLANKLESS}]", p))
    spaced = "|".join(re.escape(p).replace(r"\ ", " +") for p in many if not re.match(rf"[{_BLANKLESS}]", p))
    return re.compile(
        rf"\d+|\s+|(?<!{_LETTER})(?:{spaced})(?!\d|{_LETTER})|[a-z]+(?!{_LETTER})|{_LETTER}+"
        rf"|(?=[{_BLANKLESS}])(?:{packed}|.)|[^\w\s{_INVISIBLE}]|_"
    )
