"""Make the scorer's numbers again: `python -m training.train` (nine minutes on two cores).

Fits a lexicon and trains the trees once a fold, each without the hosts, pages and articles of that fold; calibrates and
fits the decision on the frame, on what they say of the dumps of their own folds; then trains the shipped model on
everything that is not held back. Writes `forumclean/scorer/data/` and, for the benchmarks, `training/folds/`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
from collections.abc import Sequence
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from catboost import CatBoostClassifier
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression

from forumclean.rules.engine import Engine
from forumclean.rules.layers import layer, load_config
from forumclean.rules.matching.matcher import Matcher
from forumclean.scorer.decode import smoothed
from forumclean.scorer.features import COLUMNS, Features
from forumclean.scorer.frame import FRAME_COLUMNS, Frame, frame_columns, with_frame
from forumclean.scorer.lexicon import Lexicon
from forumclean.scorer.model import Model
from training import lexicon
from training.data import FOLDS, Example, assigned_folds, examples, lexicon_lines

HERE = Path(__file__).parent
Numbers: TypeAlias = np.ndarray[Any, Any]
# Chosen on the held-out folds; docs/scorer.md has the table of what else was tried.
TREES, DEPTH, RATE, SEED = 600, 6, 0.06, 20261127
# Of sources with many documents that are alike every so manieth is learnt from, and counts for all of them.
EVERY = {"posted": 6, "page": 8, "thread": 2, "article": 2}
# What the calibration is fitted on: what crawls hold, with and without a frame.
CALIBRATING = frozenset({"dump", "bare", "harmless"})
# Where the final calibration is told.
POINTS = (0.0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 1.0)
# Values of the trees are kept as whole numbers of this part of a log-odds.
UNIT = 1024
Table: TypeAlias = tuple[dict[str, int], float]


def main() -> None:
    """Fit, train, calibrate, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--alone", action="store_true", help="only models that know no rule, to training/folds-alone")
    alone = parser.parse_args().alone
    learnt = list(examples(Engine(Matcher([], proved=0)) if alone else shipped_engine()))
    folds: list[int | None] = [*range(FOLDS), None]
    with get_context("fork").Pool(2) as pool:
        tables = pool.map(_table_without, folds, chunksize=1)
    lexicons = [Lexicon.of(*table) for table in tables]
    # Of each document the lexicon has not seen its fold, as it will not have seen a post.
    measured = [example.features(lexicons[min(example.folds, default=0)]) for example in learnt]
    with get_context("fork").Pool(2) as pool:
        models = pool.map(partial(fit, learnt, measured), folds[:-1] if alone else folds, chunksize=1)
    numbers = calibrated(learnt, measured, models)
    folder = HERE / ("folds-alone" if alone else "folds")
    for k in range(FOLDS):
        write(folder / f"fold-{k}", models[k], numbers, tables[k])
    if not alone:
        (folder / "folds.json").write_text(json.dumps(assigned_folds(), indent=0) + "\n")
        write(HERE.parent / "forumclean" / "scorer" / "data", models[FOLDS], numbers, tables[FOLDS])


def _table_without(fold: int | None) -> Table:
    return lexicon.fit(list(lexicon_lines(fold)))


def shipped_engine() -> Engine:
    """The rules as they are shipped."""
    rules, proved = layer(load_config(None)).for_host("")
    return Engine(Matcher(rules, proved=proved))


def fit(learnt: Sequence[Example], measured: Sequence[Features], without: int | None) -> list[dict[str, Any]]:
    """Train the trees on everything outside a fold."""
    seen = dict.fromkeys(EVERY, 0)
    chosen: list[tuple[Example, Features, int]] = []
    for example, features in zip(learnt, measured, strict=True):
        every = EVERY.get(example.source, 1)
        seen[example.source] = number = seen.get(example.source, -1) + 1
        if without not in example.folds and number % every == 0 and len(features):
            chosen.append((example, features, every))
    x = np.concatenate([features.columns(0, len(features)).T for _, features, _ in chosen]).astype(np.float32)
    y = np.concatenate([example.labels for example, _, _ in chosen])
    weight = np.concatenate([example.weights * every for example, _, every in chosen])
    model = CatBoostClassifier(
        iterations=TREES, depth=DEPTH, learning_rate=RATE, l2_leaf_reg=8, border_count=32, rsm=0.15, subsample=0.5,
        bootstrap_type="Bernoulli", random_seed=SEED, thread_count=1, verbose=False, allow_writing_files=False,
    )  # fmt: skip
    model.fit(x[weight > 0], y[weight > 0], sample_weight=weight[weight > 0])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.json"
        model.save_model(str(path), format="json")
        return trees_of(json.loads(path.read_text()))


def trees_of(saved: dict[str, Any]) -> list[dict[str, Any]]:
    """Turn CatBoost's own file into trees of names and whole numbers."""
    scale, (bias,) = saved["scale_and_bias"]
    trees = [
        {
            "columns": [COLUMNS[split["float_feature_index"]] for split in tree["splits"]],
            "over": [int(split["border"]) for split in tree["splits"]],
            "values": [round(value * scale * UNIT) for value in tree["leaf_values"]],
        }
        for tree in saved["oblivious_trees"]
    ]
    trees[0]["values"] = [value + round(bias * UNIT) for value in trees[0]["values"]]
    return trees


def calibrated(learnt: Sequence[Example], measured: Sequence[Features], models: Sequence[Any]) -> dict[str, Any]:
    """Fit log-odds = slope · sum + offset on held-out lines, as the decoder leaves them; then the frame."""
    bare = {"slope": 1 / UNIT, "offset": 0.0, "digest": "", "final": ((0.0, 0.0), (1.0, 1.0))}
    bare["frame"] = dict.fromkeys((*FRAME_COLUMNS, "bias"), 0.0)
    ready = [Model.from_dict({"trees": trees, **bare}, Lexicon.of({}, 0.0)) for trees in models[:FOLDS]]
    chosen = [
        (example, features, ready[min(example.folds)].log_odds(features))
        for example, features in zip(learnt, measured, strict=True)
        if example.source in CALIBRATING and len(features)
    ]
    said = [example.weights > 0 for example, _, _ in chosen]
    truth = np.concatenate([example.labels[known] for (example, _, _), known in zip(chosen, said, strict=True)])

    def fitted(odds: Sequence[Numbers]) -> tuple[float, float]:
        return platt(np.concatenate([of[known] for of, known in zip(odds, said, strict=True)]), truth)

    slope, offset = fitted([odds for _, _, odds in chosen])
    again, shift = fitted([smoothed(odds * slope + offset, features.alike()) for _, features, odds in chosen])
    slope, offset = slope * again, offset * again + shift
    final = [smoothed(odds * slope + offset, features.alike()) for _, features, odds in chosen]
    frame = frame_of([example for example, _, _ in chosen], final)
    numbers = {"slope": float(f"{slope / UNIT:.6g}"), "offset": float(f"{offset:.4f}"), "frame": frame}
    return numbers | {"final": final_of([example for example, _, _ in chosen], final, frame)}


def final_of(chosen: Sequence[Example], odds: Sequence[Numbers], frame: dict[str, float]) -> list[list[float]]:
    """Fit what a probability comes to on the dumps as crawls hold them, once the frame is counted in.

    Isotonic regression (Zadrozny and Elkan 2002), told at a few points: some lines that look like body through and
    through are a board's own sentences, which no curve with two numbers can say.
    """
    decide = Frame(tuple(frame[name] for name in FRAME_COLUMNS), frame["bias"])
    told, truth = [], []
    for example, of in zip(chosen, odds, strict=True):
        if example.source == "dump":
            known, gone = example.weights > 0, example.dropped()
            told.append(with_frame(of, np.where(gone, 1.0, decide(of, gone)))[known])
            truth.append(example.labels[known])
    raw = 1 / (1 + np.exp(-np.concatenate(told)))
    fitted = IsotonicRegression(out_of_bounds="clip").fit(raw, np.concatenate(truth))
    # A little of the raw number keeps the order of lines that the steps would make equal.
    values = 0.98 * fitted.predict(np.array(POINTS)) + 0.02 * np.array(POINTS)
    return [[point, round(float(value), 4)] for point, value in zip(POINTS, values, strict=True)]


def frame_of(chosen: Sequence[Example], odds: Sequence[Numbers]) -> dict[str, float]:
    """Fit the decision whether lines of a document are chrome besides those that rules drop."""
    columns, truth = [], []
    for example, of in zip(chosen, odds, strict=True):
        is_dropped = example.dropped()
        columns.append(frame_columns(of, is_dropped)[0])
        truth.append(bool(((example.labels == 0) & (example.weights > 0) & ~is_dropped).any()))
    model = LogisticRegression(C=1.0).fit(np.array(columns), truth)
    weights = dict(zip(FRAME_COLUMNS, model.coef_[0].round(4).tolist(), strict=True))
    return {**weights, "bias": round(float(model.intercept_[0]), 4)}


def platt(odds: Numbers, labels: Numbers) -> tuple[float, float]:
    """Fit a logistic regression on one variable by Newton's method (Platt 1999)."""
    x = np.stack([odds, np.ones_like(odds)], axis=1)
    w = np.array([1.0, 0.0])
    for _ in range(25):
        p = 1 / (1 + np.exp(-(x @ w)))
        w += np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x + np.eye(2) * 1e-6, x.T @ (labels - p))
    return float(w[0]), float(w[1])


def write(folder: Path, trees: list[dict[str, Any]], numbers: dict[str, Any], table: Table) -> None:
    """Write model and lexicon: one tree a line, so that a person can read it and a change to it."""
    folder.mkdir(exist_ok=True, parents=True)
    lexicon.write(folder / "lexicon.tsv", *table)
    lines = ",\n".join("  " + json.dumps(tree, separators=(",", ":")) for tree in trees)
    said = "".join(f' "{name}": {json.dumps(value)},\n' for name, value in numbers.items())
    digest = hashlib.sha256(f"{said}{lines}{(folder / 'lexicon.tsv').read_text()}".encode()).hexdigest()[:12]
    (folder / "model.json").write_text(f'{{\n "digest": "{digest}",\n{said} "trees": [\n{lines}\n ]\n}}\n')


if __name__ == "__main__":
    main()
