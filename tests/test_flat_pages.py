"""Pages that no engine made: posts without elements of their own, names beside dates, replies without dates."""

from __future__ import annotations

import pytest
from support import assert_sound
from test_reading import ASKED, MORE, NAMES, SAID, page, texts, when

from forumclean import clean
from forumclean.reader.unknown.lines import could_be_name, name_in_line

HEADS = {
    "name and date": "{name}, {when}",
    "date in brackets": "{name} ({when})",
    "by": "Posted by {name}, {when}",
    "dash": "{name} – {when}",
}
FLAT = {
    "headings": ("<div>{}</div>", "<h3>{head}</h3><p>{text}</p>"),
    "definitions": ("<dl>{}</dl>", "<dt>{head}</dt><dd>{text}</dd>"),
    "rules": ("<div>{}</div>", "<b>Re: a skylight</b><br>{head}<br><br>{text}<br><hr>"),
    "breaks": ("<ul>{}</ul>", "<li>{head}<br>{text}</li>"),
    "tables": ("<div>{}</div>", "<table><tr><td>{head}</td></tr></table><div>{text}</div><hr>"),
}


def flat(kind: str, head: str, names: list[str], said: list[str]) -> str:
    around, markup = FLAT[kind]
    posts = (
        markup.format(head=head.format(name=name, when=when(n)), text=text)
        for n, (name, text) in enumerate(zip(names, said, strict=True))
    )
    return page(f"<h1>Sealing a skylight</h1>{around.format(''.join(posts))}")


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("kind", FLAT)
def test_posts_without_elements_of_their_own(kind: str, head: str) -> None:
    result = clean(flat(kind, HEADS[head], NAMES, SAID))
    assert_sound(result)
    assert [post.author for post in result.posts] == NAMES
    assert [post.date.day for post in result.posts if post.date] == [2, 3, 4]
    assert [text.removeprefix("Re: a skylight ") for text in texts(result)] == SAID


@pytest.mark.parametrize("head", ["4 May 201{n}: the flood of Hallam", "Version 2.{n}, 4 May 201{n}", "May 201{n}"])
@pytest.mark.parametrize("kind", ["headings", "definitions"])
def test_chapters_with_dates_are_no_posts(kind: str, head: str) -> None:
    around, markup = FLAT[kind]
    chapters = "".join(markup.format(head=head.format(n=n), text=text) for n, text in enumerate(SAID))
    result = clean(page(f"<h1>The harbour</h1><p>{ASKED}</p>{around.format(chapters)}"))
    assert len(result.posts) == 1
    assert all(text in result.text for text in (ASKED, *SAID))


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Posted by Ann Orle on 4 May 2019", None),
        ("Posted by Ann Orle, 4 May 2019", "Ann Orle"),
        ("Torfstich 12. Juli 2014, 10:42", "Torfstich"),
        ("Par Le Passeur » 3 mai 2014", "Le Passeur"),
        ("— Sue from Bath, Oct 3, 2014", "Sue from Bath"),
        ("T. Orle | 2014-10-03", "T. Orle"),
        ("Lisbeth K. 12. Juli 2014, 10:42", "Lisbeth K."),
        ("Автор: Светлана К., 12.05.2014 10:42", "Светлана К."),
        ("pluie2mai, 25.06.2019 00:12", "pluie2mai"),
        ("Posted on May 4, 2020", None),
        ("4 May 2019", None),
        ("", None),
    ],
)
def test_the_name_in_a_line(line: str, name: str | None) -> None:
    found = name_in_line(line)
    assert found == name if name else found is None or could_be_name(found)


SIGNED = {
    "below": '<div class="m">{text}<p class="e">— {name}, {when}</p></div>',
    "below, two": '<li>{text}<div class="e"><span>{name}</span> <span>{when}</span></div></li>',
    "small": "<article><h4>{name} <small>{when}</small></h4>{text}</article>",
    "loose name": '<div class="m"><div class="h">{name} <span>{when}</span></div>{text}</div>',
    "date first": '<section><div class="h"><span>{when}</span> <span>{name}</span></div>{text}</section>',
    "long line": '<div class="m"><div class="h">Written by {name}, {when}, edited once</div>{text}</div>',
}


@pytest.mark.parametrize("body", ["<p>{}</p>", "<div>{}</div>", "{}", "<p>{}</p><p>Yours, as ever</p>"])
@pytest.mark.parametrize("kind", SIGNED)
def test_names_that_nothing_calls_names(kind: str, body: str) -> None:
    posts = "".join(
        SIGNED[kind].format(name=name, when=when(n), text=body.format(text))
        for n, (name, text) in enumerate(zip(NAMES, SAID, strict=True))
    )
    result = clean(page(f"<h1>Sealing a skylight</h1><div>{posts}</div>"))
    assert [post.author for post in result.posts] == NAMES
    assert [post.date.day for post in result.posts if post.date] == [2, 3, 4]
    assert [text.removesuffix(" Yours, as ever") for text in texts(result)] == SAID


UNDATED = '<div class="box"><div><a href="/profile/{n}">{name}</a> wrote:</div><div>{text}</div></div>'


@pytest.mark.parametrize("markup", [UNDATED, UNDATED.replace("/profile/", "/perfil/"), UNDATED.replace(" wrote:", "")])
def test_replies_without_dates_are_posts(markup: str) -> None:
    posts = "".join(
        markup.format(n=n, name=name, text=text) for n, (name, text) in enumerate(zip(NAMES, SAID, strict=True))
    )
    result = clean(page(f"<h1>Sealing a skylight</h1>{posts}"))
    assert [post.author for post in result.posts] == NAMES
    for post, text in zip(result.posts, SAID, strict=True):
        assert text in post.text


@pytest.mark.parametrize("words", ["Bronze nails", "Felt"])
def test_a_glossary_is_no_thread(words: str) -> None:
    terms = "".join(f"<div class='box'><b>{words} {n}</b>: {text}</div>" for n, text in enumerate(SAID))
    result = clean(page(f"<h1>Roofs</h1><p>{ASKED} {MORE}</p>{terms}"))
    assert len(result.posts) == 1


@pytest.mark.parametrize("title", ["4 April 2023 at 10:07", "2023-04-04 10:07:00 +0200", "April 4, 2023 10:07 AM"])
def test_a_date_that_a_title_explains(title: str) -> None:
    posts = "".join(
        f'<div class="say"><a class="nick" href="/people/{n}">{name}</a> <a href="#{n}" title="{title}">{n + 2} h</a>'
        f"<div>{text}</div></div>"
        for n, (name, text) in enumerate(zip(NAMES, SAID, strict=True))
    )
    result = clean(page(f"<h1>Sealing a skylight</h1>{posts}"))
    assert texts(result) == SAID
    assert [post.date and (post.date.month, post.date.day) for post in result.posts] == [(4, 4)] * 3


@pytest.mark.parametrize("tag", ["a href='#'", "button"])
@pytest.mark.parametrize("words", [("Zitieren", "Melden"), ("Reply", "Quote")])
def test_what_can_be_done_with_each_post_is_no_text(words: tuple[str, str], tag: str) -> None:
    end = tag.split(maxsplit=1)[0]
    said = [*SAID[:2], f'{SAID[2]} <a href="/felt">Felt</a> helps.']
    posts = "".join(
        f"<tr><td><b>{name}</b></td><td><small>{when(n)}</small><hr>{text}<br><br>"
        f"<{tag}>{words[0]}</{end}> <{tag}>{words[1]}</{end}></td></tr>"
        for n, (name, text) in enumerate(zip(NAMES, said, strict=True))
    )
    result = clean(page(f"<h1>Sealing a skylight</h1><table>{posts}</table>"))
    assert not any(word in result.text for word in words)
    assert "Felt helps." in result.text


CARD = '<div class="c{n}"><i>{name}</i> <u>{when}</u><div class="w">{text}</div></div>'


def cards() -> str:
    return "".join(
        CARD.format(n=n, name=name, when=when(n + 1), text=f"<p>{text}</p>")
        for n, (name, text) in enumerate(zip(NAMES, SAID, strict=True))
    )


@pytest.mark.parametrize("head", ["by <b>Orla</b>, {}", "<i>Orla</i> · <u>{}</u>", "Orla ({})"])
def test_an_opening_whose_name_nothing_calls_one(head: str) -> None:
    opening = f"<div>{head.format(when(0))}</div><div class='first'><p>{ASKED}</p><p>{MORE}</p></div>"
    result = clean(page(f"<h1>Sealing a skylight</h1>{opening}<div>{cards()}</div>"))
    assert texts(result) == [f"{ASKED} {MORE}", *SAID]
    assert [post.author for post in result.posts] == ["Orla", *NAMES]


FORM = '<form><input name="{}"><textarea></textarea></form>'


@pytest.mark.parametrize(
    ("after", "is_article"),
    [
        (FORM.format("email"), True),
        (FORM.format("your-email"), True),
        (FORM.format("subject"), False),
        ("", False),
    ],
)
def test_a_form_that_asks_for_an_address_takes_comments(after: str, is_article: bool) -> None:
    long = " ".join([ASKED, MORE] * 2)
    top = f"<div>by <b>Orla</b>, {when(0)}</div><div class='first'><p>{long}</p></div>"
    result = clean(page(f"<h1>Sealing a skylight</h1>{top}<div>{cards()}</div>{after}"))
    assert len(result.posts) == 4
    assert (SAID[0] not in result.text) == is_article


@pytest.mark.parametrize("end", ["…", "...", "[…]", "… <a href='/r'>Read more</a>"])
@pytest.mark.parametrize("count", [2, 3, 7])
def test_teasers_that_break_off_are_no_part_of_an_article(end: str, count: int) -> None:
    teasers = "".join(
        f"<div><a href='/a{n}'>The pier of Hallam {n}</a>"
        f"<p>The ferry that nobody asked for comes back for {n}{end}</p></div>"
        for n in range(count)
    )
    body = f"<div class='top'><h1>Sealing a skylight</h1><span>4 May 2023</span><p>{ASKED}</p><p>{MORE}</p></div>"
    result = clean(page(f"{body}<div class='rows'>{teasers}</div>"))
    assert ASKED in result.text
    assert "nobody asked for" not in result.text


@pytest.mark.parametrize("tag", ["b", "font", "div", "td"])
def test_the_title_in_a_line_that_is_no_heading(tag: str) -> None:
    line = (
        "<table><tr><td>Sealing a skylight</td></tr></table>" if tag == "td" else f"<{tag}>Sealing a skylight</{tag}>"
    )
    result = clean(page(f"{line}<p>{ASKED}</p><p>{MORE}</p>", title="Sealing a skylight - The Roof"))
    assert result.title == "Sealing a skylight"
