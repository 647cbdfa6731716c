"""Tables: laid out for the width of a terminal, and whole in a pipe, a row a line, so that they can be searched."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypeAlias

import typer
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from forumclean.cli.output import STDOUT, write_pieces
from forumclean.outcome.table import render_table

__all__ = ["TableFormat", "TableOption", "is_terminal", "say", "show_table"]

Row: TypeAlias = Sequence[str]


class TableFormat(StrEnum):
    """How a table is written."""

    TABLE = "table"
    JSON = "json"


TableOption: TypeAlias = Annotated[TableFormat, typer.Option("--format", help="table: for a person; json.")]


def is_terminal() -> bool:
    """Whether a person reads stdout, or somebody asks for what a person would see."""
    return Console().is_terminal


def say(line: str, *, dim: bool = False) -> None:
    """Write a line beside a table."""
    if is_terminal():
        Console(highlight=False).print(Text(line), style="dim" if dim else None)
    else:
        write_pieces([f"{line}\n"], Path(STDOUT))


def show_table(
    head: Row,
    rows: Sequence[Row],
    *,
    form: TableFormat = TableFormat.TABLE,
    shown: int | None = None,
    style: Callable[[Row], str] = lambda _: "",
) -> None:
    """Write a table.

    Args:
        head: what the columns are called.
        rows: the cells.
        form: how to write it.
        shown: characters of the last column that a terminal shows.
        style: the colour of a row on a terminal.
    """
    if form is TableFormat.JSON:
        entries = [dict(zip(head, row, strict=True)) for row in rows]
        write_pieces([json.dumps(entries, ensure_ascii=False, indent=2) + "\n"], Path(STDOUT))
    elif not is_terminal():
        write_pieces([render_table(head, rows, width=None) + "\n"], Path(STDOUT))
    else:
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
        for name in head[:-1]:
            table.add_column(name, no_wrap=name != "reason", overflow="fold")
        table.add_column(head[-1], ratio=1, overflow="fold")
        for row in rows:
            last = " ".join(row[-1].split())
            last = last if shown is None or len(last) <= shown else last[: shown - 1] + "…"
            table.add_row(*map(Text, (*row[:-1], last)), style=style(row))
        Console(highlight=False).print(table)
