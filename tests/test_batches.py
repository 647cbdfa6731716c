"""Batches: many inputs at once give what each of them gives alone."""

from __future__ import annotations

import random

import pytest
from support import LONG, LONGER, Breakable

import forumclean
from forumclean import Cleaner, InputError, LossError, Result
from forumclean.batches import batches
from forumclean.bulk import Options
from training import corpus

PAGE = f"<html><body><article><h1>Harbour</h1><p>{LONG}</p><p>{LONGER}</p></article></body></html>"
MIXED = [
    "",
    "Staff member",
    f"Reply\n{LONG}",
    PAGE,
    PAGE.encode(),
    "\n\n",
    f"{LONG}\nCheers, Ann",
    "Joined",
    LONGER * 40,
]


SLOW = "Q" + "Zw" * 40


@pytest.fixture(scope="module")
def dumps() -> list[str]:
    return [dump.text for dump in corpus.load("open")]


@pytest.fixture(scope="module")
def alone(cleaner: Cleaner, dumps: list[str]) -> list[str]:
    return [cleaner.clean(dump).to_json() for dump in dumps]


@pytest.fixture(scope="module")
def cleaner() -> Cleaner:
    return Cleaner()


@pytest.mark.parametrize(("size", "each"), [(2, 8), (7, 5), (64, 2), (1000, 1)])
def test_the_corpus_comes_out_the_same_at_any_size_and_order(
    size: int, each: int, cleaner: Cleaner, dumps: list[str], alone: list[str]
) -> None:
    order = list(range(0, len(dumps), each))
    random.Random(size).shuffle(order)
    for start in range(0, len(order), size):
        some = order[start : start + size]
        together = cleaner.clean_batch([dumps[i] for i in some])
        assert [result.to_json() for result in together] == [alone[i] for i in some]


@pytest.mark.parametrize("preset", ["precision", "balanced", "recall"])
@pytest.mark.parametrize("config", [None, {"rule": [{"id": "bye", "kind": "signature", "lines": ["Cheers, Ann"]}]}])
def test_pages_empty_inputs_and_texts_go_together(preset: str, config: dict[str, object] | None) -> None:
    cleaner = Cleaner(config, preset=preset, on_loss="keep")
    together = [result.to_json() for result in cleaner.clean_batch(MIXED)]
    assert together == [cleaner.clean(raw).to_json() for raw in MIXED]


def test_no_input_is_no_result(cleaner: Cleaner) -> None:
    assert cleaner.clean_batch([]) == []


def test_a_rule_for_a_site_speaks_of_that_site_alone() -> None:
    rule = {"id": "bye", "kind": "signature", "lines": ["Cheers, Ann"]}
    cleaner = Cleaner({"pack": {"name": "mine", "sites": ["a.example"]}, "rule": [rule]})
    urls = ["https://a.example/1", None, "https://b.example/1", "https://forum.a.example/2"]
    texts = [result.text for result in cleaner.clean_batch([f"{LONG}\nCheers, Ann"] * 4, urls=urls)]
    assert ["Cheers" in text for text in texts] == [
        cleaner.clean(f"{LONG}\nCheers, Ann", url=url).text != LONG for url in urls
    ]
    assert texts[0] == LONG != texts[1]


def test_encodings_are_of_each_input(cleaner: Cleaner) -> None:
    polish = "Zażółć gęślą jaźń, powiedział burmistrz na otwarciu mostu w Łodzi."
    raws = [polish.encode("cp1250"), polish.encode("iso-8859-2"), polish]
    texts = [result.text for result in cleaner.clean_batch(raws, encodings=["cp1250", "iso-8859-2", None])]
    assert texts == [polish] * 3


def test_an_input_that_cannot_be_read_costs_itself_alone(cleaner: Cleaner) -> None:
    outcomes = cleaner.clean_batch([LONG, None, LONGER], on_error="return")  # type: ignore[list-item]
    assert [outcome.text if isinstance(outcome, Result) else type(outcome) for outcome in outcomes] == [
        LONG, TypeError, LONGER,
    ]  # fmt: skip
    with pytest.raises(TypeError, match="not NoneType"):
        cleaner.clean_batch([LONG, None])  # type: ignore[list-item]
    with pytest.raises(InputError, match="unknown encoding"):
        cleaner.clean_batch([LONG.encode()], encodings=["no-such"])


def test_an_input_that_breaks_the_rest_costs_itself_alone() -> None:
    outcomes = Breakable().clean_batch([LONG, "boom", LONGER], on_error="return")
    assert [type(outcome) for outcome in outcomes] == [Result, RecursionError, Result]


def test_a_loss_is_of_one_input() -> None:
    outcomes = Cleaner(on_loss="raise").clean_batch([LONG, "Staff member", LONGER], on_error="return")
    assert [type(outcome) for outcome in outcomes] == [Result, LossError, Result]


def test_a_slow_rule_is_reported_where_its_line_stands() -> None:
    cleaner = Cleaner({"rule": [{"id": "slow", "kind": "other", "pattern": "Q(?:Zw|Zw)+x"}]})
    warned = [bool(result.warnings) for result in cleaner.clean_batch([LONG, SLOW, LONGER, f"{LONG}\n{SLOW}"])]
    assert warned == [False, True, False, True]


@pytest.mark.parametrize("keywords", [{"urls": ["a"]}, {"encodings": [None] * 3}, {"on_error": "skip"}])
def test_what_does_not_fit_is_refused(keywords: dict[str, object], cleaner: Cleaner) -> None:
    with pytest.raises(ValueError, match=r"on_error|urls and 2 inputs|encodings and 2 inputs"):
        cleaner.clean_batch([LONG, LONGER], **keywords)  # type: ignore[call-overload]


def test_large_inputs_end_their_batch() -> None:
    assert [len(batch) for batch in batches(["a" * 300_000] * 3)] == [1, 1, 1]
    assert list(batches([])) == []


def test_clean_many_gives_the_same(dumps: list[str], alone: list[str]) -> None:
    assert [result.to_json() for result in forumclean.Cleaner().clean_many(iter(dumps[:300]))] == alone[:300]


def test_batches_begin_small_where_a_first_result_is_waited_for_and_whole_elsewhere() -> None:
    assert [len(batch) for batch in batches(["a"] * 300)][:4] == [1, 2, 4, 8]
    assert [len(batch) for batch in batches(["a"] * 600, soon=False)] == [256, 256, 88]
    assert [len(batch) for batch in batches(["a" * 100_000] * 4, soon=False)] == [3, 1]


def test_a_chunk_is_two_whole_batches() -> None:
    chunk = [b"a" * 997] * (Options().chunk_bytes // 997 + 1)
    sizes = [sum(map(len, batch)) for batch in batches(chunk, len, soon=False)]
    assert len(sizes) == 2
    assert max(sizes) - min(sizes) < 2000
