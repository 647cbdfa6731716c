"""`forumclean`: the commands, and how the program begins and ends."""

from __future__ import annotations

import os
import sys
from typing import Any

import click

from forumclean.cli.commands.author import diff, new, stats, try_rules
from forumclean.cli.commands.bulk import bulk
from forumclean.cli.commands.clean import clean
from forumclean.cli.commands.explain import explain
from forumclean.cli.commands.freeze import freeze
from forumclean.cli.commands.learn import learn
from forumclean.cli.commands.profiles import profiles
from forumclean.cli.commands.report import report
from forumclean.cli.commands.rules import rules
from forumclean.cli.commands.workbench import workbench
from forumclean.cli.common import fail
from forumclean.cli.help import Group
from forumclean.cli.output import CLOSED_PIPE, abandon_stdout
from forumclean.version import __version__

__all__ = ["app", "commands"]

_INTERRUPTED = 130


class _Program(Group):
    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; Ctrl-C ends it without a word, where click would say 'Aborted!' and end with status 1."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise click.exceptions.Exit(_INTERRUPTED) from None


@click.group(cls=_Program)
@click.version_option(__version__, message="%(package)s %(version)s", package_name="forumclean")
def commands() -> None:
    """Give back the article that was posted on a forum, and say why everything else was removed."""


for of_rules in (new, try_rules, stats):
    rules.add_command(of_rules)
for command in (clean, explain, report, bulk, learn, workbench, diff, rules, profiles, freeze):
    commands.add_command(command)


def app() -> None:
    """Run the program; a closed pipe and Ctrl-C end it quietly, and a full disk behind stdout with a word."""
    _stand_in()
    try:
        commands()
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)
    except BrokenPipeError:
        abandon_stdout()
        sys.exit(CLOSED_PIPE)
    except OSError as error:
        if error.filename is not None:
            raise
        abandon_stdout()
        fail(f"stdout: {error.strerror}")
        sys.exit(1)


def _stand_in() -> None:
    """Put something in the place of streams that were closed before the program began: to use it is an error to tell.

    Without it the next file that is opened would be taken for stdin or stdout.
    """
    if sys.stdin is None:
        sys.stdin = os.fdopen(os.open(os.devnull, os.O_WRONLY), "r")
    if sys.stdout is None:
        sys.stdout = os.fdopen(os.open(os.devnull, os.O_RDONLY), "w")
