"""What holds for any input at all."""

from __future__ import annotations

import pickle
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from strategies import CHROME, PROSE, anything, posts, some_bytes
from support import FIXTURES, TESTS, assert_sound, stdout_of

from forumclean import Cleaner, Label
from forumclean.values.words import count_words

CLEANER, OTHER = Cleaner(), Cleaner()
PRESETS = {preset: Cleaner(preset=preset) for preset in ("precision", "recall")}
# The same posts in every process: chrome and prose in turn, in ever other order.
FIXED = ["\n".join([CHROME[i % len(CHROME)], PROSE[i % len(PROSE)], CHROME[i * 7 % len(CHROME)]]) for i in range(60)]


@given(anything)
@settings(max_examples=150)
def test_any_text_is_taken_apart_without_loss(text: str) -> None:
    result = CLEANER.clean(text)
    assert result.source == text
    assert_sound(result)


@given(some_bytes)
@settings(max_examples=100)
def test_any_bytes_are_taken_apart_without_loss(raw: bytes) -> None:
    result = CLEANER.clean(raw)
    assert_sound(result)


@given(posts)
@settings(max_examples=150)
def test_any_post_is_taken_apart_without_loss(text: str) -> None:
    result = CLEANER.clean(text)
    assert result.source == text
    assert_sound(result)


@given(posts)
def test_the_text_is_the_body_paragraphs_in_order(text: str) -> None:
    result = CLEANER.clean(text)
    at = 0
    for paragraph in result.paragraphs:
        if paragraph.label is Label.BODY and paragraph.text != result.title:
            at = result.text.index(paragraph.text, at) + len(paragraph.text)


@given(posts)
@example((FIXTURES / "xenforo/ferry-berth/raw.html").read_text(encoding="utf-8"))
def test_stats_are_the_sums_over_the_paragraphs(text: str) -> None:
    result = CLEANER.clean(text)
    stats = result.stats
    kinds: dict[str, int] = {}
    reasons: dict[str, int] = {}
    for paragraph in result.paragraphs:
        words = count_words(paragraph.text)
        kinds[paragraph.kind.value] = kinds.get(paragraph.kind.value, 0) + words
        if paragraph.label is Label.NOISE:
            reasons[paragraph.reason] = reasons.get(paragraph.reason, 0) + words
    assert {kind: entry["words"] for kind, entry in stats["kinds"].items()} == kinds
    assert stats["reasons"] == reasons
    assert sum(reasons.values()) == stats["words"]["removed"]


@given(posts)
def test_every_view_of_a_result_can_be_made(text: str) -> None:
    result = CLEANER.clean(text)
    result.to_json().encode("utf-8")
    assert result.explain().startswith("verdict")
    assert result.to_dict()["text"] == result.text
    for quotes in ("keep", "once", "drop"):
        result.to_text(title=True, headers=True, quotes=quotes)


@given(anything | posts)
def test_the_same_input_gives_the_same_result(text: str) -> None:
    assert CLEANER.clean(text).to_json() == OTHER.clean(text).to_json()


@given(posts, st.sampled_from(sorted(PRESETS)))
def test_every_preset_is_lossless(text: str, preset: str) -> None:
    result = PRESETS[preset].clean(text)
    assert_sound(result)


@given(posts)
def test_recall_never_keeps_less_than_precision(text: str) -> None:
    def kept(preset: str) -> set[int]:
        return {p.start for p in PRESETS[preset].clean(text).paragraphs if p.label is Label.BODY and p.kind != "title"}

    title = {p.start for p in PRESETS["recall"].clean(text).paragraphs if p.kind == "title"}
    assert kept("precision") <= kept("recall") | title


@given(posts)
@settings(max_examples=50)
def test_a_result_survives_pickling(text: str) -> None:
    result = CLEANER.clean(text)
    again = pickle.loads(pickle.dumps(result))
    assert again == result
    assert hash(again) == hash(result)
    assert (again.source, again.to_json(), again.paragraphs) == (result.source, result.to_json(), result.paragraphs)


@given(posts, posts)
@settings(max_examples=50)
def test_results_are_equal_when_what_they_say_is_equal(one: str, other: str) -> None:
    assert CLEANER.clean(one) == CLEANER.clean(one)
    assert (CLEANER.clean(one) == CLEANER.clean(other)) == (one == other)


def test_a_cleaner_survives_pickling() -> None:
    config = {"rule": [{"id": "bye", "kind": "signature", "lines": ["Cheers, Ann"]}], "disable": ["social/*"]}
    cleaner = Cleaner(config, preset="precision")
    again = pickle.loads(pickle.dumps(cleaner))
    assert again.ruleset == cleaner.ruleset
    assert [again.clean(text).to_json() for text in FIXED] == [cleaner.clean(text).to_json() for text in FIXED]


def test_a_cleaner_can_be_shared_by_threads() -> None:
    expected = [CLEANER.clean(text).to_json() for text in FIXED]
    shared = Cleaner()
    with ThreadPoolExecutor(8) as pool:
        runs = list(pool.map(lambda _: [shared.clean(text).to_json() for text in FIXED], range(8)))
    assert runs == [expected] * 8


def test_what_was_cleaned_before_changes_nothing() -> None:
    forward, backward = Cleaner(), Cleaner()
    there = [forward.clean(text).to_json() for text in FIXED]
    back = [backward.clean(text).to_json() for text in reversed(FIXED)]
    assert there == back[::-1]


@pytest.mark.parametrize("seed", ["0", "4242"])
def test_hash_seeds_and_processes_change_nothing(seed: str) -> None:
    code = "from test_properties import *; print(ascii([CLEANER.clean(text).to_json() for text in FIXED]))"
    printed = stdout_of(code, env={"PYTHONHASHSEED": seed}, path=TESTS)
    assert printed.strip() == ascii([CLEANER.clean(text).to_json() for text in FIXED])
