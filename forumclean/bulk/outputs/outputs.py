"""Outputs: files that appear whole or not at all, and pipes, which cannot."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Protocol, TypeAlias

from forumclean.bulk.errors import OutputError
from forumclean.bulk.inputs.streams import Codec, codec_of, stem_of
from forumclean.bulk.options import Options, OutputFormat
from forumclean.extras import extra

__all__ = ["STDOUT", "Convert", "DirectFile", "Output", "PartFile", "form_of", "output_of"]

STDOUT = "-"
_BINARY = getattr(os, "O_BINARY", 0)
_FORMS = {
    "": OutputFormat.JSONL, ".jsonl": OutputFormat.JSONL, ".ndjson": OutputFormat.JSONL, ".json": OutputFormat.JSON,
    ".parquet": OutputFormat.PARQUET, ".pq": OutputFormat.PARQUET,
}  # fmt: skip
_TITLES = {OutputFormat.JSON: "a JSON array", OutputFormat.PARQUET: "Parquet"}
_TABLES = (".csv", ".tsv", ".parquet", ".pq")
Convert: TypeAlias = Callable[[Path, Path], None]


class Output(Protocol):
    """Where bytes go."""

    name: str
    is_direct: bool

    def open(self, *, new: bool) -> bool:
        """Begin, or go on with what a run before has left; tell whether there is something to write to.

        Raises:
            OutputError: it cannot be written, or another run writes it.
        """

    def cut(self, length: int) -> None:
        """Throw away what stands after ``length``."""

    def write(self, data: bytes) -> None:
        """Add bytes."""

    def sync(self) -> int:
        """Make sure that all is on the disk; return how much that is."""

    def publish(self, convert: Convert | None = None) -> None:
        """Give it its name; ``convert`` makes the final file of the one that was written."""

    def drop(self) -> None:
        """Forget what was written."""

    def close(self) -> None:
        """Let go of it."""


def output_of(name: str) -> Output:
    """Return what writes to a path; ``-`` is stdout."""
    special = name == STDOUT or (Path(name).exists() and not Path(name).is_file())
    if special and Path(name).is_dir():
        raise OutputError(f"{name}: this is a folder; name a file in it")
    return DirectFile(name) if special else PartFile(name)


def form_of(output: str | Path, options: Options) -> OutputFormat:
    """Return how to write: as the options say, else as the name does.

    Raises:
        OutputError: the name is that of another format, the format needs a file, or a table is no place for rejects.
        MissingExtraError: the format needs a package that is not installed.
    """
    suffix, is_direct = stem_of(output).suffix.lower(), output_of(str(output)).is_direct
    form = options.output_format or _FORMS.get("" if is_direct else suffix)
    if form is None:
        raise OutputError(f"{output}: {suffix} is not written; call it .jsonl, .json or .parquet, or give the format")
    if form is not OutputFormat.JSONL and is_direct:
        raise OutputError(f"{output}: {_TITLES[form]} needs a file, not a pipe; name one, or write JSON lines")
    if options.rejects and (ending := stem_of(options.rejects).suffix.lower()) in _TABLES:
        raise OutputError(f"{options.rejects}: rejects are JSON lines, not {ending}; call it .jsonl")
    if form is OutputFormat.PARQUET:
        with extra("parquet"):
            import pyarrow.parquet  # noqa: F401
    elif codec_of(output) is Codec.ZSTD:
        with extra("zstd"):
            import zstandard  # noqa: F401
    return form


class DirectFile:
    """stdout, a pipe or a device, which can neither be cut nor renamed: what is written is gone."""

    is_direct = True

    def __init__(self, name: str) -> None:
        self.name, self._length = name, 0
        self._file = -1

    def open(self, *, new: bool) -> bool:
        """Begin; there is never something to go on with."""
        if self.name == STDOUT:
            sys.stdout.flush()
            self._file = os.dup(sys.stdout.fileno())
        else:
            self._file = _opened(Path(self.name), os.O_WRONLY)
        return new

    def cut(self, length: int) -> None:
        """Do nothing: it is only asked to be empty when it begins."""

    def write(self, data: bytes) -> None:
        """Add bytes."""
        _write(self._file, data)
        self._length += len(data)

    def sync(self) -> int:
        """Return how much was written."""
        return self._length

    def publish(self, convert: Convert | None = None) -> None:
        """Do nothing: it is out already."""

    def drop(self) -> None:
        """Do nothing: what is out cannot be taken back."""

    def close(self) -> None:
        """Let go of it."""
        if self._file >= 0:
            os.close(self._file)


class PartFile:
    """A file that is called NAME.part until it is whole. It is locked: two runs at one output would ruin it."""

    is_direct = False

    def __init__(self, name: str) -> None:
        self.name = name
        self.part = Path(f"{name}.part")
        self._file = -1

    def open(self, *, new: bool) -> bool:
        """Begin, or go on; False: there is no such file to go on with."""
        if not new and not self.part.exists():
            return False
        self._file = _opened(self.part, os.O_RDWR | os.O_CREAT)
        _lock(self._file, self.part)
        return True

    def cut(self, length: int) -> None:
        """Throw away what stands after ``length``.

        Raises:
            OutputError: there is not even so much.
        """
        if os.fstat(self._file).st_size < length:
            raise OutputError(f"{self.part}: shorter than its checkpoint says; delete the checkpoint to begin again")
        os.ftruncate(self._file, length)
        os.lseek(self._file, length, os.SEEK_SET)

    def write(self, data: bytes) -> None:
        """Add bytes."""
        _write(self._file, data)

    def sync(self) -> int:
        """Make sure that all is on the disk; return how much that is."""
        os.fsync(self._file)
        return os.lseek(self._file, 0, os.SEEK_CUR)

    def publish(self, convert: Convert | None = None) -> None:
        """Give it its name. Where that has been done before the run was killed, there is nothing left to do."""
        if self._file < 0:
            return
        target = Path(self.name)
        if convert is None:
            self.part.replace(target)
            _sync(target.parent)
            return
        made = Path(f"{self.name}.tmp")
        convert(self.part, made)
        _sync(made)
        made.replace(target)
        _sync(target.parent)
        self.part.unlink()

    def drop(self) -> None:
        """Delete what was written; a file that has the name already stays."""
        self.part.unlink(missing_ok=True)

    def close(self) -> None:
        """Let go of the file and of its lock."""
        if self._file >= 0:
            os.close(self._file)


def _opened(path: Path, flags: int) -> int:
    try:
        return os.open(path, flags | _BINARY, 0o666)
    except OSError as error:
        if not path.parent.is_dir():
            raise OutputError(
                f"{path.parent}: there is no such folder; make it first, or name another output"
            ) from None
        raise OutputError(f"{path}: cannot be written: {error.strerror}; name another output") from None


def _write(file: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:  # a pipe or a full disk may take a part only
        rest = rest[os.write(file, rest) :]


def _sync(path: Path) -> None:
    """Have a file, or the names in a folder, on the disk."""
    if path.is_dir() and os.name != "posix":
        return
    file = os.open(path, os.O_RDONLY | _BINARY)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def _lock(file: int, path: Path) -> None:
    try:
        import fcntl
    except ImportError:  # Windows, where an open file cannot be renamed by another run
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # Between opening and locking the run that had it may have given the file its name: then this is its output.
        live = path.stat().st_ino != os.fstat(file).st_ino
    except OSError:
        live = True
    if live:
        raise OutputError(f"{path}: another run is writing it; wait for its end, or name another output")
