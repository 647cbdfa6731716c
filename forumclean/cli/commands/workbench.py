"""`forumclean workbench`: a page on this machine where rules are made from lines of posts."""

from __future__ import annotations

from pathlib import Path

import click

from forumclean.cli import options
from forumclean.cli.common import WRONG_USE, configured, fail
from forumclean.cli.help import Command
from forumclean.cli.output import check_outputs
from forumclean.errors import InputError, MissingExtraError

__all__ = ["workbench"]


@click.command(cls=Command)
@click.argument("posts", metavar="POSTS...", nargs=-1, required=True, help="Files and folders, as bulk reads them.")
@click.option(
    "--config", type=options.PATH, default="rules.toml", metavar="FILE",
    help="The file of rules to write; it need not be there yet.",
)  # fmt: skip
@click.option("--review", type=options.PATH, metavar="FILE", help="Proposals to review: what learn or rules new wrote.")
@click.option("--most", type=click.IntRange(1), default=1000, help="Posts to look at.")
@click.option("--port", type=click.IntRange(0, 65535), default=8765, help="0 takes a free one.")
@click.option("--host", default="127.0.0.1", help="Any but this machine needs a --token.")
@click.option("--token", default="", envvar="FORUMCLEAN_TOKEN", help="What a browser must know to get in.")
def workbench(
    posts: tuple[str, ...], config: Path, review: Path | None, most: int, port: int, host: str, token: str
) -> None:
    """Make rules from lines of posts, in a browser on this machine; Ctrl-C ends it."""
    check_outputs([*posts, review], [config])
    try:
        from forumclean.workbench.posts import read_posts
        from forumclean.workbench.session import Session
        from forumclean.workbench.web.guard import Guard
        from forumclean.workbench.web.serve import serve

        guard = Guard(host, token)
        entries, problems = read_posts(posts, most=most)
        for problem in problems:
            fail(problem)
        session = configured(lambda: Session(entries, config, review=review))
        serve(session, guard, port=port, say=lambda address: click.echo(f"{address}  (Ctrl-C ends it)", err=True))
    except (InputError, MissingExtraError) as error:
        fail(str(error))
        raise click.exceptions.Exit(WRONG_USE) from None
