r"""Arrow: a batch of posts in, a batch of records out. The other adapters stand on this one.

>>> import pyarrow as pa
>>> posts = pa.RecordBatch.from_pydict({"id": ["7"], "text": ["Staff member\nThe bridge was opened on Monday."]})
>>> clean_batch(posts).to_pylist()[0]["text"]
'The bridge was opened on Monday.'
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from forumclean import Cleaner
from forumclean.extras import extra
from forumclean.integrations.job import TIMEOUT, Job
from forumclean.outcome.record import FIELDS, Detail, beside
from forumclean.outcome.record_types import METADATA, record_fields

with extra("arrow"):
    import pyarrow as pa

__all__ = ["clean_batch", "clean_columns", "job_batch", "job_table", "record_schema"]

_STRINGS = {"null", "string", "large_string", "string_view"}
_TEXTS = _STRINGS | {"binary", "large_binary", "binary_view"}
_NAMES = _STRINGS | {f"{sign}int{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64)}


def record_schema(detail: Detail | str = Detail.TEXT, carried: Iterable[pa.Field] = ()) -> pa.Schema:
    """Return the Arrow schema of a record: its fields, then the columns that are carried through.

    Args:
        detail: how much of a result a record holds.
        carried: the other columns of the input; one whose name the record needs gets ``input_`` before it.

    >>> record_schema("text", [pa.field("title", pa.string())]).names[-3:]
    ['ruleset', 'error', 'input_title']
    """
    carried = list(carried)
    names = beside([field.name for field in carried], FIELDS)
    renamed = [field.with_name(name) for field, name in zip(carried, names, strict=True)]
    return pa.schema([*record_fields(Detail(detail)), *renamed], metadata=METADATA)


def clean_batch(
    batch: pa.RecordBatch,
    *,
    text_field: str = "text",
    id_field: str | None = "id",
    url_field: str | None = None,
    cleaner: Cleaner | None = None,
    detail: Detail | str = Detail.TEXT,
    timeout: float | None = TIMEOUT,
) -> pa.RecordBatch:
    """Clean a batch: as many rows out as in, in their order, with the columns of `record_schema`.

    The raw text is left out, every other column goes along. A row that cannot be cleaned breaks nothing: its fields are
    null and ``error`` says why.

    Args:
        batch: the posts.
        text_field: the column that holds them: strings, or binary, whose encoding is then found out.
        id_field: the column that names them: strings or whole numbers; None when there is none.
        url_field: the column that says where each came from; it switches on the packs for that site.
        cleaner: the shipped rules when it is None.
        detail: how much of a result a record holds.
        timeout: seconds that one row may take before it fails; None: as long as it likes.

    Raises:
        ValueError: a column is missing or of the wrong type, or an option is none that it can be.
    """
    job = Job(
        text_field=text_field, id_field=id_field, url_field=url_field, detail=detail, cleaner=cleaner, timeout=timeout
    )  # fmt: skip
    return job_batch(job, batch)


def job_batch(job: Job, batch: pa.RecordBatch) -> pa.RecordBatch:
    """Do a job on a batch, as `clean_batch` does."""
    schema = _schema(job, batch.schema)
    text = _column(batch, job.text_field, _TEXTS)
    names = None if job.id_field is None else _column(batch, job.id_field, _NAMES)
    urls = None if job.url_field is None else _column(batch, job.url_field, _STRINGS)
    records = clean_columns(job, text, id=names, url=urls)
    carried = [batch.column(name) for name in job.carried(batch.schema.names)]
    return pa.RecordBatch.from_arrays([*records.columns, *carried], schema=schema)


def job_table(job: Job, table: pa.Table) -> pa.Table:
    """Do a job on a table, batch by batch."""
    batches = [job_batch(job, batch) for batch in table.to_batches()]
    return pa.Table.from_batches(batches, schema=_schema(job, table.schema))


def clean_columns(job: Job, text: Any, *, id: Any = None, url: Any = None) -> pa.RecordBatch:
    """Return the records of columns of posts, ids and urls: Arrow arrays of one length, chunked or not."""
    none = pa.nulls(len(text))
    columns = zip(text, none if id is None else id, none if url is None else url, strict=True)
    records = job.records(_row(*row) for row in columns)
    schema = record_schema(job.detail)
    arrays = [pa.array([record[field.name] for record in records], type=field.type) for field in schema]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _row(text: pa.Scalar, id: pa.Scalar, url: pa.Scalar) -> tuple[Any, Any, str | None]:
    name = None
    try:  # Arrow does not check that its strings are UTF-8
        name = id.as_py()
        return text.as_py(), name, url.as_py()
    except UnicodeDecodeError as error:
        return error, name, None


def _schema(job: Job, given: pa.Schema) -> pa.Schema:
    return record_schema(job.detail, [given.field(name) for name in job.carried(given.names)])


def _column(batch: pa.RecordBatch, name: str, allowed: set[str]) -> pa.Array:
    column = batch.column(name)
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if str(column.type) not in allowed:
        raise ValueError(f"column '{name}' is {column.type}; it must be {', '.join(sorted(allowed))}")
    return column
