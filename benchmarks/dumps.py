"""How much of the posts is kept and how much chrome is left, on labelled dumps (training/dumps/README.md).

    python benchmarks/dumps.py                 the documents held back: nobody who wrote a rule has read them, and no
                                               model has seen them
    python benchmarks/dumps.py --side open     the others, each by a model that saw no document of its host
    python benchmarks/dumps.py --by lang       also by language; or engine, news
    python benchmarks/dumps.py --curve         body kept against chrome left at many thresholds, and the presets
    python benchmarks/dumps.py --side open --worst 10    the worst documents by name (of the open ones only)

A word is counted as training/dumps/README.md says. Body: lines labelled B; chrome: C and S. A document is perfect when
no word of body is lost and none of chrome left, lossy when more than 1 % of its body is lost. Noise P, R, F1 are of
lines, the terms of FinerWeb. In the same run, where they are installed (`pip install -e '.[bench]'`): datatrove's
C4QualityFilter, the line filter of C4; and, for the documents held back, a fastText classifier that has learnt the
lines of the open ones.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.peers import c4_filter, fasttext_filter
from forumclean import Cleaner, Label
from forumclean.scorer import judge
from forumclean.scorer.judge import Preset
from forumclean.scorer.model import Model
from training import corpus

PARTS = {
    "en": "English",
    "intl": "other languages",
    "hosts": "forums",
    "tries": "tries",
    "busy": "busy, no chrome",
    "composed": "composed",
}
THRESHOLDS = (0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
LONG = 12
Keep = Callable[[corpus.Dump], bytearray]


class Count(Counter[str]):
    """Words, lines and documents; `share` divides."""

    def share(self, part: str, whole: str) -> float:
        """One count of another."""
        return self[part] / max(self[whole], 1)


def kept_by(cleaner_of: Callable[[corpus.Dump], Cleaner]) -> Keep:
    """For each character of a dump, whether a cleaner keeps it."""

    def keep(dump: corpus.Dump) -> bytearray:
        kept = bytearray(len(dump.text))
        for p in cleaner_of(dump).clean(dump.text).paragraphs:
            if p.label is Label.BODY:
                kept[p.start : p.end] = b"\1" * (p.end - p.start)
        return kept

    return keep


def kept_by_c4() -> Keep | None:
    """The same of the line filter of C4, or None where datatrove is not installed."""
    if (c4 := c4_filter(filter_no_terminal_punct=True, min_words_per_line=3, split_paragraph=True)) is None:
        return None

    def keep(dump: corpus.Dump) -> bytearray:
        left = Counter(line.strip() for line in c4(dump.text).split("\n"))
        is_kept = []
        for line in map(str.strip, dump.lines):
            is_kept.append(left[line] > 0)
            left[line] -= 1
        return of_lines(dump, is_kept)

    return keep


def kept_by_fasttext() -> Keep | None:
    """The same of a fastText classifier that has learnt the lines of the open dumps."""
    keeps = fasttext_filter(corpus.load("open"))
    return None if keeps is None else lambda dump: of_lines(dump, keeps(dump.lines))


def of_lines(dump: corpus.Dump, is_kept: Iterable[bool]) -> bytearray:
    """Whether each character is kept, by the lines."""
    return bytearray().join(bytes([keep]) * (len(line) + 1) for line, keep in zip(dump.lines, is_kept, strict=True))


def count(dump: corpus.Dump, kept: bytearray) -> Count:
    """Count one document."""
    found, at = Count(documents=1), 0
    for line, label in zip(dump.lines, dump.labels, strict=True):
        spans = corpus.words(line)
        got = sum(kept[at + start] for start, _ in spans)
        at += len(line) + 1
        role = "body" if label in corpus.BODY else "chrome" if label in corpus.CHROME else ""
        if role and spans:
            gone = got * 2 < len(spans)
            found.update({role: len(spans), f"{role} kept": got, f"{role} lines": 1, f"{role} lines gone": gone})
            if role == "chrome" and len(spans) < LONG:
                found.update({"short": len(spans), "short kept": got})
    found["perfect"] = found["body kept"] == found["body"] and not found["chrome kept"]
    found["lossy"] = found["body kept"] < 0.99 * found["body"]
    return found


def counted(dumps: Iterable[corpus.Dump], keep: Keep) -> list[tuple[corpus.Dump, Count]]:
    """Count every document."""
    return [(dump, count(dump, keep(dump))) for dump in dumps]


def summed(counts: list[tuple[corpus.Dump, Count]], key: Callable[[corpus.Dump], str]) -> dict[str, Count]:
    """Sums by a property of the documents."""
    sums: dict[str, Count] = defaultdict(Count)
    for dump, found in counts:
        sums[key(dump)].update(found)
    return dict(sorted(sums.items(), key=lambda item: -item[1]["documents"]))


def table(title: str, sums: dict[str, Count]) -> None:
    """Print the measures, a row a group."""
    heads = ("documents", "kept", "left", f"left < {LONG} words", "perfect", "lossy", "noise P", "noise R", "noise F1")
    made = Table(title=title)
    made.add_column("")
    for head in heads:
        made.add_column(head, justify="right")
    for name, c in sums.items():
        precision = c["chrome lines gone"] / max(c["chrome lines gone"] + c["body lines gone"], 1)
        recall = c.share("chrome lines gone", "chrome lines")
        f1 = 2 * precision * recall / max(precision + recall, 1e-9)
        shares = [c.share(*pair) for pair in (("body kept", "body"), ("chrome kept", "chrome"), ("short kept", "short"),
                  ("perfect", "documents"), ("lossy", "documents"))]  # fmt: skip
        cells = [f"{shares[0]:.4f}", *(f"{share:.3f}" for share in (*shares[1:], precision, recall, f1))]
        made.add_row(name, str(c["documents"]), *cells)
    Console(width=130).print(made)


def fold_cleaners(
    preset: str = "balanced", *, config: dict[str, Any] | None = None, models: str = "folds"
) -> list[Cleaner]:
    """One cleaner a fold, with the model that did not see that fold."""
    cleaners = []
    for fold in range(corpus.FOLDS):
        cleaner = Cleaner(config, preset=preset)
        model = Model.load(ROOT / "training" / models / f"fold-{fold}")
        cleaner._policy = replace(cleaner._policy, model=model)
        cleaners.append(cleaner)
    return cleaners


def cleaners(side: str, preset: str = "balanced") -> Callable[[corpus.Dump], Cleaner]:
    """The shipped cleaner for the documents held back, that of its fold for an open one."""
    if side == "held":
        shipped = Cleaner(preset=preset)
        return lambda _: shipped
    folds = fold_cleaners(preset)
    return lambda dump: folds[corpus.fold_of_host(dump.host)]


def curve(dumps: list[corpus.Dump], side: str) -> None:
    """Print kept and left at many thresholds."""
    presets = {value: name.value for name, value in judge.THRESHOLDS.items()}
    made = Table("threshold", "preset", *PARTS.values(), title=f"{side}: body kept / chrome left")
    for threshold in sorted({*THRESHOLDS, *presets}):
        judge.THRESHOLDS[Preset.BALANCED] = threshold
        sums = summed(counted(dumps, kept_by(cleaners(side))), lambda dump: dump.part)
        cells = [
            f"{sums[part].share('body kept', 'body'):.4f} / {sums[part].share('chrome kept', 'chrome'):.3f}"
            for part in PARTS
        ]
        made.add_row(f"{threshold}", presets.get(threshold, ""), *cells)
    Console(width=150).print(made)


Scored = tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]


def scored(dumps: list[corpus.Dump], cleaner_of: Callable[[corpus.Dump], Cleaner]) -> Scored:
    """P(body) of the lines labelled body or chrome, and which are body."""
    scores, truth = [], []
    for dump in dumps:
        paragraphs = {p.start: p for p in cleaner_of(dump).clean(dump.text).paragraphs}
        at = 0
        for line, label in zip(dump.lines, dump.labels, strict=True):
            found = paragraphs.get(at + len(line) - len(line.lstrip()))
            if found is not None and label in corpus.BODY | corpus.CHROME:
                scores.append(found.score)
                truth.append(label in corpus.BODY)
            at += len(line) + 1
    return np.array(scores), np.array(truth, dtype=float)


def reliability(of: Scored) -> list[tuple[float, float, float]]:
    """Share of the lines, mean score and share of body of each of 15 bins of equal width that is not empty."""
    score, body = of
    bins = np.minimum((score * 15).astype(int), 14)
    return [((bins == b).mean(), score[bins == b].mean(), body[bins == b].mean()) for b in np.unique(bins)]


def calibration(of: Scored) -> float:
    """Expected calibration error: the mean gap between score and share of body, weighted by the size of the bin."""
    return float(sum(share * abs(score - body) for share, score, body in reliability(of)))


def plot() -> None:
    """Draw the reliability of the score on both sides to docs/images/reliability.svg."""
    import matplotlib as mpl

    mpl.use("Agg")
    mpl.rcParams["svg.hashsalt"] = "forumclean"
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(4.5, 4.5))
    axes.plot([0, 1], [0, 1], color="grey", linewidth=0.8)
    for side in ("open", "held"):
        points = reliability(scored(real(corpus.load(side)), cleaners(side)))
        axes.plot([score for _, score, _ in points], [body for *_, body in points], marker="o", label=f"{side} dumps")
    axes.set(xlabel="score", ylabel="share that is body", title="reliability on dumps not learnt from")
    axes.legend()
    figure.tight_layout()
    figure.savefig(ROOT / "docs" / "images" / "reliability.svg", metadata={"Date": None})


def real(dumps: list[corpus.Dump]) -> list[corpus.Dump]:
    """Those with the structure of a real page."""
    return [dump for dump in dumps if dump.part in ("en", "intl", "hosts")]


def speed(dumps: list[corpus.Dump], cleaner: Cleaner) -> float:
    """Microseconds a document for its text, the best of three passes."""

    def passed() -> float:
        started = time.perf_counter()
        for dump in dumps:
            _ = cleaner.clean(dump.text).text
        return (time.perf_counter() - started) / len(dumps) * 1e6

    return min(passed() for _ in range(3))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--side", choices=("held", "open"), default="held")
    parser.add_argument("--preset", default="balanced", help="precision, balanced or recall")
    parser.add_argument("--by", choices=("lang", "engine", "news"), help="also by one of these")
    parser.add_argument("--curve", action="store_true")
    parser.add_argument("--worst", type=int, default=0, help="name so many of the worst open documents")
    parser.add_argument("--plot", action="store_true", help="only draw docs/images/reliability.svg (needs matplotlib)")
    options = parser.parse_args()
    if options.plot:
        plot()
        return
    dumps = corpus.load(options.side)
    if options.curve:
        curve(dumps, options.side)
        return
    cleaner_of = cleaners(options.side, options.preset)
    counts = counted(dumps, kept_by(cleaner_of))
    table(
        f"{options.side}, preset {options.preset}",
        {PARTS[k]: c for k, c in summed(counts, lambda dump: dump.part).items()},
    )
    if options.by:
        keys = {"lang": lambda d: d.lang, "engine": lambda d: d.engine, "news": lambda d: f"news: {d.is_news}"}
        table(f"by {options.by}", summed(counts, keys[options.by]))
    peers = {"C4QualityFilter of datatrove": kept_by_c4}
    if options.side == "held":
        peers["fastText, taught with the open dumps,"] = kept_by_fasttext
    for name, peer in peers.items():
        if keep := peer():
            sums = summed(counted(dumps, keep), lambda dump: dump.part)
            table(f"{name} on the same", {PARTS[k]: c for k, c in sums.items()})
    print(f"calibration error {calibration(scored(real(dumps), cleaner_of)):.4f}")
    print(f"{speed(real(dumps), Cleaner()):.0f} µs a document for its text")
    if options.worst and options.side == "open":
        lost = sorted(counts, key=lambda pair: pair[1]["body kept"] - pair[1]["body"])[: options.worst]
        left = sorted(counts, key=lambda pair: -pair[1]["chrome kept"])[: options.worst]
        print("most body lost:", *(dump.name for dump, _ in lost))
        print("most chrome left:", *(dump.name for dump, _ in left))


if __name__ == "__main__":
    main()
