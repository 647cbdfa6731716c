"""Phrases: those of all rules, word by word, so that the longest one at a place is found in as many steps as it has."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

__all__ = ["Entry", "Phrases"]


class Entry(msgspec.Struct, frozen=True, array_like=True, gc=False):
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

    def tells_more(self, other: Entry) -> bool:
        """Tell whether this is the one to take, of two rules with the same phrase.

        The sure one tells more, then one with room for a name, then a label.
        """
        return self._rank() > other._rank()

    def _rank(self) -> tuple[bool, bool, bool]:
        return self.is_sure, self.before or self.after, self.is_field


class Phrases(msgspec.Struct, array_like=True, gc=False):
    """A tree with a word on each branch.

    Attributes:
        entry: of the phrase that ends here, if one does.
        nexts: what the next word may be.

    >>> phrases = Phrases()
    >>> phrases.add(["reply", "with", "quote"], Entry(1, True, False, False, False))
    >>> phrases.longest(["{n}", "reply", "with", "quote"], 1)[0], phrases.longest(["reply", "now"], 0)
    (4, (0, None))
    """

    entry: Entry | None = None
    nexts: dict[str, Phrases] = {}

    def add(self, keys: Sequence[str], entry: Entry) -> None:
        """Note a phrase; of two entries of one phrase, the one that tells more stays."""
        node = self
        for key in keys:
            node = node.nexts.setdefault(key, Phrases())
        if node.entry is None or entry.tells_more(node.entry):
            node.entry = entry

    def grown(self, entries: Sequence[tuple[Sequence[str], Entry]]) -> Phrases:
        """Return a tree with more phrases; this one stays as it is, and shares with it what has not changed."""
        root = Phrases(self.entry, dict(self.nexts))
        for keys, entry in entries:
            node = root
            for key in keys:
                known = node.nexts.get(key)
                node.nexts[key] = Phrases(known.entry, dict(known.nexts)) if known else Phrases()
                node = node.nexts[key]
            if node.entry is None or entry.tells_more(node.entry):
                node.entry = entry
        return root

    def longest(self, keys: Sequence[str], at: int) -> tuple[int, Entry | None]:
        """Where the longest phrase that begins at ``at`` ends, and what it is; ``at`` and None when there is none."""
        end, entry, nexts = at, None, self.nexts
        for i in range(at, len(keys)):
            node = nexts.get(keys[i])
            if node is None:
                break
            if node.entry is not None:
                end, entry = i + 1, node.entry
            nexts = node.nexts
        return end, entry
