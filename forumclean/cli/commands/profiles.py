"""`forumclean profiles`: which engines are known, how each is read, and how a page is read."""

from __future__ import annotations

import difflib
import json
from pathlib import Path

import click
import msgspec

from forumclean.cli import options
from forumclean.cli.common import WRONG_USE, clean_one, configured, fail, make_cleaner
from forumclean.cli.help import Group
from forumclean.cli.tables import TableFormat, say, show_table, table_format
from forumclean.outcome.result import Result
from forumclean.policy.policy import profiles_of
from forumclean.reader.engines.profileset import ProfileSet
from forumclean.rules.layers import load_config
from forumclean.scorer.judge import Preset
from forumclean.values.words import count_words

__all__ = ["profiles"]

_SHOWN = 60


@click.group(cls=Group)
def profiles() -> None:
    """List, show and try the profiles of forum engines."""


@profiles.command("list")
@options.config
@table_format
def list_profiles(config: Path | None, form: TableFormat) -> None:
    """List every profile: name, what it extends, what it is for."""
    rows = [(profile.name, profile.spec.extends or "", profile.spec.why) for profile in _profile_set(config)]
    show_table(("name", "extends", "why"), rows, form=form)


@profiles.command()
@click.argument("name", help="Such as xenforo.")
@options.config
def show(name: str, config: Path | None) -> None:
    """Show one profile with all that it takes from the one it extends, as JSON."""
    known = {profile.name: profile for profile in _profile_set(config)}
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1)
        fail(f"no profile '{name}'" + (f"; did you mean '{near[0]}'?" if near else "; see forumclean profiles list"))
        raise click.exceptions.Exit(WRONG_USE)
    click.echo(json.dumps(msgspec.to_builtins(known[name].spec), indent=2, ensure_ascii=False))


@profiles.command()
@click.argument("page", help="A saved thread page; - for stdin.")
@options.config
@options.preset
@options.url
@table_format
def check(page: str, config: Path | None, preset: Preset, url: str | None, form: TableFormat) -> None:
    """Show which profile reads a page, and what it finds in each post."""
    cleaner = make_cleaner(config, preset)
    result = clean_one(cleaner, page, url)
    if form is TableFormat.JSON:
        known = {key: value for key, value in result.to_dict().items() if key in ("engine", "title", "prefix", "posts")}
        click.echo(json.dumps(known, indent=2, ensure_ascii=False))
    else:
        say(f"engine: {result.engine or 'none that is known; read by its repeated structure'}")
        prefix = f"   prefix: {result.prefix}" if result.prefix else ""
        say(f"title: {result.title or 'not found'}{prefix}")
        show_table(("post", "author", "date", "link", "words", "begins"), _posts(result))
    missing = _missing(result)
    if missing:
        fail(f"not found in every post: {', '.join(missing)}")
    if result.warnings:
        raise click.exceptions.Exit(1)


def _posts(result: Result) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for n, post in enumerate(result.posts):
        date = post.date.isoformat() if post.date else post.date_text or ""
        begins = " ".join(post.text.split())[:_SHOWN]
        words = str(count_words(post.text))
        rows.append((str(post.number or n + 1), post.author or "", date, post.url or "", words, begins))
    return rows


def _missing(result: Result) -> list[str]:
    found = {
        "author": [bool(post.author) for post in result.posts],
        "date": [bool(post.date or post.date_text) for post in result.posts],
        "text": [bool(post.text) for post in result.posts],
    }
    return [name for name, values in found.items() if not all(values)]


def _profile_set(config: Path | None) -> ProfileSet:
    return configured(lambda: profiles_of(load_config(config)))
