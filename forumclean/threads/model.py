"""Model: the weights of what is seen of gaps and of names, as training/posts fits them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import msgspec

from forumclean.config import decode, read_toml

__all__ = ["Models", "Weights", "shipped_models"]

_FILE = Path(__file__).parent / "data" / "weights.toml"


class Weights(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A logistic model.

    Attributes:
        bias: what stands for where all columns are 0; above 0 in all is a yes.
        columns: the weight of each, by name and in the order of the columns.
    """

    bias: float
    columns: dict[str, float]

    def scores(self, rows: Sequence[Sequence[float]]) -> list[float]:
        """Log-odds of each row."""
        weights = tuple(self.columns.values())
        return [self.bias + sum(map(float.__mul__, weights, row)) for row in rows]


class Models(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Both of them.

    Attributes:
        borders: of gaps: does one post end here and the next begin?
        names: of the places at which names stand: is it the author's?
    """

    borders: Weights
    names: Weights

    @property
    def digest(self) -> str:
        """A hash of them."""
        return hashlib.sha256(msgspec.json.encode(self)).hexdigest()[:12]


@cache
def shipped_models() -> Models:
    """Read data/weights.toml, once."""
    data, text = read_toml(_FILE)
    return decode(data, Models, file=str(_FILE), text=text)
