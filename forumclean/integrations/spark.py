"""Spark: `clean_dataframe`, `clean_partitions` for ``DataFrame.mapInArrow``, `clean_column` for one column."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Unpack

from forumclean.extras import extra
from forumclean.integrations.job import Job, Options

with extra("spark"):
    import pandas as pd
    import pyarrow as pa
    from pyspark.sql import DataFrame
    from pyspark.sql.functions import pandas_udf  # type: ignore[attr-defined]
    from pyspark.sql.types import StructField, StructType

    from forumclean.integrations.arrow import job_batch, record_schema

__all__ = ["clean_column", "clean_dataframe", "clean_partitions", "cleaned_schema"]


def clean_dataframe(df: DataFrame, **options: Unpack[Options]) -> DataFrame:
    """Return a DataFrame with the records of ``df``, as `forumclean.integrations.arrow.clean_batch` makes them.

    Args:
        df: the posts, one a row.
        options: see `Options`.

    Raises:
        ConfigError: the config is wrong; it is read here, and goes to the workers with the tasks.
    """
    job = Job(**options)
    return df.mapInArrow(_partitions(job), _schema(df, job))


def clean_partitions(**options: Unpack[Options]) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """Return the function for ``DataFrame.mapInArrow``; `cleaned_schema` gives the schema that goes with it."""
    return _partitions(Job(**options))


def cleaned_schema(df: DataFrame, **options: Unpack[Options]) -> StructType:
    """Return the schema of the records of a DataFrame."""
    return _schema(df, Job(**options))


def clean_column(**options: Unpack[Options]) -> Callable[..., Any]:
    """Return a pandas UDF from a column of posts to their articles; null where there is none.

    Args:
        options: see `Options`; only ``config``, ``preset`` and ``cleaner`` mean anything here.
    """
    job = Job(**options)

    def clean(batches: Iterator[pd.Series]) -> Iterator[pd.Series]:
        for batch in batches:
            records = job.records((text, None, None) for text in batch)
            yield pd.Series([record["text"] for record in records], dtype=object)

    udf: Callable[..., Any] = pandas_udf(clean, returnType="string")
    return udf


def _schema(df: DataFrame, job: Job) -> StructType:
    record = df.sparkSession.createDataFrame(record_schema(job.detail).empty_table()).schema
    carried = [
        StructField(name, df.schema[old].dataType, df.schema[old].nullable, df.schema[old].metadata)
        for old, name in job.carried(df.columns).items()
    ]
    return StructType([*record, *carried])


def _partitions(job: Job) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    def clean(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            yield job_batch(job, batch)

    return clean
