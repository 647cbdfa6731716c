"""Peers: public ways to tell which lines of a text to keep; None for one that is not installed.

`pip install -e '.[bench]'` brings all of them.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from training import corpus

__all__ = ["c4_filter", "fasttext_filter"]

_BODY, _CHROME = "__label__body", "__label__chrome"
# Words, pairs of words and pieces of words; no setting was searched for.
_SETTINGS = {"epoch": 10, "lr": 0.5, "dim": 32, "wordNgrams": 2, "minn": 2, "maxn": 5, "bucket": 500_000}


def c4_filter(**settings: Any) -> Callable[[str], str] | None:
    """The line filter of C4, as datatrove has it: a text without the lines that it takes out."""
    try:
        from datatrove.data import Document
        from datatrove.pipeline.filters import C4QualityFilter
    except ImportError:
        return None
    c4 = C4QualityFilter(min_num_sentences=-1, **settings)

    def left(text: str) -> str:
        document = Document(text=text, id="0")
        c4.filter(document)
        return str(document.text)

    return left


def fasttext_filter(dumps: Iterable[corpus.Dump]) -> Callable[[Sequence[str]], list[bool]] | None:
    """A fastText classifier that is taught with the lines of some dumps: tells of each line whether it is body."""
    try:
        import fasttext
    except ImportError:
        return None
    with tempfile.TemporaryDirectory() as folder:
        lines = Path(folder) / "lines.txt"
        lines.write_text("".join(map(_taught, dumps)), encoding="utf-8")
        # One thread: the same model each time.
        model = fasttext.train_supervised(str(lines), thread=1, seed=1, verbose=0, **_SETTINGS)

    def keeps(lines: Sequence[str]) -> list[bool]:
        labels, _ = model.predict([line.replace("\r", " ").lower() for line in lines])
        return [label[0] == _BODY for label in labels]

    return keeps


def _taught(dump: corpus.Dump) -> str:
    told = {**dict.fromkeys(corpus.BODY, _BODY), **dict.fromkeys(corpus.CHROME, _CHROME)}
    return "".join(
        f"{told[label]} {line.lower()}\n"
        for line, label in zip(dump.lines, dump.labels, strict=True)
        if label in told and line.strip()
    )
