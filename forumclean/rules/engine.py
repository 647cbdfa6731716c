"""Engine: Document -> Marks. Matches every line, then lets the conditions and the neighbours speak."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import chain, compress
from operator import is_
from pathlib import Path
from typing import TypeVar

import msgspec
import regex

from forumclean.cache import recalled
from forumclean.rules.matching.compose import Composer, phrases_of
from forumclean.rules.matching.matcher import Hit, Matcher, Tables
from forumclean.rules.matching.names import names_in
from forumclean.rules.matching.patterns import TIMEOUT
from forumclean.rules.matching.phrases import Phrases
from forumclean.rules.rule import KIND, RULE, Action, Rule
from forumclean.rules.view import Neighbour, View
from forumclean.values.document import Document
from forumclean.values.marks import Cut, Hints, Mark, Marks, Reading
from forumclean.values.memory import Memory

__all__ = ["Engine"]

T = TypeVar("T")

# Different outcomes that are kept; a few hundred is usual.
_MOST_OUTCOMES = 40_000
_MATCHING = Path(__file__).parent / "matching"


@cache
def _code() -> tuple[bytes, ...]:
    """The code that compiles rules: what another made is none of ours."""
    return (regex.__version__.encode(), *(path.read_bytes() for path in sorted(_MATCHING.glob("*.py"))))


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What the hits on a line come to; lines that are alike share one.

    Attributes:
        hits: what it is of.
        drop: the first rule that removes the line wherever it stands.
        keep: the first that protects it.
        hints: those that speak of it.
        spreads: hits that reach further: a field's label, the start of a region.
        waits: hits that hold only where their conditions do.
        inlines: the inline rules that could match inside the line.
        kinds: the kinds and rules of all hits on the whole line, as conditions name them.
        is_guess: only hints speak of the line, and no label.
        is_claimed: a rule says what the line is; a rule of a user's own that asks for a neighbour does not say it yet.
    """

    hits: tuple[Hit, ...]
    drop: Mark | None
    keep: Mark | None
    hints: Hints | None
    spreads: tuple[Hit, ...]
    waits: tuple[Hit, ...]
    inlines: tuple[int, ...]
    kinds: frozenset[str]
    is_guess: bool
    is_claimed: bool


class _Compiled(msgspec.Struct, array_like=True):
    """What is made of rules before they see a line."""

    tables: Tables
    phrases: Phrases


class Engine:
    """Marks documents with the rules of a matcher.

    Args:
        matcher: the rules.
        phrases: what `phrases_of` gives for them, if the caller has it.
        below: an engine with the first of the rules.
    """

    @classmethod
    def of(cls, rules: Sequence[Rule], *, proved: int) -> Engine:
        """Compile rules, of which so many are shipped ones, or take what was compiled in an earlier process."""
        sources = (*_code(), msgspec.msgpack.encode((proved, rules)))
        made = recalled("rules", sources, _Compiled, lambda: _Compiled(Tables.of(rules, proved), phrases_of(rules)))
        return cls(Matcher(rules, proved=proved, tables=made.tables), made.phrases)

    def __init__(self, matcher: Matcher, phrases: Phrases | None = None, below: Engine | None = None) -> None:
        self._matcher, self._below = matcher, below
        self._marks = tuple(Mark(rule.id, rule.kind, _weight(rule)) for rule in matcher.rules)
        self._kinds = tuple(f"{KIND}{rule.kind.value}" for rule in matcher.rules)
        self._names = tuple((kind, f"{RULE}{rule.id}") for kind, rule in zip(self._kinds, matcher.rules, strict=True))
        self._conditional = frozenset(
            number for number, rule in enumerate(matcher.rules)
            if rule.where or rule.max_words or rule.asked
        )  # fmt: skip
        self._neighbours = {asked: Neighbour.of(asked) for rule in matcher.rules for asked in rule.asked}
        self._composer: Composer = Composer(matcher.rules, phrases, below._composer if below else None)
        self._nothing = self._come_to(())
        self._outcomes: dict[tuple[Hit, ...], _Outcome] = {(): self._nothing}
        self._memory: Memory[_Outcome] = Memory()
        # For `mark_over`: how many rules are those of the engine below, the rules on top, and what stands for a line
        # that none of them speaks of.
        self._shared = len(below._matcher.rules) if below else 0
        self._own = Matcher(matcher.rules[self._shared :], proved=0) if below else None
        self._own_memory: Memory[_Outcome] = Memory()
        self._same = replace(self._nothing)
        self._unguarded = matcher.unguarded

    def under(self, rules: Sequence[Rule]) -> Engine:
        """Return an engine for more rules, the first of which are those of this one; it takes over what is made."""
        return Engine(self._matcher.under(rules), below=self)

    def mark(self, document: Document) -> Marks:
        """Return what the rules say of each block of the document."""
        return self.mark_many([document])[0]

    def mark_many(self, documents: Sequence[Document]) -> list[Marks]:
        """Return what the rules say of each block of some documents; a line that many have is looked at once."""
        return self._mark_all(documents, self._composer.read(_joined([document.texts for document in documents])))

    def _mark_all(self, documents: Sequence[Document], readings: Sequence[Reading]) -> list[Marks]:
        slow: dict[str, set[int]] = {}
        outcomes = self._match(_joined([document.lines for document in documents]), slow)
        unguarded = self._unguarded_in(_joined([document.texts for document in documents]))
        return self._mark_each(documents, outcomes, readings, unguarded, slow)

    def mark_over(self, documents: Sequence[Document]) -> tuple[list[Marks], list[Marks]]:
        """Return what the engine below says of some documents, and what this one says.

        What both say of a line is worked out once: only lines that a rule of this engine alone can speak of are looked
        at again. Of pages, which no score judges, not all is said at once; see `Marks.late`.
        """
        below = self._below
        if below is None or self._own is None:
            marked = self._mark_late(documents)
            return marked, marked
        slow: dict[str, set[int]] = {}
        lines = _joined([document.lines for document in documents])
        texts = _joined([document.texts for document in documents])
        outcomes, readings = below._match(lines, slow), below._composer.read(texts)
        unguarded = below._unguarded_in(texts)
        marked = below._mark_each(documents, outcomes, readings, unguarded, slow)
        own = self._own_memory.of(lines, partial(self._match_own, self._own, slow))
        over = [old if new is self._same else new for old, new in zip(outcomes, own, strict=True)]
        if slow:
            self._own_memory.forget()
        again = self._composer.read_over(texts, readings)
        more = self._unguarded_in(texts, below._unguarded)
        own_marks, start = [], 0
        for document, marks in zip(documents, marked, strict=True):
            span = slice(start, start := start + len(document.lines))
            if (
                not any(more[span])
                and all(map(is_, outcomes[span], over[span]))
                and all(map(is_, readings[span], again[span]))
            ):
                own_marks.append(marks)
            else:
                both = [old + new for old, new in zip(unguarded[span], more[span], strict=True)]
                own_marks += self._mark_each([document], over[span], again[span], both, slow)
        return marked, own_marks

    def _mark_late(self, documents: Sequence[Document]) -> list[Marks]:
        """Mark some documents; in pages only lines that can be certain to be chrome are read as parts."""
        if all(document.links is None for document in documents):
            return self.mark_many(documents)
        read, read_certain = self._composer.read, self._composer.read_certain
        readings = [(read if document.links is None else read_certain)(document.texts) for document in documents]
        return [
            marks if document.links is None else replace(marks, late=partial(self.mark, document))
            for document, marks in zip(documents, self._mark_all(documents, _joined(readings)), strict=True)
        ]

    def _match_own(self, own: Matcher, slow: dict[str, set[int]], lines: Sequence[str]) -> list[_Outcome]:
        """What all rules say of a line; `_same` where none but those of the engine below can say anything."""
        late: dict[int, set[int]] = {}
        found = own.match_many(lines, late)
        touched = [at for at in range(len(lines)) if found[at] or at in late]
        light = [at for at in touched if at not in late and all(map(self._only_waits, found[at]))]
        known = self._with_waits([lines[at] for at in light], [found[at] for at in light], slow)
        rest = [lines[at] for at in touched if lines[at] not in known]
        known |= dict(zip(rest, self._match_new(slow, rest), strict=True)) if rest else {}
        return [known.get(line, self._same) for line in lines]

    def _only_waits(self, hit: Hit) -> bool:
        """Tell whether a hit of the rules on top is a pattern's that asks for a neighbour or a place as well."""
        number = self._shared + hit.rule
        return number in self._conditional and self._matcher.rules[number].pattern is not None

    def _with_waits(
        self, lines: Sequence[str], found: Sequence[tuple[Hit, ...]], slow: dict[str, set[int]]
    ) -> dict[str, _Outcome]:
        """What all rules say of lines of which those on top say nothing sure, as of all that may be a name."""
        if not lines or self._below is None:
            return {}
        known = {}
        for line, old, hits in zip(lines, self._below._match(lines, slow), found, strict=True):
            own = (Hit(self._shared + hit.rule) for hit in hits)
            together = (*old.hits, *own)
            if together not in self._outcomes:
                self._outcomes[together] = self._come_to(together)
            known[line] = self._outcomes[together]
        return known

    def _mark_each(
        self,
        documents: Sequence[Document],
        outcomes: Sequence[_Outcome],
        readings: Sequence[Reading],
        unguarded: Sequence[tuple[int, ...]],
        slow: dict[str, set[int]],
    ) -> list[Marks]:
        nothing = self._below._nothing if self._below else None
        marked, start = [], 0
        for document in documents:
            end = start + len(document.lines)
            late = set().union(*(slow[line] for line in document.lines if line in slow)) if slow else set()
            found = {
                block: outcome for block, outcome in enumerate(outcomes[start:end])
                if outcome is not self._nothing and outcome is not nothing
            }  # fmt: skip
            inlines = [(rule, block) for block, rules in enumerate(unguarded[start:end]) for rule in rules]
            marked.append(self._mark(document, found, readings[start:end], inlines, late))
            start = end
        return marked

    def _mark(
        self,
        document: Document,
        outcomes: dict[int, _Outcome],
        readings: Sequence[Reading],
        unguarded: Sequence[tuple[int, int]],
        slow: set[int],
    ) -> Marks:
        marks = Marks(readings=readings)
        view = View(document, outcomes)
        for block, outcome in outcomes.items():
            if outcome.drop:
                marks.drops.setdefault(block, outcome.drop)
            if outcome.keep:
                marks.keeps.setdefault(block, outcome.keep)
            if outcome.hints:
                _add_hints(marks, block, outcome.hints)
            for hit in outcome.spreads:
                self._spread(marks, view, block, hit)
        inlines = [(rule, block) for block, outcome in outcomes.items() for rule in outcome.inlines]
        for rule, block in sorted([*inlines, *unguarded]):
            if rule not in self._conditional or self._holds(view, block, self._matcher.rules[rule]):
                self._cut(marks, view, block, rule, slow)
        waits = [(block, hit) for block, outcome in outcomes.items() for hit in outcome.waits]
        # What reaches another block comes first: a condition may ask for its kind there.
        for block, hit in sorted(waits, key=lambda wait: not self._reaches(wait[1])):
            if self._holds(view, block, self._matcher.rules[hit.rule]):
                self._add(marks, block, hit.rule)
                self._spread(marks, view, block, hit)
        self._compose(marks)
        marks.slow = sorted(self._matcher.rules[rule].id for rule in slow)
        return marks

    def _unguarded_in(self, texts: Sequence[str], but: Collection[int] = ()) -> list[tuple[int, ...]]:
        """For each text the inline rules without a literal that may match in it, but for some."""
        rules = [rule for rule in self._unguarded if rule not in but]
        if not rules:
            return [()] * len(texts)
        columns = [self._may_match(rule, texts) for rule in rules]
        return [tuple(compress(rules, row)) for row in zip(*columns, strict=True)]

    def _may_match(self, rule: int, texts: Sequence[str]) -> list[bool]:
        pattern = self._matcher.inlines[rule]
        timeout = None if rule < self._matcher.proved else TIMEOUT
        sieve = self._matcher.cores.get(rule, pattern)
        return [_finds(sieve, text, timeout) and (sieve is pattern or _finds(pattern, text, timeout)) for text in texts]

    def _compose(self, marks: Marks) -> None:
        """Drop the lines that are put together from known parts, one of them sure, with nothing left over."""
        readings = marks.readings
        names = names_in(readings)
        marks.named = frozenset(
            block for block, reading in enumerate(readings) if reading.left and names.issuperset(reading.left)
        )
        for block, reading in enumerate(readings):
            if reading.names and not reading.left:
                self._hint_slots(marks, block, reading.rules)
            if reading.is_certain and block not in marks.drops and (not reading.left or block in marks.named):
                marks.drops[block] = self._composed(reading.rules)

    def _hint_slots(self, marks: Marks, block: int, rules: tuple[int, ...]) -> None:
        """Note the hints whose phrases have room for a name: no look-up of the whole line finds those."""
        said = tuple(self._marks[rule] for rule in rules if self._matcher.rules[rule].action is Action.HINT)
        known = marks.hints[block].marks if block in marks.hints else ()
        if fresh := tuple(mark for mark in said if mark not in known):
            _add_hints(marks, block, Hints.of(fresh))

    def _composed(self, rules: tuple[int, ...]) -> Mark:
        """Name the parts of a line; of their kinds, that of the first part which is sure."""
        sure = next(rule for rule in rules if self._matcher.rules[rule].action is Action.DROP)
        return Mark("+".join(self._marks[rule].rule for rule in rules), self._marks[sure].kind)

    def _match(self, lines: Sequence[str], slow: dict[str, set[int]]) -> list[_Outcome]:
        """What the rules say of each line alone."""
        outcomes = self._memory.of(lines, partial(self._match_new, slow))
        if slow:  # a rule that ran out of time may have it the next time
            self._memory.forget()
        return outcomes

    def _match_new(self, slow: dict[str, set[int]], lines: Sequence[str]) -> list[_Outcome]:
        if len(self._outcomes) > _MOST_OUTCOMES:
            self._outcomes = {(): self._nothing}
        outcomes, late = self._outcomes, dict[int, set[int]]()
        found = self._matcher.match_many(lines, late)
        slow.update((lines[at], rules) for at, rules in late.items())
        for hits in found:
            if hits not in outcomes:
                outcomes[hits] = self._come_to(hits)
        return [outcomes[hits] for hits in found]

    def _come_to(self, hits: tuple[Hit, ...]) -> _Outcome:
        rules = self._matcher.rules
        of_line = [hit for hit in hits if not hit.inline]
        sure = [hit for hit in of_line if hit.rule not in self._conditional]

        def of(action: Action) -> list[Mark]:
            return [self._marks[hit.rule] for hit in sure if rules[hit.rule].action is action]

        hints = tuple(of(Action.HINT))
        return _Outcome(
            hits=hits,
            drop=next(iter(of(Action.DROP)), None),
            keep=next(iter(of(Action.KEEP)), None),
            hints=Hints.of(hints) if hints else None,
            spreads=tuple(hit for hit in sure if self._reaches(hit)),
            waits=tuple(hit for hit in of_line if hit.rule in self._conditional),
            inlines=tuple(hit.rule for hit in hits if hit.inline),
            kinds=frozenset(name for hit in of_line for name in self._names[hit.rule]),
            is_claimed=any(hit.rule < self._matcher.proved or not rules[hit.rule].asked for hit in of_line),
            is_guess=not any(hit.label_only or rules[hit.rule].action is not Action.HINT for hit in of_line),
        )

    def _reaches(self, hit: Hit) -> bool:
        return hit.label_only or hit.rule in self._matcher.stops

    def _spread(self, marks: Marks, view: View, block: int, hit: Hit) -> None:
        """Mark what a hit reaches besides its own block: a field's value on the next line, the blocks of a region."""
        kind = self._kinds[hit.rule]
        if hit.label_only and (view.is_value(block + 1) or view.is_number_below(block + 1)):
            self._add(marks, block + 1, hit.rule)
            view.reach(block + 1, kind, block)
        elif hit.rule in self._matcher.stops:
            for inside in view.region(block, hit.rule, self._matcher.stops[hit.rule]):
                self._add(marks, inside, hit.rule)
                view.reach(inside, kind, block)

    def _add(self, marks: Marks, block: int, rule: int) -> None:
        """Note that a rule holds for a block; of two rules that drop it, the first in order of packs is named."""
        action, mark = self._matcher.rules[rule].action, self._marks[rule]
        if action is Action.DROP:
            marks.drops.setdefault(block, mark)
        elif action is Action.KEEP:
            marks.keeps.setdefault(block, mark)
        else:
            _add_hints(marks, block, Hints.of((mark,)))

    def _holds(self, view: View, block: int, rule: Rule) -> bool:
        if rule.max_words and view.document.lines[block].count(" ") >= rule.max_words:
            return False
        if rule.where and not view.stands(block, rule.where):
            return False
        if rule.after and not view.fits(block - 1, self._neighbours[rule.after], block):
            return False
        if rule.before and not view.fits(block + 1, self._neighbours[rule.before], block):
            return False
        return not rule.beside or view.holds(self._neighbours[rule.beside], block)

    def _cut(self, marks: Marks, view: View, block: int, rule: int, slow: set[int]) -> None:
        """Note the spans that do not overlap an earlier one; a span that is the whole block drops the block."""
        text = view.document.texts[block]
        timeout = None if rule < self._matcher.proved else TIMEOUT
        try:
            spans = [found.span() for found in self._matcher.inlines[rule].finditer(text, timeout=timeout)]
        except TimeoutError:
            slow.add(rule)
            return
        mark, keeps = self._marks[rule], self._matcher.rules[rule].action is Action.KEEP
        for start, end in spans:
            if not text[start:end].strip():
                continue
            if keeps or not (text[:start].strip() or text[end:].strip()):
                self._add(marks, block, rule)
                view.reach(block, self._kinds[rule], block)
                continue
            cuts = marks.cuts.setdefault(block, [])
            if all(end <= cut.start or start >= cut.end for cut in cuts):
                cuts.append(Cut(start, end, mark.kind, mark.rule))
                cuts.sort(key=lambda cut: cut.start)


def _finds(pattern: regex.Pattern[str], text: str, timeout: float | None) -> bool:
    """Tell whether a pattern matches in a text; yes where it takes too long, for that is said where it is run."""
    try:
        return pattern.search(text, timeout=timeout) is not None
    except TimeoutError:
        return True


def _joined(columns: Sequence[Sequence[T]]) -> Sequence[T]:
    return columns[0] if len(columns) == 1 else list(chain.from_iterable(columns))


def _add_hints(marks: Marks, block: int, hints: Hints) -> None:
    known = marks.hints.get(block)
    marks.hints[block] = Hints.of(known.marks + hints.marks) if known else hints


def _weight(rule: Rule) -> float:
    return (1.0 if rule.weight is None else rule.weight) if rule.action is Action.HINT else 0.0
