r"""DuckDB: `register` gives a connection the functions ``forumclean`` and ``forumclean_text``.

>>> import duckdb
>>> connection = register(duckdb.connect())
>>> connection.sql(r"SELECT forumclean_text(E'Staff member\nThe bridge was opened on Monday.')").fetchall()
[('The bridge was opened on Monday.',)]
"""

from __future__ import annotations

from typing import Unpack

from forumclean.extras import extra
from forumclean.integrations.job import Job, Options

with extra("duckdb"):
    import duckdb
    import pyarrow as pa
    from duckdb.func import ARROW, SPECIAL

    from forumclean.integrations.arrow import clean_columns, record_schema

__all__ = ["register"]


def register(
    connection: duckdb.DuckDBPyConnection, *, name: str = "forumclean", **options: Unpack[Options]
) -> duckdb.DuckDBPyConnection:
    """Give a connection two functions, and return it.

    ``forumclean(text, id, url)`` gives a record as a STRUCT (``id`` and ``url`` may be NULL), ``forumclean_text(text)``
    the article alone. A post that cannot be cleaned gives NULL, and the record's ``error`` says why.

    Args:
        connection: where to register them.
        name: what they are called.
        options: see `Options`; the arguments stand in the place of the ``…_field`` ones.

    Raises:
        ConfigError: the config is wrong.
    """
    job = Job(**options)

    def records(text: pa.ChunkedArray, id: pa.ChunkedArray, url: pa.ChunkedArray) -> pa.Array:
        return clean_columns(job, text, id=id, url=url).to_struct_array()

    def articles(text: pa.ChunkedArray) -> pa.Array:
        return clean_columns(job, text).column("text")

    empty = connection.from_arrow(record_schema(job.detail).empty_table())
    record = duckdb.struct_type(dict(zip(empty.columns, empty.types, strict=True)))
    text = duckdb.string_type()
    connection.create_function(name, records, [text, text, text], record, type=ARROW, null_handling=SPECIAL)
    connection.create_function(f"{name}_text", articles, [text], text, type=ARROW, null_handling=SPECIAL)
    return connection
