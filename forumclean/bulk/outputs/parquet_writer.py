"""Parquet, at the end of a run: a row group cannot be cut after a kill, so until then a run writes JSON lines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import msgspec

from forumclean.bulk.columns import Column
from forumclean.extras import extra
from forumclean.outcome.record import Detail
from forumclean.outcome.record_types import METADATA, record_fields

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["schema_of", "write_parquet"]

_GROUP = 32 << 20


def write_parquet(lines: Path, target: Path, columns: dict[str, Column], detail: Detail) -> None:
    """Write JSON lines as Parquet, one row group after the other.

    Args:
        lines: the records.
        target: the file to write.
        columns: the carried fields and what they hold.
        detail: which fields the records have.
    """
    with extra("parquet"):
        import pyarrow as pa
        import pyarrow.parquet as pq
    columns = {_mended(name): column for name, column in columns.items()}
    schema = schema_of(columns, detail)
    with lines.open("rb") as source, pq.ParquetWriter(target, schema, compression="zstd") as writer:
        for rows in _groups(source):
            arrays = [
                pa.array([_cell(row.get(entry.name), columns.get(entry.name)) for row in rows], entry.type)
                for entry in schema
            ]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))


def schema_of(columns: dict[str, Column], detail: Detail) -> pa.Schema:
    """Return the Arrow schema of records; docs/scale.md has it as a table."""
    with extra("parquet"):
        import pyarrow as pa
    types = {Column.BOOL: pa.bool_(), Column.INT: pa.int64(), Column.FLOAT: pa.float64()}
    carried = [pa.field(name, types.get(column, pa.string())) for name, column in columns.items()]
    return pa.schema([*record_fields(detail), *carried], metadata=METADATA)


def _groups(source: BinaryIO) -> Iterator[list[dict[str, Any]]]:
    rows, size = [], 0
    for line in source:
        rows.append(_row(line))
        size += len(line)
        if size >= _GROUP:
            yield rows
            rows, size = [], 0
    if rows:
        yield rows


def _row(line: bytes) -> dict[str, Any]:
    try:
        return msgspec.json.decode(line, type=dict[str, Any])
    except msgspec.DecodeError:
        return msgspec.json.decode(_mended(json.dumps(json.loads(line), ensure_ascii=False)), type=dict[str, Any])


def _mended(text: str) -> str:
    """Without halves of surrogate pairs: Parquet holds UTF-8 and cannot have them."""
    return text.encode("utf-8", "replace").decode()


def _cell(value: Any, column: Column | None) -> Any:
    if column is Column.JSON and value is not None and not isinstance(value, str):
        return msgspec.json.encode(value).decode()
    return float(value) if column is Column.FLOAT and value is not None else value
