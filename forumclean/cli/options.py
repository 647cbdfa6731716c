"""The options that several commands have."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TypeVar

import click

from forumclean.cli.common import WRONG_USE, fail
from forumclean.errors import InputError
from forumclean.outcome.loss import OnLoss
from forumclean.reader.page.encoding import check_encoding
from forumclean.scorer.judge import Preset

__all__ = ["PATH", "OneOf", "config", "encoding", "lock", "on_loss", "preset", "url"]

E = TypeVar("E", bound=StrEnum)
PATH = click.Path(path_type=Path)


class OneOf(click.Choice[E]):
    """A member of an enumeration, by its value.

    >>> OneOf(Preset).convert("recall", None, None)
    <Preset.RECALL: 'recall'>
    """

    def normalize_choice(self, choice: object, ctx: click.Context | None) -> str:
        """What is typed for a choice."""
        del ctx
        return str(choice)


def _whole(_: click.Context, __: click.Parameter, url: str | None) -> str | None:
    """Refuse an address without a scheme: no pack and no profile would know its host."""
    if url and "://" not in url:
        fail(f"--url '{url}' has no scheme; write 'https://{url.lstrip('/')}'")
        raise click.exceptions.Exit(WRONG_USE)
    return url


def _known(_: click.Context, __: click.Parameter, encoding: str | None) -> str | None:
    """Refuse an encoding that nobody knows before anything is read."""
    try:
        check_encoding(encoding)
    except InputError as error:
        fail(f"--encoding: {error}")
        raise click.exceptions.Exit(WRONG_USE) from None
    return encoding


config = click.option(
    "--config", type=PATH, metavar="FILE", help="Rules of your own, on top of the shipped ones."
)  # fmt: skip
lock = click.option(
    "--lock", type=PATH, metavar="FILE", help="Decide as this file of forumclean freeze says, or say what differs."
)  # fmt: skip
preset = click.option(
    "--preset", type=OneOf(Preset), default=Preset.BALANCED.value,
    help="precision: cleanest text; recall: nothing of the article lost.",
)  # fmt: skip
on_loss = click.option(
    "--on-loss", type=OneOf(OnLoss), default=OnLoss.FLAG.value,
    help="When suspiciously much would go: flag warns, keep keeps all of it, raise fails.",
)  # fmt: skip
url = click.option(
    "--url", metavar="URL", callback=_whole,
    help="Where the input came from; switches on the packs for that site.",
)  # fmt: skip
encoding = click.option(
    "--encoding", metavar="NAME", callback=_known, help="What the input is written in, such as windows-1250."
)  # fmt: skip
