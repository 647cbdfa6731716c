"""`forumclean learn`: posts of one forum in, a pack of its own chrome out."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from forumclean.bulk.options import InputFormat, Options
from forumclean.bulk.posts import posts_of
from forumclean.cli import options
from forumclean.cli.common import WRONG_USE, PassedOver, fail, make_cleaner
from forumclean.cli.help import Command
from forumclean.cli.options import OneOf
from forumclean.cli.output import check_outputs, write_pieces
from forumclean.cli.progress import bar
from forumclean.errors import ForumCleanError
from forumclean.learner.learn import learn as learn_from
from forumclean.scorer.judge import Preset

__all__ = ["learn"]


@click.command(cls=Command)
@click.argument("inputs", metavar="IN...", nargs=-1, required=True, help="Files and folders, as bulk reads them.")
@click.option("-o", "--output", type=options.PATH, metavar="FILE", required=True, help="Pack to write; - for stdout.")
@click.option("--min-documents", type=click.IntRange(min=2), metavar="N", default=3, help="Threads a line must be on.")
@click.option("--text-field", metavar="NAME", default="text", help="Field that holds the raw post.")
@click.option("--input-format", type=OneOf(InputFormat), help="What the inputs are; else as each is called.")
@options.config
@options.url
def learn(
    inputs: tuple[str, ...],
    output: Path,
    min_documents: int,
    text_field: str,
    input_format: InputFormat | None,
    config: Path | None,
    url: str | None,
) -> None:
    """Learn the chrome of one forum from its posts: a pack for a person to read and for --config to use."""
    check_outputs([*inputs, config], [output])
    chosen = Options(text_field=text_field, input_format=input_format)
    cleaner = make_cleaner(config, Preset.BALANCED)
    passed_over = PassedOver()
    try:
        with bar() as watch:
            posts = posts_of(inputs, chosen, watch, passed_over)
            pack = learn_from(posts, url=url, min_documents=min_documents, cleaner=cleaner)
    except ForumCleanError as error:
        fail(str(error))
        raise click.exceptions.Exit(WRONG_USE) from None
    passed_over.tell()
    if not pack.posts:
        fail("no post is in the inputs, so nothing is written")
        raise click.exceptions.Exit(WRONG_USE)
    write_pieces([pack.to_toml()], output)
    sys.stderr.write(pack.report() + "\n")
