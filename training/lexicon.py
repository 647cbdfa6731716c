"""Fit the lexicon: weights of the character runs that tell chrome from body, learnt from labelled lines."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from forumclean.scorer.lexicon import EDGE, SIZES, UNIT

__all__ = ["Line", "fit", "write"]

# A line, whether it is body, what it counts, and the host that it comes from.
Line = tuple[str, bool, float, str]
SEEN = 120
# Runs that stand in lines of fewer hosts say something of those hosts; of the others the strongest are kept.
LEAST_HOSTS, MOST_RUNS = 2, 64_000
# How freely the weights of all runs, and then of the strongest, are fitted (C of a logistic regression).
ALL_RUNS, STRONGEST = 2.0, 4.0


def runs_of(text: str) -> list[str]:
    """The runs of a line, as the table writes them."""
    folded = EDGE + "".join("0" if "0" <= char <= "9" else char for char in text[:SEEN].lower()) + EDGE
    return [folded[at : at + size] for size in SIZES for at in range(len(folded) - size + 1)]


def fit(lines: Sequence[Line]) -> tuple[dict[str, int], float]:
    """Return the table and the bias, fitted twice: on all runs that several hosts have, then on the strongest."""
    hosts: dict[str, set[str]] = defaultdict(set)
    runs = [runs_of(text) for text, *_ in lines]
    for found, (_, _, _, host) in zip(runs, lines, strict=True):
        for run in set(found):
            if len(hosts[run]) < LEAST_HOSTS:
                hosts[run].add(host)
    known = sorted(run for run, seen in hosts.items() if len(seen) >= LEAST_HOSTS)
    weights, _ = _fitted(runs, lines, known, ALL_RUNS)
    strongest = np.argsort(-np.abs(weights), kind="stable")[:MOST_RUNS]
    kept = sorted(known[at] for at in strongest)
    weights, bias = _fitted(runs, lines, kept, STRONGEST)
    table = {run: round(float(weight) * UNIT) for run, weight in zip(kept, weights, strict=True)}
    return {run: weight for run, weight in table.items() if weight}, bias


def _fitted(runs: Sequence[list[str]], lines: Sequence[Line], known: Sequence[str], c: float) -> tuple[Any, float]:
    index = {run: number for number, run in enumerate(known)}
    values, columns, rows = [], [], [0]
    for found in runs:
        counts = Counter(index[run] for run in found if run in index)
        scale = 1 / max(len(found), 1) ** 0.5
        columns += counts.keys()
        values += [count * scale for count in counts.values()]
        rows.append(len(columns))
    x = sparse.csr_matrix((values, columns, rows), shape=(len(lines), len(known)))
    y = np.array([is_body for _, is_body, _, _ in lines])
    weight = np.array([weight for _, _, weight, _ in lines])
    model = LogisticRegression(C=c, solver="liblinear", random_state=0, tol=1e-3)
    model.fit(x, y, sample_weight=weight)
    return model.coef_[0], float(model.intercept_[0])


def write(path: Path, table: dict[str, int], bias: float) -> None:
    """Write the table, by run."""
    head = f"# Runs of characters ({EDGE}: the edge of a line) and their weight for body, in 1/{UNIT} log-odds.\n"
    head += f"bias\t{bias:.4f}\n"
    path.write_text(head + "".join(f"{run}\t{weight}\n" for run, weight in sorted(table.items())), encoding="utf-8")
