"""Posts: the texts of any input that a run reads, for who only looks at them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from forumclean.bulk.inputs.base import Entry, entry_of
from forumclean.bulk.inputs.sources import module_of, sources_of
from forumclean.bulk.options import Options
from forumclean.bulk.summary import Progress
from forumclean.bulk.work.chunks import chunks_of
from forumclean.bulk.work.worker import fields_of
from forumclean.errors import InputError

__all__ = ["entries_of", "posts_of"]


def posts_of(
    inputs: Iterable[str | Path],
    options: Options | None = None,
    watch: Callable[[Progress], None] | None = None,
    passed_over: Callable[[str], None] = lambda _: None,
) -> Iterator[str | bytes]:
    r"""Yield the raw posts of files and folders; records that cannot be read are passed over.

    Args:
        inputs: as for a run.
        options: which fields are read, and what the inputs are.
        watch: is told how far the reading is.
        passed_over: is told, in a line for a person, of each record or file that is.

    Raises:
        InputError: an input is not there, or nobody can tell what it is.
        MissingExtraError: a format needs a package that is not installed.

    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "posts.jsonl"
    >>> _ = file.write_text('{"text": "The ferry sails again."}\n{"text": 7}\n')
    >>> list(posts_of([file]))
    ['The ferry sails again.']
    """
    for entry in entries_of(inputs, options, watch, passed_over):
        yield entry.text


def entries_of(
    inputs: Iterable[str | Path],
    options: Options | None = None,
    watch: Callable[[Progress], None] | None = None,
    passed_over: Callable[[str], None] = lambda _: None,
    most: int | None = None,
) -> Iterator[Entry]:
    """Yield the same posts with what goes along with each; ``most`` is how many records are enough, None for all."""
    options = options or Options()
    found, records = sources_of(inputs, options.input_format), 0
    sources = found.sources
    for problem in found.passed_over:
        passed_over(problem)
    total = sum(source.size for source in sources)
    for chunk in chunks_of(sources, options):
        names = module_of(chunk.format).names(options)
        for raw in chunk.records:
            if records == most:
                return
            records += 1
            place = f"{chunk.name}:{raw.number}"
            try:
                entry = entry_of(fields_of(chunk, raw), names, place)
            except InputError as error:
                passed_over(f"{place}: {error}")
            else:
                yield entry
        if watch is not None:
            watch(Progress(records, chunk.at, total))
