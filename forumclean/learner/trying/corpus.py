"""Corpus: posts as they are cleaned now, and what one more rule would do to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from heapq import nsmallest
from typing import NamedTuple, Protocol

from forumclean.cleaner import Cleaner, Raw
from forumclean.outcome.result import Result
from forumclean.rules.engine import Engine
from forumclean.rules.matching.fold import fold
from forumclean.rules.matching.matcher import Matcher
from forumclean.rules.rule import Action, Region, Rule
from forumclean.values.sentence import is_sentence
from forumclean.values.words import count_words

__all__ = ["Corpus", "Count", "Entry", "Post"]

# A line that stays is a near miss when it holds this share of the words of a rule.
_NEAR = 0.5
_SHOWN = 3
_BATCH = 200


class Entry(Protocol):
    """What a corpus asks of a post; a record of a bulk run has it."""

    @property
    def text(self) -> Raw:
        """The raw post."""

    @property
    def url(self) -> str | None:
        """Where it came from."""

    @property
    def encoding(self) -> str | None:
        """What its bytes are written in."""


class Post(NamedTuple):
    """A post of which nothing more is known."""

    text: Raw
    url: str | None = None
    encoding: str | None = None


@dataclass(slots=True)
class Count:
    """What a rule would do to the posts.

    Attributes:
        posts: on how many of them it fires.
        lines: how many lines it marks.
        words: how many words are in them.
        kept: how many of these stay now, and would go.
        body: how many of those are in lines that read as a sentence: what the rule may cost.
        hits: some of the lines; of a region, all lines of one.
        costs: some of the sentences.
        near: lines that share most words with the rule and stay.
        spared: other lines that stay, those nearest to it first.
    """

    posts: int = 0
    lines: int = 0
    words: int = 0
    kept: int = 0
    body: int = 0
    hits: list[str] = field(default_factory=list)
    costs: list[str] = field(default_factory=list)
    near: list[str] = field(default_factory=list)
    spared: list[str] = field(default_factory=list)


class Corpus:
    """Posts and their results.

    Args:
        entries: the posts.
        cleaner: what cleans them.
    """

    def __init__(self, entries: Sequence[Entry], cleaner: Cleaner) -> None:
        self.entries = entries
        self.results: list[Result | Exception] = []
        self.clean(cleaner)

    def clean(self, cleaner: Cleaner) -> None:
        """Clean all posts, by other rules than before."""
        results: list[Result | Exception] = []
        for at in range(0, len(self.entries), _BATCH):
            batch = self.entries[at : at + _BATCH]
            results += cleaner.clean_batch(
                [one.text for one in batch], urls=[one.url for one in batch],
                encodings=[one.encoding for one in batch], on_error="return",
            )  # fmt: skip
        self.results = results

    @property
    def lines(self) -> Iterator[tuple[int, str, bool]]:
        """Number of the post, line, and whether it stays, for all lines."""
        for number, result in enumerate(self.results):
            if isinstance(result, Result):
                yield from zip(
                    [number] * len(result._document.lines), result._document.lines, result._verdicts.body, strict=True
                )

    def count(self, rule: Rule) -> Count:
        """Say what a rule would do."""
        count, shares = Count(), dict[str, float]()
        good = [result for result in self.results if isinstance(result, Result)]
        words = _words_of(rule)
        # Not kept in the cache: it is asked once, and would push the shipped rules out.
        marked = Engine(Matcher((rule,), proved=0)).mark_many([result._document for result in good])
        for result, marks in zip(good, marked, strict=True):
            hit = {*marks.drops, *marks.keeps, *marks.hints, *marks.cuts}
            count.posts += bool(hit)
            for block, line in enumerate(result._document.lines):
                stays = bool(result._verdicts.body[block])
                if block in hit:
                    cuts = marks.cuts.get(block)
                    text = (
                        line if cuts is None else " ".join(result._document.texts[block][c.start : c.end] for c in cuts)
                    )
                    _add(count, text, stays=stays and rule.action is not Action.KEEP)
                elif stays and line not in shares:
                    shares[line] = _share(words, line)
            _add_hits(count, rule, [result._document.lines[block] for block in sorted(hit)])
        ranked = nsmallest(2 * _SHOWN, shares, key=lambda line: (-shares[line], not is_sentence(line), len(line), line))
        count.near = [line for line in ranked if shares[line] >= _NEAR][:_SHOWN]
        count.spared = [line for line in ranked if line not in count.near]
        return count


def _add(count: Count, text: str, *, stays: bool) -> None:
    words = count_words(text)
    count.lines += 1
    count.words += words
    if stays:
        count.kept += words
        if is_sentence(text):
            count.body += words
            if len(count.costs) < _SHOWN and text not in count.costs:
                count.costs.append(text)


def _add_hits(count: Count, rule: Rule, lines: list[str]) -> None:
    found = ["\n".join(lines)] if rule.region and lines else lines
    count.hits += [line for line in dict.fromkeys(found) if line not in count.hits][: _SHOWN - len(count.hits)]


def _words_of(rule: Rule) -> set[str]:
    """The words that a rule names, folded."""
    value = getattr(rule, rule.way)
    phrases = value.start if isinstance(value, Region) else value if isinstance(value, tuple) else ()
    return {word for phrase in phrases for word in fold(phrase).split() if not word.startswith("{")}


def _share(words: set[str], line: str) -> float:
    return len(words & _folded_words(line)) / len(words) if words else 0.0


@lru_cache(100_000)
def _folded_words(line: str) -> frozenset[str]:
    return frozenset(fold(line).split())
