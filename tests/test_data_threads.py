"""JSON of threads: what Discourse and Reddit give is read like their pages."""

from __future__ import annotations

import json
import pickle
from datetime import UTC, datetime
from typing import Any

import pytest
from support import LONG, LONGER, assert_sound

from forumclean import Kind, Label, Result, clean
from forumclean.outcome.record import Detail, record_of


def dpost(number: int, name: str, cooked: str, **more: Any) -> dict[str, Any]:
    return {
        "id": 70 + number,
        "username": name,
        "name": name.title(),
        "post_number": number,
        "post_type": 1,
        "created_at": f"2024-03-1{number}T09:15:00.000Z",
        "cooked": cooked,
        "topic_id": 7,
        "topic_slug": "boats",
        **more,
    }


QUOTE = (
    '<aside class="quote" data-username="ann"><div class="title">ann:</div>'
    f"<blockquote><p>{LONG}</p></blockquote></aside>"
)
POSTS = [
    dpost(1, "ann", f"<p>{LONG}</p>"),
    dpost(2, "piet", f"{QUOTE}<p>Why?</p>", reply_to_post_number=1),
    dpost(3, "system", "<p>This topic was closed.</p>", post_type=3),
    dpost(4, "ines", "<p>Nobody <b>knows</b>.</p><pre><code>tide = 3\n  at = 9</code></pre>", reply_to_post_number=2),
]
TOPIC = {"title": "Night boats", "id": 7, "slug": "boats", "post_stream": {"posts": POSTS, "stream": [71, 72, 73, 74]}}


def said(result: Result) -> list[tuple[int | None, str | None, str, int | None, int]]:
    return [(post.number, post.author, post.text, post.parent, post.depth) for post in result.posts]


def test_a_topic_of_discourse_is_read() -> None:
    result = clean(json.dumps(TOPIC), url="https://harbour.example/t/boats/7.json")
    assert (result.engine, result.title, result.suspicious, result.warnings) == ("discourse", "Night boats", False, ())
    assert said(result) == [
        (1, "ann", LONG, None, 0),
        (2, "piet", "Why?", 0, 1),
        (4, "ines", "Nobody knows.\n\ntide = 3\n  at = 9", 1, 2),
    ]
    assert result.posts[0].date == datetime(2024, 3, 11, 9, 15, tzinfo=UTC)
    assert result.posts[2].url == "https://harbour.example/t/boats/7/4"
    assert result.posts[2].author_url == "https://harbour.example/u/ines"
    assert {p.reason for p in result.removed} == {"repeated-quote"}
    assert [p.kind for p in result.paragraphs if p.label is Label.BODY][:1] == [Kind.TITLE]
    assert_sound(result)


@pytest.mark.parametrize(
    "raw",
    [
        json.dumps(TOPIC).encode(),
        json.dumps(TOPIC, indent=2),
        b"\xef\xbb\xbf" + json.dumps(TOPIC, ensure_ascii=False).encode(),
        json.dumps(TOPIC).encode("utf-16"),
        f"\n  {json.dumps(TOPIC)}\n",
        f"\ufeff{json.dumps(TOPIC, indent=2)}",
    ],
    ids=["bytes", "indented", "mark", "UTF-16", "blanks", "mark in a string"],
)
def test_a_topic_is_read_in_any_form(raw: str | bytes) -> None:
    assert said(clean(raw)) == said(clean(json.dumps(TOPIC)))


def test_posts_of_discourse_without_their_topic_are_read() -> None:
    assert said(clean(json.dumps(POSTS[0]))) == [(1, "ann", LONG, None, 0)]
    latest = {"latest_posts": [{**POSTS[0], "topic_title": "Night boats", "raw": "x"}]}
    assert clean(json.dumps(latest)).title == "Night boats"
    raw = {**POSTS[0], "raw": f"> {LONG}\n\nYes &amp; no.\nSo."}
    del raw["cooked"]
    assert clean(json.dumps(raw)).text == f"{LONG}\n\nYes & no.\nSo."


def test_posts_that_are_not_in_the_data_are_told() -> None:
    more = {**TOPIC, "post_stream": {"posts": POSTS, "stream": list(range(50))}}
    assert clean(json.dumps(more)).warnings == ("46 more posts of the thread are not in the data",)


def listing(*children: dict[str, Any]) -> dict[str, Any]:
    return {"kind": "Listing", "data": {"children": list(children)}}


def comment(name: str, author: str, body: str, parent: str, *replies: dict[str, Any], **more: Any) -> dict[str, Any]:
    data = {
        "name": f"t1_{name}",
        "id": name,
        "author": author,
        "body": body,
        "created_utc": 1710407700.0,
        "permalink": f"/r/boats/comments/x/_/{name}/",
        "parent_id": parent,
        "replies": listing(*replies) if replies else "",
    }
    return {"kind": "t1", "data": {**data, **more}}


OPENING = {
    "name": "t3_x",
    "title": "Night boats",
    "selftext": f"{LONG}\n\nSo &amp; so.",
    "author": "ann",
    "created_utc": 1710400000,
    "permalink": "/r/boats/comments/x/_/",
}
COMMENTS = [
    comment(
        "a",
        "piet",
        "> So & so.\n\nWhy?",
        "t3_x",
        comment("b", "[deleted]", "[deleted]", "t1_a", comment("d", "juno", "Yes.\nI think.", "t1_b")),
    ),
    comment(
        "e",
        "tom",
        "plain",
        "t3_x",
        body_html='&lt;div class="md"&gt;&lt;p&gt;The &lt;em&gt;last&lt;/em&gt; one.&lt;/p&gt;&lt;/div&gt;',
    ),
]
THREAD = [listing({"kind": "t3", "data": OPENING}), listing(*COMMENTS, {"kind": "more", "data": {"count": 12}})]


def test_a_thread_of_reddit_is_read() -> None:
    result = clean(json.dumps(THREAD))
    assert (result.engine, result.title, result.suspicious) == ("reddit", "Night boats", False)
    assert result.warnings == ("12 more posts of the thread are not in the data",)
    assert said(result) == [
        (None, "ann", f"{LONG}\n\nSo & so.", None, 0),
        (None, "piet", "So & so.\n\nWhy?", 0, 1),
        (None, "[deleted]", "", 1, 2),
        (None, "juno", "Yes.\nI think.", 2, 3),
        (None, "tom", "The last one.", 0, 1),
    ]
    assert result.posts[1].date == datetime(2024, 3, 14, 9, 15, tzinfo=UTC)
    assert result.posts[1].url == "https://www.reddit.com/r/boats/comments/x/_/a/"
    assert result.posts[1].author_url == "https://www.reddit.com/user/piet"
    assert result.posts[2].author_url is None
    assert_sound(result)


@pytest.mark.parametrize(
    "data",
    [THREAD[1], COMMENTS, COMMENTS[0], [COMMENTS[0]["data"], COMMENTS[1]["data"]]],
    ids=["comments", "list", "one", "bare"],
)
def test_parts_of_reddit_are_read(data: Any) -> None:
    result = clean(json.dumps(data))
    assert result.engine == "reddit"
    assert (result.posts[0].author, result.posts[0].parent) == ("piet", None)


def test_archives_of_reddit_are_json_lines() -> None:
    bare = [{k: v for k, v in c["data"].items() if k != "replies"} for c in COMMENTS]
    result = clean("\n".join(map(json.dumps, [OPENING, *bare])) + "\n")
    assert [(post.author, post.parent) for post in result.posts] == [("ann", None), ("piet", 0), ("tom", 0)]


def test_answers_may_nest_as_deep_as_somebody_likes() -> None:
    thing = comment("z", "ann", LONGER, "t1_y")
    for number in range(150):
        thing = comment(f"c{number}", "piet", f"Answer {number}.", "t1_z", thing)
    assert len(clean(json.dumps([listing(thing)])).posts) == 151
    assert clean("[" * 100_000 + "]" * 100_000).posts


@pytest.mark.parametrize(
    "data",
    [
        {"post_stream": {"posts": "x"}},
        {"post_stream": [1]},
        {"post_stream": {"posts": [None, 1, {"cooked": 3, "username": 1}]}},
        {"kind": "Listing"},
        {"kind": "Listing", "data": {"children": {"a": 1}}},
        [{"kind": "t1", "data": None}],
        [{"kind": ["t1"], "data": {}}],
        {"kind": "t1", "data": {"body": 7, "author": {}, "created_utc": "x", "replies": 1}},
    ],
    ids=str,
)
def test_data_of_another_shape_is_json_and_nothing_else(data: Any) -> None:
    result = clean(json.dumps(data))
    assert result.warnings == ("the input is JSON, no thread",)
    assert result.source == json.dumps(data)


@pytest.mark.parametrize(
    "cooked",
    ["<i>" * 5_000 + LONG, f"<p>{LONG}</p>" + "<ul>" * 3_000, f"</div></body></html><p>{LONG}", f"<p>{LONG}<!--"],
    ids=["deep", "deep lists", "closed early", "open comment"],
)  # fmt: skip
def test_odd_markup_does_no_harm(cooked: str) -> None:
    result = clean(
        json.dumps({**TOPIC, "post_stream": {"posts": [dpost(1, "ann", cooked), dpost(2, "piet", "<p>OK</p>")]}})
    )
    assert LONG in result.posts[0].text
    assert result.posts[1].text == "OK"
    assert_sound(result)


@pytest.mark.parametrize("key", ["created_at", "post_number", "reply_to_post_number", "username", "topic_slug"])
@pytest.mark.parametrize("value", [None, [], {}, 10**30, "\x00\ud800", -1], ids=repr)
def test_odd_values_do_no_harm(key: str, value: Any) -> None:
    result = clean(json.dumps({**TOPIC, "post_stream": {"posts": [{**POSTS[0], key: value}]}}))
    assert LONG in result.text
    assert_sound(result)
    assert json.loads(result.to_json())


def test_a_thread_from_data_can_be_kept_and_sent_on() -> None:
    result = clean(json.dumps(THREAD))
    assert pickle.loads(pickle.dumps(result)) == result
    record = record_of(result, detail=Detail.POSTS)
    assert [post["author"] for post in record["posts"]] == ["ann", "piet", "[deleted]", "juno", "tom"]
