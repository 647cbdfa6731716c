"""The network in torch, trained so that rounding to whole numbers of 8 bits costs nothing afterwards."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from forumclean.scorer.features import COLUMNS

DILATIONS = (1, 2, 4, 8)
CHANNELS = 24
# One unit of a feature is 1/128, of an activation 1/16, of a weight 1/64.
FEATURE_UNIT, UNIT, STEP = 128, 16, 64
UNITS = (FEATURE_UNIT, *[UNIT] * (len(DILATIONS) - 1))


def _rounded(x: Tensor, low: float, high: float) -> Tensor:
    """Round on the way forward, pass the gradient on the way back."""
    return x + (x.round().clamp(low, high) - x).detach()


class Net(nn.Module):
    """Dilated convolutions with residual links; `export` gives the same numbers as `forumclean.scorer.model`."""

    def __init__(self) -> None:
        super().__init__()
        sizes = [len(COLUMNS), *[CHANNELS] * len(DILATIONS)]
        self.convs = nn.ModuleList(
            nn.Conv1d(a, b, 3, dilation=d, padding=d) for a, b, d in zip(sizes, sizes[1:], DILATIONS, strict=False)
        )
        self.out = nn.Linear(CHANNELS, 1)

    def forward(self, x: Tensor, mask: Tensor, *, dropout: float = 0.0) -> Tensor:
        """Return log-odds. x: (1, columns, lines) of whole numbers; mask: (1, 1, lines), 0 between documents."""
        x = x / FEATURE_UNIT
        for n, (conv, unit) in enumerate(zip(self.convs, UNITS, strict=True)):
            weight = _rounded(conv.weight * STEP, -127, 127) / STEP
            bias = _rounded(conv.bias * STEP * unit, -1e6, 1e6) / (STEP * unit)
            z = nn.functional.conv1d(x, weight, bias, dilation=conv.dilation, padding=conv.padding)
            z = torch.relu(z + x if n else z)
            x = _rounded(z.clamp(0, 127 / UNIT) * UNIT, 0, 127) / UNIT * mask
            x = nn.functional.dropout1d(x, dropout, self.training) if dropout else x
        weight = _rounded(self.out.weight * 256, -4000, 4000) / 256
        return nn.functional.linear(x.transpose(1, 2), weight, self.out.bias).squeeze(2).squeeze(0)

    def export(self) -> dict[str, Any]:
        """Return the weights as whole numbers."""
        layers = []
        for n, (conv, unit) in enumerate(zip(self.convs, UNITS, strict=True)):
            weight = (conv.weight * STEP).round().clamp(-127, 127).int().permute(2, 1, 0).tolist()
            bias = (conv.bias * STEP * unit).round().int().tolist()
            layers.append({"before": weight[0], "here": weight[1], "after": weight[2], "bias": bias,
                           "dilation": DILATIONS[n], "scale": UNIT / (STEP * unit), "residual": n > 0})  # fmt: skip
        out = (self.out.weight * 256).round().int()[0].tolist()
        return {"layers": layers, "out": out, "bias": round(self.out.bias.item() * 256 * UNIT)}


def train(mixer: Any, *, rounds: int, batch: int, seed: int, name: str) -> Net:
    """Train on documents drawn from the mixer: ``rounds`` steps of ``batch`` documents each."""
    torch.manual_seed(seed)
    torch.use_deterministic_algorithms(True)
    torch.set_num_threads(1)
    net = Net()
    optimiser = torch.optim.AdamW(net.parameters(), lr=4e-3, weight_decay=0.02)
    plan = torch.optim.lr_scheduler.OneCycleLR(optimiser, max_lr=6e-3, total_steps=rounds, pct_start=0.15)
    losses = []
    average = torch.optim.swa_utils.AveragedModel(net, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(0.995))
    for step in range(rounds):
        x, y, weight, mask = _batch([mixer.draw() for _ in range(batch)])
        odds = net(x, mask, dropout=0.1)
        loss = (nn.functional.binary_cross_entropy_with_logits(odds, y, reduction="none") * weight).sum() / weight.sum()
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step()
        plan.step()
        average.update_parameters(net)
        losses.append(float(loss.detach()))
        if step % 200 == 199:
            print(f"{name}, step {step + 1}: loss {np.mean(losses[-200:]):.4f}", flush=True)
    averaged: Net = average.module
    return averaged.eval()


def _batch(documents: list[tuple[NDArray[Any], NDArray[Any], NDArray[Any]]]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    gap = sum(DILATIONS)
    rows, labels, weights, mask = [], [], [], []
    for x, y, words in documents:
        size = len(y)
        rows += [x, np.zeros((gap, x.shape[1]), np.uint8)]
        labels += [y, np.zeros(gap)]
        # Harm counts in words; the square root keeps long paragraphs from hiding the short lines. Each document counts
        # with the square root of its size.
        weight = np.sqrt(np.minimum(words, 60)) * np.where(y == 1, 1.5, 1.0)
        weights += [weight / max(np.sqrt(weight.sum()), 1), np.zeros(gap)]
        mask += [np.ones(size), np.zeros(gap)]
    x = torch.from_numpy(np.concatenate(rows).astype(np.float32).T[None].copy())
    tensors = [torch.from_numpy(np.concatenate(part).astype(np.float32)) for part in (labels, weights, mask)]
    return x, tensors[0], tensors[1], tensors[2][None, None]
