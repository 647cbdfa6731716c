"""Apart: no output of a run may be one of its inputs, or another output: it would be lost."""

from __future__ import annotations

import os
import stat
from collections.abc import Hashable, Iterable
from pathlib import Path

from forumclean.bulk.errors import OutputError

__all__ = ["check_apart"]

_STREAM = "-"
_STDIN, _STDOUT = 0, 1


def check_apart(inputs: Iterable[str | Path], outputs: Iterable[str | Path]) -> None:
    """Compare files by what they are, not by what they are called: links and other ways to a file do not hide it.

    Args:
        inputs: every file that is read; ``-`` is stdin.
        outputs: every file that is written; ``-`` is stdout.

    Raises:
        OutputError: two of them are one file.
    """
    written: dict[Hashable, str] = {}
    for name in map(str, outputs):
        identity = _identity(name, _STDOUT)
        if identity in written:
            raise OutputError(f"{name}: this is another output of the same run; name another file")
        if identity is not None:
            written[identity] = "stdout" if name == _STREAM else name
    for name in map(str, inputs):
        identity = _identity(name, _STDIN)
        if identity in written:
            raise OutputError(f"{written[identity]}: this is an input of the same run; name another file")


def _identity(name: str, stream: int) -> Hashable | None:
    """What a file is, whatever it is called; None for pipes and devices, which nothing overwrites."""
    try:
        found = os.fstat(stream) if name == _STREAM else Path(name).stat()
    except OSError:
        return None if name == _STREAM else os.path.realpath(name)
    return (found.st_dev, found.st_ino) if stat.S_ISREG(found.st_mode) else None
