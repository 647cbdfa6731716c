"""Lines put together: known phrases, fields with values, dates, numbers and names, by the packs alone."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from support import LONG, LONGER

from forumclean import Cleaner, Label, clean
from forumclean.reader.text import read_text
from forumclean.rules.engine import Engine
from forumclean.rules.layers import layer, load_config
from forumclean.rules.matching.matcher import Matcher
from forumclean.rules.matching.tokens import tokens_of


@pytest.fixture(scope="module")
def engine() -> Engine:
    rules, proved = layer(load_config(None)).for_host("")
    return Engine(Matcher(rules, proved=proved))


EXPLAINED = [
    "Anmeldungsdatum: 14.02.2004 Beiträge: 88 Wohnort: Kassel |",
    "PostPosted: Mon May 11, 2015 10:04 am    Post subject: Reply with quote",
    "FAQFAQ   RechercherRechercher   MembresMembres",
    "- Beiträge: 9316",
    "member, 804 posts",
    " | Nach oben |",
    "Log inJoin",
    "Joined: Mar 2004 Posts: 88 Location: the north end",
    "vor 3 Tagen",
]
LEFT_OVER = [
    "The minister said on Monday that 88 members joined.",
    "Old harbour, new mayor",
    "May and June were dry.",
    "Beiträge zur Geschichte der Stadt",
    "Posts of oak, 88 of them, stand along the fence",
]


@pytest.mark.parametrize("line", EXPLAINED)
def test_a_glued_line_is_explained_to_its_end(engine: Engine, line: str) -> None:
    (reading,) = engine.mark(read_text(line)).readings
    assert reading.left == ()
    assert reading.size == reading.sure + reading.hinted + reading.typed + reading.value


@pytest.mark.parametrize("line", LEFT_OVER)
def test_prose_is_not(engine: Engine, line: str) -> None:
    marks = engine.mark(read_text(line))
    assert marks.readings[0].left
    assert not marks.drops


COMPOSED = [
    "Reply with quote | Report post",
    "Reaction score: 88 Thread starter",
    "Click to expand... Last edited: Mar 14, 2024",
    "Mit Zitat antworten | Nach oben",
    "You may not post new threads. You may not post replies.",
]


@pytest.mark.parametrize("line", COMPOSED)
def test_a_line_of_sure_parts_goes_and_names_them(engine: Engine, line: str) -> None:
    document = read_text(f"{LONG}\n{line}\n{LONGER}")
    assert 1 in engine.mark(document).drops
    (removed,) = [p for p in clean(f"{LONG}\n{line}\n{LONGER}").removed if p.text == line]
    assert "/" in removed.reason


PROSE_OF_PARTS = [
    "Original poster, or original post.",
    "Advanced search, she read, and report the post.",
    "default_rank = Newbie",
    "[ date ] is a field of the form",
    "Staff members of the ferry, 88 in all, joined in March 2004.",
]


@pytest.mark.parametrize("line", PROSE_OF_PARTS)
def test_phrases_that_read_as_prose_are_no_verdict(engine: Engine, line: str) -> None:
    assert not engine.mark(read_text(f"{LONG}\n{line}\n{LONGER}")).drops


def test_a_name_that_comes_back_beside_a_rank_is_a_name(engine: Engine) -> None:
    lines = ["2. Sixteen Tons", "Sixteen Tons Active Member", LONG, "Sixteen Tons Active Member", LONGER]
    marks = engine.mark(read_text("\n".join(lines)))
    assert {1, 3} <= set(marks.drops)
    assert 0 in marks.named


def test_a_phrase_with_room_for_a_name_gives_it_away() -> None:
    rule = {"id": "said", "kind": "post-meta", "lines": ["{name} hath spoken:"], "action": "hint"}
    mine = Engine(Matcher(layer(load_config({"rule": [rule]})).rules, proved=0))
    marks = mine.mark(read_text("Port Rat\nPort Rat hath spoken:\nThe quay is closed."))
    assert marks.readings[1].names == ("Port Rat",)
    assert 0 in marks.named


def test_a_users_own_labels_are_put_together_with_the_others() -> None:
    rule = {"id": "zone", "kind": "user-info", "field": ["USDA Zone"]}
    line = "USDA Zone: 7b Posts: 88"
    result = Cleaner({"rule": [rule]}).clean(f"{LONG}\n{line}\n{LONGER}")
    assert line not in result.text
    (removed,) = [p for p in result.removed if p.text == line]
    assert "user/zone" in removed.reason


def test_any_line_is_cut_into_tokens_that_are_in_it() -> None:
    for line in (*EXPLAINED, *LEFT_OVER, "  ", "…—…", "第12页", "ﷺ\u200f 3分 _x_ {n}"):
        at = 0
        for word, marks in tokens_of(line):
            at = line.index(word, at) + len(word) + len(marks)
        assert at <= len(line)


@pytest.mark.parametrize("seed", range(30))
def test_both_engines_cut_a_line_alike(seed: int) -> None:
    draw = random.Random(seed)
    letters = "abcABC''’’__12.,:/- éßÉǅªº²Ⅳⓐאبั กข第び\u0301\u0e31{n}|ʼ٣·»İıάΆжЖ가"
    for _ in range(200):
        line = "".join(draw.choices(letters, k=draw.randint(1, 14)))
        # A character beyond the basic plane is left to regex, and with it the whole line.
        other = tokens_of(line + "\U0001f600")
        assert "".join(map("".join, tokens_of(line))) == "".join(map("".join, other)).replace("\U0001f600", "")
        assert [word for word, _ in tokens_of(line)] == [word for word, _ in other], line


FENCE = pytest.param(
    "Posts: 88", marks=pytest.mark.xfail(reason="the row of a list that is a counter of every board goes")
)


@pytest.mark.parametrize("label", [FENCE, "Location: the fence", "Rank: second"])
def test_a_fence_builders_list_stays(label: str) -> None:
    assert all(
        p.label is Label.BODY
        for p in clean(f"{LONG}\n\nWhat I used\n{label}\nRails: 44\nNails: 900\n\n{LONGER}").paragraphs
    )


CHROME = [
    "Log inJoin",
    "Reply with quote | Report post",
    "Mit Zitat antworten | Nach oben",
    "Joined: Mar 2004 Posts: 88",
]
ON_PAGES = {
    "certain": [*CHROME, LONG, "Old harbour, new mayor"],
    "prose alone": [LONG, LONGER, "Old harbour, new mayor", "He said: “Reply with quote.”"],
    "a name on another line": ["Posted by Ann Lee", "Ann Lee 88 posts Reply with quote", LONG, *CHROME],
    "a stop behind a label": [
        "Reply with quote.",
        "“Reply with quote.”",
        "Reply with quote. )",
        "Reply with quote!»",
        LONG,
    ],
    "of one character": [".", "!", "”", "x", LONG],
    "too long": [" | ".join(CHROME) * 4, LONG],
}


@pytest.mark.parametrize("kind", ON_PAGES)
def test_a_page_says_at_once_what_decides_and_later_all(engine: Engine, kind: str) -> None:
    document = replace(read_text("\n\n".join(ON_PAGES[kind])), links=[0.0] * len(ON_PAGES[kind]))
    assert len(document.lines) == len(ON_PAGES[kind])
    ((quick,), (same,)), whole = engine.mark_over([document]), engine.mark(document)
    assert quick is same
    assert quick.late is not None
    assert (quick.drops, quick.keeps, quick.cuts) == (whole.drops, whole.keeps, whole.cuts)
    assert quick.whole == whole
    assert engine.mark_over([replace(document, links=None)])[0] == [whole]


@pytest.mark.parametrize("kind", ON_PAGES)
def test_scores_of_a_page_are_those_of_all_that_is_said(kind: str) -> None:
    said = "".join(f"<p>{line}</p>" for line in ON_PAGES[kind])
    pages = [f"<html><body><div>{said}</div></body></html>", f"<html><body><article>{said}</article></body></html>"]
    for page in pages:
        (document, marks, verdicts), *_ = Cleaner().judged([page])
        assert len(marks.readings) == len(document.lines)
        assert marks.late is None
        assert len(verdicts.scores()) == len(document.lines)
