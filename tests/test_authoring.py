"""What an author asks of rules: what changes, what fires, what is written twice or for nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from learner_support import HEAD, TAIL, posts
from support import LONG, LONGER

from forumclean import Cleaner, learn
from forumclean.learner.trying.candidates import candidates
from forumclean.learner.trying.corpus import Corpus, Post
from forumclean.learner.trying.effects import changes, stats_of
from forumclean.rules.audit import audit
from forumclean.rules.pack import shipped_packs
from forumclean.rules.rule import Rule

SHIPPED = [rule for pack in shipped_packs() for rule in pack.rules]


def test_changes_are_named_both_ways_with_what_decides() -> None:
    raw = f"Fair winds to all\n{LONG}\nMay your kiln stay warm\n{LONGER}"
    wind = Cleaner({"rule": [{"id": "wind", "lines": ["Fair winds to all"]}]})
    kiln = Cleaner({"rule": [{"id": "kiln", "lines": ["May your kiln stay warm"]}]})
    found = [
        (change.post, change.text, change.is_gone, change.reason)
        for change in changes([Post(LONG), Post(raw)], wind, kiln)
    ]
    assert found == [
        (1, "Fair winds to all", False, "user/wind"), (1, "May your kiln stay warm", True, "user/kiln")
    ]  # fmt: skip
    assert list(changes([Post(raw)], wind, wind)) == []


def test_stats_count_what_fires_what_is_silent_and_what_is_left() -> None:
    cleaner = Cleaner({"rule": [{"id": "salute", "lines": ["Salute this"]}, {"id": "never", "lines": ["Zyx wvu tsr"]}]})
    stats = stats_of(map(Post, posts(6)), cleaner, least=6)
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


def corpus(raws: list[str]) -> Corpus:
    return Corpus([Post(raw) for raw in raws], Cleaner())


def test_a_line_becomes_rules_from_the_most_specific_one_with_what_each_would_do() -> None:
    made = corpus(posts(8))
    found = candidates(made, "Loom Bucks: 120")
    assert [(one.form, one.rule.way) for one in found[:3]] == [
        ("template", "lines"), ("template", "pattern"), ("field", "field")
    ]  # fmt: skip
    assert {one.count.posts for one in found[:3]} == {8}
    dated = next(one for one in candidates(made, "Weaving since Jan 3, 2012") if one.rule.pattern)
    assert dated.count.posts == 8
    # What a rule costs is told before it is written.
    (bad, *_) = candidates(corpus([LONG, LONGER]), LONG)
    assert (bad.count.posts, bad.count.body) == (1, len(LONG.split()))


@pytest.mark.parametrize(
    ("line", "pattern"),
    [
        ("Old Mar 3, 2024, 4:15 PM #7", r"Old .{3,40} \#\d[\d.,]*"),
        ("Weaving since 3. März 2012", r"Weaving since .{3,40}"),
        ("3 May 2019 by the yard (12 looms)", r".{3,40} by the yard \(\d[\d.,]* looms\)"),
        ("Postato il 12/03/2011 alle 10:15", r"Postato .{3,40}"),
    ],
)
def test_a_date_in_the_line_is_a_slot(line: str, pattern: str) -> None:
    assert pattern in [one.rule.pattern for one in candidates(corpus([LONG]), line)]
