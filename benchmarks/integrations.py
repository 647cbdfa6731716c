"""How fast posts go through each adapter, beside the bare loop of clean() over the same posts.

    python benchmarks/integrations.py [--count 20000] [--detail text] [--only spark ray]

The posts are the fixtures over and over, with ids. Starting a cluster and handing it the posts is not measured. Spark's
workers are warm; Ray and Hugging Face datasets start theirs anew in each round, so give them enough to do. These three
use two processes, the others this one. Run it on a machine that does nothing else.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # one core a process is what is measured
os.environ.setdefault("RAY_AUTH_MODE", "disabled")

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import pyarrow as pa
from rich.console import Console
from rich.table import Table

import forumclean
from forumclean.outcome.record import Detail, record_of

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 3
Run = Callable[[], object]


def posts_of(count: int) -> pa.Table:
    paths = sorted((ROOT / "fixtures").glob("*/*/raw.*"))
    raws = [path.read_text(encoding="utf-8", errors="replace") for path in paths]  # a few pages are in other encodings
    return pa.table({"id": [str(number) for number in range(count)], "text": list(islice(cycle(raws), count))})


def bare(posts: pa.Table, _detail: Detail) -> Run:
    texts, cleaner = posts["text"].to_pylist(), forumclean.Cleaner()
    return lambda: [cleaner.clean(text).text for text in texts]


def library(posts: pa.Table, detail: Detail) -> Run:
    rows, cleaner = posts.to_pylist(), forumclean.Cleaner()
    return lambda: [record_of(cleaner.clean(row["text"]), id=row["id"], detail=detail) for row in rows]


def arrow(posts: pa.Table, detail: Detail) -> Run:
    from forumclean.integrations.arrow import clean_batch

    batches = posts.to_batches(max_chunksize=1000)
    return lambda: [clean_batch(batch, detail=detail) for batch in batches]


def spark(posts: pa.Table, detail: Detail) -> Run:
    from pyspark.sql import SparkSession

    from forumclean.integrations.spark import clean_dataframe

    os.environ["PYSPARK_PYTHON"] = sys.executable
    session = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
    df = session.createDataFrame(posts).repartition(8).cache()
    df.count()
    return lambda: clean_dataframe(df, detail=detail).write.format("noop").mode("overwrite").save()


def ray(posts: pa.Table, detail: Detail) -> Run:
    import ray.data

    from forumclean.integrations.ray import clean_dataset

    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, logging_level="ERROR")
    dataset = ray.data.from_arrow(posts).repartition(8).materialize()
    return lambda: clean_dataset(dataset, detail=detail, ray_options={"batch_size": 1000}).materialize()


def datatrove(posts: pa.Table, detail: Detail) -> Run:
    from datatrove.data import Document

    from forumclean.integrations.datatrove import ForumCleaner

    rows, step = posts.to_pylist(), ForumCleaner(detail=detail)
    return lambda: list(step.run(Document(**row) for row in rows))


def huggingface(posts: pa.Table, detail: Detail) -> Run:
    from datasets import Dataset

    from forumclean.integrations.huggingface import clean_dataset

    dataset = Dataset.from_dict(posts.to_pydict())
    options = {"num_proc": 2, "load_from_cache_file": False}
    return lambda: clean_dataset(dataset, detail=detail, map_options=options)


def pandas(posts: pa.Table, detail: Detail) -> Run:
    from forumclean.integrations.pandas import clean_frame

    df = posts.to_pandas()
    return lambda: clean_frame(df, detail=detail)


def polars(posts: pa.Table, detail: Detail) -> Run:
    import polars as pl

    from forumclean.integrations.polars import ForumClean

    frame = pl.DataFrame(posts)
    return lambda: frame.select(ForumClean(pl.col("text")).record(id=pl.col("id"), detail=detail))


def duckdb(posts: pa.Table, detail: Detail) -> Run:
    import duckdb

    from forumclean.integrations.duckdb import register

    connection = register(duckdb.connect(), detail=detail)
    connection.register("posts", posts)
    return lambda: connection.execute("CREATE OR REPLACE TABLE clean AS SELECT forumclean(text, id, NULL) FROM posts")


WAYS = (bare, library, arrow, spark, ray, datatrove, huggingface, pandas, polars, duckdb)


def best(run: Run) -> float:
    """Seconds of the fastest of several rounds, after one that warms up."""
    run()
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        run()
        times.append(time.perf_counter() - started)
    return min(times)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=20_000, help="how many posts")
    parser.add_argument("--detail", type=Detail, default=Detail.TEXT, help="text, posts or full")
    parser.add_argument("--only", nargs="+", choices=[way.__name__ for way in WAYS], help="these, beside the bare loop")
    args: Any = parser.parse_args()
    posts = posts_of(args.count)
    size = sum(len(text.encode()) for text in posts["text"].to_pylist()) / 1e6
    title = f"{args.count} posts, {size:.1f} MB"
    table = Table("way", "seconds", "records/s", "MB/s", "time of the bare loop", title=title)
    loop = float("nan")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["HF_HOME"] = folder
        for way in WAYS:
            if way is not bare and args.only and way.__name__ not in args.only:
                continue
            seconds = best(way(posts, args.detail))
            loop = seconds if way is bare else loop
            speeds = (args.count / seconds, size / seconds, seconds / loop)
            table.add_row(way.__name__, f"{seconds:.2f}", *map("{:.2f}".format, speeds))
    Console(width=110).print(table)


if __name__ == "__main__":
    main()
