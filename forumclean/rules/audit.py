"""Audit: what is no error in a pack, and still not what its author meant: overlap, shadowed rules, unsafe patterns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from forumclean.rules.check import document_of
from forumclean.rules.engine import Engine
from forumclean.rules.matching.fold import fold
from forumclean.rules.matching.matcher import Matcher
from forumclean.rules.matching.patterns import compile_pattern
from forumclean.rules.rule import Action, Rule

__all__ = ["audit"]

# Lines that no pattern without a condition may take: plain words in a row, and a sentence's worth of any letters.
_PROSE = ("Nobody had seen the ferry since noon", "a b c d e f g", "Wir haben lange gewartet", "Он ушёл домой рано")


def audit(rules: Sequence[Rule], shipped: Sequence[Rule]) -> list[str]:
    """Say of a pack's rules what a person should look at.

    Args:
        rules: of the pack.
        shipped: the rules that it stands on.

    >>> mine = Rule(id="a/x", lines=("Click to expand...",)), Rule(id="a/y", field=("Click to expand",))
    >>> for line in audit(mine, ()): print(line)
    a/y: 'Click to expand' is a phrase of a/x as well; write it once
    """
    return [*_overlaps(rules), *_shadowed(rules, shipped), *_unsafe(rules)]


def _phrases(rule: Rule) -> Iterable[str]:
    return rule.lines or rule.field or ()


def _overlaps(rules: Sequence[Rule]) -> Iterator[str]:
    seen: dict[tuple[str, Action], list[str]] = defaultdict(list)
    for rule in rules:
        for phrase in _phrases(rule):
            others = seen[fold(phrase), rule.action]
            if others and others[0] != rule.id:
                yield f"{rule.id}: {phrase!r} is a phrase of {others[0]} as well; write it once"
            elif others:
                yield f"{rule.id}: {phrase!r} stands there twice; write it once"
            others.append(rule.id)


def _shadowed(rules: Sequence[Rule], shipped: Sequence[Rule]) -> Iterator[str]:
    """Rules whose every sample a rule below drops already."""
    sure = [rule for rule in shipped if rule.id not in {mine.id for mine in rules}]
    engine = Engine(Matcher(sure, proved=len(sure)))
    for rule in rules:
        if rule.action is not Action.DROP or rule.where or rule.asked:
            continue
        lines = [*_phrases(rule)] or [sample for sample in rule.hits if "\n" not in sample]
        drops = [engine.mark(document_of(line)).drops.get(0) for line in lines]
        if drops and all(drops):
            names = sorted({mark.rule for mark in drops if mark})
            yield f"{rule.id}: {', '.join(names[:3])} drops all of it already; leave it out"


def _unsafe(rules: Sequence[Rule]) -> Iterator[str]:
    for rule in rules:
        if rule.pattern and rule.action is Action.DROP and not (rule.asked or rule.where):
            compiled = compile_pattern(rule.pattern)
            if taken := next((line for line in _PROSE if compiled.fullmatch(line)), None):
                yield f"{rule.id}: the pattern takes {taken!r}; say more of the line, or where it stands"
