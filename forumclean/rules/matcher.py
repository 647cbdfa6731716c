"""Matcher: what all rules together say of one line, whatever stands around it.

Phrases are hashed, so that thousands of them cost a look-up a line; patterns see `forumclean.rules.patterns`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import regex

from forumclean.rules.fold import bare, fold_phrases
from forumclean.rules.guard import literals_of
from forumclean.rules.patterns import TIMEOUT, Patterns, compile_pattern
from forumclean.rules.rule import Rule

__all__ = ["Hit", "InlineRule", "Matcher"]

# Fields: a value after "Label:" on the same line has at most so many words; characters, in scripts without blanks.
_VALUE_WORDS, _VALUE_CHARS = 8, 80


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule that matches a line; ``label_only`` when a field's label stands alone, so that a value may follow."""

    rule: int
    label_only: bool = False


@dataclass(frozen=True, slots=True)
class InlineRule:
    """A compiled inline pattern and a literal that each of its matches holds ("" when none is certain)."""

    rule: int
    pattern: regex.Pattern[str]
    literal: str


class Matcher:
    """The compiled rules of a Cleaner; immutable once made, so threads may share it.

    Args:
        rules: in order of strength, the strongest last.
        proved: how many of them, from the start, are shipped rules that the tests have proved to be fast.
    """

    def __init__(self, rules: Sequence[Rule], *, proved: int) -> None:
        self.rules = tuple(rules)
        self.proved = proved
        self.stops: dict[int, frozenset[str]] = {}
        self._lines: dict[str, tuple[Hit, ...]] = {}
        self._fields: dict[str, tuple[Hit, ...]] = {}
        self._starts: dict[str, list[tuple[str, int]]] = {}
        self._ends: dict[str, list[tuple[str, int]]] = {}
        self._shipped, self._users = Patterns(None), Patterns(TIMEOUT)
        for number, rule in enumerate(self.rules):
            self._add(number, rule)

    def _add(self, number: int, rule: Rule) -> None:
        if rule.lines:
            _index(self._lines, fold_phrases(rule.lines), Hit(number))
        elif rule.field:
            _index(self._lines, fold_phrases(rule.field), Hit(number, label_only=True))
            _index(self._fields, fold_phrases(rule.field), Hit(number))
        elif rule.region:
            _index(self._lines, fold_phrases(rule.region.start), Hit(number))
            self.stops[number] = frozenset(fold_phrases(rule.region.stop or ()))
        elif rule.pattern:
            (self._shipped if number < self.proved else self._users).add(number, rule.pattern)
        for phrase in fold_phrases(rule.starts or ()):
            self._starts.setdefault(phrase.partition(" ")[0].rstrip(":,"), []).append((phrase, number))
        for phrase in fold_phrases(rule.ends or ()):
            self._ends.setdefault(phrase.rpartition(" ")[2], []).append((phrase, number))

    @cached_property
    def inlines(self) -> tuple[InlineRule, ...]:
        """The inline rules, compiled when a document is first marked."""
        return tuple(
            InlineRule(number, compile_pattern(rule.inline), (literals_of(rule.inline) or [""])[0])
            for number, rule in enumerate(self.rules)
            if rule.inline
        )

    def match(self, line: str, key: str, slow: set[int]) -> tuple[Hit, ...]:
        """Return every rule that matches the line.

        Args:
            line: the line with white space folded.
            key: the same, folded by `forumclean.rules.fold.fold_many`; "" for a line too long to be a phrase, which
                only patterns look at.
            slow: takes the rules that were cut off.
        """
        if not key:
            return self._match_patterns(line, slow)
        found = self._lines.get(key, ())
        if ":" in key:
            label, _, value = key.partition(":")
            short = value.count(" ") <= _VALUE_WORDS and len(value) <= _VALUE_CHARS
            if value and short and (fields := self._fields.get(label.rstrip())):
                found += fields
        if candidates := self._starts.get(key.partition(" ")[0].rstrip(":,")):
            found += tuple(Hit(rule) for phrase, rule in candidates if _begins(key, phrase))
        if candidates := self._ends.get(key.rpartition(" ")[2]):
            found += tuple(Hit(rule) for phrase, rule in candidates if _finishes(key, phrase))
        return found + self._match_patterns(bare(line), slow)

    def _match_patterns(self, line: str, slow: set[int]) -> tuple[Hit, ...]:
        found = self._shipped.match(line, slow)
        if self._users:
            found += self._users.match(line, slow)
        return tuple(map(Hit, found)) if found else ()


def _index(table: dict[str, tuple[Hit, ...]], keys: Iterable[str], hit: Hit) -> None:
    for key in dict.fromkeys(keys):
        table[key] = (*table.get(key, ()), hit)


def _begins(key: str, phrase: str) -> bool:
    return key.startswith(phrase) and not key[len(phrase) : len(phrase) + 1].isalnum()


def _finishes(key: str, phrase: str) -> bool:
    return key.endswith(phrase) and not key[: -len(phrase)][-1:].isalnum()
