"""A JSON array, at the end of a run: it has no end that could be cut after a kill, so until then a run writes lines."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from forumclean.bulk.inputs.streams import Codec, compress

__all__ = ["write_json"]

_MEMBER = 1 << 20


def write_json(lines: Path, target: Path, codec: Codec) -> None:
    """Write JSON lines as an array, a record a line.

    Args:
        lines: the records.
        target: the file to write.
        codec: how to compress it.
    """
    with target.open("wb") as file:
        for piece in _pieces(lines):
            file.write(compress(piece, codec))


def _pieces(lines: Path) -> Iterator[bytes]:
    piece = bytearray(b"[")
    with lines.open("rb") as source:
        for number, line in enumerate(source):
            piece += (b",\n" if number else b"\n") + line.rstrip(b"\n")
            if len(piece) >= _MEMBER:
                yield bytes(piece)
                piece.clear()
    yield bytes(piece) + b"\n]\n"
