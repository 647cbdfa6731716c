"""Proof of rules: their hits and misses, and that their patterns are sound and fast."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence

import regex

from forumclean.rules.engine import Engine
from forumclean.rules.matching.guard import literals_of
from forumclean.rules.matching.matcher import Matcher
from forumclean.rules.matching.patterns import compile_pattern
from forumclean.rules.rule import Rule
from forumclean.values.document import Document, Layout
from forumclean.values.marks import Marks

__all__ = ["document_of", "failing_samples", "pattern_problem"]

# A linear pattern needs well under a millisecond for a probe of this length, a quadratic one some hundred.
_PROBE_CHARS = 8_000
_PROBE_SECONDS = 0.03
_PUMPS = ("a", "A", "0", " ", "a ", "A ", ", ", ".", "-", "_", "/", ":", "é", "\u4e2d", "(", "!")


def pattern_problem(rule: Rule) -> str | None:
    """Say what is wrong with a rule's pattern: it does not compile, or its time grows faster than the line.

    >>> pattern_problem(Rule(id="a", pattern="(a+)+b"))
    "its time grows faster than the line: more than 30 ms for 8,000 characters of 'a'"
    """
    source = rule.pattern or rule.inline
    if source is None:
        return None
    try:
        compiled = compile_pattern(source)
    except regex.error as error:
        return f"not a pattern the regex module can read: {error}"
    if rule.inline and compiled.search("") is not None and not compiled.search("").group():  # type: ignore[union-attr]
        return "it matches nothing at all, which would be everywhere; let it need at least one character"
    search = compiled.fullmatch if rule.pattern else compiled.search
    for pump in dict.fromkeys((*literals_of(source), *_PUMPS)):
        for probe in (pump * (_PROBE_CHARS // len(pump)), pump * (_PROBE_CHARS // len(pump)) + "\x00"):
            if not _is_fast(search, probe):
                return f"its time grows faster than the line: more than 30 ms for 8,000 characters of {pump!r}"
    return None


def _is_fast(search: object, probe: str) -> bool:
    """Try three times before a pattern is called slow: the machine may have been busy.

    Seconds are those of the processor, as the timeout's are, or a busy machine would make patterns slow.
    """
    for _ in range(3):
        started = time.thread_time()
        try:
            search(probe, timeout=_PROBE_SECONDS)  # type: ignore[operator]
        except TimeoutError:
            continue
        if time.thread_time() - started <= 2 * _PROBE_SECONDS:
            return True
    return False


def failing_samples(rules: Sequence[Rule], about: Iterable[Rule]) -> list[tuple[Rule, str, str]]:
    """Run the hits and misses of the rules ``about``, each rule on its own with its conditions.

    Returns:
        For each sample that does not hold: the rule, ``"hits"`` or ``"misses"``, and the sample.
    """
    among: Engine | None = None
    failing: list[tuple[Rule, str, str]] = []
    for rule in about:
        # A rule may lean on what others say of other lines, so those that it can see are there too; else it is tried
        # alone.
        if rule.leans:
            engine = among = among or Engine(Matcher(rules, proved=len(rules)))
        else:
            engine = Engine(Matcher((rule,), proved=len(rules)))
        failing += [
            (rule, key, sample)
            for key, samples in (("hits", rule.hits), ("misses", rule.misses))
            for sample in samples
            if (rule.id in _named(engine.mark(document_of(sample)))) != (key == "hits")
        ]
    return failing


def _named(marks: Marks) -> set[str]:
    found = {mark.rule for mark in (*marks.drops.values(), *marks.keeps.values())}
    found |= {mark.rule for hints in marks.hints.values() for mark in hints.marks}
    return found | {cut.reason for cuts in marks.cuts.values() for cut in cuts}


def document_of(sample: str) -> Document:
    """Read a sample as the text it is: a block a line, blank lines as breaks."""
    lines = [" ".join(line.split()) for line in sample.splitlines()]
    filled = [i for i, line in enumerate(lines) if line]
    breaks = [1 if i == 0 or lines[i - 1] else 2 for i in filled]
    texts = [lines[i] for i in filled]
    return Document(texts, texts, breaks, lambda: Layout(sample, (), ()))
