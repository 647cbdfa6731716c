"""Worker: decodes, cleans and encodes chunks, in a process of its own, so that the parent only moves bytes."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import parent_process
from multiprocessing.connection import Connection, wait
from typing import Any, Protocol

from forumclean.batches import batches
from forumclean.bulk.inputs.base import Entry, FieldError, Names, Raw, Refused, entry_of, id_of
from forumclean.bulk.inputs.sources import module_of
from forumclean.bulk.inputs.streams import Codec, compress
from forumclean.bulk.options import Options
from forumclean.bulk.tally import Tally
from forumclean.bulk.work.chunks import Chunk, Done
from forumclean.cleaner import Cleaner
from forumclean.errors import InputError
from forumclean.learner.groups import GroupCleaner, host_of
from forumclean.outcome.record import FIELDS, beside, json_line, record_of
from forumclean.outcome.result import Result

__all__ = [
    "BETWEEN",
    "STARTING",
    "TOGETHER",
    "Clock",
    "Job",
    "clean_chunk",
    "fields_of",
    "group_of",
    "reason_of",
    "renamed",
    "serve",
]

# What a clock shows besides the index of a record: the last, that several are in work together.
STARTING, BETWEEN, TOGETHER = -2, -1, -3
_RAW_SHOWN = 10_000


class Clock(Protocol):
    """Memory shared with the parent: the index of the record in work, and since when."""

    def __setitem__(self, index: int, value: float, /) -> None: ...


_UNSEEN = InputError("nothing was made of it")


@dataclass(slots=True)
class _Taken:
    """A record on its way: what it holds, and what came of it."""

    raw: Raw
    fields: dict[str, Any] | None
    entry: Entry | Exception
    outcome: Result | Exception = _UNSEEN


@dataclass(frozen=True, slots=True)
class Job:
    """What a worker is told once.

    Attributes:
        options: how the run is made.
        codec: how the output is compressed.
        rejects_codec: how the rejects are.
    """

    options: Options
    codec: Codec = Codec.PLAIN
    rejects_codec: Codec = Codec.PLAIN


def serve(connection: Connection, first: Connection, clock: Clock, job: Job) -> None:
    """Clean what comes until nothing comes any more; the process ends with its parent."""
    cleaner: Cleaner = first.recv()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    while True:
        clock[0] = BETWEEN
        try:
            chunk = connection.recv()
        except (EOFError, OSError):
            return
        connection.send(clean_chunk(cleaner, chunk, job, clock))


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def clean_chunk(cleaner: Cleaner, chunk: Chunk, job: Job, clock: Clock) -> Done:
    """Clean the records of a chunk, some at a time; one that fails becomes a reject."""
    tally, lines, rejects = Tally(size=chunk.size), list[bytes](), list[bytes]()
    names = module_of(chunk.format).names(job.options)
    records = enumerate(chunk.records)
    for batch in (
        [[record] for record in records]
        if chunk.one_by_one
        else batches(records, lambda record: record[1].size, soon=False)
    ):
        with _timed(clock, batch[0][0] if len(batch) == 1 else TOGETHER):
            taken = [_taken(chunk, index, raw, names) for index, raw in batch]
            for one in _cleaned(cleaner, taken, job.options):
                place = f"{chunk.name}:{one.raw.number}"
                try:
                    lines.append(_written(one, job, tally))
                except Exception as error:  # noqa: BLE001  a record that breaks must not break the run
                    reason = reason_of(error)
                    broken = isinstance(one.raw.data, Refused) and one.raw.data.input_broken
                    tally.reject(place, reason, input_broken=broken, textless=isinstance(error, FieldError))
                    rejects.append(json_line(_reject(chunk, one, names, reason)))
    return Done(
        chunk.number, chunk.at,
        compress(b"".join(lines), job.codec) if lines else b"",
        compress(b"".join(rejects), job.rejects_codec) if rejects else b"", tally,
    )  # fmt: skip


def _taken(chunk: Chunk, index: int, raw: Raw, names: Names) -> _Taken:
    fields: dict[str, Any] | None = None
    try:
        if index in chunk.condemned:
            raise InputError(chunk.condemned[index])
        fields = fields_of(chunk, raw)
        return _Taken(raw, fields, entry_of(fields, names, f"{chunk.name}:{raw.number}"))
    except Exception as error:  # noqa: BLE001
        return _Taken(raw, fields, error)


def group_of(entry: Entry, options: Options) -> str | None:
    """The forum that a record is of: what its field says, or the host of its URL."""
    if options.group_field is None:
        return host_of(entry.url)
    value = entry.carried.get(options.group_field)
    return None if value is None else str(value)


def _cleaned(cleaner: Cleaner, taken: list[_Taken], options: Options) -> list[_Taken]:
    """Put its outcome to each record that has an entry; they are cleaned together."""
    having = [(one, one.entry) for one in taken if isinstance(one.entry, Entry)]
    texts = [entry.text for _, entry in having]
    urls, encodings = [entry.url for _, entry in having], [entry.encoding for _, entry in having]
    if isinstance(cleaner, GroupCleaner):
        groups = [group_of(entry, options) for _, entry in having]
        outcomes = cleaner.clean_groups(texts, groups, urls=urls, encodings=encodings)
    else:
        outcomes = cleaner.clean_batch(texts, urls=urls, encodings=encodings, on_error="return")
    for (one, _), outcome in zip(having, outcomes, strict=True):
        one.outcome = outcome
    return taken


def _written(one: _Taken, job: Job, tally: Tally) -> bytes:
    """The line of a record; raises what went wrong with it."""
    if isinstance(one.entry, Exception):
        raise one.entry
    if isinstance(one.outcome, Exception):
        raise one.outcome
    stats, carried = one.outcome.stats, renamed(one.entry.carried)
    record = record_of(one.outcome, id=one.entry.id, detail=job.options.detail, stats=stats)
    line = json_line({**record, **carried})
    tally.count(stats, carried)
    return line


@contextmanager
def _timed(clock: Clock, index: int) -> Iterator[None]:
    # In this order: the parent must never see a new record with the time of an old one.
    clock[1], clock[0] = time.monotonic(), index
    yield
    clock[0] = BETWEEN


def fields_of(chunk: Chunk, raw: Raw) -> dict[str, Any]:
    """Return the fields of a record.

    Raises:
        InputError: it has none.
    """
    if isinstance(raw.data, Refused):
        raise InputError(raw.data.reason)
    return module_of(chunk.format).fields(raw.data)


def reason_of(error: Exception) -> str:
    """Say why a record failed; an error that nobody foresaw is told with its type.

    >>> reason_of(InputError("not JSON")), reason_of(ValueError("no host"))
    ('not JSON', 'ValueError: no host')
    """
    return str(error) if isinstance(error, InputError) else f"{type(error).__name__}: {error}"


def renamed(carried: dict[str, Any]) -> dict[str, Any]:
    """Give fields that are called like a field of the record another name.

    >>> renamed({"title": "Ferry", "lang": "en"})
    {'input_title': 'Ferry', 'lang': 'en'}
    """
    names = {name.lower() for name in carried}
    if len(names) == len(carried) and FIELDS.isdisjoint(names):
        return carried
    return dict(zip(beside(carried, FIELDS), carried.values(), strict=True))


def _reject(chunk: Chunk, one: _Taken, names: Names, reason: str) -> dict[str, Any]:
    try:
        known = id_of(one.fields or {}, names)
    except InputError:
        known = None
    entry = {"input": chunk.name, "number": one.raw.number, "id": known, "reason": reason}
    shown = _shown(one.raw)
    return entry if shown is None else {**entry, "raw": shown}


def _shown(raw: Raw) -> str | None:
    """The raw record as text, when it is small."""
    if raw.size > _RAW_SHOWN or isinstance(raw.data, Refused):
        return None
    if isinstance(raw.data, bytes):
        return raw.data.decode("utf-8", "replace").rstrip("\r\n")
    return json.dumps(raw.data, ensure_ascii=False, default=repr)
