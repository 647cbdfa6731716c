"""`forumclean report`: what went and why, as a page that opens from disk."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import click

from forumclean.bulk.inputs.streams import Stream
from forumclean.cleaner import Cleaner
from forumclean.cli import options
from forumclean.cli.common import STDIN, WRONG_USE, configured, fail, make_cleaner, once, sites_off
from forumclean.cli.help import Command
from forumclean.cli.output import STDOUT, check_outputs, make_folder, write_pieces
from forumclean.cli.records import Post, posts_in
from forumclean.errors import ForumCleanError
from forumclean.outcome.forms.sheet import Sheet, sheet_of
from forumclean.report import Gathered, Shown, folder_pages, one_page
from forumclean.report.pages import MOST
from forumclean.report.sheets import saved_sheets
from forumclean.scorer.judge import Preset

__all__ = ["report"]

_PAGE = (".html", ".htm")


@click.command(cls=Command)
@click.argument(
    "inputs", metavar="[IN]...", nargs=-1, help="Files, folders, JSON lines and other tables; - or nothing for stdin."
)
@click.option(
    "-o", "--output", type=options.PATH, metavar="PATH", default=STDOUT,
    help="A file such as report.html, or a folder for any number of posts.",
)  # fmt: skip
@click.option(
    "--against", type=options.PATH, metavar="FILE",
    help="Set other results beside these: those by other rules (rules.toml), or earlier ones (old.jsonl).",
)  # fmt: skip
@options.config
@options.preset
@options.url
@options.encoding
def report(
    inputs: tuple[str, ...],
    output: Path,
    against: Path | None,
    config: Path | None,
    preset: Preset,
    url: str | None,
    encoding: str | None,
) -> None:
    """Show posts as a page: what was kept, what went and why, the most doubtful first."""
    names = once(list(inputs) or [STDIN])
    is_page = str(output) == STDOUT or output.suffix.lower() in _PAGE
    _check([*names, against, config], output, is_page=is_page)
    cleaner = make_cleaner(config, preset)
    other = _other(against, preset)
    failed, off = 0, sites_off(cleaner)
    with Gathered({rule.id: rule for rule in cleaner.rules}, is_folder=not is_page) as gathered:
        for post in posts_in(names):
            if is_page and len(gathered.rows) == MOST:
                fail(f"more than {MOST} posts are too much for one page; name a folder: -o report/")
                raise click.exceptions.Exit(WRONG_USE)
            if off and not (url or post.url):
                fail(off)
                off = ""
            shown = _shown(cleaner, other, post._replace(url=url or post.url, encoding=encoding or post.encoding))
            if shown is None:
                failed += 1
            else:
                gathered.add(shown)
        is_empty = not any(row.kept or row.removed for row in gathered.rows)
        if gathered.rows and (not is_empty or str(output) == STDOUT):
            _write(gathered, output, is_page=is_page)
        elif str(output) != STDOUT:
            fail(f"{output}: not written: {'the input is empty' if gathered.rows else 'nothing could be cleaned'}")
        if failed or is_empty:
            raise click.exceptions.Exit(1)


def _check(inputs: Sequence[str | Path | None], output: Path, *, is_page: bool) -> None:
    """End before anything is done where the output would take the place of something."""
    if is_page:
        check_outputs(inputs, [output])
    elif output.is_dir() and any(output.iterdir()):
        fail(f"{output}: there is something in this folder; name a new one")
        raise click.exceptions.Exit(WRONG_USE)
    else:
        make_folder(output)


def _shown(cleaner: Cleaner, other: Callable[[Post], Sheet | None], post: Post) -> Shown | None:
    if post.text is None:
        return None
    try:
        result = cleaner.clean(post.text, url=post.url, encoding=post.encoding)
        return Shown(post.name, sheet_of(result), other(post))
    except ForumCleanError as error:
        fail(f"{post.name}: {error}")
        return None


def _other(against: Path | None, preset: Preset) -> Callable[[Post], Sheet | None]:
    """What makes or finds the result to set beside another."""
    if against is None:
        return lambda _: None
    if against.suffix.lower() == ".toml":
        cleaner = configured(lambda: Cleaner(against, preset=preset))
        return lambda post: sheet_of(cleaner.clean(post.text or "", url=post.url, encoding=post.encoding))
    sheets = _saved(against)
    return lambda post: sheets.get(post.name, Sheet("", (), warnings=(f"{against} has no result of this name",)))


def _saved(path: Path) -> dict[str, Sheet]:
    stream = Stream(str(path))
    try:
        return saved_sheets((line.decode() for line in stream.open()), file=str(path))
    except OSError as error:
        fail(f"{path}: {error.strerror}")
    except UnicodeDecodeError:
        fail(f"{path}: this is no text in UTF-8; --against takes rules (.toml) or results as JSON lines")
    except ForumCleanError as error:
        fail(str(error))
    finally:
        stream.close()
    raise click.exceptions.Exit(WRONG_USE)


def _write(gathered: Gathered, output: Path, *, is_page: bool) -> None:
    pages: Iterator[tuple[Path, Iterator[str]]]
    if is_page:
        pages = iter([(output, one_page(gathered))])
    else:
        pages = ((output / name, pieces) for name, pieces in folder_pages(gathered))
    for path, pieces in pages:
        write_pieces(pieces, path)
