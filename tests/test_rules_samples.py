"""Every shipped rule proves itself: each hit, each miss, each pattern, and the order of the pack files."""

from __future__ import annotations

from collections import Counter

import pytest

from forumclean import Rule, RulePack
from forumclean.rules.check import document_of, failing_samples, pattern_problem
from forumclean.rules.engine import Engine
from forumclean.rules.matching.fold import fold
from forumclean.rules.matching.matcher import Matcher
from forumclean.rules.pack import shipped_packs
from forumclean.rules.rule import Action

PACKS = shipped_packs()
RULES = [pytest.param(rule, id=rule.id) for pack in PACKS for rule in pack.rules]
# A keep has no near misses that must stay: what it does not keep, another rule may well drop.
OF_NOISE = [param for param in RULES if param.values[0].action is not Action.KEEP]
EACH_PACK = pytest.mark.parametrize("pack", PACKS, ids=[pack.name for pack in PACKS])


@pytest.fixture(scope="module")
def all_rules() -> Engine:
    rules = [rule for pack in PACKS for rule in pack.rules]
    return Engine(Matcher(rules, proved=len(rules)))


@EACH_PACK
def test_every_sample_holds(pack: RulePack) -> None:
    assert [(rule.id, key, sample) for rule, key, sample in failing_samples(pack.rules, pack.rules)] == []


@pytest.mark.parametrize("rule", RULES)
def test_rule_carries_its_proof(rule: Rule) -> None:
    assert rule.why[:1].isupper() or not rule.why[:1].isalpha()
    assert rule.why.endswith(".")
    assert len(rule.why.split()) >= 4
    assert len(set(rule.hits)) >= 2
    assert len(set(rule.misses)) >= 2
    assert not set(rule.hits) & set(rule.misses)


@pytest.mark.parametrize("rule", [param for param in RULES if param.values[0].pattern or param.values[0].inline])
def test_pattern_is_sound_and_fast(rule: Rule) -> None:
    assert pattern_problem(rule) is None


@pytest.mark.parametrize("rule", OF_NOISE)
def test_near_miss_is_dropped_by_no_other_rule(rule: Rule, all_rules: Engine) -> None:
    for sample in rule.misses:
        marks = all_rules.mark(document_of(sample))
        assert [mark.rule for mark in marks.drops.values()] == []
        assert [cut.reason for cuts in marks.cuts.values() for cut in cuts] == []


@EACH_PACK
def test_ids_are_unique_and_sorted(pack: RulePack) -> None:
    ids = [rule.id for rule in pack.rules]
    assert ids == sorted(set(ids))


@EACH_PACK
def test_ids_carry_the_name_of_the_pack(pack: RulePack) -> None:
    assert {rule.id.partition("/")[0] for rule in pack.rules} <= {pack.name}


@EACH_PACK
def test_no_phrase_stands_twice_under_the_same_conditions(pack: RulePack) -> None:
    counts = Counter(
        (fold(phrase), table, rule.where, rule.max_words, rule.after, rule.before)
        for rule in pack.rules
        for way, table in {"lines": "line", "field": "line", "starts": "start", "ends": "end"}.items()
        for phrase in getattr(rule, way) or ()
    )
    assert [phrase for (phrase, *_), count in counts.items() if count > 1] == []


def test_all_packs_of_the_issue_are_shipped() -> None:
    expected = ["core", "discourse", "invision", "mybb", "news", "phpbb", "smf", "social", "vbulletin", "xenforo"]
    expected += ["boards", "consent", "nodebb", "reddit", "stackexchange"]
    assert set(expected) <= {pack.name for pack in PACKS}


def test_no_id_is_used_in_two_packs() -> None:
    counts = Counter(rule.id for pack in PACKS for rule in pack.rules)
    assert [rule for rule, count in counts.items() if count > 1] == []
