"""The grammar of pasted comments: classes of lines, and the order in which posts are made of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import islice
from pathlib import Path

import msgspec

from forumclean.config import decode, read_toml
from forumclean.values.model import Kind

__all__ = ["LONGEST", "Class", "Family", "compiled", "families", "families_of"]

_FILE = Path(__file__).parent / "grammar.toml"
# Lines that belong to a frame are at most so long.
LONGEST = 240
_SLOT = re.compile(r"\{([a-z]+)\}")
_GROUP = re.compile(r"\(\?P<\w+>")
# A blank, and sets of characters, in which it means itself.
_BLANK = re.compile(r"\\.|\[\^?(?:\\.|[^\]\\])*\]| ")
_BLANKS = r"(?:[ \t\u00a0\u202f\u3000]+)"
# Slots that tell something; what others match, nobody asks.
_SIGNS = 2
_WIDE = re.compile(r"[\u3040-\u9fff\uac00-\ud7af]")
_TOLD = ("name", "date", "title", "text")


class _Family(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    why: str
    signs: tuple[str, ...]
    lines: dict[str, tuple[str, ...]]
    posts: tuple[str, ...]
    opening: tuple[str, ...] = ()
    least: int = 2
    marks: str = ""
    needs: str = ""


class _Grammar(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    kinds: dict[str, Kind]
    slots: dict[str, str]
    family: tuple[_Family, ...]


@dataclass(frozen=True)
class Class:
    """A class of lines.

    Attributes:
        letter: by which the patterns of posts know it.
        patterns: what its lines look like, with a group for each slot that tells something.
    """

    letter: str
    patterns: tuple[str, ...]

    def matches(self, line: str) -> Iterator[re.Match[str]]:
        """Yield the ways in which a line may be of this class."""
        return (found for pattern in self._compiled if (found := pattern.fullmatch(line)))

    @cached_property
    def _compiled(self) -> tuple[re.Pattern[str], ...]:
        return tuple(map(compiled, self.patterns))


@dataclass(frozen=True)
class Family:
    """How the posts of one site look as text.

    Attributes:
        name: what `Result.engine` says.
        signs: words of which two must stand in the text.
        marks: what two of its lines have, where the signs say little.
        classes: of its lines, in the order in which they are asked.
        kinds: of the lines, by their letters.
        posts: the order of the lines of a post, over their letters.
        opening: the same for the post that was answered.
        least: so many posts make a thread.
        needs: letters of which a line must be there.
    """

    name: str
    signs: tuple[str, ...]
    marks: str
    classes: tuple[Class, ...]
    kinds: Mapping[str, Kind]
    posts: str
    opening: str
    least: int
    needs: frozenset[str]

    def may_be(self, source: str) -> bool:
        """Tell at a glance what is no thread of this family."""
        if sum(map(source.count, self.signs)) < _SIGNS:
            return False
        return not self.marks or len(list(islice(compiled(self.marks, re.M).finditer(source), _SIGNS))) == _SIGNS

    def has_needed(self, texts: Sequence[str]) -> bool:
        """Tell whether a line may be of a class that must be there, whatever classes come first."""
        return not self.needs or any(len(text) <= LONGEST and self._needed.fullmatch(text) for text in texts)

    def knows(self, text: str) -> bool:
        """Tell whether a line may be of any class."""
        return len(text) <= LONGEST and self._known.fullmatch(text) is not None

    @cached_property
    def _needed(self) -> re.Pattern[str]:
        return _of_any(one for one in self.classes if one.letter in self.needs)

    @cached_property
    def _known(self) -> re.Pattern[str]:
        return _of_any(self.classes)


def _of_any(classes: Iterable[Class]) -> re.Pattern[str]:
    """One pattern for the lines of some classes, without groups."""
    patterns = (_GROUP.sub("(?:", pattern) for one in classes for pattern in one.patterns)
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


@cache
def compiled(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """Return a pattern of the grammar, compiled when a text first asks for it: most never do."""
    return re.compile(pattern, flags)


def families_of(texts: Sequence[str]) -> list[Family]:
    """The families of which a text may be a thread, by its lines; none of theirs is long."""
    source = "\n".join(["", *(text for text in texts if len(text) <= LONGEST), ""])
    plain, wide = _by_script()
    some = plain if source.isascii() or not _WIDE.search(source) else (*plain, *wide)
    return [one for one in some if one.may_be(source)]


@cache
def _by_script() -> tuple[tuple[Family, ...], tuple[Family, ...]]:
    """Families that any text may be of, and those of which all signs are in a script of East Asia."""
    wide = tuple(one for one in families() if all(map(_WIDE.search, one.signs)))
    return tuple(one for one in families() if one not in wide), wide


@cache
def families() -> tuple[Family, ...]:
    """Read grammar.toml, once."""
    data, text = read_toml(_FILE)
    grammar = decode(data, _Grammar, file=str(_FILE), text=text)
    return tuple(_family(one, grammar) for one in grammar.family)


def _family(one: _Family, grammar: _Grammar) -> Family:
    classes = tuple(
        Class(letter, tuple(_line(pattern, grammar.slots) for pattern in patterns))
        for letter, patterns in one.lines.items()
    )
    posts, opening = _any_of(one.posts), _any_of(one.opening)
    return Family(
        one.name, one.signs, one.marks, classes, grammar.kinds, posts, opening, one.least, frozenset(one.needs)
    )  # fmt: skip


def _any_of(patterns: tuple[str, ...]) -> str:
    """One pattern of several, whose groups are numbered: two may have a group of one name."""
    numbered = (re.sub(r"\(\?P<(\w)>", rf"(?P<\g<1>{n}>", pattern) for n, pattern in enumerate(patterns))
    return "|".join(numbered)


def _line(pattern: str, slots: Mapping[str, str]) -> str:
    seen: set[str] = set()

    def written(slot: re.Match[str]) -> str:
        name = slot[1]
        inner = _SLOT.sub(written, slots[name])
        told = next((one for one in _TOLD if name.endswith(one)), None)
        if told is None or told in seen:
            return f"(?:{inner})"
        seen.add(told)
        return f"(?P<{told}>{inner})"

    return _BLANK.sub(lambda found: _BLANKS if found[0] == " " else found[0], _SLOT.sub(written, pattern))
