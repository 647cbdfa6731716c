"""`forumclean bulk`: files in, files out, with workers, rejects and a way to go on after a kill."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from forumclean.bulk import Detail, InputFormat, Options, OutputError, OutputFormat, StoppedError, Summary, run
from forumclean.bulk.dry_run import dry_run
from forumclean.cli.common import STDIN, WRONG_USE, Config, OnLossOption, PresetOption, fail, make_cleaner
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


def bulk(
    inputs: Annotated[list[str], typer.Argument(metavar="IN...", help="Files and folders; - for JSON lines on stdin.")],
    output: Annotated[
        str | None, typer.Option("-o", "--output", metavar="OUT", help="File to write; - for stdout.")
    ] = None,
    text_field: Annotated[str, typer.Option(help="Field that holds the raw post.")] = "text",
    id_field: Annotated[str, typer.Option(help="Field that names it; FILE:NUMBER where there is none.")] = "id",
    url_field: Annotated[str, typer.Option(help="Field that says where it came from.")] = "url",
    delimiter: Annotated[
        str | None, typer.Option(metavar="CHAR", help="What is between fields of CSV; else as its header shows.")
    ] = None,
    encoding_field: Annotated[str, typer.Option(help="Field that says what a binary post is written in.")] = "encoding",
    detail: Annotated[
        Detail, typer.Option(help="text: article and counts; posts: and posts; full: and paragraphs.")
    ] = Detail.TEXT,
    form: Annotated[OutputFormat | None, typer.Option("--format", help="How to write; else as OUT is called.")] = None,
    input_format: Annotated[
        InputFormat | None, typer.Option(help="What the inputs are; else as each is called.")
    ] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes that clean; else one for each core.")] = None,
    timeout: Annotated[
        float, typer.Option(min=0.1, metavar="SECONDS", help="A record that takes longer is rejected.")
    ] = 300.0,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with a run that was stopped, or begin.")] = False,
    rejects: Annotated[
        str | None, typer.Option(metavar="FILE", help="JSON lines of records that failed, and why.")
    ] = None,
    summary: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the summary as JSON.")] = None,
    dry: Annotated[
        int | None, typer.Option("--dry-run", min=1, metavar="N", help="Show what would go of the first N records.")
    ] = None,
    learn: Annotated[
        bool, typer.Option("--learn", help="Read all first, learn each forum's own chrome, then clean.")
    ] = False,
    group_field: Annotated[
        str | None, typer.Option(metavar="FIELD", help="What says which forum a post is of; else the host of its URL.")
    ] = None,
    config: Config = None,
    preset: PresetOption = Preset.BALANCED,
    on_loss: OnLossOption = OnLoss.FLAG,
) -> None:
    """Clean many posts: JSON lines, JSON, CSV, Parquet, WARC, pages or folders in, JSON lines, JSON or Parquet out."""
    try:
        options = Options(
            text_field=text_field, id_field=id_field, url_field=url_field, encoding_field=encoding_field, detail=detail,
            input_format=input_format, output_format=form, workers=workers, timeout=timeout, resume=resume,
            rejects=rejects, summary=summary, delimiter=_TABS.get(delimiter or "", delimiter),
            learn=learn, group_field=group_field,
        )  # fmt: skip
    except ValueError as error:
        fail(str(error))
        raise typer.Exit(WRONG_USE) from None
    cleaner = make_cleaner(config, preset, on_loss)
    with _ends_told(output, resumable=output not in (None, STDOUT) and STDIN not in inputs):
        if dry is not None:
            texts = dry_run(inputs, dry, options, cleaner, width=_SHOWN if is_terminal() else None)
            write_pieces((f"{text}\n" for text in texts), Path(STDOUT))
            return
        if output is None:
            raise OutputError("there is no output; name one with -o, - for stdout")
        with bar() as watch:
            done = run(inputs, output, options, cleaner=cleaner, watch=watch)
    _tell(done, with_rejects=rejects is not None)
    if done.rejected and not done.records:
        fail(f"{output}: not written: every record failed")
    if done.rejected:
        raise typer.Exit(1)


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
        raise typer.Exit(CLOSED_PIPE) from None
    except KeyboardInterrupt as error:
        what, status = ("SIGTERM", 128 + signal.SIGTERM) if isinstance(error, _Terminated) else ("Ctrl-C", 130)
        fail(f"stopped by {what}; {way}")
        raise typer.Exit(status) from None
    except ForumCleanError as error:
        fail(str(error))
        raise typer.Exit(STOPPED if isinstance(error, StoppedError) else WRONG_USE) from None
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
