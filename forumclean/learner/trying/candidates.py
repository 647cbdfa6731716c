"""Candidates: a line that a person points at -> the rules that it could become, from the specific to the broad."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import msgspec

from forumclean.learner.keys import DATE, slots_of
from forumclean.learner.trying.corpus import Corpus, Count
from forumclean.rules.check import failing_samples, pattern_problem
from forumclean.rules.matching.fold import as_line, bare, fold
from forumclean.rules.rule import Region, Rule
from forumclean.rules.slips import slips_of
from forumclean.values.model import Kind

__all__ = ["Candidate", "candidates", "problem_of", "proved"]

_folded = lru_cache(100_000)(fold)
_NUMBER = re.compile(r"\d[\d.,]*")
_DATE, _NAME = ".{3,40}", r"\S{1,40}"
# Words of a label; lines of a region that ends by itself; samples of misses.
_LABEL, _REACH, _MISSES = 5, 12, 2


@dataclass(frozen=True, slots=True)
class Candidate:
    """A rule that a line could become.

    Attributes:
        form: how it stands for the line: line, template, field, starts or region.
        rule: the rule, with samples out of the posts.
        count: what it would do.
        problem: why it can't be accepted as it is; empty when it can.
    """

    form: str
    rule: Rule
    count: Count
    problem: str


def candidates(
    corpus: Corpus, line: str, *, last: str | None = None, kind: Kind = Kind.OTHER, made: str = ""
) -> list[Candidate]:
    r"""Return the rules that a line could become, from the specific to the broad.

    Args:
        corpus: the posts.
        line: the line that was pointed at.
        last: the last line of a region, where a person chose more than one.
        kind: of chrome.
        made: where the rules are made, for their ``why``.

    Raises:
        ValueError: the line is empty.

    >>> from forumclean.cleaner import Cleaner
    >>> from forumclean.learner.trying.corpus import Post
    >>> posts = [Post("OT Bucks: 7\nThe ferry sails again."), Post("OT Bucks: 9\nThe bridge was opened.")]
    >>> [(one.form, one.count.posts) for one in candidates(Corpus(posts, Cleaner()), "OT Bucks: 120")]
    [('template', 2), ('template', 2), ('field', 2)]
    """
    line = bare(as_line(line))
    if not line:
        raise ValueError("the line is empty; choose one with words in it")
    found, seen = [], set[Any]()
    names: Counter[str] = Counter()
    for form, way, value in _ways(corpus, line, last):
        if (way, value) in seen:
            continue
        seen.add((way, value))
        name = _id_of(line, form)
        names[name] += 1
        rule = Rule(id=name if names[name] == 1 else f"{name}-{names[name]}", kind=kind, **{way: value})
        found.append(_tried(corpus, form, rule, made))
    return found


def _tried(corpus: Corpus, form: str, rule: Rule, made: str) -> Candidate:
    count = corpus.count(rule)
    rule = proved(corpus, rule, count, made)
    return Candidate(form, rule, count, problem_of(rule))


def problem_of(rule: Rule) -> str:
    """Say why a rule would not load, or "" when it would."""
    if problem := pattern_problem(rule):
        return problem
    return next((f"{problem}; {hint}" for _, problem, hint in slips_of(rule)), "")


def proved(corpus: Corpus, rule: Rule, count: Count, made: str = "") -> Rule:
    """Give a rule its samples out of the posts, and a sentence that says where they are from."""
    lines = f"{count.lines:,} line{'s' * (count.lines != 1)}"
    why = f"On {count.posts:,} of {len(corpus.entries):,} posts, {lines}" + (f"; {made}." if made else ".")
    misses = [*count.near, *count.spared][: max(_MISSES, len(count.near))]
    draft = msgspec.structs.replace(rule, why=why, hits=tuple(count.hits), misses=tuple(misses))
    wrong = {(key, sample) for _, key, sample in failing_samples((draft,), (draft,))}
    return msgspec.structs.replace(
        draft,
        hits=tuple(sample for sample in draft.hits if ("hits", sample) not in wrong),
        misses=tuple(sample for sample in draft.misses if ("misses", sample) not in wrong),
    )


def _ways(corpus: Corpus, line: str, last: str | None) -> Iterator[tuple[str, str, Any]]:
    if last:
        yield "region", "region", Region(start=(line,), stop=(bare(as_line(last)),))
    slotted = _NUMBER.sub("{n}", line)
    yield ("line" if slotted == line else "template"), "lines", (slotted,)
    if pattern := _dated(line):
        yield "template", "pattern", pattern
    for pattern in _named(corpus, line):
        yield "template", "pattern", pattern
    label, colon, _ = line.partition(":")
    if label.strip() and label.count(" ") < _LABEL and (colon or _is_label(corpus, line)):
        yield "field", "field", (label.strip(),)
    for phrase in _beginnings(corpus, line):
        yield "starts", "starts", (phrase,)
    if not last and (stop := _follower(corpus, line)):
        yield "region", "region", Region(start=(line,), stop=(stop,))


def _dated(line: str) -> str | None:
    """A pattern with a slot for the date, and one for each number beside it."""
    slots = slots_of(line)
    if DATE not in slots.slots or not any(map(str.isalpha, "".join(slots.pieces))):
        return None
    return "".join(
        _escaped(piece) + (_DATE if slot == DATE else _NUMBER.pattern if slot else "")
        for piece, slot in zip(slots.pieces, (*slots.slots, ""), strict=True)
    )


def _escaped(text: str) -> str:
    """Text as a pattern, with a slot for each number."""
    return _NUMBER.pattern.join(re.escape(part) for part in _NUMBER.split(text)).replace("\\ ", " ")


def _named(corpus: Corpus, line: str) -> Iterator[str]:
    """The line with a slot for a name at its end or its start, where other lines have another name there."""
    words = line.split()
    if len(words) < 3:
        return
    for head, tail in ((" ".join(words[:-1]) + " ", ""), ("", " " + " ".join(words[1:]))):
        others = {other for _, other, _ in corpus.lines if other.startswith(head) and other.endswith(tail)}
        if len(others) > 1:
            yield _escaped(head) + _NAME + _escaped(tail)


def _is_label(corpus: Corpus, line: str) -> bool:
    """True when different short lines stand below the line."""
    below = set(_after(corpus, line, 1))
    return len(below) > 1 and all(len(other) < 40 for other in below)


def _beginnings(corpus: Corpus, line: str) -> Iterator[str]:
    """Beginnings of the line that more lines have, the longest and the shortest."""
    words = line.split()
    found, most = [], sum(_folded(other) == fold(line) for _, other, _ in corpus.lines)
    for size in range(len(words) - 1, 1, -1):
        phrase = " ".join(words[:size])
        folded = fold(phrase)
        if not folded.replace("{n}", "").strip():
            continue
        hits = sum(other.casefold().startswith(phrase.casefold()) for _, other, _ in corpus.lines)
        if hits > most:
            found.append(phrase)
            most = hits
    yield from dict.fromkeys((*found[:1], *found[-1:]))


def _follower(corpus: Corpus, line: str) -> str | None:
    """The line that most often stands some lines below."""
    after = Counter(_after(corpus, line, _REACH))
    key = fold(line)
    common = [(count, other) for other, count in after.items() if count > 1 and _folded(other) != key]
    return max(common)[1] if common else None


def _after(corpus: Corpus, line: str, reach: int) -> Iterator[str]:
    """The lines up to so many below each line like this one, of the same post."""
    key, left, post = fold(line), 0, -1
    for number, other, _ in corpus.lines:
        if number != post:
            left, post = 0, number
        if _folded(other) == key:
            left = reach
        elif left:
            left -= 1
            yield other


def _id_of(line: str, form: str) -> str:
    words = re.findall(r"[a-z0-9]+", line.casefold())[:4]
    return "-".join([*words, form])[:60].strip("-") if words else f"rule-{form}"
