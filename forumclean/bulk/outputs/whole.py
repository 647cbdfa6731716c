"""Small files that appear whole: written under another name, renamed at the end; an older one stays until then."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

__all__ = ["WholeFile", "check_writable"]


class WholeFile:
    """A file to write; a context manager. Where nothing is written, nothing is touched.

    Pipes and devices, which cannot be renamed, are written as they are. What an error ends leaves no trace.

    Args:
        path: the file; through a link, what it leads to.

    Raises:
        OSError: it cannot be written.

    >>> import tempfile
    >>> target = Path(tempfile.mkdtemp()) / "article.txt"
    >>> with WholeFile(target) as file:
    ...     file.write(b"The bridge ")
    ...     early = target.exists()
    ...     file.write(b"was opened.")
    >>> early, target.read_text()
    (False, 'The bridge was opened.')
    """

    def __init__(self, path: Path) -> None:
        self._target = Path(os.path.realpath(path))
        self._part: Path | None = None
        self._file: BinaryIO | None = None

    def write(self, data: bytes) -> None:
        """Add bytes."""
        if self._file is None:
            self._file = self._opened()
        self._file.write(data)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is None:
            return
        try:
            with self._file:
                if error is None and self._part is not None:
                    self._file.flush()
                    os.fsync(self._file.fileno())
            if error is None and self._part is not None:
                self._part.replace(self._target)
                self._part = None
        finally:
            if self._part is not None:
                self._part.unlink(missing_ok=True)

    def _opened(self) -> BinaryIO:
        if self._target.exists() and not self._target.is_file():
            return self._target.open("wb")
        part = self._target.with_name(f".forumclean-{secrets.token_hex(6)}.part")
        file = part.open("xb")
        self._part = part
        if self._target.exists():
            shutil.copymode(self._target, part)
        return file


def check_writable(path: Path) -> None:
    """Find at the start of a run what would only show at its end.

    Raises:
        OSError: the file could not be written.
    """
    target = Path(os.path.realpath(path))
    if target.is_dir():
        raise _error(errno.EISDIR, path)
    place = target if target.exists() and not target.is_file() else target.parent
    if not place.exists():
        raise _error(errno.ENOENT, path)
    if place is not target and not place.is_dir():
        raise _error(errno.ENOTDIR, path)
    if not os.access(place, os.W_OK):
        raise _error(errno.EACCES, path)


def _error(number: int, path: Path) -> OSError:
    return OSError(number, os.strerror(number), str(path))
