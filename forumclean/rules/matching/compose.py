"""Composed lines: a line read as a sequence of known phrases, fields with values, dates, numbers, names and marks.

Rules know whole lines, but dumps glue them: `Anmeldungsdatum: 14.02.2004 Beiträge: 88 Wohnort: Kassel |`. The phrases
of all packs are looked up wherever they stand in a line, the longest first. What share of the line is explained, and
how, is evidence; where nothing is left over and a part is sure, that is a verdict.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from forumclean.cache import recalled
from forumclean.dates.words import WORDS_FILE, date_words
from forumclean.rules.matching.fold import caseless
from forumclean.rules.matching.phrases import Entry, Phrases
from forumclean.rules.matching.tokens import NUMBER, keys_of, tokens_of
from forumclean.rules.rule import Action, Rule
from forumclean.values.marks import Reading
from forumclean.values.memory import Memory

__all__ = ["LONGEST", "Composer", "moment_end", "phrases_of"]

# A longer line is prose; a value after a label, and a name, have at most so many words.
LONGEST = 200
_VALUE, _NAME = 5, 4
_NAME_SLOT = "{name}"
# Marks that end a value.
_ENDS = frozenset("|•·»›;\t")
_MAY_END = re.compile(rf"  |[{''.join(_ENDS)}]")
_BRACKETS, _ENOUGH = frozenset("[](){}<>*|/#=&"), 3
_STOPS = frozenset(".!?。！？।۔؟")
_STOPPED = re.compile(rf"[{''.join(sorted(_STOPS))}][\"'”’»)\]]?$")
_UNREAD = Reading()
# Stands for a line that is read as before.
_SAME = Reading(size=-1)
_NEVER = re.compile(r"(?!)")
_DIGITS = r"\d+(?:[.,:/\-]\d+)*"


class Composer:
    """Reads lines by the phrases of rules; immutable once made.

    Args:
        rules: the rules; `lines` and `field` of those that drop or hint are used.
        phrases: what `phrases_of` gives for these, if the caller has it.
        below: has the first of the rules; its phrases are taken over.
    """

    def __init__(self, rules: Sequence[Rule], phrases: Phrases | None = None, below: Composer | None = None) -> None:
        self._rules, self._own = tuple(rules), _NEVER
        self._own_memory: Memory[Reading] = Memory()
        if below is not None:
            known = len(below._rules)
            entries = [entry for number in range(known, len(rules)) for entry in _entries(number, rules[number])]
            phrases = below._phrases.grown(entries)
            # For `read_over`: where a phrase of its own may stand.
            own = {r"\W*".join(_DIGITS if key == NUMBER else re.escape(key) for key in keys) for keys, _ in entries}
            self._own = re.compile("|".join(sorted(own))) if own else _NEVER
        self._phrases: Phrases = phrases or phrases_of(rules)
        # Where one of these words stands, a phrase or a date may begin; if there are words with it, before one of them.
        self._starts: dict[str, Collection[str]] = {
            word: () if node.entry else node.nexts for word, node in self._phrases.nexts.items()
        }
        self._starts.update(dict.fromkeys(_date_words().words, ()))
        self._memory: Memory[Reading] = Memory()

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """Read the lines of a document, each alone."""
        return self._memory.of(texts, self._read_new)

    def read_certain(self, texts: Sequence[str]) -> list[Reading]:
        """Read the lines of a document that can be certain; all of them, where one hangs on a name in another.

        A line that ends a sentence never is, and so most prose is not looked at.
        """
        may_be = [text for text in texts if not _STOPPED.search(text, len(text) - 2)]
        known = dict(zip(may_be, self.read(may_be), strict=True))
        if any(reading.is_certain and reading.left for reading in known.values()):
            return self.read(texts)
        return [known.get(text, _UNREAD) for text in texts]

    def read_over(self, texts: Sequence[str], readings: Sequence[Reading]) -> list[Reading]:
        """Read only the lines again in which a phrase may stand that the one below, which read them so, has not."""

        def touched(fresh: list[str]) -> list[Reading]:
            again = [
                text for text in fresh if len(text) <= LONGEST and self._own.search(caseless(text).replace("’", "'"))
            ]
            known = dict(zip(again, self._read_new(again), strict=True))
            return [known.get(text, _SAME) for text in fresh]

        found = self._own_memory.of(texts, touched)
        return [old if new is _SAME or new == old else new for old, new in zip(readings, found, strict=True)]

    def _read_new(self, texts: Sequence[str]) -> list[Reading]:
        return [self._read_line(text) if len(text) <= LONGEST else _UNREAD for text in texts]

    def _read_line(self, text: str) -> Reading:
        found = tokens_of(text)
        words = [word for word, _ in found]
        keys = [*keys_of(words), ""]  # what stands behind the last word begins nothing
        beginnings = [
            at for at, nexts in enumerate(map(self._starts.get, keys))
            if nexts is not None and (not nexts or keys[at + 1] in nexts)
        ]  # fmt: skip
        may_end = _MAY_END.search(text)
        if not beginnings and not may_end:
            left = (" ".join(words),) if words else ()
            loose = int(bool(found) and _stops(found[-1][1]))
            return Reading(size=len("".join(words)), left=left, loose=loose)
        marks = [marks for _, marks in found]
        ends = [at for at, said in enumerate(marks) if _ends_value(said)] if may_end else []
        return _Line(self._phrases, words, marks, keys, ends).read(beginnings)


def phrases_of(rules: Sequence[Rule]) -> Phrases:
    """The phrases of rules that a line may be put together of."""
    phrases = Phrases()
    for number, rule in enumerate(rules):
        for keys, entry in _entries(number, rule):
            phrases.add(keys, entry)
    return phrases


def _entries(number: int, rule: Rule) -> Iterator[tuple[list[str], Entry]]:
    """The phrases of a rule, word by word, and what each is."""
    if rule.action is Action.KEEP or (rule.weight or 1) < 0:
        return
    is_sure = rule.action is Action.DROP and not (rule.where or rule.max_words or rule.asked)
    for phrase in rule.lines or rule.field or ():
        keys = _keys(phrase.replace(_NAME_SLOT, " "))
        if all(key == NUMBER for key in keys):
            continue
        # A word or two in brackets ("[ date ]") are sure with their brackets, which are not looked at here.
        sure = is_sure and (len(keys) >= _ENOUGH or _BRACKETS.isdisjoint(phrase))
        yield keys, Entry(number, sure, bool(rule.field), phrase.startswith(_NAME_SLOT), phrase.endswith(_NAME_SLOT))


class _Line:
    """A line while it is read: its words and the marks after them, the forms in which they are compared."""

    __slots__ = (
        "_ends", "_fields", "_keys", "_last", "_left", "_loose", "_marks", "_names", "_phrases", "_rules", "_sizes",
        "_soft_end", "_words",
    )  # fmt: skip

    def __init__(self, phrases: Phrases, words: list[str], marks: list[str], keys: list[str], ends: list[int]) -> None:
        self._phrases, self._words, self._marks, self._keys, self._ends = phrases, words, marks, keys, ends
        self._sizes = {"sure": 0, "hinted": 0, "typed": 0, "value": 0}
        self._rules: list[int] = []
        self._fields = self._loose = 0
        self._soft_end, self._last = -1, ""
        self._left: list[str] = []
        self._names: list[str] = []

    def read(self, beginnings: Sequence[int]) -> Reading:
        """Go through the words once; where one may begin the longest phrase, or else a date or number, is taken."""
        at, keys, dates = 0, self._keys, _date_words().words
        for here in beginnings:
            if here < at:
                continue
            end, entry = self._phrases.longest(keys, here)
            moment = moment_end(keys, here) if keys[here] in dates else here
            if entry and end >= moment:
                at = self._take(at, here, end, entry)
            elif moment > here:
                self._leave(at, here)
                self._explain("typed", here, moment)
                at = moment
        self._leave(at, len(self._words))
        self._loose += bool(self._marks) and _stops(self._marks[-1])
        return Reading(
            size=len("".join(self._words)), left=tuple(self._left), names=tuple(self._names),
            rules=tuple(dict.fromkeys(self._rules)), fields=self._fields,
            loose=self._loose, **self._sizes,
        )  # fmt: skip

    def _leave(self, start: int, stop: int, *, may_name: bool = False) -> None:
        """Leave words unexplained, a run up to each mark that ends a value; the last run may be a name."""
        for end in self._ends:
            if start <= end < stop:
                self._left.append(" ".join(self._words[start : end + 1]))
                start = end + 1
        if may_name and start < stop <= start + _NAME:
            self._name(start, stop)
        elif start < stop:
            self._left.append(" ".join(self._words[start:stop]))

    def _take(self, since: int, at: int, end: int, entry: Entry) -> int:
        self._leave(since, at, may_name=entry.before)
        # Two phrases that only a blank parts may be prose ("Advanced search removed"), unless both are sure.
        how = "sure" if entry.is_sure else "hinted"
        self._loose += self._soft_end == at and "hinted" in (how, self._last)
        self._soft_end, self._last = end if self._marks[end - 1] == " " else -1, how
        self._explain(how, at, end)
        self._rules.append(entry.rule)
        if entry.after:
            stop = self._value_end(end, _NAME)
            self._name(end, stop)
            return stop
        return self._take_value(end) if entry.is_field else end

    def _take_value(self, at: int) -> int:
        """A date, a number or a few words after a label; words only after a colon."""
        self._fields += 1
        if at >= len(self._words) or at - 1 in self._ends:
            return at
        if (end := moment_end(self._keys, at)) > at:
            self._explain("typed", at, end)
        elif ":" in self._marks[at - 1] or "：" in self._marks[at - 1]:
            end = self._value_end(at, _VALUE)
            self._explain("value", at, end)
        return end

    def _value_end(self, at: int, most: int) -> int:
        end = at
        while end < len(self._words) and end - at < most:
            if end > at and (end - 1 in self._ends or self._phrases.longest(self._keys, end)[1]):
                break
            end += 1
        return end

    def _name(self, start: int, stop: int) -> None:
        self._explain("typed", start, stop)
        if start < stop:
            self._names.append(" ".join(self._words[start:stop]))

    def _explain(self, how: str, start: int, end: int) -> None:
        self._sizes[how] += len("".join(self._words[start:end]))


def _stops(marks: str) -> bool:
    return not _STOPS.isdisjoint(marks)


def _ends_value(marks: str) -> bool:
    return len(marks) > 1 and ("  " in marks or not _ENDS.isdisjoint(marks))


class _DateKeys(NamedTuple):
    words: dict[str, bool]
    joints: frozenset[str]


@cache
def _date_words() -> _DateKeys:
    """Words of dates and whether one alone is a date, as numbers and "yesterday" are; and the words that join them."""
    room = Path(__file__).parent
    sources = [path.read_bytes() for path in (WORDS_FILE, *sorted(room.glob("*.py")))]
    return recalled("dates", sources, _DateKeys, _date_keys)


def _date_keys() -> _DateKeys:
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
    return _DateKeys(words, frozenset(joints))


def _keys(phrase: str) -> list[str]:
    return keys_of(word for word, _ in tokens_of(phrase))


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
