"""`forumclean learn`: posts of one forum in, a pack of its own chrome out."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from forumclean.bulk.options import InputFormat, Options
from forumclean.bulk.posts import posts_of
from forumclean.cli.common import WRONG_USE, Config, fail, make_cleaner
from forumclean.cli.output import write_pieces
from forumclean.cli.progress import bar
from forumclean.errors import ForumCleanError
from forumclean.learner.learn import learn as learn_from
from forumclean.scorer.judge import Preset

__all__ = ["learn"]


def learn(
    inputs: Annotated[list[str], typer.Argument(metavar="IN...", help="Files and folders, as bulk reads them.")],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="Pack to write; - for stdout.")],
    url: Annotated[str | None, typer.Option(metavar="URL", help="Of the forum; the pack is then for its host.")] = None,
    min_documents: Annotated[int, typer.Option(min=2, help="Threads on which a line must come back.")] = 3,
    text_field: Annotated[str, typer.Option(help="Field that holds the raw post.")] = "text",
    input_format: Annotated[InputFormat | None, typer.Option(help="What the inputs are.")] = None,
    config: Config = None,
) -> None:
    """Learn the chrome of one forum from its posts; the pack is for a person to read and for --config to use."""
    options = Options(text_field=text_field, input_format=input_format)
    try:
        with bar() as watch:
            posts = posts_of(inputs, options, watch)
            pack = learn_from(
                posts, url=url, min_documents=min_documents, cleaner=make_cleaner(config, Preset.BALANCED)
            )
    except ForumCleanError as error:
        fail(str(error))
        raise typer.Exit(WRONG_USE) from None
    write_pieces([pack.to_toml()], output)
    sys.stderr.write(pack.report() + "\n")
