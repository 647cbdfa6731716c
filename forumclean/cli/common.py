"""What the commands share: their options, reading inputs, telling errors."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from forumclean.cleaner import Cleaner
from forumclean.errors import ConfigError
from forumclean.scorer.judge import Preset

__all__ = ["STDIN", "Config", "Format", "PresetOption", "Url", "fail", "make_cleaner", "read_inputs", "write_text"]

STDIN = "-"
WRONG_USE = 2


class Format(StrEnum):
    """How results are written."""

    TEXT = "text"
    JSON = "json"
    JSONL = "jsonl"


Config: TypeAlias = Annotated[
    Path | None, typer.Option("--config", metavar="FILE", help="Rules of your own, on top of the shipped ones.")
]
PresetOption: TypeAlias = Annotated[
    Preset, typer.Option("--preset", help="precision: cleanest text; recall: nothing of the article lost.")
]
Url: TypeAlias = Annotated[
    str | None, typer.Option("--url", help="Where the input came from; switches on the packs for that site.")
]


def fail(message: str) -> None:
    """Say what went wrong, on stderr."""
    typer.echo(f"forumclean: {message}", err=True)


def make_cleaner(config: Path | None, preset: Preset) -> Cleaner:
    """Build the cleaner, or end with status 2 and the reason."""
    try:
        return Cleaner(config, preset=preset)
    except ConfigError as error:
        fail(str(error))
        raise typer.Exit(WRONG_USE) from None


def read_inputs(files: list[str]) -> Iterator[tuple[str, bytes | None]]:
    """Yield name and bytes of each input; None for one that cannot be read, after saying why."""
    for name in files or [STDIN]:
        try:
            yield name, sys.stdin.buffer.read() if name == STDIN else Path(name).read_bytes()
        except OSError as error:
            fail(f"{name}: {error.strerror}")
            yield name, None


def write_text(text: str, output: Path | None) -> None:
    """Write UTF-8 to a file or to stdout; lone surrogates, which UTF-8 cannot hold, become question marks."""
    data = text.encode("utf-8", "replace")
    if output is None:
        rest = memoryview(data)
        while rest:  # without a buffer (PYTHONUNBUFFERED) a closing pipe takes a part and says nothing
            rest = rest[sys.stdout.buffer.write(rest) :]
        sys.stdout.buffer.flush()
        return
    try:
        output.write_bytes(data)
    except OSError as error:
        fail(f"{output}: {error.strerror}")
        raise typer.Exit(1) from None
