r"""How much of the article is kept and how much chrome is left, on documents the model was not trained on.

    python benchmarks/quality.py            the tables
    python benchmarks/quality.py --worst 5  also the worst documents of each kind
    python benchmarks/quality.py --curve    body kept and chrome left at other thresholds

Every document is scored by a model that saw no page of its host and no article of its group (training/folds/). A word
is what `\w+` matches, in lower case.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.dumps import fold_cleaners
from forumclean import Label, Result
from training.data import fold_of, labelled_lines, load, saved_folds

WORD = re.compile(r"\w+")


def words(text: str) -> list[str]:
    """The words of the measure."""
    return WORD.findall(text.lower())


def word_f1(found: str, wanted: str) -> float:
    """F1 of two multisets of words."""
    a, b = Counter(words(found)), Counter(words(wanted))
    common = sum((a & b).values())
    return 2 * common / (a.total() + b.total()) if common else float(not a and not b)


@dataclass
class Tally:
    """Words of body and chrome over many documents."""

    body: int = 0
    kept: int = 0
    chrome: int = 0
    left: int = 0
    documents: int = 0
    perfect: int = 0
    stable: int = 0
    f1: list[float] = field(default_factory=list)

    @property
    def share_kept(self) -> float:
        """Share of body words kept."""
        return self.kept / max(self.body, 1)

    @property
    def share_left(self) -> float:
        """Share of chrome words left."""
        return self.left / max(self.chrome, 1)


def tally(row: dict[str, Any], result: Result, into: Tally) -> tuple[int, int]:
    """Count one document; return body words lost and chrome words left."""
    kept = bytearray(len(row["text"]))
    for p in result.paragraphs:
        if p.label is Label.BODY:
            kept[p.start : p.end] = b"\1" * (p.end - p.start)
    body = got = chrome = left = 0
    for start, end, label in labelled_lines(row):
        for found in WORD.finditer(row["text"], start, end):
            if label is None:
                continue
            if label:
                body += 1
                got += kept[found.start()]
            else:
                chrome += 1
                left += kept[found.start()]
    into.body, into.kept = into.body + body, into.kept + got
    into.chrome, into.left = into.chrome + chrome, into.left + left
    into.documents += 1
    into.perfect += got == body and left == 0
    return body - got, left


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--worst", type=int, default=0, help="name so many of the worst documents of each kind")
    parser.add_argument("--preset", default="balanced", help="precision, balanced or recall")
    parser.add_argument("--fold", type=int, help="only this fold")
    parser.add_argument("--curve", action="store_true", help="one line a preset")
    options = parser.parse_args()
    for preset in ("precision", "balanced", "recall") if options.curve else (options.preset,):
        measure(preset, options.fold, options.worst)


def measure(preset: str, only: int | None, worst: int) -> None:
    """Measure one preset over both sets."""
    assigned = saved_folds()
    cleaners = fold_cleaners(preset)
    tallies: dict[tuple[str, str], Tally] = defaultdict(Tally)
    by_fold: dict[tuple[str, int], Tally] = defaultdict(Tally)
    harm: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    threads = [("threads", row["renderer"], row) for row in load("forum_text_dev")]
    posted = [("posted " + row["variant"], row["renderer"], row) for row in load("posted_news_dev")]
    for kind, renderer, row in threads + posted:
        fold = fold_of(row, assigned)
        if only is not None and fold != only:
            continue
        result = cleaners[fold].clean(row["text"])
        stable = cleaners[fold].clean(result.text).text == result.text
        for into in (tallies[kind, renderer], tallies[kind, "all"], by_fold[kind, fold]):
            lost, left = tally(row, result, into)
            into.stable += stable
            if kind == "threads":
                into.f1.append(word_f1(result.text, row["reference"]))
        harm[kind].append((lost, left, f"{row['id']} {row.get('chrome', '')} {row['renderer']}"))
    report(preset, tallies, by_fold)
    for kind, documents in harm.items() if worst else ():
        print(f"\n{kind}: most body words lost", *sorted(documents, reverse=True)[:worst], sep="\n  ")
        print(f"{kind}: most chrome words left", *sorted(documents, key=lambda d: -d[1])[:worst], sep="\n  ")


def report(preset: str, tallies: dict[tuple[str, str], Tally], by_fold: dict[tuple[str, int], Tally]) -> None:
    """Print the tables."""
    table = Table(title=f"held-out folds, preset {preset}")
    heads = ("set", "renderer", "documents", "body kept", "chrome left", "perfect", "word F1", "worst fold", "stable")
    for head in heads:
        table.add_column(head, justify="left" if head in ("set", "renderer") else "right")
    for (kind, renderer), t in sorted(tallies.items()):
        folds = [f for (k, _), f in by_fold.items() if k == kind] if renderer == "all" else []
        lowest = min((sum(f.f1) / len(f.f1) if f.f1 else f.share_kept for f in folds), default=None)
        table.add_row(
            kind, renderer, str(t.documents), f"{t.share_kept:.4f}", f"{t.share_left:.4f}" if t.chrome else "",
            f"{t.perfect / t.documents:.3f}", f"{sum(t.f1) / len(t.f1):.4f}" if t.f1 else "",
            f"{lowest:.4f}" if lowest is not None else "", f"{t.stable / t.documents:.3f}",
        )  # fmt: skip
    Console(width=120).print(table)


if __name__ == "__main__":
    main()
