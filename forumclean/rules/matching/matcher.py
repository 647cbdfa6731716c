"""Matcher: what all rules together say of one line, whatever stands around it.

Phrases are hashed, so that thousands of them cost a look-up a line; patterns see `forumclean.rules.matching.patterns`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain

import msgspec
import regex

from forumclean.rules.matching.fold import as_line, bare, caseless, fold_caseless, fold_phrases
from forumclean.rules.matching.guard import core_of, literals_of
from forumclean.rules.matching.patterns import TIMEOUT, Patterns, Pieces, compile_pattern
from forumclean.rules.rule import Rule

__all__ = ["LONGEST_PHRASE", "Hit", "Matcher", "Tables"]

# Fields: a value after "Label:" on the same line has at most so many words; characters, in scripts without blanks.
_VALUE_WORDS, _VALUE_CHARS = 8, 80
# A longer line is prose to the ways that compare phrases: none of them may remove a paragraph for its first words.
LONGEST_PHRASE = 300


class Hit(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A rule that matches a line.

    Attributes:
        rule: its number.
        label_only: a field's label stands alone, so that a value may follow.
        inline: the rule could match inside the line; whether it does is left to its pattern.
    """

    rule: int
    label_only: bool = False
    inline: bool = False


class Tables(msgspec.Struct, array_like=True):
    """Where the rules are found that a line may match.

    Attributes:
        lines: by a whole line, folded.
        fields: by a label that a value follows.
        starts: phrases and the number of their rule, by their first word.
        ends: the same by their last word.
        inlines: inline rules, each with a literal that its matches hold ("" when none is certain).
        stops: the lines that end the region of a rule.
        shipped: patterns that the tests have proved to be fast.
        users: the others.
    """

    lines: dict[str, tuple[Hit, ...]] = {}
    fields: dict[str, tuple[Hit, ...]] = {}
    starts: dict[str, list[tuple[str, int]]] = {}
    ends: dict[str, list[tuple[str, int]]] = {}
    inlines: list[tuple[int, str]] = []
    stops: dict[int, frozenset[str]] = {}
    shipped: Pieces = msgspec.field(default_factory=Pieces)
    users: Pieces = msgspec.field(default_factory=Pieces)

    @classmethod
    def of(cls, rules: Sequence[Rule], proved: int) -> Tables:
        """Tables of rules, of which so many, from the start, are shipped ones."""
        tables = cls()
        for number, rule in enumerate(rules):
            tables._add(number, rule, tables.shipped if number < proved else tables.users)
        return tables

    def grown(self, rules: Sequence[Rule], known: int) -> Tables:
        """Tables of more rules, of which these are the first; they stay as they are."""
        tables = Tables(
            dict(self.lines), dict(self.fields), {word: list(found) for word, found in self.starts.items()},
            {word: list(found) for word, found in self.ends.items()}, list(self.inlines), dict(self.stops),
            self.shipped,
        )  # fmt: skip
        for number in range(known, len(rules)):
            tables._add(number, rules[number], tables.users)
        return tables

    def _add(self, number: int, rule: Rule, patterns: Pieces) -> None:
        if rule.lines:
            _index(self.lines, fold_phrases(rule.lines), Hit(number))
        elif rule.field:
            _index(self.lines, fold_phrases(rule.field), Hit(number, label_only=True))
            _index(self.fields, fold_phrases(rule.field), Hit(number))
        elif rule.region:
            _index(self.lines, fold_phrases(rule.region.start), Hit(number))
            self.stops[number] = frozenset(fold_phrases(rule.region.stop or ()))
        elif rule.inline:
            literals = [run.strip() for run in literals_of(rule.inline) if run.strip() == as_line(run)]
            self.inlines.append((number, max(literals, key=len, default="")))
        elif rule.pattern:
            patterns.add(number, rule.pattern)
        for phrase in fold_phrases(rule.starts or ()):
            self.starts.setdefault(phrase.partition(" ")[0].rstrip(":,"), []).append((phrase, number))
        for phrase in fold_phrases(rule.ends or ()):
            self.ends.setdefault(phrase.rpartition(" ")[2], []).append((phrase, number))


class Matcher:
    """The compiled rules of a Cleaner; immutable once made, so threads may share it.

    Args:
        rules: in order of strength, the strongest last.
        proved: how many of them, from the start, are shipped rules that the tests have proved to be fast.
        tables: what `Tables.of` gives for these, if the caller has it.
        shipped: the patterns of those that are proved, if the caller has them.
    """

    def __init__(
        self, rules: Sequence[Rule], *, proved: int, tables: Tables | None = None, shipped: Patterns | None = None
    ) -> None:
        self.rules = tuple(rules)
        self.proved = proved
        self._tables = tables = tables or Tables.of(rules, proved)
        self.stops = tables.stops
        self._shipped, self._users = shipped or Patterns(tables.shipped, None), Patterns(tables.users, TIMEOUT)

    def under(self, rules: Sequence[Rule]) -> Matcher:
        """Return a matcher of more rules, of which these, all of them proved, are the first."""
        known = len(self.rules)
        return Matcher(rules, proved=known, tables=self._tables.grown(rules, known), shipped=self._shipped)

    @cached_property
    def inlines(self) -> dict[int, regex.Pattern[str]]:
        """The patterns of the inline rules, compiled when a line first could match one."""
        return {number: compile_pattern(self.rules[number].inline or "") for number, _ in self._tables.inlines}

    @cached_property
    def cores(self) -> dict[int, regex.Pattern[str]]:
        """For those of the `unguarded` rules that have one, what matches wherever their patterns do, and is cheaper."""
        cores = ((number, core_of(self.rules[number].inline or "")) for number in self.unguarded)
        return {number: compile_pattern(core) for number, core in cores if core}

    @property
    def unguarded(self) -> list[int]:
        """The inline rules that hold no literal, so that their patterns alone can tell where they match."""
        return [number for number, literal in self._tables.inlines if not literal]

    def match_many(self, lines: Sequence[str], slow: dict[int, set[int]]) -> list[tuple[Hit, ...]]:
        """Return, for each line, every rule that matches it, but for those that are `unguarded`.

        Args:
            lines: lines with white space folded, none of them empty.
            slow: takes the rules that were cut off, by index of the line.
        """
        whole = [caseless(line) for line in lines]
        bares = [bare(line) for line in lines]
        # What stands before a bare line has no case, so it is as long in both.
        folded = [text[len(line) - len(rest) :] for text, line, rest in zip(whole, lines, bares, strict=True)]
        keys = fold_caseless([line if len(line) <= LONGEST_PHRASE else "" for line in folded])
        lines_of = self._tables.lines
        found = [lines_of.get(key, ()) for key in keys]
        for at, hit in chain(self._match_fields(keys), self._match_edges(keys)):
            found[at] += (hit,)
        for patterns in (self._shipped, self._users):
            for at, rule in patterns.match_many(bares, folded, slow) if patterns else ():
                found[at] += (Hit(rule),)
        for rule, literal in self._tables.inlines:
            for at in [at for at, text in enumerate(whole) if literal and literal in text]:
                found[at] += (Hit(rule, inline=True),)
        return found

    def _match_fields(self, keys: Sequence[str]) -> Iterator[tuple[int, Hit]]:
        for at in [at for at, key in enumerate(keys) if ":" in key]:
            label, _, value = keys[at].partition(":")
            if value and value.count(" ") <= _VALUE_WORDS and len(value) <= _VALUE_CHARS:
                for hit in self._tables.fields.get(label.rstrip(), ()):
                    yield at, hit

    def _match_edges(self, keys: Sequence[str]) -> Iterator[tuple[int, Hit]]:
        """Phrases at the start and at the end of a line, found by their first and last word."""
        starts, ends = self._tables.starts, self._tables.ends
        for at, key in enumerate(keys):
            if (first := key.partition(" ")[0].rstrip(":,")) in starts:
                for phrase, rule in starts[first]:
                    if _begins(key, phrase):
                        yield at, Hit(rule)
            if (last := key[key.rfind(" ") + 1 :]) in ends:
                for phrase, rule in ends[last]:
                    if _finishes(key, phrase):
                        yield at, Hit(rule)


def _index(table: dict[str, tuple[Hit, ...]], keys: Iterable[str], hit: Hit) -> None:
    for key in dict.fromkeys(keys):
        table[key] = (*table.get(key, ()), hit)


def _begins(key: str, phrase: str) -> bool:
    return key.startswith(phrase) and not key[len(phrase) : len(phrase) + 1].isalnum()


def _finishes(key: str, phrase: str) -> bool:
    return key.endswith(phrase) and not key[: -len(phrase)][-1:].isalnum()
