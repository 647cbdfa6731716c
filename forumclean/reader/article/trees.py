"""Boosted oblivious trees over the evidence of blocks, in whole numbers, so that every machine says the same."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from forumclean.reader.article.evidence import COLUMNS

__all__ = ["Trees", "shipped_trees", "trees_digest"]

# Blocks judged at a time, to bound the memory that this takes.
_CHUNK = 1024


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
        said = np.empty(len(evidence), dtype=np.int64)
        values = self.values.ravel()
        firsts = np.arange(0, values.size, self.values.shape[1])[:, None]
        for start in range(0, len(evidence), _CHUNK):
            # A row a column: what a tree asks of all blocks is then read in one go.
            asked = np.ascontiguousarray(evidence[start : start + _CHUNK].T)
            leaves = np.zeros((len(self.values), asked.shape[1]), dtype=np.uint8)
            for columns, over in zip(self.columns[::-1], self.over[::-1], strict=True):
                leaves += leaves
                leaves += (asked[columns] > over[:, None]).view(np.uint8)
            said[start : start + _CHUNK] = values.take(firsts + leaves).sum(axis=0, dtype=np.int64)
        odds: NDArray[np.float64] = (said + self.bias) / self.unit
        return odds


_DATA = resources.files("forumclean.reader.article") / "trees.json"


@cache
def shipped_trees() -> Trees:
    """The trees that come with forumclean."""
    return Trees.from_dict(json.loads(_DATA.read_text(encoding="utf-8")))


@cache
def trees_digest() -> str:
    """A hash of them."""
    return hashlib.sha256(_DATA.read_bytes()).hexdigest()[:12]
