"""Blocks around an article: what stays and what goes, each kind of fault in several forms."""

from __future__ import annotations

import pytest
from support import FIXTURES, LONG, LONGER, assert_sound

from forumclean import Result, clean

LINES = (
    LONG,
    LONGER,
    "The pilots' guild had asked for a second tug, and was told that none could be had before the spring of next year.",
    "In the end the vote was nine to four, and the gallery, which had been full since noon, left without a sound.",
)
EXTRA = "Seven masters and one pilot signed the letter that the whole harbour has been talking about since Sunday."


def text(*lines: str, name: str = "") -> str:
    return "".join(f'<p class="{name}">{line}</p>' if name else f"<p>{line}</p>" for line in lines)


def article(inner: str, *, head: str = "", around: str = "<main><article>{}</article></main>") -> Result:
    """Clean a page with an article between a menu and a footer."""
    body = around.format(f"<h1>Northern channel to be deepened</h1>{inner}")
    result = clean(
        f'<!DOCTYPE html><html lang="en"><head><title>Northern channel to be deepened | Quay Post</title>{head}</head>'
        f'<body><div class="bar"><a href="/">Quay Post</a> <a href="/sport">Sport</a></div>{body}'
        "<footer><p>© 2024 Quay Post. All rights reserved.</p></footer></body></html>"
    )
    assert_sound(result)
    return result


def assert_whole(result: Result, *lines: str) -> None:
    assert [line for line in (*LINES, *lines) if line not in result.text] == []


@pytest.mark.parametrize(
    "name",
    [
        "gdpr-Paragraph",
        "cookie-recipe__step",
        "teaser-content",
        "promoted",
        "shareholders-news",
        "commentary",
        "adjacent",
    ],
)
def test_running_text_overrules_the_names_of_its_paragraphs(name: str) -> None:
    assert_whole(article(text(*LINES, name=name)))


@pytest.mark.parametrize(
    "name",
    ["with-sidebar", "layout has-sidebar", "page--wsidebar", "no-comments", "teaser-content", "promoted", "card"],
)
def test_the_name_of_a_layout_puts_no_article_aside(name: str) -> None:
    assert_whole(article(text(*LINES), around=f'<div class="{name}"><div>{{}}</div></div>'))


@pytest.mark.parametrize("name", ["lead", "teaser-text", "standfirst", "intro excerpt", ""])
def test_a_lead_in_the_header_is_part_of_the_article(name: str) -> None:
    header = f'<header><p class="{name}">{EXTRA}</p></header>'
    assert_whole(article(f'{header}<div class="story-text">{text(*LINES)}</div>'), EXTRA)


@pytest.mark.parametrize("name", ["ad-container", "sponsor-slot", "advert", "banner"])
def test_a_box_left_open_takes_no_text_away(name: str) -> None:
    assert_whole(article(f'{text(*LINES[:2])}<div class="{name}"><div class="slot"></div>{text(*LINES[2:])}</div>'))


@pytest.mark.parametrize(
    "line",
    [
        "<p><strong>Read more: <a href='/a'>Nine arches of one bridge</a></strong></p>",
        "<p><b>Lesen Sie auch:</b> <a href='/a'>Nine arches of one bridge</a></p>",
        "<p><em><a href='/a'>Czytaj także: Nine arches of one bridge</a></em></p>",
        "<p>À lire aussi : <a href='/a'>Nine arches of one bridge</a></p>",
        "<div><a href='/a'>関連記事：Nine arches of one bridge</a></div>",
    ],
)
def test_a_line_that_only_points_elsewhere_goes(line: str) -> None:
    result = article(text(*LINES[:2]) + line + text(*LINES[2:]))
    assert_whole(result)
    assert "Nine arches" not in result.text


def test_a_link_in_running_text_stays() -> None:
    line = (
        "The board had <a href='/a'>put the question off</a> three times before, for want of a surveyor who would sign."
    )
    assert "put the question off three times before" in article(text(LINES[0], line, *LINES[1:])).text


@pytest.mark.parametrize(
    "caption",
    [
        "<figure><img src='a.jpg'><figcaption>The quay in May. Photo: Town Archive</figcaption></figure>",
        "<div class='wp-caption'><img src='a.jpg'><p class='wp-caption-text'>The quay in May (Foto: J. Vane)</p></div>",
        "<div class='pic'><img src='a.jpg'><span class='pic-copyright'>© The quay in May</span></div>",
    ],
)
def test_captions_with_a_credit_go(caption: str) -> None:
    result = article(text(*LINES[:2]) + caption + text(*LINES[2:]))
    assert_whole(result)
    assert "The quay in May" not in result.text


@pytest.mark.parametrize(
    "box",
    [
        "<div class='k1'><h2>Who wrote this</h2><p>Edda Voss was born by the quay and knows all of the tugs.</p>"
        "<a href='/p/edda'>View all posts by Edda Voss</a></div>",
        "<div class='k2'><strong>Help us</strong><p>That you can read this without paying is owed to our readers.</p>"
        "<a href='/give'>Donate</a></div>",
        "<section><h3>Never miss a tide</h3><p>Get our letter every Friday.</p><form><button>Sign up</button></form>"
        "</section>",
        "<aside><p>Also of interest: ten quays that every sailor should have seen.</p></aside>",
        "<h3>More on this topic</h3><ul><li><a href='/1'>The crane that never stops</a></li>"
        "<li><a href='/2'>A loaf that nobody could cut</a></li></ul>",
    ],
    ids=["author", "donation", "newsletter", "aside", "links"],
)
def test_a_box_goes_whole(box: str) -> None:
    result = article(text(*LINES) + box)
    assert_whole(result)
    for said in ("by the quay and knows", "View all", "without paying", "every Friday", "ten quays", "never stops"):
        assert said not in result.text


@pytest.mark.parametrize("title", ["<h2><a href='/b'>Another story</a></h2>", "<h1>Another story</h1>"])
def test_an_article_that_follows_is_another(title: str) -> None:
    other = f"</article><article>{title}<p>{EXTRA}</p>"
    result = article(text(*LINES) + other)
    assert_whole(result)
    assert EXTRA not in result.text


def test_a_consent_text_as_long_as_the_article_is_not_the_article() -> None:
    consent = (
        "This site uses small files to make your way through it easier, and keeps them in your browser for a year.",
        "We also use files of other people, which help us to see how this site is used by those who come here.",
        "To refuse some of these files may change what you see, and may make some of the pages slower to come.",
        "Necessary files are kept without your consent for as long as you are here, and are then thrown away.",
    )
    for box in ('<div class="ckz" id="ckzBox">{}</div>', '<div role="dialog"><div>{}</div></div>', "<div>{}</div>"):
        result = article(text(*LINES[:2]) + "</article></main>" + box.format(text(*consent)) + "<main><article>")
        assert LINES[0] in result.text
        assert LINES[1] in result.text
        assert not any(line in result.text for line in consent)


PAGES = sorted(path.parent for path in FIXTURES.glob("unknown/article-*/raw.html"))


def test_there_are_fifteen_pages_in_ten_languages() -> None:
    assert len(PAGES) >= 15
    assert len({folder.name.split("-")[1] for folder in PAGES}) >= 10


@pytest.mark.parametrize("folder", PAGES, ids=lambda folder: folder.name)
def test_no_box_of_a_page_is_in_its_text(folder: object) -> None:
    raw = (FIXTURES / "unknown" / str(getattr(folder, "name", "")) / "raw.html").read_bytes()
    result = clean(raw)
    links = [p.text for p in result.removed if p.reason.endswith("/related")]
    assert result.title
    assert not any(text in result.text for text in links if len(text) > 20)
