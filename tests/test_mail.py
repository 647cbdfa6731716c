"""Mail: the newest reply comes back whole, what programs write goes, and a post that quotes a mail stays a post."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from email.message import EmailMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import pytest
from clock import seconds
from hypothesis import given
from hypothesis import strategies as st
from mails import LANGUAGES, NAME, Mail, mails

import forumclean
from forumclean import Label, Result

NEWS = "The last night boat from Port Hallam will sail on the ninth of May, the harbour office said on Tuesday."
MORE = "Skippers said that they had been told by letter, and that nobody had come down to the quay to talk with them."
ATTRIBUTION = "On Thu, Mar 14, 2024 at 9:15 AM Ann Lee <ann@hallam.example> wrote:"
HEAD = (
    "From: Ann Lee <ann@hallam.example>\nTo: Bo Ek <bo@port.example>\nDate: Thu, 14 Mar 2024 09:15:00 +0100\n"
    "Subject: Boats\n"
)


def lines_of(text: str) -> set[str]:
    return {" ".join(line.strip("> \u202a\u202b\u202c\u200f").split()) for line in text.splitlines()}


def same(lines: tuple[str, ...]) -> set[str]:
    return lines_of("\n".join(lines))


def check_lossless(result: Result) -> None:
    """Spans are in order and hold all that is no white space."""
    at = 0
    for paragraph in result.paragraphs:
        assert not result.source[at : paragraph.start].strip()
        assert result.source[paragraph.start : paragraph.end] == paragraph.text
        at = paragraph.end
    assert not result.source[at:].strip()
    assert all(paragraph.reason for paragraph in result.removed)


@pytest.mark.parametrize("language", LANGUAGES)
def test_ten_mails_of_each_language(language: str) -> None:
    ours: list[Mail] = [mail for mail in mails() if mail.name.startswith(f"{language}-")]
    assert len(ours) == 10
    for mail in ours:
        result = forumclean.clean(mail.raw)
        kept, first = lines_of(result.text), lines_of(result.posts[0].text)
        assert same(mail.said) <= kept & first, mail.name
        assert same(mail.quoted) <= kept, mail.name
        assert not kept & same(mail.attributions), mail.name
        assert not kept & same(mail.signature), mail.name
        assert not mail.has_history or first.isdisjoint(same(mail.quoted)), mail.name
        assert not mail.has_history or NAME in [post.author for post in result.posts[1:]], mail.name
        assert mail.author is None or result.posts[0].author == mail.author, mail.name
        assert not result.suspicious, mail.name
        check_lossless(result)
        assert forumclean.clean(result.text).text == result.text, mail.name


@pytest.mark.parametrize(
    "post",
    [
        f"On 9 May 2024 the harbour office wrote:\n\n{NEWS}",
        f"The skippers wrote:\n\n{NEWS}\n\n{MORE}",
        f"On 9 May 2024, at 9:15, the harbour office wrote in a letter to all skippers of the quay:\n{NEWS}",
        f"{NEWS}\n\nFrom: Port Hallam\nTo: Ferris\nDate: 9 May\n\n{MORE}",
        f"{NEWS}\n\n> The office never asked us.\n\n{MORE}",
        f"{NEWS}\n\nBest regards to all of the crews, wherever they are, and to those who wait for them.",
        f"Write to ann@hallam.example for these:\n\n{NEWS}",
        f"Dear editor,\n\n{NEWS}\n\n{MORE}\n\nYours sincerely,\nAnn Lee\nPort Hallam",
        f"{NEWS}\n\nForwarded message of joy\n\n{MORE}",
        f"{NEWS}\n\n--\n\n{MORE} {NEWS}",
        f"Subject: boats\n\n{NEWS}",
    ],
)
def test_a_post_that_is_no_mail_comes_back_whole(post: str) -> None:
    result = forumclean.clean(post)
    assert result.text == post
    assert len(result.posts) == 1


def test_what_is_told_of_a_mail_with_its_head() -> None:
    result = forumclean.clean(f"{HEAD}\n{NEWS}\n\n{ATTRIBUTION}\n> {MORE}\n")
    assert (result.title, result.engine) == ("Boats", "mail")
    assert [(post.author, post.title_line, post.parent, post.depth) for post in result.posts] == [
        ("Ann Lee", "Boats", 1, 1), ("Ann Lee", None, None, 0),
    ]  # fmt: skip
    assert result.posts[0].date == datetime(2024, 3, 14, 9, 15, tzinfo=timezone(timedelta(hours=1)))
    assert result.posts[1].date == datetime(2024, 3, 14, 9, 15, tzinfo=UTC)
    assert result.to_text(quotes="drop") == NEWS
    assert {p.reason for p in result.removed} == {"mail:head", "mail:attribution"}


@pytest.mark.parametrize(
    "line",
    [
        "In article <abc$1@news.example>, ann@hallam.example (Ann Lee) wrote:",
        "Ann Lee <ann@hallam.example> wrote in message\nnews:abc123@news.example...",
        "Ann Lee wrote:", "* Ann Lee <ann@hallam.example> [2024-03-14 09:15]:", "Quoting Ann Lee <ann@hallam.example>:",
        "On 2024-03-14, Ann Lee <ann@hallam.example> wrote:", "At Thu, 14 Mar 2024 09:15:00 +0100,\nAnn Lee wrote:",
        "On Thu, Mar 14, 2024 at 9:15 AM, Ann Lee\n<ann@hallam.example>wrote:",
    ],
)  # fmt: skip
def test_attributions_of_usenet_and_lists(line: str) -> None:
    head = "Newsgroups: rec.boats\nMessage-ID: <1@hallam.example>\n"
    result = forumclean.clean(f"{HEAD}{head}\n{line}\n> {NEWS}\n\n{MORE}\n")
    assert result.text == f"> {NEWS}\n\n{MORE}"
    result = forumclean.clean(f"{HEAD}{head}\n{MORE}\n\n{line}\n> {NEWS}\n")
    assert [post.text for post in result.posts] == [MORE, f"> {NEWS}"]
    assert result.posts[1].author == "Ann Lee"


@pytest.mark.parametrize(
    ("end", "said"),
    [
        ("-- \nAnn Lee\nQuay 4", ""), ("__________\nAnn Lee\nQuay 4", ""),
        ("——————————\n\nAnn Lee\nHarbour office", ""),
        ("Best regards,\nAnn Lee\nQuay 4, Hallam\n+44 555 0170", "Best regards,"),
        ("Yours warmly,\n\nAnn Lee\nThe Harbour School\nEast Hallam", "Yours warmly,"),
        ("Kind regards, Ann\nann@hallam.example", "Kind regards, Ann"), ("-Ann Lee\nTel. 555 0170", ""),
        ("Ann\nQuay 4", ""), ("Thanks,\nAnn\n+44 555 0170", "Thanks,"),
    ],
)  # fmt: skip
def test_signatures_with_and_without_a_mark(end: str, said: str) -> None:
    result = forumclean.clean(f"{HEAD}\n{NEWS}\n\n{MORE}\n\n{end}\n")
    assert result.text == "\n\n".join([NEWS, MORE, said] if said else [NEWS, MORE])
    assert all(p.kind.value in ("signature", "post-meta") for p in result.removed)


@pytest.mark.parametrize(
    "farewell",
    [
        "Yours warmly,\n\nAnn Lee", "Best regards,\nAnn", "Kind regards, Ann", "-Ann Lee", "/Ann", "Ann", "Ann Lee",
        "Thanks,\nAnn", "Mit freundlichen Grüßen\nAnn Lee", "Viele Grüße, Ann", "Bien à vous,\n\nAnn",
        "敬具\n\nAnn Lee",
    ],
)  # fmt: skip
def test_a_farewell_and_a_name_are_said(farewell: str) -> None:
    assert forumclean.clean(f"{HEAD}\n{NEWS}\n\n{MORE}\n\n{farewell}\n").text == f"{NEWS}\n\n{MORE}\n\n{farewell}"
    telephone = forumclean.clean(f"{HEAD}\n{NEWS}\n\n{MORE}\n\n{farewell}\n\nSent from my iPhone\n")
    assert telephone.text == f"{NEWS}\n\n{MORE}\n\n{farewell}"


@pytest.mark.parametrize(
    "end",
    [
        "Best wishes,\nAnn Lee\nHarbour office",
        "Tomorrow",
        "- rope\n- tar\n- Tin",
        "See you on the quay.",
        "Fares\nAdults 4.20\nDogs free",
        "Best of all: rain.",
    ],
)
def test_the_last_lines_of_a_letter_are_no_signature(end: str) -> None:
    assert forumclean.clean(f"{HEAD}\n{NEWS}\n\n{end}\n").text == f"{NEWS}\n\n{end}"


@pytest.mark.parametrize(
    "footer",
    [
        "_______________________________________________\nBoats mailing list\nboats@lists.example\n"
        "https://lists.example/mailman/listinfo/boats",
        '-- \nYou received this message because you are subscribed to the Google Groups "boats" group.\n'
        "To unsubscribe from this group and stop receiving emails from it, send an email to\n"
        "boats+unsubscribe@googlegroups.com.\nFor more options, visit https://groups.google.com/d/optout.",
        "-=-=-=-=-=-=-=-=-=-=-=-\nGroups.io Links: You receive all messages sent to this group.\n"
        "View/Reply Online (#12): https://groups.io/g/boats/message/12\n"
        "Unsubscribe: https://groups.io/g/boats/unsub\n-=-=-=-=-=-=-=-=-=-=-=-",
        "------------------------ Yahoo! Groups Sponsor --------------------~-->\n"
        "--------------------------------------------------------------------~->\n\nYahoo! Groups Links\n\n"
        "<*> To visit your group on the web, go to:\n    http://groups.yahoo.com/group/boats/\n",
    ],
)
def test_footers_of_lists(footer: str) -> None:
    result = forumclean.clean(f"{HEAD}\n{NEWS}\n\n{MORE}\n\n{footer}\n")
    assert result.text.startswith(f"{NEWS}\n\n{MORE}")
    assert "groups" not in result.text.lower()
    assert "listinfo" not in result.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_line_of_a_telephone_goes_from_a_dump_too(language: str) -> None:
    device = LANGUAGES[language]["device"]
    card = "Marnie K.\nWell-known member\nJoined\nAug 2, 2016\n\n#1"
    dump = f"{card}\n\n{NEWS}\n\n{device}\n\n{MORE}\n\nClick to expand...\n"
    kept = forumclean.clean(dump).text
    assert NEWS in kept
    assert MORE in kept
    assert device not in kept


def test_a_marked_signature_in_a_dump() -> None:
    dump = (
        f"Marnie K.\nWell-known member\nJoined\nAug 2, 2016\n\n#1\n\n{NEWS}\n\n{MORE}\n\n{{}}\n\nClick to expand...\n"
    )
    assert forumclean.clean(dump.format("-- \nFair winds and no fog\nGull, Star crew")).text == f"{NEWS}\n\n{MORE}"
    # A line that is drawn between two parts, and a part that says something, are no signature.
    for kept in (
        f"--\n{NEWS}",
        f"-- \n{NEWS}\n{MORE}",
        "-- \nThe crews of the night boat were told by letter on Monday.",
    ):
        assert kept.split("\n")[-1] in forumclean.clean(dump.format(kept)).text


def test_messages_as_files() -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "Ann Grün <ann@hallam.example>", "bo@port.example", "Fähre"
    message["Date"] = "Thu, 14 Mar 2024 09:15:00 +0100"
    message["Message-ID"] = "<1@hallam.example>"
    message.set_content(f"{NEWS}\n\nGrüße an alle, die auf dem Kai stehen – bis Montag.\n")
    message.add_alternative(f"<p>{MORE}</p>", subtype="html")
    message.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="Fahrplan März.pdf")
    for raw in (message.as_bytes(), message.as_string(), b"\r\n".join(message.as_bytes().split(b"\n"))):
        result = forumclean.clean(raw)
        assert result.text == f"{NEWS}\n\nGrüße an alle, die auf dem Kai stehen – bis Montag."
        assert (result.title, result.posts[0].author) == ("Fähre", "Ann Grün")
        assert [p.text for p in result.removed if p.kind == "attachment"] == [
            "[attachment: Fahrplan März.pdf (application/pdf)]"
        ]
        check_lossless(result)


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-2", "windows-1250", "utf-16"])
def test_a_message_is_read_in_its_charset(charset: str) -> None:
    part = MIMEText("Dźwig leży w kawałkach na wschodnim nabrzeżu.", _charset=charset)
    part["From"], part["To"], part["Message-ID"] = "a@b.example", "c@d.example", "<1@b.example>"
    assert forumclean.clean(part.as_bytes()).text == "Dźwig leży w kawałkach na wschodnim nabrzeżu."


def test_html_alone_letters_in_letters_and_what_is_broken() -> None:
    html = MIMEText(
        f'<div>{NEWS}</div><div class="gmail_quote"><div>{ATTRIBUTION.replace("<", "&lt;").replace(">", "&gt;")}</div>'
        f'<blockquote>{MORE}</blockquote></div><div class="gmail_signature">Ann<br>Quay 4</div>', "html",
    )  # fmt: skip
    html["From"], html["Subject"], html["Message-ID"] = "bo@port.example", "Boats", "<2@port.example>"
    result = forumclean.clean(html.as_bytes())
    assert result.posts[0].text == NEWS
    assert "Quay 4" not in result.text

    outer = MIMEMultipart()
    outer["From"], outer["Subject"], outer["Message-ID"] = "ann@hallam.example", "Fwd", "<3@hallam.example>"
    outer.attach(MIMEText("See below, and tell me on Monday what you think."))
    inner = EmailMessage()
    inner["From"], inner["Date"], inner["Subject"] = (
        "Bo Ek <bo@port.example>",
        "Thu, 14 Mar 2024 09:15:00 +0100",
        "Rope",
    )
    inner.set_content(MORE)
    sent_on = EmailMessage()
    sent_on.set_content(inner)
    outer.attach(sent_on)
    result = forumclean.clean(outer.as_bytes())
    assert [(post.author, post.text) for post in result.posts] == [
        ("ann@hallam.example", "See below, and tell me on Monday what you think."), ("Bo Ek", MORE),
    ]  # fmt: skip

    broken = f"{HEAD}Content-Type: text/plain; charset=no-such\nContent-Transfer-Encoding: base64\n\n!!{NEWS}"
    assert forumclean.clean(broken.encode()).source


MBOX = f"""From ann@hallam.example Thu Mar 14 09:15:00 2024
{HEAD}Message-ID: <1@hallam.example>

{NEWS}

From the quay one sees the boats.

From bo@port.example Thu Mar 14 10:15:00 2024
From: Bo Ek <bo@port.example>
Subject: Re: Boats
Message-ID: <2@port.example>
In-Reply-To: <1@hallam.example>

{ATTRIBUTION}
> {NEWS}

{MORE}
"""


def test_an_mbox_is_many_posts() -> None:
    result = forumclean.clean(MBOX)
    assert result.source == MBOX
    assert [(post.author, post.text, post.parent) for post in result.posts] == [
        ("Ann Lee", f"{NEWS}\n\nFrom the quay one sees the boats.", None), ("Bo Ek", MORE, 0),
    ]  # fmt: skip
    assert [p.reason for p in result.removed if p.kind == "quote"] == ["repeated-quote"]
    assert forumclean.clean(MBOX.encode()) == result


PRE = f"<pre>{NEWS}\n\n&gt; Rain?\n\n-- \nAnn</pre>"
SENT = "Thu, 14 Mar 2024 09:15:00 +0100"
ARCHIVES = {
    "pipermail": "<h1>Boats</h1><b>Ann Lee</b><i>Thu Mar 14 09:15:00 CET 2024</i><!--beginarticle-->"
    f"{PRE.replace('Rain?', '<i>Rain?</i>')}<!--endarticle--><ul><li>Next message: Tar</ul>",
    "mhonarc": f"<!-- MHonArc v2.6 --><!--X-Subject: Boats --><!--X-Date: {SENT} --><html><body>"
    "<!--X-Head-of-Message--><ul><li><em>From</em>: Ann Lee &lt;ann@xx&gt;</li></ul><!--X-Head-of-Message-End-->"
    f"<!--X-Body-of-Message-->{PRE}<!--X-Body-of-Message-End--><a>Thread Index</a>",
    "hypermail": f'<!-- sent="{SENT}" --><!-- name="Ann Lee" --><!-- subject="Boats" --><html><body><h1>Boats</h1>'
    f'<!-- body="start" --><p>{NEWS}<p><em>&gt; Rain?</em><p>-- <br>Ann<!-- body="end" --><a>Next message</a>',
    "mail-archive": '<html><body><span class="subject"><a>Boats</a></span><span class="sender"><a>Ann Lee</a></span>'
    f'<span class="date"><a>{SENT}</a></span><div class="msgBody">{PRE}</div><div class="msgButtons">Reply</div>',
}


@pytest.mark.parametrize("archive", ARCHIVES)
def test_pages_of_archives(archive: str) -> None:
    for raw in (ARCHIVES[archive], ARCHIVES[archive].encode()):
        result = forumclean.clean(raw)
        assert result.text == f"{NEWS}\n\n> Rain?"
        assert (result.title, result.posts[0].author) == ("Boats", "Ann Lee")
        assert result.posts[0].date == datetime(2024, 3, 14, 9, 15, tzinfo=timezone(timedelta(hours=1)))
        assert {"mail:archive", "mail:signature"} <= {p.reason for p in result.removed}
        check_lossless(result)


def test_rules_and_keeps_of_a_user_hold_in_a_mail() -> None:
    cleaner = forumclean.Cleaner(
        {"rule": [{"id": "sign", "action": "keep", "kind": "signature", "lines": ["Ann Lee"]}]}
    )
    assert cleaner.clean(f"{HEAD}\n{NEWS}\n\n-- \nAnn Lee\n").text == f"{NEWS}\n\nAnn Lee"


_PIECES = st.lists(
    st.sampled_from(
        [HEAD, ATTRIBUTION, "> ", ">> x", "-- ", "_" * 20, NEWS, "\n", "\n\n", "-----Original Message-----", "Mvh,",
         "From: x", "From x Thu Mar 14 09:15:00 2024", "https://l.example/listinfo/x", "=E4=", "&gt; &amp;",
         "a@b.example", "Ann wrote:"]
    ),
    max_size=25,
)  # fmt: skip


@given(_PIECES)
def test_whatever_stands_where_nothing_is_lost_and_nothing_raises(pieces: list[str]) -> None:
    for raw in ("\n".join(pieces), "".join(pieces)):
        result = forumclean.clean(raw)
        check_lossless(result)
        assert all(0 <= (p.post or 0) < len(result.posts) for p in result.paragraphs)
        assert sum(len(post.paragraphs) for post in result.posts) == len(result.paragraphs)
        assert [p for p in result.paragraphs if p.label is Label.NOISE] == list(result.removed)


@pytest.mark.parametrize(
    "unit",
    [
        f"{HEAD}\n", f"{ATTRIBUTION}\n", f"> {ATTRIBUTION}\n", "> a\nb\n\n", "-- \n", "_" * 20 + "\nhttps://l.example/listinfo/x\n",
        f"From a@b.example Thu Mar 14 09:15:00 2024\n{HEAD}\nHi.\n\n{ATTRIBUTION}\n> x\n\n", "a:\n", "Best regards\n",
    ],
)  # fmt: skip
def test_time_grows_with_the_size_of_a_hostile_mail(unit: str) -> None:
    from forumclean.reader.mail.mail import read_mail
    from forumclean.reader.text import split_lines

    def took(size: int) -> float:
        raw = f"Hi.\n{ATTRIBUTION}\n> x\n" + unit * size
        return seconds(lambda: read_mail(split_lines(raw)))

    took(10)
    small = min(took(100) for _ in range(2))
    assert min(took(400) for _ in range(2)) < 8 * small + 0.1
