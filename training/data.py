"""Training documents: the development sets, line by line, with what the features and the rules say of each line."""

from __future__ import annotations

import gzip
import json
import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from forumclean.document import Document
from forumclean.reader.text import read_text
from forumclean.rules.engine import Engine
from forumclean.scorer.features import Features, features
from forumclean.scorer.judge import evidence_of

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data" / "text-dev"
FOLDS = 5
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
        features=features(document, evidence_of(engine.mark(document), len(document.lines))),
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
