"""`forumclean bulk`: files in, files out, with workers, rejects and a way to go on after a kill."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from forumclean.bulk import Detail, InputFormat, Options, OutputError, OutputFormat, StoppedError, Summary, run
from forumclean.bulk.dry_run import dry_run
from forumclean.cli.common import WRONG_USE, Config, OnLossOption, PresetOption, fail, make_cleaner, write_text
from forumclean.cli.progress import bar
from forumclean.errors import ForumCleanError
from forumclean.outcome.loss import OnLoss
from forumclean.outcome.table import render_table
from forumclean.scorer.judge import Preset

__all__ = ["bulk"]

STOPPED = 3
_TOP = 10


def bulk(
    inputs: Annotated[list[str], typer.Argument(metavar="IN...", help="Files and folders; - for JSON lines on stdin.")],
    output: Annotated[
        str | None, typer.Option("-o", "--output", metavar="OUT", help="File to write; - for stdout.")
    ] = None,
    text_field: Annotated[str, typer.Option(help="Field that holds the raw post.")] = "text",
    id_field: Annotated[str, typer.Option(help="Field that names it; FILE:NUMBER where there is none.")] = "id",
    url_field: Annotated[str, typer.Option(help="Field that says where it came from.")] = "url",
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
    config: Config = None,
    preset: PresetOption = Preset.BALANCED,
    on_loss: OnLossOption = OnLoss.FLAG,
) -> None:
    """Clean many posts: JSON lines, CSV, Parquet, WARC or folders in, JSON lines or Parquet out."""
    options = Options(
        text_field=text_field, id_field=id_field, url_field=url_field, encoding_field=encoding_field, detail=detail,
        input_format=input_format, output_format=form, workers=workers, timeout=timeout, resume=resume, rejects=rejects,
    )  # fmt: skip
    cleaner = make_cleaner(config, preset, on_loss)
    try:
        if dry is not None:
            for text in dry_run(inputs, dry, options, cleaner):
                write_text(f"{text}\n", None)
            return
        if output is None:
            raise OutputError("there is no output; name one with -o, - for stdout")
        with bar() as watch:
            done = run(inputs, output, options, cleaner=cleaner, watch=watch)
    except ForumCleanError as error:
        fail(str(error))
        raise typer.Exit(STOPPED if isinstance(error, StoppedError) else WRONG_USE) from None
    if summary is not None:
        write_text(json.dumps(done.to_dict(), ensure_ascii=False, indent=2) + "\n", summary)
    _tell(done, with_rejects=rejects is not None)
    if done.rejected:
        raise typer.Exit(1)


def _tell(done: Summary, *, with_rejects: bool) -> None:
    for message in done.broken + (() if with_rejects else done.told):
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
