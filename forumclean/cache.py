"""What is worked out from rules and model, kept from one process to the next in files that may be missing or broken.

A file holds two hashes and plain data: one of what the data were made from, and one of the data themselves. Nothing in
it is code, and msgspec takes data of the wanted types only. A file that somebody else could have written is not read:
who can write there could change what is removed. Without the files everything is the same, and takes longer.
"""

from __future__ import annotations

import gc
import hashlib
import os
import stat
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import TypeVar

import msgspec

from forumclean.version import __version__

__all__ = ["VARIABLE", "folder", "recalled", "uncollected"]

T = TypeVar("T")
# Names another folder; empty or "off": nothing is kept.
VARIABLE = "FORUMCLEAN_CACHE"
_OFF = ("", "0", "off", "no", "false")
_HASH = hashlib.sha256
_SIZE = 32
# Files of one name that are kept: for other versions, and for rules of a user's own.
_MOST = 8


def recalled(name: str, sources: Iterable[bytes], kind: type[T], make: Callable[[], T]) -> T:
    """Return what ``make`` makes, or what it made in an earlier process from the same sources.

    Args:
        name: the first part of the file's name.
        sources: all that the value depends on, code and data.
        kind: the type of the value, one that msgspec reads and writes.
        make: makes it.
    """
    where = folder()
    if where is None:
        return make()
    key = _key(sources)
    path = where / f"{name}-{key.hex()[:16]}.msgpack"
    with suppress(OSError, msgspec.MsgspecError, UnicodeDecodeError):
        if (data := _read(path, key)) is not None:
            return _decoded(data, kind)
    made = make()
    with suppress(OSError, UnicodeEncodeError):  # a lone surrogate of a user's rule cannot be written
        _write(path, key, msgspec.msgpack.encode(made))
    return made


@contextmanager
def uncollected() -> Iterator[None]:
    """Keep the garbage collector away, which would look again and again at thousands of things that stay.

    >>> with uncollected():
    ...     gc.isenabled()
    False
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def _decoded(data: bytes, kind: type[T]) -> T:
    with uncollected():
        return msgspec.msgpack.decode(data, type=kind)


def folder() -> Path | None:
    """Where the files are: as ``FORUMCLEAN_CACHE`` says, else in the cache folder of the user; None: nowhere."""
    named = os.environ.get(VARIABLE)
    if named is not None:
        return None if named.strip().lower() in _OFF else Path(named)
    try:
        return _user_folder() / "forumclean"
    except RuntimeError:  # there is no home
        return None


def _user_folder() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    named = Path(os.environ.get("XDG_CACHE_HOME", ""))
    return named if named.is_absolute() else Path.home() / ".cache"  # the standard says to ignore a relative one


def _key(sources: Iterable[bytes]) -> bytes:
    whole = _HASH(_machine())
    for source in sources:
        whole.update(len(source).to_bytes(8, "big"))
        whole.update(source)
    return whole.digest()


@cache
def _machine() -> bytes:
    """What the same code and data may give something else under: our version, Python's, and that of its letters."""
    return f"{__version__} {sys.version_info[:2]} {sys.byteorder} {unicodedata.unidata_version}".encode()


def _read(path: Path, key: bytes) -> bytes | None:
    """The data of a file; None where it is another's, or not what was written."""
    with path.open("rb") as file:
        if not _is_ours(os.fstat(file.fileno())):
            return None
        whole = file.read()
    data = whole[2 * _SIZE :]
    return data if whole[: 2 * _SIZE] == key + _HASH(data).digest() else None


def _is_ours(status: os.stat_result) -> bool:
    """Whether nobody but this user, or the one who may do everything, can have written a file."""
    if not hasattr(os, "geteuid"):  # of Windows, where the folder of a user is closed to others
        return stat.S_ISREG(status.st_mode)
    writable = status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    return stat.S_ISREG(status.st_mode) and status.st_uid in (os.geteuid(), 0) and not writable


def _write(path: Path, key: bytes, data: bytes) -> None:
    """Write a file that appears whole: of several processes the last one wins, and all of them wrote the same value."""
    import tempfile

    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    number, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")  # nobody else can read or write it
    try:
        with os.fdopen(number, "wb") as file:
            file.write(key + _HASH(data).digest() + data)
        Path(name).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
    _forget_old(path)


def _forget_old(path: Path) -> None:
    """Remove the oldest files of the same name, so that versions and configs that nobody uses any more do not stay."""
    alike = path.parent.glob(f"{path.name.partition('-')[0]}-*{path.suffix}")
    for old in sorted(alike, key=lambda file: file.stat().st_mtime)[:-_MOST]:
        old.unlink(missing_ok=True)
