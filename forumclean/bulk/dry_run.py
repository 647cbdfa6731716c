"""Dry run: what would go from the first records. Nothing is written, and no worker is started."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from forumclean.bulk.inputs.base import Raw, entry_of
from forumclean.bulk.inputs.sources import module_of, sources_of
from forumclean.bulk.options import Options
from forumclean.bulk.work.chunks import Chunk, chunks_of
from forumclean.bulk.work.worker import fields_of, reason_of
from forumclean.cleaner import Cleaner
from forumclean.outcome.table import render_table

__all__ = ["dry_run"]


def dry_run(
    inputs: Iterable[str | Path], count: int, options: Options, cleaner: Cleaner, *, width: int | None = 80
) -> Iterator[str]:
    """Yield a text for a person for each of the first ``count`` records: what would be removed, and why.

    Args:
        inputs: as for a run.
        count: how many records.
        options: as for a run.
        cleaner: as for a run.
        width: of the paragraphs that are shown; None: the whole of them.

    Raises:
        InputError: an input is not there, or nobody can tell what it is.
        MissingExtraError: a format needs a package that is not installed.
    """
    found = sources_of(inputs, options.input_format)
    yield from (f"{line}\n" for line in found.passed_over)
    chunks = chunks_of(found.sources, options)
    records = ((chunk, raw) for chunk in chunks for raw in chunk.records)
    for chunk, raw in islice(records, count):
        yield _told(chunk, raw, options, cleaner, width)


def _told(chunk: Chunk, raw: Raw, options: Options, cleaner: Cleaner, width: int | None) -> str:
    place = f"{chunk.name}:{raw.number}"
    try:
        entry = entry_of(fields_of(chunk, raw), module_of(chunk.format).names(options), place)
        result = cleaner.clean(entry.text, url=entry.url, encoding=entry.encoding)
    except Exception as error:  # noqa: BLE001  what a run would reject is shown as that
        return f"{place}: rejected: {reason_of(error)}\n"
    words = result.stats["words"]
    head = f"{place} ({entry.id}): {words['kept']} words kept, {words['removed']} removed"
    rows = [(p.kind.value, p.reason, p.text) for p in result.removed]
    table = [render_table(("kind", "reason", "text"), rows, width=width)] if rows else []
    return "\n".join([head, *result.warnings, *table]) + "\n"
