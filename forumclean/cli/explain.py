"""`forumclean explain`: every paragraph with its verdict and the reason for it."""

from __future__ import annotations

from typing import Annotated

import typer
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from forumclean.cli.common import Config, Encoding, PresetOption, Url, clean_one, make_cleaner
from forumclean.outcome.result import Result
from forumclean.scorer.judge import Preset
from forumclean.values.model import Label

__all__ = ["explain"]

_SHOWN = 200


def explain(
    file: Annotated[str, typer.Argument(help="File to explain; - for stdin.")] = "-",
    config: Config = None,
    preset: PresetOption = Preset.BALANCED,
    url: Url = None,
    encoding: Encoding = None,
) -> None:
    """Show what was kept, what was removed, and which rule or score decided."""
    cleaner = make_cleaner(config, preset)
    result = clean_one(cleaner, file, url, encoding)
    console = Console(highlight=False)
    console.print(_table(result))
    console.print(_summary(result), style="dim")


def _table(result: Result) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    many = len(result.posts) > 1
    for head in ("verdict", *(["post"] if many else []), "kind", "score", "reason"):
        table.add_column(head, no_wrap=head != "reason", overflow="fold")
    table.add_column("text", ratio=1, overflow="fold")
    for p in result.paragraphs:
        kept = p.label is Label.BODY
        post = [] if not many else ["" if p.post is None else str(p.post + 1)]
        text = " ".join(p.text.split())
        cells = (p.label.value, *post, p.kind.value, f"{p.score:.2f}", p.reason,
                 text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…")  # fmt: skip
        table.add_row(*map(Text, cells), style="green" if kept else "red")
    return table


def _summary(result: Result) -> Text:
    words = result.stats["words"]
    lines = [f"{words['kept']} words kept, {words['removed']} removed · ruleset {result.ruleset}"]
    if result.title:
        lines.insert(0, f"title: {result.title}")
    return Text("\n".join([*lines, *result.warnings]))
