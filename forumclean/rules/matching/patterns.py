"""Patterns behind guards: a regex is tried only on lines that begin or end, and are as short, as its matches are.

A pattern that runs out of time counts as no match and is reported; the cleaning goes on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any

import msgspec
import regex

from forumclean.rules.matching.guard import ANY, PREFIX, Guard, branches_of, edge_char, guard_of

__all__ = ["TIMEOUT", "Patterns", "Pieces", "compile_pattern"]

# Seconds that one pattern may take on one line; a well-made one takes microseconds.
TIMEOUT = 0.05
# Kinds of line, by first and last characters and so many characters of length, that are remembered.
_MOST_NEAR, _STEP = 20_000, 64
# So few pieces are sooner tried than gathered, as those of one forum are.
_FEW = 8
_FLAGS = regex.IGNORECASE | regex.VERSION0
# What names another part of its pattern, or sets flags for all of it, would mean something else in a branch alone.
_ALONE = regex.compile(r"\\[1-9gk]|(?<!\\)(?:\(\?[a-zA-Z]+\)|\(\?P?<\w|\(\?[|(&]|\(\?P[=>]|\(\?(?:R|\d))")

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
    literal: str
    others: tuple[str, ...]
    pattern: Any = None  # a regex, which no file holds

    @classmethod
    def of(cls, rule: int, source: str, guard: Guard) -> _Piece:
        """A piece behind its guard."""
        literal, *others = guard.literals or ("",)
        return cls(rule, source, guard.longest, guard.starts or ("",), literal, tuple(others))

    def has_other(self, text: str) -> bool:
        """Tell whether the text holds one of the literals after the first."""
        return any(other in text for other in self.others)

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
        rest: of the others.
    """

    pieces: list[_Piece] = []
    starts: dict[str, list[int]] = {}
    ends: dict[str, list[int]] = {}
    rest: list[int] = []

    def add(self, rule: int, source: str) -> None:
        """Put a pattern, branch by branch, where it is found by how its matches begin, or else end."""
        alone = _ALONE.search(source)
        for branch in [source] if alone else branches_of(source):
            guard = ANY if alone else guard_of(branch)
            number = len(self.pieces)
            self.pieces.append(_Piece.of(rule, branch, guard))
            if guard.prefixes is None and guard.last is None:
                self.rest.append(number)
                continue
            table, keys = (self.starts, guard.prefixes) if guard.prefixes is not None else (self.ends, guard.last)
            for key in keys or ():
                table.setdefault(key, []).append(number)


class Patterns:
    """Whole-line patterns of many rules.

    Args:
        pieces: their branches.
        timeout: seconds a pattern may take on a line; None for patterns that the tests have proved, because watching
            the clock costs more than matching.
    """

    def __init__(self, pieces: Pieces, timeout: float | None) -> None:
        self._pieces, self._timeout = pieces, timeout
        # The pieces that a line's first and last characters and its length leave, gathered when one first comes by.
        self._near: dict[tuple[str, str, int], tuple[_Piece, ...]] = {}

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
        near = self._near
        few = tuple(self._pieces.pieces) if len(self._pieces.pieces) <= _FEW else None
        for at, text in enumerate(folded):
            line = lines[at]
            size = len(line)
            if (pieces := few) is None:
                key = (text[:PREFIX], text[-1], size // _STEP)
                if (pieces := near.get(key)) is None:
                    pieces = self._gather(*key)
            found: list[int] = []
            for piece in pieces:
                # Most patterns are of short lines with words that few lines have: hardly any is run, or even compiled.
                if (
                    size <= piece.longest
                    and text.startswith(piece.starts)
                    and (piece.literal in text or (piece.others and piece.has_other(text)))
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

    def _gather(self, head: str, last: str, steps: int) -> tuple[_Piece, ...]:
        if len(self._near) >= _MOST_NEAR:
            self._near.clear()
        keys = dict.fromkeys((head, head[:2], edge_char(head[0])))
        table = self._pieces
        numbers = (*(table.starts.get(key, ()) for key in keys), table.ends.get(edge_char(last), ()), table.rest)
        pieces = (table.pieces[number] for number in chain.from_iterable(numbers))
        found = tuple(piece for piece in pieces if piece.longest >= steps * _STEP)
        self._near[head, last, steps] = found
        return found
