"""`forumclean rules new`, `try` and `stats`, and `forumclean diff`: what rules do to posts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import click

from forumclean.bulk.options import InputFormat, Options
from forumclean.bulk.posts import entries_of
from forumclean.cleaner import Cleaner
from forumclean.cli import options
from forumclean.cli.common import WRONG_USE, PassedOver, configured, fail, make_cleaner, sites_off
from forumclean.cli.help import Command
from forumclean.cli.options import OneOf
from forumclean.cli.tables import TableFormat, show_table, table_format
from forumclean.errors import ForumCleanError
from forumclean.learner.trying.candidates import candidates
from forumclean.learner.trying.corpus import Corpus, Count, Post
from forumclean.learner.trying.effects import Change, changes, stats_of
from forumclean.learner.writing.file import rule_toml
from forumclean.rules.matching.fold import as_line, fold
from forumclean.scorer.judge import Preset

__all__ = ["diff", "new", "stats", "try_rules"]

_MOST = 50
C = TypeVar("C", bound=Callable[..., Any])


def _posts(command: C) -> C:
    """Give a command the posts that it looks at, and what says how they are read."""
    for option in (
        options.url,
        click.option("--input-format", type=OneOf(InputFormat), help="What the inputs are; else as each is called."),
        click.option("--text-field", metavar="NAME", default="text", help="Field that holds the raw post."),
        click.argument(
            "inputs", metavar="IN...", nargs=-1, required=True, help="Files and folders, as bulk reads them."
        ),
    ):
        command = option(command)
    return command


@click.command(cls=Command)
@click.argument("line", metavar="LINE", help="A line that should go.")
@_posts
@options.config
def new(
    line: str,
    inputs: tuple[str, ...],
    text_field: str,
    input_format: InputFormat | None,
    url: str | None,
    config: Path | None,
) -> None:
    """Show the rules that a line could become, from the specific to the broad, and what each would do.

    Each comes with its proof, ready for a pack file, and with counts: posts, lines, and words that are kept now, those
    in sentences apart.
    """
    cleaner = make_cleaner(config, Preset.BALANCED)
    corpus = Corpus(_read(inputs, text_field, input_format, url, [cleaner]), cleaner)
    try:
        found = candidates(corpus, line)
    except ValueError as error:
        fail(str(error))
        raise click.exceptions.Exit(WRONG_USE) from None
    if not any(one.count.posts for one in found):
        fail(f"no post has a line like {line!r}; write it as it stands in one (rules stats shows what comes back)")
    for one in found:
        click.echo(f"# {one.form}: {_counted(one.count)}")
        if one.problem:
            click.echo(f"# refused as it is: {one.problem}")
        click.echo(rule_toml(one.rule) + "\n")


def _counted(count: Count) -> str:
    said = f"on {count.posts:,} posts, {count.lines:,} lines; of {count.words:,} words {count.kept:,} are kept now"
    if not count.body:
        return said
    return f"{said}, {count.body:,} of them in sentences, such as {count.costs[0]!r}"


@click.command("try", cls=Command)
@click.argument("rules", type=options.PATH, metavar="RULES", help="A pack or config.")
@_posts
def try_rules(
    rules: Path, inputs: tuple[str, ...], text_field: str, input_format: InputFormat | None, url: str | None
) -> None:
    """Show what rules would change: lines that would go (-), lines that would stay (+), and how many."""
    newer = configured(lambda: Cleaner(rules))
    _show(changes(_read(inputs, text_field, input_format, url, [newer]), Cleaner(), newer))


@click.command(cls=Command)
@click.argument("old", type=options.PATH, metavar="OLD", help="A pack or config.")
@click.argument("newer", type=options.PATH, metavar="NEW", help="Another.")
@_posts
def diff(
    old: Path, newer: Path, inputs: tuple[str, ...], text_field: str, input_format: InputFormat | None, url: str | None
) -> None:
    """Show what changes from one set of rules to another."""
    before, after = configured(lambda: Cleaner(old)), configured(lambda: Cleaner(newer))
    _show(changes(_read(inputs, text_field, input_format, url, [before, after]), before, after))


@click.command(cls=Command)
@_posts
@options.config
@table_format
def stats(
    inputs: tuple[str, ...],
    text_field: str,
    input_format: InputFormat | None,
    url: str | None,
    config: Path | None,
    form: TableFormat,
) -> None:
    """Count what each rule removes, which of your own remove nothing, and what comes back on posts and stays."""
    cleaner = make_cleaner(config, Preset.BALANCED)
    found = stats_of(_read(inputs, text_field, input_format, url, [cleaner]), cleaner)
    shipped = {rule.id for rule in Cleaner().rules}
    rows = [("fires", name, str(count)) for name, count in found.fired.most_common()]
    rows += [("never fires", name, "0") for name in found.silent if name not in shipped]
    rows += [("stays", line, str(count)) for line, count in found.left.most_common(_MOST)]
    show_table(("what", "rule or line", "lines or posts"), rows, form=form)


def _read(
    inputs: tuple[str, ...], text_field: str, input_format: InputFormat | None, url: str | None, used: Iterable[Cleaner]
) -> list[Post]:
    """The posts; what is passed over, and rules that nothing switches on, are told; no post at all is wrong use."""
    passed_over = PassedOver()
    chosen = Options(text_field=text_field, input_format=input_format)
    try:
        entries = entries_of(inputs, chosen, passed_over=passed_over)
        posts = [Post(entry.text, url or entry.url, entry.encoding) for entry in entries]
    except ForumCleanError as error:
        fail(str(error))
        raise click.exceptions.Exit(WRONG_USE) from None
    passed_over.tell()
    if not posts:
        fail("no post is in the inputs, so nothing can be said of the rules")
        raise click.exceptions.Exit(WRONG_USE)
    if not all(post.url for post in posts) and (off := next(filter(None, map(sites_off, used)), "")):
        fail(off)
    return posts


def _show(found: Iterable[Change]) -> None:
    counts: Counter[tuple[bool, str, str]] = Counter()
    # Lines that differ in numbers alone are shown once.
    texts: dict[tuple[bool, str, str], set[str]] = defaultdict(set)
    for one in found:
        key = one.is_gone, fold(as_line(one.text)), one.reason
        counts[key] += 1
        texts[key].add(one.text)
    for key, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        mark, colour = ("-", "red") if key[0] else ("+", "green")
        click.secho(f"{mark} {min(texts[key])}", fg=colour, nl=False)
        click.echo(f"   ({count}{' like it' if len(texts[key]) > 1 else ''}, {key[2]})")
    gone = sum(count for (is_gone, *_), count in counts.items() if is_gone)
    click.echo(f"{gone:,} lines go, {sum(counts.values()) - gone:,} stay that went before")
