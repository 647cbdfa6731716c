"""Learning on a cluster: what each forum teaches, in a group-by, and a cleaner that has all of it.

`learn_group` is the function for ``applyInPandas`` of Spark and for ``map_groups`` of Ray; datatrove has no group-by,
so its documents are gathered first (docs/learning.md has all three).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import tomli

from forumclean import Cleaner, RulePack
from forumclean.extras import extra
from forumclean.learner.groups import GroupCleaner
from forumclean.learner.learn import learn_sample, pack_name
from forumclean.learner.sample import Sample

with extra("pandas"):
    import pandas as pd

__all__ = ["PACK_SCHEMA", "learn_group", "learned_cleaner"]

# The columns of what `learn_group` gives, as Spark writes them.
PACK_SCHEMA = "forum string, pack string"


def learn_group(
    *, text_field: str = "text", group_field: str = "host", min_documents: int = 3, cleaner: Cleaner | None = None
) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """Return a function from the posts of one forum to a row with its name and its pack, as TOML.

    Args:
        text_field: the column that holds the posts; a null teaches nothing.
        group_field: the column that says which forum they are of, the same in all rows.
        min_documents: as for `forumclean.learn`.
        cleaner: what the packs will stand on; None: the shipped rules.

    >>> posts = pd.DataFrame({"host": ["a.example"] * 3, "text": ["One post.", "Another post.", None]})
    >>> learn_group()(posts)["forum"].tolist()
    ['a.example']
    """

    def learn(posts: pd.DataFrame) -> pd.DataFrame:
        forum, sample = str(posts[group_field].iloc[0]), Sample()
        for text in posts[text_field]:
            if isinstance(text, (str, bytes)):
                sample.add(text)
        pack = learn_sample(sample, min_documents=min_documents, cleaner=cleaner, name=pack_name(forum))
        return pd.DataFrame({"forum": [forum], "pack": [pack.to_toml()]})

    return learn


def learned_cleaner(rows: Iterable[Any], cleaner: Cleaner | None = None) -> GroupCleaner:
    """Return a cleaner that has the packs of some rows, as `learn_group` made them.

    It chooses by the host of a row's URL, so the adapters want ``url_field``.

    Args:
        rows: each with ``forum`` and ``pack``: of Spark, of Ray, or dicts.
        cleaner: what the packs stand on.
    """
    packs = {row["forum"]: RulePack.from_dict(tomli.loads(row["pack"])) for row in rows}
    return GroupCleaner(packs, cleaner)
