"""Pages that are no thread: the article whole, and what stands beside it gone."""

from __future__ import annotations

import pytest
from support import LONG, LONGER, assert_sound

from forumclean import clean

LINES = [LONG, LONGER, LONG.replace("harbour", "bridge"), LONGER.replace("council", "board")]
ARTICLE = "".join(f"<p>{line}</p>" for line in LINES)
TEASER = (
    "<article class='post-item'><h3><a href='/{n}'>Another story, number {n}</a></h3>"
    "<a class='author' href='/author/kim'>Kim Ode</a> <time datetime='2024-05-0{n}'>May {n}, 2024</time>"
    "<p>The quay is being built anew, and the first stones were set on the {n}th of the month.</p></article>"
)
BOX = (
    "<div class='review-box'><h3>Crane {n}</h3><a class='author' href='/author/kim'>Kim Ode</a>"
    "<time datetime='2024-05-0{n}'>May {n}, 2024</time><p>{text}</p><ul class='pros-body'><li>Strong enough for "
    "stones.</li><li>Quiet by night.</li></ul></div>"
)


def page(body: str) -> str:
    return f"<!DOCTYPE html><html><head><title>Harbour news</title></head><body>{body}</body></html>"


def test_what_react_sends_behind_the_page_is_shown() -> None:
    raw = page(
        "<div id='root'><p>Menu</p><template id='B:0'></template></div>"
        f'<div hidden id="S:0"><article>{ARTICLE}</article></div><script>$RC("B:0","S:0")</script>'
    )
    result = clean(raw)
    assert all(line in result.text for line in LINES)
    assert_sound(result)


def test_what_is_hidden_otherwise_stays_hidden() -> None:
    result = clean(page(f"<article>{ARTICLE}</article><div hidden id='help'><p>{LONG.upper()}</p></div>"))
    assert LONG.upper() not in result.text


def test_teasers_of_other_articles_make_no_thread() -> None:
    teasers = "".join(TEASER.format(n=n) for n in range(1, 5))
    teasers = f"<section class='related-posts'>{teasers}</section>"
    result = clean(
        page(f"<div class='story'><div>{ARTICLE}</div></div><section class='related-posts'>{teasers}</section>")
    )
    assert len(result.posts) == 1
    assert all(line in result.text for line in LINES)
    assert "first stones" not in result.text


def test_boxes_in_an_article_make_no_thread() -> None:
    boxes = "".join(BOX.format(n=n, text=LINES[n % 4]) for n in range(1, 7))
    result = clean(page(f"<main><div class='wordpress-post'><p>{LONG}</p>{boxes}</div></main>"))
    assert len(result.posts) == 1
    assert all(line in result.text for line in LINES)


@pytest.mark.parametrize("name", ["article", "div class='entry-content'"])
def test_an_article_is_taken_out_of_what_it_stands_in(name: str) -> None:
    inner = f"<{name}>{ARTICLE}</{name.partition(' ')[0]}>"
    result = clean(page(f"<main><div>{inner}<div><p>{LONG.upper()}</p></div></div></main>"))
    assert all(line in result.text for line in LINES)
    assert LONG.upper() not in result.text


def test_an_article_in_two_parts_is_whole() -> None:
    first, second = (f"<div class='rich-text'>{''.join(f'<p>{line}</p>' for line in part)}</div>"
                     for part in (LINES[:1], [*LINES[1:], LONG.title(), LONGER.title()]))  # fmt: skip
    result = clean(page(f"<main><div class='story'>{first}<hr>{second}</div></main>"))
    assert all(line in result.text for line in LINES)


@pytest.mark.parametrize("box", ["<aside>{}</aside>", "<div class='news-carousel'>{}</div>"])
def test_boxes_between_the_paragraphs_of_an_article_go(box: str) -> None:
    more = box.format("<p>Also of interest: ten quays that every sailor should have seen.</p>")
    result = clean(page(f"<article><p>{LONG}</p>{more}{ARTICLE}</article>"))
    assert "Also of interest" not in result.text
    assert "profile:generic/related" in [p.reason for p in result.removed]


NEWS = [
    "The ferry between the pier and the island sails again from May on, the council said on Tuesday evening.",
    "Volunteers scraped, welded and painted the old boat in a shed behind the market over four long winters.",
    "Forty people live on the island all year, and a mail boat came twice a week when the swell was low.",
]
NEXT = "A storm took the roof of the library on Sunday night, and the books were carried to the school by hand."


def _paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


@pytest.mark.parametrize("end", ["</body></html>", "</BODY></HTML>", "</body>\n</html >", "</html>"])
@pytest.mark.parametrize("lines", [0, 60])
def test_a_page_that_ends_in_its_middle_is_read_to_its_end(end: str, lines: int) -> None:
    menu = "<nav><a href='/'>Start</a></nav>" + "\n" * lines
    story = f"<div><h1>Ferry</h1>{_paragraphs(*NEWS)}</div>"
    html = f"<html><head><title>Ferry</title></head><body>{menu}{end}{story}</body></html>"
    assert clean(html).text.split("\n\n") == NEWS


@pytest.mark.parametrize(
    "next_article",
    [
        "<div class='story'><h1>Storm</h1><div>4 May 2023</div>{}</div>",
        "<div class='more-of-it'><h2><a href='/2'>Storm</a></h2><p>4 May 2023 | Ann Orle</p>{}</div>",
        "<section><h1>Storm</h1><p>By Ann Orle, 4 May 2023</p>{}</section>",
    ],
)
def test_the_next_article_in_plain_boxes_is_none_of_this_one(next_article: str) -> None:
    story = f"<div class='story'><h1>Ferry</h1><div>3 May 2023</div>{_paragraphs(*NEWS)}</div>"
    after = next_article.format(_paragraphs(NEXT, *NEWS[::-1]))
    html = f"<html><head><title>Ferry</title></head><body><div>{story}{after}</div></body></html>"
    result = clean(html)
    assert NEXT not in result.text
    assert all(text in result.text for text in NEWS)
