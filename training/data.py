"""Training documents: the development sets, line by line, with what the features and the rules say of each line."""

from __future__ import annotations

import gzip
import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from forumclean.reader.text import read_text
from forumclean.rules.engine import Engine
from forumclean.rules.pack import shipped_packs
from forumclean.rules.rule import Action
from forumclean.scorer.features import Features, features
from forumclean.scorer.judge import dropped, evidence_of
from forumclean.scorer.lexicon import Lexicon
from forumclean.scorer.stack import Stack
from forumclean.values.document import Document
from forumclean.values.marks import Marks
from training import corpus, flatten
from training.corpus import FOLDS, fold_of_host
from training.lexicon import Line

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data" / "text-dev"
_SEED = 20261123
HARMLESS = Path(__file__).resolve().parents[1] / "fixtures" / "harmless"
# Threads whose truth ends before their replies do (data/README.md of the development sets).
_CUT_SHORT = frozenset({"0540", "0547", "0565", "0569", "0570", "0577", "0578", "1177", "4316"})
# What the labels of a dump say; of the others nothing is learnt.
_TRUTH = {"B": 1, "Q": 1, "C": 0, "S": 0}
# How much a line of each source counts: the dumps are what crawls hold; posts put together are many, and alike.
SHARES = {
    "dump": 1.0, "bare": 0.5, "harmless": 1.0, "thread": 0.2, "posted": 0.15, "page": 0.1, "article": 0.3,
}  # fmt: skip
MOST_WORDS, BODY_WEIGHT = 60, 1.3
# How much a phrase of a pack, and a line of the development sets, counts in the lexicon; a line of a dump counts 1.
_PHRASE, _OTHER = 0.5, 0.15
# Posts put together from each thread of the development set, with so many lines of chrome before and after (None: all);
# twice as many from each other thread.
_POSTED = 4
_AROUND = (None, (12, 15), (1, 1), (3, 2))
_WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """A document to learn from, read and marked.

    Attributes:
        source: what it is: "dump", "bare" (a dump without its chrome), "harmless", "thread", "posted", "page" or
            "article".
        document: as the reader gives it.
        marks: what the rules say of it.
        labels: 1 body, 0 chrome, a line.
        weights: how much each line counts; 0 where nobody says what it is.
        folds: those that must not see it.
    """

    source: str
    document: Document
    marks: Marks
    labels: NDArray[np.int64]
    weights: NDArray[np.float64]
    folds: frozenset[int]

    def features(self, lexicon: Lexicon) -> Features:
        """Measure it."""
        stack = Stack.of([self.document])
        return features(stack, evidence_of([self.marks], stack), lexicon)

    def dropped(self) -> NDArray[np.bool_]:
        """Tell whether a rule drops each line."""
        return dropped([self.marks], Stack.of([self.document]))


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


def assigned_folds() -> dict[str, int]:
    """The fold of every page and article of the development sets."""
    return folds(_threads(), load("posted_news_dev"))


def lexicon_lines(without: int | None) -> Iterator[Line]:
    """Yield what the lexicon learns from: phrases of the packs, the open dumps, some of the development sets."""
    yield from _phrases()
    for dump in corpus.load("open"):
        if fold_of_host(dump.host) != without:
            for line, label in zip(dump.lines, dump.labels, strict=True):
                if label in _TRUTH:
                    yield line.strip(), label in "BQ", 1.0, dump.host
    assigned = assigned_folds()
    for row in _threads():
        if row["renderer"] == "inscriptis" and fold_of(row, assigned) != without:
            lines = {(row["text"][start:end].strip(), label) for start, end, label in labelled_lines(row)}
            yield from (
                (line, bool(label), _OTHER, row["domain"])
                for line, label in sorted(lines, key=str)
                if line and label is not None
            )
    for row in load("posted_news_dev"):
        if row["variant"] == "clean" and fold_of(row, assigned) != without:
            yield from (
                (line.strip(), True, _OTHER, f"article {row['id']}") for line in row["lines"][::3] if line.strip()
            )


def _phrases() -> Iterator[Line]:
    for pack in shipped_packs():
        for rule in pack.rules:
            if rule.action is not Action.KEEP:
                for phrase in rule.lines or rule.field or rule.starts or ():
                    yield phrase.replace("{n}", "12").replace("{name}", "Ann"), False, _PHRASE, f"pack {pack.name}"


def _threads() -> list[dict[str, Any]]:
    return [row for row in load("forum_text_dev") if row["id"] not in _CUT_SHORT]


def examples(engine: Engine) -> Iterator[Example]:
    """Yield everything there is to learn from: the open dumps, and the development sets."""
    yield from _of_dumps(engine)
    threads = _threads()
    posted = load("posted_news_dev")
    assigned = folds(threads, posted)
    for row in (*threads, *posted):
        lines = labelled_lines(row)
        source = "posted" if "variant" in row else "thread"
        texts = [row["text"][start:end] for start, end, _ in lines]
        touched = frozenset([fold_of(row, assigned)])
        yield _example(source, texts, [label for _, _, label in lines], engine, touched)
    yield from _of_pages(engine, threads, posted, assigned)


def _of_dumps(engine: Engine) -> Iterator[Example]:
    """The open dumps, the same without their chrome, and the harmless posts of the fixtures."""
    for dump in corpus.load("open"):
        touched = frozenset([fold_of_host(dump.host)])
        yield _example("dump", dump.lines, [_TRUTH.get(label) for label in dump.labels], engine, touched)
        kept = [(line, label) for line, label in zip(dump.lines, dump.labels, strict=True) if label in "BQ "]
        if len(kept) < len(dump.lines) and any(label == "B" for _, label in kept):
            yield _example("bare", [line for line, _ in kept], [1] * len(kept), engine, touched)
    for path in sorted(HARMLESS.glob("*/raw.txt")):
        lines = path.read_text(encoding="utf-8").split("\n")
        yield _example("harmless", lines, [1] * len(lines), engine, frozenset([fold_of_host(path.parent.name)]))


def _example(
    source: str, lines: Sequence[str], labels: Sequence[int | None], engine: Engine, touched: frozenset[int]
) -> Example:
    """Read and mark lines; a block is labelled by its offset, for it may hold several wrapped lines.

    Harm counts in words; the root keeps long paragraphs from hiding short lines. Losing body is worse than leaving
    chrome.
    """
    document = read_text("\n".join(lines))
    starts = np.cumsum([0] + [len(line) + 1 for line in lines[:-1]])
    index = np.searchsorted(starts, np.asarray(document.layout().starts), side="right") - 1
    known = [labels[i] for i in index]
    words = np.array([len(corpus.words(line)) for line in document.lines])
    said = np.array([label is not None for label in known], dtype=np.float64)
    body = np.array([label or 0 for label in known])
    weights = SHARES[source] * np.sqrt(np.minimum(words, MOST_WORDS)) * np.where(body == 1, BODY_WEIGHT, 1.0) * said
    return Example(source, document, engine.mark(document), body, weights, touched)


def _of_pages(
    engine: Engine, threads: list[dict[str, Any]], posted: list[dict[str, Any]], assigned: dict[str, int]
) -> Iterator[Example]:
    """Article pages, their articles, the threads of WEB-FORUM-52, and articles set between the chrome of threads."""
    rng = random.Random(_SEED)
    hosts = {row["domain"]: frozenset([fold_of(row, assigned)]) for row in threads}
    known = {row["id"]: frozenset([fold_of(row, assigned)]) for row in posted}
    news: list[tuple[flatten.Article, frozenset[int]]] = []
    for article, pages in flatten.articles():
        folds_of_it = known.get(article.id, frozenset())
        news.append((article, folds_of_it))
        for page in pages:
            yield _example("page", page.lines, page.labels, engine, folds_of_it)
        if not folds_of_it:
            yield _example("article", article.lines, [1] * len(article.lines), engine, folds_of_it)
    frames = [(page, hosts.get(page.host, frozenset()), 2 * _POSTED) for page in flatten.threads()]
    for page, folds_of_host, _ in frames:
        yield _example("thread", page.lines, page.labels, engine, folds_of_host)
    frames += [(_flat_of(row), hosts[row["domain"]], _POSTED) for row in threads]
    for page, folds_of_host, count in frames:
        for number, (article, folds_of_it) in enumerate(rng.sample(news, count)):
            made = flatten.posted(page, article, _AROUND[number % len(_AROUND)])
            yield _example("posted", made.lines, made.labels, engine, folds_of_host | folds_of_it)


def _flat_of(row: dict[str, Any]) -> flatten.Flat:
    lines = labelled_lines(row)
    texts = [row["text"][start:end] for start, end, _ in lines]
    return flatten.Flat(row["id"], row["domain"], texts, [label for _, _, label in lines])


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


def saved_folds() -> dict[str, int]:
    """The folds that the models in `training/folds` were trained with."""
    found: dict[str, int] = json.loads((Path(__file__).parent / "folds" / "folds.json").read_text())
    return found


def fold_of(row: dict[str, Any], assigned: dict[str, int]) -> int:
    """The fold of a document of either set; the first for threads that nothing is learnt from."""
    page = row.get("chrome") or row["id"]
    return 0 if page in _CUT_SHORT and f"page {page}" not in assigned else assigned[f"page {page}"]
