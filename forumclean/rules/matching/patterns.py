"""Patterns behind guards: a regex is tried only on lines that begin or end, and are as short, as its matches are.

A pattern that runs out of time counts as no match and is reported; the cleaning goes on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import chain, repeat
from operator import attrgetter
from typing import Any

import msgspec
import regex

from forumclean.rules.matching.guard import ANY, beginning, branches_of, edge_char, guard_of
from forumclean.rules.matching.literals import Literals

__all__ = ["TIMEOUT", "Patterns", "Pieces", "compile_pattern"]

# Seconds that one pattern may take on one line; a well-made one takes microseconds.
TIMEOUT = 0.05
# Patterns are found by the first characters of their beginnings: as many as the longest of these that they have.
_PREFIXES = (6, 3, 2, 1)
# Characters of a beginning, and of a literal, that few lines have.
_TOLD, _TELLING = 3, 6
_FLAGS = regex.IGNORECASE | regex.VERSION0
# What names another part of its pattern, or sets flags for all of it, would mean something else in a branch alone;
# but for a group's number it is not understood at all.
_STRANGE = r"\\[gk]|(?<!\\)(?:\(\?[a-zA-Z]+\)|\(\?P?<\w|\(\?[|(&]|\(\?P[=>]|\(\?(?:R|\d))"
_ALONE, _UNREADABLE = regex.compile(rf"\\[1-9]|{_STRANGE}"), regex.compile(_STRANGE)

# What any line is that is short enough: names and signatures, which are known by the lines beside them.
_ANYTHING = regex.compile(r"\.\{1,\d+\}")


def compile_pattern(source: str) -> regex.Pattern[str]:
    """Compile a rule's pattern the way every rule's is: case ignored, the regex module's syntax."""
    return regex.compile(source, _FLAGS)


class _Piece(msgspec.Struct, array_like=True, gc=False):
    """A pattern or a branch of one, compiled when a line first comes by that it could match.

    Attributes:
        rule: number of the rule.
        order: how little the beginning of its matches tells (0: three characters), and its own number. Of the rules of
            a line, that of the piece whose beginning tells most is named first.
        source: the pattern.
        longest: as `Guard` gives it, and so ``starts`` and ``literals``.
        pattern: the same, compiled.
    """

    rule: int
    order: tuple[int, int]
    source: str
    longest: float
    starts: tuple[str, ...]
    literals: tuple[str, ...]
    pattern: Any = None  # a regex, which no file holds

    def is_held_by(self, text: str) -> bool:
        """Tell whether the text holds one of the literals of which each match holds one, if there are any."""
        for literal in self.literals:
            if literal in text:
                return True
        return not self.literals

    def matches(self, line: str, timeout: float | None) -> bool:
        """Tell whether the whole line matches; raises TimeoutError."""
        if self.source.startswith(".{1,") and _ANYTHING.fullmatch(self.source):
            return True  # no longer than it may be, as was seen before
        pattern: regex.Pattern[str] | None = self.pattern
        if pattern is None:
            pattern = self.pattern = compile_pattern(self.source)
        return (pattern.fullmatch(line, timeout=timeout) if timeout else pattern.fullmatch(line)) is not None


class Pieces(msgspec.Struct, array_like=True):
    """The branches of patterns, and where they are found.

    Attributes:
        pieces: all of them.
        starts: the numbers of those found by how their matches begin, as `Guard` gives it.
        ends: of those found by how they end.
        holds: of those found by a literal that each of their matches holds, or by one of some.
        rest: of the others.
    """

    pieces: list[_Piece] = []
    starts: dict[str, list[int]] = {}
    ends: dict[str, list[int]] = {}
    holds: dict[str, list[int]] = {}
    rest: list[int] = []

    def add(self, rule: int, source: str) -> None:
        """Put a pattern, branch by branch, where it is found by how its matches begin, or end, or what they hold."""
        for branch in [source] if _ALONE.search(source) else branches_of(source):
            guard = ANY if _UNREADABLE.search(branch) else guard_of(branch)
            number = len(self.pieces)
            starts = guard.starts or ("",)
            told = min(1 if text.startswith("0") else len(text) for text in starts)
            order = max(_TOLD - told, 0) + (not guard.starts and guard.last is None), number
            self.pieces.append(_Piece(rule, order, branch, guard.longest, starts, guard.literals))
            prefixes = {text[: max(size for size in _PREFIXES if size <= len(text))] for text in guard.starts}
            is_told = all(len(text) >= _TELLING for text in guard.literals)
            for table, keys in (
                (self.starts, prefixes if told >= _TOLD else ()), (self.holds, guard.literals if is_told else ()),
                (self.starts, prefixes), (self.ends, guard.last), (self.holds, guard.literals),
            ):  # fmt: skip
                if keys:
                    for key in keys:
                        table.setdefault(key, []).append(number)
                    break
            else:
                self.rest.append(number)


class Patterns:
    """Whole-line patterns of many rules.

    Args:
        pieces: their branches.
        timeout: seconds a pattern may take on a line; None for patterns that the tests have proved, because watching
            the clock costs more than matching.
    """

    def __init__(self, pieces: Pieces, timeout: float | None) -> None:
        self._pieces, self._timeout = pieces, timeout
        of = pieces.pieces
        self._starts, self._ends, self._holds = (
            {key: [of[number] for number in numbers] for key, numbers in table.items()}
            for table in (pieces.starts, pieces.ends, pieces.holds)
        )
        self._rest = [of[number] for number in pieces.rest]

    def __bool__(self) -> bool:
        return bool(self._pieces.pieces)

    @cached_property
    def _literals(self) -> Literals:
        return Literals({literal: max(piece.longest for piece in found) for literal, found in self._holds.items()})

    def match_many(
        self, lines: Sequence[str], folded: Sequence[str], slow: dict[int, set[int]]
    ) -> Iterator[tuple[int, int]]:
        """Yield the index of a line and a rule whose pattern matches the whole line, in the order of lines.

        Args:
            lines: the lines; none of them empty.
            folded: the same as `caseless` gives them.
            slow: takes the rules that ran out of time, by index of the line.
        """
        begins, sizes = [beginning(text) for text in folded], [len(line) for line in lines]
        held: dict[int, list[_Piece]] = {}
        for literal, at in self._literals.find(folded, sizes):
            held.setdefault(at, []).extend(self._holds[literal])
        columns = (
            *([self._starts.get(text[:size]) for text in begins] for size in _PREFIXES),
            [self._ends.get(edge_char(text[-1])) for text in folded],
            map(held.get, range(len(lines))),
            repeat(self._rest, len(lines)),
        )
        for at, tables in enumerate(zip(*columns, strict=True)):
            if not any(tables):
                continue
            line, text, begin = lines[at], folded[at], begins[at]
            # Most patterns are of short lines with words that few lines have: hardly any is run, or even compiled.
            pieces = [
                piece for piece in chain.from_iterable(filter(None, tables))
                if sizes[at] <= piece.longest and begin.startswith(piece.starts) and piece.is_held_by(text)
            ]  # fmt: skip
            found: list[int] = []
            for piece in sorted(pieces, key=attrgetter("order")):
                if piece.rule not in found and self._matches(piece, line, at, slow):
                    found.append(piece.rule)
                    yield at, piece.rule

    def _matches(self, piece: _Piece, line: str, at: int, slow: dict[int, set[int]]) -> bool:
        try:
            return piece.matches(line, self._timeout)
        except TimeoutError:
            slow.setdefault(at, set()).add(piece.rule)
            return False
