"""Ray Data: `clean_dataset` for a Dataset, `CleanBatches` for its ``map_batches``."""

from __future__ import annotations

from typing import Any, Unpack

from forumclean.extras import extra
from forumclean.integrations.job import Job, Options

with extra("ray"):
    import pyarrow as pa
    from ray.data import Dataset

    from forumclean.integrations.arrow import job_table

__all__ = ["CleanBatches", "clean_dataset"]


class CleanBatches:
    """What Ray builds once in an actor and calls for each batch; the batches must be Arrow tables.

    ``dataset.map_batches(CleanBatches, batch_format="pyarrow", fn_constructor_kwargs={"url_field": "url"})``

    Args:
        options: see `Options`, or ``job``, which holds the same.
    """

    def __init__(self, job: Job | None = None, **options: Unpack[Options]) -> None:
        self._job = job or Job(**options)

    def __call__(self, table: pa.Table) -> pa.Table:
        """Return the records of the posts, as `forumclean.integrations.arrow.clean_batch` makes them."""
        return job_table(self._job, table)


def clean_dataset(
    dataset: Dataset, *, ray_options: dict[str, Any] | None = None, **options: Unpack[Options]
) -> Dataset:
    """Return the records of a Dataset.

    Args:
        dataset: the posts, one a row.
        ray_options: what ``map_batches`` shall be told, such as ``{"batch_size": 512, "num_cpus": 1}``.
        options: see `Options`.

    Raises:
        ConfigError: the config is wrong; it is read here, and goes to the actors.
    """
    return dataset.map_batches(
        CleanBatches, batch_format="pyarrow", fn_constructor_args=[Job(**options)], **(ray_options or {})
    )
