"""Run: the way of the data, from files to files.

    sources ──chunks──▶ Pool (workers: decode, clean, encode) ──Done, in order──▶ Ledger ──▶ OUT, REJECTS ──▶ Summary

The parent reads raw records and moves bytes; everything that costs time is done in the workers. A chunk is the unit of
everything: of work, of a retry after a worker's death, of compression, and of what a checkpoint counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from forumclean.bulk.errors import OutputError
from forumclean.bulk.inputs.sources import Source, sources_of
from forumclean.bulk.inputs.streams import STDIN, Codec, codec_of, stem_of
from forumclean.bulk.options import Options, OutputFormat
from forumclean.bulk.outputs.ledger import Ledger
from forumclean.bulk.outputs.outputs import STDOUT, output_of
from forumclean.bulk.summary import Progress, Summary, summary_of
from forumclean.bulk.work.chunks import chunks_of
from forumclean.bulk.work.pool import Pool
from forumclean.bulk.work.worker import Job
from forumclean.cleaner import Cleaner
from forumclean.extras import extra
from forumclean.outcome.record import SCHEMA_VERSION

__all__ = ["run"]


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
        output: the file to write; ``-`` is stdout. It appears when all is there.
        options: how the run is made.
        cleaner: what cleans; None: one with the shipped rules.
        watch: is told how far the run is, after each chunk.

    Returns:
        What was done. Records that failed do not raise: they are counted in it, and stand in ``options.rejects``.

    Raises:
        InputError: an input is not there, or nobody can tell what it is.
        MissingExtraError: a format needs a package that is not installed.
        OutputError: an output cannot be written, or what lies there is of another run.
        StoppedError: the disk is full, or workers cannot live; a run that resumes goes on.

    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "posts.jsonl").write_text('{"id": 7, "text": "Staff member\\nThe bridge was opened on Monday."}')
    >>> run([folder / "posts.jsonl"], folder / "articles.jsonl", Options(workers=1)).records
    1
    >>> (folder / "articles.jsonl").read_text()[:62]
    '{"schema":1,"id":"7","text":"The bridge was opened on Monday."'
    """
    options = options or Options()
    sources = sources_of(inputs, options.input_format)
    form = _form_of(output, options)
    _check_apart(sources, [str(output), *([str(options.rejects)] if options.rejects else [])])
    cleaner = cleaner or Cleaner()
    total = sum(source.size for source in sources)
    with Ledger(str(output), options, form, _fingerprint(sources, form, options, cleaner)) as ledger:
        if not ledger.ended:
            # What is finished is read over: chunks are the same in every run over the same inputs.
            chunks = islice(chunks_of(sources, options), ledger.done, None)
            with Pool(cleaner, _job_of(output, form, options)) as pool:
                for done in pool.map(chunks):
                    ledger.add(done)
                    if watch is not None:
                        watch(Progress(ledger.tally.records + ledger.tally.rejected, done.at, total))
        ledger.publish()
    return summary_of(ledger.tally, ledger.seconds, cleaner.ruleset)


def _form_of(output: str | Path, options: Options) -> OutputFormat:
    named = OutputFormat.PARQUET if stem_of(output).suffix.lower() in (".parquet", ".pq") else OutputFormat.JSONL
    form = options.output_format or named
    if form is OutputFormat.PARQUET:
        if output_of(str(output)).is_direct:
            raise OutputError(f"{output}: Parquet needs a file, not a pipe; name one, or write JSON lines")
        with extra("parquet"):
            import pyarrow.parquet  # noqa: F401
    elif codec_of(output) is Codec.ZSTD:
        with extra("zstd"):
            import zstandard  # noqa: F401
    return form


def _job_of(output: str | Path, form: OutputFormat, options: Options) -> Job:
    codec = codec_of(output) if form is OutputFormat.JSONL else Codec.PLAIN
    return Job(options, codec, codec_of(options.rejects) if options.rejects else Codec.PLAIN)


def _check_apart(sources: Sequence[Source], outputs: Sequence[str]) -> None:
    """No output may be an input, or another output: it would be lost."""
    taken = {Path(source.path).resolve(): "an input" for source in sources if source.path != STDIN}
    for name in outputs:
        if name == STDOUT:
            continue
        path = Path(name).resolve()
        if path in taken:
            raise OutputError(f"{name}: this is {taken[path]} of the same run; name another file")
        taken[path] = "another output"


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
        "fields": [options.text_field, options.id_field, options.url_field, options.encoding_field],
        "detail": options.detail.value,
        "limits": [options.chunk_bytes, options.record_bytes],
        "rejects": str(options.rejects) if options.rejects else None,
    }
