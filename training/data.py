"""Training documents: the development sets as rows of features, and new documents made of their parts.

A document is kept as parts: lines, the gaps before them, their features one by one and what the rules say of them. What
depends on the neighbours is worked out anew for every document that is put together from such parts.
"""

from __future__ import annotations

import gzip
import json
import random
import re
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from forumclean.document import Document
from forumclean.reader.text import read_text
from forumclean.rules.engine import Engine
from forumclean.scorer.features import LINE_COLUMNS, context_features, line_features, with_areas
from forumclean.scorer.judge import evidence_of

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data" / "text-dev"
FOLDS = 5
_AS_IT_IS = 0.85
_WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """Lines with all that is known of each on its own."""

    lines: list[str]
    breaks: NDArray[np.int64]
    features: NDArray[np.uint8]
    rules: NDArray[np.uint8]
    labels: NDArray[np.int64]
    words: NDArray[np.int64]

    def take(self, index: NDArray[np.int64]) -> Parts:
        return Parts([self.lines[i] for i in index], self.breaks[index], self.features[index], self.rules[index],
                     self.labels[index], self.words[index])  # fmt: skip

    def rows(self) -> NDArray[np.uint8]:
        lengths = np.array([len(line) for line in self.lines])
        context = context_features(lengths, self.lines, self.breaks, self.features, self.rules)
        return with_areas(np.concatenate((self.features, self.rules, context), axis=1))


def join(pieces: list[Parts]) -> Parts:
    """Put parts one after the other."""
    pieces = [piece for piece in pieces if piece.lines]
    names = ("breaks", "features", "rules", "labels", "words")
    stack = [np.concatenate([getattr(p, name) for p in pieces]) for name in names]
    return Parts([line for piece in pieces for line in piece.lines], *stack)


def load(name: str) -> list[dict[str, Any]]:
    """Read one of the development sets."""
    with gzip.open(SHARED / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def labelled_lines(row: dict[str, Any]) -> list[tuple[int, int, int | None]]:
    """Start, end and label of each line; None where the set does not say (threads: lines without a word)."""
    labels = iter(row["labels"])
    every = "variant" in row
    found, at = [], 0
    for line in row["text"].split("\n"):
        found.append((at, at + len(line), next(labels) if every or _WORD.search(line) else None))
        at += len(line) + 1
    if next(labels, None) is not None:
        raise ValueError(f"{row['id']}: more labels than lines")
    return found


def block_labels(row: dict[str, Any], document: Document) -> list[int | None]:
    """The label of each block, found by its offset: blocks may be fewer than lines, where lines are wrapped."""
    lines = labelled_lines(row)
    starts = [start for start, _, _ in lines]
    index = np.searchsorted(starts, np.asarray(document.layout().starts), side="right") - 1
    return [lines[i][2] for i in index]


def parts_of(row: dict[str, Any], engine: Engine) -> Parts:
    """Read, mark and measure one document."""
    document = read_text(row["text"])
    labels = block_labels(row, document)
    counts = [len(line.split()) for line in document.lines]
    return Parts(
        lines=list(document.lines),
        breaks=np.array(document.breaks),
        features=line_features(document.lines),
        rules=evidence_of(engine.mark(document), len(document.lines)).columns,
        labels=np.array([label or 0 for label in labels]),
        words=np.array([0 if label is None else count for label, count in zip(labels, counts, strict=True)]),
    )


def folds(threads: list[dict[str, Any]], posted: list[dict[str, Any]]) -> dict[str, int]:
    """Give every page a fold, all pages of one host and all pages that share an article the same one."""
    group: dict[str, str] = {}

    def root(name: str) -> str:
        while group.setdefault(name, name) != name:
            name = group[name]
        return name

    for row in threads:
        group[root("page " + row["id"])] = root("host " + row["domain"])
    for row in posted:
        group[root("article " + row["id"])] = root("page " + row["chrome"])
    sizes: dict[str, int] = defaultdict(int)
    for row in [*threads, *posted]:
        sizes[root("page " + (row.get("chrome") or row["id"]))] += len(row["text"])
    load, fold_of = [0] * FOLDS, {}
    for name, size in sorted(sizes.items(), key=lambda item: (-item[1], item[0])):
        fold_of[name] = min(range(FOLDS), key=lambda k: load[k])
        load[fold_of[name]] += size
    return {name: fold_of[root(name)] for name in sorted(group) if name.startswith(("page ", "article "))}


def fold_of(row: dict[str, Any], assigned: dict[str, int]) -> int:
    """The fold of a document of either set."""
    return assigned["page " + (row.get("chrome") or row["id"])]


def _runs(labels: NDArray[np.int64], *, both: bool = False) -> list[tuple[int, int]]:
    """Start and end of each run of body lines (and, with ``both``, of chrome lines)."""
    edges = [0, *(np.flatnonzero(np.diff(labels)) + 1).tolist(), len(labels)]
    return [(a, b) for a, b in pairwise(edges) if b > a and (both or labels[a] == 1)]


@dataclass(slots=True)
class Mixer:
    """Makes training documents: mostly the sets as they are, some put together anew.

    New documents are articles set between the chrome of other pages, posts of one page in the frame of another, and
    posts of short lines. More than a quarter of them makes the network unsure of the real ones (docs/scorer.md).
    """

    threads: list[Parts]
    articles: list[Parts]
    chrome: list[Parts]
    posted: list[Parts]
    rng: random.Random

    def draw(self) -> tuple[NDArray[np.uint8], NDArray[np.int64], NDArray[np.int64]]:
        """Return features, labels and words of one new document."""
        is_thread, as_it_is = self.rng.random() < 0.4, self.rng.random() < _AS_IT_IS
        if as_it_is:
            parts = self.rng.choice(self.threads if is_thread else self.posted)
        else:
            parts = self._respaced(self._thread() if is_thread else self._posted())
        rows = parts.rows()
        if not as_it_is:
            self._blind(rows)
        return rows, parts.labels, parts.words

    def _thread(self) -> Parts:
        page = self._crop(self.rng.choice(self.threads))
        return self._transplanted(page) if self.rng.random() < 0.4 else page

    def _transplanted(self, page: Parts) -> Parts:
        """Put what was posted on another page into the frame of this one, post by post."""
        donor = self.rng.choice(self.threads)
        given = _runs(donor.labels)
        if not given:
            return page
        pieces = []
        for start, end in _runs(page.labels, both=True):
            if page.labels[start] == 1:
                first, last = self.rng.choice(given)
                pieces.append(donor.take(np.arange(first, last)))
            else:
                pieces.append(page.take(np.arange(start, end)))
        return join(pieces)

    def _choppy(self) -> Parts:
        """A clean post of short lines, as poems, lists and price tables are, cut from an article."""
        rng = self.rng
        words = " ".join(rng.choice(self.articles).lines).split()
        most, start, lines = rng.randint(2, 9), rng.randrange(max(1, len(words) - 40)), []
        for _ in range(rng.randint(3, 50)):
            size = rng.randint(1, most)
            lines.append(" ".join(words[start : start + size]))
            start += size
            if start >= len(words):
                break
        lines = [line for line in lines if line]
        ones = np.ones(len(lines), np.int64)
        rules = np.zeros((len(lines), self.articles[0].rules.shape[1]), np.uint8)
        return Parts(lines, ones, line_features(lines), rules, ones, np.array([line.count(" ") + 1 for line in lines]))

    def _posted(self) -> Parts:
        rng = self.rng
        body = self._crop(rng.choice(self.articles)) if rng.random() < 0.3 else rng.choice(self.articles)
        if rng.random() < 0.15:
            body = self._choppy()
        if rng.random() < 0.3:
            return body
        chrome = rng.choice(self.chrome)
        cut = int(np.argmax(np.diff(np.flatnonzero(chrome.labels == 0), prepend=0)))  # where the page's own body stood
        index = np.flatnonzero(chrome.labels == 0)
        head, tail = index[:cut], index[cut:]
        if rng.random() < 0.6:
            first, last = rng.randint(0, 25), rng.randint(0, 30)
            head, tail = head[len(head) - min(first, len(head)) :], tail[:last]
        return join([chrome.take(head), body, chrome.take(tail)])

    def _crop(self, parts: Parts) -> Parts:
        size = len(parts.lines)
        if size < 12 or self.rng.random() < 0.5:
            return parts
        start = self.rng.randrange(size - 6)
        return parts.take(np.arange(start, min(size, start + self.rng.randint(6, size))))

    def _respaced(self, parts: Parts) -> Parts:
        """Some dumps have a blank line after every line, some have none."""
        chance = self.rng.random()
        if chance < 0.6:
            return parts
        breaks = np.full_like(parts.breaks, 1 if chance < 0.8 else 2)
        return Parts(parts.lines, breaks, parts.features, parts.rules, parts.labels, parts.words)

    def _blind(self, rows: NDArray[np.uint8]) -> None:
        """Hide evidence now and then, so that no language without word lists and no forum without rules is lost."""
        names = {name: n for n, name in enumerate(LINE_COLUMNS)}
        if self.rng.random() < 0.15:
            rows[:, [names["function words"], names["function share"]]] = 0
        if self.rng.random() < 0.06:  # a script without case
            shares = [names["share lower"], names["share upper"], names["share caseless"]]
            rows[:, shares[2]] = np.minimum(rows[:, shares].astype(int).sum(axis=1), 127)
            rows[:, shares[:2]] = 0
            firsts = [names["first lower"], names["first upper"], names["first caseless"]]
            rows[:, firsts[2]] = rows[:, firsts].max(axis=1)
            rows[:, firsts[:2]] = 0
            rows[:, [names["function words"], names["function share"]]] = 0
