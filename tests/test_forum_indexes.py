# ruff: noqa: E501  rows of markup
"""Forum indexes of few rows, home-made ones, of several engines and languages are told; short threads never are."""

from __future__ import annotations

import pytest
from clock import seconds

from forumclean import clean

HEADS = {
    "en": "Forum|Topics|Posts|Last post", "en-threads": "Board|Threads|Replies|Last activity",
    "de": "Forum|Themen|Beiträge|Letzter Beitrag", "fr": "Salon|Sujets|Messages|Dernier message",
    "es": "Foro|Temas|Mensajes|Último mensaje", "it": "Sezione|Discussioni|Messaggi|Ultimo messaggio",
    "nl": "Forum|Onderwerpen|Berichten|Laatste bericht", "pl": "Forum|Tematy|Posty|Ostatni post",
    "cs": "Fórum|Témata|Příspěvky|Poslední příspěvek", "sv": "Forum|Trådar|Inlägg|Senaste inlägg",
    "fi": "Foorumi|Aiheet|Viestit|Viimeisin viesti", "hu": "Fórum|Témák|Hozzászólások|Utolsó hozzászólás",
    "tr": "Forum|Konular|Mesajlar|Son Mesaj", "ru": "Раздел|Темы|Сообщения|Последнее сообщение",
    "el": "Φόρουμ|Θέματα|Δημοσιεύσεις|Τελευταία δημοσίευση", "zh": "版块|主题|帖子|最后发表",
    "ja": "フォーラム|トピック|投稿|最終投稿", "ko": "포럼|주제|글|최근 글", "ar": "المنتدى|المواضيع|المشاركات|آخر مشاركة",
    "he": "פורום|נושאים|הודעות|הודעה אחרונה", "vi": "Diễn đàn|Chủ đề|Bài viết|Bài cuối",
    "fa": "انجمن|موضوع‌ها|ارسال‌ها|آخرین ارسال", "topics": "Topic|Author|Replies|Views",
}  # fmt: skip
ROWS = [("Boats", 2, 1200, "Ann, 2024-03-10"), ("Nets", 5, 1240, "Piet, 2024-03-11")]


def page(body: str) -> str:
    return f"<!DOCTYPE html><html><head><title>Harbour</title></head><body>{body}</body></html>"


def says_index(raw: str) -> bool:
    result = clean(raw)
    return result.suspicious and "the input is a forum index, no thread" in result.warnings


@pytest.mark.parametrize("heads", [heads.split("|") for heads in HEADS.values()], ids=HEADS)
def test_two_rows_under_their_heads_are_an_index(heads: list[str]) -> None:
    cells = "".join(
        f'<tr><td><a href="f?{name}">{name}</a></td><td>{topics}</td><td>{count}</td><td><a href="u">{last}</a></td></tr>'
        for name, topics, count, last in ROWS
    )
    assert says_index(page(f"<h1>X</h1><table><tr><th>{'</th><th>'.join(heads)}</th></tr>{cells}</table>"))
    for apart in ("\t", "\n", " | "):
        assert says_index("\n".join(["X", apart.join(heads), *(apart.join(map(str, row)) for row in ROWS)])), apart


def rows(count: int, row: str) -> str:
    return "".join(row.format(i=i, n=i * 8 + 3, m=i * 90 + 14) for i in range(count))


PAGES = {
    "XenForo": rows(3, '<div class="node node--forum"><h3><a href="/f/{i}">Board {i}</a></h3><div>All about it</div><dl>'
        "<dt>Threads</dt><dd>{n}</dd></dl><dl><dt>Messages</dt><dd>{m}</dd></dl><a>Night boats</a> <time>2 Mar</time></div>"),
    "phpBB": rows(2, '<ul><li class="row"><dl><dt><a class="forumtitle" href="v?f={i}">Board {i}</a><br>About</dt><dd>{n}'
        "<dfn>Topics</dfn></dd><dd>{m}<dfn>Posts</dfn></dd><dd><span>Last post by <a>ann</a></span></dd></dl></li></ul>"),
    "SMF": rows(3, '<div><a class="subject" href="?board={i}">Board {i}</a><p>Talk</p><p>{m} Posts<br>{n} Topics</p><p><b>Last'
        " post</b> by <a>Ann</a> in <a>Re: Boats</a></p></div>"),
    "PunBB": rows(2, '<div><h3><a href="v?id={i}">Board {i}</a></h3><p>Some words.</p><ul><li><b>{n}</b> <i>Topics</i></li><li>'
        "<b>{m}</b> <i>Posts</i></li><li><b>Today</b> <cite>by Ann</cite></li></ul></div>"),
    "NodeBB": rows(3, '<li><h2><a href="/category/{i}">Boats {i}</a></h2><div><span>{n}</span><small>Topics</small></div><div>'
        "<span>{m}</span><small>Posts</small></div></li>"),
    "Flarum": rows(4, '<li><a href="/d/{i}"><h3>How do boats go {i}?</h3></a><p>{n} replies</p><p>{m} views</p></li>'),
    "described": rows(3, '<div><a href="/b{i}">Board {i}</a><div>Everything about boats, nets and the like goes here.</div>'
        "<div>Threads: {n}</div><div>Posts: {m}</div><div>Last post: <a>Night boats</a> by Piet</div></div>"),
    "home-made": rows(3, '<div><a href="/b/{i}">Board {i}</a><span>{n} topics, {m} posts</span><p>Latest: <a>Boats</a></p></div>'),
    "French": rows(3, '<li><a href="?id={i}">Salon {i}</a><p>{n} sujets</p><p>{m} messages</p><p>Dernier message par Zoé</p></li>'),
}  # fmt: skip
TEXTS = {
    "counts": "Board index\n" + rows(3, "Board {i}\n{n} topics, {m} posts\nLast post by Ann, Mar 4, 2024\n"),
    "German": "Hafenforum\n" + rows(2, "Boote {i}\n{n} Themen\n{m} Beiträge\nLetzter Beitrag: 12.03.2024, 10:00\n"),
    "labels": rows(3, "Board {i}\nThreads\n{n}\nMessages\n{m}\nNight boats\nMar 4, 2024\nAnn\n"),
    "threads": "Boats\n" + rows(3, "Night boats {i}\nReplies: {n}\nViews: {m}\nMar 4, 2024\n"),
}
MENU = "<nav><a>Домой</a> <a>Регистрация</a> <a>Rejestracja</a> <a>Members</a></nav>"
INDEXES = {**{name: page(f"{MENU}<h1>Harbour</h1>{body}") for name, body in PAGES.items()}, **TEXTS}


@pytest.mark.parametrize("raw", INDEXES.values(), ids=INDEXES)
def test_small_indexes_of_many_makes_are_told(raw: str) -> None:
    assert says_index(raw)


PANELS = {
    "MyBB": "Posts: {m}\nThreads: {n}\nJoined: Mar 2020\nReputation: 5", "XenForo": "Messages\n{m}\nReaction score\n12\nPoints\n18",
    "ranks": "Member\nPosts: {m}\nThreads: {n}", "German": "Beiträge: {m}\nThemen: {n}\nRegistriert seit: 12.03.2020",
}  # fmt: skip
SAID = ["When does it go?", "At nine I think", "no, ten", "Thanks!"]
SHORT = {
    **{
        f"{name}-text": "Night boats\n" + "\n".join(
            f"Ann {i}\n{panel.format(n=i + 1, m=i * 31 + 4)}\n{said}\nMar {i + 1}, 2024" for i, said in enumerate(SAID)
        )
        for name, panel in PANELS.items()
    },
    **{
        f"{name}-page": page("<h1>Night boats</h1>" + "".join(
            f'<div class="post"><a href="u{i}">Ann {i}</a><div>{panel.format(n=i + 1, m=i * 31 + 4)}</div><a href="#{i}">#{i}</a>'
            f"<p>{said}</p></div>" for i, said in enumerate(SAID)
        )).replace("\n", "<br>")
        for name, panel in {**PANELS, "bare": "Posts: {m}\nThreads: {n}", "after": "{m} posts\n{n} topics"}.items()
    },
    "head": "Night boats\nReplies: 2\nViews: 40\nAnn\nMar 4, 2024\nWhen does it go\nPiet\nMar 5, 2024\nAt nine I think",
    "topics below": "Night boats\nAnn\n2d\nWhen does the last one go from here?\nPiet\n1d\nAt nine.\n3 replies\n120 views\n"
    "Topic\tReplies\tViews\tActivity\nNew nets\t3\t120\t2d\nPiers\t5\t220\t3d\nCabins\t1\t12\t5d",
    "a poll": "Poll: boats or nets?\nBoats\n12\nNets\n30\nVotes: 42\nAnn\nboats",
    "a sentence": "Topics 12, posts 40. That is what the counter says today",
    "an article's table": page(
        "<h1>Our forum in numbers</h1><p>Here is what we have done in the last years, said Ann to the others.</p><table><tr>"
        "<th>Year</th><th>Topics</th><th>Posts</th></tr><tr><td>2019</td><td>12</td><td>300</td></tr><tr><td>2020</td><td>19</td>"
        "<td>700</td></tr></table>"
    ),
}  # fmt: skip


@pytest.mark.parametrize("raw", SHORT.values(), ids=SHORT)
def test_short_threads_are_no_indexes(raw: str) -> None:
    assert not [warning for warning in clean(raw).warnings if "the input is" in warning]


@pytest.mark.parametrize("line", ["Topics 1", "Topics", "Topics Posts", "1"])
def test_what_is_nearly_an_index_takes_no_time(line: str) -> None:
    assert seconds(lambda: clean("\n".join([line] * 150 + ["x"]))) < 2
