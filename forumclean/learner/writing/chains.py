"""Chains: parts of a frame that dumps put on one line -> patterns that cut them from the head and the tail of lines.

No part of a chain says by itself where it ends and somebody's words begin, so one alone is not cut.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import nsmallest

from forumclean.learner.finding.counts import Counts, Place
from forumclean.learner.finding.decide import Finding
from forumclean.learner.keys import DATE, NAME, Form
from forumclean.rules.matching.fold import bare, fold
from forumclean.rules.matching.tokens import NUMBER, tokens_of
from forumclean.values.words import BLANKLESS

__all__ = ["SLOTS", "Chain", "chains_of", "shapes_of", "slotted"]

SLOTS = {
    NUMBER: r"\d[\d.,:/-]*",
    DATE: r"(?:\p{L}{3,12}|(?=\D{0,25}\d)[\p{L}\d][\p{L}\d.,:/ -]{1,40})",
    NAME: r"\S.{0,30}?",
}
# Parts of a chain, at most; words of the part beside somebody's words; parts of a pattern, those on most threads first.
_MOST, _WIDE, _PARTS = 60, 2, 300
# So often another part follows the value of a label, or a name stands before a part; and a part is one of those.
_FOLLOWED, _USUAL = 0.8, 0.1
# Of all threads, so many have a part that may stand alone.
_OFTEN = 0.5
_VALUE = r"\s*\S+(?:\s+\S+){{0,{}}}?(?=\s+(?:{}))"
_SAMPLES = 12
# Of a date: digits; letters of a word, and those that are one by themselves; marks.
_RUN = re.compile(rf"\d+|[{BLANKLESS}]|(?:(?![\d_{BLANKLESS}])\w)+|[^\w]+|_")
_UNSPACED = re.compile(f"[{BLANKLESS}]")
_BETWEEN = r"[\s|·•»/,;:.–-]{0,4}"
# A name before all parts: at most so many words.
_NAME = r"(?:\S{1,30}\s+){1,3}?"


@dataclass(frozen=True, slots=True)
class Chain:
    """What cuts glued parts from one end of lines.

    Attributes:
        pattern: what it cuts.
        places: where the parts stand.
        samples: runs of parts, as a line has them.
    """

    pattern: str
    places: list[Place]
    samples: list[str]


def shapes_of(dates: Iterable[str]) -> str:
    r"""Return the pattern of dates that stand alone: as many digits and letters, whichever these are.

    >>> shapes_of(["3. März 2015", "12. Mai 2014", "2014年3月7日"])
    '(?:\\d{1,2}\\. [\\p{L}\\p{M}]{1,12} \\d{4}|\\d{4}年\\d{1,2}月\\d{1,2}日)'
    """
    return f"(?:{'|'.join(sorted({_RUN.sub(_shape, ' '.join(date.split())) for date in dates}))})"


def _shape(run: re.Match[str]) -> str:
    said = run[0]
    if said[0].isdecimal():
        return r"\d{1,2}" if len(said) <= 2 else rf"\d{{{len(said)}}}"
    if said[0].isalpha() and not _UNSPACED.match(said):
        return r"[\p{L}\p{M}]{1,12}"
    return re.escape(said).replace(r"\ ", " ")


def slotted(text: str) -> str:
    """Return the pattern of a line with slots."""
    parts = re.split("(" + "|".join(map(re.escape, SLOTS)) + ")", text)
    return "".join(SLOTS.get(part) or re.escape(part).replace(r"\ ", " ") for part in parts)


def chains_of(counts: Counts, findings: Sequence[Finding]) -> list[Chain]:
    """Return what cuts parts from the head of lines, and what cuts them from the tail."""
    glued = sorted((one for one in findings if one.glued >= counts.least), key=lambda one: (-one.glued, one.key))
    parts: dict[str, int] = {}
    named = set()
    for one in glued[:_PARTS]:
        if pattern := _part(counts, one):
            parts[pattern] = max(parts.get(pattern, 0), len(tokens_of(bare(_least_line(counts, one)))))
            behind = sum(line - 1 in counts.pages[page].names for page, line in one.seen.at)
            if behind >= _FOLLOWED * len(one.seen.at):
                named.add(pattern)
    whole = {pattern for one in glued[:_PARTS] if _stands_alone(counts, one) and (pattern := _part(counts, one))}
    wide = [part for part, words in parts.items() if words >= _WIDE]
    if not wide or (len(parts) < 2 and not whole):
        return []
    kinds = {"part": parts, "wide": wide, "first": named, "whole": whole}
    known = "".join(rf"(?P<{name}>{_one_of(some)})" for name, some in kinds.items())
    places = sorted({place for one in glued[:_PARTS] for place in one.seen.at})
    samples = _samples(counts, places)
    # Read from the right, a pattern that ends with the line is tried once, not at each word.
    sides = (
        rf"(?(DEFINE){known})^(?:(?:(?&part)|{_NAME}(?&first))(?&part){{0,{_MOST}}}(?&wide)|(?&whole))",
        rf"(?r)(?(DEFINE){known})(?<!\w)(?:(?&wide)(?&part){{1,{_MOST}}}|(?&whole))$",
    )
    return [Chain(pattern, places, samples) for pattern in sides]


def _one_of(parts: Iterable[str]) -> str:
    """One of the parts and what stands behind it, the longest first, for it may begin with another."""
    ordered = sorted(parts, key=lambda part: (-len(part), part))
    return rf"(?:{'|'.join(ordered)})(?!\w){_BETWEEN}" if ordered else "(?!)"


def _stands_alone(counts: Counts, one: Finding) -> bool:
    """Tell whether a part is alone at the end of lines on most threads."""
    alone = (
        counts.thread_of[page] for page, line in one.seen.at
        if not counts.pages[page].glued.intersection((line - 1, line + 1))
    )  # fmt: skip
    return len(set(alone)) >= _OFTEN * counts.threads


def _least_line(counts: Counts, one: Finding) -> str:
    return min(counts.pages[page].lines[line] for page, line in one.seen.at)


def _part(counts: Counts, one: Finding) -> str:
    """The pattern of a part; "" for a label whose values have no end, and for names."""
    if one.key.form is Form.LINE:
        return slotted(one.key.text)
    if one.key.form is Form.DATED:
        return slotted(one.key.text).replace("{1,40}", "{1,40}?")
    return _field(counts, one) if one.key.form is Form.FIELD else ""


def _field(counts: Counts, one: Finding) -> str:
    """A label and its value, which ends where one of the usual next parts begins."""
    times = len(one.seen.at)
    nexts = Counter(
        counts.pages[page].lines[line + 1] for page, line in one.seen.at if line + 1 in counts.pages[page].glued
    )
    heads: Counter[str] = Counter()
    for line, count in nexts.items():
        heads[slotted(" ".join(fold(line).split()[:2]))] += count
    usual = sorted(head for head, count in heads.items() if count >= max(2, _USUAL * times))
    if sum(heads[head] for head in usual) < _FOLLOWED * times:
        return ""
    most = max(len(counts.pages[page].keys[line].partition(":")[2].split()) for page, line in one.seen.at)
    return rf"{slotted(one.key.text)}\s*:" + _VALUE.format(max(most - 1, 0), "|".join(usual))


def _samples(counts: Counts, places: Sequence[Place]) -> list[str]:
    """Runs of parts that stand side by side, or else parts that stand alone, the shortest first."""
    found = set[str]()
    known = set(places)
    for least in (2, 1):
        for page, line in places if not found else ():
            lines = counts.pages[page].lines
            end = next(at for at in range(line, len(lines) + 1) if (page, at) not in known)
            if (page, line - 1) not in known and end - line >= least:
                found.add(" ".join(lines[line:end]))
    return nsmallest(_SAMPLES, found, key=lambda text: (len(text), text))
