"""The first page's chart: an SVG of the table in README.md that `benchmarks/html_pages.py` filled, with its peers."""

from __future__ import annotations

import re
from html import escape

from tools.docsite import ROOT

__all__ = ["chart", "peers"]

_TABLE = re.compile(r"^\| HTML, word F1 \|.*\n\|[- |]+\n((?:\|.*\n)+)", re.M)
_NUMBER = re.compile(r"[01]?\.\d+")
_LEFT, _WIDE, _BAR, _GAP = 120, 520, 18, 34
_STYLE = (
    "text{font:14px system-ui,sans-serif;fill:#222}.h{font-weight:600}.ours{fill:#1f6f8b}.peer{fill:#9aa7ad}"
    "@media(prefers-color-scheme:dark){text{fill:#ddd}.ours{fill:#58b3d0}.peer{fill:#66757c}}"
)


def peers(readme: str) -> list[tuple[str, list[tuple[str, float]]]]:
    r"""Of each row of the table: what was measured, and the number of each system.

    Raises:
        ValueError: the table is not there.

    >>> peers("| HTML, word F1 | ours | theirs |\n| --- | --- | --- |\n| pages (3) | .9 (.95 whole) | .7 |\n")
    [('pages (3)', [('ours', 0.9), ('theirs', 0.7)])]
    """
    if not (found := _TABLE.search(readme)):
        raise ValueError("README.md has no table that begins with '| HTML, word F1 |'; the chart is made of it")
    head, *rows = ([cell.strip() for cell in line.strip("| ").split("|")] for line in _lines(found))
    return [
        (name, [(system, float(_NUMBER.findall(cell)[0])) for system, cell in zip(head[1:], cells, strict=True)])
        for name, *cells in rows
    ]


def _lines(found: re.Match[str]) -> list[str]:
    return [found[0].partition("\n")[0], *found[1].splitlines()]


def chart(rows: list[tuple[str, list[tuple[str, float]]]]) -> str:
    """Return the SVG: a group of bars for each row, readable in the dark and by a screen reader."""
    parts: list[str] = []
    at = 20
    for name, numbers in rows:
        parts.append(f'<text class="h" x="0" y="{at}">{escape(name)}</text>')
        at += 8
        for place, (system, number) in enumerate(numbers):
            width, low = round(number * (_WIDE - 60)), at + _BAR - 4
            parts.append(f'<text x="0" y="{low}">{escape(system)}</text>')
            parts.append(
                f'<rect class="{"peer" if place else "ours"}" x="{_LEFT}" y="{at}" '
                f'width="{width}" height="{_BAR}" rx="2"/>'
            )
            parts.append(f'<text x="{_LEFT + width + 6}" y="{low}">{f"{number:.3f}".lstrip("0")}</text>')
            at += _BAR + 4
        at += _GAP - 8
    said = "; ".join(
        f"{name}: " + ", ".join(f"{system} {number:.3f}" for system, number in numbers) for name, numbers in rows
    )
    wide = _LEFT + _WIDE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {at}" width="{wide}" '
        f'role="img" aria-labelledby="t d">'
        f'<title id="t">Word F1 on HTML pages; more is better</title><desc id="d">{escape(said)}</desc>'
        f"<style>{_STYLE}</style>{''.join(parts)}</svg>\n"
    )


def peers_svg() -> str:
    """Return the chart of README.md as it is."""
    return chart(peers((ROOT / "README.md").read_text(encoding="utf-8")))
