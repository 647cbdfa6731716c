"""Patterns behind guards: a regex is tried only on lines that begin or end, and are as short, as its matches are.

A pattern that runs out of time counts as no match and is reported; the cleaning goes on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

import regex

from forumclean.rules.matching.guard import ANY, PREFIX, Guard, branches_of, edge_char, guard_of

__all__ = ["TIMEOUT", "Patterns", "compile_pattern"]

# Seconds that one pattern may take on one line; a well-made one takes microseconds.
TIMEOUT = 0.05
# Kinds of line, by first and last characters and so many characters of length, that are remembered.
_MOST_NEAR, _STEP = 20_000, 64
_FLAGS = regex.IGNORECASE | regex.VERSION0
# What names another part of its pattern, or sets flags for all of it, would mean something else in a branch alone.
_ALONE = regex.compile(r"\\[1-9gk]|(?<!\\)(?:\(\?[a-zA-Z]+\)|\(\?P?<\w|\(\?[|(&]|\(\?P[=>]|\(\?(?:R|\d))")


def compile_pattern(source: str) -> regex.Pattern[str]:
    """Compile a rule's pattern the way every rule's is: case ignored, the regex module's syntax."""
    return regex.compile(source, _FLAGS)


class _Piece:
    """A pattern or a branch of one, compiled when a line first comes by that it could match."""

    __slots__ = ("_pattern", "literal", "longest", "others", "rule", "source", "starts")

    def __init__(self, rule: int, source: str, guard: Guard) -> None:
        self.rule, self.source = rule, source
        self.longest, self.starts = guard.longest, guard.starts or ""
        self.literal, *self.others = guard.literals or ("",)
        self._pattern: regex.Pattern[str] | None = None

    def has_other(self, text: str) -> bool:
        """Tell whether the text holds one of the literals after the first."""
        return any(other in text for other in self.others)

    def matches(self, line: str, timeout: float | None) -> bool:
        """Tell whether the whole line matches; raises TimeoutError."""
        pattern = self._pattern
        if pattern is None:
            pattern = self._pattern = compile_pattern(self.source)
        return (pattern.fullmatch(line, timeout=timeout) if timeout else pattern.fullmatch(line)) is not None


class Patterns:
    """Whole-line patterns of many rules.

    Args:
        timeout: seconds a pattern may take on a line; None for patterns that the tests have proved, because watching
            the clock costs more than matching.
    """

    def __init__(self, timeout: float | None) -> None:
        self._timeout = timeout
        # Pieces by how their matches begin, by how they end, and the others.
        self._starts: dict[str, list[_Piece]] = {}
        self._ends: dict[str, list[_Piece]] = {}
        self._rest: list[_Piece] = []
        # The pieces that a line's first and last characters and its length leave, gathered when one first comes by.
        self._near: dict[tuple[str, str, int], tuple[_Piece, ...]] = {}

    def __bool__(self) -> bool:
        return bool(self._starts or self._ends or self._rest)

    def add(self, rule: int, source: str) -> None:
        """Put a pattern, branch by branch, where it is found by how its matches begin, or else end."""
        if _ALONE.search(source):
            self._rest.append(_Piece(rule, source, ANY))
            return
        for branch in branches_of(source):
            guard = guard_of(branch)
            piece = _Piece(rule, branch, guard)
            if guard.prefixes is None and guard.last is None:
                self._rest.append(piece)
                continue
            table, keys = (self._starts, guard.prefixes) if guard.prefixes is not None else (self._ends, guard.last)
            for key in keys or ():
                table.setdefault(key, []).append(piece)

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
        for at, text in enumerate(folded):
            line = lines[at]
            size = len(line)
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
        pieces = (*(self._starts.get(key, ()) for key in keys), self._ends.get(edge_char(last), ()), self._rest)
        found = tuple(piece for piece in chain.from_iterable(pieces) if piece.longest >= steps * _STEP)
        self._near[head, last, steps] = found
        return found
