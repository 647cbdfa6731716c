"""`beside`: a rule that holds where some other line of the document says so."""

from __future__ import annotations

from typing import Any

import pytest
from clock import seconds

from forumclean import Cleaner, ConfigError

LONG = "The ferry sails again from Monday, the port authority said, after the crews had agreed to a new rota."


def removed(rule: dict[str, Any], *lines: str, more: tuple[dict[str, Any], ...] = ()) -> set[str]:
    """What the rules drop of some lines beside a sentence."""
    config = {"extends": [], "rule": [{"id": "asked", **rule}, *more]}
    result = Cleaner(config).clean("\n".join([*lines, LONG]))
    assert LONG in result.text
    return {part.text for part in result.removed if part.reason.startswith("user/")}


WORDS = {"lines": ["Harbour words"]}


@pytest.mark.parametrize("frame", ["Old Pier Board", "• old pier board", "OLD PIER BOARD:"])
@pytest.mark.parametrize("first", [True, False])
def test_a_phrase_anywhere_in_the_document_is_enough(frame: str, first: bool) -> None:
    lines = [frame, LONG, "Harbour words"]
    rule = {**WORDS, "beside": ["Old pier board"]}
    assert removed(rule, *(lines if first else reversed(lines))) == {"Harbour words"}
    assert removed(rule, "Harbour words", "Old pier boards") == set()


def test_a_line_is_no_proof_of_itself() -> None:
    rule = {**WORDS, "beside": ["Harbour words", "rule:user/asked"]}
    assert removed(rule, "Harbour words") == set()
    assert removed(rule, "Harbour words", LONG, "Harbour words") == {"Harbour words"}


def test_a_kind_and_a_rule_are_asked_for_by_name() -> None:
    other = {"id": "other", "kind": "advert", "action": "hint", "lines": ["Buy rope"]}
    for asked in ("kind:advert", "rule:user/other"):
        rule = {**WORDS, "beside": [asked]}
        assert removed(rule, "Harbour words", more=(other,)) == set()
        assert removed(rule, "Harbour words", LONG, "Buy rope", more=(other,)) == {"Harbour words"}


def test_two_rules_may_hold_each_other() -> None:
    other = {"id": "other", "lines": ["Quay count"], "beside": ["rule:user/asked"]}
    rule = {**WORDS, "beside": ["rule:user/other"]}
    assert removed(rule, "Harbour words", LONG, "Quay count", more=(other,)) == {"Harbour words", "Quay count"}
    assert removed(rule, "Quay count", LONG, more=(other,)) == set()


def test_a_rule_of_the_same_document_before_it_is_asked_for_as_well() -> None:
    other = {"id": "other", "action": "hint", "pattern": r"\d+ knots"}
    rule = {**WORDS, "after": ["rule:user/other"]}
    assert removed(rule, "12 knots", "Harbour words", more=(other,)) == {"Harbour words"}
    assert removed(rule, "twelve knots", "Harbour words", more=(other,)) == set()


def test_a_rule_that_nobody_has_is_an_error_with_the_nearest() -> None:
    with pytest.raises(ConfigError, match=r"no rule 'blogs/blogger-name', which 'user/asked' asks for.*blogger-names"):
        Cleaner({"rule": [{"id": "asked", **WORDS, "beside": ["rule:blogs/blogger-name"]}]})


def test_an_unknown_kind_is_an_error() -> None:
    with pytest.raises(ConfigError, match="kind:advert"):
        Cleaner({"rule": [{"id": "asked", **WORDS, "beside": ["kind:adverts"]}]})


def test_samples_may_lean_on_a_shipped_rule() -> None:
    rule = {**WORDS, "beside": ["rule:blogs/blogger-counts"], "hits": ["No hay comentarios\nHarbour words"]}
    cleaner = Cleaner({"rule": [{"id": "asked", **rule, "misses": ["Harbour words"]}]})
    assert "Harbour words" not in cleaner.clean(f"No hay comentarios\n{LONG}\nHarbour words").text


def test_many_lines_that_ask_cost_no_more_each() -> None:
    cleaner = Cleaner({"rule": [{"id": "asked", **WORDS, "beside": ["Old pier board", "rule:blogs/blogger-names"]}]})
    few, many = ("Harbour words\nquay\n" * lines for lines in (2_000, 20_000))
    cleaner.clean(few)
    assert seconds(lambda: cleaner.clean(many)) < 30 * seconds(lambda: cleaner.clean(few)) + 0.5


@pytest.mark.parametrize(
    ("count", "name"),
    [("1 comment:", "Anonymous said..."),
     ("4 comentarios:", "Vieja Noria dijo..."), ("2 Kommentare:", "Gerd hat gesagt…"),
     ("1 件のコメント:", "水車番 さんのコメント..."), ("3 комментария:", "Старый мельник комментирует...")],
)  # fmt: skip
def test_who_commented_on_a_blog_goes_with_the_count_above(count: str, name: str) -> None:
    result = Cleaner().clean(f"{LONG}\n\n{count}\n\n{name}\n\n{LONG}")
    assert {count, name} <= {part.text for part in result.removed}
    assert name in Cleaner().clean(f"{LONG}\n\n{name}\n\n{LONG} Or so I heard.").text
