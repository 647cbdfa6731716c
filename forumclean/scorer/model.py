"""The model: boosted oblivious trees over the features of a line, its neighbours and its area, in whole numbers.

An oblivious tree asks the same few questions of every line; the answers are the bits of a number, and the number picks
a value (Prokhorenkova et al. 2018, "CatBoost: unbiased boosting with categorical features"). So all trees are asked at
once, for many lines at once: one gather, one comparison, six shifts, one look-up, one sum. Features, thresholds and
values are whole numbers, so the same input gives the same score on every machine.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from forumclean.cache import recalled
from forumclean.scorer.features import COLUMNS, Features
from forumclean.scorer.frame import FRAME_COLUMNS, Frame
from forumclean.scorer.lexicon import Lexicon, lexicon_of

__all__ = ["Model", "shipped_model"]

# Lines scored at a time: their answers stay in the processor's cache.
_CHUNK = 1024
# After so many trees, a line whose log-odds are at least so far from zero is settled; the others are asked on. On
# held-out folds this changes the label of 3 lines in 10,000 and asks a quarter of the trees.
_STAGES = ((48, 2.0), (96, 2.0), (200, 1.5), (400, 1.0))
_DEPTH = 6
# What the answers count in the number of a leaf; numpy multiplies and adds many bytes at once, but does not shift so.
_BITS = (1 << np.arange(_DEPTH, dtype=np.uint8))[:, None, None]


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """Trained trees and their calibration.

    Attributes:
        columns: the column that each question is about: first questions of all trees, then second ones, and so on.
        thresholds: the answer is yes when the column is greater; 255 where a tree asks fewer than 6 questions.
        values: the value for each combination of answers, 64 a tree.
        slope: log-odds of body for one unit of the sum of values, from calibration on held-out folds.
        offset: log-odds of body at sum zero, from the same.
        frame: tells whether a document has a frame at all.
        final: probabilities once the frame is counted in, and what they come to on held-out dumps.
        lexicon: tells what the characters of a line look like.
        digest: hash of the data file.
    """

    columns: NDArray[np.intp]
    thresholds: NDArray[np.uint8]
    values: NDArray[np.int32]
    slope: float
    offset: float
    frame: Frame
    final: tuple[Sequence[float], Sequence[float]]
    lexicon: Lexicon
    digest: str

    @classmethod
    def load(cls, folder: Path) -> Model:
        """Read `model.json` and `lexicon.tsv` of a folder, as `training/train.py` writes them."""
        data = json.loads((folder / "model.json").read_text(encoding="utf-8"))
        return cls.from_dict(data, lexicon_of((folder / "lexicon.tsv").read_text(encoding="utf-8")))

    @classmethod
    def from_dict(cls, data: dict[str, Any], lexicon: Lexicon) -> Model:
        """Build the trees from the tables of a model file.

        Raises:
            ValueError: the file was made for other features than these.
        """
        unknown = {name for tree in data["trees"] for name in tree["columns"]} - set(COLUMNS)
        if unknown:
            raise ValueError(f"the model file knows columns that do not exist: {sorted(unknown)}; train it again")
        index = {name: number for number, name in enumerate(COLUMNS)}
        size = len(data["trees"])
        columns = np.zeros((_DEPTH, size), dtype=np.intp)
        thresholds = np.full((_DEPTH, size), 255, dtype=np.uint8)
        values = np.zeros((size, 1 << _DEPTH), dtype=np.int32)
        for number, tree in enumerate(data["trees"]):
            depth = len(tree["columns"])
            columns[:depth, number] = [index[name] for name in tree["columns"]]
            thresholds[:depth, number] = tree["over"]
            values[number, : 1 << depth] = tree["values"]
        frame = Frame(tuple(data["frame"][name] for name in FRAME_COLUMNS), data["frame"]["bias"])
        final = tuple(zip(*data["final"], strict=True))
        return cls(
            columns, thresholds[:, :, None], values.ravel(), data["slope"], data["offset"],
            frame, (final[0], final[1]), lexicon, data["digest"],
        )  # fmt: skip

    def log_odds(self, features: Features) -> NDArray[np.float64]:
        """Return the calibrated log-odds of body for each line, a stretch at a time so that memory stays bounded."""
        size = len(features)
        sums = np.empty(size, dtype=np.int64)
        for start in range(0, size, _CHUNK):
            end = min(size, start + _CHUNK)
            sums[start:end] = self._staged(features.columns(start, end))
        return sums.astype(np.float64) * self.slope + self.offset

    def _staged(self, by_column: NDArray[np.uint8]) -> NDArray[np.int64]:
        """Ask the trees stage by stage, of ever fewer lines."""
        total = np.zeros(by_column.shape[1], dtype=np.int64)
        open_lines, done = np.arange(len(total)), 0
        for trees, doubt in (*_STAGES, (None, 0.0)):
            total[open_lines] += self._sum(by_column, slice(done, trees))
            (doubtful,) = (np.abs(total[open_lines] * self.slope + self.offset) < doubt).nonzero()
            if not len(doubtful) or trees is None:
                break
            open_lines, by_column, done = open_lines[doubtful], by_column.take(doubtful, axis=1), trees
        return total

    def _sum(self, by_column: NDArray[np.uint8], trees: slice) -> NDArray[np.int64]:
        """Ask some of the trees; one column of answers a line."""
        answers = (by_column.take(self.columns[:, trees], axis=0) > self.thresholds[:, trees]).view(np.uint8)
        answers *= _BITS
        leaves = np.add.reduce(answers, axis=0, dtype=np.uint8)
        first = np.arange(0, len(self.values), 1 << _DEPTH)[trees, None]
        total: NDArray[np.int64] = np.add.reduce(self.values.take(leaves + first, mode="wrap"), axis=0, dtype=np.int64)
        return total


class _Arrays(msgspec.Struct, array_like=True):
    """A model as the bytes of its arrays, which no parser has to read."""

    columns: bytes
    thresholds: bytes
    values: bytes
    slope: float
    offset: float
    frame: tuple[tuple[float, ...], float]
    final: tuple[tuple[float, ...], tuple[float, ...]]
    lexicon: tuple[bytes, bytes, float]
    digest: str

    @classmethod
    def of(cls, model: Model) -> _Arrays:
        frame, final = model.frame, model.final
        return cls(
            model.columns.astype(np.uint16).tobytes(), model.thresholds.tobytes(), model.values.tobytes(), model.slope,
            model.offset, (tuple(frame.weights), frame.bias), (tuple(final[0]), tuple(final[1])),
            model.lexicon.known(), model.digest,
        )  # fmt: skip

    def model(self) -> Model:
        columns = np.frombuffer(self.columns, dtype=np.uint16).reshape(_DEPTH, -1).astype(np.intp)
        thresholds = np.frombuffer(self.thresholds, dtype=np.uint8).reshape(_DEPTH, -1, 1)
        return Model(
            columns, thresholds, np.frombuffer(self.values, dtype=np.int32), self.slope, self.offset,
            Frame(*self.frame), self.final, Lexicon.from_known(*self.lexicon), self.digest,
        )  # fmt: skip


@cache
def shipped_model() -> Model:
    """The model that comes with forumclean."""
    room = Path(__file__).parent
    files = (room / "data" / "model.json", room / "data" / "lexicon.tsv")
    code = (room / name for name in ("model.py", "lexicon.py", "frame.py", "features.py"))
    sources = [file.read_bytes() for file in (*files, *code)]
    return recalled("model", sources, _Arrays, lambda: _Arrays.of(Model.load(room / "data"))).model()
