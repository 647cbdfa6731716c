"""Patterns behind guards: a regex is tried only on lines that begin or end, and are as short, as its matches are.

A pattern that runs out of time counts as no match and is reported; the cleaning goes on.
"""

from __future__ import annotations

import math
from itertools import chain

import regex

from forumclean.rules.guard import branches_of, caseless, edge_char, guard_of

__all__ = ["TIMEOUT", "Patterns", "compile_pattern"]

# Seconds that one pattern may take on one line; a well-made one takes microseconds.
TIMEOUT = 0.05
_FLAGS = regex.IGNORECASE | regex.VERSION0
# Numbered groups, names and global flags would change their meaning inside a larger regex.
_ALONE = regex.compile(r"\\[1-9gk]|(?<!\\)(?:\(\?[a-zA-Z]+\)|\(\?P?<\w|\((?!\?)|\(\?[|(])")


def compile_pattern(source: str) -> regex.Pattern[str]:
    """Compile a rule's pattern the way every rule's is: case ignored, the regex module's syntax."""
    return regex.compile(source, _FLAGS)


class _Piece:
    """A pattern or a branch of one, compiled when a line first comes by that it could match."""

    __slots__ = ("_pattern", "literal", "longest", "rule", "source")

    def __init__(self, rule: int, source: str, longest: float = math.inf, literal: str = "") -> None:
        self.rule, self.source, self.longest, self.literal = rule, source, longest, literal
        self._pattern: regex.Pattern[str] | None = None

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

    def __bool__(self) -> bool:
        return bool(self._starts or self._ends or self._rest)

    def add(self, rule: int, source: str) -> None:
        """Put a pattern, branch by branch, where it is found by how its matches begin, or else end."""
        if _ALONE.search(source):
            self._rest.append(_Piece(rule, source))
            return
        for branch in branches_of(source):
            guard = guard_of(branch)
            piece = _Piece(rule, branch, guard.longest, guard.literal)
            if guard.prefixes is None and guard.last is None:
                self._rest.append(piece)
                continue
            table, keys = (self._starts, guard.prefixes) if guard.prefixes is not None else (self._ends, guard.last)
            for key in keys or ():
                table.setdefault(key, []).append(piece)

    def match(self, line: str, slow: set[int]) -> list[int]:
        """Return the rules whose pattern matches the whole line; those that ran out of time are added to ``slow``."""
        found: list[int] = []
        head, starts, folded, size = line[:3].casefold(), self._starts, caseless(line), len(line)
        near = [starts.get(key, ()) for key in (head[:3], head[:2], edge_char(line[0]))]
        for piece in chain(*near, self._ends.get(edge_char(line[-1]), ()), self._rest):
            # Most patterns are of short lines with a word that few lines have: hardly any is run, or even compiled.
            if size <= piece.longest and piece.literal in folded:
                try:
                    if piece.matches(line, self._timeout):
                        found.append(piece.rule)
                except TimeoutError:
                    slow.add(piece.rule)
        return found
