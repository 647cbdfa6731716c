"""Sources: the inputs of a run, checked before anything is done."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import cast

from forumclean.bulk.inputs.base import Format
from forumclean.bulk.inputs.files import pages_in, walk
from forumclean.bulk.inputs.formats import format_in_folder, format_of
from forumclean.bulk.inputs.streams import STDIN, Codec, codec_of
from forumclean.bulk.options import InputFormat
from forumclean.errors import InputError
from forumclean.extras import extra

__all__ = ["Inputs", "Source", "module_of", "sources_of", "stamp_of"]

_SHOWN = 5
# Formats whose module stands in a room of its own.
_ROOMS = {InputFormat.MBOX: "mail."}


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


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a run reads.

    Attributes:
        sources: the inputs; a folder is several.
        passed_over: what is not read of the folders, as lines for a person.
    """

    sources: tuple[Source, ...]
    passed_over: tuple[str, ...]


@cache
def module_of(kind: InputFormat) -> Format:
    """Return the module that knows a format."""
    return cast("Format", import_module(f"forumclean.bulk.inputs.{_ROOMS.get(kind, '')}{kind.value}"))


def sources_of(names: Iterable[str | Path], given: InputFormat | None) -> Inputs:
    """Look at every input, and at what reading it needs. A folder is the pages in it, then its other files.

    Raises:
        InputError: an input is not there, cannot be read, is given twice, or is of a format that nobody can tell; or
            there is none.
        MissingExtraError: a package is missing.
    """
    given_names = [str(name) for name in names]
    if not given_names:
        raise InputError("there is no input; name files or folders, or - for stdin")
    _check_once(given_names)
    sources: list[Source] = []
    passed_over: list[str] = []
    for name in given_names:
        if name != STDIN and Path(name).is_dir():
            found, passed = _in_folder(name, given)
            sources += found
            passed_over += passed
        else:
            sources.append(_source(name, name, given))
    if not sources:
        raise InputError("there is nothing to read: " + "; ".join(passed_over))
    for source in sources:
        _check_extras(source)
    return Inputs(tuple(sources), tuple(passed_over))


def _check_once(names: Sequence[str]) -> None:
    seen: dict[Path, str] = {}
    for name in names:
        real = Path(name) if name == STDIN else Path(name).resolve()
        if real in seen:
            raise InputError(f"{name}: given twice; name each input once")
        seen[real] = name
    for real, name in seen.items():
        if folder := next((seen[parent] for parent in real.parents if parent in seen), None):
            raise InputError(f"{name}: given twice, because it lies in {folder}; name each input once")


def _in_folder(name: str, given: InputFormat | None) -> tuple[list[Source], list[str]]:
    """The sources in a folder, and what is said of the files that are passed over."""
    root, has_pages = Path(name), False
    tables: dict[Path, Source] = {}
    passed: list[str] = []
    try:
        for path in walk(root):
            inner = path.relative_to(root).as_posix()
            kind = format_in_folder(path, given)
            if kind is InputFormat.FILES:
                has_pages = True
            elif kind is None:
                passed.append(inner)
            elif path.resolve() in tables:
                passed.append(f"{inner} (read under its other name)")
            else:
                tables[path.resolve()] = _source(os.path.join(name, inner), str(path), kind)  # noqa: PTH118  as given
        pages = [Source(name, name, InputFormat.FILES, *stamp_of(root, given))] if has_pages else []
    except OSError as error:
        raise InputError(f"{error.filename or name}: {error.strerror}; check who may read it") from None
    sources = [*pages, *tables.values()]
    told = [f"{name}: {_passed_over(passed)}"] if passed else []
    return sources, told if passed or sources else [f"{name}: there is no file in this folder"]


def _passed_over(names: Sequence[str]) -> str:
    """Say which files of a folder are not read, the first few by name."""
    shown = ", ".join(names[:_SHOWN]) + ("" if len(names) <= _SHOWN else f" and {len(names) - _SHOWN:,} more")
    files = "1 file is" if len(names) == 1 else f"{len(names):,} files are"
    return f"{files} passed over, because nobody can tell how to read it: {shown}"


def _source(name: str, place: str, given: InputFormat | None) -> Source:
    path = Path(place)
    if name == STDIN or path.is_fifo():
        return Source(name, place, given or InputFormat.JSONL, 0, None)
    try:
        kind = given or format_of(path)
        size, stamp = stamp_of(path, given)
        path.open("rb").close()
    except OSError as error:
        raise InputError(f"{name}: {error.strerror}; {_advice(name)}") from None
    if kind is None:
        known = ", ".join(InputFormat)
        raise InputError(f"{name}: its name does not say what it is; give the input format ({known})")
    return Source(name, place, kind, size, stamp)


def _advice(name: str) -> str:
    if any(mark in name for mark in "*?["):
        return "a pattern that matches no file stays as it is; check the path"
    return "check the path and who may read it"


def stamp_of(root: Path, given: InputFormat | None) -> tuple[int, str]:
    """Return the size of a file, or of the pages of a folder, and what changes when one of them does.

    Raises:
        OSError: it is not there.
    """
    size, digest = 0, hashlib.sha256()
    for path in pages_in(root, given):
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
