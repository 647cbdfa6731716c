"""`forumclean clean`: the article on stdout."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from forumclean.cli.common import (
    Config,
    Encoding,
    Format,
    OnLossOption,
    PresetOption,
    Url,
    fail,
    make_cleaner,
    read_inputs,
    write_text,
)
from forumclean.errors import InputError
from forumclean.outcome.loss import OnLoss
from forumclean.outcome.result import Result
from forumclean.scorer.judge import Preset

__all__ = ["clean"]


def clean(
    files: Annotated[list[str] | None, typer.Argument(help="Files to clean; - or nothing for stdin.")] = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Write here instead of stdout.")] = None,
    form: Annotated[
        Format, typer.Option("--format", help="text: the article; json, jsonl: everything known.")
    ] = Format.TEXT,
    config: Config = None,
    preset: PresetOption = Preset.BALANCED,
    on_loss: OnLossOption = OnLoss.FLAG,
    url: Url = None,
    encoding: Encoding = None,
    title: Annotated[bool, typer.Option("--title", help="Put the title before the text.")] = False,
) -> None:
    """Clean posts: article out, chrome gone."""
    cleaner = make_cleaner(config, preset, on_loss)
    results: list[tuple[str, Result]] = []
    failed = False
    for name, data in read_inputs(files or []):
        if data is None:
            failed = True
            continue
        try:
            results.append((name, cleaner.clean(data, url=url, encoding=encoding)))
        except InputError as error:
            fail(f"{name}: {error}")
            failed = True
            continue
        for warning in results[-1][1].warnings:
            fail(f"{name}: {warning}")
    write_text(_rendered(results, form, title), output)
    if failed:
        raise typer.Exit(1)


def _rendered(results: list[tuple[str, Result]], form: Format, title: bool) -> str:
    if form is Format.TEXT:
        return "".join(text + "\n" for text in ("\n\n".join(r.to_text(title=title) for _, r in results),) if text)
    entries = [{"input": name, **result.to_dict()} for name, result in results]
    if form is Format.JSONL:
        return "".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in entries)
    whole = entries[0] if len(entries) == 1 else entries
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"
