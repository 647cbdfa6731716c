"""Make the trees that judge the blocks of an article again: `python -m training.article` (five minutes on two cores).

Learns from the article pages of WCXB's development split, a block at a time: a block is body when most of its word
triples stand in the page's text as people have marked it. Prints the word F1 of pages whose hosts the trees have not
seen, in five folds, and writes `forumclean/reader/article/trees.json`, learnt from all of them.

Every page is learnt once more as a page on which names lie: class names say as much of the systems of those few hundred
sites as of articles, and no name may take running text away.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import re
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from statistics import fmean
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from catboost import CatBoostClassifier
from numpy.typing import NDArray

from forumclean.reader.article.evidence import COLUMNS, FAR, NAME_COLUMNS, TAG_COLUMNS, evidence_of
from forumclean.reader.article.judge import is_kept, page_blocks
from forumclean.reader.article.trees import Trees
from forumclean.reader.engines.profileset import shipped_profiles
from forumclean.reader.page.parse import parse_page
from forumclean.reader.reading.proposal import View

PAGES = Path(__file__).resolve().parents[2] / "shared" / "data" / "wcxb-dev" / "article"
OUT = Path(__file__).resolve().parents[1] / "forumclean" / "reader" / "article" / "trees.json"
# Chosen on the folds; docs/pages.md has the table of what else was tried.
TREES, DRAWS, DEPTH, RATE, BORDERS, SEED = 150, 3, 3, 0.15, 48, 20261127
FOLDS = 5
UNIT = 1024
# Blocks say the more the longer they are, up to so many words; a page no more than so many words.
MOST_WORDS, MOST_OF_PAGE = 60, 3000
# On the pages on which names lie: the share of families of names that say nothing, the share of pages all
# of which stands in an element of a misleading tag, and how many stretches of running text are called something else.
SILENT, MISLED, LIES = 0.3, 0.3, 3
_WORD = re.compile(r"\w+")
Numbers = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Page:
    """A page to learn from: its blocks, what is known of each, and whether it is body."""

    id: str
    host: str
    texts: list[str]
    evidence: Numbers
    truth: str

    @cached_property
    def labels(self) -> NDArray[np.bool_]:
        """True for a block whose words stand in the truth together."""
        known = set(_triples(self.truth))
        lines = {tuple(_words(line)) for line in self.truth.splitlines()}
        return np.array([_is_in(text, known, lines) for text in self.texts])

    @cached_property
    def weights(self) -> NDArray[np.float64]:
        """How much each block counts."""
        sizes = np.array([min(len(_words(text)), MOST_WORDS) + 1 for text in self.texts], dtype=np.float64)
        return sizes / sizes.sum() * min(sizes.sum(), MOST_OF_PAGE)

    def f1(self, kept: NDArray[np.bool_]) -> float:
        """Word F1 of the blocks that are kept."""
        found = Counter(_words("\n".join(text for text, keep in zip(self.texts, kept, strict=True) if keep)))
        truth = Counter(_words(self.truth))
        both = (found & truth).total()
        return 2 * both / (found.total() + truth.total()) if both else float(found == truth)

    @property
    def fold(self) -> int:
        """The fold in which it is held out, the same for all pages of a host."""
        return int(hashlib.md5(self.host.encode(), usedforsecurity=False).hexdigest(), 16) % FOLDS


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _triples(text: str) -> list[tuple[str, ...]]:
    words = _words(text)
    return [tuple(words[i : i + 3]) for i in range(len(words) - 2)]


def _is_in(text: str, known: set[tuple[str, ...]], lines: set[tuple[str, ...]]) -> bool:
    triples = _triples(text)
    if tuple(_words(text)) in lines:
        return True
    return len(triples) > 1 and sum(triple in known for triple in triples) > len(triples) / 2


def pages(takes: Callable[[str], bool] = lambda _: True) -> Iterator[Page]:
    """The pages of the development split whose host is wanted."""
    for path in sorted((PAGES / "ground-truth").glob("*.json")):
        truth = json.loads(path.read_text("utf-8"))
        host = (urlsplit(truth["url"]).hostname or "").removeprefix("www.")
        text = truth["ground_truth"].get("main_content") or ""
        if not text or not takes(host):
            continue
        page = parse_page(gzip.decompress((PAGES / "html" / f"{path.stem}.html.gz").read_bytes()))
        view = View(page, None)
        core, place = view.measures.elements[view.article.core], view.measures.elements[view.article.place]
        columns = page_blocks(view.around(place), shipped_profiles().get("generic").shown_roles)
        evidence = evidence_of(columns, core, place, view.title or "")
        learnt = Page(path.stem, host, columns.texts, evidence, text)
        if learnt.labels.any():
            yield learnt


def is_open(host: str) -> bool:
    """True for the two thirds of the hosts that are looked at while the trees are being made."""
    return int(hashlib.sha256(host.encode()).hexdigest(), 16) % 3 != 0


def misnamed(page: Page, rng: np.random.Generator) -> Numbers:
    """The evidence of a page on which names lie."""
    at = {name: number for number, name in enumerate(COLUMNS)}
    evidence = page.evidence.copy()
    for name in NAME_COLUMNS:
        own = at[name.replace("name_", "own_")]
        if rng.random() < SILENT:
            evidence[:, at[name]], evidence[:, own] = FAR, 0
    if rng.random() < MISLED:
        tag = at[str(rng.choice(TAG_COLUMNS))]
        evidence[:, tag] = np.minimum(evidence[:, tag], rng.integers(1, FAR))
    body = np.flatnonzero(page.labels)
    for _ in range(LIES):
        start = int(rng.integers(0, len(body)))
        some = body[start : start + int(rng.integers(1, 1 + len(body)))]
        name, distance = str(rng.choice(NAME_COLUMNS)), int(rng.integers(0, 5))
        evidence[some, at[name]] = np.minimum(evidence[some, at[name]], distance)
        evidence[some, at[name.replace("name_", "own_")]] |= int(distance == 0)
    return evidence


def fit(learnt: Sequence[Page]) -> dict[str, Any]:
    """Train trees, as tables of whole numbers, some from each of several draws of lies: a few odd pages sway one."""
    parts = [_fit(learnt, SEED + number) for number in range(DRAWS)]
    columns = sorted({name for part in parts for name in part["columns"]}, key=COLUMNS.index)
    number = {name: place for place, name in enumerate(columns)}
    trees = [
        tree | {"asks": [number[part["columns"][ask]] for ask in tree["asks"]]}
        for part in parts
        for tree in part["trees"]
    ]
    return {"unit": UNIT * DRAWS, "bias": sum(part["bias"] for part in parts), "columns": columns, "trees": trees}


def _fit(learnt: Sequence[Page], seed: int) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    evidence = np.vstack([*(page.evidence for page in learnt), *(misnamed(page, rng) for page in learnt)])
    labels = np.concatenate([page.labels for page in learnt] * 2)
    weights = np.concatenate([page.weights for page in learnt] * 2)
    model = CatBoostClassifier(
        iterations=TREES, depth=DEPTH, learning_rate=RATE, border_count=BORDERS, random_seed=seed, verbose=0,
        thread_count=2, l2_leaf_reg=5, allow_writing_files=False, subsample=0.7, rsm=0.5, bootstrap_type="Bernoulli",
    )  # fmt: skip
    model.fit(evidence, labels, sample_weight=weights)
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        model.save_model(file.name, format="json")
        return _tables(json.loads(Path(file.name).read_text(encoding="utf-8")))


def _tables(model: dict[str, Any]) -> dict[str, Any]:
    features = model["features_info"]["float_features"]
    column = {feature["feature_index"]: COLUMNS[feature["flat_feature_index"]] for feature in features}
    used = sorted({split["float_feature_index"] for tree in model["oblivious_trees"] for split in tree["splits"]})
    number = {index: place for place, index in enumerate(used)}
    scale, bias = model["scale_and_bias"][0], model["scale_and_bias"][1][0]
    trees = []
    for tree in model["oblivious_trees"]:
        # A tree that ended early asks a question that nothing answers with yes, so that all trees are as deep.
        missing = DEPTH - len(tree["splits"])
        values = [round(value * scale * UNIT) for value in tree["leaf_values"]]
        trees.append({
            "asks": [number[split["float_feature_index"]] for split in tree["splits"]] + [0] * missing,
            "over": [int(np.floor(split["border"])) for split in tree["splits"]] + [1 << 30] * missing,
            "values": values + [0] * ((1 << DEPTH) - len(values)),
        })  # fmt: skip
    return {"unit": UNIT, "bias": round(bias * UNIT), "columns": [column[index] for index in used], "trees": trees}


def held_out(learnt: Sequence[Page]) -> dict[str, NDArray[np.float64]]:
    """Log-odds of the blocks of each page from trees that have not seen its host."""
    odds: dict[str, NDArray[np.float64]] = {}
    for fold in range(FOLDS):
        trees = Trees.from_dict(fit([page for page in learnt if page.fold != fold]))
        odds |= {page.id: trees.log_odds(page.evidence) for page in learnt if page.fold == fold}
    return odds


def main() -> None:
    """Measure, train, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only-measure", action="store_true", help="write nothing")
    parser.add_argument("--hold-back", action="store_true", help="learn from two thirds of the hosts only")
    args = parser.parse_args()
    learnt = list(pages(is_open if args.hold_back else lambda _: True))
    odds = held_out(learnt)
    print(f"{len(learnt)} pages, {len(COLUMNS)} columns; word F1 of all that could be kept: "
          f"{fmean(page.f1(page.labels) for page in learnt):.4f}")  # fmt: skip
    for more in (-0.6, -0.3, 0.0, 0.3, 0.6):
        f1 = fmean(page.f1(is_kept(page.evidence, odds[page.id] - more)) for page in learnt)
        print(f"  thresholds {more:+.1f}: {f1:.4f}")
    if not args.only_measure:
        tables = fit(learnt)
        trees = ",\n".join(json.dumps(tree, separators=(",", ":")) for tree in tables.pop("trees"))
        OUT.write_text(json.dumps(tables)[:-1] + f', "trees": [\n{trees}\n]}}\n', encoding="utf-8")


if __name__ == "__main__":
    main()
