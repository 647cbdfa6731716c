r"""pandas: `clean_frame`, and the same as ``df.forumclean.clean()`` once this module is imported.

>>> import pandas as pd
>>> posts = pd.DataFrame({"id": [7], "text": ["Staff member\nThe bridge was opened on Monday."]})
>>> posts.forumclean.clean()["text"].tolist()
['The bridge was opened on Monday.']
"""

from __future__ import annotations

from typing import Any, Unpack

from forumclean.extras import extra
from forumclean.integrations.job import Job, Options

with extra("pandas"):
    import pandas as pd
    from pandas.api.extensions import register_dataframe_accessor

__all__ = ["ForumClean", "clean_frame"]

# With a failed row among them, whole numbers would become floats, and None would become NaN.
_DTYPES = {"schema": "Int32", "suspicious": "boolean", "words_kept": "Int64", "words_removed": "Int64"}


def clean_frame(df: pd.DataFrame, **options: Unpack[Options]) -> pd.DataFrame:
    """Return the records of a DataFrame, with its index and its other columns.

    Args:
        df: the posts, one a row: str or bytes.
        options: see `Options`.

    Raises:
        ConfigError: the config is wrong.
        ValueError: a column is missing.
    """
    job = Job(**options)
    carried = job.carried(df.columns)
    rows = zip(_values(df, job.text_field), _values(df, job.id_field), _values(df, job.url_field), strict=True)
    records = job.records(rows)
    columns = {
        name: pd.Series([record[name] for record in records], index=df.index, dtype=_DTYPES.get(name, object))
        for name in job.columns
    }
    return pd.DataFrame(columns | {name: df[old] for old, name in carried.items()}, index=df.index)


@register_dataframe_accessor("forumclean")
class ForumClean:
    """``df.forumclean``.

    Args:
        df: the posts, one a row.
    """

    def __init__(self, df: pd.DataFrame) -> None:
        self._df = df

    def clean(self, **options: Unpack[Options]) -> pd.DataFrame:
        """Do what `clean_frame` does."""
        return clean_frame(self._df, **options)


def _values(df: pd.DataFrame, name: str | None) -> list[Any]:
    if name is None:
        return [None] * len(df)
    return [None if missing else value for value, missing in zip(df[name], df[name].isna(), strict=True)]
