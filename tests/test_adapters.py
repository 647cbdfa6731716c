"""What each adapter does in the manner of its framework; test_same_answer.py has what all of them do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from support import LONG, LONGER, Breakable, quiet, stdout_of

from forumclean import ConfigError

pytestmark = [quiet(), pytest.mark.cluster]

POST = f"Staff member\n{LONG}"


# Spark


def test_spark_cleans_one_column(spark: Any) -> None:
    from forumclean.integrations.spark import clean_column

    df = spark.createDataFrame([(POST,), (None,), ("Staff member",)], "raw string")
    rows = df.select(clean_column()("raw").alias("text")).collect()
    assert [row.text for row in rows] == [LONG, None, ""]


def test_spark_partitions_go_with_their_schema(spark: Any) -> None:
    from forumclean.integrations.spark import clean_partitions, cleaned_schema

    df = spark.createDataFrame([(7, POST, "mine", 1.5)], "key int, raw string, title string not null, weight double")
    options: Any = {"text_field": "raw", "id_field": "key", "detail": "posts"}
    schema = cleaned_schema(df, **options)
    (row,) = df.mapInArrow(clean_partitions(**options), schema).collect()
    assert (row.id, row.text, row.title, row.input_title, row.weight) == ("7", LONG, None, "mine", 1.5)
    assert row.posts[0].text == LONG
    assert schema["input_title"].nullable is False


def test_spark_cleans_binary_columns_and_empty_frames(spark: Any) -> None:
    from forumclean.integrations.spark import clean_dataframe

    df = spark.createDataFrame([("a", POST.encode())], "id string, text binary")
    assert [row.text for row in clean_dataframe(df).collect()] == [LONG]
    assert clean_dataframe(df.limit(0)).collect() == []


def test_spark_tells_a_wrong_call_on_the_driver(spark: Any) -> None:
    from forumclean.integrations.spark import clean_dataframe

    df = spark.createDataFrame([("a", POST)], "id string, text string")
    with pytest.raises(ValueError, match="there must be one column 'raw'; the columns are id, text"):
        clean_dataframe(df, text_field="raw")
    with pytest.raises(ConfigError, match="unknown key 'rul'"):
        clean_dataframe(df, config={"rul": []})


# Ray


def test_ray_builds_the_cleaner_in_an_actor(ray_cluster: None) -> None:
    import ray.data

    from forumclean.integrations.ray import CleanBatches

    dataset = ray.data.from_items([{"raw": POST, "title": "mine"}])
    options = {"text_field": "raw", "id_field": None}
    (row,) = dataset.map_batches(CleanBatches, batch_format="pyarrow", fn_constructor_kwargs=options).take_all()
    assert (row["text"], row["title"], row["input_title"]) == (LONG, None, "mine")


def test_ray_tells_a_wrong_config_before_it_starts_an_actor(ray_cluster: None) -> None:
    import ray.data

    from forumclean.integrations.ray import clean_dataset

    with pytest.raises(ConfigError, match="unknown preset 'fast'"):
        clean_dataset(ray.data.from_items([{"id": 1, "text": POST}]), preset="fast")


# datatrove


def test_datatrove_keeps_its_conventions(tmp_path: Path) -> None:
    from datatrove.data import Document
    from datatrove.pipeline.writers import JsonlWriter

    from forumclean.integrations.datatrove import ForumCleaner

    writer = JsonlWriter(str(tmp_path), output_filename="${rank}.jsonl", compression=None)
    step = ForumCleaner(writer, cleaner=Breakable())
    good = Document(text=POST, id="good", metadata={"title": "mine", "date": "2024-03-05"})
    documents = [good, Document(text="Staff member", id="empty"), Document(text="boom", id="error")]
    (kept,) = step.run(iter(documents), rank=3)
    assert (kept.id, kept.text, kept.metadata["words_removed"]) == ("good", LONG, 2)
    assert (kept.metadata["title"], kept.metadata["input_title"], kept.metadata["date"]) == (None, "mine", "2024-03-05")
    dropped = [json.loads(line) for line in (tmp_path / "00003.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [(each["id"], each["text"], each["metadata"]["filter_reason"]) for each in dropped] == [
        ("empty", "Staff member", "empty"),
        ("error", "boom", "error"),
    ]
    assert dropped[1]["metadata"]["error"] == "RecursionError: too deep"
    stats = {name: stat.total for name, stat in step.stats.stats.items()}
    assert {name: stats[name] for name in ("total", "forwarded", "dropped", "dropped_empty", "dropped_error")} == {
        "total": 3, "forwarded": 1, "dropped": 2, "dropped_empty": 1, "dropped_error": 1
    }  # fmt: skip
    assert stats["words_removed"] == 4
    assert stats["words_kept"] == len(LONG.split())


def test_datatrove_takes_the_url_from_the_metadata() -> None:
    from datatrove.data import Document

    from forumclean.integrations.datatrove import ForumCleaner

    rule = {"id": "bye", "lines": ["Cheers, Ann"], "kind": "signature"}
    step = ForumCleaner(url_field="url", config={"pack": {"name": "a", "sites": ["a.example"]}, "rule": [rule]})
    hosts = ("a.example", "b.example")
    documents = [
        Document(text=f"{LONG}\nCheers, Ann", id=host, metadata={"url": f"https://{host}/1"}) for host in hosts
    ]
    assert [document.text == LONG for document in step.run(iter(documents))] == [True, False]


# Hugging Face datasets


def test_huggingface_keeps_types_where_a_batch_is_null() -> None:
    from datasets import Dataset

    from forumclean.integrations.huggingface import clean_dataset

    head = "<html><title>Late - Board</title><body><article><h1>Late</h1>"
    page = f"{head}<p>{LONG}</p><p>{LONGER}</p></article></body></html>"
    rows = [{"id": n, "text": text, "note": note} for n, (text, note) in enumerate([(LONG, None), (page, "seen")])]
    cleaned = clean_dataset(Dataset.from_list(rows).with_format("numpy"), map_options={"batch_size": 1})
    assert cleaned.format["type"] == "numpy"
    records = cleaned.with_format(None).to_list()
    assert [record["note"] for record in records] == [None, "seen"]
    assert records[0]["title"] is None
    assert "Late" in records[1]["title"]


def test_huggingface_streams() -> None:
    from datasets import Dataset

    from forumclean.integrations.huggingface import CleanExamples

    stream = Dataset.from_list([{"id": "a", "text": POST}]).to_iterable_dataset().with_format("arrow")
    (table,) = stream.map(CleanExamples(), batched=True).iter(batch_size=10)
    assert table.to_pylist()[0]["text"] == LONG


def test_huggingface_says_what_to_do_about_another_format() -> None:
    from datasets import Dataset

    from forumclean.integrations.huggingface import CleanExamples

    with pytest.raises(TypeError, match=r"dataset.with_format\('arrow'\)"):
        Dataset.from_list([{"id": "a", "text": POST}]).map(CleanExamples(), batched=True)


def test_huggingface_knows_the_same_job_again() -> None:
    code = (
        "from datasets.fingerprint import Hasher; from forumclean.integrations.huggingface import CleanExamples as C;"
        "print(Hasher.hash(C()), Hasher.hash(C(preset='recall')))"
    )
    first, second = (stdout_of(code, env={"PYTHONHASHSEED": seed}).split() for seed in "12")
    assert first == second
    assert len(set(first)) == 2


# pandas


def test_pandas_keeps_the_index_the_order_and_whole_numbers() -> None:
    import pandas as pd

    from forumclean.integrations.pandas import clean_frame

    df = pd.DataFrame({"id": [1, 2, 3], "text": [POST, None, float("nan")], "title": ["a", "b", "c"]}, index=[7, 5, 6])
    cleaned = clean_frame(df)
    assert list(cleaned.index) == [7, 5, 6]
    assert list(cleaned["input_title"]) == ["a", "b", "c"]
    assert cleaned.loc[7, "words_removed"] == 2
    assert cleaned["words_removed"].isna().tolist() == [False, True, True]
    assert str(cleaned["words_removed"].dtype) == "Int64"
    assert list(cleaned["error"]) == [None, "InputError: the text is null", "InputError: the text is null"]


def test_pandas_tells_what_column_is_missing() -> None:
    import pandas as pd

    from forumclean.integrations.pandas import clean_frame

    with pytest.raises(ValueError, match="there must be one column 'id'; the columns are text"):
        clean_frame(pd.DataFrame({"text": [POST]}))
    assert clean_frame(pd.DataFrame({"text": [POST]}), id_field=None)["text"].tolist() == [LONG]


# polars


def test_polars_cleans_text_and_bytes_lazily() -> None:
    import polars as pl

    from forumclean.integrations.polars import ForumClean

    frame = pl.LazyFrame({"raw": [POST, None], "bytes": [None, POST.encode()]})
    columns = [ForumClean(pl.col(name)).text() for name in ("raw", "bytes")]
    assert frame.select(columns).collect().to_dict(as_series=False) == {"raw": [LONG, None], "bytes": [None, LONG]}


def test_polars_takes_urls_and_rules() -> None:
    import polars as pl

    from forumclean.integrations.polars import ForumClean

    rule = {"id": "bye", "lines": ["Cheers, Ann"], "kind": "signature"}
    config = {"pack": {"name": "a", "sites": ["a.example"]}, "rule": [rule]}
    frame = pl.DataFrame({"raw": [f"{LONG}\nCheers, Ann"] * 2, "url": ["https://a.example/1", None]})
    records = frame.select(ForumClean(pl.col("raw")).record(url=pl.col("url"), config=config)).unnest("record")
    assert [text == LONG for text in records["text"]] == [True, False]


# DuckDB


def test_duckdb_gives_records_and_articles() -> None:
    import duckdb

    from forumclean.integrations.duckdb import register

    with register(duckdb.connect(), name="tidy", detail="posts") as connection:
        connection.execute("CREATE TABLE posts AS SELECT 7 AS id, ? AS text UNION ALL SELECT 8, NULL", [POST])
        rows = connection.execute(
            "SELECT tidy_text(text), unnest(tidy(text, id::VARCHAR, NULL)) FROM posts ORDER BY id"
        )
        names = [column[0] for column in rows.description]
        good, bad = (dict(zip(names, row, strict=True)) for row in rows.fetchall())
    assert (good["id"], good["text"], good["posts"][0]["text"], good["error"]) == ("7", LONG, LONG, None)
    assert (bad["id"], bad["text"], bad["error"]) == ("8", None, "InputError: the text is null")
