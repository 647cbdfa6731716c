"""Chunks: what is handed to a worker at a time, and what comes back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from zlib import error as zlib_error

from forumclean.bulk.inputs.base import Raw, Refused
from forumclean.bulk.inputs.sources import Source, stamp_of
from forumclean.bulk.inputs.streams import Stream
from forumclean.bulk.options import InputFormat, Options
from forumclean.bulk.tally import Tally

__all__ = ["Chunk", "Done", "chunks_of"]

# Records that are refused, or empty, have no size of their own.
_RECORDS = 10_000


@dataclass(slots=True)
class Chunk:
    """Records of one input that stand together.

    Attributes:
        number: its place in the run, counted from 0; it depends on the inputs and on ``chunk_bytes``, nothing else.
        name: the input, as it was given.
        format: what the input is.
        at: bytes of all inputs read by now.
        records: the records.
        size: their bytes.
        one_by_one: no two records are in work together, because some of them cost a worker too much.
        condemned: reasons to reject records without a look at them, by index: they have cost a worker its life.
    """

    number: int
    name: str
    format: InputFormat
    at: int = 0
    records: list[Raw] = field(default_factory=list)
    size: int = 0
    one_by_one: bool = False
    condemned: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Done:
    """What a chunk has become: bytes for the output and for the rejects, ready to be written."""

    number: int
    at: int
    output: bytes
    rejects: bytes
    tally: Tally


def chunks_of(sources: Sequence[Source], options: Options) -> Iterator[Chunk]:
    """Read the inputs one after the other; an input that breaks off costs what comes after the break, and no other."""
    number = before = 0
    for source in sources:
        stream = Stream(source.path)
        chunk = Chunk(number, source.name, source.format)
        for raw in _whole(source, stream, options):
            chunk.records.append(raw)
            chunk.size += raw.size
            if chunk.size >= options.chunk_bytes or len(chunk.records) >= _RECORDS:
                chunk.at = before + stream.at()
                yield chunk
                number += 1
                chunk = Chunk(number, source.name, source.format)
        before += source.size
        if chunk.records:
            chunk.at = before
            yield chunk
            number += 1


def _whole(source: Source, stream: Stream, options: Options) -> Iterator[Raw]:
    """The records of an input; where it cannot be read further, a last one that says so."""
    number = 0
    try:
        for raw in source.module.read(stream, options):
            number = raw.number
            yield raw
        stream.check()
        if source.stamp is not None and stamp_of(Path(source.path), options.input_format)[1] != source.stamp:
            yield Raw(number + 1, Refused("the input has changed during the run; clean it again", input_broken=True), 0)
    except (OSError, EOFError, zlib_error) as error:
        why = (isinstance(error, OSError) and error.strerror) or str(error)
        reason = f"the input cannot be read further: {why}; get it again, and clean it by itself"
        yield Raw(number + 1, Refused(reason, input_broken=True), 0)
    finally:
        stream.close()
