"""Kinds of fault that were mended once, and came back in other words, languages and markup: a table a kind."""

from __future__ import annotations

import pytest
from clock import seconds
from support import LONG, LONGER, assert_sound

import forumclean
from forumclean import Cleaner, Result
from forumclean.reader.article.names import is_credited
from forumclean.reader.unknown.lines import name_in_line

ASK = "I found a bucket of wax in the shed of my late uncle and do not know if it is still good."
BEST = "Wax keeps for longer than you will: the oldest that I have melted came from a bog and smelled of honey."
SAID = (
    "Scrape the bloom off first, it is not mould.",
    "Mine was thirty years old and still made candles.",
    "If it smells of nothing, melt it once with water.",
)
NAMES = ("Lovis", "Bram", "Quill")


def page(body: str, *, title: str = "Old wax - Knows", lang: str = "en", foot: str = "The society is no. 4471.") -> str:
    return (
        f'<!doctype html><html lang="{lang}"><head><title>{title}</title></head><body>'
        f'<div class="q-top"><a href="/">Knows</a></div>{body}<div class="q-end"><p>{foot}</p></div></body></html>'
    )


def replies(form: str) -> str:
    return "".join(
        form.format(i=i, name=name, day=12 + i, said=said)
        for i, (name, said) in enumerate(zip(NAMES, SAID, strict=True))
    )


def checked(html: str) -> Result:
    result = forumclean.clean(html)
    assert_sound(result)
    return result


@pytest.mark.parametrize(
    "form",
    [
        '<li id="k{i}"><i>{name}</i>, <small>{day} May 2023, 12:0{i}</small><p>{said}</p></li>',
        '<div class="voice"><b>{name}</b> <span>{day} May 2023</span><div class="voice-says">{said}</div></div>',
    ],
)
def test_an_article_needs_no_name_above_comments_whatever_they_are_called(form: str) -> None:
    said = f"<p>{LONG}</p><p>{LONGER}</p>"
    result = checked(page(f'<div class="wrap"><h1>Old wax</h1><div class="tale">{said}</div></div>{replies(form)}'))
    assert result.posts[0].text.split("\n\n")[-2:] == [LONG, LONGER]
    assert "4471" not in result.text


@pytest.mark.parametrize("sign", ["sig", "who", "foot"])
def test_question_and_accepted_answer_stand_apart_without_names_in_markup(sign: str) -> None:
    def one(box: str, said: str, name: str, day: int) -> str:
        by = f'<div class="{sign}"><a href="/p/{day}">{name}</a> · Feb {day}, 2023</div>'
        return f'<div class="{box}" id="{box}{day}"><div class="body">{said}</div>{by}</div>'

    by = f'<div class="{sign}"><a href="/p/1">Maud</a> · Feb 1, 2023</div>'
    ask = f'<div class="q"><h1>Old wax</h1><p>{ASK}</p>{by}</div>'
    rest = "".join(one("a", said, name, 12 + n) for n, (said, name) in enumerate(zip(SAID, NAMES, strict=True)))
    result = checked(page(f"<main>{ask}{one('solved', BEST, 'Odd', 11)}<div>{rest}</div></main>"))
    assert [post.author for post in result.posts] == ["Maud", "Odd", *NAMES]
    assert [post.text for post in result.posts] == [ASK, BEST, *SAID]


@pytest.mark.parametrize("note", ["[Edited by {name} on {day} Feb 2023, 21:07]", "Last edit: {day} Feb 2023, 21:07"])
@pytest.mark.parametrize("edited", [4, 3])
def test_a_date_below_each_text_may_be_that_of_an_edit(note: str, edited: int) -> None:
    def one(n: int, name: str, said: str) -> str:
        below = f"<p>{note.format(name=name, day=n + 3)}</p>" if n < edited else ""
        head = f'<tr class="top"><td><b>{name}</b> {n + 1}. Feb 2023, 20:0{n}</td></tr>'
        return f'{head}<tr class="low"><td class="round"><div class="said">{said}</div>{below}</td></tr>'

    names, texts = ["Maud", *NAMES], [ASK, *SAID]
    rows = "".join(one(n, name, said) for n, (name, said) in enumerate(zip(names, texts, strict=True)))
    result = checked(page(f"<h1>Old wax</h1><table>{rows}</table>"))
    assert [post.author for post in result.posts] == names
    assert [(post.date_text or "").split(",")[0] for post in result.posts] == [
        f"{n + 1}. Feb 2023" for n in range(len(names))
    ]


@pytest.mark.parametrize("by", ["Hilke, 3. Mai 2022", "Hilke – 3.5.2022 09:12", "von Hilke am 03.05.2022"])
def test_a_lead_of_a_known_engine_may_be_signed_in_words(by: str) -> None:
    said = f"<p>{LONG}</p><p>{LONGER}</p>"
    reply = (
        '<div class="loop-item-{i} reply type-reply"><div class="bbp-reply-author"><a class="bbp-author-link">'
        '<span class="bbp-author-name">{name}</span></a></div><div class="bbp-reply-content"><p>{said}</p></div></div>'
    )
    html = (
        f'<html lang="de"><body><div id="bbpress-forums"><div class="top"><h1>Wachs</h1><p class="meta">{by}</p>'
        f'<div class="wp">{said}</div></div><ul class="bbp-replies"><li class="bbp-body">{replies(reply)}</li></ul>'
    )
    result = checked(html)
    first = result.posts[0]
    assert (result.engine, first.author, first.text) == ("bbpress", "Hilke", f"{LONG}\n\n{LONGER}")
    assert [post.author for post in result.posts[1:]] == [*NAMES]


@pytest.mark.parametrize(
    "quote",
    [
        '<figure class="x9"><figcaption>{by}, Feb 11, 2023:</figcaption><blockquote>{said}</blockquote></figure>',
        '<div class="sc-a"><div class="sc-b">{by} · Feb 11, 2023</div><div class="sc-c">{said}</div></div>',
        "<p>{by} wrote:</p><p>{said}</p>",
    ],
)
def test_a_quote_without_markup_that_repeats_a_post_goes(quote: str) -> None:
    bodies = [BEST, quote.format(by="Lovis", said=BEST) + f"<p>{SAID[1]}</p>", SAID[2]]
    posts = "".join(
        f'<li class="it" id="it{n}"><div class="hd"><a href="/profile/{name}">{name}</a> '
        f'<time datetime="2023-03-0{n + 1}T10:00:00Z">2023-03-0{n + 1}</time></div><div class="tx">{body}</div></li>'
        for n, (name, body) in enumerate(zip(NAMES, bodies, strict=True))
    )
    result = checked(page(f"<h1>Old wax</h1><ul>{posts}</ul>"))
    assert [post.text for post in result.posts] == [BEST, SAID[1], SAID[2]]
    assert result.to_text(quotes="keep").count(BEST) == 2


def test_the_same_words_of_the_same_writer_are_no_quote() -> None:
    bodies = [BEST, f"<p>Bram asked me again:</p><p>{BEST}</p>", SAID[2]]
    posts = "".join(
        f'<div class="it" id="it{n}"><a href="/profile/{name}">{name}</a> <time>2023-03-0{n + 1}</time>'
        f'<div class="tx">{body}</div></div>'
        for n, (name, body) in enumerate(zip(("Lovis", "Lovis", "Bram"), bodies, strict=True))
    )
    assert checked(page(f"<h1>Old wax</h1>{posts}")).text.count(BEST) == 2


def test_quotes_in_words_are_looked_for_in_linear_time() -> None:
    def html(count: int) -> str:
        posts = "".join(
            f'<div class="it" id="it{n}"><a href="/profile/a{n}">Ann {n}</a> <time>2023-03-01</time>'
            f'<div class="tx"><p>Ann {n - 1} wrote:</p><p>{BEST}</p></div></div>'
            for n in range(count)
        )
        return page(f"<h1>Old wax</h1>{posts}")

    cleaner = Cleaner()
    few, many = html(100), html(1000)
    assert seconds(lambda: cleaner.clean(many).text) < 25 * max(0.02, seconds(lambda: cleaner.clean(few).text))


def test_a_copy_for_readers_without_scripts_is_no_second_page() -> None:
    drawn = replies(
        '<div class="ds" data-id="{i}"><a href="/u/{name}">{name}</a> <time datetime="2023-05-{day}T08:00:00Z">'
        '{day} May</time><div class="ds-body"><p>{said}</p></div></div>'
    )
    plain = replies("<li><strong>{name}</strong> <span>{day} May 2023</span><p>{said}</p></li>")
    result = checked(page(f'<div id="root"><h1>Old wax</h1>{drawn}</div><noscript><ul>{plain}</ul></noscript>'))
    assert [post.text for post in result.posts] == [*SAID]
    alone = checked(page(f'<div id="root"></div><noscript><h1>Old wax</h1><ul>{plain}</ul></noscript>'))
    assert all(said in alone.text for said in SAID)


@pytest.mark.parametrize(
    "credit",
    [
        '<div class="x1"><img src="a.jpg"><span class="x2">The basin. Photo credit: Odd Brekke</span></div>',
        '<div class="image-container"><img src="a.jpg"><span>Le bassin en mars. Crédit photo : Odile Prat</span></div>',
        '<table><tr><td><img src="c.jpg"></td></tr><tr><td><i>© Town of Ferring</i></td></tr></table>',
        '<div class="k"><picture><img src="b.jpg"></picture><p>Bildquelle: Stadt</p><p>© Hilke Brandt</p></div>',
    ],
)
def test_credits_of_pictures_go_whatever_their_box_is_called(credit: str) -> None:
    result = checked(
        page(f"<article><h1>Old wax</h1><p>{LONG}</p>{credit}<p>{LONGER}</p><p>{LONG[::-1]}</p></article>")
    )
    assert LONG in result.text
    assert LONGER in result.text
    for part in ("Photo credit", "Crédit photo", "©"):
        assert part not in result.text


def test_text_about_a_picture_is_text() -> None:
    assert is_credited("Crédit photo : Odile Prat")
    assert not is_credited("The photo credit was given to nobody.")
    told = "© is the sign that the printer put on every sheet, and photo: is what he wrote below it by hand."
    assert told in checked(page(f"<article><h1>Old wax</h1><p>{LONG}</p><p>{told}</p><p>{LONGER}</p></article>")).text


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Wit.K, 23 lutego 2021, 17:31", "Wit.K"), ("Posted by j.smith on 4 May 2021", "j.smith"),
        ("mr.bean (4 May 2021)", "mr.bean"), ("Ann_May, 4 May 2021", "Ann_May"), ("www.x.example, 4 May 2021", None),
        ("von Hilke am 03.05.2022", "Hilke"), ("par Odile le 4 mai 2021", "Odile"), ("Anke om 4 mei 2021", "Anke"),
        ("Mon.4 May 2021", None), ("v2.0, 4 May 2021", None),
    ],
)  # fmt: skip
def test_names_with_a_dot_in_them(line: str, name: str | None) -> None:
    assert name_in_line(line) == name


@pytest.mark.parametrize(
    ("told", "title"),
    [
        ("水塔改成图书馆_河口日报", "水塔改成图书馆"), ("水塔改成图书馆-河口日报", "水塔改成图书馆"),
        ("水塔改成图书馆——河口日报", "水塔改成图书馆"), ("水塔改成图书馆丨河口日报", "水塔改成图书馆"),
        ("港町の灯台｜河口日报", "港町の灯台"), ("2021-2023年的水塔", "2021-2023年的水塔"),
    ],
)  # fmt: skip
def test_the_site_s_name_goes_from_titles_without_blanks(told: str, title: str) -> None:
    said = "镇上的老水塔明年春天要改成一座小图书馆，镇政府星期一宣布了这个消息，因为孩子们放学以后一直没有地方看书。"
    html = (
        f'<html lang="zh"><head><title>{told}</title></head><body><div class="t"><a href="/">河口日报</a></div>'
        f'<div class="wen"><p>{said}</p><p>{said[::-1]}</p></div></body></html>'
    )
    assert forumclean.clean(html).title == title


@pytest.mark.parametrize(
    "line",
    [
        "Inviato dal mio Redmi Note 8 utilizzando Tapatalk", "Enviado desde mi SM-A505FN mediante Tapatalk",
        "Trimis de pe al meu SM-G960F folosind Tapatalk", "נשלח מה-SM-G960F שלי באמצעות Tapatalk",
        "Надіслано від мого SM-G960F, використовуючи Tapatalk",
        "Az én SM-G960F készülékemről küldve Tapatalk segítségével",
        "私のSM-G960F から Tapatalk を使用して送信", "ส่งจาก SM-G960F ของฉันโดยใช้ Tapatalk",
    ],
)  # fmt: skip
def test_tapatalk_signs_in_the_language_of_the_telephone(line: str) -> None:
    assert forumclean.clean(f"{LONG}\n\n{line}\n\n{LONGER}").text == f"{LONG}\n\n{LONGER}"


def test_a_table_with_a_word_of_a_menu_stays() -> None:
    cells = ["Wheel", "Teeth", "Year", "First", "48", "1811", "Second", "36", "1811", "Third", "12", "1902"]
    head = (
        "Orchard Board\nSkip to content\nQuick links\nPost Reply\nMaud\nPosts: 341\n"
        "Post by Maud » Wed May 03, 2023 9:12 am"
    )
    foot = "Top\nPost Reply\nPowered by phpBB® Forum Software © phpBB Limited"
    text = forumclean.clean("\n\n".join([head, LONG, "\n".join(cells), LONGER, foot])).text
    assert "\n".join(cells) in text
    assert "Post Reply" not in text


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (f"&gt; Salt &amp;amp; vinegar &amp; bread.\n\n&amp;nbsp;\n\n{LONG}", f"> Salt & vinegar & bread.\n\n{LONG}"),
        (f"She said &amp;quot;no&amp;quot; &amp; left.\n\n{LONG}", f'She said "no" & left.\n\n{LONG}'),
    ],
)
def test_escapes_written_in_a_text_that_was_escaped(raw: str, text: str) -> None:
    assert forumclean.clean(raw).text == text


@pytest.mark.parametrize("name", ["preset", "on_loss", "config", "lock", "fix_encoding"])
def test_a_cleaner_does_not_change(name: str) -> None:
    with pytest.raises(AttributeError, match="a Cleaner does not change; make another"):
        setattr(Cleaner(), name, "recall")
