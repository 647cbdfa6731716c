"""`forumclean bulk`: files in, files out, with workers, rejects and a way to go on after a kill."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from forumclean.bulk import Detail, InputFormat, Options, OutputError, OutputFormat, StoppedError, Summary, run
from forumclean.bulk.dry_run import dry_run
from forumclean.cli import options
from forumclean.cli.common import STDIN, WRONG_USE, fail, make_cleaner
from forumclean.cli.help import Command
from forumclean.cli.options import OneOf
from forumclean.cli.output import CLOSED_PIPE, STDOUT, abandon_stdout, write_pieces
from forumclean.cli.progress import bar
from forumclean.cli.tables import is_terminal
from forumclean.errors import ForumCleanError
from forumclean.outcome.loss import OnLoss
from forumclean.outcome.table import render_table
from forumclean.scorer.judge import Preset

__all__ = ["bulk"]

STOPPED = 3
_TOP = 10
_SHOWN = 80
_TABS = {r"\t": "\t", "tab": "\t"}  # a tab is hard to type


@click.command(cls=Command)
@click.argument(
    "inputs", metavar="IN...", nargs=-1, required=True, help="Files and folders; - for JSON lines on stdin."
)
@click.option("-o", "--output", metavar="OUT", help="File to write; - for stdout.")
@click.option("--text-field", metavar="NAME", default="text", help="Field that holds the raw post.")
@click.option("--id-field", metavar="NAME", default="id", help="Field that names it; FILE:NUMBER where there is none.")
@click.option("--url-field", metavar="NAME", default="url", help="Field that says where it came from.")
@click.option("--delimiter", metavar="CHAR", help="What is between fields of CSV; else as its header shows.")
@click.option(
    "--encoding-field", metavar="NAME", default="encoding", help="Field that says what a binary post is written in."
)
@click.option(
    "--detail", type=OneOf(Detail), default=Detail.TEXT.value,
    help="text: article and counts; posts: and posts; full: and paragraphs.",
)  # fmt: skip
@click.option("--format", "form", type=OneOf(OutputFormat), help="How to write; else as OUT is called.")
@click.option("--input-format", type=OneOf(InputFormat), help="What the inputs are; else as each is called.")
@click.option(
    "--workers", type=click.IntRange(min=1), metavar="N", help="Processes that clean; else one for each core."
)
@click.option(
    "--timeout", type=click.FloatRange(min=0.1), metavar="SECONDS", default=300.0,
    help="A record that takes longer is rejected.",
)  # fmt: skip
@click.option("--resume", is_flag=True, help="Go on with a run that was stopped, or begin.")
@click.option("--rejects", metavar="FILE", help="JSON lines of records that failed, and why.")
@click.option("--summary", type=options.PATH, metavar="FILE", help="Write the summary as JSON.")
@click.option(
    "--dry-run", "dry", type=click.IntRange(min=1), metavar="N", help="Show what would go of the first N records."
)
@click.option("--learn", is_flag=True, help="Read all first, learn each forum's own chrome, then clean.")
@click.option("--group-field", metavar="FIELD", help="What says which forum a post is of; else the host of its URL.")
@options.config
@options.lock
@options.preset
@options.on_loss
def bulk(
    inputs: tuple[str, ...],
    output: str | None,
    dry: int | None,
    form: OutputFormat | None,
    delimiter: str | None,
    config: Path | None,
    lock: Path | None,
    preset: Preset,
    on_loss: OnLoss,
    **rest: Any,
) -> None:
    """Clean many posts: JSON lines, JSON, CSV, Parquet, WARC, pages or folders in, JSON lines, JSON or Parquet out."""
    try:
        chosen = Options(output_format=form, delimiter=_TABS.get(delimiter or "", delimiter), **rest)
    except ValueError as error:
        fail(str(error))
        raise click.exceptions.Exit(WRONG_USE) from None
    cleaner = make_cleaner(config, preset, on_loss, lock)
    with _ends_told(output, resumable=output not in (None, STDOUT) and STDIN not in inputs):
        if dry is not None:
            texts = dry_run(inputs, dry, chosen, cleaner, width=_SHOWN if is_terminal() else None)
            write_pieces((f"{text}\n" for text in texts), Path(STDOUT))
            return
        if output is None:
            raise OutputError("there is no output; name one with -o, - for stdout")
        is_older = output != STDOUT and Path(output).exists()
        with bar() as watch:
            done = run(inputs, output, chosen, cleaner=cleaner, watch=watch)
    _tell(done, with_rejects=chosen.rejects is not None)
    if done.rejected and not done.records:
        fail(f"{output}: not written: every record failed")
    elif not done.records and is_older:
        fail(f"{output}: not written: there is no record in {', '.join(inputs)}")
        raise click.exceptions.Exit(WRONG_USE)
    if done.rejected:
        raise click.exceptions.Exit(1)


class _Terminated(KeyboardInterrupt):
    """SIGTERM, which ends a run as Ctrl-C does."""


@contextmanager
def _ends_told(output: str | None, *, resumable: bool) -> Iterator[None]:
    """Say why a run has ended before its end, and with which status."""

    def terminate(*_: object) -> None:
        raise _Terminated

    before = signal.signal(signal.SIGTERM, terminate)
    way = "what is finished is kept: go on with --resume" if resumable else "begin again"
    try:
        yield
    except BrokenPipeError:
        fail(f"{output}: who read it has closed it; the run stopped there, begin again")
        abandon_stdout()
        raise click.exceptions.Exit(CLOSED_PIPE) from None
    except KeyboardInterrupt as error:
        what, status = ("SIGTERM", 128 + signal.SIGTERM) if isinstance(error, _Terminated) else ("Ctrl-C", 130)
        fail(f"stopped by {what}; {way}")
        raise click.exceptions.Exit(status) from None
    except ForumCleanError as error:
        fail(str(error))
        raise click.exceptions.Exit(STOPPED if isinstance(error, StoppedError) else WRONG_USE) from None
    finally:
        signal.signal(signal.SIGTERM, before)


def _tell(done: Summary, *, with_rejects: bool) -> None:
    for message in done.passed_over + done.broken + (() if with_rejects else done.told):
        fail(message)
    numbers = done.to_dict()
    words = done.words_kept + done.words_removed
    lines = [
        f"{done.records:,} records written, {done.rejected:,} rejected",
        f"{done.words_kept:,} words kept, {done.words_removed:,} removed ({done.words_removed / max(words, 1):.1%})",
    ]
    for head, sums in (("kind", done.kinds), ("removed by", done.reasons)):
        if sums:
            rows = [(name, f"{count:,}") for name, count in list(sums.items())[:_TOP]]
            lines.append(render_table((head, "words"), rows))
    lines.append(
        f"{done.seconds:.1f} s, {numbers['records_per_second']:,} records/s, {numbers['megabytes_per_second']} MB/s"
    )
    sys.stderr.write("\n".join(lines) + "\n")
