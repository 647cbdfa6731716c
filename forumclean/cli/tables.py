"""Tables: laid out for the width of a terminal, and whole in a pipe, a row a line, so that they can be searched."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TypeAlias

import click

from forumclean.cli.layout import lay_out
from forumclean.cli.options import OneOf
from forumclean.cli.output import STDOUT, write_pieces
from forumclean.outcome.table import printable, render_table

__all__ = ["TableFormat", "is_terminal", "say", "show_table", "table_format"]

Row: TypeAlias = Sequence[str]


class TableFormat(StrEnum):
    """How a table is written."""

    TABLE = "table"
    JSON = "json"


table_format = click.option(
    "--format", "form", type=OneOf(TableFormat), default=TableFormat.TABLE.value, help="table: for a person; json."
)


def is_terminal() -> bool:
    """Whether a person reads stdout, or somebody asks for what a person would see."""
    return bool(os.environ.get("FORCE_COLOR")) or sys.stdout.isatty()


def say(line: str, *, dim: bool = False) -> None:
    """Write a line beside a table."""
    shown = _styled(printable(line), dim=dim) if is_terminal() else line
    write_pieces([f"{shown}\n"], Path(STDOUT))


def show_table(
    head: Row,
    rows: Sequence[Row],
    *,
    form: TableFormat = TableFormat.TABLE,
    shown: int | None = None,
    colour: Callable[[Row], str | None] = lambda _: None,
) -> None:
    """Write a table.

    Args:
        head: what the columns are called.
        rows: the cells.
        form: how to write it.
        shown: characters of the last column that a terminal shows.
        colour: the colour of a row on a terminal.
    """
    if form is TableFormat.JSON:
        entries = [dict(zip(head, row, strict=True)) for row in rows]
        write_pieces([json.dumps(entries, ensure_ascii=False, indent=2) + "\n"], Path(STDOUT))
    elif not is_terminal():
        write_pieces([render_table(head, rows, width=None) + "\n"], Path(STDOUT))
    else:
        write_pieces(_on_terminal(head, rows, shown, colour), Path(STDOUT))


def _on_terminal(
    head: Row, rows: Sequence[Row], shown: int | None, colour: Callable[[Row], str | None]
) -> Sequence[str]:
    cells = [[*map(printable, row[:-1]), _cut(printable(row[-1]), shown)] for row in rows]
    width = shutil.get_terminal_size().columns
    names, *laid_out = lay_out([head, *cells], width)
    lines = [_styled(line, bold=True) for line in names]
    lines.append(_styled("─" * max(len(line) for block in (names, *laid_out) for line in block), dim=True))
    for row, block in zip(rows, laid_out, strict=True):
        lines += [_styled(line, fg=colour(row)) for line in block]
    return [f"{line}\n" for line in lines]


def _cut(text: str, shown: int | None) -> str:
    text = " ".join(text.split())
    return text if shown is None or len(text) <= shown else text[: shown - 1] + "…"


def _styled(text: str, *, fg: str | None = None, bold: bool = False, dim: bool = False) -> str:
    """Coloured, unless a person has asked for none (no-color.org)."""
    return text if os.environ.get("NO_COLOR") else click.style(text, fg=fg, bold=bold or None, dim=dim or None)
