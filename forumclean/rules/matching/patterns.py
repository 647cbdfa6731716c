"""Patterns behind guards: a regex is tried only on lines that begin or end, and are as short, as its matches are.

A pattern that runs out of time counts as no match and is reported; the cleaning goes on.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any, NamedTuple

import msgspec
import regex

from forumclean.rules.matching.fold import holders
from forumclean.rules.matching.guard import ANY, PREFIX, beginning, branches_of, edge_char, guard_of

__all__ = ["TIMEOUT", "Patterns", "Pieces", "compile_pattern"]

# Seconds that one pattern may take on one line; a well-made one takes microseconds.
TIMEOUT = 0.05
# Beginnings of lines that are remembered.
_MOST_HEADS = 20_000
# Characters of a line for which most pieces are too short: it is asked the others alone.
_LONG = 120
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
    """A pattern or a branch of one, compiled when a line first comes by that it could match."""

    rule: int
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


class _BySize(NamedTuple):
    """Pieces, and those of them that a long line can match."""

    all: list[_Piece]
    of_long: list[_Piece]


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
            self.pieces.append(_Piece(rule, branch, guard.longest, guard.starts or ("",), guard.literals))
            for table, keys in ((self.starts, guard.prefixes), (self.ends, guard.last), (self.holds, guard.literals)):
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
        self._ends = {key: _by_size([of[number] for number in numbers]) for key, numbers in pieces.ends.items()}
        self._holds = {key: [of[number] for number in numbers] for key, numbers in pieces.holds.items()}
        # Each literal with the longest line that one of its pieces can match.
        self._reach = [(key, max(piece.longest for piece in found)) for key, found in self._holds.items()]
        self._rest = [of[number] for number in pieces.rest]
        # The pieces that the first characters of a line leave, gathered when one first comes by.
        self._begun: dict[str, _BySize] = {}

    def __bool__(self) -> bool:
        return bool(self._pieces.pieces)

    def match_many(
        self, lines: Sequence[str], folded: Sequence[str], slow: dict[int, set[int]]
    ) -> Iterator[tuple[int, int]]:
        """Yield the index of a line and a rule whose pattern matches the whole line, in the order of lines.

        Args:
            lines: the lines; none of them empty.
            folded: the same as `caseless` gives them.
            slow: takes the rules that ran out of time, by index of the line.
        """
        held = self._held(lines, folded)
        begun, ends, nothing, none = self._begun, self._ends, list[_Piece](), _BySize([], [])
        for at, text in enumerate(folded):
            line, begins = lines[at], beginning(text)
            size, head = len(line), begins[:PREFIX]
            if (first := begun.get(head)) is None:
                first = self._gather(head)
            long = size > _LONG
            last = ends.get(edge_char(text[-1]), none)
            found: list[int] = []
            for piece in chain(first[long], last[long], held.get(at, nothing), self._rest):
                # Most patterns are of short lines with words that few lines have: hardly any is run, or even compiled.
                if (
                    size <= piece.longest
                    and begins.startswith(piece.starts)
                    and piece.is_held_by(text)
                    and piece.rule not in found
                    and self._matches(piece, line, at, slow)
                ):
                    found.append(piece.rule)
            for rule in found:
                yield at, rule

    def _matches(self, piece: _Piece, line: str, at: int, slow: dict[int, set[int]]) -> bool:
        try:
            return piece.matches(line, self._timeout)
        except TimeoutError:
            slow.setdefault(at, set()).add(piece.rule)
            return False

    def _held(self, lines: Sequence[str], folded: Sequence[str]) -> dict[int, list[_Piece]]:
        """The pieces of which a line holds a literal, by index of the line; none that the line is too long for."""
        held: dict[int, list[_Piece]] = {}
        order = sorted(range(len(lines)), key=lambda at: len(lines[at]))
        sizes = [len(lines[at]) for at in order]
        literals = ((literal, bisect_right(sizes, longest)) for literal, longest in self._reach)
        for literal, at in holders([folded[at] for at in order], literals):
            held.setdefault(order[at], []).extend(self._holds[literal])
        return held

    def _gather(self, head: str) -> _BySize:
        if len(self._begun) >= _MOST_HEADS:
            self._begun.clear()
        starts, pieces = self._pieces.starts, self._pieces.pieces
        keys = dict.fromkeys((head, head[:2], head[:1]))
        found = self._begun[head] = _by_size([pieces[number] for key in keys for number in starts.get(key, ())])
        return found


def _by_size(pieces: list[_Piece]) -> _BySize:
    return _BySize(pieces, [piece for piece in pieces if piece.longest > _LONG])
