"""Slips: what a rule says that would do nothing, or far too much, and nobody would notice."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import msgspec
import tomli

from forumclean.rules.check import document_of
from forumclean.rules.engine import Engine
from forumclean.rules.matching.fold import fold
from forumclean.rules.matching.matcher import LONGEST_PHRASE, Matcher
from forumclean.rules.rule import KIND, Action, Region, Rule
from forumclean.values.document import Document
from forumclean.values.model import Kind

__all__ = ["slips_of"]

# Ways to match that compare phrases, which fold to what a line folds to.
_WAYS = ("lines", "field", "starts", "ends")


def slips_of(rule: Rule) -> Iterator[tuple[str, str, str]]:
    """Yield the slips of a rule: the key, what is wrong with it, and how to mend it.

    >>> [problem for _, problem, _ in slips_of(Rule(id="a", lines=("Ad",), after=("kind:adverts",)))]
    ["unknown kind 'adverts'"]
    """
    yield from _unknown_kinds(rule)
    yield from _dead_phrases(rule)
    if rule.action is Action.DROP and not (rule.where or rule.asked):
        yield from _dropped_prose(rule)


def _unknown_kinds(rule: Rule) -> Iterator[tuple[str, str, str]]:
    for key in ("after", "before", "beside"):
        for number, phrase in enumerate(getattr(rule, key) or ()):
            head, colon, name = phrase.partition(":")
            kind, is_asked = name.strip().casefold(), head.strip().casefold() + colon == KIND
            if not is_asked or (kind in tuple(Kind) and phrase == KIND + kind):
                continue
            # "Kind: regards" may be a line of a page; only what is close to a kind was meant for one.
            cutoff = 0.5 if phrase.startswith(KIND) else 0.8
            near = [kind] if kind in tuple(Kind) else difflib.get_close_matches(kind, list(Kind), n=1, cutoff=cutoff)
            if near or phrase.startswith(KIND):
                hint = f"did you mean '{KIND}{near[0]}'?" if near else f"it is one of {', '.join(Kind)}"
                yield f"{key}[{number}]", f"unknown kind '{phrase[len(head) + 1 :]}'", hint


def _dead_phrases(rule: Rule) -> Iterator[tuple[str, str, str]]:
    for key, phrase in _phrases(rule, (*_WAYS, "region", "after", "before", "beside")):
        if problem := _dead(phrase):
            yield key, *problem


def _phrases(rule: Rule, ways: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Key and phrase of each phrase of a rule."""
    for way in ways:
        value = getattr(rule, way)
        lists = {way: value or ()}
        if isinstance(value, Region):
            lists = {"region.from": value.start, "region.to": value.stop or ()}
        for key, phrases in lists.items():
            yield from ((f"{key}[{number}]", phrase) for number, phrase in enumerate(phrases))


def _dead(phrase: str) -> tuple[str, str] | None:
    folded = fold(phrase)
    if not folded:
        return f"the phrase {phrase!r} is empty", "write what stands in the line"
    if len(folded) > LONGEST_PHRASE:
        return f"the phrase is longer than {LONGEST_PHRASE} characters, and no such line is compared", "use pattern"
    return None


def _dropped_prose(rule: Rule) -> Iterator[tuple[str, str, str]]:
    """A rule that would take sentences or their plainest words out of every post."""
    hint = 'say more of the line, where it stands (after, where), or make it evidence: action = "hint"'
    for key, phrase in _phrases(rule, (*_WAYS, "region")):
        folded = fold(phrase)
        # Letters and rows of plain words may be whole lines: "A A A" is a row of buttons. One word alone is a slip.
        is_slip = (len(folded) > 1 and " " not in folded) or key.startswith(("starts", "ends"))
        if is_slip and set(folded.split()) <= _words():
            yield key, f"rule '{rule.id}' drops plain prose: {phrase!r}", hint
    if found := _sentence_dropped(rule):
        yield rule.way, f"rule '{rule.id}' drops plain prose such as {found!r}", hint


def _sentence_dropped(rule: Rule) -> str | None:
    document = _sentences()
    marks = Engine(Matcher((rule,), proved=0)).mark(document)
    first = min((*marks.drops, *marks.cuts), default=None)
    return None if first is None else document.texts[first]


class _Prose(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    words: str
    sentences: str


@cache
def _prose() -> _Prose:
    data = tomli.loads((Path(__file__).parent / "prose.toml").read_text("utf-8"))
    return msgspec.convert(data, _Prose)


@cache
def _sentences() -> Document:
    return document_of("\n\n".join(_prose().sentences.strip().splitlines()))


@cache
def _words() -> frozenset[str]:
    return frozenset(_prose().words.split())
