"""`forumclean clean`: the article on stdout."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeAlias

import click

from forumclean.cli import options
from forumclean.cli.common import STDIN, WRONG_USE, Format, Named, Quotes, clean_each, fail, make_cleaner, once
from forumclean.cli.documents import as_document, as_lines, as_rows
from forumclean.cli.help import Command
from forumclean.cli.options import OneOf
from forumclean.cli.output import STDOUT, check_outputs, make_folder, write_pieces
from forumclean.outcome.loss import OnLoss
from forumclean.outcome.record import record_of
from forumclean.outcome.result import Result
from forumclean.scorer.judge import Preset

__all__ = ["clean"]

Text: TypeAlias = Callable[[Result], str]
_SUFFIXES = {Format.TEXT: ".txt", Format.JSON: ".json", Format.JSONL: ".jsonl",
             Format.MARKDOWN: ".md", Format.CSV: ".csv"}  # fmt: skip
_ARTICLES = (Format.TEXT, Format.MARKDOWN)


@click.command(cls=Command)
@click.argument("files", metavar="[FILE]...", nargs=-1, help="Files to clean; - or nothing for stdin.")
@click.option("-o", "--output", type=options.PATH, metavar="FILE", help="Write here instead of stdout.")
@click.option("--output-dir", type=options.PATH, metavar="DIR", help="Write a file for each input into this folder.")
@click.option(
    "--format", "form", type=OneOf(Format), default=Format.TEXT.value,
    help="text: the article; markdown: with headings and lists; csv: a row an input; json, jsonl: everything known.",
)  # fmt: skip
@click.option("--title", is_flag=True, help="Put the title before the text.")
@click.option("--headers", is_flag=True, help="Put author and date before each post.")
@click.option(
    "--quotes", type=OneOf(Quotes), default=Quotes.ONCE.value,
    help="once: a quote that repeats another post of the page goes; keep; drop.",
)  # fmt: skip
@options.config
@options.lock
@options.preset
@options.on_loss
@options.url
@options.encoding
def clean(
    files: tuple[str, ...],
    output: Path | None,
    output_dir: Path | None,
    form: Format,
    title: bool,
    headers: bool,
    quotes: Quotes,
    config: Path | None,
    lock: Path | None,
    preset: Preset,
    on_loss: OnLoss,
    url: str | None,
    encoding: str | None,
) -> None:
    """Clean posts: article out, chrome gone."""
    names = once(list(files) or [STDIN])
    if output is not None and output_dir is not None:
        fail("--output and --output-dir: give one of them")
        raise click.exceptions.Exit(WRONG_USE)
    targets = _targets(names, output_dir, form) if output_dir else {}
    if output_dir:
        make_folder(output_dir)
    check_outputs([*names, config, lock], targets.values() if output_dir else [output or Path(STDOUT)])
    cleaner = make_cleaner(config, preset, on_loss, lock)

    def text(result: Result) -> str:
        if form is Format.MARKDOWN:
            return result.to_markdown(title=title, headers=headers)
        return result.to_text(title=title, headers=headers, quotes=quotes.value)

    done: list[str] = []
    results = clean_each(cleaner, names, url, encoding, done)
    if output_dir:
        written = [_write([named], form, text, targets[named[0]], many=False) for named in results]
    else:
        written = [_write(results, form, text, output or Path(STDOUT), many=len(names) > 1)]
        if output and not done:
            fail(f"{output}: not written: nothing could be cleaned")
    if len(done) < len(names) or not all(written):
        raise click.exceptions.Exit(1)


def _write(results: Iterable[Named], form: Format, text: Text, output: Path, *, many: bool) -> bool:
    """Write results; False, after saying so, where none of them is anything that a file should give way to."""
    if str(output) == STDOUT:
        write_pieces(_rendered(results, form, text, many=many), output)
        return True
    empty: list[Named] = []
    held = _from_first_held(results, text if form in _ARTICLES else lambda result: result.paragraphs, empty)
    write_pieces(_rendered(held, form, text, many=many), output)
    if empty:
        is_empty = not any(result.paragraphs for _, result in empty)
        fail(f"{output}: not written: {'the input is empty' if is_empty else 'there is no text but chrome'}")
    return not empty


def _from_first_held(results: Iterable[Named], held: Callable[[Result], object], empty: list[Named]) -> Iterator[Named]:
    """Yield results as they come, those that hold nothing with the first that does; else all go to ``empty``."""
    results = iter(results)
    for named in results:
        empty.append(named)
        if held(named[1]):
            yield from empty
            empty.clear()
            yield from results


def _targets(names: list[str], folder: Path, form: Format) -> dict[str, Path]:
    """The file that each input becomes, or the end with status 2 where two would become one."""
    stems = {name: "stdin" if name == STDIN else Path(name).stem for name in names}
    targets = {name: folder / f"{stem}{_SUFFIXES[form]}" for name, stem in stems.items()}
    twice = Counter(targets.values())
    for target, count in twice.items():
        if count > 1:
            same = " and ".join(name for name in targets if targets[name] == target)
            fail(f"{same} would both be {target}; clean them into two folders")
            raise click.exceptions.Exit(WRONG_USE)
    return targets


def _rendered(results: Iterable[Named], form: Format, text: Text, *, many: bool) -> Iterator[str]:
    """Yield the output in pieces, as the results come; no result is no piece."""
    if form in _ARTICLES:
        gap = ""
        for piece in (text(result) for _, result in results):
            yield f"{gap}{piece}\n" if piece else ""
            gap = "\n" if piece else gap
        return
    if form is Format.CSV:
        yield from as_rows((name, record_of(result) | {"text": text(result)}) for name, result in results)
        return
    entries = ({"input": name, **result.to_dict(), "text": text(result)} for name, result in results)
    yield from as_lines(entries) if form is Format.JSONL else as_document(entries, many=many)
