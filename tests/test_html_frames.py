"""What stands around the posts, and who is quoted in them, when somebody asks for it."""

from __future__ import annotations

import forumclean
from forumclean import Kind, Label
from forumclean.reader.engines.profileset import ProfileSet
from forumclean.reader.html import read_html

SAID = "The harbour board has closed the eastern berth until the end of March, and nobody was told in time."
ASKED = "Will the night boat sail from the west, or is there no boat at all before the summer comes?"


def _post(name: str, text: str) -> str:
    return (
        f'<div class="entry-row"><div class="who">'
        f'<a class="username" href="/members/{name}"><b>{name}</b><i>Pilot</i></a>'
        f"<span>Posts: 12</span><span>Likes: 3</span></div><time datetime='2024-03-05T09:15:00Z'>5 March 2024</time>"
        f'<div class="entry-text"><p>{text}</p></div></div>'
    )


PAGE = f"<html><body><div><h1>Berth closed</h1></div>{_post('Ann', SAID)}{_post('Piet', ASKED)}</body></html>"


def test_heading_of_an_unknown_page_is_its_title() -> None:
    result = forumclean.clean(PAGE)
    assert (result.engine, result.title) == (None, "Berth closed")
    (heading,) = [p for p in result.paragraphs if p.text == "Berth closed"]
    assert (heading.kind, heading.label) == (Kind.TITLE, Label.BODY)


def test_inline_elements_of_the_frame_are_apart() -> None:
    removed = " | ".join(p.text for p in forumclean.clean(PAGE).removed)
    assert "Posts: 12 Likes: 3" in removed
    assert "12Likes" not in removed


def test_name_of_an_author_is_apart_from_the_rank_in_the_same_link() -> None:
    assert [post.author for post in forumclean.clean(PAGE).posts] == ["Ann Pilot", "Piet Pilot"]


def test_posts_alone_are_known_as_xenforo() -> None:
    posts = "".join(
        f'<article class="message message--post"><h4 class="message-name">{name}</h4>'
        f'<div class="message-body"><div class="bbWrapper">{text}</div></div></article>'
        for name, text in (("Ann", SAID), ("Piet", ASKED))
    )
    document = read_html(posts, profiles=ProfileSet.shipped())
    assert (document.engine, list(document.texts)) == ("xenforo", [SAID, ASKED])
    assert [head.author for head in document.heads] == ["Ann", "Piet"]


def test_who_is_quoted_is_kept_with_the_quote() -> None:
    page = (
        '<html id="XF"><body><article class="message message--post"><div class="message-body"><div class="bbWrapper">'
        '<blockquote class="bbCodeBlock bbCodeBlock--quote"><div class="bbCodeBlock-title">Ann wrote: ↑</div>'
        f'<div class="bbCodeBlock-content">{SAID}</div></blockquote>{ASKED}</div></div></article></body></html>'
    )
    result = forumclean.clean(page)
    assert result.to_text(quotes="keep") == f"Ann wrote: ↑\n{SAID}\n\n{ASKED}"
    assert "Ann wrote" not in result.to_text(quotes="drop")
