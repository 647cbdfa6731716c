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
