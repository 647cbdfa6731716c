"""What an author asks of rules: what changes, what fires, what is written twice or for nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from learner_support import HEAD, TAIL, posts
from support import LONG, LONGER

from forumclean import Cleaner, learn
from forumclean.learner.trial import candidates, changes, stats_of
from forumclean.rules.audit import audit
from forumclean.rules.pack import shipped_packs
from forumclean.rules.rule import Rule

SHIPPED = [rule for pack in shipped_packs() for rule in pack.rules]


def test_changes_are_named_both_ways_with_what_decides() -> None:
    raw = f"Fair winds to all\n{LONG}\nMay your kiln stay warm\n{LONGER}"
    wind = Cleaner({"rule": [{"id": "wind", "lines": ["Fair winds to all"]}]})
    kiln = Cleaner({"rule": [{"id": "kiln", "lines": ["May your kiln stay warm"]}]})
    found = [(change.post, change.text, change.is_gone, change.reason) for change in changes([LONG, raw], wind, kiln)]
    assert found == [
        (1, "Fair winds to all", False, "user/wind"), (1, "May your kiln stay warm", True, "user/kiln")
    ]  # fmt: skip
    assert list(changes([raw], wind, wind)) == []


def test_stats_count_what_fires_what_is_silent_and_what_is_left() -> None:
    cleaner = Cleaner({"rule": [{"id": "salute", "lines": ["Salute this"]}, {"id": "never", "lines": ["Zyx wvu tsr"]}]})
    stats = stats_of(posts(6), cleaner, least=6)
    assert stats.posts == 6
    assert stats.fired["user/salute"] == 6
    assert "user/never" in stats.silent
    assert "user/salute" not in stats.silent
    assert {"kiln gazette", "swap lounge", "pin to my loom"} <= set(stats.left)
    assert min(stats.left.values()) == 6


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ([Rule(id="a/x", lines=("Salute this", "salute  THIS"))], "twice"),
        ([Rule(id="a/x", lines=("Salute this",)), Rule(id="a/y", field=("Salute this:",))], "a/x as well"),
        ([Rule(id="a/x", lines=("Click to expand...",))], "drops all of it already"),
        ([Rule(id="a/x", pattern=".{1,60}")], "the pattern takes"),
        ([Rule(id="a/x", pattern=r"[\p{L} ]+")], "the pattern takes"),
    ],
)
def test_what_an_author_did_not_mean_is_told(rules: list[Rule], said: str) -> None:
    (line,) = audit(rules, SHIPPED)
    assert said in line
    assert line.startswith(rules[-1].id)


@pytest.mark.parametrize(
    "rule",
    [
        Rule(id="a/x", lines=(*HEAD[:3], *TAIL)),
        Rule(id="a/x", pattern=".{1,30}", before=("Golden Shuttle Keeper",)),
        Rule(id="a/x", action="hint", pattern=".{1,60}"),  # type: ignore[arg-type]
        Rule(id="a/x", pattern=r"weaving since \d+"),
    ],
)
def test_a_good_rule_is_passed_over(rule: Rule) -> None:
    assert audit([rule], SHIPPED) == []


def test_what_is_learnt_needs_no_second_look(tmp_path: Path) -> None:
    assert audit(learn(posts()).rules, SHIPPED) == []


def test_a_line_becomes_rules_from_the_most_specific_one_with_what_each_would_do() -> None:
    made = posts(8)
    lines, field = candidates("Loom Bucks: 120", made)
    assert (lines.rule.way, field.rule.way) == ("lines", "field")
    assert lines.posts == field.posts == 8
    dated = candidates("Weaving since Jan 3, 2012", made)[-1]
    assert (dated.rule.way, dated.posts) == ("pattern", 8)
    # What a rule costs is told before it is written.
    (bad,) = candidates(LONG, [LONG, LONGER])
    assert (bad.posts, bad.body) == (1, len(LONG.split()))
