"""The same thousand posts give identical bytes, whichever way they go through forumclean."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterable, Mapping
from itertools import cycle, islice
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from support import FIXTURES, quiet

from forumclean import Cleaner
from forumclean.record import Detail, json_line, record_of

pytestmark = quiet()

Posts: TypeAlias = list[dict[str, str]]
Records: TypeAlias = Iterable[Mapping[str, Any]]
COUNT = 1000
DETAIL = Detail.FULL


@pytest.fixture(scope="module")
def posts() -> Posts:
    """The text fixtures, the harmless posts and the pages, over and over, each with an id of its own."""
    raws = [path.read_text(encoding="utf-8") for path in sorted(FIXTURES.glob("*/*/raw.*"))]
    assert len(raws) > 250
    return [{"id": f"{number:04}", "text": raw} for number, raw in enumerate(islice(cycle(raws), COUNT))]


@pytest.fixture(scope="module")
def expected(posts: Posts, cleaner: Cleaner) -> list[bytes]:
    """The lines of the library itself."""
    return [json_line(record_of(cleaner.clean(post["text"]), id=post["id"], detail=DETAIL)) for post in posts]


def through_arrow(posts: Posts, request: pytest.FixtureRequest) -> Records:
    import pyarrow as pa

    from forumclean.integrations.arrow import clean_batch

    batches = pa.Table.from_pylist(posts).to_batches(max_chunksize=300)
    return [record for batch in batches for record in clean_batch(batch, detail=DETAIL).to_pylist()]


def through_spark(posts: Posts, request: pytest.FixtureRequest) -> Records:
    from forumclean.integrations.spark import clean_dataframe

    df = request.getfixturevalue("spark").createDataFrame(posts, "id string, text string").repartition(4)
    return [row.asDict(recursive=True) for row in clean_dataframe(df, detail=DETAIL).collect()]


def through_ray(posts: Posts, request: pytest.FixtureRequest) -> Records:
    request.getfixturevalue("ray_cluster")
    import ray.data

    from forumclean.integrations.ray import clean_dataset

    dataset = ray.data.from_items(posts, override_num_blocks=4)
    records: Records = clean_dataset(dataset, detail=DETAIL, ray_options={"batch_size": 100}).take_all()
    return records


def through_datatrove(posts: Posts, request: pytest.FixtureRequest) -> Records:
    from datatrove.executor.local import LocalPipelineExecutor
    from datatrove.pipeline.readers import JsonlReader
    from datatrove.pipeline.writers import JsonlWriter

    from forumclean.integrations.datatrove import ForumCleaner

    folder: Path = request.getfixturevalue("tmp_path")
    (folder / "in").mkdir()
    for part in range(2):
        lines = [json.dumps(post) for post in posts[part::2]]
        (folder / "in" / f"{part}.jsonl").write_text("\n".join(lines), encoding="utf-8")
    steps = [
        JsonlReader(str(folder / "in")),
        ForumCleaner(detail=DETAIL),
        JsonlWriter(str(folder / "out"), output_filename="${rank}.jsonl.gz"),
    ]
    LocalPipelineExecutor(steps, tasks=2, workers=2, logging_dir=str(folder / "logs")).run()
    written = [gzip.decompress(path.read_bytes()) for path in (folder / "out").glob("*.gz")]
    documents = [json.loads(line) for part in written for line in part.splitlines()]
    return [{**document, **document.pop("metadata"), "error": None} for document in documents]


def through_huggingface(posts: Posts, request: pytest.FixtureRequest) -> Records:
    from datasets import Dataset

    from forumclean.integrations.huggingface import clean_dataset

    records: Records = clean_dataset(Dataset.from_list(posts), detail=DETAIL, map_options={"num_proc": 2}).to_list()
    return records


def through_pandas(posts: Posts, request: pytest.FixtureRequest) -> Records:
    import pandas as pd

    import forumclean.integrations.pandas  # noqa: F401

    records: Records = pd.DataFrame(posts).forumclean.clean(detail=DETAIL).to_dict("records")
    return records


def through_polars(posts: Posts, request: pytest.FixtureRequest) -> Records:
    import polars as pl

    from forumclean.integrations.polars import ForumClean

    record = ForumClean(pl.col("text")).record(id=pl.col("id"), detail=DETAIL)
    return pl.LazyFrame(posts).select(record).unnest("record").collect().to_dicts()


def through_duckdb(posts: Posts, request: pytest.FixtureRequest) -> Records:
    import duckdb
    import pyarrow as pa

    from forumclean.integrations.duckdb import register

    with register(duckdb.connect(), detail=DETAIL) as connection:
        connection.register("posts", pa.Table.from_pylist(posts))
        rows = connection.execute("SELECT forumclean(text, id, NULL) FROM posts").fetchall()
    return [row for (row,) in rows]


# One line a way: bulk with 1 and 2 workers belongs here too.
WAYS: dict[str, Callable[[Posts, pytest.FixtureRequest], Records]] = {
    "arrow": through_arrow,
    "spark": through_spark,
    "ray": through_ray,
    "datatrove": through_datatrove,
    "huggingface": through_huggingface,
    "pandas": through_pandas,
    "polars": through_polars,
    "duckdb": through_duckdb,
}


@pytest.mark.parametrize("way", WAYS)
def test_every_way_gives_the_bytes_of_the_library(
    way: str, posts: Posts, expected: list[bytes], request: pytest.FixtureRequest
) -> None:
    records = sorted(WAYS[way](posts, request), key=lambda record: str(record["id"]))
    assert [record["error"] for record in records] == [None] * COUNT
    # Frameworks order columns as they like; what is compared is every value.
    order = list(json.loads(expected[0]))
    assert [json_line({name: record[name] for name in order}) for record in records] == expected
