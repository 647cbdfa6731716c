"""The model: a small convolutional network over the lines of a document, in whole numbers.

Weights and activations are whole numbers of 8 bits, sums stay below 2**24, so 32-bit floats hold them exactly and the
order of summing does not matter: the same input gives the same score on every machine, whatever its BLAS.
Quantisation as in Jacob et al. 2018, "Quantization and Training of Neural Networks for Efficient
Integer-Arithmetic-Only Inference"; dilated layers as in Yu and Koltun 2016, "Multi-Scale Context Aggregation by
Dilated Convolutions".
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from forumclean.scorer.features import COLUMNS

__all__ = ["Model", "shipped_model"]

Floats = NDArray[np.float32]
_CHUNK = 8192
_TOP = 127


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """One dilated convolution of width 3.

    Attributes:
        weights: of the line ``dilation`` before, of the line itself and of the line after, side by side, because one
            wide product is faster than three narrow ones.
    """

    weights: Floats
    bias: Floats
    dilation: int
    scale: np.float32
    residual: bool

    def __call__(self, x: Floats) -> Floats:
        """Return the activations of the next layer, whole numbers from 0 to 127."""
        d, width = self.dilation, len(self.bias)
        product = x @ self.weights
        z = product[:, width : 2 * width] + self.bias
        z[d:] += product[:-d, :width]
        z[:-d] += product[d:, 2 * width :]
        z *= self.scale
        if self.residual:
            z += x
        np.rint(z, out=z)
        return np.clip(z, 0, _TOP, out=z)


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """A trained network and its calibration.

    Attributes:
        layers: from features to the last hidden layer.
        out: weights of the last hidden layer in the log-odds.
        bias: added to the log-odds.
        slope: log-odds of body for one unit of the network's output, from calibration on held-out folds.
        offset: log-odds of body at output zero, from the same.
        digest: hash of the data file.
    """

    layers: tuple[Layer, ...]
    out: Floats
    bias: float
    slope: float
    offset: float
    digest: str

    @classmethod
    def load(cls, path: Path) -> Model:
        """Read a model file as `training/train.py` writes it."""
        return cls.from_dict(json.loads(path.read_text(encoding="utf-8")))

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Model:
        """Build the network from the tables of a model file.

        Raises:
            ValueError: the file was made for other features than these.
        """
        if data["columns"] != list(COLUMNS):
            raise ValueError("the model file was trained on other features; run training/train.py again")
        layers = tuple(
            Layer(
                weights=np.hstack([np.array(layer[side], dtype=np.float32) for side in ("before", "here", "after")]),
                bias=np.array(layer["bias"], dtype=np.float32),
                dilation=layer["dilation"],
                scale=np.float32(layer["scale"]),
                residual=layer["residual"],
            )
            for layer in data["layers"]
        )
        out = np.array(data["out"], dtype=np.float32)
        return cls(layers, out, data["bias"], data["slope"], data["offset"], data["digest"])

    @property
    def reach(self) -> int:
        """How many lines to either side a line's score can depend on, besides the document's totals."""
        return sum(layer.dilation for layer in self.layers)

    def log_odds(self, features: NDArray[np.uint8]) -> NDArray[np.float64]:
        """Return the calibrated log-odds of body for each row of features, in chunks so that memory stays bounded."""
        size, reach = len(features), self.reach
        found = np.empty(size)
        for start in range(0, size, _CHUNK):
            low, high = max(0, start - reach), min(size, start + _CHUNK + reach)
            x = features[low:high].astype(np.float32)
            for layer in self.layers:
                x = layer(x)
            end = min(size, start + _CHUNK)
            found[start:end] = (x @ self.out)[start - low : end - low]
        return (found + self.bias) * self.slope + self.offset


@cache
def shipped_model() -> Model:
    """The model that comes with forumclean."""
    data = resources.files("forumclean.scorer") / "data" / "model.json"
    return Model.from_dict(json.loads(data.read_text(encoding="utf-8")))
