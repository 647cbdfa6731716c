"""`forumclean profiles`: which engines are known, how each is read, and how a page is read."""

from __future__ import annotations

import difflib
import json
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from forumclean.cleaner import profiles_of
from forumclean.cli.common import WRONG_USE, Config, PresetOption, Url, clean_one, configured, fail, make_cleaner
from forumclean.outcome.result import Result
from forumclean.reader.engines.profileset import ProfileSet
from forumclean.rules.layers import load_config
from forumclean.scorer.judge import Preset
from forumclean.values.words import count_words

__all__ = ["profiles"]

profiles = typer.Typer(help="List, show and try the profiles of forum engines.", no_args_is_help=True)
_SHOWN = 60


@profiles.command("list")
def list_profiles(config: Config = None) -> None:
    """List every profile: name, what it extends, what it is for."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for head in ("name", "extends", "why"):
        table.add_column(head, overflow="fold")
    for profile in _profile_set(config):
        table.add_row(*map(Text, (profile.name, profile.spec.extends or "", profile.spec.why)))
    Console(highlight=False).print(table)


@profiles.command()
def show(name: Annotated[str, typer.Argument(help="Such as xenforo.")], config: Config = None) -> None:
    """Show one profile with all that it takes from the one it extends, as JSON."""
    known = {profile.name: profile for profile in _profile_set(config)}
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1)
        fail(f"no profile '{name}'" + (f"; did you mean '{near[0]}'?" if near else "; see forumclean profiles list"))
        raise typer.Exit(WRONG_USE)
    typer.echo(json.dumps(msgspec.to_builtins(known[name].spec), indent=2, ensure_ascii=False))


@profiles.command()
def check(
    page: Annotated[str, typer.Argument(help="A saved thread page; - for stdin.")],
    config: Config = None,
    preset: PresetOption = Preset.BALANCED,
    url: Url = None,
) -> None:
    """Show which profile reads a page, and what it finds in each post."""
    cleaner = make_cleaner(config, preset)
    result = clean_one(cleaner, page, url)
    console = Console(highlight=False)
    console.print(Text(f"engine: {result.engine or 'none that is known; read by its repeated structure'}"))
    prefix = f"   prefix: {result.prefix}" if result.prefix else ""
    console.print(Text(f"title: {result.title or 'not found'}{prefix}"))
    console.print(_posts(result))
    for warning in result.warnings:
        fail(warning)
    missing = _missing(result)
    if missing:
        fail(f"not found in every post: {', '.join(missing)}")
    if result.warnings:
        raise typer.Exit(1)


def _posts(result: Result) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for head in ("post", "author", "date", "link", "words", "begins"):
        table.add_column(head, overflow="fold")
    for n, post in enumerate(result.posts):
        date = post.date.isoformat() if post.date else post.date_text or ""
        begins = " ".join(post.text.split())[:_SHOWN]
        words = str(count_words(post.text))
        cells = (str(post.number or n + 1), post.author or "", date, post.url or "", words, begins)
        table.add_row(*map(Text, cells))
    return table


def _missing(result: Result) -> list[str]:
    found = {
        "author": [bool(post.author) for post in result.posts],
        "date": [bool(post.date or post.date_text) for post in result.posts],
        "text": [bool(post.text) for post in result.posts],
    }
    return [name for name, values in found.items() if not all(values)]


def _profile_set(config: Path | None) -> ProfileSet:
    return configured(lambda: profiles_of(load_config(config)))
