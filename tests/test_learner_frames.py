"""Frames of another make: dates alone, glued buttons, scripts without blanks; and what posters put in together."""

from __future__ import annotations

import difflib
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from learner_support import HEAD, MONTHS, NAMES, RANKS, TAIL, articles, posts

from forumclean import Cleaner, learn
from forumclean.cli.main import commands
from forumclean.learner.keys import is_date, slots_of
from forumclean.rules.check import failing_samples

GERMAN = ["Januar", "Februar", "März", "April", "Mai", "Juni"]
DATES: dict[str, Callable[[random.Random], str]] = {
    "german": lambda rng: f"{rng.randint(1, 28)}. {rng.choice(GERMAN)} 2021, 14:{rng.randint(10, 59)}",
    "numbers": lambda rng: f"2021-0{rng.randint(1, 9)}-{rng.randint(10, 28)} 09:{rng.randint(10, 59)}",
    "dots": lambda rng: f"{rng.randint(10, 28)}.0{rng.randint(1, 9)}.20{rng.randint(10, 24)} 7:{rng.randint(10, 59)}",
    "chinese": lambda rng: f"20{rng.randint(10, 24)}年{rng.randint(1, 12)}月{rng.randint(1, 28)}日",
}  # fmt: skip
SONG = [
    "The tide is in the kettle",
    "and the kettle's on the sea",
    "The tide is in the kettle",
    "come and drink with me",
]
CODE = ["for part in parts:", "total += part.size", "parts.sort()", "return total;"]


def _threads(
    count: int, *, head: Callable[[random.Random], list[str]], end: str = "", extra: tuple[list[str], ...] = ()
) -> Iterator[tuple[str, list[str]]]:
    """Threads of three posts with heads, and what their posters wrote; some put one of the extras in."""
    rng = random.Random(3)
    bodies = iter(articles(count * 3, seed=3))
    for _ in range(count):
        lines, said = ["Kiln Gazette", "Weaving Yard"], list[str]()
        for _ in range(3):
            body = [*next(bodies)]
            if extra and rng.random() < 0.3:
                body += rng.choice(extra)
            said += body
            lines += [*head(rng), *body[:-1], f"{body[-1]}{end}"]
        yield "\n".join([*lines, "Run by the keepers of the shuttle"]), said


def _card(rng: random.Random) -> list[str]:
    return [rng.choice(NAMES), rng.choice(RANKS), f"Loom Bucks: {rng.randint(1, 900)}"]


@pytest.mark.parametrize("form", DATES)
def test_a_date_alone_goes_and_a_sentence_with_one_stays(form: str) -> None:
    made = list(_threads(20, head=lambda rng: [*_card(rng), DATES[form](rng)]))
    pack = learn(raw for raw, _ in made[:15])
    assert failing_samples(pack.rules, pack.rules) == []
    said = "Back then, on 2014-03-05, we met at the lock and stayed for hours."
    for raw, body in made[15:]:
        kept = Cleaner(pack).clean(raw.replace(body[0], f"{body[0]}\n{said}")).text.split("\n")
        assert not [line for line in kept if is_date(line)]
        assert {said, *body} <= set(kept)


@pytest.mark.parametrize(
    "form", ["{date} · {name} · plank {n}", "{name} told us on {date}", "Set down by {name}, {date}"]
)
def test_a_head_with_a_name_and_a_date_is_one_form(form: str) -> None:
    def head(rng: random.Random) -> list[str]:
        said = form.replace("{date}", DATES["numbers"](rng)).replace("{n}", str(rng.randint(1, 999)))
        return [said.replace("{name}", rng.choice(NAMES)), rng.choice(RANKS)]

    made = list(_threads(20, head=head))
    cleaner = Cleaner(learn(raw for raw, _ in made))
    new = form.replace("{date}", "2024-05-06 10:11").replace("{n}", "7").replace("{name}", "Newcomer9")
    assert new not in cleaner.clean(f"{new}\n{made[0][0]}").text


@pytest.mark.parametrize("extra", [SONG, CODE], ids=["song", "code"])
def test_what_some_put_below_their_posts_together_stays(extra: list[str]) -> None:
    made = list(_threads(20, head=_card, extra=(extra,)))
    cleaner = Cleaner(learn(raw for raw, _ in made))
    for raw, body in made:
        kept, before = (one.clean(raw).text.split("\n") for one in (cleaner, Cleaner()))
        assert [line for line in body if line in before and line not in kept] == []


@pytest.mark.parametrize(
    "labels", [["Boat", "Sails", "Engine hours"], ["船", "帆", "稼働時間", "長さ"]], ids=["en", "ja"]
)
def test_a_form_of_labels_of_their_own_stays_where_some_fill_it_in(labels: list[str]) -> None:
    values = ["a borrowed one", "seven", "none yet", "blue, as ever", "two of them", "12"]
    rng = random.Random(5)
    forms = tuple([f"{label}: {rng.choice(values)}" for label in labels] for _ in range(12))
    made = list(_threads(20, head=_card, extra=forms))
    cleaner = Cleaner(learn(raw for raw, _ in made))
    for raw, body in made:
        kept, before = (one.clean(raw).text.split("\n") for one in (cleaner, Cleaner()))
        assert [line for line in body if line in before and line not in kept] == []


def test_buttons_glued_to_posts_are_cut_and_nothing_else() -> None:
    made = list(_threads(20, head=_card, end=" Salute this Hand over"))
    pack = learn(raw for raw, _ in made[:15])
    assert failing_samples(pack.rules, pack.rules) == []
    for raw, body in made[15:]:
        text = Cleaner(pack).clean(raw).text
        assert "Salute this" not in text
        assert all(line in text for line in body)


def test_pages_in_a_script_without_blanks_are_threads_of_their_own() -> None:
    words = ["渡轮", "周一", "停航", "码头", "邻居", "卖掉", "老桥", "风车", "昨天", "修好", "议会", "孩子"]
    rng = random.Random(2)
    made = [
        "\n".join(["铁砧阁楼 关于 苍鹭 的 一切", *("".join(rng.choices(words, k=9)) + "。" for _ in range(5))])
        for _ in range(9)
    ]
    assert learn(made).threads == 9


def test_a_button_takes_no_short_reply_of_the_next_post_with_it() -> None:
    cleaner = Cleaner(learn(posts(24)))
    rules = [rule for rule in learn(posts(24)).rules if rule.field]
    assert not [label for rule in rules for label in rule.field or () if label in TAIL]
    assert "Not yet" in cleaner.clean("\n".join([*HEAD, "The ferry sails at noon, they say.", TAIL[0], "Not yet"])).text


def test_names_above_ranks_have_as_many_words_as_those_that_were_seen() -> None:
    rule = next(rule for rule in learn(posts(30)).rules if rule.before)
    raw = posts(1)[0].replace("\n\n", f"\n\nSame here mate\n{(rule.before or ('',))[0]}\n", 1)
    assert "Same here mate" in Cleaner(learn(posts(30))).clean(raw).text


def test_more_posts_of_the_same_kind_move_no_phrase() -> None:
    few, more = (learn(posts(count)).to_toml().split("\n") for count in (40, 60))
    moved = [
        line
        for line in difflib.ndiff(few, more)
        if line[0] in "+-" and line[2:4] == "  " and line[2:] in few and line[2:] in more
    ]
    assert moved == []


def test_slots_know_dates_of_numbers() -> None:
    assert slots_of("2015-03-07 14:22 · Ann · 7").text == "{date} · Ann · {n}"
    assert slots_of("Version 10.4.2012.7").text == "Version {n}"
    assert (MONTHS[0], is_date(f"{MONTHS[0]} 7, 2021"), is_date("Monday"), is_date("12,500")) == (
        "Mar",
        True,
        False,
        False,
    )


def test_rules_new_says_when_no_post_has_the_line(tmp_path: Path) -> None:
    path = tmp_path / "post.txt"
    path.write_text("The ferry sails again.\nOT Bucks: 7", encoding="utf-8")
    made = CliRunner().invoke(commands, ["rules", "new", "No such thing", str(path)])
    assert "no post has a line like 'No such thing'" in made.stderr
    assert "no post has" not in CliRunner().invoke(commands, ["rules", "new", "OT Bucks: 9", str(path)]).stderr


@pytest.mark.parametrize(
    ("post", "selector"),
    [
        ("<yarn-item><b class='who'>{0}</b><time>{1}</time><div class='said'>{2}</div></yarn-item>", "yarn-item"),
        ("<div class='c-7a'><b class='c-b2'>{0}</b><i class='c-c3'>{1}</i><p class='c-d4'>{2}</p></div>", "div.c-7a"),
    ],
)  # fmt: skip
def test_a_draft_names_elements_of_a_sites_own_and_built_classes(post: str, selector: str) -> None:
    rng = random.Random(1)
    bodies = iter(articles(24))
    pages = [
        f"<html><body><h1>Report {n}</h1>"
        + "".join(post.format(rng.choice(NAMES), f"2021-05-0{k}", " ".join(next(bodies))) for k in range(1, 5))
        for n in range(6)
    ]
    profile = learn(page.encode() for page in pages).profile
    assert profile is not None
    assert profile["page"]["post"] == [selector]
    found = Cleaner({"profile": [profile]}).clean(pages[0].encode()).posts
    assert [(one.author in NAMES, one.date is not None) for one in found] == [(True, True)] * 4
