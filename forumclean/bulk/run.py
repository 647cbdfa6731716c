"""Run: the way of the data, from files to files.

    sources ──chunks──▶ Pool (workers: decode, clean, encode) ──Done, in order──▶ Ledger ──▶ OUT, REJECTS ──▶ Summary

The parent reads raw records and moves bytes; everything that costs time is done in the workers. A chunk is the unit of
everything: of work, of a retry after a worker's death, of compression, and of what a checkpoint counts.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from forumclean.bulk.errors import OutputError, StoppedError
from forumclean.bulk.inputs.files import walk
from forumclean.bulk.inputs.sources import Source, sources_of
from forumclean.bulk.inputs.streams import STDIN, Codec, codec_of
from forumclean.bulk.learning import learned_cleaner
from forumclean.bulk.options import Options, OutputFormat
from forumclean.bulk.outputs.apart import check_apart
from forumclean.bulk.outputs.ledger import Ledger
from forumclean.bulk.outputs.outputs import STDOUT, form_of
from forumclean.bulk.outputs.whole import WholeFile, check_writable
from forumclean.bulk.summary import Progress, Summary, summary_of
from forumclean.bulk.tally import Tally
from forumclean.bulk.work.chunks import chunks_of
from forumclean.bulk.work.pool import Pool
from forumclean.bulk.work.worker import Job
from forumclean.cleaner import Cleaner
from forumclean.errors import InputError
from forumclean.outcome.record import SCHEMA_VERSION
from forumclean.processes import check_main_guard

__all__ = ["run"]

_ENOUGH = 1000


def run(
    inputs: Iterable[str | Path],
    output: str | Path,
    options: Options | None = None,
    *,
    cleaner: Cleaner | None = None,
    watch: Callable[[Progress], None] | None = None,
) -> Summary:
    r"""Clean every record of some inputs into one output; docs/scale.md says what comes out.

    A script that calls this does so under ``if __name__ == "__main__":``, because workers import it.

    Args:
        inputs: files and folders; ``-`` is stdin.
        output: the file to write; ``-`` is stdout. It appears when all is there; where there is no record, or every
            one failed, an older one stays (and where none failed and none is there, an empty one is made).
        options: how the run is made.
        cleaner: what cleans; None: one with the shipped rules.
        watch: is told how far the run is, after each chunk.

    Returns:
        What was done. Records that failed do not raise: they are counted in it, and stand in ``options.rejects``.

    Raises:
        InputError: an input is not there, nobody can tell what it is, or no record of the first thousand has a text.
        MissingExtraError: a format needs a package that is not installed.
        OutputError: an output cannot be written, or what lies there is of another run.
        StoppedError: the disk is full, or workers cannot live; a run that resumes goes on.
        WorkerError: the script lacks that line.

    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "posts.jsonl").write_text('{"id": 7, "text": "Staff member\\nThe bridge was opened on Monday."}')
    >>> run([folder / "posts.jsonl"], folder / "articles.jsonl", Options(workers=1)).records
    1
    >>> (folder / "articles.jsonl").read_text()[:62]
    '{"schema":1,"id":"7","text":"The bridge was opened on Monday."'
    """
    check_main_guard()
    options = options or Options()
    found = sources_of(inputs, options.input_format)
    sources = found.sources
    check_apart(_files_of(sources), _written(output, options))
    form = form_of(output, options)
    _check_summary(options.summary)
    cleaner = cleaner or Cleaner()
    if options.learn:
        if str(output) == STDOUT:
            raise OutputError("the packs that are learnt lie beside the output; name a file")
        cleaner = learned_cleaner(
            sources, options, cleaner, Path(f"{output}.packs"), _fingerprint(sources, form, options, cleaner), watch
        )
    total = sum(source.size for source in sources)
    with Ledger(str(output), options, form, _fingerprint(sources, form, options, cleaner)) as ledger:
        if not ledger.ended:
            # What is finished is read over: chunks are the same in every run over the same inputs.
            chunks = islice(chunks_of(sources, options), ledger.done, None)
            with Pool(cleaner, _job_of(output, form, options)) as pool:
                for done in pool.map(chunks):
                    ledger.add(done)
                    _check_fields(ledger.tally)
                    if watch is not None:
                        watch(Progress(ledger.tally.records + ledger.tally.rejected, done.at, total))
        ledger.publish()
    summary = summary_of(ledger.tally, ledger.seconds, cleaner.ruleset, found.passed_over)
    _write_summary(summary, options.summary)
    return summary


def _check_fields(tally: Tally) -> None:
    """A field that none of so many records has is wrongly named: who waits for the rest waits for nothing."""
    if not tally.records and tally.textless >= _ENOUGH:
        raise InputError(
            f"none of the first {tally.rejected:,} records has a text: {tally.told[0]}; nothing is written: name the "
            "field that holds it (--text-field), or what is between fields (--delimiter)"
        )


def _check_summary(path: str | Path | None) -> None:
    try:
        if path is not None:
            check_writable(Path(path))
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror}; name another file") from None


def _write_summary(summary: Summary, path: str | Path | None) -> None:
    if path is None:
        return
    text = json.dumps(summary.to_dict(), ensure_ascii=False, indent=2) + "\n"
    try:
        with WholeFile(Path(path)) as file:
            file.write(text.encode("utf-8", "replace"))
    except OSError as error:
        raise StoppedError(f"{path}: cannot be written: {error.strerror}; all the records are written") from None


def _job_of(output: str | Path, form: OutputFormat, options: Options) -> Job:
    codec = codec_of(output) if form is OutputFormat.JSONL else Codec.PLAIN
    return Job(options, codec, codec_of(options.rejects) if options.rejects else Codec.PLAIN)


def _files_of(sources: Sequence[Source]) -> Iterator[str | Path]:
    """Every file that is read: a folder is its files."""
    for source in sources:
        yield from (STDIN,) if source.path == STDIN else walk(Path(source.path))


def _written(output: str | Path, options: Options) -> Iterator[str]:
    """Every file that is written, on the way too."""
    for name in (str(output), *([str(options.rejects)] if options.rejects else [])):
        yield from (name,) if name == STDOUT else (name, f"{name}.part", f"{name}.tmp")
    if str(output) != STDOUT:
        yield f"{output}.checkpoint"
    if options.summary is not None:
        yield str(options.summary)


def _fingerprint(
    sources: Sequence[Source], form: OutputFormat, options: Options, cleaner: Cleaner
) -> dict[str, Any] | None:
    """What decides about every byte that is written; None where nobody can tell."""
    if any(source.stamp is None for source in sources):
        return None
    return {
        "schema": SCHEMA_VERSION,
        "ruleset": cleaner.ruleset,
        "inputs": [[source.name, source.stamp] for source in sources],
        "formats": [*(source.format.value for source in sources), form.value],
        "fields": [
            options.text_field,
            options.id_field,
            options.url_field,
            options.encoding_field,
            options.delimiter,
        ],
        "detail": options.detail.value,
        "learn": [options.learn, options.group_field],
        "limits": [options.chunk_bytes, options.record_bytes],
        "rejects": str(options.rejects) if options.rejects else None,
    }
