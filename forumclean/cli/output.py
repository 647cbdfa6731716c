"""Where the commands write: stdout, or files that appear whole."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from forumclean.bulk import OutputError
from forumclean.bulk.outputs.apart import check_apart
from forumclean.bulk.outputs.whole import WholeFile, check_writable
from forumclean.cli.common import WRONG_USE, fail

__all__ = ["CLOSED_PIPE", "STDOUT", "abandon_stdout", "check_outputs", "make_folder", "write_pieces"]

STDOUT = "-"
CLOSED_PIPE = 141
_WAYS_OUT = {
    errno.EISDIR: "this is a folder; name a file in it",
    errno.ENOENT: "there is no such folder; make it first, or name another output",
}


def check_outputs(inputs: Iterable[str | Path | None], outputs: Iterable[Path]) -> None:
    """End at once with status 2, with nothing read or written, where an output is an input or cannot be.

    Args:
        inputs: all that is read, rules and locks too; None for what is not given.
        outputs: what is written.
    """
    outputs = list(outputs)
    try:
        check_apart([str(name) for name in inputs if name is not None], outputs)
        for path in outputs:
            if str(path) != STDOUT:
                check_writable(path)
    except OutputError as error:
        fail(str(error))
        raise click.exceptions.Exit(WRONG_USE) from None
    except OSError as error:
        fail(f"{error.filename}: {_WAYS_OUT.get(error.errno or 0, f'{error.strerror}; name another output')}")
        raise click.exceptions.Exit(WRONG_USE) from None


def make_folder(path: Path) -> None:
    """Make a folder where there is none, or end with status 2 and the reason."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        fail(f"{path}: this is a file; name a folder")
        raise click.exceptions.Exit(WRONG_USE) from None
    except OSError as error:
        fail(f"{error.filename}: {error.strerror}")
        raise click.exceptions.Exit(1) from None


def write_pieces(pieces: Iterable[str], output: Path) -> bool:
    """Write UTF-8; lone surrogates, which UTF-8 cannot hold, become question marks. Return whether there was anything.

    Where no piece holds anything, a file that is there stays as it is.
    """
    wrote = False
    if str(output) == STDOUT:
        with _told("stdout"):
            for piece in filter(None, pieces):
                _to_stdout(piece.encode("utf-8", "replace"))
                wrote = True
        return wrote
    with _told(str(output)), WholeFile(output) as file:
        for piece in filter(None, pieces):
            file.write(piece.encode("utf-8", "replace"))
            wrote = True
    return wrote


def abandon_stdout() -> None:
    """Throw away what is still buffered: it has nowhere to go, and the interpreter would complain at exit."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, sys.stdout.fileno())
    os.close(null)


def _to_stdout(data: bytes) -> None:
    rest = memoryview(data)
    while rest:  # without a buffer (PYTHONUNBUFFERED) a closing pipe takes a part and says nothing
        rest = rest[sys.stdout.buffer.write(rest) :]
    sys.stdout.buffer.flush()


@contextmanager
def _told(name: str) -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        abandon_stdout()
        raise click.exceptions.Exit(CLOSED_PIPE) from None
    except OSError as error:
        if name == "stdout":
            abandon_stdout()
        fail(f"{name}: {error.strerror}")
        raise click.exceptions.Exit(1) from None
