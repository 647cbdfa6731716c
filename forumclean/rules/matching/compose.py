"""Composed lines: a line read as a sequence of known phrases, fields with values, dates, numbers, names and marks.

Rules know whole lines, but dumps glue them: `Anmeldungsdatum: 14.02.2004 Beiträge: 88 Wohnort: Kassel |`. The phrases
of all packs are looked up wherever they stand in a line, the longest first. What share of the line is explained, and
how, is evidence; where nothing is left over and a part is sure, that is a verdict.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from forumclean.dates.words import date_words
from forumclean.rules.matching.tokens import NUMBER, key_of, tokens_of
from forumclean.rules.rule import Action, Rule
from forumclean.values.marks import Reading
from forumclean.values.memory import Memory

__all__ = ["LONGEST", "Composer", "moment_end"]

# A longer line is prose; a value after a label, and a name, have at most so many words.
LONGEST = 200
_VALUE, _NAME = 5, 4
_NAME_SLOT = "{name}"
# Marks that end a value.
_ENDS = frozenset("|•·»›;\t")
_BRACKETS, _ENOUGH = frozenset("[](){}<>*|/#=&"), 3
_STOPS = frozenset(".!?。！？।۔؟")
_UNREAD = Reading()


@dataclass(frozen=True, slots=True)
class _Entry:
    """What a phrase is.

    Attributes:
        rule: number of the rule that has it.
        is_sure: the rule drops a line of nothing but this, whatever stands around it.
        is_field: a value may follow.
        before: a name may stand before it ("Ann said").
        after: a name may stand after it ("Posted by Ann").
    """

    rule: int
    is_sure: bool
    is_field: bool
    before: bool
    after: bool


class Composer:
    """Reads lines by the phrases of rules; immutable once made.

    Args:
        rules: the rules; `lines` and `field` of those that drop or hint are used.
    """

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._entries: dict[tuple[str, ...], _Entry] = {}
        for number, rule in enumerate(rules):
            if rule.action is Action.KEEP or (rule.weight or 1) < 0:
                continue
            sure = rule.action is Action.DROP and not (rule.where or rule.max_words or rule.after or rule.before)
            for phrase in rule.lines or rule.field or ():
                self._add(phrase, number, sure, bool(rule.field))
        lengths: dict[str, set[int]] = {}
        for keys in self._entries:
            lengths.setdefault(keys[0], set()).add(len(keys))
        self._lengths = {key: sorted(sizes, reverse=True) for key, sizes in lengths.items()}
        self._memory: Memory[Reading] = Memory()

    def _add(self, phrase: str, number: int, sure: bool, is_field: bool) -> None:
        words = tokens_of(phrase.replace(_NAME_SLOT, " "))
        keys = tuple(key_of(word) for word, _ in words)
        if all(key == NUMBER for key in keys):
            return
        # A word or two in brackets ("[ date ]") are sure with their brackets, which are not looked at here.
        sure = sure and (len(keys) >= _ENOUGH or _BRACKETS.isdisjoint(phrase))
        entry = _Entry(number, sure, is_field, phrase.startswith(_NAME_SLOT), phrase.endswith(_NAME_SLOT))
        known = self._entries.get(keys)
        # Of phrases that several rules have, the sure one tells more, then one with room for a name, then a label.
        if known is None or _telling(entry) > _telling(known):
            self._entries[keys] = entry

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """Read the lines of a document, each alone."""
        return self._memory.of(texts, self._read_new)

    def _read_new(self, texts: Sequence[str]) -> list[Reading]:
        return [_Line(self._entries, self._lengths, text).read() if len(text) <= LONGEST else _UNREAD for text in texts]


def _telling(entry: _Entry) -> tuple[bool, bool, bool]:
    return entry.is_sure, entry.before or entry.after, entry.is_field


class _Line:
    """A line while it is read."""

    def __init__(self, entries: dict[tuple[str, ...], _Entry], lengths: dict[str, list[int]], text: str) -> None:
        self._entries, self._lengths = entries, lengths
        found = tokens_of(text)
        self._words = [word for word, _ in found]
        self._marks = [marks for _, marks in found]
        self._keys = list(map(key_of, self._words))
        self._sizes = {"sure": 0, "hinted": 0, "typed": 0, "value": 0}
        self._rules: list[int] = []
        self._fields = self._loose = 0
        self._soft_end, self._last = -1, ""
        self._left: list[list[str]] = [[]]
        self._names: list[str] = []

    def read(self) -> Reading:
        """Go through the words once; at each the longest phrase, or else a date or number, is taken."""
        at, keys, lengths = 0, self._keys, self._lengths
        soft = _date_words()[0]
        while at < len(keys):
            key = keys[at]
            end, entry = self._phrase(at) if key in lengths else (at, None)
            moment = moment_end(keys, at) if key in soft else at
            if entry and end >= moment:
                at = self._take(at, end, entry)
            elif moment > at:
                self._explain("typed", at, moment)
                at = moment
            else:
                self._left[-1].append(self._words[at])
                if self._ends_value(at):
                    self._break()
                at += 1
        left = tuple(" ".join(run) for run in self._left if run)
        self._loose += bool(self._marks) and not _STOPS.isdisjoint(self._marks[-1])
        return Reading(
            size=sum(map(len, self._words)), left=left, names=tuple(self._names),
            rules=tuple(dict.fromkeys(self._rules)), fields=self._fields,
            loose=self._loose, **self._sizes,
        )  # fmt: skip

    def _phrase(self, at: int) -> tuple[int, _Entry | None]:
        keys = self._keys
        for size in self._lengths[keys[at]]:
            if at + size <= len(keys) and (entry := self._entries.get(tuple(keys[at : at + size]))) is not None:
                return at + size, entry
        return at, None

    def _take(self, at: int, end: int, entry: _Entry) -> int:
        if entry.before and len(self._left[-1]) in range(1, _NAME + 1):
            self._name(self._left.pop())
            self._left.append([])
        # Two phrases that only a blank parts may be prose ("Advanced search removed"), unless both are sure.
        how = "sure" if entry.is_sure else "hinted"
        self._loose += self._soft_end == at and "hinted" in (how, self._last)
        self._soft_end, self._last = end if self._marks[end - 1] == " " else -1, how
        self._explain(how, at, end)
        self._rules.append(entry.rule)
        if entry.after:
            stop = self._value_end(end, _NAME)
            self._name(self._words[end:stop])
            return stop
        return self._take_value(end) if entry.is_field else end

    def _take_value(self, at: int) -> int:
        """A date, a number or a few words after a label; words only after a colon."""
        self._fields += 1
        if at >= len(self._keys) or self._ends_value(at - 1):
            return at
        if (end := moment_end(self._keys, at)) > at:
            self._explain("typed", at, end)
        elif ":" in self._marks[at - 1] or "：" in self._marks[at - 1]:
            end = self._value_end(at, _VALUE)
            self._explain("value", at, end)
        return end

    def _value_end(self, at: int, most: int) -> int:
        end = at
        while end < len(self._keys) and end - at < most:
            if end > at and (self._ends_value(end - 1) or (self._keys[end] in self._lengths and self._phrase(end)[1])):
                break
            end += 1
        return end

    def _ends_value(self, at: int) -> bool:
        marks = self._marks[at]
        return len(marks) > 1 and ("  " in marks or not _ENDS.isdisjoint(marks))

    def _name(self, words: list[str]) -> None:
        self._sizes["typed"] += sum(map(len, words))
        if words:
            self._names.append(" ".join(words))

    def _explain(self, how: str, start: int, end: int) -> None:
        self._sizes[how] += sum(map(len, self._words[start:end]))
        self._break()

    def _break(self) -> None:
        if self._left[-1]:
            self._left.append([])


@cache
def _date_words() -> tuple[dict[str, bool], frozenset[str]]:
    """Words of dates and whether one alone is a date, as numbers and "yesterday" are; and the words that join them."""
    words: dict[str, bool] = {NUMBER: True}
    joints: set[str] = set()
    for language in date_words().values():
        named = [name for group in (*language.months, *language.weekdays) for name in group]
        counted = [name for group in language.units.values() for name in group]
        for name in (*named, *counted, *language.ago, *language.halves):
            if len(name) > 1 or not name.isascii():
                words.update((key, words.get(key, False)) for key in _keys(name))
        for name in language.near:
            keys = _keys(name)
            words.update((key, len(keys) == 1 or words.get(key, False)) for key in keys)
        joints.update(key for name in language.joints for key in _keys(name))
    return words, frozenset(joints)


def _keys(phrase: str) -> list[str]:
    return [key_of(word) for word, _ in tokens_of(phrase)]


def moment_end(keys: Sequence[str], at: int) -> int:
    """Where a date, a time or a number that begins here ends; ``at`` when none does."""
    words, joints = _date_words()
    end, i, certain = at, at, False
    while i < len(keys):
        key = keys[i]
        if key in words:
            certain, end = certain or words[key], i + 1
        elif key not in joints or i == at:
            break
        i += 1
    return end if certain else at
