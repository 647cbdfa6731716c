r"""What the scorer knows: ablation, calibration, the curve of the presets, and what is still left and lost.

    python benchmarks/scorer.py              all of it, on held-out folds; writes the plots to docs/images/
    python -m training.train --alone         first, for the row "model alone"

Every document is scored by a model that saw no page of its host and no article of its group (training/folds/). Words
are what `\w+` matches. Needs `pip install -e '.[bench]'`.
"""

from __future__ import annotations

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.quality import Tally, fold_cleaners, tally, word_f1
from forumclean import Cleaner, Label, Result
from forumclean.scorer import judge
from forumclean.scorer.judge import Preset
from training.data import fold_of, labelled_lines, load, saved_folds

mpl.use("Agg")
import matplotlib.pyplot as plt

IMAGES = ROOT / "docs" / "images"
THRESHOLDS = (0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
BINS = 15
SETS = ("posted clean", "posted page", "posted post")
WORD = re.compile(r"\w+")
# What a line that no rule knows looks like; the first that fits.
SHAPES = (
    ("date or number", re.compile(r"[\W\d]*(?:\w{1,9}[\W\d]+){0,3}\d[\W\d]*(?:[ap]m|ago|h|d)?", re.IGNORECASE)),
    ("one to three words", re.compile(r"\W*\w+(?:\W+\w+){0,2}\W*")),
    ("sentence", re.compile(r"(?:\S+\s+){9,}.*[.!?…\"”»。]")),
    ("heading or phrase", re.compile(r".*")),
)
Row = tuple[str, dict[str, Any]]


@dataclass
class Scores:
    """Tallies by set, and the word F1 of the threads."""

    sets: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    f1: list[float] = field(default_factory=list)


def rows() -> list[Row]:
    """All documents with the name of their set."""
    threads = [("threads", row) for row in load("forum_text_dev")]
    return threads + [(f"posted {row['variant']}", row) for row in load("posted_news_dev")]


def cleaned(cleaners: list[Cleaner], documents: list[Row]) -> Iterator[tuple[str, dict[str, Any], Result]]:
    """Yield each document as the model that did not see it cleans it."""
    assigned = saved_folds()
    for kind, row in documents:
        yield kind, row, cleaners[fold_of(row, assigned)].clean(row["text"])


def scores(cleaners: list[Cleaner], documents: list[Row]) -> Scores:
    """Measure."""
    found = Scores()
    for kind, row, result in cleaned(cleaners, documents):
        tally(row, result, found.sets[kind])
        if kind == "threads":
            found.f1.append(word_f1(result.text, row["reference"]))
    return found


def ablation(documents: list[Row], both: Scores) -> None:
    """Print what rules and model do without each other."""
    table = Table("decides", *SETS, "threads, word F1", title="ablation: body kept / chrome left")
    with_threshold(0.0)
    add(table, "rules alone", scores(fold_cleaners(), documents))
    with_threshold(0.4)
    if (ROOT / "training" / "folds-alone").is_dir():
        add(table, "model alone", scores(fold_cleaners(config={"extends": []}, models="folds-alone"), documents))
    add(table, "both", both)
    Console(width=120).print(table)


def add(table: Table, name: str, found: Scores) -> None:
    """Add a row."""
    cells = [f"{found.sets[kind].share_kept:.4f} / {found.sets[kind].share_left:.4f}" for kind in SETS]
    table.add_row(name, *cells, f"{np.mean(found.f1):.4f}")


def with_threshold(value: float) -> None:
    """Set P(body) below which the balanced preset removes a line."""
    judge.THRESHOLDS[Preset.BALANCED] = value


def curve(documents: list[Row]) -> None:
    """Print and draw body kept against chrome left, at many thresholds."""
    posted = [(kind, row) for kind, row in documents if kind in SETS[1:]]
    cleaners, presets = fold_cleaners(), dict(judge.THRESHOLDS)
    points: dict[str, list[tuple[float, float, float]]] = defaultdict(list)
    table = Table("threshold", *SETS[1:], "preset", title="body kept / chrome left")
    for threshold in THRESHOLDS:
        with_threshold(threshold)
        found = scores(cleaners, posted)
        for kind in SETS[1:]:
            points[kind].append((threshold, found.sets[kind].share_left, found.sets[kind].share_kept))
        cells = [f"{points[kind][-1][2]:.4f} / {points[kind][-1][1]:.4f}" for kind in SETS[1:]]
        table.add_row(f"{threshold}", *cells, next((name.value for name, at in presets.items() if at == threshold), ""))
    judge.THRESHOLDS.update(presets)
    Console(width=120).print(table)
    figure, axes = plt.subplots(figsize=(6, 4))
    for kind in SETS[1:]:
        axes.plot([left for _, left, _ in points[kind]], [kept for _, _, kept in points[kind]], marker=".", label=kind)
        for name, at in presets.items():
            left, kept = next(point[1:] for point in points[kind] if point[0] == at)
            axes.annotate(name.value, (left, kept), textcoords="offset points", xytext=(4, -10), fontsize=8)
    axes.set(xlabel="chrome words left", ylabel="body words kept", title="presets on held-out folds")
    axes.legend()
    save(figure, "presets-older-sets")


def calibration(documents: list[Row]) -> None:
    """Print the expected calibration error and draw the reliability plot."""
    probability, truth, kinds = [], [], []
    for kind, row, result in cleaned(fold_cleaners(), documents):
        labels = {start: label for start, _, label in labelled_lines(row)}
        for p in result.paragraphs:
            label = labels.get(row["text"].rfind("\n", 0, p.start) + 1)
            if label is not None and WORD.search(p.text):
                probability.append(p.score)
                truth.append(label)
                kinds.append(kind)
    p, y, k = np.array(probability), np.array(truth), np.array(kinds)
    table = Table("set", "paragraphs", "expected calibration error", title=f"calibration, {BINS} bins")
    for name in ("all", "threads", *SETS):
        chosen = np.ones(len(p), bool) if name == "all" else k == name
        table.add_row(name, f"{chosen.sum():,}", f"{error_of(p[chosen], y[chosen]):.4f}")
    Console(width=120).print(table)
    figure, axes = plt.subplots(figsize=(4.5, 4.5))
    where = binned(p)
    filled = [b for b in range(BINS) if (where == b).any()]
    axes.plot([0, 1], [0, 1], color="grey", linewidth=0.8)
    axes.plot([p[where == b].mean() for b in filled], [y[where == b].mean() for b in filled], marker="o")
    axes.set(xlabel="score", ylabel="share that is body", title="reliability on held-out folds")
    save(figure, "reliability-older-sets")


def binned(p: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """The bin of each score."""
    return np.minimum((p * BINS).astype(int), BINS - 1)


def error_of(p: np.ndarray[Any, Any], y: np.ndarray[Any, Any]) -> float:
    """Expected calibration error: the mean gap between score and share of body, weighted by the size of the bin."""
    where = binned(p)
    gaps = [
        (where == b).mean() * abs(p[where == b].mean() - y[where == b].mean())
        for b in range(BINS)
        if (where == b).any()
    ]
    return float(sum(gaps))


def leftovers(documents: list[Row]) -> None:
    """Print what is still left of chrome and lost of body, by shape and line by line."""
    left: Counter[str] = Counter()
    lost: Counter[str] = Counter()
    shapes: dict[str, Counter[str]] = {"left": Counter(), "lost": Counter()}
    removed: Counter[str] = Counter()
    pages: dict[str, set[str]] = defaultdict(set)
    for kind, row, result in cleaned(fold_cleaners(), documents):
        if kind == "threads":
            continue
        body = {p.start for p in result.paragraphs if p.label is Label.BODY}
        for paragraph in result.removed:
            removed[paragraph.kind.value] += len(paragraph.text.split())
        for start, end, label in labelled_lines(row):
            line = row["text"][start:end].strip()
            kept = any(at in body for at in range(start, end))
            if label is None or not line or bool(label) == kept:
                continue
            words = len(WORD.findall(line))
            (lost if label else left)[line] += words
            pages[line].add(row["chrome"] if not label else row["id"])
            shapes["lost" if label else "left"][shape_of(line)] += words
    print("words removed, by kind:", ", ".join(f"{kind} {count:,}" for kind, count in removed.most_common()))
    for name, counts in (("left", left), ("lost", lost)):
        print(f"\nwords {name}, by shape:", ", ".join(f"{shape} {n:,}" for shape, n in shapes[name].most_common()))
        table = Table("words", "pages", f"line {name}", title=f"ten most frequent, {name}")
        for line, words in counts.most_common(10):
            table.add_row(f"{words:,}", str(len(pages[line])), line[:90])
        Console(width=120).print(table)


def shape_of(line: str) -> str:
    """Name the look of a line."""
    return next(name for name, pattern in SHAPES if pattern.fullmatch(line))


def save(figure: Any, name: str) -> None:
    """Write a plot as SVG, the same bytes for the same numbers."""
    IMAGES.mkdir(exist_ok=True)
    mpl.rcParams["svg.hashsalt"] = "forumclean"
    figure.tight_layout()
    figure.savefig(IMAGES / f"{name}.svg", metadata={"Date": None})
    print(f"wrote docs/images/{name}.svg")


def main() -> None:
    """Measure, print, draw."""
    documents = rows()
    ablation(documents, scores(fold_cleaners(), documents))
    calibration(documents)
    curve(documents)
    leftovers(documents)


if __name__ == "__main__":
    main()
