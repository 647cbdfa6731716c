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

from forumclean.bulk.inputs.base import FieldError, Names, Raw, Refused, entry_of, id_of
from forumclean.bulk.inputs.sources import module_of
from forumclean.bulk.inputs.streams import Codec, compress
from forumclean.bulk.options import Options
from forumclean.bulk.tally import Tally
from forumclean.bulk.work.chunks import Chunk, Done
from forumclean.cleaner import Cleaner
from forumclean.errors import InputError
from forumclean.outcome.record import FIELDS, beside, json_line, record_of

__all__ = ["BETWEEN", "STARTING", "Clock", "Job", "clean_chunk", "fields_of", "reason_of", "renamed", "serve"]

# What a clock shows besides the index of a record.
STARTING, BETWEEN = -2, -1
_RAW_SHOWN = 10_000


class Clock(Protocol):
    """Memory shared with the parent: the index of the record in work, and since when."""

    def __setitem__(self, index: int, value: float, /) -> None: ...


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
    """Clean the records of a chunk; one that fails becomes a reject."""
    tally, lines, rejects = Tally(size=chunk.size), [], []
    names = module_of(chunk.format).names(job.options)
    for index, raw in enumerate(chunk.records):
        with _timed(clock, index):
            place = f"{chunk.name}:{raw.number}"
            fields: dict[str, Any] | None = None
            try:
                if index in chunk.condemned:
                    raise InputError(chunk.condemned[index])
                fields = fields_of(chunk, raw)
                entry = entry_of(fields, names, place)
                result = cleaner.clean(entry.text, url=entry.url, encoding=entry.encoding)
                stats, carried = result.stats, renamed(entry.carried)
                record = record_of(result, id=entry.id, detail=job.options.detail, stats=stats)
                lines.append(json_line({**record, **carried}))
                tally.count(stats, carried)
            except Exception as error:  # noqa: BLE001  a record that breaks must not break the run
                reason = reason_of(error)
                broken = isinstance(raw.data, Refused) and raw.data.input_broken
                tally.reject(place, reason, input_broken=broken, textless=isinstance(error, FieldError))
                rejects.append(json_line(_reject(chunk, raw, fields, names, reason)))
    return Done(
        chunk.number, chunk.at,
        compress(b"".join(lines), job.codec) if lines else b"",
        compress(b"".join(rejects), job.rejects_codec) if rejects else b"", tally,
    )  # fmt: skip


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


def _reject(chunk: Chunk, raw: Raw, fields: dict[str, Any] | None, names: Names, reason: str) -> dict[str, Any]:
    try:
        known = id_of(fields or {}, names)
    except InputError:
        known = None
    entry = {"input": chunk.name, "number": raw.number, "id": known, "reason": reason}
    shown = _shown(raw)
    return entry if shown is None else {**entry, "raw": shown}


def _shown(raw: Raw) -> str | None:
    """The raw record as text, when it is small."""
    if raw.size > _RAW_SHOWN or isinstance(raw.data, Refused):
        return None
    if isinstance(raw.data, bytes):
        return raw.data.decode("utf-8", "replace").rstrip("\r\n")
    return json.dumps(raw.data, ensure_ascii=False, default=repr)
