"""`forumclean freeze`: what decides, as a file that reproduces it or says what differs."""

from __future__ import annotations

from pathlib import Path

import click

from forumclean.cli import options
from forumclean.cli.common import configured
from forumclean.cli.help import Command
from forumclean.cli.output import STDOUT, check_outputs, write_pieces
from forumclean.outcome.loss import OnLoss
from forumclean.policy.policy import freeze as frozen
from forumclean.scorer.judge import Preset

__all__ = ["freeze"]


@click.command(cls=Command)
@click.option(
    "-o", "--output", type=options.PATH, metavar="FILE", default=STDOUT, help="Write here instead of stdout."
)  # fmt: skip
@options.config
@options.preset
@options.on_loss
def freeze(output: Path, config: Path | None, preset: Preset, on_loss: OnLoss) -> None:
    """Write packs, profiles and model by hash, for Cleaner(lock="ruleset.lock") here or on another machine."""
    check_outputs([config], [output])
    text = configured(lambda: frozen(config, preset=preset, on_loss=on_loss))
    write_pieces([text], output)
