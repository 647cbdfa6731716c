"""Make the scorer's numbers again: `python -m training.train` (about twelve minutes on two cores).

Trains one model a fold, each without the pages, hosts and articles of that fold, calibrates on what they say of their
own folds, then trains the shipped model on everything. Writes `forumclean/scorer/data/model.json` and, for the
benchmarks, `training/folds/`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from catboost import CatBoostClassifier

from forumclean.rules.engine import Engine
from forumclean.rules.layers import layer, load_config
from forumclean.rules.matcher import Matcher
from forumclean.scorer.decode import smoothed
from forumclean.scorer.features import COLUMNS
from forumclean.scorer.model import Model
from training.data import FOLDS

HERE = Path(__file__).parent
Numbers: TypeAlias = np.ndarray[Any, Any]
# Chosen on the held-out folds; docs/scorer.md has the table of what else was tried.
TREES, DEPTH, RATE, SEED = 600, 6, 0.08, 20261123
# Harm counts in words; the root keeps long paragraphs from hiding short lines. Losing body is worse than leaving
# chrome.
MOST_WORDS, BODY_WEIGHT = 60, 1.3
# Values of the trees are kept as whole numbers of this part of a log-odds.
UNIT = 1024


def main() -> None:
    """Train, calibrate, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--alone", action="store_true", help="only models that know no rule, to training/folds-alone")
    alone = parser.parse_args().alone
    threads, posted = load("forum_text_dev"), load("posted_news_dev")
    assigned = folds(threads, posted)
    engine = Engine(Matcher([], proved=0)) if alone else shipped_engine()
    rows = [*threads, *posted]
    fold = [fold_of(row, assigned) for row in rows]
    parts = [parts_of(row, engine) for row in rows]
    learnt = [(part, frozenset([k])) for part, k in zip(parts, fold, strict=True)]
    learnt += more_parts(engine, threads, posted, assigned)
    with get_context("fork").Pool(2) as pool:
        models = pool.map(partial(fit, learnt), range(FOLDS) if alone else [*range(FOLDS), None], chunksize=1)
    odds = [
        Model.from_dict({"trees": models[k], "slope": 1 / UNIT, "offset": 0.0, "digest": ""}).log_odds(part.features)
        for part, k in zip(parts, fold, strict=True)
    ]
    slope, offset = calibrated(odds, [part.labels for part in parts])
    folder = HERE / ("folds-alone" if alone else "folds")
    folder.mkdir(exist_ok=True)
    for k in range(FOLDS):
        write(folder / f"fold-{k}.json", models[k], slope, offset)
    if not alone:
        (folder / "folds.json").write_text(json.dumps(assigned, indent=0) + "\n")
        write(HERE.parent / "forumclean" / "scorer" / "data" / "model.json", models[FOLDS], slope, offset)


def shipped_engine() -> Engine:
    """The rules as they are shipped."""
    rules, proved = layer(load_config(None)).for_host("")
    return Engine(Matcher(rules, proved=proved))


def fit(learnt: list[Any], without: int | None) -> list[dict[str, Any]]:
    """Train the trees on everything outside a fold."""
    chosen = [part for part, touched in learnt if without not in touched]
    x = np.concatenate([part.features.columns(0, len(part.features)).T for part in chosen]).astype(np.float32)
    y = np.concatenate([part.labels for part in chosen])
    words = np.concatenate([part.words for part in chosen])
    weight = np.sqrt(np.minimum(words, MOST_WORDS)) * np.where(y == 1, BODY_WEIGHT, 1.0)
    model = CatBoostClassifier(
        iterations=TREES, depth=DEPTH, learning_rate=RATE, l2_leaf_reg=8, border_count=32, rsm=0.15, subsample=0.5,
        bootstrap_type="Bernoulli", random_seed=SEED, thread_count=1, verbose=False, allow_writing_files=False,
    )  # fmt: skip
    model.fit(x, y, sample_weight=weight)
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


def calibrated(odds: list[Numbers], labels: list[Numbers]) -> tuple[float, float]:
    """Fit log-odds = slope · sum + offset on held-out lines: as the trees give them, then as the decoder leaves."""
    truth = np.concatenate(labels)
    slope, offset = platt(np.concatenate(odds), truth)
    again, shift = platt(np.concatenate([smoothed(document * slope + offset) for document in odds]), truth)
    return float(f"{slope * again / UNIT:.6g}"), float(f"{offset * again + shift:.4f}")


def platt(odds: Numbers, labels: Numbers) -> tuple[float, float]:
    """Fit a logistic regression on one variable by Newton's method (Platt 1999)."""
    x = np.stack([odds, np.ones_like(odds)], axis=1)
    w = np.array([1.0, 0.0])
    for _ in range(25):
        p = 1 / (1 + np.exp(-(x @ w)))
        w += np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x + np.eye(2) * 1e-6, x.T @ (labels - p))
    return float(w[0]), float(w[1])


def write(path: Path, trees: list[dict[str, Any]], slope: float, offset: float) -> None:
    """Write a model file: one tree a line, so that a person can read it and a change to it."""
    lines = ",\n".join("  " + json.dumps(tree, separators=(",", ":")) for tree in trees)
    digest = hashlib.sha256(f"{slope} {offset} {lines}".encode()).hexdigest()[:12]
    head = f' "digest": "{digest}",\n "slope": {slope},\n "offset": {offset},\n "trees": [\n'
    path.write_text("{\n" + head + lines + "\n ]\n}\n")


if __name__ == "__main__":
    main()
