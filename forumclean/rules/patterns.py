"""Patterns in groups: a regex of many patterns is tried only on lines that begin or end in a way that fits.

A pattern that runs out of time counts as no match and is reported; the cleaning goes on.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import regex

from forumclean.rules.guard import branches_of, edge_char, guard_of

__all__ = ["TIMEOUT", "Patterns", "compile_pattern"]

# Seconds that one pattern may take on one line; a well-made one takes microseconds.
TIMEOUT = 0.05
_FLAGS = regex.IGNORECASE | regex.VERSION0
# Numbered groups, names and global flags would change their meaning inside a larger regex.
_ALONE = regex.compile(r"\\[1-9gk]|(?<!\\)(?:\(\?[a-zA-Z]+\)|\(\?P?<\w|\((?!\?)|\(\?[|(])")


def compile_pattern(source: str) -> regex.Pattern[str]:
    """Compile a rule's pattern the way every rule's is: case ignored, the regex module's syntax."""
    return regex.compile(source, _FLAGS)


@dataclass(slots=True)
class _Group:
    """Patterns that share a beginning, an end or a literal: one regex tells whether any of them can match."""

    timeout: float | None
    sources: list[tuple[int, str]] = field(default_factory=list)
    _any: regex.Pattern[str] | None = None
    _each: dict[str, regex.Pattern[str]] = field(default_factory=dict)

    def add(self, rule: int, source: str) -> None:
        self.sources.append((rule, source))

    def matches(self, line: str, slow: set[int]) -> list[int]:
        # A pattern alone in its group is its own test; compiling it twice would be felt at the first call.
        if len(self.sources) > 1 and not self._may_match(line):
            return []
        return [rule for rule, source in self.sources if self._one(rule, source, line, slow)]

    def _may_match(self, line: str) -> bool:
        any_of = self._any
        if any_of is None:
            any_of = compile_pattern("|".join(f"(?:{source})" for _, source in self.sources))
            self._any = any_of
        try:
            return bool(any_of.fullmatch(line, timeout=self.timeout) if self.timeout else any_of.fullmatch(line))
        except TimeoutError:
            return True  # each of them on its own tells which is slow

    def _one(self, rule: int, source: str, line: str, slow: set[int]) -> bool:
        pattern = self._each.get(source)
        if pattern is None:
            pattern = self._each[source] = compile_pattern(source)
        try:
            found = pattern.fullmatch(line, timeout=self.timeout) if self.timeout else pattern.fullmatch(line)
            return found is not None
        except TimeoutError:
            slow.add(rule)
            return False


class Patterns:
    """Whole-line patterns of many rules.

    Args:
        timeout: seconds a pattern may take on a line; None for patterns that the tests have proved, because watching
            the clock costs more than matching.
    """

    def __init__(self, timeout: float | None) -> None:
        self._timeout = timeout
        self._starts: dict[str, _Group] = {}
        self._ends: dict[str, _Group] = {}
        self._rest: dict[str, _Group] = {}

    def __bool__(self) -> bool:
        return bool(self._starts or self._ends or self._rest)

    def add(self, rule: int, source: str) -> None:
        """Put a pattern, branch by branch, into the groups of how its matches begin, or else end, or what they hold."""
        if _ALONE.search(source):
            self._rest.setdefault(f"\0{rule}", _Group(self._timeout)).add(rule, source)
            return
        for branch in branches_of(source):
            guard = guard_of(branch)
            if guard.prefixes is None and guard.last is None:
                self._rest.setdefault(guard.literal, _Group(self._timeout)).add(rule, branch)
                continue
            table, keys = (self._starts, guard.prefixes) if guard.prefixes is not None else (self._ends, guard.last)
            for key in keys or ():
                table.setdefault(key, _Group(self._timeout)).add(rule, branch)

    def match(self, line: str, slow: set[int]) -> list[int]:
        """Return the rules whose pattern matches the whole line; those that ran out of time are added to ``slow``."""
        found: list[int] = []
        head, folded = line[:3].casefold(), line.casefold()
        starts = self._starts
        for key in (head[:3], head[:2], edge_char(line[0])):
            if group := starts.get(key):
                found += group.matches(line, slow)
        if group := self._ends.get(edge_char(line[-1])):
            found += group.matches(line, slow)
        for literal, group in self._rest.items():
            if literal in folded or literal[:1] == "\0":
                found += group.matches(line, slow)
        return found
