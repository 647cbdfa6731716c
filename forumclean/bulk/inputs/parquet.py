"""Parquet, row by row, without ever holding a row group."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from forumclean.bulk.inputs.base import Raw
from forumclean.bulk.inputs.base import named_by as names
from forumclean.bulk.inputs.streams import Stream
from forumclean.bulk.options import Options
from forumclean.extras import extra

__all__ = ["fields", "names", "read"]

_ROWS = 64


def read(stream: Stream, options: Options) -> Iterator[Raw]:  # noqa: ARG001
    """Yield the rows as dicts."""
    with extra("parquet"):
        import pyarrow as pa
        import pyarrow.parquet as pq
    number = 0
    try:
        # Buffered and not read ahead: otherwise a whole row group lies in memory.
        with pq.ParquetFile(stream.path, pre_buffer=False, buffer_size=1 << 20) as file:
            for batch in file.iter_batches(batch_size=_ROWS):
                size = batch.nbytes // max(batch.num_rows, 1)
                for row in batch.to_pylist():
                    number += 1
                    yield Raw(number, row, size)
                stream.passed(batch.nbytes)
    except pa.ArrowException as error:
        raise OSError(f"not a whole Parquet file: {error}") from None


def fields(data: Any) -> dict[str, Any]:
    """Return the row, which is a dict."""
    row: dict[str, Any] = data
    return row
