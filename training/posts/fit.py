"""Fit the weights by which posts are told apart: `python -m training.posts.fit` (two minutes).

Two logistic models (README.md beside this file has the marks): of gaps, does a post end here and the next begin; and of
places at which names stand, is it the author's, by a conditional logit in which the places of a thread, and "nowhere",
stand against each other. Besides the threads the first one learns from the documents of one post. Each is fitted once a
fold, without the hosts of the fold, for `benchmarks/posts.py --side open`, and once on all of the open side, for
`forumclean/threads/data/weights.toml`. The verdicts on a document are those of a scorer that has not seen its host.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from forumclean.cleaner import Cleaner
from forumclean.outcome.quotes import without_repeats
from forumclean.reader.read import read
from forumclean.scorer.judge import judge
from forumclean.scorer.model import Model
from forumclean.threads.borders import Regions, gap_spans
from forumclean.threads.evidence import COLUMNS, columns_of
from forumclean.threads.gaps import gaps_of
from forumclean.threads.heads import dates_of
from forumclean.threads.lines import Lines, lines_of
from forumclean.threads.model import Models, Weights
from forumclean.threads.places import NAME_COLUMNS, Seat, name_columns, seats_in
from forumclean.threads.places import Thread as Around
from forumclean.values.document import Document
from training.corpus import FOLDS, Dump, fold_of_host
from training.corpus import load as load_dumps
from training.posts import POSTED, Thread, borders, load, same_author

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SHIPPED = ROOT / "forumclean" / "threads" / "data" / "weights.toml"
# Ridge penalties; log-odds by which a place of names may stay below "nowhere"; probability from which a gap parts
# posts: chosen on the folds.
BORDER_RIDGE, NAME_RIDGE, NAME_SLACK, BORDER_SURE = 3.0, 3.0, 1.0, 0.2
Array: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class Example:
    """A document with its gaps, which of them part posts (NaN: not told), and the places at which names stand."""

    fold: int
    rows: Array
    parts: Array
    names: Array
    right: Array


def main() -> None:
    """Fit and write."""
    examples = [example_of(dump, thread) for dump, thread in documents()]
    write(SHIPPED, fit(examples))
    for fold in range(FOLDS):
        write(HERE / "folds" / f"fold-{fold}.toml", fit([one for one in examples if one.fold != fold]))


def documents() -> list[tuple[Dump, Thread | None]]:
    """The threads, and the documents whose posted text is one run of lines: those are of one post."""
    threads = load("open")
    marked = {thread.dump.name for thread in threads}
    single = [
        dump for dump in load_dumps("open")
        if dump.name not in marked and dump.part != "composed" and (dump.part == "busy" or _is_one_run(dump))
    ]  # fmt: skip
    return [*((thread.dump, thread) for thread in threads), *((dump, None) for dump in single)]


def _is_one_run(dump: Dump) -> bool:
    return len(re.findall(f"[{''.join(sorted(POSTED))}]+", "".join(dump.labels).replace(" ", ""))) == 1


_CLEANER = Cleaner()
_MODELS = [Model.load(HERE.parent / "folds" / f"fold-{fold}") for fold in range(FOLDS)]


def looked_at(dump: Dump) -> tuple[Document, Lines]:
    """The lines of a dump, by the verdicts of a scorer that has not seen its host."""
    document, _ = read(dump.text, url=None, encoding=None, profiles=_CLEANER._policy.profiles)
    marks = _CLEANER._engines_for("")[0].mark(document)
    (verdicts,) = judge([document], [marks], [marks], _MODELS[fold_of_host(dump.host)], _CLEANER._policy.preset)
    verdicts = without_repeats(document, verdicts, marks.keeps)
    return document, lines_of(document, marks, verdicts)


def example_of(dump: Dump, thread: Thread | None) -> Example:
    """Measure a document."""
    document, lines = looked_at(dump)
    gaps = gaps_of(lines)
    rows = np.array(columns_of(document, lines, gaps)).reshape(-1, len(COLUMNS))
    parts = np.zeros(len(rows))
    names, right = np.zeros((0, len(NAME_COLUMNS))), np.zeros(0)
    if thread is not None:
        begun = posts_begun(document, thread, [(gap.start, gap.end) for gap in gaps[1:-1]])
        parts[:] = [_taught(thread, post) for post in begun]
        chosen = [n for n, post in enumerate(begun, 1) if post]
        regions = Regions.of(lines.lines, gap_spans(lines, gaps, chosen))
        gold: list[str | None] = [thread.posts[0].author, *(thread.posts[post].author for post in begun if post)]
        around = Around.of(regions, dates_of(regions))
        seats = seats_in(around)
        names = np.array(name_columns(seats, around)).reshape(-1, len(NAME_COLUMNS))
        right = np.array([_share_right(seat, gold) for seat in seats])
    return Example(fold_of_host(dump.host), rows, parts, names, right)


def _taught(thread: Thread, post: int) -> float:
    """Whether a gap with the beginning of this post parts two; a beginning that only sense tells teaches nothing."""
    if not post:
        return 0.0
    return 1.0 if thread.posts[post].shows else np.nan


def posts_begun(document: Document, thread: Thread, spans: Sequence[tuple[int, int]]) -> list[int]:
    """For each span of blocks the number of the post that begins in it, 0 for none."""
    dump = thread.dump
    offsets = np.cumsum([0, *(len(line) + 1 for line in dump.lines)]).tolist()
    lines = [bisect_right(offsets, start) for start in document.layout().starts] + [len(dump.lines) + 1]
    begins = borders(dump, [post.first_line for post in thread.posts])
    posted = [line for line, label in enumerate(dump.labels, 1) if label in POSTED]
    ends = [max(line for line in posted if line < begin) for begin in begins[1:]]
    found: list[int] = []
    for start, end in spans:
        cuts = [lines[block] for block in range(start, end + 1)]
        inside = [
            n for n, (above, below) in enumerate(zip(ends, begins[1:], strict=True), 1)
            if any(above < cut <= below for cut in cuts)
        ]  # fmt: skip
        found.append(inside[-1] if inside else 0)
    return found


def _share_right(seat: Seat, gold: Sequence[str | None]) -> float:
    named = seat.names
    return sum(same_author(named[n][1], name) for n, name in enumerate(gold) if name and n in named) / len(gold)


def fit(examples: Sequence[Example]) -> Models:
    """Fit both models."""
    rows, parts = np.concatenate([one.rows for one in examples]), np.concatenate([one.parts for one in examples])
    rows, parts = rows[~np.isnan(parts)], parts[~np.isnan(parts)]
    mean, scale = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    model = LogisticRegression(C=1 / BORDER_RIDGE, max_iter=5000).fit((rows - mean) / scale, parts)
    sure = np.log(BORDER_SURE / (1 - BORDER_SURE))
    borders = _weights(COLUMNS, model.coef_[0], model.intercept_[0] - sure, mean, scale)
    return Models(borders, fit_names(examples))


def fit_names(examples: Sequence[Example]) -> Weights:
    """Which place of a thread it is."""
    some = [(one.names, one.right) for one in examples if len(one.names)]
    return _fit_choice(NAME_COLUMNS, some, NAME_RIDGE, NAME_SLACK)


def _fit_choice(columns: Sequence[str], some: Sequence[tuple[Array, Array]], ridge: float, slack: float) -> Weights:
    """Fit a conditional logit; the last weight is that of "nowhere"."""
    rows = np.concatenate([one for one, _ in some])
    mean, scale = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    sets = [((one - mean) / scale, _target(right)) for one, right in some]

    def loss(w: Array) -> tuple[float, Array]:
        total, slope = 0.5 * ridge * float(w[:-1] @ w[:-1]), np.append(ridge * w[:-1], 0.0)
        for row, target in sets:
            odds = np.append(row @ w[:-1], w[-1])
            p = np.exp(odds - odds.max())
            p /= p.sum()
            total -= float(target @ np.log(p + 1e-12))
            slope[:-1] += (p - target)[:-1] @ row
            slope[-1] += (p - target)[-1]
        return total, slope

    found = minimize(loss, np.zeros(rows.shape[1] + 1), jac=True, method="L-BFGS-B").x
    return _weights(columns, found[:-1], slack - found[-1], mean, scale)


def _target(right: Array) -> Array:
    if not right.size or right.max() == 0:
        return np.append(np.zeros(len(right)), 1.0)
    return np.append(right**2 / (right**2).sum(), 0.0)


def _weights(names: Sequence[str], found: Array, bias: float, mean: Array, scale: Array) -> Weights:
    """The weights of the columns as they are measured."""
    own = found / scale
    return Weights(round(float(bias - own @ mean), 3), dict(zip(names, own.round(3).tolist(), strict=True)))


def write(path: Path, models: Models) -> None:
    """Write the weights, a line each."""
    path.parent.mkdir(exist_ok=True)
    said = ["# Written by `python -m training.posts.fit`."]
    for name, model in (("borders", models.borders), ("names", models.names)):
        said += ["", f"[{name}]", f"bias = {model.bias}", "", f"[{name}.columns]"]
        said += [f'"{column}" = {weight}' for column, weight in model.columns.items()]
    path.write_text("\n".join(said) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
