"""Rules: proposals -> the rules of a pack, as a careful person would have put them together."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from heapq import nsmallest
from math import log2
from typing import Any

import msgspec

from forumclean.learner.finding.counts import Counts
from forumclean.learner.finding.decide import Verdict
from forumclean.learner.writing.propose import PATTERNS, Proposal
from forumclean.rules.check import failing_samples
from forumclean.rules.matching.tokens import key_of, tokens_of
from forumclean.rules.rule import Rule

__all__ = ["Doubt", "Evidence", "put_together"]

_HITS, _MISSES, _NEAREST = 3, 2, 8
# Lines of body that are asked how near they are to a rule.
_BODY_LINES = 20_000
# Of a word so many of them; and letters that tell as much as more.
_KNOWN, _TELLING = 200, 6
_ZONES = {"before the first post": "top", "after the last post": "bottom", "around each post": "posts"}


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """What speaks for one phrase.

    Attributes:
        rule: id of its rule; of a doubtful one, that it would have.
        phrase: the phrase or pattern.
        threads: on how many threads it stands, of how many.
        of: see above.
        words: how many words it takes on the pages that were looked at.
        looks: median P(body) where a frame shows; None where none does.
        zone: where it stands.
        doubt: why it is no rule; "" for a rule.
    """

    rule: str
    phrase: str
    threads: int
    of: int
    words: int
    looks: float | None
    zone: str
    doubt: str = ""


class Doubt(msgspec.Struct, frozen=True):
    """A rule that a person has to decide on."""

    rule: Rule
    reason: str


def put_together(
    counts: Counts, proposals: Sequence[Proposal], name: str
) -> tuple[list[Rule], list[Doubt], list[Evidence]]:
    """Return the rules, those that take the most words first, of as many by name; the doubtful ones; the evidence."""
    groups: dict[tuple[str, str], list[Proposal]] = defaultdict(list)
    for one in sorted(proposals, key=_order):
        groups[_id_of(one), one.reason].append(one)
    nearest = _Nearest(counts)
    rules, doubts, evidence = [], [], []
    used: Counter[str] = Counter()
    by_words = sorted(groups.items(), key=lambda item: (bool(item[0][1]), -_size(counts, item[1]), item[0]))
    for (rule_id, reason), group in by_words:
        used[rule_id] += 1
        whole = f"{name}/{rule_id}" + (f"-{used[rule_id]}" if used[rule_id] > 1 else "")
        rule = _rule(counts, group, whole, nearest)
        if reason:
            doubts.append(Doubt(rule, reason))
        else:
            rules.append(rule)
        evidence += [_evidence(counts, one, whole) for one in group]
    return rules, doubts, evidence


def _order(one: Proposal) -> tuple[str, str]:
    """By what they say: a phrase more or less moves no other."""
    return one.phrase.casefold(), one.phrase


def _size(counts: Counts, group: Iterable[Proposal]) -> int:
    """How many words a rule takes on a thread, as a power of two: more threads of the same kind change no order."""
    return round(log2(max(1, _words(group)) / counts.threads))


def _words(group: Iterable[Proposal]) -> int:
    return sum(one.words for one in group)


def _id_of(one: Proposal) -> str:
    """Phrases of one kind in one place are one rule; a pattern is one by itself."""
    zone = _ZONES[one.zone]
    if one.before:
        return "signatures" if one.after else "names"
    if one.samples:
        return "glued-head" if not one.phrase.startswith("(?r)") else "glued-tail"
    if one.way in PATTERNS:
        slug = "-".join(re.findall(r"[a-z0-9]+", re.sub(r"\\.|\{[\d,]+\}|\[.*?\]", " ", one.phrase.lower()))[:4])
        return f"{one.kind}-{slug}" if slug else f"{one.kind}-{zone}-pattern"
    return f"{one.kind}-fields" if one.way == "field" else f"{one.kind}-{zone}"


def _rule(counts: Counts, group: Sequence[Proposal], rule_id: str, nearest: _Nearest) -> Rule:
    first = group[0]
    phrases = tuple(dict.fromkeys(one.phrase for one in group))
    said: dict[str, Any] = {first.way: first.phrase if first.way in PATTERNS else phrases}
    for key, asked in first.asks.items():
        of_all = (phrase for one in group for phrase in one.asks[key]) if isinstance(asked, tuple) else ()
        said[key] = tuple(dict.fromkeys(of_all)) or asked
    rule = Rule(id=rule_id, kind=first.kind, why=_why(counts, group), **said)
    hits = sorted(_proved(rule, "hits", _hits(counts, group))[:_HITS])
    misses = _proved(rule, "misses", list(dict.fromkeys(nearest.to(phrases))))[:_MISSES]
    return msgspec.structs.replace(rule, hits=tuple(hits), misses=tuple(misses))


def _proved(rule: Rule, key: str, samples: Sequence[str]) -> list[str]:
    tried: Rule = msgspec.structs.replace(rule, **{key: tuple(samples)})
    failing = {sample for _, _, sample in failing_samples((tried,), (tried,))}
    return [sample for sample in samples if sample not in failing]


def _why(counts: Counts, group: Sequence[Proposal]) -> str:
    on = sorted({len(one.finding.seen.threads) for one in group})
    many = f"{on[0]:,}" if len(on) == 1 else f"{on[0]:,} to {on[-1]:,}"
    each = "In" if len(group) == 1 else "Each in"
    where = group[0].zone
    if names := sorted({one.finding.signed for one in group if one.finding.signed}):
        where = f"at the end of what {names[0]} writes" if len(names) == 1 else f"at the end of what {len(names)} write"
    return f"{each} {many} of {counts.threads:,} threads, {where}; {_words(group):,} words in all."


def _hits(counts: Counts, group: Sequence[Proposal]) -> list[str]:
    """Lines that the rule takes: of each phrase one, then others of the first."""
    found: dict[str, None] = {}
    for one in group[: 3 * _HITS]:
        found.update(dict.fromkeys(_samples(counts, one)[:1]))
    for one in group[:_HITS]:
        found.update(dict.fromkeys(_samples(counts, one)))
    return list(found)[: 4 * _HITS]


def _samples(counts: Counts, one: Proposal) -> list[str]:
    """Lines of a proposal, each with its neighbour where that belongs to it, the most usual first."""
    if one.samples:
        return list(one.samples)
    places = one.finding.values if one.before else one.finding.seen.at
    found: Counter[str] = Counter()
    for page, line in places:
        lines, sample = counts.pages[page].lines, counts.pages[page].lines[line]
        if one.before or (page, line + 1) in one.places.intersection(one.finding.values):
            sample = f"{sample}\n{lines[line + 1]}"
        if one.after:
            sample = f"{lines[line - 1]}\n{sample}"
        found[sample] += 1
    return nsmallest(_HITS, found, key=lambda sample: (-found[sample], len(sample), sample))


def _evidence(counts: Counts, one: Proposal, rule_id: str) -> Evidence:
    finding = one.finding
    return Evidence(
        rule=rule_id, phrase=_said(one),
        threads=len(finding.seen.threads), of=counts.threads, words=one.words, looks=finding.looks, zone=one.zone,
        doubt=one.reason if one.verdict is Verdict.DOUBTFUL else "",
    )  # fmt: skip


def _said(one: Proposal) -> str:
    """The phrase; of a pattern that takes anything, the place."""
    if one.samples:
        return f"parts as in {one.samples[0]!r}, at an end of lines"
    if one.after:
        return f"a line between {one.after[0]!r} and {one.before[0]!r}"
    return f"a name above {one.before[0]!r}" if one.before else one.phrase


class _Nearest:
    """The lines of body that share the most words with a rule's phrases."""

    def __init__(self, counts: Counts) -> None:
        lines = {
            text for number, page in enumerate(counts.pages) for line, text in enumerate(page.lines)
            if counts.is_words(number, line) and " " in text and len(text) <= 160
        }  # fmt: skip
        self._lines = nsmallest(_BODY_LINES, lines)
        self._shortest = nsmallest(_MISSES, self._lines, key=lambda text: (len(text), text))
        self._words: dict[str, list[int]] = defaultdict(list)
        self._sizes = []
        for number, text in enumerate(self._lines):
            words = _keys(text)
            self._sizes.append(len(words))
            for word in words:
                self._words[word].append(number)

    def to(self, phrases: Sequence[str]) -> list[str]:
        near = Counter[int]()
        for phrase in phrases[:50]:
            for word in _keys(phrase):
                # What a word weighs depends on it alone, so more posts move no example but for a nearer one.
                for number in self._words.get(word, ())[:_KNOWN]:
                    near[number] += min(len(word), _TELLING)
        best = nsmallest(_NEAREST, near, key=lambda n: (-near[n] / (self._sizes[n] + 4), self._lines[n]))
        return [self._lines[number] for number in best] + self._shortest


def _keys(text: str) -> set[str]:
    return {key_of(word) for word, _ in tokens_of(text) if word[0].isalpha()}
