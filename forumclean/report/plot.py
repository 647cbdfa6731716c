"""Plot: histograms as inline SVG, bars with their numbers on hover and a sentence for who can't see them."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["BINS", "histogram"]

BINS = 20
_NAMES = {"body": "kept", "noise": "removed"}
_WIDTH, _HEIGHT, _LEFT, _FOOT, _TOP = 440, 150, 10, 30, 20


def histogram(said: str, layers: Sequence[tuple[str, Sequence[int]]]) -> str:
    """Return bars from 0 to 1.

    Args:
        said: what is counted.
        layers: ``body`` or ``noise``, and a count for each of the `BINS` bins; later layers stand on earlier ones.

    >>> "<svg" in histogram("posts by share of words kept", [("body", [1] * BINS)])
    True
    """
    most = max(1, *(sum(column) for column in zip(*(counts for _, counts in layers), strict=True)))
    width = (_WIDTH - 2 * _LEFT) / BINS
    bars: list[str] = []
    for n in range(BINS):
        foot = float(_HEIGHT - _FOOT)
        for name, counts in layers:
            height = counts[n] / most * (_HEIGHT - _FOOT - _TOP)
            foot -= height
            said_of_bar = f"{n / BINS:.2f} to {(n + 1) / BINS:.2f}: {counts[n]:,} {name}"
            if counts[n]:
                bars.append(
                    f'<rect class="{name}" x="{_LEFT + n * width:.1f}" y="{foot:.1f}" width="{width - 1:.1f}" '
                    f'height="{height:.1f}"><title>{said_of_bar}</title></rect>'
                )
    base = _HEIGHT - _FOOT
    ticks = "".join(
        f'<text x="{_LEFT + share * (_WIDTH - 2 * _LEFT):.1f}" y="{base + 15}" text-anchor="middle">{share:g}</text>'
        for share in (0, 0.25, 0.5, 0.75, 1)
    )
    keys = "".join(f' <span class="key {name}">{_NAMES.get(name, name)}</span>' for name, _ in layers)
    return (
        f"<figure><figcaption>{said}{keys if len(layers) > 1 else ''}</figcaption>"
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" height="{_HEIGHT}" role="img" '
        f'aria-label="{said}; the highest bar is {most:,}"><line class="axis" x1="{_LEFT}" x2="{_WIDTH - _LEFT}" '
        f'y1="{base}" y2="{base}"/><text x="{_LEFT}" y="12">{most:,}</text>{"".join(bars)}{ticks}</svg></figure>'
    )
