"""The same thousand posts give identical bytes, whichever way they go through forumclean."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from support import FIXTURES, LONG, LONGER, quiet, run_python

from forumclean import Cleaner
from forumclean.outcome.record import Detail, json_line, record_of

pytestmark = [quiet(), pytest.mark.cluster]

Posts: TypeAlias = list[dict[str, str | None]]
Records: TypeAlias = Iterable[Mapping[str, Any]]
COUNT = 1000
DETAIL = Detail.FULL


@pytest.fixture(scope="module")
def posts() -> Posts:
    """The text fixtures, the harmless posts and the pages, over and over, each with an id of its own."""
    paths = sorted(FIXTURES.glob("*/*/raw.*"))
    raws = [path.read_text(encoding="utf-8", errors="replace") for path in paths]  # some pages are of another encoding
    assert len(raws) > 250
    return [{"id": f"{number:04}", "text": raw} for number, raw in enumerate(islice(cycle(raws), COUNT))]


@pytest.fixture(scope="module")
def expected(posts: Posts, cleaner: Cleaner) -> list[bytes]:
    """The lines of the library itself."""
    return [json_line(record_of(cleaner.clean(post["text"] or ""), id=post["id"], detail=DETAIL)) for post in posts]


def through_arrow(posts: Posts, request: pytest.FixtureRequest, **options: Any) -> Records:
    import pyarrow as pa

    from forumclean.integrations.arrow import clean_batch

    cleaner = Cleaner(options.pop("config", None), preset=options.pop("preset", "balanced"))
    batches = pa.Table.from_pylist(posts).to_batches(max_chunksize=300)
    return [record for batch in batches for record in clean_batch(batch, cleaner=cleaner, **options).to_pylist()]


def through_spark(posts: Posts, request: pytest.FixtureRequest, **options: Any) -> Records:
    from forumclean.integrations.spark import clean_dataframe

    df = request.getfixturevalue("spark").createDataFrame(posts, "id string, text string").repartition(4)
    return [row.asDict(recursive=True) for row in clean_dataframe(df, **options).collect()]


def through_ray(posts: Posts, request: pytest.FixtureRequest, **options: Any) -> Records:
    request.getfixturevalue("ray_cluster")
    import ray.data

    from forumclean.integrations.ray import clean_dataset

    dataset = ray.data.from_items(posts, override_num_blocks=4)
    records: Records = clean_dataset(dataset, **options, ray_options={"batch_size": 100}).take_all()
    return records


def through_datatrove(posts: Posts, request: pytest.FixtureRequest, **options: Any) -> Records:
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
        ForumCleaner(**options),
        JsonlWriter(str(folder / "out"), output_filename="${rank}.jsonl.gz"),
    ]
    LocalPipelineExecutor(steps, tasks=2, workers=2, logging_dir=str(folder / "logs")).run()
    written = [gzip.decompress(path.read_bytes()) for path in (folder / "out").glob("*.gz")]
    documents = [json.loads(line) for part in written for line in part.splitlines()]
    return [{**document, **document.pop("metadata"), "error": None} for document in documents]


def through_huggingface(posts: Posts, request: pytest.FixtureRequest, **options: Any) -> Records:
    from datasets import Dataset

    from forumclean.integrations.huggingface import clean_dataset

    records: Records = clean_dataset(Dataset.from_list(posts), **options, map_options={"num_proc": 2}).to_list()
    return records


def through_pandas(posts: Posts, request: pytest.FixtureRequest, **options: Any) -> Records:
    import pandas as pd

    import forumclean.integrations.pandas  # noqa: F401

    records: Records = pd.DataFrame(posts).forumclean.clean(**options).to_dict("records")
    return records


def through_polars(posts: Posts, request: pytest.FixtureRequest, **options: Any) -> Records:
    import polars as pl

    from forumclean.integrations.polars import ForumClean

    record = ForumClean(pl.col("text")).record(id=pl.col("id"), **options)
    return pl.LazyFrame(posts).select(record).unnest("record").collect().to_dicts()


def through_duckdb(posts: Posts, request: pytest.FixtureRequest, **options: Any) -> Records:
    import duckdb
    import pyarrow as pa

    from forumclean.integrations.duckdb import register

    with register(duckdb.connect(), **options) as connection:
        connection.register("posts", pa.Table.from_pylist(posts))
        rows = connection.execute("SELECT forumclean(text, id, NULL) FROM posts").fetchall()
    return [row for (row,) in rows]


def through_bulk(posts: Posts, request: pytest.FixtureRequest, workers: int, **options: Any) -> Records:
    """The command itself, in a process of its own, as its users run it."""
    folder: Path = request.getfixturevalue("tmp_path")
    (folder / "in.jsonl").write_text("\n".join(json.dumps(post) for post in posts), encoding="utf-8")
    given = [f"--{name}={value}" for name, value in {**options, "workers": workers}.items()]
    done = run_python("-m", "forumclean", "bulk", str(folder / "in.jsonl"), "-o", str(folder / "out.jsonl"), *given)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in (folder / "out.jsonl").read_bytes().splitlines()]


# One line a way.
WAYS: dict[str, Callable[..., Records]] = {
    "bulk, 1 worker": partial(through_bulk, workers=1),
    "bulk, 2 workers": partial(through_bulk, workers=2),
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
    records = sorted(WAYS[way](posts, request, detail=DETAIL), key=lambda record: str(record["id"]))
    assert [record["error"] for record in records] == [None] * COUNT
    # Frameworks order columns as they like; what is compared is every value.
    order = list(json.loads(expected[0]))
    assert [json_line({name: record[name] for name in order}) for record in records] == expected


# datatrove's readers hand on no document without text, and bulk runs have a file for rejects; test_adapters.py and
# test_bulk_rejects.py have what they do with bad ones.
@pytest.mark.parametrize("way", [way for way in WAYS if way != "datatrove" and not way.startswith("bulk")])
def test_a_bad_row_costs_itself_alone(way: str, request: pytest.FixtureRequest) -> None:
    posts: Posts = [{"id": "0", "text": LONG}, {"id": "1", "text": None}, {"id": "2", "text": LONGER}]
    records = sorted(WAYS[way](posts, request), key=lambda record: str(record["id"]))
    assert [record["text"] for record in records] == [LONG, None, LONGER]
    assert [record["error"] for record in records] == [None, "InputError: the text is null", None]
    assert [record["schema"] for record in records] == [1, 1, 1]


@pytest.mark.parametrize("way", WAYS)
def test_rules_of_ones_own_go_along(way: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    path = tmp_path / "rules.toml"
    path.write_text('[[rule]]\nid = "bye"\nlines = ["Cheers, Ann"]\nkind = "signature"\n', encoding="utf-8")
    ruleset = Cleaner(path, preset="recall").ruleset
    posts: Posts = [{"id": "0", "text": f"{LONG}\nCheers, Ann"}, {"id": "1", "text": LONGER}]
    records = sorted(WAYS[way](posts, request, config=path, preset="recall"), key=lambda record: str(record["id"]))
    assert [(record["text"], record["ruleset"]) for record in records] == [(LONG, ruleset), (LONGER, ruleset)]
