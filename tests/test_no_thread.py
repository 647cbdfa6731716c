"""What is no thread is suspicious and says what it is; threads and articles never are."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
from clock import seconds
from support import FIXTURES, LONG, LONGER, assert_sound

from forumclean import Cleaner, InputError, LossError, clean
from forumclean.reader.no_thread import file_kind


def page(body: str, title: str = "", head: str = "", start: str = "") -> str:
    return f"<!DOCTYPE html><html{start}><head><title>{title}</title>{head}</head><body>{body}</body></html>"


def packed(name: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("[Content_Types].xml", "<x/>" * 100)
        archive.writestr(name, "<x/>" * 1000)
    return data.getvalue()


NAV = (
    '<nav><a href="/">Home</a> <a href="/f">Forums</a> <a href="/m">Members</a> <a href="/login">Log in</a> '
    '<a href="/reg">Register</a></nav>'
)
FOOT = '<footer><a href="/c">Contact us</a> <a href="/t">Terms and rules</a> <a href="/p">Privacy policy</a></footer>'
DISCOURSE = '<meta name="generator" content="Discourse 3.1">'
PASSWORD = '<form><label>Name</label><input name="n"><label>Password</label><input type="password"></form>'
NODES = "".join(
    f'<div class="node node--forum"><h3 class="node-title"><a href="/f/{i}">Forum {i}</a></h3>'
    f"<div>Talk of boats, piers and nets {i}</div><dl><dt>Threads</dt><dd>{i * 10}</dd></dl>"
    f'<dl><dt>Messages</dt><dd>{i * 99}</dd></dl><a href="/t/{i}">Night boats</a> <time>Mar {i + 1}, 2024</time></div>'
    for i in range(9)
)
ROWS = "".join(
    f'<tr><td><a href="/f/{i}">Board {i}</a><br>Talk of boats {i}</td><td>{i * 3} Topics</td><td>{i * 40} Posts</td>'
    f'<td>Last post by <a href="/u/{i}">Piet</a> <a href="/t">Night boats</a></td></tr>'
    for i in range(8)
)
FORABG = "".join(
    f'<li class="row"><dl><dt><a class="forumtitle" href="viewforum.php?f={i}">Board {i}</a><br>About boats</dt>'
    f'<dd class="topics">{i}<dfn>Topics</dfn></dd><dd class="posts">{i * 7}<dfn>Posts</dfn></dd>'
    f'<dd class="lastpost"><span>Last post by <a>ann</a><br>Mon Mar 4, 2024 9:15 am</span></dd></dl></li>'
    for i in range(8)
)
THREADS = "".join(
    f'<div class="structItem structItem--thread"><div><a href="/threads/{i}">Night boats stop {i}</a></div><a>Ann</a> '
    f"<time>Mar 4, 2024</time><dl><dt>Replies</dt><dd>{i}</dd></dl><dl><dt>Views</dt><dd>{i}K</dd></dl></div>"
    for i in range(20)
)
TOPICS = "".join(
    f'<tr class="topic-list-item"><td><a href="/t/x/{i}" class="raw-link">Night boats {i}</a></td><td>{i}</td></tr>'
    for i in range(20)
)
LIST = "\n".join(f"Board {i}\nThreads\n{i * 10}\nMessages\n{i * 90}\nNight boats {i}\nMar 4, 2024" for i in range(6))

LOG_IN, BOT, LOST, ERROR = "a log-in page", "a bot check", "an error page (404 not found)", "an error page"
INDEX = "a forum index"
PAGES = {
    "XenForo's form": (LOG_IN, page(f"{NAV}<h1>Log in</h1>{PASSWORD}{FOOT}", "Log in | Harbour Talk")),
    "a thread for members": (
        LOG_IN,
        page(f"{NAV}<div>You must be logged in to do that.</div>{PASSWORD}", "Error | Harbour"),
    ),
    "phpBB's board for members": (
        LOG_IN,
        page("<h2>The board requires you to be registered and logged in to view this forum.</h2>" + PASSWORD, "Login"),
    ),
    "a field for a password": (LOG_IN, page(f"<h1>Willkommen</h1>{PASSWORD}", "Hafenforum")),
    "Russian form": (LOG_IN, page(f"{NAV}<h1>Вход</h1>{PASSWORD}", "Вход - Форум")),
    "Chinese form": (LOG_IN, page(f"<h1>登录</h1>{PASSWORD}", "登录 - 港口论坛")),
    "form as text": (LOG_IN, "Log in\n\nYour name or email address\nPassword\nForgot your password?\nStay logged in"),
    "registration": (
        "a registration page",
        page(f"{NAV}<h1>Register</h1><form><input name=n></form>", "Register | Harbour"),
    ),
    "Cloudflare": (
        BOT,
        page("<h1>harbour.example</h1><p>Checking if the site connection is secure</p>", "Just a moment..."),
    ),
    "Google": (
        BOT,
        page(
            "<p>Our systems have detected unusual traffic from your computer network. This page checks to "
            "see if it is really you sending the requests, and not a robot.</p>",
            "https://www.example.org",
        ),
    ),
    "DataDome": (BOT, page('<p>Please enable JS</p><script src="https://ct.captcha-delivery.com/c.js"></script>', "x")),
    "Imperva": (BOT, page("Request unsuccessful. Incapsula incident ID: 7-8", "")),
    "German check": (BOT, page("<p>Bitte bestätigen Sie, dass Sie ein Mensch sind.</p>", "Sicherheitsüberprüfung")),
    "French check": (BOT, page("<p>Vérifiez que vous êtes humain en cochant la case</p>", "Un instant…")),
    "check as text": (BOT, "Just a moment...\nChecking your browser before accessing harbour.example.\nRay ID: 7a"),
    "nginx": (
        LOST,
        "<html><head><title>404 Not Found</title></head><body><h1>404 Not Found</h1></body></html>",
    ),
    "XenForo, no thread": (
        LOST,
        page(
            f"{NAV}<h1>Oops! We ran into some problems.</h1><div>The requested thread could not be found.</div>{FOOT}",
            "Oops! We ran into some problems. | Harbour Talk",
            start=' id="XF"',
        ),
    ),
    "phpBB, no topic": (
        LOST,
        page(f"{NAV}<h2>Information</h2><p>The requested topic does not exist.</p>", "Harbour - Information"),
    ),
    "Discourse, no topic": (
        LOST,
        page(
            "<h1>Oops! That page doesn’t exist or is private.</h1><a href='/t/1'>Night boats</a>",
            "Harbour",
            DISCOURSE,
        ),
    ),
    "French, not found": (LOST, page(f"{NAV}<h1>Oups</h1><p>Page introuvable</p>", "Page introuvable – Forum du port")),
    "Polish, not found": (LOST, page("<h2>Strona nie istnieje</h2>", "Port")),
    "Japanese, not found": (LOST, page("<h1>ページが見つかりません</h1>", "港")),
    "not found as text": (LOST, "404 Not Found\n\nnginx"),
    "not found as bytes": (LOST, b"Not Found\n\nThe requested URL /thread/12 was not found on this server."),
    "Akamai": (ERROR, page("<h1>Access Denied</h1>You don't have permission to access this server.", "Access Denied")),
    "overload": (ERROR, page("<h1>503 Service Unavailable</h1>No server is available.", "503 Service Unavailable")),
    "maintenance": (ERROR, page("<p>Back soon</p>", "Site maintenance")),
    "XenForo's forums": (INDEX, page(f"{NAV}<h1>Harbour Talk</h1>{NODES}{FOOT}", "Harbour Talk", start=' id="XF"')),
    "XenForo's threads": (INDEX, page(f"{NAV}<h1>News</h1>{THREADS}", "News | Harbour", start=' id="XF"')),
    "phpBB's forums": (INDEX, page(f'<div class="forabg"><ul class="topiclist forums">{FORABG}</ul></div>', "Harbour")),
    "Discourse's topics": (INDEX, page(f'<table class="topic-list">{TOPICS}</table>', "Harbour", DISCOURSE)),
    "a board nobody knows": (INDEX, page(f"{NAV}<table>{ROWS}</table>", "Pier boards")),
    "forums as text": (INDEX, f"Harbour Talk\nHome\n{LIST}"),
    "scripts": (
        "JavaScript",
        page(
            '<noscript>You need to enable JavaScript to run this app.</noscript><div id="root"></div><script></script>',
        ),
    ),
    "an empty shell": ("JavaScript", page('<div id="app"></div><script src="/m.js"></script>', "Harbour")),
}
FILES = {
    "RSS": (
        "a feed (RSS)",
        '<?xml version="1.0"?>\n<!-- x -->\n<rss version="2.0"><channel><title>x</title></channel></rss>',
    ),
    "RDF": ("a feed (RSS)", '<rdf:RDF xmlns="http://purl.org/rss/1.0/"><item><title>x</title></item></rdf:RDF>'),
    "Atom": ("a feed (Atom)", b'\xef\xbb\xbf<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title></feed>'),
    "site map": ("a site map", "<urlset><url><loc>https://harbour.example/</loc></url></urlset>"),
    "JSON object": ("JSON", '{"status": "ok", "items": [{"id": 1, "name": "x"}]}'),
    "JSON list": ("JSON", b'[{"id": 1, "name": "x"}, {"id": 2}]'),
    "JSON lines": ("JSON", '{"id": 1, "text": "x"}\n{"id": 2, "text": "y"}\n'),
    "Reddit's links": (
        "JSON",
        '{"kind": "Listing", "data": {"children": [{"kind": "t3", "data": {"title": "x", "selftext": ""}}]}}',
    ),
    "PDF": ("a PDF file", b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<</Type/Catalog>>\nendobj\n%%EOF"),
    "PDF as str": ("a PDF file", "%PDF-1.4\n1 0 obj"),
    "docx": ("a Word document (docx)", packed("word/document.xml")),
    "xlsx": ("an Excel file (xlsx)", packed("xl/workbook.xml")),
    "zip": ("a zip archive", packed("notes.txt")),
    "doc": ("an Office file", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)),
    "rtf": ("a rich text file", "{\\rtf1\\ansi The last boat}"),
    "PNG": ("an image", b"\x89PNG\r\n\x1a\n" + bytes(range(256))),
    "JPEG": ("an image", memoryview(b"\xff\xd8\xff\xe0" + bytes(100))),
    "gzip": ("gzip data", bytearray(b"\x1f\x8b\x08" + bytes(100))),
}
ALL = {**PAGES, **FILES}


@pytest.mark.parametrize(("what", "raw"), ALL.values(), ids=ALL)
def test_what_is_no_thread_says_what_it_is(what: str, raw: str | bytes) -> None:
    result = clean(raw)
    assert result.suspicious
    assert [w for w in result.warnings if w.startswith(f"the input is {what}") or what in w], result.warnings
    assert all(w.endswith(", no thread") for w in result.warnings if "the input is" in w)
    assert_sound(result)


def test_on_loss_raise_refuses_what_is_no_thread() -> None:
    with pytest.raises(LossError, match="the input is a PDF file, no thread") as caught:
        Cleaner(on_loss="raise").clean(b"%PDF-1.7")
    assert isinstance(caught.value, InputError)


PROSE = "".join(f"<p>{text}</p>" for text in (LONG, LONGER) * 2)
THREAD = "".join(
    f'<div class="post"><a class="author">Ann {i}</a> <time>Mar {i}, 2024</time><div><p>{text}</p></div></div>'
    for i, text in enumerate((LONG, LONGER, LONG[:90], LONGER[:90]), 1)
)
GOOD = {
    "article with a form": page(f"{NAV}{PASSWORD}<h1>Harbour</h1><article>{PROSE}</article>", "Harbour"),
    "article about a page": page(f"<h1>Page not found</h1><article>{PROSE}</article>", "Page not found"),
    "article with a captcha": page(f"<article>{PROSE}</article><script>var cf_chl_opt;</script>", "Harbour"),
    "thread with a form": page(f"{NAV}{PASSWORD}<h1>404 Not Found</h1>{THREAD}", "404 Not Found | Harbour"),
    "thread above threads": page(f"{NAV}<h1>Night boats</h1>{THREAD}{THREADS[:1500]}", "Night boats"),
    "short post": "Log in does not work for me since the update.",
    "post that names an error": f"Not Found\n\n{LONG}\n\n{LONGER}",
    "post with braces": "{ this is no JSON, said the captain }",
    "post in brackets": "[quote]Nobody knows.[/quote]",
    "numbers": "[1, 2]",
    "nothing": "",
    "an XHTML page": f'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body>{PROSE}</body></html>',
    "a fragment": "<h2>Register</h2><p>Register the boat by May.</p>",
}


@pytest.mark.parametrize("raw", GOOD.values(), ids=GOOD)
def test_threads_articles_and_posts_are_not_called_anything_else(raw: str) -> None:
    result = clean(raw)
    assert not [w for w in result.warnings if "the input is" in w]


RAWS = sorted(FIXTURES.glob("*/*/raw.*"))


@pytest.mark.parametrize("raw", RAWS, ids=["/".join(raw.parts[-3:-1]) for raw in RAWS])
def test_no_fixture_is_called_anything_else(raw: object) -> None:
    result = clean(raw.read_bytes())  # type: ignore[attr-defined]
    assert not [w for w in result.warnings if "the input is" in w]


@pytest.mark.parametrize(
    "raw",
    [
        b"<?xml-stylesheet a?>" * 3_000 + b"<",
        b"<!-- x -->" * 6_000 + b"<",
        b"<" + b" " * 60_000,
        b"<!--" * 15_000,
        b" " * 1_000 + b"<!x>" * 10_000,
    ],
    ids=["instructions", "comments", "blanks", "open comments", "declarations"],
)
def test_what_begins_like_a_feed_takes_no_time(raw: bytes) -> None:
    assert file_kind(raw) == ""
    assert seconds(lambda: file_kind(raw)) < 0.5


def test_a_heading_of_blanks_takes_no_time() -> None:
    assert seconds(lambda: clean(page(f"<h1>{' ' * 200_000}x</h1>", f"a{' ' * 200_000}b"))) < 5


COLUMNS = {
    "en": ("Forum", "Topics", "Posts", "Last post"),
    "de": ("Forum", "Themen", "Beiträge", "Letzter Beitrag"),
    "ru": ("Форум", "Темы", "Сообщения", "Последнее сообщение"),
    "hu": ("Fórum", "Témák", "Hozzászólások", "Utolsó üzenet"),
    "ar": ("المنتدى", "المواضيع", "المشاركات", "آخر مشاركة"),
    "ja": ("フォーラム", "トピック", "投稿", "最新の投稿"),
    "ko": ("포럼", "토픽", "게시물", "마지막 글"),
    "vi": ("Diễn đàn", "Chủ đề", "Bài viết", "Bài viết mới nhất"),
    "fi": ("Foorumi", "Aiheet", "Viestit", "Viimeisin viesti"),
}
BOARDS = ["Boats", "Harbour", "Nets", "Eels"]
SHORT_POSTS = ["Thanks!", "Which rope did you use?", "The blue one.", "It held all night.", "Good to know."]


def table_of(columns: tuple[str, ...]) -> str:
    head = "".join(f"<th>{name}</th>" for name in columns)
    rows = "".join(
        f'<tr><td><a href="/f/{i}">{name}</a></td><td>{i}</td><td>{i * 9}</td><td>ann, 2024-03-0{i + 1}</td></tr>'
        for i, name in enumerate(BOARDS)
    )
    return page(f"<table><tr>{head}</tr>{rows}</table>")


def rows_of(columns: tuple[str, ...]) -> str:
    return page("".join(
        f'<div class="brd"><a href="/b/{i}">{name}</a><p>All about it.</p><span>{i} {columns[1]}</span> '
        f"<span>{i * 9} {columns[2]}</span></div>" for i, name in enumerate(BOARDS)
    ))  # fmt: skip


def text_of(columns: tuple[str, ...]) -> str:
    rows = (f"{name}\t{i}\t{i * 9}\tann 2024-03-0{i + 1}" for i, name in enumerate(BOARDS))
    return "\n".join(("\t".join(columns), *rows))


@pytest.mark.parametrize("form", [table_of, rows_of, text_of])
@pytest.mark.parametrize("columns", COLUMNS.values(), ids=COLUMNS)
def test_a_short_list_of_forums_is_an_index(columns: tuple[str, ...], form: Callable[[tuple[str, ...]], str]) -> None:
    result = clean(form(columns))
    assert result.suspicious
    assert "the input is a forum index, no thread" in result.warnings


CARDS = {
    "beside posts": page("<table>" + "".join(
        f'<tr><td><a href="/u/{i}">kim{i}</a><br>Topics: {i}<br>Posts: {i * 40}</td><td>{post}</td></tr>'
        for i, post in enumerate(SHORT_POSTS)) + "</table>"),
    "above posts": page("".join(
        f'<div><a href="/u/{i}">kim{i}</a> <span>Messages</span> <b>{i * 9}</b> <span>Threads</span> <b>{i}</b>'
        f"<p>{post}</p></div>" for i, post in enumerate(SHORT_POSTS))),
    "in text": "\n\n".join(f"kim{i}\nTopics: {i}\nPosts: {i * 40}\n{post}" for i, post in enumerate(SHORT_POSTS)),
    "above related threads": "\n".join(
        [*SHORT_POSTS, "Topic\tReplies\tViews", *(f"Night boats {i}\t{i}\t{i * 90}" for i in range(3))]),
}  # fmt: skip


@pytest.mark.parametrize("raw", CARDS.values(), ids=CARDS)
def test_short_posts_with_counts_on_their_cards_are_no_index(raw: str) -> None:
    assert not [w for w in clean(raw).warnings if "the input is" in w]
