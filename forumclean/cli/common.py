"""What the commands share: reading inputs, cleaning them, telling errors."""

from __future__ import annotations

import errno
import sys
from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import TypeAlias, TypeVar

import click

from forumclean.bulk.inputs.pages.unwrap import Page, unwrapped
from forumclean.cleaner import Cleaner
from forumclean.errors import ConfigError, ForumCleanError, InputError
from forumclean.outcome.loss import OnLoss
from forumclean.outcome.result import Result
from forumclean.scorer.judge import Preset

__all__ = [
    "STDIN",
    "WRONG_USE",
    "Format",
    "Named",
    "PassedOver",
    "Quotes",
    "clean_each",
    "clean_one",
    "configured",
    "fail",
    "make_cleaner",
    "once",
    "read_inputs",
    "sites_off",
]

T = TypeVar("T")
Named: TypeAlias = tuple[str, Result]
STDIN = "-"
_WAYS_OUT = {
    errno.EBADF: "stdin is closed; name a file",
    errno.ENOENT: "No such file or directory; check the path",
    errno.EACCES: "Permission denied; check who may read it",
}
WRONG_USE = 2


class Format(StrEnum):
    """How results are written."""

    TEXT = "text"
    JSON = "json"
    JSONL = "jsonl"
    MARKDOWN = "markdown"
    CSV = "csv"


class Quotes(StrEnum):
    """Which quotes are in the text."""

    KEEP = "keep"
    ONCE = "once"
    DROP = "drop"


def fail(message: str) -> None:
    """Say what went wrong, on stderr."""
    click.echo(f"forumclean: {message}", err=True)


def configured(make: Callable[[], T]) -> T:
    """Return what ``make`` builds from a config, or end with status 2 and what is wrong with the config."""
    try:
        return make()
    except ConfigError as error:
        fail(str(error))
        raise click.exceptions.Exit(WRONG_USE) from None


def make_cleaner(
    config: Path | None, preset: Preset, on_loss: OnLoss = OnLoss.FLAG, lock: Path | None = None
) -> Cleaner:
    """Build the cleaner, or end with status 2 and the reason."""
    return configured(lambda: Cleaner(config, preset=preset, on_loss=on_loss, lock=lock))


def clean_one(cleaner: Cleaner, file: str, url: str | None, encoding: str | None = None) -> Result:
    """Clean the one input of a command, or end with status 1 and the reason."""
    for _, result in clean_each(cleaner, [file], url, encoding, []):
        return result
    raise click.exceptions.Exit(1)


def clean_each(
    cleaner: Cleaner, names: list[str], url: str | None, encoding: str | None, done: list[str]
) -> Iterator[Named]:
    """Clean what can be read, and say what cannot, and what is to be known of the rest, whose names go to ``done``."""
    off = sites_off(cleaner)
    for name, page in read_inputs(names):
        if page is None:
            continue
        if off and not (url or page.url):
            fail(off)
            off = ""
        try:
            result = cleaner.clean(page.text, url=url or page.url, encoding=encoding)
        except InputError as error:
            fail(f"{name}: {error}")
            continue
        for warning in result.warnings:
            fail(f"{name}: {warning}")
        done.append(name)
        yield name, result


def sites_off(cleaner: Cleaner) -> str:
    """What to say where nothing tells where a post came from and some rules are for some sites alone; else ""."""
    sites = sorted({site for sites in cleaner._policy.rules.sites.values() for site in sites})
    if not sites:
        return ""
    named = ", ".join(sites[:3]) + (", …" if len(sites) > 3 else "")
    return f"rules for {named} are off, since nothing says where the post came from; --url does"


def once(names: list[str]) -> list[str]:
    """The names of inputs, or the end with status 2 where stdin would be read twice: the second time it is empty."""
    if names.count(STDIN) > 1:
        fail(f"{STDIN}: given twice; name each input once")
        raise click.exceptions.Exit(WRONG_USE)
    return names


def read_inputs(files: list[str]) -> Iterator[tuple[str, Page | None]]:
    """Yield name and page of each input, out of gzip and MHTML; None for one that cannot be read, after saying why."""
    for name in files or [STDIN]:
        try:
            data = sys.stdin.buffer.read() if name == STDIN else Path(name).read_bytes()
            page = unwrapped(data)
        except IsADirectoryError:
            fail(f"{name}: Is a directory; forumclean bulk reads folders")
        except OSError as error:
            fail(f"{name}: {_WAYS_OUT.get(error.errno or 0, error.strerror)}")
        except ForumCleanError as error:
            fail(f"{name}: {error}")
        else:
            yield name, page
            continue
        yield name, None


class PassedOver:
    """Counts what is passed over, and keeps the first few lines that say why."""

    _FEW = 3

    def __init__(self) -> None:
        self._count, self._first = 0, list[str]()

    def __call__(self, problem: str) -> None:
        """Note one."""
        self._count += 1
        if self._count <= self._FEW:
            self._first.append(problem)

    def tell(self) -> None:
        """Say it to the person."""
        for problem in self._first:
            fail(problem)
        if self._count > self._FEW:
            fail(f"{self._count - self._FEW:,} more were passed over")
