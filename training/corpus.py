"""The corpus of dumps: documents with a label on every line, as training/dumps/README.md describes them."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

__all__ = ["BODY", "CHROME", "FOLDS", "LABELS", "Dump", "fold_of_host", "is_held", "load", "read", "words"]

FOLDER = Path(__file__).parent / "dumps"
LABELS = "BTQSCMX"
FOLDS = 5
# What has to stay and what has to go; of titles, quotes, glued and doubtful lines neither is asked.
BODY, CHROME = frozenset("B"), frozenset("CS")
_HEADER = re.compile(r"# (\w+): ?(.*)")
_WIDE = "\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f"
_WORD = re.compile(rf"[^\W{_WIDE}]+|[{_WIDE}]")


@dataclass(frozen=True, slots=True)
class Dump:
    """One labelled document.

    Attributes:
        name: of its file, without the ending.
        engine: what made the page.
        lang: its language, BCP 47.
        host: an invented id; documents of one site share it.
        part: what it was collected for: en, intl, hosts, composed, tries or busy.
        is_news: whether the first post is a news article that somebody posted.
        lines: of the dump, blank ones included.
        labels: one a line, of `LABELS`; a blank for a blank line.
    """

    name: str
    engine: str
    lang: str
    host: str
    part: str
    is_news: bool
    lines: tuple[str, ...]
    labels: tuple[str, ...]

    @property
    def text(self) -> str:
        """The dump as a cleaner gets it."""
        return "\n".join(self.lines)


def is_held(host: str) -> bool:
    """Tell whether the documents of a host are held back: nobody who writes a rule or a pattern reads those."""
    return int(hashlib.sha256(host.encode()).hexdigest()[:8], 16) % 3 == 0


def fold_of_host(host: str) -> int:
    """The fold of a host; the model of a fold in training/folds/ has seen none of its documents."""
    return int(hashlib.sha256(f"fold {host}".encode()).hexdigest()[:8], 16) % FOLDS


def load(side: str) -> list[Dump]:
    """Read the documents of a side, ``open`` or ``held``, by name."""
    return [read(path) for path in sorted((FOLDER / side).glob("*.txt"))]


def read(path: Path) -> Dump:
    """Read one document.

    Raises:
        ValueError: a line has no label; the message names file and line.
    """
    meta: dict[str, str] = {}
    lines: list[str] = []
    labels: list[str] = []
    for number, raw in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if not lines and (head := _HEADER.fullmatch(raw)):
            meta[head[1]] = head[2]
        elif not raw.strip():
            lines.append("")
            labels.append(" ")
        elif raw[0] in LABELS and raw[1:2] == "|":
            lines.append(raw[2:])
            labels.append(raw[0])
        else:
            raise ValueError(f"{path}:{number}: a label of {LABELS} and a bar must stand before the line")
    return Dump(
        path.stem, meta["engine"], meta["lang"], meta["host"], meta["set"], meta["news"] == "yes",
        tuple(lines), tuple(labels),
    )  # fmt: skip


def words(line: str) -> list[tuple[int, int]]:
    """Where the words of a line stand, single characters in Chinese, Japanese and Thai: the measure of GUIDE.md."""
    return [found.span() for found in _WORD.finditer(line)]
