r"""polars: ``pl.col("text").forumclean.record()`` and ``.text()``, once this module is imported.

>>> import polars as pl
>>> posts = pl.DataFrame({"id": [7], "text": ["Staff member\nThe bridge was opened on Monday."]})
>>> posts.select(pl.col("text").forumclean.record(id=pl.col("id"))).unnest("record")["words_removed"].to_list()
[2]
"""

from __future__ import annotations

from typing import Unpack

from forumclean.extras import extra
from forumclean.integrations.job import Job, Options

with extra("polars"):
    import polars as pl
    import pyarrow as pa

    from forumclean.integrations.arrow import clean_columns, record_schema

__all__ = ["ForumClean"]


@pl.api.register_expr_namespace("forumclean")
class ForumClean:
    """``pl.col("text").forumclean``: for eager and lazy frames.

    Args:
        posts: the expression that gives the posts: String or Binary.
    """

    def __init__(self, posts: pl.Expr) -> None:
        self._posts = posts

    def record(self, *, id: pl.Expr | None = None, url: pl.Expr | None = None, **options: Unpack[Options]) -> pl.Expr:
        """Return the records as a Struct column ``record``, its fields those of `record_schema`.

        Args:
            id: what names the posts: strings or whole numbers.
            url: where each came from; it switches on the packs for that site.
            options: see `Options`; the expressions stand in the place of the ``…_field`` ones.

        Raises:
            ConfigError: the config is wrong.
        """
        job = Job(**options)
        none = pl.lit(None, dtype=pl.String)
        columns = pl.struct(
            text=self._posts,
            id=none if id is None else id.cast(pl.String),
            url=none if url is None else url,
        )
        records = columns.map_batches(lambda posts: _records(job, posts), return_dtype=_dtype(job), is_elementwise=True)
        return records.alias("record")

    def text(self, **options: Unpack[Options]) -> pl.Expr:
        """Return the articles as a String column under the name of the posts' own; null where there is none."""
        return self.record(**options).struct.field("text").alias(self._posts.meta.output_name())


def _records(job: Job, posts: pl.Series) -> pl.Series:
    text, name, url = (posts.struct.field(field).to_arrow() for field in ("text", "id", "url"))
    records = clean_columns(job, text, id=name, url=url)
    return pl.Series("record", records.to_struct_array(), dtype=_dtype(job))


def _dtype(job: Job) -> pl.DataType:
    empty = pa.Table.from_batches([], schema=record_schema(job.detail))
    return pl.Struct(dict(pl.DataFrame(empty).schema))
