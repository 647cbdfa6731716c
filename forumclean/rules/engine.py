"""Engine: Document -> Marks. Matches every line, then lets the conditions and the neighbours speak."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from forumclean.document import Document
from forumclean.marks import Cut, Mark, Marks
from forumclean.rules.fold import fold, fold_many
from forumclean.rules.matcher import Hit, Matcher
from forumclean.rules.patterns import TIMEOUT
from forumclean.rules.rule import Action, Rule, Where

__all__ = ["LONG_LINE", "Engine", "Marks"]

# Characters from which a line is taken for prose when `where` asks for the head or the tail.
LONG_LINE = 120
# A field's value on the next line: at most so many characters and words, and no end of a sentence.
_VALUE_CHARS, _VALUE_WORDS = 40, 5
_SENTENCE_END = re.compile(r"[.!?。！？…][\"'”’)]*$")
# A longer line is prose to the ways that compare phrases: none of them may remove a paragraph for its first words.
_LONGEST_PHRASE = 300
# What the rules say of a line alone does not depend on where it stands, so short lines are looked up once: in a crawl
# the same buttons come again on every page. The memory is bounded and changes nothing but the time.
_REMEMBERED = 60
_MEMORY = 40_000


class Engine:
    """Marks documents with the rules of a matcher."""

    def __init__(self, matcher: Matcher) -> None:
        self._matcher = matcher
        self._memory: dict[str, tuple[Hit, ...]] = {}
        self._marks = tuple(Mark(rule.id, rule.kind, _weight(rule)) for rule in matcher.rules)
        self._conditional = frozenset(
            number for number, rule in enumerate(matcher.rules)
            if rule.where or rule.max_words or rule.after or rule.before
        )  # fmt: skip
        phrases = {phrase for rule in matcher.rules for phrase in (*(rule.after or ()), *(rule.before or ()))}
        self._neighbours = {p: p if p.startswith("kind:") else fold(p) for p in phrases}

    def mark(self, document: Document) -> Marks:
        """Return what the rules say of each block of the document."""
        slow: set[int] = set()
        hits = self._match_lines(document.lines, slow)
        marks = Marks()
        view = _View(document, hits, self._matcher.rules)
        waiting: list[tuple[int, Hit]] = []
        plain: dict[int, tuple[Mark, ...] | None] = {}
        for block, found in hits.items():
            if id(found) not in plain:  # lines that are alike share what was found
                plain[id(found)] = self._plain_hints(found)
            if (hints := plain[id(found)]) is not None and block not in marks.hints:
                marks.hints[block] = hints
                continue
            for hit in found:
                if hit.rule in self._conditional:
                    waiting.append((block, hit))
                else:
                    self._apply(marks, view, block, hit)
        for block, hit in waiting:
            if self._holds(view, block, self._matcher.rules[hit.rule]):
                self._apply(marks, view, block, hit)
        self._cut(document, marks, slow)
        marks.slow = sorted(self._matcher.rules[rule].id for rule in slow)
        return marks

    def _plain_hints(self, found: tuple[Hit, ...]) -> tuple[Mark, ...] | None:
        """The marks, when all of them are hints that hold wherever the line stands; most hits are."""
        rules = self._matcher.rules
        for hit in found:
            if hit.label_only or hit.rule in self._conditional or hit.rule in self._matcher.stops:
                return None
            if rules[hit.rule].action is not Action.HINT:
                return None
        return tuple(self._marks[hit.rule] for hit in found)

    def _match_lines(self, lines: Sequence[str], slow: set[int]) -> dict[int, tuple[Hit, ...]]:
        memory, match = self._memory, self._matcher.match
        new = [line for line in dict.fromkeys(lines) if line not in memory]
        found = {line: match(line, key, slow) for line, key in zip(new, _keys(new), strict=True)}
        hits = {
            block: line_hits
            for block, line in enumerate(lines)
            if (line_hits := memory[line] if line in memory else found[line])
        }
        if not slow:
            if len(memory) > _MEMORY:
                self._memory = memory = {}
            memory.update((line, line_hits) for line, line_hits in found.items() if len(line) <= _REMEMBERED)
        return hits

    def _apply(self, marks: Marks, view: _View, block: int, hit: Hit) -> None:
        self._add(marks, block, hit.rule)
        if hit.label_only and view.is_value(block + 1):
            self._add(marks, block + 1, hit.rule)
        elif hit.rule in self._matcher.stops:
            for inside in view.region(block, hit.rule, self._matcher.stops[hit.rule]):
                self._add(marks, inside, hit.rule)

    def _add(self, marks: Marks, block: int, rule: int) -> None:
        """Note that a rule holds for a block; of two rules that drop it, the first in order of packs is named."""
        action, mark = self._matcher.rules[rule].action, self._marks[rule]
        if action is Action.DROP:
            marks.drops.setdefault(block, mark)
        elif action is Action.KEEP:
            marks.keeps.setdefault(block, mark)
        else:
            marks.hints[block] = (*marks.hints.get(block, ()), mark)

    def _holds(self, view: _View, block: int, rule: Rule) -> bool:
        if rule.max_words and view.document.lines[block].count(" ") >= rule.max_words:
            return False
        if rule.where and not view.stands(block, rule.where):
            return False
        before = not rule.after or view.is_any(block - 1, [self._neighbours[p] for p in rule.after])
        return before and (not rule.before or view.is_any(block + 1, [self._neighbours[p] for p in rule.before]))

    def _cut(self, document: Document, marks: Marks, slow: set[int]) -> None:
        whole = "\n".join(document.texts).casefold()
        inlines = [inline for inline in self._matcher.inlines if inline.literal in whole]
        folded = [text.casefold() for text in document.texts] if inlines else []
        for inline in inlines:
            timeout = None if inline.rule < self._matcher.proved else TIMEOUT
            for block in [i for i, text in enumerate(folded) if inline.literal in text]:
                text = document.texts[block]
                try:
                    spans = [found.span() for found in inline.pattern.finditer(text, timeout=timeout)]
                except TimeoutError:
                    slow.add(inline.rule)
                    continue
                self._add_cuts(marks, block, text, spans, inline.rule)

    def _add_cuts(self, marks: Marks, block: int, text: str, spans: Sequence[tuple[int, int]], rule: int) -> None:
        """Note the spans that do not overlap an earlier one; a span that is the whole block drops the block."""
        mark, keeps = self._marks[rule], self._matcher.rules[rule].action is Action.KEEP
        for start, end in spans:
            if not text[start:end].strip():
                continue
            if keeps or not (text[:start].strip() or text[end:].strip()):
                self._add(marks, block, rule)
                continue
            cuts = marks.cuts.setdefault(block, [])
            if all(end <= cut.start or start >= cut.end for cut in cuts):
                cuts.append(Cut(start, end, mark.kind, mark.rule))
                cuts.sort(key=lambda cut: cut.start)


def _keys(lines: Sequence[str]) -> list[str]:
    return fold_many([line if len(line) <= _LONGEST_PHRASE else "" for line in lines])


def _weight(rule: Rule) -> float:
    return (1.0 if rule.weight is None else rule.weight) if rule.action is Action.HINT else 0.0


@dataclass(slots=True)
class _View:
    """A document as the conditions see it; zones are worked out when the first condition asks."""

    document: Document
    hits: dict[int, tuple[Hit, ...]]
    rules: Sequence[Rule]
    _folded: list[str] | None = None
    _zones: dict[int, tuple[int, int]] | None = None
    _region_ends: dict[int, int] = field(default_factory=dict)

    @property
    def keys(self) -> Sequence[str]:
        """The folded lines; few documents need them."""
        if self._folded is None:
            self._folded = _keys(self.document.lines)
        return self._folded

    def is_value(self, block: int) -> bool:
        """True when the block can be the value of a field whose label stands on the line before."""
        if block >= len(self.document.lines) or block in self.hits:
            return False
        line, breaks = self.document.lines[block], self.document.breaks[block]
        if len(line) > _VALUE_CHARS or line.count(" ") >= _VALUE_WORDS or _SENTENCE_END.search(line):
            return False
        return breaks < 2 or any(map(str.isdecimal, line))

    def region(self, block: int, rule: int, stops: frozenset[str]) -> range:
        """The blocks after ``block`` up to a stop, or to the end; none when a stop is asked for and never comes.

        A region that starts inside an earlier one of the same rule adds nothing, which keeps many starts linear.
        """
        if block < self._region_ends.get(rule, -1):
            return range(0)
        last = len(self.document.lines) - 1
        end = next((i for i in range(block + 1, last + 1) if self.keys[i] in stops), None) if stops else last
        self._region_ends[rule] = last + 1 if end is None else end
        return range(0) if end is None else range(block + 1, end + 1)

    def is_any(self, block: int, wanted: Sequence[str]) -> bool:
        """True when the block equals one of the folded phrases or has a mark of one of the kinds."""
        if not 0 <= block < len(self.document.lines):
            return False
        kinds = {f"kind:{self.rules[hit.rule].kind.value}" for hit in self.hits.get(block, ())}
        return not kinds.isdisjoint(wanted) or self.keys[block] in wanted

    def stands(self, block: int, where: Where) -> bool:
        """True when the block stands before the first (after the last) long line of its document or post."""
        posts = self.document.posts if where in (Where.POST_HEAD, Where.POST_TAIL) else None
        first, last = self._ends(-1 if posts is None else posts[block])
        return block < first if where in (Where.HEAD, Where.POST_HEAD) else block > last

    def _ends(self, post: int) -> tuple[int, int]:
        if self._zones is None:
            self._zones = {}
            posts = self.document.posts
            for i, line in enumerate(self.document.lines):
                if len(line) >= LONG_LINE:
                    for zone in (-1,) if posts is None else (-1, posts[i]):
                        self._zones[zone] = (self._zones.get(zone, (i, i))[0], i)
        return self._zones.get(post, (len(self.document.lines), -1))
