"""`forumclean explain`: every paragraph with its verdict and the reason for it."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from textwrap import shorten

import click

from forumclean.cli import options
from forumclean.cli.common import STDIN, Named, clean_each, make_cleaner, once
from forumclean.cli.documents import as_document, as_lines
from forumclean.cli.help import Command
from forumclean.cli.options import OneOf
from forumclean.cli.output import STDOUT, write_pieces
from forumclean.cli.tables import say, show_table
from forumclean.outcome.forms.sheet import sheet_of
from forumclean.outcome.result import Result
from forumclean.report import Shown, gather, one_page
from forumclean.scorer.judge import Preset
from forumclean.values.model import Label

__all__ = ["explain"]

_SHOWN = 200
# Characters of a signature in the line about its post.
_SIGNATURE = 60


class _Format(StrEnum):
    """How the explanation is written."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"


@click.command(cls=Command)
@click.argument("files", metavar="[FILE]...", nargs=-1, help="Files to explain; - or nothing for stdin.")
@click.option(
    "--format", "form", type=OneOf(_Format), default=_Format.TABLE.value,
    help="table: for a person; json, jsonl: everything known.",
)  # fmt: skip
@click.option("--html", "as_html", is_flag=True, help="A page that opens from disk, on stdout; see forumclean report.")
@options.config
@options.preset
@options.url
@options.encoding
def explain(
    files: tuple[str, ...],
    form: _Format,
    as_html: bool,
    config: Path | None,
    preset: Preset,
    url: str | None,
    encoding: str | None,
) -> None:
    """Show what was kept, what was removed, and which rule or score decided."""
    if as_html and form is not _Format.TABLE:
        raise click.UsageError(f"--html and --format {form.value}: give one of them")
    names = once(list(files) or [STDIN])
    done: list[str] = []
    cleaner = make_cleaner(config, preset)
    results = clean_each(cleaner, names, url, encoding, done)
    many = len(names) > 1
    if as_html:
        rules = {rule.id: rule for rule in cleaner.rules}
        with gather((Shown(name, sheet_of(result)) for name, result in results), rules=rules) as gathered:
            write_pieces(one_page(gathered) if done else [], Path(STDOUT))
    elif form is _Format.TABLE:
        _show(results, many=many)
    else:
        entries = ({"input": name, **result.to_dict()} for name, result in results)
        write_pieces(as_lines(entries) if form is _Format.JSONL else as_document(entries, many=many), Path(STDOUT))
    if len(done) < len(names):
        raise click.exceptions.Exit(1)


def _show(results: Iterable[Named], *, many: bool) -> None:
    for number, (name, result) in enumerate(results):
        if many:
            say(f"{'' if number == 0 else chr(10)}==> {name} <==")
        _show_one(result)


def _show_one(result: Result) -> None:
    many = len(result.posts) > 1
    head = ("verdict", *(["post"] if many else []), "kind", "score", "reason", "text")
    rows = [
        (p.label.value, *([] if not many else ["" if p.post is None else str(p.post + 1)]), p.kind.value,
         f"{p.score:.2f}", p.reason, p.text)
        for p in result.paragraphs
    ]  # fmt: skip
    show_table(head, rows, shown=_SHOWN, colour=lambda row: "green" if row[0] == Label.BODY else "red")
    if result.title:
        say(f"title: {result.title}", dim=True)
    for number, post in enumerate(result.posts, 1):
        known = [f"#{post.number}" if post.number is not None else None, post.author, post.date_text]
        if post.signature:
            known.append(f"signature: {shorten(post.signature, _SIGNATURE, placeholder='…')}")
        if any(known):
            say(f"post {number}: {', '.join(filter(None, known))}", dim=True)
    words = result.stats["words"]
    say(f"{words['kept']} words kept, {words['removed']} removed · ruleset {result.ruleset}", dim=True)
