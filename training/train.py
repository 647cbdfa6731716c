"""Make the scorer's numbers again: `python -m training.train` (about 15 minutes on one core).

Trains one network a fold, each without the pages, hosts and articles of that fold, calibrates on what they say of their
own folds, then trains the shipped network on everything. Writes `forumclean/scorer/data/model.json` and, for the
benchmarks, `training/folds/`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np

from forumclean.rules.engine import Engine
from forumclean.rules.matcher import Matcher
from forumclean.rules.pack import layer, load_config
from forumclean.scorer.features import COLUMNS
from forumclean.scorer.model import Model
from training.data import FOLDS, Mixer, Parts, fold_of, folds, load, parts_of
from training.net import train

HERE = Path(__file__).parent
SEED = 20261123


def main() -> None:
    """Train, calibrate, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rounds", type=int, default=2000, help="steps of training a network")
    parser.add_argument("--workers", type=int, default=2, help="networks to train at a time")
    options = parser.parse_args()
    threads, posted = load("forum_text_dev"), load("posted_news_dev")
    assigned = folds(threads, posted)
    engine = shipped_engine()
    parts = {key(row): parts_of(row, engine) for row in [*threads, *posted]}
    work = partial(fit, threads, posted, parts, assigned, options.rounds)
    with get_context("fork").Pool(options.workers) as pool:
        *models, shipped = pool.map(work, [*range(FOLDS), None], chunksize=1)
    held_out: list[tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]] = []
    for row in [*threads, *posted]:
        model = {**models[fold_of(row, assigned)], "columns": list(COLUMNS), "slope": 1.0, "offset": 0.0, "digest": ""}
        held_out.append((Model.from_dict(model).log_odds(parts[key(row)].rows()), parts[key(row)].labels))
    slope, offset = calibrated(held_out)
    (HERE / "folds").mkdir(exist_ok=True)
    (HERE / "folds" / "folds.json").write_text(json.dumps(assigned, indent=0) + "\n")
    for fold, model in enumerate(models):
        write(HERE / "folds" / f"fold-{fold}.json", model, slope, offset)
    write(HERE.parent / "forumclean" / "scorer" / "data" / "model.json", shipped, slope, offset)


def shipped_engine() -> Engine:
    """The rules as they are shipped."""
    rules, proved = layer(load_config(None)).for_host("")
    return Engine(Matcher(rules, proved=proved))


def key(row: dict[str, Any]) -> str:
    """A name for a document of either set."""
    return " ".join(str(row.get(name)) for name in ("id", "chrome", "renderer", "variant"))


def fit(
    threads: list[dict[str, Any]],
    posted: list[dict[str, Any]],
    parts: dict[str, Parts],
    assigned: dict[str, int],
    rounds: int,
    without: int | None,
) -> dict[str, Any]:
    """Train one network on everything outside a fold."""
    mine = [row for row in threads if fold_of(row, assigned) != without]
    news = [row for row in posted if fold_of(row, assigned) != without]
    mixer = Mixer(
        threads=[parts[key(row)] for row in mine],
        articles=[parts[key(row)] for row in news if row["variant"] == "clean"],
        posted=[parts[key(row)] for row in news],
        chrome=[parts[key(row)] for row in news if row["variant"] == "page"],
        rng=random.Random(SEED),
    )
    name = "all" if without is None else f"without fold {without}"
    return train(mixer, rounds=rounds, batch=8, seed=SEED, name=name).export()


def calibrated(held_out: list[tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]]) -> tuple[float, float]:
    """Fit log-odds = slope · output + offset on held-out lines, by Newton's method (Platt 1999)."""
    z = np.concatenate([odds for odds, _ in held_out])
    y = np.concatenate([labels for _, labels in held_out]).astype(float)
    x = np.stack([z / 4096, np.ones_like(z)], axis=1)
    w = np.array([1.0, 0.0])
    for _ in range(25):
        p = 1 / (1 + np.exp(-(x @ w)))
        w += np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x + np.eye(2) * 1e-6, x.T @ (y - p))
    return float(f"{w[0] / 4096:.6g}"), float(f"{w[1]:.4f}")


def write(path: Path, model: dict[str, Any], slope: float, offset: float) -> None:
    """Write a model file: one row of weights a line, so that a person can read a change to it."""
    data: dict[str, Any] = {"columns": list(COLUMNS), "slope": slope, "offset": offset}
    data |= {name: model[name] for name in ("bias", "out", "layers")}
    data["digest"] = hashlib.sha256(json.dumps(data).encode()).hexdigest()[:12]
    lines = ["{"]
    for name, value in data.items():
        if name != "layers":
            lines.append(f" {json.dumps(name)}: {json.dumps(value)},")
    lines.append(' "layers": [')
    for n, layer_ in enumerate(data["layers"]):
        matrices = ",\n   ".join(
            f'"{side}": [\n    ' + ",\n    ".join(json.dumps(row, separators=(",", ":")) for row in layer_[side]) + "]"
            for side in ("before", "here", "after")
        )
        rest = ", ".join(f'"{k}": {json.dumps(layer_[k])}' for k in ("bias", "dilation", "scale", "residual"))
        lines.append(f"  {{{matrices},\n   {rest}}}" + ("," if n < len(data["layers"]) - 1 else ""))
    path.write_text("\n".join([*lines, " ]", "}"]) + "\n")


if __name__ == "__main__":
    main()
