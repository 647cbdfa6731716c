"""Words of mail in all languages, folded and ready to be looked up; words.toml is where a language is added."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain
from pathlib import Path

import msgspec

from forumclean.config import decode, read_toml

__all__ = ["GLUED", "WORD", "MailWords", "fold", "mail_words"]

Words = tuple[str, ...]
_FILE = Path(__file__).parent / "words.toml"
# Letters that Unicode does not take apart into a plain one and its mark.
_PLAIN = str.maketrans("łøđıæ’ʼ`", "lodie'''")
# Scripts that set no blanks between words, and Hangul, which sets what we look for behind a name without one.
GLUED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
WORD = re.compile(r"\w+")


class _Language(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"from_": "from"}):
    wrote: Words
    small: Words = ()
    from_: Words = ()
    date: Words = ()
    to: Words = ()
    copy: Words = ()
    subject: Words = ()
    forwarded: Words = ()
    digest: Words = ()
    closings: Words = ()
    thanks: Words = ()
    greetings: Words = ()


@dataclass(frozen=True)
class MailWords:
    """The words of all languages together: nobody knows the language of a mail before it is read.

    Attributes:
        wrote_by: what says that somebody wrote.
        writes: the words of which each of these holds one, without case.
        small: words of an attribution line that are no name, folded.
        labels: the roles that a label of a head can have, by the folded label.
        forwarded: what stands above a message that was sent on, folded.
        digest: what the subject of a digest holds, folded.
        closings: lines that begin a signature, folded.
        thanks: lines that stand above a signature and say something themselves, folded.
        greetings: first words of a letter, folded.
    """

    wrote_by: Words
    writes: frozenset[str]
    small: frozenset[str]
    labels: dict[str, frozenset[str]]
    forwarded: frozenset[str]
    digest: frozenset[str]
    closings: frozenset[str]
    thanks: frozenset[str]
    greetings: frozenset[str]

    @cached_property
    def wrote(self) -> re.Pattern[str]:
        """Finds what says that somebody wrote, in a text as it stands."""
        return _phrases(self.wrote_by)


def fold(text: str) -> str:
    """A text without case, accents, full stops and double blanks, so that both ways to write a word are one.

    >>> fold("Z poważaniem,"), fold("Viele  Grüße"), fold("A ÉCRIT")
    ('z powazaniem,', 'viele grusse', 'a ecrit')
    """
    text = text.casefold().translate(_PLAIN)
    if not text.isascii():
        parts = unicodedata.normalize("NFKD", text)
        text = unicodedata.normalize("NFC", "".join(char for char in parts if not unicodedata.combining(char)))
    return " ".join(text.replace(".", " ").split())


@cache
def mail_words() -> MailWords:
    """Read words.toml, once."""
    data, text = read_toml(_FILE)
    languages = decode(data, dict[str, _Language], file=str(_FILE), text=text).values()
    labels: dict[str, set[str]] = {}
    for language in languages:
        for role in ("from", "date", "to", "copy", "subject"):
            for label in getattr(language, "from_" if role == "from" else role):
                labels.setdefault(fold(label), set()).add(role)
    return MailWords(
        wrote_by=tuple(chain.from_iterable(language.wrote for language in languages)),
        writes=frozenset(word for language in languages for phrase in language.wrote for word in _telling(phrase)),
        small=frozenset(
            part for language in languages for word in language.small for part in fold(word).split()
        ),
        labels={label: frozenset(roles) for label, roles in labels.items()},
        forwarded=_all(language.forwarded for language in languages),
        digest=_all(language.digest for language in languages),
        closings=_all(language.closings for language in languages),
        thanks=_all(language.thanks for language in languages),
        greetings=_all(language.greetings for language in languages),
    )  # fmt: skip


def _all(words: Iterable[Words]) -> frozenset[str]:
    return frozenset(fold(word).rstrip(",:") for some in words for word in some)


def _phrases(phrases: Words) -> re.Pattern[str]:
    """One pattern for all of them, as they stand and without their accents, longest first."""
    forms = {form for phrase in phrases for form in (unicodedata.normalize("NFC", phrase).casefold(), fold(phrase))}
    glued = _branches(sorted(form for form in forms if GLUED.match(form)))
    apart = _branches(sorted(form for form in forms if not GLUED.match(form)))
    return re.compile(rf"(?<!\w){apart}(?!\w)|{glued}", re.I)


def _branches(forms: Sequence[str]) -> str:
    """A pattern of all forms, those that begin alike under one branch, which is several times as fast as a list."""
    tails: dict[str, list[str]] = {}
    for form in forms:
        tails.setdefault(form[:1], []).append(form[1:])
    is_end = tails.pop("", None) is not None
    found = [(r"\s+" if char == " " else re.escape(char)) + _branches(rest) for char, rest in tails.items()]
    return f"(?:{'|'.join(found)}){'?' * is_end}" if found else ""


def _telling(phrase: str) -> set[str]:
    """The longest word of a phrase, as it stands and without its accents; a text without it has not the phrase."""
    forms = {unicodedata.normalize("NFC", phrase).casefold(), fold(phrase)}
    return {max(WORD.findall(form), key=len) for form in forms}
