"""How commands are shown: in the order they were added, each whole, in colour on a terminal."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import click

__all__ = ["Command", "Group"]

_WIDEST = 120
_TERMS = 36


class _Formatter(click.HelpFormatter):
    """Sets headings and terms apart from what is said of them."""

    def write_heading(self, heading: str) -> None:
        super().write_heading(click.style(heading, bold=True))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = _TERMS, col_spacing: int = 2) -> None:
        super().write_dl([(click.style(term, fg="cyan"), said) for term, said in rows], col_max, col_spacing)


class _Context(click.Context):
    formatter_class = _Formatter

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_content_width": _WIDEST, "show_default": True, **kwargs})


class Command(click.Command):
    """A command whose help is as wide as the terminal and shows what its options are when they are not given."""

    context_class = _Context


class Group(click.Group):
    """Commands under one name; without one it says which there are.

    >>> import click
    >>> group = Group("hail")
    >>> @group.command()
    ... def ship() -> None:
    ...     "Hail a ship, and not merely one: each that comes by before it is dark, whatever flag is at its stern."
    >>> print(group.get_help(click.Context(group))[-13:].rstrip())
    at its stern.
    """

    context_class = _Context
    command_class = Command
    group_class = type

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order in which the commands were added."""
        del ctx
        return list(self.commands)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands with all that their help says, where click would cut a long one."""
        rows = [(name, self.commands[name].help or "") for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl(rows)
