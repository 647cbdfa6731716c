"""One reading: the opening of a page and its replies, whatever markup they stand in. Each kind of fault in variants."""

from __future__ import annotations

import pytest
from support import assert_sound

from forumclean import Result, clean

ASKED = "Our skylight lets in water whenever the wind stands in the west, and the flashing under it is of lead."
MORE = "I have put new felt below it twice by now. What would you try before taking the whole frame out?"
SAID = [
    "Lift the flashing on the weather side, in nine of ten houses a slate is cracked where nobody looks.",
    "Oak moves with the weather, so the putty has to be soft. Linseed and chalk, nothing from a tube.",
    "You were right, there was a cracked slate under it, and a nest behind that as well.",
]
NAMES = ["Leontes", "Damaris", "Piet Vos"]
NOTICE = (
    "House rules and imprint are on the notice board by the door, as they have been since the first day of the club."
)


def page(body: str, *, head: str = "", lang: str = "en", title: str = "Sealing a skylight") -> str:
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head><title>{title}</title>{head}</head><body>'
        f'<div class="bar"><a href="/">Start</a> <a href="/hall">Hall</a></div>{body}<footer><p>{NOTICE}</p></footer>'
        "</body></html>"
    )


def when(n: int) -> str:
    return f"2023-04-0{n + 2} 10:0{n}"


def replies(markup: str) -> str:
    """The replies, each in a markup with the places {n}, {name}, {when} and {text}."""
    return "".join(
        markup.format(n=n, name=name, when=when(n), text=f"<p>{text}</p>")
        for n, (name, text) in enumerate(zip(NAMES, SAID, strict=True), 1)
    )


def texts(result: Result) -> list[str]:
    return [" ".join(post.text.split()) for post in result.posts]


REPLY = (
    '<div class="entry reply" id="r{n}"><a class="nick" href="/people/{n}">{name}</a> '
    '<time datetime="{when}">{when}</time>'
    '<div class="words">{text}</div></div>'
)
COMMENT = (
    '<li class="comment" id="c{n}"><span class="note-author">{name}</span> <a href="#c{n}">{when}</a>'
    '<div class="note-words">{text}</div></li>'
)
PLAIN = (
    '<div class="flex gap-4 p-{n}"><div class="flex-1"><div class="text-sm"><span class="font-bold">{name}</span> '
    '<span class="text-gray">{when}</span></div><div class="mt-2">{text}</div></div></div>'
)
OPENINGS = {
    "box": '<div class="lead"><h1>Sealing a skylight</h1><a class="nick" href="/people/0">Ann</a> <time>{when}</time>'
    '<div class="lead-words"><p>{text}</p></div></div>',
    "head after the text": '<div class="question"><h1>Sealing a skylight</h1><div class="q"><p>{text}</p></div>'
    '<div class="asked">asked {when} by <a href="/u/ann">Ann</a></div></div>',
    "heading apart": '<h1>Sealing a skylight</h1><section><div class="who"><a href="/user/7">Ann</a> '
    "<span>{when}</span></div>"
    "<div><p>{text}</p></div></section>",
}


@pytest.mark.parametrize("opening", OPENINGS.values(), ids=OPENINGS)
@pytest.mark.parametrize("reply", [REPLY, PLAIN], ids=["named", "utility classes"])
def test_an_opening_apart_from_the_replies_is_the_first_post(opening: str, reply: str) -> None:
    lead = opening.format(when=when(0), text=f"{ASKED}</p><p>{MORE}")
    result = clean(page(f"<main>{lead}<div class='rest'>{replies(reply)}</div></main>"))
    assert texts(result) == [f"{ASKED} {MORE}", *SAID]
    assert [post.author for post in result.posts] == ["Ann", *NAMES]
    assert [post.date and post.date.day for post in result.posts] == [2, 3, 4, 5]
    assert NOTICE not in result.text
    assert_sound(result)


@pytest.mark.parametrize(
    "notice",
    [
        f'<div class="info"><p>{NOTICE}</p></div>',
        f'<div class="started">begun by <a class="nick" href="/people/1">{NAMES[0]}</a> on <time>{when(1)}</time></div>'
        f"<p>{NOTICE}</p>",
        f'<div class="last">last word by <a class="nick" href="/people/9">Zoe</a> on <time>2024-01-01</time></div>'
        f"<p>{NOTICE}</p>",
    ],
    ids=["nobody's", "of who began the thread", "of who wrote last"],
)
def test_a_notice_above_the_posts_is_no_opening(notice: str) -> None:
    message = REPLY.replace("entry reply", "entry message")
    result = clean(page(f"<main><h1>Sealing a skylight</h1>{notice}<div>{replies(message)}</div></main>"))
    assert texts(result) == SAID


@pytest.mark.parametrize("tag", ["ol", "ul", "div"])
@pytest.mark.parametrize("head", ["", '<meta property="og:type" content="article">'], ids=["unsaid", "said"])
def test_an_article_above_its_comments_is_the_text(tag: str, head: str) -> None:
    comments = f"<{tag} id='comments'>{replies(COMMENT)}</{tag}>"
    article = f"<div class='leaf entry-content'><h1>Sealing a skylight</h1><p>{ASKED}</p><p>{MORE}</p></div>"
    result = clean(page(f"<div>{article}<h3>3 thoughts</h3>{comments}</div>", head=head))
    assert result.text.splitlines()[-1] == MORE
    assert ASKED in result.text
    assert texts(result)[1:] == SAID
    assert_sound(result)


@pytest.mark.parametrize("said", ['<body class="single-topic">', '<body id="forum">', '<body class="question-page">'])
def test_comments_of_a_page_that_calls_itself_a_thread_are_its_text(said: str) -> None:
    body = f"<div class='lead'><h1>Sealing a skylight</h1><p>{ASKED}</p><p>{MORE}</p></div><ul>{replies(COMMENT)}</ul>"
    result = clean(page(body).replace("<body>", said))
    assert all(text in result.text for text in [ASKED, *SAID])


@pytest.mark.parametrize("kind", ["Question Answer", "DiscussionForumPosting Answer", "Question Comment"])
def test_microdata_names_the_posts(kind: str) -> None:
    first, other = kind.split()

    def item(name: str, text: str, n: int, kind: str) -> str:
        return (
            f'<div itemscope itemtype="https://schema.org/{kind}"><div class="x{n}" itemprop="text">{text}</div>'
            f'<time itemprop="dateCreated" datetime="2023-04-0{n + 2}T10:00:00">then</time>'
            f'<span itemprop="author" itemscope itemtype="https://schema.org/Person">'
            f'<b itemprop="name">{name}</b></span></div>'
        )

    answers = "".join(item(name, SAID[n], n + 1, other) for n, name in enumerate(NAMES[:2]))
    hints = "".join(f"<li>{NOTICE}</li>" for _ in range(4))
    result = clean(page(f"{item('Ann', ASKED, 0, first)}{answers}<div><ol>{hints}</ol></div>"))
    expected = [ASKED] if other == "Comment" else [ASKED, *SAID[:2]]
    assert texts(result)[: len(expected)] == expected
    assert NOTICE not in result.text


@pytest.mark.parametrize("taken", ["best", "accepted-one", "css-1x2y"])
def test_an_accepted_answer_in_a_box_of_its_own_is_a_post(taken: str) -> None:
    by = '<div><a class="nick" href="/p/{}">{}</a> {}</div>'
    ask = f"<section><h1>Sealing a skylight</h1>{by.format(0, 'Ann', when(0))}<p>{ASKED}</p></section>"
    best = f'<section class="{taken}">{by.format(9, "Zoe", when(0))}<div><p>{MORE}</p></div></section>'
    answers = replies(REPLY.replace("entry reply", "answer line"))
    result = clean(page(f"<main>{ask}{best}<div>{answers}</div></main>"))
    assert texts(result) == [ASKED, MORE, *SAID]
    assert [post.author for post in result.posts] == ["Ann", "Zoe", *NAMES]


@pytest.mark.parametrize(
    "copy", ["<noscript>{}</noscript>", "<div class='mobile'>{}</div>", "<div class='print'>{}</div>"]
)
def test_a_post_drawn_twice_counts_once(copy: str) -> None:
    drawn = replies(REPLY)
    result = clean(page(f"<main><h1>Sealing a skylight</h1><div>{drawn}</div></main>{copy.format(drawn)}"))
    assert texts(result) == SAID
    assert all(result.text.count(text) == 1 for text in SAID)


def test_the_same_words_of_two_people_are_two_posts() -> None:
    both = "".join(
        REPLY.format(n=n, name=name, when=when(n), text=f"<p>{SAID[0]}</p>") for n, name in enumerate(("Ann", "Zoe"), 4)
    )
    result = clean(page(f"<main><h1>Sealing a skylight</h1>{replies(REPLY)}{both}</main>"))
    assert texts(result) == [*SAID, SAID[0], SAID[0]]


@pytest.mark.parametrize("line", ["Ten post został usunięty!", "Dieser Beitrag wurde gelöscht.", "此帖已被删除。"])
@pytest.mark.parametrize("name", ["entry reply deleted", "entry reply"])
def test_placeholders_of_deleted_posts_are_no_posts(line: str, name: str) -> None:
    gone = "".join(
        REPLY.replace("entry reply", name).format(
            n=n, name=f"Gone{n}", when=f"2023-04-1{n} 09:00", text=f"<p>{line}</p>"
        )
        for n in range(4, 9)
    )
    result = clean(page(f"<main><h1>Sealing a skylight</h1><div>{replies(REPLY)}{gone}</div></main>"))
    assert texts(result) == SAID


@pytest.mark.parametrize(
    "help_box",
    ['<div role="dialog">{}</div>', "<dialog>{}</dialog>", '<div class="hidden">{}</div>', "<div hidden>{}</div>"],
)
def test_text_that_is_not_on_show_does_not_decide(help_box: str) -> None:
    hidden = help_box.format("".join(f"<p>{NOTICE} {NOTICE}</p>" for _ in range(5)))
    result = clean(page(f"<h1>Sealing a skylight</h1><div>{replies(REPLY)}</div>{hidden}"))
    assert texts(result) == SAID


@pytest.mark.parametrize(
    "change", ["Changed on 17/11/2023 by the wardens", "See the post of 3 May 2021", "Moved 2022-01-01"]
)
def test_a_date_in_the_text_is_not_when_it_was_written(change: str) -> None:
    heads = (
        '<div class="msg"><div><a class="msg-name" href="/user/{n}">{name}</a><span class="w">{when}</span></div>'
        '<div class="b">{text}</div></div>'
    )
    first = (
        f'<div class="msg"><div><a class="msg-name" href="/user/9">Ann</a></div><div class="b"><p><b>{change}</b></p>'
        f"<p>{ASKED}</p><ol><li>new putty</li><li>a strip of felt</li></ol><p>{MORE}</p></div></div>"
    )
    result = clean(page(f"<h1>Sealing a skylight</h1><div>{first}{replies(heads)}</div>"))
    assert len(result.posts) == 4
    assert result.posts[0].date is None
    assert all(part in texts(result)[0] for part in (ASKED, "new putty", MORE))


@pytest.mark.parametrize("label", ["Joined: ", "", "Beigetreten "], ids=["label", "none", "German"])
def test_of_two_dates_alike_the_one_that_grows_is_the_posts(label: str) -> None:
    joined = ["2019-06-08 09:17", "2011-05-01 18:06", "2017-09-04 08:30"]
    posts = "".join(
        f'<div class="post"><dl><dt><a class="username" href="/m/{n}">{name}</a></dt><dd>{label}'
        f'<span class="stamp">{joined[n]}</span></dd></dl><div class="words"><p class="by">'
        f'<span class="stamp">{when(n)}'
        f'</span></p><div class="text">{SAID[n]}'
        "</div></div></div>"
        for n, name in enumerate(NAMES)
    )
    result = clean(page(f"<h1>Sealing a skylight</h1><div>{posts}</div>"))
    assert [post.date and post.date.year for post in result.posts] == [2023] * 3


@pytest.mark.parametrize("tag", ["strong", "b", "h4"])
def test_what_all_posts_share_is_no_author(tag: str) -> None:
    row = (
        f'<tr id="m{{n}}"><td><p><a href="index.php?show_member={{n}}">{{name}}</a></p><p>{{when}}</p></td>'
        f'<td><{tag}>Sealing a skylight</{tag}></td></tr><tr><td colspan="2" class="board_message">{{text}}</td></tr>'
    )
    result = clean(page(f"<h1>Sealing a skylight</h1><table>{replies(row)}</table>"))
    assert [post.author for post in result.posts] == NAMES


@pytest.mark.parametrize("name", ["<b>{}</b>", '<span class="f7">{}</span>', '<a href="/{}">{}</a>'])
def test_names_in_table_cells(name: str) -> None:
    shown = name.replace("{}", "{name}")
    card = f"<td width=150>{shown}<br><small>Joined: 2011-0{{n}}-01</small></td>"
    row = f"<tr>{card}<td><small>{{when}}</small><hr>{{text}}</td></tr>"
    result = clean(page(f"<h1>Sealing a skylight</h1><table>{replies(row)}</table>"))
    assert texts(result) == SAID
    assert [post.author for post in result.posts] == NAMES
    assert [post.date and post.date.year for post in result.posts] == [2023] * 3


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("zh", ["家里的旧木船放了两年，船底开始漏水了。", "先晒干，再用麻丝和桐油灰填缝。", "明白了，谢谢两位。"]),
        ("ja", ["古い舟の底から水がもれます。", "まず乾かして、麻を詰めてください。", "やってみます。"]),
        ("th", ["เรือไม้เก่าของบ้านเรารั่วมาสองปีแล้ว", "ตากให้แห้งก่อนแล้วค่อยอุดด้วยชัน", "เข้าใจแล้ว ขอบคุณทั้งสองคน"]),
    ],
)
def test_short_posts_of_scripts_without_blanks(lang: str, said: list[str]) -> None:
    posts = "".join(
        f'<div class="lp-item" id="f-{n}"><div><a class="lp-nick" href="/space/{n}">{NAMES[n]}</a>'
        f"<span>{when(n)}</span></div>"
        f'<div class="lp-cont"><p>{text}</p></div></div>'
        for n, text in enumerate(said)
    )
    result = clean(f'<!DOCTYPE html><html lang="{lang}"><body><h1>{said[0][:4]}</h1><div>{posts}</div></body></html>')
    assert texts(result) == said


@pytest.mark.parametrize("shown", [" 6 months ago ", "", "last week"])
def test_a_day_without_a_time_is_a_date(shown: str) -> None:
    posts = replies(
        REPLY.replace('<time datetime="{when}">{when}</time>', f'<time datetime="2022-07-0{{n}}">{shown}</time>')
    )
    result = clean(page(f"<h1>Sealing a skylight</h1><div>{posts}</div>"))
    assert [post.date and post.date.isoformat()[:10] for post in result.posts] == [
        "2022-07-01",
        "2022-07-02",
        "2022-07-03",
    ]


@pytest.mark.parametrize("name", ["css-q7-quoteEmbed-box", "quote-card", ""])
def test_a_quote_that_says_when_it_was_written_repeats_a_post(name: str) -> None:
    whom = f'<a href="/profile/x">{NAMES[1]}</a> <time>Apr 4, 2023</time>'
    quote = f'<blockquote class="{name}">{whom}<p>{SAID[1]}</p></blockquote>'
    posts = replies(REPLY) + REPLY.format(n=4, name="Ann", when=when(4), text=f"{quote}<p>{MORE}</p>")
    result = clean(page(f"<h1>Sealing a skylight</h1><div>{posts}</div>"))
    assert result.text.count(SAID[1]) == 1
    assert "Apr 4, 2023" not in result.text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        (
            "この<ruby>川<rp>(</rp><rt>かわ</rt><rp>)</rp></ruby>は冬になると<ruby>水<rt>みず</rt></ruby>がない。",
            "この川は冬になると水がない。",
        ),
        (
            "The low&shy;est mill was shared by its resi&shy;dent miller.",
            "The lowest mill was shared by its resident miller.",
        ),
        ("Donau&shy;dampf&shy;schiff fährt heute nicht mehr ab.", "Donaudampfschiff fährt heute nicht mehr ab."),
    ],
)
def test_ruby_readings_and_soft_hyphens_leave_the_text(markup: str, text: str) -> None:
    assert text in clean(page(f"<article><h1>Mills</h1><p>{markup}</p><p>{ASKED}</p></article>")).text


@pytest.mark.parametrize("name", ["Hestor", "Ann", "Zoe"])
def test_a_lead_topic_of_a_known_engine_is_the_first_post(name: str) -> None:
    lead = (
        f'<div class="opener"><div class="bbp-topic-body"><h2>Sealing a skylight</h2><div class="by-line">'
        f'<a href="/users/x/">{name}</a> - June 9, 2021</div><p>{ASKED}</p><p>{MORE}</p></div></div>'
    )
    reply = (
        '<div class="loop-item-{n} reply type-reply"><div class="bbp-reply-author"><a class="bbp-author-link" '
        'href="/users/{n}">'
        '<span class="bbp-author-name">{name}</span></a></div><div class="bbp-reply-content">{text}</div></div>'
    )
    result = clean(page(f'<div id="bbpress-forums">{lead}<ul><li class="bbp-body">{replies(reply)}</li></ul></div>'))
    assert result.engine == "bbpress"
    assert len(result.posts) == 4
    assert result.posts[0].author == name
    assert ASKED in result.posts[0].text
