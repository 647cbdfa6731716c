"""Configs on top of each other: extends, disable, override, sites, keep, hint, the ways to match, the conditions."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import pytest
from support import LONG, LONGER, assert_sound, named

from forumclean import Cleaner, Kind, Label, Result, Rule, RulePack

WORD = "Zwischenruf 7"  # no shipped rule knows it


def rule(**keys: Any) -> dict[str, Any]:
    return {"rule": [{"id": "mine", "kind": "notice", **keys}]}


def around(line: str) -> str:
    return f"{LONG}\n\n{line}\n\n{LONGER}"


def reason(result: Result, text: str) -> str:
    """Why a paragraph is noise; "" when it is body."""
    paragraph = named(result, text)
    return paragraph.reason if paragraph.label is Label.NOISE else ""


# Ways to match


@pytest.mark.parametrize(
    ("way", "line"),
    [
        ({"lines": ["zwischenruf {n}"]}, WORD),
        ({"field": ["Zwischenruf"]}, "Zwischenruf: 7"),
        ({"starts": ["zwischenruf"]}, "Zwischenruf aus dem Saal"),
        ({"ends": ["dem saal"]}, "Zwischenruf aus dem Saal"),
        ({"pattern": "zwischen.{1,9}"}, WORD),
        ({"inline": "zwischenruf \\d"}, WORD),
        ({"region": {"from": ["Zwischenruf {n}"], "to": ["Zwischenruf {n}"]}}, f"{WORD}"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else None,
)
def test_each_way_to_match_removes_its_line(way: dict[str, Any], line: str) -> None:
    text = f"{around(line)}\n\n{line}" if "region" in way else around(line)
    result = Cleaner(rule(**way)).clean(text)
    gone = [paragraph for paragraph in result.removed if paragraph.reason == "user/mine"]
    assert gone
    assert gone[0].text == line
    assert gone[0].kind is Kind.NOTICE
    assert_sound(result)


@pytest.mark.parametrize(
    ("way", "line"),
    [
        ({"lines": ["Zwischenruf"]}, "Zwischenruf of the day"),
        ({"starts": ["Zwischen"]}, "Zwischenruf of the day"),
        ({"ends": ["ruf"]}, "A day of Zwischenruf"),
        ({"pattern": "zwischenruf"}, "A day of Zwischenruf"),
        ({"pattern": "(?-i:zwischenruf)"}, "Zwischenruf"),
        ({"field": ["Zwischenruf"]}, "Zwischenruf: it was heard by all nine members of the old harbour board"),
    ],
    ids=["lines", "starts", "ends", "pattern", "case", "field"],
)
def test_no_way_to_match_takes_more_than_it_says(way: dict[str, Any], line: str) -> None:
    result = Cleaner(rule(**way)).clean(around(line))
    assert named(result, line).reason != "user/mine"


def test_a_field_takes_the_short_value_on_the_next_line() -> None:
    result = Cleaner(rule(field=["Heimathafen"])).clean(f"Heimathafen\nEmden\n{LONG}")
    assert result.text == LONG
    assert [paragraph.reason for paragraph in result.removed] == ["user/mine", "user/mine"]


def test_a_field_leaves_a_sentence_on_the_next_line() -> None:
    result = Cleaner(rule(field=["Heimathafen"])).clean(f"Heimathafen\nThe boats stay here.\n{LONG}")
    assert named(result, "The boats stay here.").reason != "user/mine"


def test_a_region_goes_from_line_to_line() -> None:
    lines = ["Hafenfunk beginnt", "one two", "three four", "Hafenfunk endet"]
    region = {"from": ["Hafenfunk beginnt"], "to": ["Hafenfunk endet"]}
    result = Cleaner(rule(region=region)).clean("\n".join([LONG, *lines, LONGER]))
    assert [paragraph.text for paragraph in result.removed if paragraph.reason == "user/mine"] == lines


def test_a_region_without_an_end_goes_to_the_last_line() -> None:
    result = Cleaner(rule(region={"from": ["Hafenfunk beginnt"]})).clean(f"{LONG}\nHafenfunk beginnt\n{LONGER}\n{LONG}")
    assert result.text == LONG


def test_a_region_whose_end_never_comes_takes_only_its_first_line() -> None:
    region = {"from": ["Hafenfunk beginnt"], "to": ["Hafenfunk endet"]}
    result = Cleaner(rule(region=region)).clean(f"{LONG}\nHafenfunk beginnt\n{LONGER}")
    assert result.text == f"{LONG}\n{LONGER}"


# Inline cuts


def test_an_inline_cut_leaves_the_rest_of_the_line() -> None:
    line = LONG.replace("on Tuesday ", "on Tuesday [Anzeige] ")
    result = Cleaner(rule(inline=r"\[Anzeige\]")).clean(f"{line}\n{LONGER}")
    assert result.text == f"{LONG}\n{LONGER}"
    assert [(gone.text, gone.reason) for gone in result.removed] == [("[Anzeige]", "user/mine")]
    assert_sound(result)


def test_several_cuts_in_one_line_are_all_made() -> None:
    line = f"[Anzeige] {LONG} [Anzeige]"
    result = Cleaner(rule(inline=r"\[Anzeige\]")).clean(f"{LONGER}\n{line}")
    assert result.text == f"{LONGER}\n{LONG}"
    assert len(result.removed) == 2
    assert_sound(result)


def test_a_cut_of_the_whole_line_removes_the_line() -> None:
    result = Cleaner(rule(inline=r"\[Anzeige\]")).clean(f"{LONG}\n[Anzeige]\n{LONGER}")
    assert result.text == f"{LONG}\n{LONGER}"


# Conditions


@pytest.mark.parametrize(
    ("condition", "holds", "fails"),
    [
        ({"where": "head"}, f"{WORD}\n{LONG}", f"{LONG}\n{WORD}"),
        ({"where": "tail"}, f"{LONG}\n{WORD}", f"{WORD}\n{LONG}"),
        ({"where": "post-head"}, f"{WORD}\n{LONG}", f"{LONG}\n{WORD}\n{LONGER}"),
        ({"where": "post-tail"}, f"{LONG}\n{WORD}", f"{LONG}\n{WORD}\n{LONGER}"),
        ({"max_words": 2}, f"{LONG}\n{WORD}", None),
        ({"max_words": 1}, None, f"{LONG}\n{WORD}"),
        ({"after": ["Hafenfunk"]}, f"{LONG}\nHafenfunk:\n{WORD}", f"{LONG}\n{WORD}\nHafenfunk"),
        ({"before": ["Hafenfunk"]}, f"{LONG}\n{WORD}\nhafenfunk", f"{LONG}\nHafenfunk\n{WORD}"),
        ({"after": ["kind:caption"]}, None, f"{LONG}\nHafenfunk\n{WORD}"),
        ({"after": ["kind:advert"]}, f"{LONG}\nAdvertisement\n{WORD}", f"{LONG}\nReaction score\n{WORD}"),
        ({"before": ["kind:advert"]}, f"{LONG}\n{WORD}\nAdvertisement", f"{LONG}\n{WORD}\nReaction score"),
    ],
    ids=str,
)
def test_a_condition_limits_the_rule(condition: dict[str, Any], holds: str | None, fails: str | None) -> None:
    cleaner = Cleaner(rule(lines=["Zwischenruf {n}"], **condition))
    if holds is not None:
        assert reason(cleaner.clean(holds), WORD) == "user/mine"
    if fails is not None:
        assert reason(cleaner.clean(fails), WORD) != "user/mine"


CARD = {"id": "card", "kind": "user-info", "field": ["Heimathafen"]}
BOX = {"id": "box", "kind": "user-info", "region": {"from": ["Steckbrief"], "to": ["Ende Steckbrief"]}}
CUT = {"id": "cut", "kind": "user-info", "inline": r"\[Karte\]"}


@pytest.mark.parametrize(
    ("other", "condition", "holds"),
    [
        (CARD, "after", f"{LONG}\nHeimathafen\nEmden\n{WORD}"),
        ({**CARD, "action": "hint"}, "after", f"{LONG}\nHeimathafen\nEmden\n{WORD}"),
        ({**CARD, "where": "tail"}, "after", f"{LONG}\nHeimathafen\nEmden\n{WORD}"),
        (CARD, "after", f"{LONG}\nHeimathafen: Emden\n{WORD}"),
        (CARD, "after", f"{LONG}\nHeimathafen\n\n12\n{WORD}"),
        (CARD, "after", f"{LONG}\nHeimathafen\nMar 14, 2024\n{WORD}"),
        (BOX, "after", f"{LONG}\nSteckbrief\nFährmann\nEnde Steckbrief\n{WORD}\n{LONG}"),
        (BOX, "before", f"{LONG}\n{WORD}\nSteckbrief\nFährmann\nEnde Steckbrief"),
        (CUT, "after", f"{LONG}\n[Karte]\n{WORD}"),
    ],
    ids=[
        "value",
        "value of a hint",
        "value of a condition",
        "same line",
        "number",
        "date",
        "region",
        "its start",
        "cut",
    ],
)
@pytest.mark.parametrize("first", [True, False])
def test_a_condition_sees_every_mark_of_a_kind(other: dict[str, Any], condition: str, holds: str, first: bool) -> None:
    mine = {"id": "mine", "kind": "notice", "lines": ["Zwischenruf {n}"], condition: ["kind:user-info"]}
    cleaner = Cleaner({"rule": [other, mine] if first else [mine, other]})
    assert reason(cleaner.clean(holds), WORD) == "user/mine"
    assert reason(cleaner.clean(f"{LONG}\nEmden\n{WORD}\nNorden"), WORD) != "user/mine"


def test_the_line_inside_a_region_has_its_kind() -> None:
    mine = {"id": "mine", "kind": "notice", "lines": ["Zwischenruf {n}"], "after": ["kind:user-info"], "action": "keep"}
    region = {"id": "box", "kind": "user-info", "region": {"from": ["Steckbrief"]}}
    result = Cleaner({"rule": [region, mine]}).clean(f"{LONG}\nSteckbrief\nFährmann zur See\n{WORD}")
    assert named(result, WORD).label is Label.BODY


def test_an_inline_rule_keeps_to_its_condition() -> None:
    cleaner = Cleaner(rule(inline=r"\[Anzeige\]", after=["Hafenfunk"]))
    text = f"[Anzeige] {LONG}\nHafenfunk\n[Anzeige] {LONGER}"
    assert [p.text for p in cleaner.clean(text).removed if p.reason == "user/mine"] == ["[Anzeige]"]
    assert f"[Anzeige] {LONG}" in cleaner.clean(text).text


def test_all_conditions_must_hold() -> None:
    cleaner = Cleaner(rule(lines=["Zwischenruf {n}"], where="tail", after=["Hafenfunk"]))
    assert reason(cleaner.clean(f"{LONG}\nHafenfunk\n{WORD}"), WORD) == "user/mine"
    assert reason(cleaner.clean(f"Hafenfunk\n{WORD}\n{LONG}"), WORD) != "user/mine"


# Actions


def test_keep_wins_over_every_drop_and_the_score() -> None:
    text = f"Reaction score\nStaff member\nClick to expand...\n{LONG}\nReaction score"
    result = Cleaner(rule(lines=["Staff member"], action="keep")).clean(text)
    kept = named(result, "Staff member")
    assert (kept.label, kept.reason) == (Label.BODY, "user/mine")
    assert result.text == f"Staff member\n{LONG}"


def test_a_hint_changes_the_verdict_of_a_doubtful_line() -> None:
    # Hints are weighed where some rule is sure of chrome; a post without any is left whole.
    text = f"Skip advertisement\n{LONG}\n\nHafenfunk Emden\n\n{LONGER}\n\nHafenfunk Emden"

    def labels(weight: float) -> list[Label]:
        result = Cleaner(rule(lines=["Hafenfunk Emden"], action="hint", weight=weight)).clean(text)
        return [p.label for p in result.paragraphs if p.text == "Hafenfunk Emden"]

    def score(weight: float) -> float:
        result = Cleaner(rule(lines=["Hafenfunk Emden"], action="hint", weight=weight)).clean(text)
        return sum(p.score for p in result.paragraphs if p.text == "Hafenfunk Emden")

    assert labels(5) == [Label.NOISE, Label.NOISE]
    assert labels(-5) == [Label.BODY, Label.BODY]
    assert score(5) < score(-5)


def test_a_hint_that_decided_is_named() -> None:
    text = f"Skip advertisement\nHafenfunk Emden\nHafenfunk Emden\n\n{LONG}\n\n{LONGER}\n\nHafenfunk Emden"
    result = Cleaner(rule(lines=["Hafenfunk Emden"], action="hint", weight=5)).clean(text)
    gone = [p for p in result.removed if p.text == "Hafenfunk Emden"]
    assert gone
    assert {(p.reason, p.kind) for p in gone} == {("user/mine", Kind.NOTICE)}


def test_a_hint_alone_does_not_remove_a_paragraph_of_the_article() -> None:
    result = Cleaner(rule(starts=["Residents of"], action="hint", weight=1)).clean(f"{LONG}\n\n{LONGER}\n\n{LONG}")
    assert LONGER in result.text


# Layers


def test_disable_takes_one_rule_away() -> None:
    text = around("Reaction score")
    by = reason(Cleaner().clean(text), "Reaction score")
    assert "/" in by
    assert reason(Cleaner({"disable": [by]}).clean(text), "Reaction score") != by


def test_disable_takes_a_whole_pack_away() -> None:
    off = Cleaner({"disable": ["xenforo/*", "core/*"]}).clean(around("Reaction score"))
    assert not named(off, "Reaction score").reason.startswith(("xenforo/", "core/"))


def test_without_extends_a_config_stands_on_all_shipped_packs() -> None:
    result = Cleaner(rule(lines=["Zwischenruf {n}"])).clean(f"Reaction score\n{LONG}\n{WORD}")
    assert result.text == LONG


def test_an_empty_extends_stands_on_nothing() -> None:
    result = Cleaner({"extends": []}).clean(f"{LONG}\n\nReaction score\n\n{LONGER}")
    assert named(result, "Reaction score").reason in ("", "score")


def test_extends_names_what_a_config_stands_on() -> None:
    line = "Skip advertisement"
    assert reason(Cleaner({"extends": ["news"]}).clean(around(line)), line) == "news/ad-slot"
    assert reason(Cleaner({"extends": ["smf"]}).clean(around(line)), line) in ("", "score")


def test_extends_reads_files_beside_the_config_and_later_wins(tmp_path: Path) -> None:
    (tmp_path / "house").mkdir()
    (tmp_path / "house" / "base.toml").write_text(
        '[pack]\nname = "house"\n[[rule]]\nid = "call"\nkind = "footer"\nlines = ["Zwischenruf {n}"]\n'
    )
    path = tmp_path / "rules.toml"
    path.write_text('extends = ["core", "./house/base.toml"]\n')
    assert reason(Cleaner(path).clean(around(WORD)), WORD) == "house/call"
    path.write_text(
        'extends = ["core", "./house/base.toml"]\n'
        '[[rule]]\nid = "house/call"\nkind = "advert"\nlines = ["Zwischenruf {n}"]\naction = "keep"\n'
    )
    assert named(Cleaner(path).clean(around(WORD)), WORD).label is Label.BODY


def test_disable_in_an_extended_file_holds(tmp_path: Path) -> None:
    (tmp_path / "base.toml").write_text('disable = ["news/ad-slot"]\nextends = ["news"]\n')
    (tmp_path / "rules.toml").write_text('extends = ["./base.toml"]\n')
    result = Cleaner(str(tmp_path / "rules.toml")).clean(around("Skip advertisement"))
    assert reason(result, "Skip advertisement") != "news/ad-slot"


def test_a_rule_of_a_shipped_pack_is_overridden_by_its_whole_id() -> None:
    text = f"{LONG}\n{WORD}\nSkip advertisement\n{LONGER}"
    assert reason(Cleaner().clean(text), "Skip advertisement") == "news/ad-slot"
    config = {"rule": [{"id": "news/ad-slot", "kind": "social", "lines": ["Zwischenruf {n}"]}]}
    result = Cleaner(config).clean(text)
    assert named(result, WORD).reason == "news/ad-slot"
    assert named(result, WORD).kind is Kind.SOCIAL
    assert named(result, "Skip advertisement").reason != "news/ad-slot"


def test_a_config_does_not_touch_the_next_cleaner() -> None:
    before = Cleaner().ruleset
    assert Cleaner({"disable": ["social/*"]}).ruleset != before
    assert Cleaner().ruleset == before


def test_the_ruleset_says_what_decided() -> None:
    rulesets = {
        Cleaner(config, preset=preset).ruleset
        for config in (None, rule(lines=["a"]), rule(lines=["b"]), rule(lines=["a"], where="head"))
        for preset in ("balanced", "recall")
    }
    assert len(rulesets) == 8


# Sites


SITE = {"pack": {"name": "hub", "sites": ["hub.example"]}, "rule": [{"id": "call", "lines": ["Zwischenruf {n}"]}]}


@pytest.mark.parametrize(
    ("url", "on"),
    [
        ("https://hub.example/threads/1", True),
        ("http://www.HUB.example:8080/t", True),
        ("https://otherhub.example/t", False),
        ("https://hub.example.org/t", False),
        ("not a url", False),
        ("http://[bad", False),
        (None, False),
    ],
)
def test_a_pack_for_a_site_is_on_for_its_hosts_only(url: str | None, on: bool) -> None:
    result = Cleaner(SITE).clean(around(WORD), url=url)
    assert (reason(result, WORD) == "hub/call") is on


# Slow patterns


def test_a_slow_pattern_is_cut_off_and_told_and_the_rest_goes_on() -> None:
    # Linear on every probe, and slow on a line that only its author's forum has.
    config = rule(pattern="Q(?:Zw|Zw)+x")
    line = "Q" + "Zw" * 40
    result = Cleaner(config).clean(f"Reaction score\n{LONG}\n{line}\n{LONGER}")
    assert result.warnings == ("rule user/mine ran out of time on a line and was passed over there",)
    assert LONG in result.text
    assert LONGER in result.text
    assert "Reaction score" not in result.text
    assert_sound(result)


# Rules from Python


def test_a_pack_can_be_made_from_a_dict() -> None:
    pack = RulePack.from_dict({"pack": {"name": "hub"}, "rule": [{"id": "call", "lines": ["Zwischenruf {n}"]}]})
    assert (pack.name, [rule.id for rule in pack.rules]) == ("hub", ["hub/call"])
    assert reason(Cleaner(pack).clean(around(WORD)), WORD) == "hub/call"


def test_a_pack_can_be_loaded_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "hub.toml"
    path.write_text('[pack]\nname = "hub"\n[[rule]]\nid = "call"\nlines = ["Zwischenruf {n}"]\n')
    assert reason(Cleaner(RulePack.load(str(path))).clean(around(WORD)), WORD) == "hub/call"


def test_a_rule_made_in_python_is_checked() -> None:
    assert Rule(id="call", ends=("saal",)).way == "ends"
    with pytest.raises(ValueError, match="needs exactly one way to match"):
        Rule(id="call")
    with pytest.raises(AttributeError):
        Rule(id="call", ends=("saal",)).id = "other"  # type: ignore[misc]


def test_a_dict_config_is_not_changed_by_use() -> None:
    config = rule(lines=["a"])
    Cleaner(config).clean(LONG)
    assert config == rule(lines=["a"])


def test_changing_the_dict_afterwards_does_not_change_the_cleaner() -> None:
    config = rule(lines=["Zwischenruf {n}"])
    cleaner = Cleaner(config)
    config["rule"] = []
    again = pickle.loads(pickle.dumps(cleaner))
    assert again.ruleset == cleaner.ruleset
    assert reason(again.clean(around(WORD)), WORD) == "user/mine"


def test_a_pickled_cleaner_needs_no_file(tmp_path: Path) -> None:
    path = tmp_path / "rules.toml"
    path.write_text('[[rule]]\nid = "mine"\nlines = ["Zwischenruf {n}"]\n')
    data = pickle.dumps(Cleaner(path, preset="recall"))
    path.unlink()
    assert reason(pickle.loads(data).clean(around(WORD)), WORD) == "user/mine"


# Presets


def test_presets_trade_doubt_for_text() -> None:
    text = "\n".join(["Home", "News", "Emden", LONG, "So it was", "More", LONGER, "Zwei Boote", "Emden"])
    kept = {p: len(Cleaner(preset=p).clean(text).text) for p in ("precision", "balanced", "recall")}
    assert kept["precision"] <= kept["balanced"] <= kept["recall"]
