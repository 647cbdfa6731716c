"""Title, author and date of an article; comments, nesting, pages that follow, spans of the markup."""

from __future__ import annotations

import html
import json
import pickle
import re

import pytest
from support import LONG, LONGER

from forumclean import Result, clean

TEXT = f"<p>{LONG}</p><p>{LONGER}</p><p>{LONG.replace('northern', 'southern')}</p>"


def page(head: str, body: str) -> str:
    return f'<!DOCTYPE html><html lang="en"><head>{head}</head><body>{body}</body></html>'


def linked(**fields: object) -> str:
    data = {"@context": "https://schema.org", "@type": "NewsArticle", **fields}
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("<title>Night boat | The Pier</title><meta property='og:title' content='Night boat'>", "<h3>Night boat</h3>"),
        ("<title>Night boat - The Pier</title>", "<h1><a href='/'>The Pier</a></h1><h2>Night boat</h2>"),
        ("<title>The Pier: Night boat</title><meta property='og:site_name' content='The Pier'>", ""),
        ("<title>The Pier</title>" + linked(headline="Night boat"), "<h1 class='logo'>The Pier</h1>"),
        (
            "<title>Night boat » News » The Pier</title>",
            "<div class='breadcrumbs'><h1>News</h1></div><h1>Night boat</h1>",
        ),
        ("", "<nav><h1>Menu</h1></nav><h1>Night boat</h1>"),
    ],
)
def test_the_title_is_the_article_s(head: str, body: str) -> None:
    assert clean(page(head, f"{body}<article>{TEXT}</article>")).title == "Night boat"


def test_a_thread_without_a_title_of_its_own_has_the_page_s() -> None:
    posts = "".join(
        f'<div class="reply type-reply"><a class="bbp-author-link" href="/users/{n}"><span class="bbp-author-name">'
        f'Ann{n}</span></a><div class="bbp-reply-content"><p>{LONG}{n}</p></div></div>' for n in range(3)
    )  # fmt: skip
    raw = page("<title>Night boat – The Pier</title><meta property='og:title' content='Night boat'>",
               f'<div id="bbpress-forums">{posts}</div>')  # fmt: skip
    assert clean(raw).title == "Night boat"


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (linked(author={"@type": "Person", "name": "Edda Voss"}, datePublished="2023-08-02T06:00:00+02:00"), ""),
        (linked(author=[{"name": "Edda Voss"}], datePublished="2023-08-02"), ""),
        (
            "<meta name='author' content='Edda Voss'><meta property='article:published_time' "
            "content='2023-08-02T06:00Z'>",
            "",
        ),
        ("", "<a rel='author' href='/e'>Edda Voss</a> <time datetime='2023-08-02T06:00:00Z'>yesterday</time>"),
        ("", "<div class='byline'>By Edda Voss | 2 August 2023</div>"),
        ("", "<p>Von Edda Voss, Hafen</p><p>2. August 2023</p>"),
        (
            "<script type='application/ld+json'>{broken</script>",
            "<div itemprop='author'>Edda Voss</div><time>2023-08-02</time>",
        ),
    ],
)
def test_author_and_date_of_an_article(head: str, body: str) -> None:
    result = clean(page(head, f"<main><article><header><h1>Night boat</h1>{body}</header>{TEXT}</article></main>"))
    assert (result.author, str(result.date)[:10]) == ("Edda Voss", "2023-08-02")
    assert (result.posts[0].author, result.posts[0].date) == (result.author, result.date)
    assert result.text.startswith(LONG)


@pytest.mark.parametrize(
    "name", ["https://example.org/edda", "The Pier", "", "of the harbour and of many other places there"]
)
def test_what_is_no_name_is_no_author(name: str) -> None:
    head = f"<meta name='author' content='{name}'><meta property='og:site_name' content='The Pier'>"
    assert clean(page(head, f"<article><h1>Night boat</h1>{TEXT}</article>")).author is None


COMMENT = (
    '<li class="comment depth-{depth}" id="comment-{n}"><article class="comment-body"><b class="fn">Ann{n}</b>'
    '<time datetime="2024-05-0{n}T09:00:00Z">May {n}</time>'
    '<div class="comment-content"><p>{text}</p></div></article></li>'
)
SAID = (
    "My house was the one that lost its turn, and we have not forgotten it.",
    "Four sacks? In our book it says five.",
)


def with_comments() -> Result:
    items = "".join(COMMENT.format(n=n, depth=n, text=text) for n, text in enumerate(SAID, 1))
    return clean(page(
        "<title>Night boat</title>",
        f'<main><article class="post type-post hentry"><h1 class="entry-title">Night boat</h1>'
        f'<div class="entry-content">'
        f'{TEXT}</div></article><div id="comments"><ol class="comment-list">{items}</ol></div></main>',
    ))  # fmt: skip


def test_comments_leave_the_text_of_an_article_and_are_posts() -> None:
    result = with_comments()
    assert [post.text for post in result.posts[1:]] == list(SAID)
    assert not any(said in result.text for said in SAID)
    assert result.to_text(comments="drop") == result.text
    assert all(said in result.to_text(comments="keep") for said in SAID)


def test_replies_of_a_thread_are_no_comments() -> None:
    posts = "".join(
        f'<div class="post"><a class="username" href="/u/{n}">Ann{n}</a>'
        f'<time datetime="2024-05-0{n}T09:00:00Z">May</time>'
        f'<div class="message"><p>{LONG}{n}</p></div></div>' for n in range(1, 4)
    )  # fmt: skip
    result = clean(page("<title>Night boat</title>", f"<h1>Night boat</h1><main>{posts}</main>"))
    assert result.to_text(comments="drop") == result.to_text(comments="keep")
    assert all(f"{LONG}{n}" in result.text for n in range(1, 4))


def test_a_wrong_word_for_comments_is_told() -> None:
    with pytest.raises(ValueError, match="comments must be one of keep, drop, not 'none'"):
        clean("<p>News").to_text(comments="none")  # type: ignore[arg-type]


def reply(n: int, inner: str = "", *, extra: str = "") -> str:
    return (
        f'<li class="reply-item" {extra}><a class="username" href="/u/{n}">Ann{n}</a>'
        f'<time datetime="2024-05-0{n}T09:00:00Z">'
        f'May {n}</time><div class="message"><p>{LONG}{n}</p></div>{inner}</li>'
    )


@pytest.mark.parametrize(
    "posts",
    [
        reply(1, f"<ul>{reply(2, f'<ul>{reply(3)}</ul>')}</ul>") + reply(4),
        reply(1, extra="data-depth='0'") + reply(2, extra="data-depth='1'") + reply(3, extra="data-depth='2'")
        + reply(4, extra="data-depth='0'"),
    ],
    ids=["nested", "named"],
)  # fmt: skip
def test_who_answers_whom(posts: str) -> None:
    result = clean(page("<title>Night boat</title>", f"<h1>Night boat</h1><ul class='thread'>{posts}</ul>"))
    assert [(post.parent, post.depth) for post in result.posts] == [(None, 0), (0, 1), (1, 2), (None, 0)]


def test_a_flat_thread_nests_nothing() -> None:
    result = clean(page("<title>Night boat</title>", f"<h1>Night boat</h1><ul>{''.join(map(reply, range(1, 5)))}</ul>"))
    assert {(post.parent, post.depth) for post in result.posts} == {(None, 0)}


PAGER = '<div class="{}"><span class="current">{}</span> <a href="?p=1">1</a> <a href="?p=7">7</a></div>'


@pytest.mark.parametrize(
    ("head", "pager", "told"),
    [
        ("", PAGER.format("pagination", 2), "page 2 of 7"),
        ("", PAGER.format("pageNav", 2), "page 2 of 7"),
        ("<link rel='next' href='?p=3'>", "", "next page"),
        ("", PAGER.format("pagination", 7), ""),
        ("", PAGER.format("tags", 2), ""),
        ("<link rel='prev' href='?p=1'>", "", ""),
    ],
)
def test_a_page_that_says_that_more_follows_warns(head: str, pager: str, told: str) -> None:
    raw = page(
        f"<title>Night boat</title>{head}", f"<h1>Night boat</h1><ul>{''.join(map(reply, range(1, 5)))}</ul>{pager}"
    )
    warnings = [warning for warning in clean(raw).warnings if warning.startswith("more posts follow")]
    assert bool(warnings) is bool(told)
    assert told in "".join(warnings)


def plain(markup: str) -> str:
    return "".join(html.unescape(re.sub(r"<[^>]*>", "", markup)).split())


@pytest.mark.parametrize(
    "body",
    [
        f"<article><h1>Fish &amp; chips</h1>{TEXT}<p>Nine <b>arches</b> &#8211; one\n bridge&nbsp;here</p></article>",
        f"<!-- <p>{LONG}</p> --><script>var a = '<p>{LONG}</p>'</script><article><h1>A</h1>{TEXT}</article>",
        f"<article><h1 title='a > b'>A</h1>{TEXT}<ul><li>one<li>two</ul></article><p>one</p>",
    ],
)
def test_every_paragraph_knows_its_markup(body: str) -> None:
    result = clean(page("<title>A</title>", body))
    again = pickle.loads(pickle.dumps(result))
    assert [p.markup for p in again.paragraphs] == [p.markup for p in result.paragraphs]
    for paragraph in result.paragraphs:
        assert paragraph.markup is not None
        start, end = paragraph.markup
        assert plain((result.markup or "")[start:end]) == "".join(paragraph.text.split())


def test_text_has_no_markup() -> None:
    result = clean("The bridge was opened on Monday after three years of work.")
    assert (result.markup, result.paragraphs[0].markup) == (None, None)


def test_hostile_markup_costs_linear_time_and_has_no_wrong_span() -> None:
    raw = "<p>" + "<a '\"" * 20_000 + f"<p>{LONG}</p>"
    result = clean(page("", raw))
    for paragraph in result.paragraphs:
        assert paragraph.markup is None or paragraph.markup[0] < paragraph.markup[1] <= len(result.markup or "")
