"""Posts of engines that nobody knows: which of what repeats is a post, and where its words stand."""

from __future__ import annotations

import pytest
from test_reading import NAMES, SAID, page, texts, when

from forumclean import clean

PICTURE = '<img src="/up/7.jpg" alt="">'
POST = (
    '<div class="row odd"><div class="col left"><a class="nick" href="/people/{n}">{name}</a> {panel}</div>'
    '<div class="col right"><time datetime="{when}">{when}</time>{body}</div></div>'
)
PANELS = {
    "joined": "<dl><dt>Joined</dt><dd>Sun Mar 05, 2017 6:55 am</dd></dl>",
    "location": "<p>Location</p><p>Behind the harbour wall at Hallam</p>",
    "counts": '<ul><li>Posts: <a href="/s">2117</a></li><li>Likes: 12</li></ul>',
}
BODIES = {
    "div": '<div class="said">{}</div>',
    "section": '<section class="said"><div>{}</div></section>',
    "cell": '<div class="said wide"><span>{}</span></div>',
}


@pytest.mark.parametrize("place", [0, 1, 3])
@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("panel", PANELS)
def test_a_post_that_is_a_picture_has_no_text(panel: str, body: str, place: int) -> None:
    said = [f"<p>{text}</p>" for text in SAID]
    said.insert(place, PICTURE)
    names = [*NAMES, "Old Ferry"]
    posts = "".join(
        POST.format(n=n, name=name, panel=PANELS[panel], when=when(n), body=BODIES[body].format(text))
        for n, (name, text) in enumerate(zip(names, said, strict=True))
    )
    result = clean(page(f"<h1>Sealing a skylight</h1>{posts}"))
    wanted = list(SAID)
    wanted.insert(place, "")
    assert texts(result) == wanted
    assert [post.author for post in result.posts] == names


@pytest.mark.parametrize("line", ["Topic: Sealing a skylight", "You are not logged in", "3 replies, 2 readers"])
@pytest.mark.parametrize("where", ["before", "after", "both"])
def test_lines_of_the_page_around_the_posts_are_none(line: str, where: str) -> None:
    row = '<tr class="line"><td>{}</td></tr>'
    posts = "".join(
        row.format(f'<a href="/user_info.pl?id={n}">{name}</a> <i>{when(n)}</i><div>{text}</div>')
        for n, (name, text) in enumerate(zip(NAMES, SAID, strict=True))
    )
    before = row.format(line) if where != "after" else ""
    after = row.format(line) if where != "before" else ""
    result = clean(page(f"<table>{before}{posts}{after}</table>"))
    assert texts(result) == SAID
    assert [post.author for post in result.posts] == NAMES


LINKS = "".join(f'<li><a href="/drug/{n}">Drug {n}</a> tablets and capsules</li>' for n in range(120))


@pytest.mark.parametrize("name", ["list_item_b", "row", "cell entry"])
@pytest.mark.parametrize("bold", ["strong", "b"])
def test_posts_with_stamps_on_a_page_full_of_other_things(name: str, bold: str) -> None:
    markup = (
        '<div class="{name}" id="r_{n}"><div class="{name}_content"><{bold}>{who}</{bold}> wrote:<br>'
        '<span class="soft"><time datetime="{when}Z">{when}</time></span><br>{text}<br></div>'
        '<div class="bar"><a href="#">REPLY</a><a href="#">REPORT</a></div></div>'
    )
    said = [*SAID, "how long does it take"]
    names = [*NAMES, "Old Ferry"]
    posts = "".join(
        markup.format(n=n, who=who, bold=bold, when=f"2023-04-0{n + 2}T10:0{n}:00", text=text, name=name)
        for n, (who, text) in enumerate(zip(names, said, strict=True))
    )
    result = clean(page(f"<h1>Sealing a skylight</h1>{posts}<ul>{LINKS}</ul>"))
    assert [post.author for post in result.posts] == names
    for post, text in zip(result.posts, said, strict=True):
        assert text in post.text


HEADS = {
    "one line": "<div class='top'>From: {name} | Email: a{n}@post.example | Date: {when}</div><p>{text}</p>",
    "two lines": "Name: {name}<br>Date: {when}<br><br>{text}<hr>",
    "below": "{text}<br>Nombre: {name}<br>Fecha: {when}<hr>",
    "brackets": "<table><tr><td>[{n}] Author: {name} Posted: {when}</td></tr><tr><td>{text}</td></tr></table>",
    "cells": "<p class='s'>{when}</p><table><tr><td>Name: {name}</td></tr><tr><td class='d'>{text}</td></tr></table>",
}


@pytest.mark.parametrize("kind", HEADS)
@pytest.mark.parametrize("box", ["<div class='e'>{}</div>", "<table><tr><td class='e'>{}</td></tr></table>"])
def test_heads_of_labelled_lines(kind: str, box: str) -> None:
    posts = "".join(
        box.format(HEADS[kind].format(n=n, name=name, when=when(n), text=text))
        for n, (name, text) in enumerate(zip([*NAMES, "Ada Quill"], [*SAID, SAID[0][::-1]], strict=True), 1)
    )
    result = clean(page(f"<h1>Visitors of the mill</h1>{posts}"))
    assert [post.author for post in result.posts] == [*NAMES, "Ada Quill"]
    assert [post.date and post.date.day for post in result.posts] == [3, 4, 5, 6]
    assert texts(result)[:3] == SAID


TITLES = ["Works as it should", "Good value", "Not for me"]


@pytest.mark.parametrize("title", ["<h3>{}</h3>", "<h4><a href='/r/{n}'>{}</a></h4>", "<a href='/r/{n}'>{}</a>"])
@pytest.mark.parametrize(
    "head", ["<span>By {name}</span> <i>{when}</i>", "<div><span>{name}</span> <i>{when}</i></div>"]
)
def test_a_title_of_a_review_is_no_name(title: str, head: str) -> None:
    posts = "".join(
        f"<div class='card'>{title.format(said, n=n)}<div class='m'>{head.format(name=name, when=when(n))}</div>"
        f"<img alt='Rated 4 of 5 stars'><p>{text}</p></div>"
        for n, (said, name, text) in enumerate(zip(TITLES, NAMES, SAID, strict=True))
    )
    result = clean(page(f"<h1>Skylight 300</h1>{posts}"))
    assert [post.author for post in result.posts] == NAMES


@pytest.mark.parametrize(
    "markup",
    [
        "<h3 class='author'><button>OP</button> <span>{}</span></h3>",
        "<span class='username'>{} <i>1,204</i></span>",
        "<a class='author'><b>X</b><i>12 reviews</i></a>".replace("X", "{}"),
        "<div class='user__name'><i>{initial}</i> <b>{}</b></div>",
    ],
)
def test_what_stands_beside_a_name_is_none_of_it(markup: str) -> None:
    posts = "".join(
        f"<div class='post'>{markup.format(name, initial=name[0])} <time datetime='{when(n)}'>{when(n)}</time>"
        f"<p>{text}</p></div>"
        for n, (name, text) in enumerate(zip(NAMES, SAID, strict=True))
    )
    assert [post.author for post in clean(page(f"<h1>Sealing a skylight</h1>{posts}")).posts] == NAMES


@pytest.mark.parametrize("label", ["Last seen", "Zuletzt hier", "Dernière visite", "最后登录"])
def test_the_day_on_which_a_member_was_last_seen_is_no_date(label: str) -> None:
    posts = "".join(
        f"<li class='message'><a class='username'>{name}</a><dl><dt>{label}:</dt><dd>30.04.20</dd></dl>"
        f"<span class='DateTime'>2{n}.04.20</span><blockquote class='messageText'>{text}</blockquote></li>"
        for n, (name, text) in enumerate(zip(NAMES, SAID, strict=True))
    )
    result = clean(page(f"<h1>Sealing a skylight</h1><ol>{posts}</ol>", lang="de"))
    assert [post.date and post.date.day for post in result.posts] == [20, 21, 22]


@pytest.mark.parametrize("title", ["Guestbook", "Gästebuch – Mühle", "Livre d'or", "留言板"])
@pytest.mark.parametrize("cell", ["{name}", "{name} (<a href='mailto:a@b.example'>a@b.example</a>)", "Name: {name}"])
def test_guestbooks_without_dates(title: str, cell: str) -> None:
    rows = "".join(
        f"<tr><td>{cell.format(name=name)}</td><td>{text}</td></tr>" for name, text in zip(NAMES, SAID, strict=True)
    )
    result = clean(page(f"<h1>{title}</h1><table><tr><th>Who</th><th>What</th></tr>{rows}</table>", title=title))
    assert texts(result) == SAID
    assert [post.author for post in result.posts] == NAMES


def test_an_author_whom_all_microdata_names_is_none() -> None:
    posts = "".join(
        f"<div class='m' itemscope itemtype='http://schema.org/Comment'><meta itemprop='author' content='Roofers Ltd'>"
        f"<b itemprop='creator'>{name}</b> <i>{when(n)}</i><div itemprop='text'>{text}</div></div>"
        for n, (name, text) in enumerate(zip(NAMES, SAID, strict=True))
    )
    result = clean(page(f"<h1>Sealing a skylight</h1>{posts}"))
    assert [post.author for post in result.posts] == NAMES
    assert all(post.date for post in result.posts)
