"""Hugging Face datasets: `clean_dataset` for a Dataset, `CleanExamples` for its ``map(batched=True)``."""

from __future__ import annotations

from typing import Any, Unpack

from forumclean.extras import extra
from forumclean.integrations.job import Job, Options

with extra("huggingface"):
    import pyarrow as pa
    from datasets import Dataset

    from forumclean.integrations.arrow import job_table

__all__ = ["CleanExamples", "clean_dataset"]


class CleanExamples:
    """The function for ``dataset.with_format("arrow").map(CleanExamples(), batched=True)``.

    In the Arrow format a column keeps its type even where a whole batch of it is null.

    Args:
        options: see `Options`, or ``job``, which holds the same.
    """

    def __init__(self, job: Job | None = None, **options: Unpack[Options]) -> None:
        self._job = job or Job(**options)

    def __call__(self, examples: pa.Table) -> pa.Table:
        """Return the records of the posts, as `forumclean.integrations.arrow.clean_batch` makes them.

        Raises:
            TypeError: the examples are in another format.
        """
        if not isinstance(examples, pa.Table):
            raise TypeError("the examples must be Arrow tables: dataset.with_format('arrow').map(…, batched=True)")
        return job_table(self._job, examples)


def clean_dataset(
    dataset: Dataset, *, map_options: dict[str, Any] | None = None, **options: Unpack[Options]
) -> Dataset:
    """Return the records of a Dataset, in the format that it had.

    Args:
        dataset: the posts, one a row.
        map_options: what ``Dataset.map`` shall be told, such as ``{"num_proc": 2, "batch_size": 500}``.
        options: see `Options`.

    Raises:
        ConfigError: the config is wrong.
    """
    examples = CleanExamples(Job(**options))
    cleaned = dataset.with_format("arrow").map(examples, batched=True, **(map_options or {}))
    return cleaned.with_format(dataset.format["type"], **dataset.format["format_kwargs"])
