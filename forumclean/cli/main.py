"""`forumclean`: the commands, and how the program begins and ends."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from forumclean.cli.bulk import bulk
from forumclean.cli.clean import clean
from forumclean.cli.common import fail
from forumclean.cli.explain import explain
from forumclean.cli.learning.author import diff, new, stats, try_rules
from forumclean.cli.learning.learn import learn
from forumclean.cli.output import CLOSED_PIPE, abandon_stdout
from forumclean.cli.profiles import profiles
from forumclean.cli.rules import rules
from forumclean.version import __version__

__all__ = ["app", "commands"]

commands = typer.Typer(
    name="forumclean",
    help="Give back the article that was posted on a forum, and say why everything else was removed.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
commands.command()(clean)
commands.command()(explain)
commands.command()(bulk)
commands.command()(learn)
commands.command()(diff)
rules.command()(new)
rules.command("try")(try_rules)
rules.command()(stats)
commands.add_typer(rules, name="rules")
commands.add_typer(profiles, name="profiles")


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(f"forumclean {__version__}")
        raise typer.Exit


@commands.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    pass


def app() -> None:
    """Run the program; a closed pipe and Ctrl-C end it quietly, and a full disk behind stdout with a word."""
    try:
        commands()
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        abandon_stdout()
        sys.exit(CLOSED_PIPE)
    except OSError as error:
        if error.filename is not None:
            raise
        abandon_stdout()
        fail(f"stdout: {error.strerror}")
        sys.exit(1)
