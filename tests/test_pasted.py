"""Comments and chats as they are pasted, crawled and exported: tests/pasted/*.toml, a table of shapes for each family.

A case has its source, and its posts as a person tells them: author, date as it stands, text.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from clock import seconds
from hypothesis import given, settings
from hypothesis import strategies as st
from mails import LANGUAGES, NAME
from support import FIXTURES, LONG, LONGER, assert_sound

from forumclean import Result, clean
from forumclean.reader.comments.grammar import compiled, families
from forumclean.reader.comments.read import read_comments
from forumclean.reader.text import split_lines

TABLES = sorted((Path(__file__).parent / "pasted").glob("*.toml"))
COMMENTS = sorted((FIXTURES / "comments").glob("*/posts.toml"))
ANY = "*"  # a date that the source has in seconds
Seen = list[tuple[str | None, str | None, str]]


def cases() -> Iterator[Any]:
    for table in TABLES:
        for n, case in enumerate(tomllib.loads(table.read_text(encoding="utf-8")).get("case", ())):
            wrong = case.get("wrong")
            marks = [pytest.mark.xfail(reason=wrong, strict=True)] if wrong else []
            yield pytest.param(case, id=f"{table.stem}-{n}-{case['family']}", marks=marks)


CASES = list(cases())


def folded(text: str) -> str:
    return " ".join(text.split())


def expected(case: dict[str, Any]) -> Seen:
    return [(author or None, date or None, folded(text)) for author, date, text in case["posts"]]


def seen(result: Result, like: Seen) -> Seen:
    """The posts as the table has them; a date of which it says that it may be any is not compared."""
    free = [date == ANY for _, date, _ in like]
    return [
        (post.author, ANY if n < len(free) and free[n] else post.date_text, folded(post.text))
        for n, post in enumerate(result.posts)
    ]


@pytest.mark.parametrize("case", CASES)
def test_each_post_has_its_author_date_and_text(case: dict[str, Any]) -> None:
    result, posts = clean(case["raw"].strip("\n")), expected(case)
    assert_sound(result)
    assert seen(result, posts) == posts
    if "quotes" in case:
        assert [quote.author for quote in result.quotes] == case["quotes"]


@pytest.mark.parametrize("case", CASES)
def test_line_ends_and_blank_lines_above_change_nothing(case: dict[str, Any]) -> None:
    posts = expected(case)
    raw = case["raw"].strip("\n")
    assert seen(clean("\n\n" + raw.replace("\n", "\r\n") + "\r\n"), posts) == seen(clean(raw), posts)


@pytest.mark.parametrize("path", COMMENTS, ids=lambda path: path.parent.name)
def test_the_posts_of_a_fixture_have_authors_and_dates(path: Path) -> None:
    result = clean(path.with_name("raw.txt").read_text(encoding="utf-8"))
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    assert result.engine == told["engine"]
    assert [[post.author or "", post.date_text or ""] for post in result.posts] == told["heads"]
    assert all(folded(begin) in folded(post.text) for begin, post in zip(told["begins"], result.posts, strict=True))


def test_every_family_has_a_shape() -> None:
    engines = {clean(case.values[0]["raw"].strip("\n")).engine for case in CASES}
    assert {family.name for family in families()} <= engines


MAILS = {
    f"{language}-{form}": (language, line)
    for table in TABLES
    if table.stem.startswith("mail")
    for language, forms in tomllib.loads(table.read_text(encoding="utf-8")).items()
    for form, line in forms.items()
}


@pytest.mark.parametrize("name", MAILS)
def test_lines_of_other_clients_part_a_reply_from_what_it_answers(name: str) -> None:
    language, form = MAILS[name]
    words = LANGUAGES[language]
    head = [line.format(n=NAME, m="marta@mill.example") for line in ([form] if isinstance(form, str) else form)]
    mark = "> " if isinstance(form, str) else ""
    parts = [words["greeting"], *words["said"], "\n".join(head) + "\n" * (1 if mark else 2)
             + "\n".join(mark + line for line in words["asked"])]  # fmt: skip
    result = clean("\n\n".join(parts))
    first, answered = result.posts[:2]
    assert first.text.split("\n\n") == [words["greeting"], *words["said"]]
    assert (answered.author, answered.date and str(answered.date.date())) == (NAME, "2024-03-14")
    assert not any(line in result.text for line in head)


@pytest.mark.parametrize(
    "text",
    [
        f"@ann wrote that in the paper.\n{LONG}\n@bo did not.\n{LONGER}\nReply\nReply",
        f"Ann Lee\nSenior Member\n2 years ago\n{LONG}\nReply\nLike\nBo Hart\nMember\n2 years ago\n{LONGER}\nLike",
        "The week\nMonday • 2 hours of Greek\nTuesday • 3 hours of Latin\nFriday • nothing\nReply\nReply",
        "The crane\n12 points 2 years ago they said.\n14 points 3 years ago they said.\nSo much for points.",
        "Flour\n2 cups\nSugar\n1 cup\nReply\nLike\nButter\n3 spoons\nReply\n",
        "作者的话\n標題很長，時間很短。\n推 動 社 會 前 進 的 力 量\n→ 下一頁\n推 薦 這 本 書",
        f"{LONG}\n\nReply\n\n{LONGER}\n\nReply\n\n{LONG}",
        "(月) 休み\n(火) 10:15 会議\n(水) 11:00 昼食",
    ],
    ids=range(8),
)
def test_what_looks_a_little_like_comments_is_none(text: str) -> None:
    assert read_comments(split_lines(text)) is None


@pytest.mark.parametrize(("count", "is_said"), [("42", True), ("7", True)], ids=["answer", "small"])
def test_a_number_alone_is_an_answer_and_a_number_below_one_a_count(count: str, is_said: bool) -> None:
    raw = f"@ann\n2 years ago\n{count}\n{count}\nReply\n@bo\n1 year ago\nSo many?\n3\nReply"
    assert [post.text for post in clean(raw).posts] == [count, "So many?"]


def test_what_stands_above_comments_is_a_post_of_its_own() -> None:
    comments = "Comments\n@ann\n2 years ago\nRain.\nReply\n@bo\n1 year ago\nAgain?\nReply"
    posts = clean(f"The northern channel\n\n{LONG}\n\n{comments}").posts
    assert [(post.author, post.text) for post in posts] == [(None, LONG), ("@ann", "Rain."), ("@bo", "Again?")]


def test_a_name_and_a_colon_in_a_text_are_text() -> None:
    case = next(case.values[0] for case in CASES if "两条船停在外面等潮水，" in case.values[0]["raw"])
    raw = case["raw"].replace("两条船停在外面等潮水，", "两条船停在外面。\n船长：等潮水。\n")
    assert "船长：等潮水。" in clean(raw).posts[0].text


def test_a_label_of_an_unknown_language_that_all_posts_end_with_is_no_text() -> None:
    posts = [("@ann", "Rain."), ("@bo", "Again?"), ("@cy", "All day, they say."), ("@ann", "Cam")]
    raw = "".join(f"{name}\n{n} years ago\n{text}\nCam\nReply\n" for n, (name, text) in enumerate(posts, 2))
    assert [post.text for post in clean(raw).posts] == [text for _, text in posts]


@pytest.mark.parametrize("label", ["Meist gelesen", "Nur heute"])
def test_a_label_above_the_first_name_is_no_name_where_that_comes_back(label: str) -> None:
    comments = [("Ann Lee", LONG), ("Bo Hart", "So\nAnn Lee\nsays."), ("Ann Lee", "Yes.")]
    raw = label + "\n" + "".join(f"{name}\n{text}\nLike\nReply\n{n}w\n" for n, (name, text) in enumerate(comments, 1))
    assert [(post.author, post.text) for post in clean(raw).posts] == comments


def test_the_words_of_a_push_are_found_though_its_mark_is_the_same_word() -> None:
    raw = "推 ann: 推 03/03 06:30\n推 bo: 3 03/03 06:31\n噓 cy: 推 bo: 03/03 06:32\n推 dan: 03/03 06:33"
    assert [(post.author, post.text) for post in clean(raw).posts] == [
        ("ann", "推"), ("bo", "3"), ("cy", "推 bo:"), ("dan", ""),
    ]  # fmt: skip


def test_short_comments_are_kept_whatever_the_score_says() -> None:
    raw = "".join(f"@ann{n}\n{n} years ago\n{text}\nReply\n" for n, text in enumerate(["lol", "Home", "Next", "ok"], 2))
    assert [post.text for post in clean(raw).posts][:1] == ["lol"]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from([*"•@O-", "Reply", "Like", "2d", "2 years ago", "@ann", "回复", "1楼", "答글", LONG, "x"]),
        max_size=40,
    )
)
def test_no_order_of_such_lines_loses_anything(lines: list[str]) -> None:
    assert_sound(clean("\n".join(lines)))


_HOSTILE = ["1" * 240, "1 " * 120, "a " * 120, "• " * 120, "Reply " * 40, "· a " * 60, "赞 " * 120, "추천 1 " * 40,
            "points 1 " * 26, "permalink" * 26, "a@b.c" * 48, "1.1.1.1 " * 28, "a\t" * 120, "[–] " * 60]  # fmt: skip


@pytest.mark.parametrize("family", families(), ids=lambda family: family.name)
def test_no_line_takes_long(family: Any) -> None:
    patterns = [compiled(pattern) for one in family.classes for pattern in one.patterns]
    assert seconds(lambda: [p.fullmatch(line + end) for p in patterns for line in _HOSTILE for end in ("", "!")]) < 1


@pytest.mark.parametrize("family", families(), ids=lambda family: family.name)
def test_posts_are_found_in_linear_time(family: Any) -> None:
    letters = [
        "w",
        "wx",
        "s",
        "wsxT",
        "wD",
        "wTC",
        "V",
        "wB",
        "wxM",
        "P",
        "".join(one.letter for one in family.classes),
    ]

    def took(size: int) -> float:
        return seconds(lambda: [len(re.findall(family.posts, run * size)) for run in letters])

    # Four times as much; quadratic would be 16 times as long.
    assert took(8_000) < 12 * max(took(2_000), 0.01)
