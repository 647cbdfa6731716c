"""Is there a frame? Dumps whose chrome no rule is sure of, posts that look like chrome, rows, and guards that wake."""

from __future__ import annotations

import pytest
from support import LONG, LONGER

from forumclean import Cleaner, Label, Result, clean


def cards(*lines: str) -> tuple[list[str], list[str]]:
    """What stands above the first post and above the second: as the lines say, with another name and other numbers."""
    other = {"oldspice": "dillweed", "88": "1,204", "2008": "2012", "2013": "2014", "#14": "#15", "#2": "#3"}
    return list(lines), [" ".join(other.get(word, word) for word in line.split(" ")) for line in lines]


HINTS_ONLY = {
    "xenforo": cards("#14", "oldspice", "Member", "Joined", "Feb 1, 2018", "Messages", "88", "Location", "Ohio"),
    "phpbb": cards(
        "by oldspice » Mon Mar 04, 2013 9:12 pm", "oldspice", "Posts: 88", "Joined: Sat Feb 02, 2008 1:10 pm"
    ),
    "vbulletin": cards("03-11-2010, 11:48 PM", "oldspice", "Member", "Join Date: Feb 2008", "Posts: 88"),
    "de": cards("oldspice", "Mitglied", "Registriert seit: 04.03.2008", "Beiträge: 88", "#2"),
    "fr": cards("oldspice", "Membre", "Messages : 88", "Date d'inscription : 04/03/2008", "#2"),
}


@pytest.mark.parametrize("engine", HINTS_ONLY)
def test_a_frame_goes_though_none_of_its_names_and_numbers_is_known(engine: str) -> None:
    above, between = HINTS_ONLY[engine]
    text = clean("\n".join([*above, LONG, *between, LONGER])).text
    assert LONG in text
    assert LONGER in text
    left = [line for line in (*above, *between) if line in text.split("\n")]
    assert len(left) <= len(above + between) // 4, left


CLEAN = {
    "agenda": ["Agenda", "1. Opening", "2. Minutes of March", "3. Ferry fares", "4. Any other business", "5. Close"],
    "line-up": ["Oskar Lind", "Tomas Reyl", "Ines Marr", "Petra Holm", "Juno Asker"],
    "prices": ["Adults 4.20", "Children 2.10", "Dogs free", "Bicycles 1.00"],
    "timetable": ["07:15 Port Hallam", "08:05 Outer Skerry", "08:40 Wether Isle", "09:30 Port Hallam"],
    "recipe": ["200 g flour", "2 eggs", "a pinch of salt", "1/2 l milk", "Beat, rest, fry."],
    "dialogue": ["Skipper: Where is the rope?", "Mate: In the locker.", "Skipper: Which one?", "Mate: Port side."],
    "verse": ["the tide went out", "the boats lay down", "a dog walked over", "to the other town"],
    "code": ["def sail(boat):", "    if boat.wind > 7:", "        return None", "    return boat.go()"],
    "form": ["Name: Ines Marr", "Age: 34", "Boat: Heron", "Location: Port Hallam"],
    "years": ["Heron", "1971", "Kittiwake", "1984", "Osprey", "1990"],
    "chinese": ["票价", "成人：四元", "儿童：两元", "狗：免费"],
    "thai": ["ราคาตั๋ว", "ผู้ใหญ่ 40 บาท", "เด็ก 20 บาท", "สุนัขฟรี"],
}


@pytest.mark.parametrize("kind", CLEAN)
@pytest.mark.parametrize("around", [True, False], ids=["in prose", "alone"])
def test_rows_of_a_post_stay(kind: str, around: bool) -> None:
    rows = CLEAN[kind]
    source = "\n".join([LONG, "", *rows, "", LONGER] if around else rows)
    assert not clean(source).removed


@pytest.mark.parametrize("kind", [kind for kind in CLEAN if kind not in ("form", "years", "verse")])
def test_rows_inside_a_framed_post_stay_or_go_together(kind: str) -> None:
    rows = CLEAN[kind]
    above, between = HINTS_ONLY["xenforo"]
    kept = clean("\n".join([*above, LONG, "", *rows, "", LONGER, *between, LONGER])).text
    assert [row for row in rows if row.strip() not in kept] in ([], rows)


@pytest.mark.parametrize("rule", [
    {"id": "bye", "kind": "signature", "lines": ["Fair winds, Ann"]},
    {"id": "zone", "kind": "user-info", "field": ["USDA Zone"]},
    {"id": "weak", "kind": "control", "lines": ["Fair winds, Ann"], "action": "hint", "weight": 5},
    {"id": "keep", "kind": "control", "lines": ["Fair winds, Ann"], "action": "keep"},
    {"id": "cut", "kind": "control", "inline": "winds"},
])  # fmt: skip
@pytest.mark.parametrize("dump", [0, 1, 2])
def test_a_rule_of_a_user_changes_what_it_speaks_of_and_nothing_else(rule: dict[str, object], dump: int) -> None:
    said = ["Fair winds, Ann", "USDA Zone: 7b"]
    above, between = HINTS_ONLY["xenforo"]
    source = "\n".join([
        [LONG, *CLEAN["agenda"], *said, LONGER], [*above, LONG, *said, *between, LONGER], [*CLEAN["form"], *said]
    ][dump])  # fmt: skip

    def verdicts(result: Result) -> dict[str, tuple[Label, float]]:
        # A condition of a shipped rule may name another reason beside the line: it sees the kinds of all.
        return {p.text: (p.label, p.score) for p in result.paragraphs if not _about(p.text)}

    def _about(text: str) -> bool:
        return any(word in text for word in ("winds", "Fair", ", Ann", "USDA"))

    assert verdicts(Cleaner({"rule": [rule]}).clean(source)) == verdicts(clean(source))


@pytest.mark.parametrize("sentence", [
    "Opposition parties said the price was 20% above what parliament had been told in the spring.",
    "Die Opposition sagte, der Preis liege zwanzig Prozent über dem, was das Parlament gehört habe.",
    "L'opposition a dit que le prix dépassait de vingt pour cent ce que le parlement avait entendu.",
    "野党は価格が春に議会へ示された額を二割上回ると述べた。",
    "反对党说，价格比春天告诉议会的高出两成。",
    "Оппозиция заявила, что цена на двадцать процентов выше той, о которой говорили парламенту весной.",
])  # fmt: skip
@pytest.mark.parametrize("beside", [("Advertisement", "Click to expand..."), ("Reply", "Quote"), ("#3", "Share")])
def test_a_whole_sentence_between_chrome_stays(sentence: str, beside: tuple[str, str]) -> None:
    above, between = HINTS_ONLY["vbulletin"]
    source = "\n".join([*above, LONG, beside[0], sentence, beside[1], LONGER, *between, LONGER])
    assert sentence in clean(source).text


@pytest.mark.parametrize(
    "reply", ["Thanks, will try.", "No idea.", "Danke euch!", "It worked, cheers", "Yes", "+1 from me"]
)
def test_a_short_reply_alone_comes_back(reply: str) -> None:
    assert clean(reply).text == reply


def test_an_input_of_which_nothing_is_left_is_suspicious() -> None:
    result = clean("Staff member\nReaction score\nClick to expand...")
    assert result.text == ""
    assert result.suspicious
    assert any("only 0 of" in warning for warning in result.warnings)


def test_presets_mean_what_they_say() -> None:
    above, between = HINTS_ONLY["xenforo"]
    source = "\n".join([*above, LONG, *between, "Thanks, will try.", "Kent", LONGER])
    kept = {name: len(Cleaner(preset=name).clean(source).text) for name in ("precision", "balanced", "recall")}
    assert kept["precision"] <= kept["balanced"] <= kept["recall"]
