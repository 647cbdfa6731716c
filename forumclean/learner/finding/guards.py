"""Guards: what no learner may take for chrome, however often it comes back."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import tomli

from forumclean.learner.keys import DATE, NAME, Form, Key
from forumclean.rules.matching.fold import fold
from forumclean.rules.matching.tokens import NUMBER, key_of, tokens_of

__all__ = ["asked_of_posters", "is_code", "refused"]

_SLOTS = re.compile("|".join(map(re.escape, (NUMBER, DATE, NAME))))
_LETTER = re.compile(r"[^\W\d_]")
# Marks that code has and labels have not; a call; a statement's end.
_CODE = re.compile(r"[{}\\]|\w\(\)|\w\([^)]*\);|;$|^[#$@]\w|^//|::|->|[<>=]=|\s[=<>]\s|^</?\w")
# Words of a line that may be a courtesy; characters, in scripts that set no blanks.
_COURTESY_WORDS, _COURTESY_CHARS = 7, 14
_SENTENCE, _QUESTION = re.compile(r"[.!?…]\s|[。！？]"), ("?", "？", "؟")
# Words of a label.
_LABEL = 3
# Shorter ones are courtesies only where they are all that is said.
_SHORT = 3


def refused(key: Key) -> str:
    """Say why a key can be no rule; "" where nothing speaks against it.

    >>> from forumclean.learner.keys import Form
    >>> refused(Key(Form.LINE, "welcome to the forum")), refused(Key(Form.LINE, "usda zone"))
    ('people write it to each other', '')
    >>> refused(Key(Form.LINE, "谢谢"))
    'people write it to each other'
    """
    said = _SLOTS.sub(" ", key.text)
    says_nothing = len(_LETTER.findall(said)) < 2 and not any(char > "\u2e80" for char in said)
    if says_nothing and key.form is not Form.DATED:
        return "numbers and marks alone"
    # Glued to what follows, it is the first sentence.
    first = _SENTENCE.split(said, maxsplit=1)[0]
    is_courtesy = _is_courtesy(said) or _is_courtesy(first) or _has_courtesy_at_an_end(said)
    return "people write it to each other" if is_courtesy else ""


def is_code(key: Key) -> bool:
    """Tell whether a key has marks that code has and chrome has seldom.

    >>> from forumclean.learner.keys import Form
    >>> is_code(Key(Form.LINE, "return {n};")), is_code(Key(Form.LINE, "monitor(s)"))
    (True, False)
    """
    return bool(_CODE.search(_SLOTS.sub(" ", key.text)))


def asked_of_posters(key: Key, example: str) -> str:
    """Say why a key looks like a part of a form that posters fill in; "" where it does not.

    >>> asked_of_posters(Key(Form.FIELD, "price"), "Price: 7")
    'posters fill it in'
    >>> asked_of_posters(Key(Form.FIELD, "ot bucks"), "OT Bucks: 7")
    ''
    """
    *labels, _ = f"{key.text}:".split(":") if key.form is Form.FIELD else key.text.split(":")
    if any(_is_form_label(label) for label in labels):
        return "posters fill it in"
    return "a form may ask it" if example.rstrip().endswith(_QUESTION) else ""


def _is_form_label(label: str) -> bool:
    """Tell whether posters fill in what stands behind a label; glued to others, it stands behind a number or name."""
    words = label.split()
    if " ".join(words) in _form_labels():
        return True
    ends = (size for size in range(1, min(_LABEL + 1, len(words))) if words[-size - 1] in (NUMBER, NAME, DATE))
    return any(" ".join(words[-size:]) in _form_labels() for size in ends)


def _is_courtesy(said: str) -> bool:
    words = [key_of(word) for word, _ in tokens_of(said)]
    # A character is a token there.
    most = _COURTESY_CHARS if all(len(word) == 1 for word in words) else _COURTESY_WORDS
    if not 0 < len(words) <= most:
        return False
    if said.partition(",")[0].strip(" .!?") in _alone():
        return True
    if len("".join(words)) <= _SHORT:
        return " ".join(words) in _courtesies()
    starts = (" ".join(words[:size]) for size in range(1, len(words) + 1))
    ends = (" ".join(words[size:]) for size in range(len(words)))
    return any(len(phrase) > _SHORT and phrase in _courtesies() for phrase in (*starts, *ends))


def _has_courtesy_at_an_end(said: str) -> bool:
    """Tell whether a longer line has the first words of a post glued to its end, or the last ones to its start.

    At the start one word is no courtesy yet ("Welcome, guest").
    """
    words = [key_of(word) for word, _ in tokens_of(said)]
    sizes = range(1, min(len(words), _COURTESY_CHARS) + 1)
    starts, ends = (" ".join(words[:size]) for size in sizes[1:]), (" ".join(words[-size:]) for size in sizes)
    return any(len(phrase) > _SHORT and phrase in _courtesies() for phrase in (*starts, *ends))


@cache
def _courtesies() -> frozenset[str]:
    phrases = map(fold, _phrases("courtesies.toml"))
    return frozenset(" ".join(key_of(word) for word, _ in tokens_of(phrase)) for phrase in phrases)


@cache
def _alone() -> frozenset[str]:
    return frozenset(map(fold, _data("courtesies.toml")["alone"]))


@cache
def _form_labels() -> frozenset[str]:
    return frozenset(map(fold, _phrases("forms.toml")))


def _phrases(file: str) -> list[str]:
    return [phrase for name, of_language in _data(file).items() if name != "alone" for phrase in of_language]


def _data(file: str) -> dict[str, list[str]]:
    return tomli.loads((Path(__file__).parent / file).read_text("utf-8"))
