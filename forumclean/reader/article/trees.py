"""Boosted oblivious trees over the evidence of blocks, in whole numbers, so that every machine says the same."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from forumclean.reader.article.evidence import COLUMNS

__all__ = ["Trees", "shipped_trees"]


@dataclass(frozen=True, slots=True, eq=False)
class Trees:
    """Trees that each ask the same few questions of every block; the answers are the bits of a leaf's number.

    Attributes:
        columns: what each question is about, a row a depth, a column a tree.
        over: the answer is yes when the number is greater.
        values: what the leaves say, a row a tree: log-odds of body in parts of `unit`.
        bias: what is said of every block.
        unit: one log-odds.
    """

    columns: NDArray[np.intp]
    over: NDArray[np.int32]
    values: NDArray[np.int32]
    bias: int
    unit: int

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Trees:
        """Build them from the tables that ``training/article.py`` writes.

        Raises:
            ValueError: the tables were made for other columns than these.
        """
        unknown = set(data["columns"]) - set(COLUMNS)
        if unknown:
            raise ValueError(f"the trees ask for columns that do not exist: {sorted(unknown)}; train them again")
        at = np.array([COLUMNS.index(name) for name in data["columns"]], dtype=np.intp)
        asked = np.array([tree["asks"] for tree in data["trees"]], dtype=np.intp)
        over = np.array([tree["over"] for tree in data["trees"]], dtype=np.int32)
        values = np.array([tree["values"] for tree in data["trees"]], dtype=np.int32)
        return cls(at[asked.T], over.T, values, data["bias"], data["unit"])

    def log_odds(self, evidence: NDArray[np.int32]) -> NDArray[np.float64]:
        """Log-odds that each block belongs to the article, a row of evidence a block."""
        leaves = np.zeros((len(evidence), len(self.values)), dtype=np.intp)
        for bit, (columns, over) in enumerate(zip(self.columns, self.over, strict=True)):
            leaves += (evidence[:, columns] > over) << bit
        said: NDArray[np.int64] = self.values[np.arange(len(self.values)), leaves].sum(axis=1)
        odds: NDArray[np.float64] = (said + self.bias) / self.unit
        return odds


@cache
def shipped_trees() -> Trees:
    """The trees that come with forumclean."""
    data = resources.files("forumclean.reader.article") / "trees.json"
    return Trees.from_dict(json.loads(data.read_text(encoding="utf-8")))
