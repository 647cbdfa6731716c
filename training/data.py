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
from forumclean.scorer.features import Features, features
from forumclean.scorer.judge import evidence_of
from training import flatten

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data" / "text-dev"
FOLDS = 5
_SEED = 20261123
# Posts put together from each thread of the development set, with so many lines of chrome before and after (None: all);
# twice as many from each other thread.
_POSTED = 4
_AROUND = (None, (12, 15), (1, 1), (3, 2))
_WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """What is learnt from a document: its features, and the label and the number of words of each line."""

    features: Features
    labels: NDArray[np.int64]
    words: NDArray[np.int64]


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


def parts_of(row: dict[str, Any], engine: Engine) -> Parts:
    """Read, mark and measure one document of the development set."""
    lines = labelled_lines(row)
    return _measured([row["text"][start:end] for start, end, _ in lines], [label for _, _, label in lines], engine)


def _measured(lines: list[str], labels: Sequence[int | None], engine: Engine) -> Parts:
    """Read, mark and measure lines; a block is labelled by its offset, for it may hold several wrapped lines."""
    document = read_text("\n".join(lines))
    starts = np.cumsum([0] + [len(line) + 1 for line in lines[:-1]])
    index = np.searchsorted(starts, np.asarray(document.layout().starts), side="right") - 1
    known = [labels[i] for i in index]
    counts = [len(line.split()) for line in document.lines]
    return Parts(
        features=features(document, evidence_of(engine.mark(document), len(document.lines))),
        labels=np.array([label or 0 for label in known]),
        words=np.array([0 if label is None else count for label, count in zip(known, counts, strict=True)]),
    )


def more_parts(
    engine: Engine, threads: list[dict[str, Any]], posted: list[dict[str, Any]], assigned: dict[str, int]
) -> Iterator[tuple[Parts, frozenset[int]]]:
    """Yield further documents to learn from, each with the folds that must not see it.

    Args:
        engine: the rules.
        threads: the flattened threads of the development set: articles are set between their chrome, too.
        posted: its posted news: an article that stands there belongs to a fold.
        assigned: the folds.
    """
    rng = random.Random(_SEED)
    hosts = {row["domain"]: frozenset([fold_of(row, assigned)]) for row in threads}
    known = {row["id"]: frozenset([fold_of(row, assigned)]) for row in posted}
    news: list[tuple[flatten.Article, frozenset[int]]] = []
    for article, pages in flatten.articles():
        folds_of_it = known.get(article.id, frozenset())
        news.append((article, folds_of_it))
        for page in pages:
            yield _measured(page.lines, page.labels, engine), folds_of_it
        if not folds_of_it:
            yield _measured(article.lines, [1] * len(article.lines), engine), folds_of_it
    frames = [(page, hosts.get(page.host, frozenset()), 2 * _POSTED) for page in flatten.threads()]
    for page, folds_of_host, _ in frames:
        yield _measured(page.lines, page.labels, engine), folds_of_host
    frames += [(_flat_of(row), hosts[row["domain"]], _POSTED) for row in threads]
    for page, folds_of_host, count in frames:
        for number, (article, folds_of_it) in enumerate(rng.sample(news, count)):
            made = flatten.posted(page, article, _AROUND[number % len(_AROUND)])
            yield _measured(made.lines, made.labels, engine), folds_of_host | folds_of_it


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
    """The fold of a document of either set."""
    return assigned["page " + (row.get("chrome") or row["id"])]
