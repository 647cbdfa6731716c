"""clean_many: order, laziness, workers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from support import LONG, LONGER, Breakable

from forumclean import Cleaner, ForumCleanError, LossError
from forumclean.outcome.many import portable

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


@pytest.mark.parametrize("raw", ["<p>abc</p>", b"abc", bytearray(b"abc")])
def test_one_input_is_no_inputs(cleaner: Cleaner, raw: str | bytes) -> None:
    with pytest.raises(TypeError, match=r"clean_many\(\[raw\]\)"):
        cleaner.clean_many(raw)
    with pytest.raises(TypeError, match=r"clean_batch\(\[raw\]\)"):
        cleaner.clean_batch(raw)  # type: ignore[arg-type]


def test_no_inputs_give_no_results(cleaner: Cleaner) -> None:
    assert list(cleaner.clean_many([])) == []


@pytest.mark.parametrize("workers", [0, -1])
def test_fewer_workers_than_one_are_a_mistake(cleaner: Cleaner, workers: int) -> None:
    with pytest.raises(ValueError, match=f"workers must be at least 1, not {workers}"):
        cleaner.clean_many([], workers=workers)


BAD = [RAWS[0], None, RAWS[1], b"%PDF-1.7", RAWS[2]]
STRICT = Cleaner(on_loss="raise")
WORKERS = pytest.mark.parametrize("workers", [1, 2])


@WORKERS
def test_an_iterator_survives_what_it_raises(workers: int) -> None:
    results = STRICT.clean_many(iter(BAD), workers=workers)  # type: ignore[arg-type]
    assert next(results).text == STRICT.clean(RAWS[0]).text
    with pytest.raises(TypeError, match="not NoneType"):
        next(results)
    assert next(results).text == STRICT.clean(RAWS[1]).text
    with pytest.raises(LossError, match="a PDF file"):
        next(results)
    assert [result.text for result in results] == [STRICT.clean(RAWS[2]).text]


@WORKERS
def test_what_cannot_be_cleaned_can_be_left_out(workers: int) -> None:
    results = STRICT.clean_many(BAD, workers=workers, on_error="skip")  # type: ignore[list-item]
    assert [result.text for result in results] == [STRICT.clean(raw).text for raw in RAWS[:3]]


@WORKERS
def test_a_function_is_told_what_cannot_be_cleaned(workers: int) -> None:
    told: list[tuple[int, str]] = []

    def tell(number: int, error: Exception) -> None:
        told.append((number, type(error).__name__))

    results = STRICT.clean_many(BAD, workers=workers, on_error=tell)  # type: ignore[list-item]
    assert [result.text for result in results] == [STRICT.clean(raw).text for raw in RAWS[:3]]
    assert told == [(1, "TypeError"), (3, "LossError")]


def test_a_bug_on_one_input_costs_that_one() -> None:
    results = Breakable().clean_many([LONG, "boom", LONGER], on_error="skip")
    assert [result.text for result in results] == [LONG, LONGER]


def test_an_error_that_cannot_travel_is_told_by_one_that_can() -> None:
    class HomeError(Exception):
        pass

    told = portable(HomeError("stays at home"))
    assert isinstance(told, ForumCleanError)
    assert str(told) == "HomeError: stays at home"
    kept = LossError("a loss")
    assert portable(kept) is kept


def test_an_unknown_way_to_treat_errors_is_a_mistake(cleaner: Cleaner) -> None:
    with pytest.raises(ValueError, match="on_error must be raise, skip or a function, not 'ignore'"):
        cleaner.clean_many([], on_error="ignore")  # type: ignore[arg-type]


def test_an_error_of_the_inputs_themselves_is_no_outcome(cleaner: Cleaner) -> None:
    def raws() -> Iterator[str]:
        yield LONG
        raise OSError("the disk is gone")

    results = cleaner.clean_many(raws(), on_error="skip")
    assert next(results).text == LONG
    with pytest.raises(OSError, match="the disk is gone"):
        next(results)
