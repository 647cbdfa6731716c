"""What the commands share: their options, reading inputs, telling errors."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypeAlias, TypeVar

import typer

from forumclean.cleaner import Cleaner
from forumclean.errors import ConfigError, InputError
from forumclean.outcome.loss import OnLoss
from forumclean.outcome.result import Result
from forumclean.scorer.judge import Preset

__all__ = [
    "STDIN",
    "WRONG_USE",
    "Config",
    "Encoding",
    "Format",
    "OnLossOption",
    "PresetOption",
    "Url",
    "clean_one",
    "configured",
    "fail",
    "make_cleaner",
    "read_inputs",
    "write_text",
]

T = TypeVar("T")
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
OnLossOption: TypeAlias = Annotated[
    OnLoss,
    typer.Option("--on-loss", help="When suspiciously much would go: flag warns, keep keeps all of it, raise fails."),
]
Url: TypeAlias = Annotated[
    str | None, typer.Option("--url", help="Where the input came from; switches on the packs for that site.")
]

Encoding: TypeAlias = Annotated[
    str | None, typer.Option("--encoding", metavar="NAME", help="What the input is written in, such as windows-1250.")
]


def fail(message: str) -> None:
    """Say what went wrong, on stderr."""
    typer.echo(f"forumclean: {message}", err=True)


def configured(make: Callable[[], T]) -> T:
    """Return what ``make`` builds from a config, or end with status 2 and what is wrong with the config."""
    try:
        return make()
    except ConfigError as error:
        fail(str(error))
        raise typer.Exit(WRONG_USE) from None


def make_cleaner(config: Path | None, preset: Preset, on_loss: OnLoss = OnLoss.FLAG) -> Cleaner:
    """Build the cleaner, or end with status 2 and the reason."""
    return configured(lambda: Cleaner(config, preset=preset, on_loss=on_loss))


def clean_one(cleaner: Cleaner, file: str, url: str | None, encoding: str | None = None) -> Result:
    """Clean the one input of a command, or end with status 1 and the reason."""
    ((name, data),) = read_inputs([file])
    if data is None:
        raise typer.Exit(1)
    try:
        return cleaner.clean(data, url=url, encoding=encoding)
    except InputError as error:
        fail(f"{name}: {error}")
        raise typer.Exit(1) from None


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
