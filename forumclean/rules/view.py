"""View: a document as the conditions of a rule see it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import islice
from typing import Protocol

from forumclean.rules.matching.fold import fold, fold_many
from forumclean.rules.matching.matcher import LONGEST_PHRASE
from forumclean.rules.rule import KIND, RULE, Where
from forumclean.values.document import Document

__all__ = ["Neighbour", "View"]

# Characters from which a line is taken for prose when `where` asks for the head or the tail.
_LONG_LINE = 120
# A field's value on the next line: at most so many characters and words, and no end of a sentence.
_VALUE_CHARS, _VALUE_WORDS = 40, 5
# Lines that are folded together, when the end of a region is sought.
_WINDOW = 512
# Lines beside names, ranks and the like are few, and every post has them.
_folded = lru_cache(4096)(fold)
_SENTENCE_END = re.compile(r"[.!?。！？…][\"'”’)]*$")


class _Matched(Protocol):
    """What the view wants to know of the rules that match a block: which they are, and of what kinds."""

    @property
    def kinds(self) -> frozenset[str]: ...

    @property
    def is_guess(self) -> bool: ...

    @property
    def is_claimed(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Neighbour:
    """What a rule asks of another line: to equal one of the folded phrases, or to have a mark of a kind or rule."""

    kinds: frozenset[str]
    phrases: frozenset[str]

    @classmethod
    def of(cls, asked: tuple[str, ...]) -> Neighbour:
        """Read the phrases of a rule; ``kind:control`` asks for a kind, ``rule:core/ranks`` for a rule."""
        kinds = frozenset(phrase for phrase in asked if phrase.startswith((KIND, RULE)))
        return cls(kinds, frozenset(fold(phrase) for phrase in asked if phrase not in kinds))


@dataclass
class View:
    """A document and what matches its blocks.

    Attributes:
        document: the document.
        matched: what the rules say of the blocks that any rule could match.
        reached: what else a block is: the value below a label, a line of a region, a line that is all cut out; as a
            kind and the block whose match says so.
    """

    document: Document
    matched: Mapping[int, _Matched]
    reached: dict[int, set[tuple[str, int]]] = field(default_factory=dict)
    _region_ends: dict[int, int] = field(default_factory=dict)
    _held: dict[Neighbour, tuple[int, ...]] = field(default_factory=dict)
    _window: tuple[int, list[str]] = (-1, [])

    def is_value(self, block: int) -> bool:
        """True when the block can be the value of a field whose label stands on the line before."""
        if block >= len(self.document.lines) or (block in self.matched and self.matched[block].is_claimed):
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
        end = self._next(block + 1, stops) if stops else last
        self._region_ends[rule] = last + 1 if end is None else end
        return range(0) if end is None else range(block + 1, end + 1)

    def is_number_below(self, block: int) -> bool:
        """True when the block can be the number or date below a label, though other rules guess what it is."""
        if block not in self.matched or not self.matched[block].is_guess:
            return False
        line = self.document.lines[block]
        return len(line) <= _VALUE_CHARS and any(map(str.isdecimal, line))

    def reach(self, block: int, kind: str, start: int) -> None:
        """Note that a block is of a kind for what matches at ``start``."""
        self.reached.setdefault(block, set()).add((kind, start))

    def fits(self, block: int, wanted: Neighbour, asking: int) -> bool:
        """True when there is such a block and it is what a rule that matches the block ``asking`` wants beside it."""
        if not 0 <= block < len(self.document.lines):
            return False
        if wanted.kinds and not wanted.kinds.isdisjoint(self._kinds_of(block, asking)):
            return True
        line = self.document.lines[block]
        return bool(wanted.phrases) and len(line) <= LONGEST_PHRASE and _folded(line) in wanted.phrases

    def holds(self, wanted: Neighbour, asking: int) -> bool:
        """True when any block but ``asking`` is what a rule wants in the document."""
        if wanted not in self._held:
            marked = (block for block in self.matched if not wanted.kinds.isdisjoint(self.matched[block].kinds))
            said = (block for phrase in sorted(wanted.phrases) for block in self._blocks.get(phrase, ()))
            self._held[wanted] = *islice(marked, 2), *islice(said, 2)
        return any(block != asking for block in self._held[wanted])

    def stands(self, block: int, where: Where) -> bool:
        """True when the block stands before the first (after the last) long line of its document or post."""
        posts = self.document.posts if where in (Where.POST_HEAD, Where.POST_TAIL) else None
        first, last = self._zones.get(-1 if posts is None else posts[block], (len(self.document.lines), -1))
        return block < first if where in (Where.HEAD, Where.POST_HEAD) else block > last

    def _kinds_of(self, block: int, asking: int) -> set[str]:
        """The kinds of a block, but for those that it has from the block that asks: a label is no proof of itself."""
        matched: Collection[str] = self.matched[block].kinds if block in self.matched else ()
        return {kind for kind, start in self.reached.get(block, ()) if start != asking}.union(matched)

    def _next(self, block: int, stops: frozenset[str]) -> int | None:
        """The first block from ``block`` on that is one of the folded phrases."""
        lines = self.document.lines
        for start in range(block - block % _WINDOW, len(lines), _WINDOW):
            if start != self._window[0]:
                window = lines[start : start + _WINDOW]
                self._window = (start, fold_many([line if len(line) <= LONGEST_PHRASE else "" for line in window]))
            for i, key in enumerate(self._window[1][max(block - start, 0) :], max(block, start)):
                if key in stops:
                    return i
        return None

    @cached_property
    def _blocks(self) -> dict[str, list[int]]:
        """The blocks by their folded lines, where those are short enough for a phrase."""
        blocks: dict[str, list[int]] = {}
        short = [block for block, line in enumerate(self.document.lines) if len(line) <= LONGEST_PHRASE]
        for block, key in zip(short, fold_many([self.document.lines[block] for block in short]), strict=True):
            blocks.setdefault(key, []).append(block)
        return blocks

    @cached_property
    def _zones(self) -> dict[int, tuple[int, int]]:
        """First and last long line of each post, and of the document at -1."""
        zones: dict[int, tuple[int, int]] = {}
        posts = self.document.posts
        for i, line in enumerate(self.document.lines):
            if len(line) >= _LONG_LINE:
                for zone in (-1,) if posts is None else (-1, posts[i]):
                    zones[zone] = (zones.get(zone, (i, i))[0], i)
        return zones
