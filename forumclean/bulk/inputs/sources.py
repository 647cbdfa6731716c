"""Sources: the inputs of a run, checked before anything is done."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import cast

from forumclean.bulk.inputs.base import Format
from forumclean.bulk.inputs.files import SUFFIXES, walk
from forumclean.bulk.inputs.streams import STDIN, Codec, codec_of, stem_of
from forumclean.bulk.options import InputFormat
from forumclean.errors import InputError
from forumclean.extras import extra

__all__ = ["Source", "module_of", "sources_of", "stamp_of"]

_FORMATS = {
    ".jsonl": InputFormat.JSONL, ".ndjson": InputFormat.JSONL, ".json": InputFormat.JSONL, ".csv": InputFormat.CSV,
    ".tsv": InputFormat.CSV, ".parquet": InputFormat.PARQUET, ".pq": InputFormat.PARQUET, ".warc": InputFormat.WARC,
    **dict.fromkeys(SUFFIXES, InputFormat.FILES),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Source:
    """One input.

    Attributes:
        name: as it was given; it stands in ids and in messages.
        path: where it is; ``-`` is stdin.
        format: what it is.
        size: bytes; 0 where nobody knows.
        stamp: changes when the input changes; None for stdin and pipes, of which nobody can tell.
    """

    name: str
    path: str
    format: InputFormat
    size: int
    stamp: str | None

    @property
    def module(self) -> Format:
        """What knows the format."""
        return module_of(self.format)


@cache
def module_of(kind: InputFormat) -> Format:
    """Return the module that knows a format."""
    return cast("Format", import_module(f"forumclean.bulk.inputs.{kind.value}"))


def sources_of(names: Iterable[str | Path], given: InputFormat | None) -> Sequence[Source]:
    """Look at every input, and at what reading it needs.

    Raises:
        InputError: an input is not there, cannot be read, is given twice, or is of a format that its name does not say.
        MissingExtraError: a package is missing.
    """
    sources = [_source(str(name), given) for name in names]
    if not sources:
        raise InputError("there is no input; name files or folders, or - for stdin")
    seen: set[str] = set()
    for source in sources:
        real = source.path if source.path == STDIN else str(Path(source.path).resolve())
        if real in seen:
            raise InputError(f"{source.name}: given twice; name each input once")
        seen.add(real)
        _check_extras(source)
    return sources


def _source(name: str, given: InputFormat | None) -> Source:
    path = Path(name)
    if name == STDIN or path.is_fifo():
        return Source(name, name, given or InputFormat.JSONL, 0, None)
    try:
        size, stamp = stamp_of(path)
        if path.is_dir():
            return Source(name, name, InputFormat.FILES, size, stamp)
        path.open("rb").close()
    except OSError as error:
        raise InputError(f"{name}: {error.strerror}; check the path and who may read it") from None
    kind = given or _FORMATS.get(stem_of(name).suffix.lower())
    if kind is None:
        known = ", ".join(InputFormat)
        raise InputError(f"{name}: its name does not say what it is; give the input format ({known})")
    return Source(name, name, kind, size, stamp)


def stamp_of(root: Path) -> tuple[int, str]:
    """Return the size of a file or a folder, and what changes when one of its files does.

    Raises:
        OSError: it is not there.
    """
    size, digest = 0, hashlib.sha256()
    for path in walk(root):
        stat = path.stat()
        size += stat.st_size
        digest.update(f"{path} {stat.st_size} {stat.st_mtime_ns}\n".encode(errors="surrogateescape"))
    return size, digest.hexdigest()


def _check_extras(source: Source) -> None:
    if source.format is InputFormat.PARQUET:
        if source.path == STDIN:
            raise InputError("Parquet cannot be read from stdin; name a file")
        with extra("parquet"):
            import pyarrow.parquet  # noqa: F401
    if source.format is InputFormat.FILES and source.path == STDIN:
        raise InputError("stdin is one stream; for folders and files name them")
    if source.format is InputFormat.WARC:
        with extra("warc"):
            import fastwarc  # noqa: F401
    if codec_of(source.name) is Codec.ZSTD:
        with extra("zstd"):
            import zstandard  # noqa: F401
