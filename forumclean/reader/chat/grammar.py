"""The grammar of chats: templates of lines to regular expressions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec

from forumclean.config import decode, read_toml
from forumclean.dates.reading import Order

__all__ = ["DAY", "MESSAGE", "OPENS", "Format", "Shape", "formats"]

MESSAGE, DAY, OPENS = "message", "day", "opens"
_FILE = Path(__file__).parent / "grammar.toml"
_SLOT = re.compile(r"\{(\w+?)(\d?)\}")
_BLANK = r"[ \u00a0\u202f]{1,2}"
# Marks of direction that apps set before a line; nobody sees them.
_UNSEEN = r"[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]*"
# Slots that say who or when; what others say, nobody asks.
_NAMES, _TIMES, _ASKED = (
    ("name", "plain", "nick", "word", "handle"),
    ("time", "clock", "half", "seconds", "said", "hour"),
    ("date", "short"),
)


class _Format(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    why: str
    message: tuple[str, ...]
    note: tuple[str, ...] = ()
    rest: tuple[str, ...] = ()
    opens: tuple[str, ...] = ()
    day: tuple[str, ...] = ()
    above: tuple[str, ...] = ()
    stands_for: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    below_day: bool = False
    names_back: bool = False
    order: Order | None = None


class _Grammar(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    slots: dict[str, str]
    format: tuple[_Format, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """A template, ready to be held against a line.

    Attributes:
        role: what such a line is, as grammar.toml says.
        pattern: with a group for each slot that tells something: name, date, short, time, day, year, text.
        begins: how such a line can begin: ``[`` for a bracket, ``0`` for a digit, ``a`` for anything else.
    """

    role: str
    pattern: re.Pattern[str]
    begins: str


@dataclass(frozen=True, slots=True)
class Format:
    """How one program writes a chat.

    Attributes:
        name: what `Result.engine` says.
        messages: the heads of messages.
        shapes: these and all others, in the order in which they are asked.
        stands_for: what a whole text can be that stands for something else.
        ends: what may stand behind a text, and is none of it.
        order: of the numbers in its dates, where it is always the same.
        below_day: it is a chat only below a line of a day.
        names_back: it is a chat only where names come back.
    """

    name: str
    messages: tuple[Shape, ...]
    shapes: tuple[Shape, ...]
    stands_for: re.Pattern[str] | None
    ends: re.Pattern[str] | None
    order: Order | None
    below_day: bool
    names_back: bool

    @property
    def is_weak(self) -> bool:
        """Whether its lines alone do not tell it."""
        return self.below_day or self.names_back


@cache
def formats() -> tuple[Format, ...]:
    """Read grammar.toml, once."""
    data, text = read_toml(_FILE)
    grammar = decode(data, _Grammar, file=str(_FILE), text=text)
    return tuple(_format(one, grammar.slots) for one in grammar.format)


def _format(one: _Format, slots: dict[str, str]) -> Format:
    asked = (
        (DAY, one.day), ("above", one.above), (OPENS, one.opens), ("note", one.note), (MESSAGE, one.message),
        ("rest", one.rest),
    )  # fmt: skip
    shapes = tuple(
        Shape(role, _pattern(template, slots), _begins(template)) for role, templates in asked for template in templates
    )
    stands_for = re.compile("|".join(map(_braces, one.stands_for))) if one.stands_for else None
    ends = re.compile(rf" *(?:{'|'.join(one.ends)})$") if one.ends else None
    messages = tuple(shape for shape in shapes if shape.role == MESSAGE)
    return Format(one.name, messages, shapes, stands_for, ends, one.order, one.below_day, one.names_back)


def _braces(pattern: str) -> str:
    return f"(?:{pattern})"


def _begins(template: str) -> str:
    if template[0] in "[(":
        return "["
    slot = _SLOT.match(template)
    return "0" if slot and slot[1] in ("clock", "half", "seconds") else "0a" if slot else "a"


def _pattern(template: str, slots: dict[str, str]) -> re.Pattern[str]:
    return re.compile(_UNSEEN + "".join(_pieces(template, slots)))


def _pieces(template: str, slots: dict[str, str]) -> Iterator[str]:
    at = 0
    for slot in _SLOT.finditer(template):
        yield _literal(template[at : slot.start()])
        yield _slot(slot[1], slots) if slot[1] in slots else _literal(slot[0])
        at = slot.end()
    yield _literal(template[at:])


def _slot(name: str, slots: dict[str, str]) -> str:
    if name in _NAMES:
        return f"(?P<name>{slots[name]})"
    if name == "stamp":
        return f"(?P<date>{slots[name]})"
    if name in _TIMES:
        return f"(?P<time>{slots[name]})"
    return f"(?P<{name}>{slots[name]})" if name in (*_ASKED, "day", "year", "text") else f"(?:{slots[name]})"


def _literal(text: str) -> str:
    return re.escape(text).replace(r"\ ", _BLANK)
