"""clean_many: order, laziness, workers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from support import LONG, LONGER

from forumclean import Cleaner

RAWS = [f"Staff member\n{text} {number}\nReaction score" for number in range(40) for text in (LONG, LONGER)]


def test_one_worker_takes_inputs_as_they_are_needed(cleaner: Cleaner) -> None:
    taken: list[int] = []

    def raws() -> Iterator[str]:
        for number, raw in enumerate(RAWS):
            taken.append(number)
            yield raw

    results = cleaner.clean_many(raws())
    next(results)
    assert taken == [0]


def test_workers_keep_the_order_and_change_nothing() -> None:
    cleaner = Cleaner({"rule": [{"id": "score", "lines": ["Reaction score"], "kind": "signature"}]})
    alone = [result.to_json() for result in cleaner.clean_many(RAWS)]
    together = [result.to_json() for result in cleaner.clean_many(iter(RAWS), workers=2)]
    assert together == alone


def test_no_inputs_give_no_results(cleaner: Cleaner) -> None:
    assert list(cleaner.clean_many([])) == []


@pytest.mark.parametrize("workers", [0, -1])
def test_fewer_workers_than_one_are_a_mistake(cleaner: Cleaner, workers: int) -> None:
    with pytest.raises(ValueError, match=f"workers must be at least 1, not {workers}"):
        cleaner.clean_many([], workers=workers)
