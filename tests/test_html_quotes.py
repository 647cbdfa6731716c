"""Quotes on pages: who is quoted stands before the quote or in it, and goes and stays with it."""

from __future__ import annotations

import pytest
from support import assert_sound

from forumclean import Cleaner, Kind, Label, Result
from forumclean.outcome.quotes import REPEATED
from forumclean.values.words import count_words

SAID = "The night boat sails from the western berth until the end of March, the port captain said."
PIER = {
    "name": "pier",
    "detect": [{"has": [".pier"]}],
    "page": {"post": [".pier"]},
    "post": {"body": [".text"]},
    "body": {"quote": [".quote"], "attribution": [".by"]},
}
CLEANER = Cleaner({"profile": [PIER]})


def thread_of(*bodies: str) -> Result:
    posts = "".join(f'<div class="pier"><div class="text">{body}</div></div>' for body in bodies)
    return CLEANER.clean(f"<html><body>{posts}</body></html>")


@pytest.mark.parametrize(
    "attribution",
    [
        '<div class="by">Ann wrote</div>',
        '<p class="by"><a><img src="x.png"></a>Ann wrote</p>\n',
        '<b class="by">Ann wrote</b><br>',
        '<cite class="by">Ann wrote </cite>',
        '<a class="by">Ann wrote</a> on 10<sup>th</sup> May:<br> <br>',
    ],
)
def test_attribution_before_a_quote_goes_and_stays_with_it(attribution: str) -> None:
    result = thread_of(SAID, f'Indeed.<br>{attribution}<div class="quote">{SAID}</div>Good to know.')
    assert result.posts[1].text.split() == ["Indeed.", "Good", "to", "know."]
    assert "Ann wrote" not in result.to_text(quotes="drop")
    assert "Ann wrote" in result.to_text(quotes="keep")
    (led,) = [p for p in result.paragraphs if p.text.startswith("Ann wrote")]
    assert led.kind is Kind.QUOTE


@pytest.mark.parametrize(
    "between", ["<p>But I heard:</p>", "<br>But I heard:<br>", "<br><i>But</i> ", '<div class="quote" hidden></div>']
)
def test_attribution_without_its_quote_is_text(between: str) -> None:
    result = thread_of(SAID, f'So <b class="by">Ann wrote</b> it.{between}<div class="quote">{SAID}</div>')
    assert "So Ann wrote it." in result.text
    assert "So Ann wrote it." in result.to_text(quotes="drop")


def test_attribution_that_nothing_follows_is_text() -> None:
    assert thread_of(SAID, '<b class="by">Ann wrote</b>').posts[1].text == "Ann wrote"


@pytest.mark.parametrize(
    ("said", "other"),
    [
        (
            "东岸的渡轮码头将关闭至三月底,夜班船改由西岸码头开出。",
            "我昨天在图书馆借了三本关于灯塔历史的旧书,写得很好。",
        ),
        ("東岸のフェリー乗り場は三月末まで閉鎖されます。", "昨日図書館で灯台の歴史についての本を三冊借りました。"),
        ("ท่าเรือเฟอร์รี่ฝั่งตะวันออกจะปิดถึงสิ้นเดือนมีนาคม", "เมื่อวานฉันยืมหนังสือเกี่ยวกับประวัติประภาคารสามเล่ม"),
    ],
    ids=["Chinese", "Japanese", "Thai"],
)
def test_quote_without_blanks_goes_only_when_it_repeats_a_post(said: str, other: str) -> None:
    half = said[: len(said) // 2]
    assert thread_of(said, f'<div class="quote">{half}</div>OK').posts[1].text == "OK"
    assert other in thread_of(said, f'<div class="quote">{other}</div>OK').posts[1].text


def markdown_thread(post: str, body: str) -> Result:
    """A thread of an engine whose quotes are bare block quotes; the second post has the given body."""
    bodies = (f"<p>{SAID}</p>", body)
    return Cleaner().clean("<html><body>" + "".join(post.format(inner) for inner in bodies) + "</body></html>")


NODEBB = '<li component="post" data-username="Bo"><div component="post/content">{}</div></li>'
FLARUM = '<div class="PostStream-item"><article class="Post"><div class="Post-body">{}</div></article></div>'


@pytest.mark.parametrize(
    ("post", "body", "text"),
    [
        (NODEBB, f'<p><a href="/user/ann">@Ann</a> said:</p><blockquote>{SAID}</blockquote><p>OK</p>', "OK"),
        (NODEBB, f"<p>The radio:</p><blockquote>{SAID}</blockquote><p>OK</p>", f"The radio: {SAID} OK"),
        (FLARUM, f"<blockquote>{SAID}</blockquote><p>OK</p>", "OK"),
        (FLARUM, "<blockquote>Time and tide wait.</blockquote><p>OK</p>", "Time and tide wait. OK"),
        (FLARUM, '<blockquote><a class="PostMention">Ann</a> Why?</blockquote><p>OK</p>', "OK"),
    ],
    ids=["nodebb", "nodebb, of nobody", "flarum", "flarum, a motto", "flarum, of a poster"],
)
def test_bare_block_quote_goes_when_it_repeats_a_post(post: str, body: str, text: str) -> None:
    result = markdown_thread(post, body)
    assert " ".join(result.posts[1].text.split()) == text


TWICE = [SAID, f'<div class="quote"><b class="by">Ann wrote:</b> {SAID}</div>Good to know.']
LAST = ["Nobody on the quay had heard of it."]


@pytest.mark.parametrize(
    "bodies",
    [
        TWICE,
        [*TWICE, f'<div class="quote">{SAID}<div class="quote">{SAID}</div></div>'],
        [*LAST, f'<div class="quote">{LAST[0]}</div>', f'<div class="quote"><p>{LAST[0]}</p></div>'],
        [f'<div class="quote">{SAID}</div>Why?', SAID],
    ],
    ids=["with attribution", "in a quote", "all of a post", "before what it repeats"],
)
def test_a_quote_that_is_left_out_is_noise_with_a_reason(bodies: list[str]) -> None:
    result = thread_of(*bodies)
    gone = [p for p in result.removed if p.kind is Kind.QUOTE]
    assert gone
    assert {p.reason for p in gone} == {REPEATED}
    assert_sound(result)
    assert result.text.split() == " ".join(p.text for p in result.paragraphs if p.label is Label.BODY).split()
    assert result.stats["words"]["kept"] == count_words(result.text)
    assert result.stats["reasons"][REPEATED] == sum(count_words(p.text) for p in gone)
    assert all(p.text in result.to_text(quotes="keep") for p in gone)


def test_a_quote_of_what_nobody_said_stays_body() -> None:
    result = thread_of(SAID, f'<div class="quote">{SAID[::-1]}</div>Why?')
    assert [p.label for p in result.paragraphs if p.kind is Kind.QUOTE] == [Label.BODY]
    assert SAID[::-1] in result.text


def test_a_rule_that_keeps_a_line_keeps_it_in_a_repeated_quote() -> None:
    rule = {"id": "boat", "starts": ["The night boat"], "action": "keep"}
    bodies = "".join(f'<div class="pier"><div class="text">{body}</div></div>' for body in TWICE)
    result = Cleaner({"profile": [PIER], "rule": [rule]}).clean(f"<html><body>{bodies}</body></html>")
    assert result.text.count(SAID) == 2
    assert_sound(result)


def test_repeated_quotes_are_no_loss() -> None:
    deep = f'<div class="quote">{SAID}</div>' * 30
    result = thread_of(SAID, deep + "So.")
    assert len(result.text) < 0.1 * len(result.source)
    assert not result.suspicious


def test_an_input_that_is_given_back_whole_has_its_repeated_quotes() -> None:
    cleaner = Cleaner({"profile": [PIER], "rule": [{"id": "all", "pattern": ".*tide.*"}]}, on_loss="keep")
    tide = "<p>The tide turned at six and nobody had seen it, the crews of the boats at the long pier said.</p>"
    bodies = "".join(f'<div class="pier"><div class="text">{body}</div></div>' for body in [tide * 40, *TWICE])
    result = cleaner.clean(f"<html><body>{bodies}</body></html>")
    assert result.suspicious
    assert result.text.count(SAID) == 2
    assert result.text.count("The tide turned") == 40
