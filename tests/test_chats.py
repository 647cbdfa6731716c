"""Chats: exports, logs and pasted talk: fixtures/chats/NAME/{raw.txt or raw.json, posts.json}.

`posts.json` holds the messages as a person would tell them; `pytest --accept` writes what comes out today.
"""

from __future__ import annotations

import json
import pickle
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from clock import seconds
from hypothesis import given, settings
from hypothesis import strategies as st
from support import FIXTURES, LONG, LONGER, assert_sound

from forumclean import Kind, Label, Result, clean
from forumclean.reader.chat.grammar import formats
from forumclean.reader.chat.log import read_chat
from forumclean.reader.text import split_lines

RAWS = sorted((FIXTURES / "chats").glob("*/raw.*"))
LOGS = [raw for raw in RAWS if raw.suffix == ".txt"]


def name_of(raw: Path) -> str:
    return raw.parent.name


def seen(result: Result) -> dict[str, Any]:
    posts = [{key: value for key, value in post.to_dict().items() if value is not None} for post in result.posts]
    return {"engine": result.engine, "title": result.title, "warnings": list(result.warnings), "posts": posts}


@pytest.mark.parametrize("raw", RAWS, ids=name_of)
def test_the_messages_of_a_chat_come_out_as_expected(raw: Path, accept: bool) -> None:
    result, path = clean(raw.read_bytes()), raw.with_name("posts.json")
    assert_sound(result)
    if accept:
        path.write_text(json.dumps(seen(result), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    assert seen(result) == json.loads(path.read_text(encoding="utf-8"))


def test_every_format_has_a_chat() -> None:
    engines = {json.loads(raw.with_name("posts.json").read_text("utf-8"))["engine"] for raw in LOGS}
    assert engines == {form.name for form in formats()}


@pytest.mark.parametrize("raw", LOGS, ids=name_of)
def test_what_is_no_head_and_no_note_of_a_chat_is_text(raw: Path) -> None:
    result = clean(raw.read_bytes())
    assert all(p.reason.startswith("chat:") for p in result.removed)
    assert not result.suspicious
    assert "\n".join(post.text for post in result.posts).split() == result.text.split()


@pytest.mark.parametrize("raw", LOGS, ids=name_of)
def test_line_ends_change_nothing_in_a_chat(raw: Path) -> None:
    text = raw.read_text(encoding="utf-8")
    other = clean(text.replace("\n", "\r\n"))
    assert seen(other) == seen(clean(text))
    assert pickle.loads(pickle.dumps(other)) == other


SAID = ["Rain again.", "The pier is closed, they say.", "Who says?", "The board."]
HEADS = {
    "[12/03/24, 10:1{n}:03] Ann: {text}": "whatsapp",
    "[12.03.24, 10:1{n}:03] Ann: {text}": "whatsapp",
    "[2024-03-12, 10:1{n}:03 AM] Ann: {text}": "whatsapp",
    "12/03/2024, 10:1{n} - Ann: {text}": "whatsapp",
    "12/03/2024 à 10:1{n} - Ann: {text}": "whatsapp",
    "12-03-2024 10:1{n} - Ann: {text}": "whatsapp",
    "2024/3/12 上午10:1{n} - Ann: {text}": "whatsapp",
    "12/3/24, 10:1{n} a.\u00a0m. - Ann: {text}": "whatsapp",
    "12/3/24, 10:1{n}\u202fπ.μ. - Ann: {text}": "whatsapp",
    "١٢/٣/٢٠٢٤، ١٠:١{n} - Ann: {text}": "whatsapp",
    "[10:1{n}, 3/12/2024] Ann: {text}": "whatsapp",
    "Ann, [12.03.24 10:1{n}]\n{text}": "telegram",
    "[12.03.2024 10:1{n}] Ann: {text}": "telegram",
    "[12-Mar-24 10:1{n} AM] Ann\n{text}": "discord",
    "[3/12/2024 10:1{n} AM] Ann\n{text}": "discord",
    "Ann — Today at 10:1{n}\n{text}": "discord",
    "Ann — 12/03/2024 10:1{n} AM\n{text}": "discord",
    "Ann  10:1{n} AM\n{text}": "slack",
    "Ann [10:1{n} AM]\n{text}": "slack",
    "10:1{n} <Ann> {text}": "irc",
    "10:1{n} <@Ann> {text}": "irc",
    "10:1{n} < Ann> {text}": "irc",
    "[10:1{n}] <Ann> {text}": "irc",
    "[10:1{n}:03] <+Ann> {text}": "irc",
    "[2024-03-12 10:1{n}:03] <Ann> {text}": "irc",
    "2024-03-12 10:1{n}:03\tAnn\t{text}": "irc",
    "Mar 12 10:1{n}:03 <Ann>\t{text}": "irc",
    "(10:1{n}:03) Ann: {text}": "irc",
    "10:1{n}\tAnn\t{text}": "line",
    "午前10:1{n}\tAnn\t{text}": "line",
    "[Ann] [오전 10:1{n}] {text}": "kakaotalk",
    "[Ann] [10:1{n} AM] {text}": "kakaotalk",
    "2024년 3월 12일 오전 10:1{n}, Ann : {text}": "kakaotalk",
    "2024. 3. 12. 오전 10:1{n}, Ann : {text}": "kakaotalk",
    "March 12, 2024, 10:1{n} AM, Ann : {text}": "kakaotalk",
}


def log(head: str, texts: list[str] = SAID) -> str:
    return "\n".join(head.replace("{n}", str(n)).replace("{text}", text) for n, text in enumerate(texts))


@pytest.mark.parametrize("head", HEADS, ids=str)
def test_a_head_of_any_form_is_read(head: str) -> None:
    result = clean(log(head))
    assert result.engine == HEADS[head]
    assert [post.text for post in result.posts] == SAID
    assert {post.author for post in result.posts} == {"Ann"}
    assert all(post.date_text and ":1" in post.date_text.replace("١", "1") for post in result.posts)
    assert_sound(result)


@pytest.mark.parametrize("head", HEADS, ids=str)
def test_a_message_may_have_many_lines(head: str) -> None:
    texts = ["Rain.\nAgain.\n\n> So?", LONG, f"- one\n- two\n{LONGER}"]
    result = clean(log(head, texts))
    assert [post.text for post in result.posts] == texts
    assert next(p.kind for p in result.paragraphs if p.text == "> So?") is Kind.QUOTE


@pytest.mark.parametrize("head", HEADS, ids=str)
def test_two_heads_are_no_chat(head: str) -> None:
    assert read_chat(split_lines(log(head, SAID[:2]))) is None


@pytest.mark.parametrize("head", HEADS, ids=str)
def test_a_log_quoted_in_a_post_is_no_chat(head: str) -> None:
    assert read_chat(split_lines(f"A log\nSenior Member\n{LONG}\n\n{LONGER}\n{log(head)}")) is None
    assert read_chat(split_lines(log(head) + f"\n{LONG}" * 200)) is None


@pytest.mark.parametrize(
    "text",
    [
        "The train leaves at 10:15.\nThe next one leaves at 10:45.\nThe last one leaves at 23:10.",
        "10:15 Opening\n10:30 Talk of the chair\n11:00 Coffee\n12:15 Lunch",
        "Mon 10:15-11:00: Maths\nTue 10:15-11:00: Greek\nWed 10:15-11:00: Music",
        "Ann: 10:15\nBo: 10:20\nCy: 10:25",
        "1:03 goal by Maas\n2:10 foul\n3:44 goal",
        "12/03/2024, 10:15\nAnn\n12/03/2024, 10:16\nBo\n12/03/2024, 10:17\nCy",
        "05-14-2004, 02:18 PM\nRain.\n05-14-2004, 02:20 PM\nSun.\n05-15-2004, 09:12 PM\nHail.",
        "Yesterday, 02:18 PM\nRain.\nYesterday, 02:20 PM\nSun.\nToday 09:12 PM\nHail.",
        "May 3, 2004 02:18 PM\nRain.\nMay 3, 2004 02:20 PM\nSun.\nMay 4, 2004 09:12 PM\nHail.",
        "The log from Friday:\n\n[10:15] <ann> Rain.\n[10:16] <bo> Sun.\n[10:17] <ann> Hail.",
        "[10:15] the first chapter\n[12:30] the second chapter\n[20:11] the third chapter",
    ],
    ids=lambda text: text[:12],
)
def test_times_alone_make_no_chat(text: str) -> None:
    assert read_chat(split_lines(text)) is None


def dates(*days: str) -> list[datetime | None]:
    return [post.date for post in clean("\n".join(f"[{day}, 10:15:03] Ann: Hi." for day in days)).posts]


@pytest.mark.parametrize(
    ("days", "first"),
    [
        (["12/03/24", "13/03/24", "14/03/24"], (2024, 3, 12)),
        (["02/03/24", "03/03/24", "04/03/24"], (2024, 3, 2)),
        (["3/2/24", "3/3/24", "3/4/24"], (2024, 3, 2)),
        (["24/3/2", "24/3/3", "24/3/4"], (2024, 3, 2)),
        (["2024-03-02", "2024-03-02", "2024-03-04"], (2024, 3, 2)),
    ],
    ids=lambda value: str(value[0]),
)
def test_a_chat_goes_on_from_day_to_day(days: list[str], first: tuple[int, int, int]) -> None:
    assert dates(*days)[0] == datetime(*first, 10, 15, 3, tzinfo=UTC)


def test_the_order_of_a_date_is_not_guessed() -> None:
    assert dates("02/03/24", "02/03/24", "02/03/24") == [None] * 3


def test_notes_are_noise_and_belong_to_the_message_above() -> None:
    lines = [
        "10:14 -!- Bo [~b@x] has joined #x",
        "10:15 <Ann> Hi.",
        "10:16 <Bo> Ho.",
        "10:17 -!- Cy [c@x] has left #x",
        "10:18 <Ann> Who?",
    ]
    result = clean("\n".join(lines))
    assert [p.text for p in result.removed if p.kind is Kind.NOTICE] == [lines[0], lines[3]]
    assert [p.post for p in result.paragraphs if p.kind is Kind.NOTICE] == [0, 1]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=40), min_size=3, max_size=9))
def test_nothing_of_a_chat_is_lost(texts: list[str]) -> None:
    result = clean("\n".join(f"[12/03/24, 10:1{n % 10}:03] Ann: {text}" for n, text in enumerate(texts)))
    assert_sound(result)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 60_000,
        "10:15 " * 30_000,
        ("x " * 40 + "10:15\n") * 3_000,
        "12/03/24, 10:15 - " * 20_000,
        ("[10:15] * " * 9 + "\n") * 2_000,
        "10:15 <" + "a" * 90_000 + "\n10:15\n10:15",
        log("10:1{n} <Ann> {text}", ["hi"] * 9) + "\n" + "님이 " * 30_000,
        log("[Ann] [오전 10:1{n}] {text}", ["hi"] * 9) + "\n" + "님이 님을 " * 20_000 + "초대",
    ],
    ids=range(8),
)
def test_odd_texts_take_no_time(text: str) -> None:
    assert seconds(lambda: read_chat(split_lines(text))) < 2


def test_a_chat_of_many_messages_is_read_in_linear_time() -> None:
    def took(count: int) -> float:
        text = log("10:1{n} <Ann> {text}", ["hello there"] * 9) + "\n10:15 <Bo> well" * count
        result = clean(text)
        assert len(result.posts) == count + 9
        return seconds(lambda: clean(text).posts)

    # Four times as much; quadratic would be 16 times as long.
    assert took(8_000) < 12 * max(took(2_000), 0.02)


DAMAGED: list[Any] = [
    {"messages": [{"type": "message", "date": 7, "text": {"a": 1}}]},
    {
        "messages": [
            {"type": "message", "date": "x", "text": [1, None, {"text": 3}], "id": [], "reply_to_message_id": {}}
        ]
    },
    {"chats": {"list": [None, 3, {"messages": "x"}, {"messages": [{"type": "message", "date": "", "text": "hi"}]}]}},
    {"messages": [{"content": "hi", "author": {"name": 3}, "timestamp": [], "id": 4, "reference": 3}]},
    [{"type": "message", "text": "<@U1|> <|> <!here>", "ts": "x", "user": 3, "user_profile": 4}],
    {"id": 1, "type": "story", "author": None, "title": "T", "children": [None, 3, {"children": {}}], "kids": 3},
    {"comments": [{"comment": {"content": "hi", "path": "0.x..99999999999999999999999"}, "creator": 3}]},
    {"comments": [{"text": "hi", "author": None, "parent": None, "timestamp": "no"}], "title": 3},
    {"items": [{"snippet": {"topLevelComment": {"snippet": 3}, "totalReplyCount": "x"}, "replies": []}, None]},
]


@pytest.mark.parametrize("data", DAMAGED, ids=lambda data: json.dumps(data)[:40])
def test_damaged_exports_do_no_harm(data: Any) -> None:
    result = clean(json.dumps(data))
    assert_sound(result)
    assert json.loads(result.to_json())


def test_text_of_an_export_is_never_markup() -> None:
    message = {
        "id": "1",
        "timestamp": "2024-03-14T09:15:00Z",
        "content": "a <b>c</b> &amp; </div><p>",
        "author": {"name": "ann"},
    }
    assert clean(json.dumps({"channel": {}, "messages": [message]})).text == message["content"]


def test_answers_of_hacker_news_nest_as_deep_as_somebody_likes() -> None:
    item: dict[str, Any] = {"id": 200, "type": "comment", "author": "ann", "text": LONG, "parent_id": 199}
    for number in reversed(range(200)):
        item = {
            "id": number,
            "type": "comment",
            "author": "bo",
            "text": "So.",
            "parent_id": number - 1,
            "children": [item],
        }
    posts = clean(json.dumps(item)).posts
    assert (len(posts), posts[-1].depth, posts[-1].text) == (201, 200, LONG)


def test_all_that_is_body_is_in_the_text() -> None:
    result = clean(log("[12/03/24, 10:1{n}:03] Ann: {text}"))
    assert result.text.split("\n") == SAID
    assert [p.text for p in result.paragraphs if p.label is Label.BODY] == SAID
    assert result.to_text(headers=True).startswith("Ann\n12/03/24 10:10:03\nRain again.")
