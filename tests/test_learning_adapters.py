"""Learning in a group-by of Spark, Ray and by datatrove, with real sessions: the same packs, the same articles."""

from __future__ import annotations

from typing import Any

import pytest
from learner_support import HEAD, TAIL, articles, posts
from support import quiet

from forumclean import learn

pytestmark = [quiet(), pytest.mark.cluster]

SEEDS = {"looms.example": 7, "kilns.example": 11}


def rows() -> list[dict[str, str]]:
    return [
        {"id": f"{host}{n}", "host": host, "url": f"https://{host}/t/{n}", "text": text}
        for host, seed in SEEDS.items() for n, text in enumerate(posts(10, seed=seed))
    ]  # fmt: skip


def check(found: dict[str, str]) -> None:
    for host, seed in SEEDS.items():
        for number, body in enumerate(articles(10, seed=seed)):
            lines = set(found[f"{host}{number}"].split("\n"))
            assert set(body) <= lines
            assert not {*HEAD, *TAIL} & lines


def test_spark_learns_in_a_group_by_and_cleans_with_what_it_learnt(spark: Any) -> None:
    from forumclean.integrations.learning import PACK_SCHEMA, learn_group, learned_cleaner
    from forumclean.integrations.spark import clean_dataframe

    df = spark.createDataFrame(rows())
    learnt = df.groupBy("host").applyInPandas(learn_group(), PACK_SCHEMA).collect()
    alone = learn(row["text"] for row in rows() if row["host"] == "looms.example")
    (toml,) = [row.pack for row in learnt if row.forum == "looms.example"]
    assert toml.replace('"looms.example"', '"learned"') == alone.to_toml()
    cleaned = clean_dataframe(df, cleaner=learned_cleaner(learnt), url_field="url").collect()
    check({row.id: row.text for row in cleaned})


def test_ray_learns_in_map_groups_and_cleans_with_what_it_learnt(ray_cluster: None) -> None:
    import ray.data

    from forumclean.integrations.learning import learn_group, learned_cleaner
    from forumclean.integrations.ray import clean_dataset

    dataset = ray.data.from_items(rows())
    learnt = dataset.groupby("host").map_groups(learn_group(), batch_format="pandas").take_all()
    cleaned = clean_dataset(dataset, cleaner=learned_cleaner(learnt), url_field="url").take_all()
    check({row["id"]: row["text"] for row in cleaned})


def test_datatrove_cleans_with_what_its_documents_taught() -> None:
    from datatrove.data import Document

    from forumclean.integrations.datatrove import ForumCleaner
    from forumclean.learner.groups import GroupCleaner

    documents = [
        Document(text=row["text"], id=row["id"], metadata={"url": row["url"], "host": row["host"]}) for row in rows()
    ]
    packs = {host: learn(doc.text for doc in documents if doc.metadata["host"] == host) for host in SEEDS}
    step = ForumCleaner(cleaner=GroupCleaner(packs), url_field="url")
    check({doc.id: doc.text for doc in step.run(iter(documents))})
