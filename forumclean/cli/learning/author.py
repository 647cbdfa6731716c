"""`forumclean rules new`, `try` and `stats`, and `forumclean diff`: what rules do to posts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from forumclean.bulk.posts import posts_of
from forumclean.cleaner import Cleaner
from forumclean.cli.common import WRONG_USE, Config, configured, fail, make_cleaner
from forumclean.cli.tables import TableFormat, TableOption, show_table
from forumclean.errors import ForumCleanError
from forumclean.learner.trial import Change, candidates, changes, stats_of
from forumclean.learner.writing.file import rule_toml
from forumclean.scorer.judge import Preset

__all__ = ["diff", "new", "stats", "try_rules"]

_MOST = 50
Posts = Annotated[list[str], typer.Argument(metavar="IN...", help="Files and folders, as bulk reads them.")]
Rules = Annotated[Path, typer.Argument(metavar="RULES", help="A pack or config.")]


def new(line: Annotated[str, typer.Argument(metavar="LINE", help="A line that should go.")], inputs: Posts) -> None:
    """Show the rules that a line could become, and what each would do: posts, lines, words that are kept now."""
    for one in candidates(line, _posts(inputs)):
        typer.echo(f"# on {one.posts:,} posts, {one.lines:,} lines, of which {one.body:,} words are kept now")
        typer.echo(rule_toml(one.rule, "new") + "\n")


def try_rules(rules: Rules, inputs: Posts) -> None:
    """Show what rules would change: lines that would go (-), lines that would stay (+), and how many."""
    _show(changes(_posts(inputs), Cleaner(), configured(lambda: Cleaner(rules))))


def diff(old: Rules, new: Rules, inputs: Posts) -> None:
    """Show what changes from one set of rules to another."""
    _show(changes(_posts(inputs), configured(lambda: Cleaner(old)), configured(lambda: Cleaner(new))))


def stats(inputs: Posts, config: Config = None, form: TableOption = TableFormat.TABLE) -> None:
    """Count what each rule removes, which of your own remove nothing, and what comes back on posts and stays."""
    cleaner = make_cleaner(config, Preset.BALANCED)
    found = stats_of(_posts(inputs), cleaner)
    shipped = {rule.id for rule in Cleaner().rules}
    rows = [("fires", name, str(count)) for name, count in found.fired.most_common()]
    rows += [("never fires", name, "0") for name in found.silent if name not in shipped]
    rows += [("stays", line, str(count)) for line, count in found.left.most_common(_MOST)]
    show_table(("what", "rule or line", "lines or posts"), rows, form=form)


def _posts(inputs: list[str]) -> list[str | bytes]:
    try:
        return list(posts_of(inputs))
    except ForumCleanError as error:
        fail(str(error))
        raise typer.Exit(WRONG_USE) from None


def _show(found: Iterable[Change]) -> None:
    counts: Counter[tuple[bool, str, str]] = Counter((one.is_gone, one.text, one.reason) for one in found)
    for (is_gone, text, reason), count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        mark, colour = ("-", typer.colors.RED) if is_gone else ("+", typer.colors.GREEN)
        typer.secho(f"{mark} {text}", fg=colour, nl=False)
        typer.echo(f"   ({count}, {reason})")
    gone = sum(count for (is_gone, *_), count in counts.items() if is_gone)
    typer.echo(f"{gone:,} lines go, {sum(counts.values()) - gone:,} stay that went before")
