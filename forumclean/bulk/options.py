"""Options: how a bulk run is made, apart from its inputs, its output and its Cleaner."""

from __future__ import annotations

import os
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from forumclean.outcome.record import Detail

__all__ = ["InputFormat", "Options", "OutputFormat"]


class InputFormat(StrEnum):
    """What an input is; ``files`` is pages, texts and messages of mail, each a record."""

    JSONL = "jsonl"
    JSON = "json"
    CSV = "csv"
    PARQUET = "parquet"
    WARC = "warc"
    MBOX = "mbox"
    FILES = "files"


class OutputFormat(StrEnum):
    """How records are written; ``json`` is an array."""

    JSONL = "jsonl"
    JSON = "json"
    PARQUET = "parquet"


@dataclass(frozen=True, slots=True)
class Options:
    """How a run is made.

    Attributes:
        text_field: the field that holds the raw post, in JSONL, CSV and Parquet.
        id_field: the field that names it. A record without one is called ``FILE:NUMBER``.
        url_field: the field that says where it came from.
        encoding_field: the field that says what its bytes are written in, where the raw post is binary.
        detail: how much of each result is written.
        delimiter: what is between the fields of CSV; None: as its header shows.
        input_format: what every input is; None: as its name or its first bytes say, and stdin is JSONL.
        output_format: how to write; None: as the output's name says, and stdout is JSONL.
        workers: processes that clean; None: one for each core.
        timeout: seconds that one record may take before it is rejected; None: as long as it likes.
        resume: go on with a run that was stopped; where there is none, begin.
        rejects: JSON lines of the records that failed, with the reason.
        summary: the summary as JSON.
        learn: read the inputs first to learn each forum's own chrome, in groups by the host of ``url_field``.
        group_field: the field that says which forum a record is of, instead.
        chunk_bytes: how much is handed to a worker at a time; as much as two batches, so that none is a small one.
        record_bytes: a longer record is rejected without being read into memory whole.
        checkpoint_seconds: how much work a kill may cost; 0 notes every chunk.

    Raises:
        ValueError: a number is out of range, or the delimiter is not one character.
    """

    text_field: str = "text"
    id_field: str = "id"
    url_field: str = "url"
    delimiter: str | None = None
    encoding_field: str = "encoding"
    detail: Detail = Detail.TEXT
    input_format: InputFormat | None = None
    output_format: OutputFormat | None = None
    workers: int | None = None
    timeout: float | None = 300.0
    resume: bool = False
    rejects: str | Path | None = None
    summary: str | Path | None = None
    learn: bool = False
    group_field: str | None = None
    chunk_bytes: int = 500_000
    record_bytes: int = 256 << 20
    checkpoint_seconds: float = 1.0

    def __post_init__(self) -> None:
        for name in ("workers", "timeout", "chunk_bytes", "record_bytes"):
            value = getattr(self, name)
            if value is not None and value <= 0:
                raise ValueError(f"{name} must be more than 0, not {value}")
        if self.group_field is not None and not self.learn:
            raise ValueError("group_field says who teaches, so it goes with learn")
        if self.delimiter is not None and (len(self.delimiter) != 1 or self.delimiter in '"\r\n'):
            raise ValueError(f"delimiter must be one character such as ; and no quote, not {self.delimiter!r}")

    @property
    def processes(self) -> int:
        """How many workers there will be."""
        if self.workers is not None:
            return self.workers
        # A container may have fewer cores than the machine.
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
