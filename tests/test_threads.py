"""Posts of a plain-text dump told apart: where each begins, who wrote it and when; nothing is lost by it."""

from __future__ import annotations

import json
import pickle
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from clock import seconds
from hypothesis import given
from hypothesis import strategies as st
from support import LONG, LONGER, ROOT, assert_sound

sys.path.insert(0, str(ROOT))

from forumclean import Cleaner, Kind, Result, clean
from forumclean.cli.main import commands
from forumclean.outcome.record import Detail, json_line, record_of
from forumclean.outcome.record_types import record_fields
from forumclean.threads import lines
from forumclean.threads.quotes import may_be_signed
from training import corpus
from training.posts import faults, load

BODIES = (
    LONG,
    LONGER,
    "I walked past the basin this morning and saw the first of the barges, so it seems that they have begun early.",
    "Does anybody know whether the Sunday boat still stops at the old pier? The timetable on the quay says nothing.",
)
NAMES = ("tidewatcher", "Marit_Solberg", "brine 41", "kaija77")
# Heads of a post as engines print them: name, day of March, number.
HEADS = {
    "phpbb": (
        "User avatar\n{name}\nPosts: 61{n}\nJoined: Mon Feb 25, 2008 21:1{n}\n\nRe: The northern channel\n\n"
        "Post by {name} » Sat Mar 0{n}, 2024 16:51\n\n"
    ),
    "phpbb-de": "Re: Die Fahrrinne\n\nBeitragvon {name} » 0{n}.03.2024, 20:18\n\n",
    "archive": "----------\n\n## {name} (Mar {n}, 2024)\n\n",
    "xenforo": "{name}\n\nWell-known member\nJoined\nFeb 1{n}, 2013\nMessages\n6,11{n}\n",
    "xenforo-sv": "{name}\n\nVälkänd medlem\nJoined\n1{n} feb 2004\nMessages\n2,91{n}\n",
    "vbulletin-vi": "{name}\n0{n}-03-2024, 09:31 PM\n",
    "comments": "{name} • {n} years ago\n\n",
    "proboards": "Post by {name} on Mar {n}, 2024 17:22:41 GMT -8\n",
    "smf": "Title: Re: The northern channel\nPost by: {name} on March 0{n}, 2024, 04:22:51 PM\n",
    "buddyboss": "• {name}\n\nMarch {n}, 2024 at 7:15 pm\n\n",
    "numbered": "[391840{n}] {name} (FR1) [None] :: March {n}, 2024, 2:31 p.m.\n",
    "plain": "{name} 03-0{n}-2024 10:47 PM\n\n",
}
WITHOUT_DATES = {"xenforo", "xenforo-sv", "comments"}


def thread(head: str, count: int = 4) -> str:
    """A dump whose posts have this head."""
    posts = [head.format(name=NAMES[n % 4], n=n % 9 + 1) + BODIES[n % 4] for n in range(count)]
    return "\n\n".join(posts)


def spans(result: Result) -> list[tuple[int | None, int]]:
    return [(paragraph.post, paragraph.start) for paragraph in result.paragraphs]


def assert_told(result: Result) -> None:
    """Posts follow each other, hold every paragraph and lose no line of the text."""
    assert_sound(result)
    order = [paragraph.post for paragraph in result.paragraphs]
    assert order == sorted(order, key=lambda post: post or 0)
    assert [p for post in result.posts for p in post.paragraphs] == list(result.paragraphs)
    kept = "\n".join(post.text for post in result.posts).split("\n")
    assert [line for line in kept if line] == [line for line in result.text.split("\n") if line]


@pytest.mark.parametrize("engine", HEADS)
def test_each_post_begins_below_its_head(engine: str) -> None:
    result = clean(thread(HEADS[engine]))
    assert_told(result)
    assert [post.text.split("\n")[-1] for post in result.posts] == list(BODIES)


@pytest.mark.parametrize("engine", HEADS)
def test_each_post_has_its_author(engine: str) -> None:
    assert [post.author for post in clean(thread(HEADS[engine])).posts] == list(NAMES)


@pytest.mark.parametrize("engine", sorted(HEADS.keys() - WITHOUT_DATES))
def test_each_post_has_its_date(engine: str) -> None:
    posts = clean(thread(HEADS[engine])).posts
    assert all(
        post.date_text and post.date_text in HEADS[engine].format(name="", n=n) for n, post in enumerate(posts, 1)
    )


@pytest.mark.parametrize("engine", ["xenforo", "xenforo-sv"])
def test_the_day_somebody_joined_is_not_the_day_of_his_post(engine: str) -> None:
    assert [post.date for post in clean(thread(HEADS[engine])).posts] == [None] * 4


def test_a_date_is_a_moment_where_it_can_only_mean_one() -> None:
    posts = clean(thread(HEADS["phpbb-de"])).posts
    assert posts[1].date == datetime(2024, 3, 2, 20, 18, tzinfo=UTC)
    assert [post.date for post in clean(thread(HEADS["comments"])).posts] == [None] * 4


@pytest.mark.parametrize("number", ["#{n} ·\n{name}\nSenior Member\n", "post #{n} of 13\n{name}\nSenior Member\n"])
def test_each_post_has_its_number(number: str) -> None:
    assert [post.number for post in clean(thread(number)).posts] == [1, 2, 3, 4]


def test_what_stands_below_a_post_is_of_that_post() -> None:
    foot = "{body}\n\n{n},914 posted on 05/1{n}/2004 8:41:22 PM PDT by {name}\n[ Post Reply | View Replies ]\n"
    raw = "\n\n".join(foot.format(body=BODIES[n], n=n + 1, name=NAMES[n]) for n in range(4))
    posts = clean(raw).posts
    assert [post.author for post in posts] == list(NAMES)
    assert [post.date_text for post in posts] == [f"05/1{n}/2004 8:41:22 PM PDT" for n in range(1, 5)]


def test_the_article_that_was_posted_is_the_first_post() -> None:
    article = f"{LONG}\n\n{LONGER}\n\nSource: https://harbour.example/channel"
    raw = f"The northern channel\n\n{HEADS['phpbb'].format(name='ann', n=1)}{article}\n{thread(HEADS['phpbb'], 3)}"
    posts = clean(raw).posts
    assert len(posts) == 4
    assert posts[0].text == article
    assert posts[0].author == "ann"


@pytest.mark.parametrize(
    "raw",
    [
        f"{LONG}\n\n{LONGER}",
        f"Day one\n\n{LONG}\n\nDay two\n\n{LONGER}\n\nDay three\n\n{BODIES[2]}",
        f"Monday 3 June\n{LONG}\nTuesday 4 June\n{LONGER}\nWednesday 5 June\n{BODIES[2]}",
        f"1. The pier\n{LONG}\n2. The basin\n{LONGER}\n3. The quay\n{BODIES[2]}",
        f"“We begin in June,” Vella said.\n\n{LONG}\n\n“By day only,” she said.\n\n{LONGER}",
        f"Ann wrote:\n> {BODIES[3]}\n\n{LONG}\n\nPiet wrote:\n> {BODIES[2]}\n\n{LONGER}",
        "\n".join(f"- item {n}" for n in range(30)),
        "",
        "\n\n\n",
        "Ann",
    ],
)
def test_one_post_when_in_doubt(raw: str) -> None:
    result = clean(raw)
    assert len(result.posts) == 1
    assert_told(result)


def test_the_texts_of_the_posts_are_the_text() -> None:
    for dump in corpus.load("open")[::9]:
        assert_told(clean(dump.text))


@given(
    st.lists(
        st.sampled_from(
            [*NAMES, *BODIES, "Reply", "#3", "Joined: May 2020", "Mar 3, 2024 9:15 pm", "", "> yes", "Ann said:", "---"]
        )
    )
)
def test_no_order_of_lines_loses_any(lines: list[str]) -> None:
    assert_told(clean("\n".join(lines)))


@given(st.text(max_size=400))
def test_no_text_loses_any(text: str) -> None:
    assert_told(clean(text))


def test_a_result_with_posts_travels() -> None:
    result = clean(thread(HEADS["phpbb"]))
    copy = pickle.loads(pickle.dumps(result))
    assert copy.posts == result.posts
    assert copy == result
    assert copy.to_json() == result.to_json()


def test_headers_stand_before_each_post() -> None:
    lines = clean(thread(HEADS["proboards"], 3)).to_text(headers=True).split("\n")
    assert [line for line in lines if line in NAMES] == list(NAMES[:3])


@pytest.mark.parametrize(
    "head", [HEADS["phpbb"], HEADS["comments"], "{name} {n}\n", "Mar {n}, 2024\n", "#{n}\n", "x{n}: y\n"]
)
def test_time_grows_with_the_thread(head: str) -> None:
    def took(count: int) -> float:
        result = clean("\n".join(f"{head.format(name=f'user{n}', n=n)}{BODIES[n % 4]}" for n in range(count)))
        return seconds(lambda: result.posts)

    small, large = took(250), took(2000)
    # Eight times as much; quadratic would be 64 times as long.
    assert large < 24 * max(small, 0.02)


@pytest.mark.parametrize("side", ["open", "held"])
def test_the_marks_on_threads_hold_together(side: str) -> None:
    assert not [fault for one in load(side) for fault in faults(one)]


def test_a_thread_that_no_rule_knows_says_so() -> None:
    head = "Qvorrek zhul {name}\n0{n}.03.2024, 20:18\n"
    (warning,) = clean(thread(head)).warnings
    assert "looks like a thread of 4 posts, but no rule knows a line of it" in warning
    assert "forumclean rules new" in warning


def test_a_head_that_the_reader_of_mail_knows_needs_no_warning() -> None:
    head = "Lahettaja: Ann Virta <ann@satama.example>\nPaivays: 3.3.2024 20:18\nKohde: Laituri\n\n"
    result = clean(f"{head}{LONG}\n\n{LONGER}")
    assert (result.warnings, result.engine) == ((), "mail")


@pytest.mark.parametrize("raw", [f"{LONG}\n\n{LONGER}", thread(HEADS["phpbb"]), f"{LONG}\n" * 8])
def test_what_rules_know_or_what_is_no_frame_gives_no_such_warning(raw: str) -> None:
    assert not [warning for warning in clean(raw).warnings if "no rule knows" in warning]


def test_texts_signed_behind_are_posts() -> None:
    signed = (
        "Dry it first, in the shade, and not on the stove. – Ann Marsh Mar 11 '10 at 8:14",
        "Then whip both ends before you open the strands. – Joe Whitfield Mar 11 '10 at 8:31",
        "And use a fid, whatever the books may say about screwdrivers. – P.Kott Mar 11 '10 at 11:02",
    )
    posts = clean("\n\n".join((LONG, *signed))).posts
    assert [post.author for post in posts] == ["Ann Marsh", "Joe Whitfield", "P.Kott"]
    assert [post.text for post in posts[1:]] == list(signed[1:])
    assert [post.date.hour for post in posts if post.date] == [8, 8, 11]
    # What ends with a day is no signature: nobody stands before it, or the sentence goes on to its stop.
    for end in ("The lock shut on May 3, 2010.", "It was opened by the mayor of Hallam on 3 May 2010"):
        assert len(clean("\n\n".join((LONG, end, LONGER))).posts) == 1


def test_posts_as_entries_of_a_list_begin_at_their_numbers() -> None:
    entries = [f"  {n}. {name}\n\n    {name} Member\n\n    {BODIES[n % 4]}\n    Otters likes this.\n" for n, name in
               enumerate(NAMES[:2], 1)]  # fmt: skip
    entries += [
        f"  3. {BODIES[3]}\n    Otters likes this.\n",
        f"  4. {NAMES[3]}\n\n    {NAMES[3]} Member\n\n    {LONG}\n",
    ]
    result = clean("Rope\n\nDiscussion in 'Deck' started by annlee, Feb 6, 2013.\n\n" + "".join(entries))
    assert len(result.posts) == 4
    assert BODIES[3] in result.posts[2].text
    assert_told(result)


QUOTED = (
    "{a}\nJoined: 2004\nPosts: 88\n\nMar 3, 2024, 10:15 pm\n#1\n\n" + LONG + "\n\n{b}\nJoined: 2005\nPosts: 12\n\n"
    "Mar 4, 2024, 8:15 am\n#2\n\n{lead}\n" + LONG + "\n\n" + LONGER + "\n"
)


@pytest.mark.parametrize("lead", ["{a} said:", "{a} wrote:", "Originally posted by {a}"])
def test_quotes_of_a_dump_say_whom_they_quote(lead: str) -> None:
    a, b = NAMES[0], NAMES[3]
    result = clean(QUOTED.format(a=a, b=b, lead=lead.format(a=a)))
    assert [quote.author for quote in result.quotes] == [a]
    assert LONG in result.quotes[0].text
    assert LONGER not in result.quotes[0].text
    assert_told(result)


def test_what_nobody_else_said_is_no_quote() -> None:
    a, b = NAMES[0], NAMES[3]
    alone = QUOTED.format(a=a, b=b, lead=f"{a} said:").replace(LONG, BODIES[2], 1)
    assert clean(alone).quotes == ()
    assert clean(LONG + "\n\n" + LONGER).quotes == ()


@pytest.mark.parametrize("slot", ["Skip advertisement", "Advertisement", "Story continues below advertisement"])
def test_an_advert_between_two_paragraphs_parts_no_posts(slot: str) -> None:
    assert len(clean(f"Reaction score\n\n{LONG}\n\n{slot}\n\n{LONGER}").posts) == 1


def test_the_card_of_the_only_poster_is_no_post() -> None:
    card = "{name}\nWell-known member\nJoined\nAug 2, 2016\nMessages\n4,318\nReaction score\n9,120\n\nMar 14, 2024\n#1"
    for name in ("Marnie K.", "Dr. No!", "tollan"):
        head = f"Ferry crews call off strike\n\nThread starter\n{name}\nStart date\nMar 14, 2024"
        (post,) = clean(f"{head}\n\n{card.format(name=name)}\n\n{LONG}\n\n{LONGER}\n\nReply\nReport").posts
        assert post.text == f"{LONG}\n\n{LONGER}"


@pytest.mark.parametrize("head", ["{name}\nMay {n}, 2021\n", "{name}\n0{n}.03.2019\n", "{name}\n\n{n} May 2021\n\n"])
@pytest.mark.parametrize("count", [3, 4])
def test_a_bare_date_below_a_name_begins_a_post(head: str, count: int) -> None:
    posts = clean(thread(head, count)).posts
    assert [post.author for post in posts] == list(NAMES[:count])
    assert all(post.date is not None for post in posts)


def test_a_bare_date_alone_is_the_heading_of_a_diary() -> None:
    raw = "\n\n".join(f"{n} May 2021\n{BODIES[n]}" for n in range(1, 4))
    assert len(clean(raw).posts) == 1


@pytest.mark.parametrize("short", ["Legs?", "gone gone", "Oh no.", "Bis es reicht"])
def test_a_short_post_between_two_heads_is_one(short: str) -> None:
    heads = [HEADS["proboards"].format(name=NAMES[n], n=n + 1) for n in range(4)]
    posts = clean("\n\n".join(heads[n] + (short if n == 2 else BODIES[n]) for n in range(4))).posts
    assert [post.author for post in posts] == list(NAMES)


@pytest.mark.parametrize("name", ["Anonymous", "Guest", "Sam P"])
def test_a_name_of_known_words_stands_where_others_have_one(name: str) -> None:
    names = [*NAMES[:2], name, NAMES[3]]
    posts = clean("\n\n".join(f"## {names[n]} (Mar {n + 1}, 2024)\n\n{BODIES[n]}" for n in range(4))).posts
    assert [post.author for post in posts] == names


def test_the_day_somebody_joined_yields_to_the_day_of_the_post() -> None:
    head = "{name}\nPosted: Fri Mar 0{n}, 2024 11:44 am\nJoined: Sun Jul 1{n}, 2011 4:02 pm\nPosts: 21{n}\n"
    posts = clean(thread(head)).posts
    assert [post.date_text for post in posts] == [f"Fri Mar 0{n}, 2024 11:44 am" for n in range(1, 5)]


@pytest.mark.parametrize("mark", ["___________________\n", "-- \n", ""])
def test_a_signature_is_told(mark: str) -> None:
    sign = f"\n{mark}Swim or sink, said the duck."
    raw = "\n\n".join(
        HEADS["proboards"].format(name=NAMES[n % 2], n=n + 1) + BODIES[n] + (sign if n % 2 else "") for n in range(4)
    )
    result = clean(raw)
    assert [post.signature for post in result.posts] == [None, "Swim or sink, said the duck."] * 2
    assert_told(result)


def test_what_an_author_says_once_is_no_signature() -> None:
    assert {post.signature for post in clean(thread(HEADS["proboards"])).posts} == {None}


def test_how_many_posts_there_are_is_known_without_their_heads() -> None:
    document = clean(thread(HEADS["proboards"]))._document
    assert len(document.heads) == 4
    assert pickle.loads(pickle.dumps(document.heads)) == tuple(document.heads)


def test_a_signature_stands_in_everything_that_holds_posts(tmp_path: Path) -> None:
    raw = "\n\n".join(
        HEADS["proboards"].format(name=NAMES[n % 2], n=n + 1) + f"{BODIES[n]}\n____\nSwim or sink" for n in range(4)
    )
    result = clean(raw)
    assert {post["signature"] for post in result.to_dict()["posts"]} == {"Swim or sink"}
    record = json.loads(json_line(record_of(result, detail=Detail.POSTS)))
    assert {post["signature"] for post in record["posts"]} == {"Swim or sink"}
    posts = next(field for field in record_fields(Detail.POSTS) if field.name == "posts")
    assert set(record["posts"][0]) == {field.name for field in posts.type.value_type}
    file = tmp_path / "post.txt"
    file.write_text(raw, encoding="utf-8")
    said = CliRunner().invoke(commands, ["explain", str(file)])
    assert said.output.count("signature: Swim or sink") == 4


def test_what_cannot_be_signed_at_a_glance_has_no_signature_at_a_second_look(cleaner: Cleaner) -> None:
    """Posts are told apart for signatures only where `may_be_signed` says so; it is right about every open dump."""
    texts = [dump.text for dump in corpus.load("open")]
    seen = passed = 0
    for document, _, verdicts in cleaner.judged(texts):
        grounds = verdicts.grounds()
        removed = {i for i, is_body in enumerate(verdicts.body) if not is_body}
        others = {i for i in removed if grounds.kinds.get(i, Kind.OTHER) is Kind.OTHER}
        if not hasattr(document.posts, "column") or may_be_signed(document.lines, others, document.heads):
            passed += 1
        else:
            seen += 1
            assert others.isdisjoint(document.posts.column(2)), document.lines[:3]  # type: ignore[union-attr]
    assert seen > 4 * passed > 0


def test_what_is_remembered_of_lines_changes_nothing(cleaner: Cleaner) -> None:
    texts = [dump.text for dump in corpus.load("open")][::9]
    there = [json.dumps([p.to_dict() for p in result.posts]) for result in cleaner.clean_many(texts)]
    back = [json.dumps([p.to_dict() for p in result.posts]) for result in cleaner.clean_many(texts[::-1])]
    lines._known_line.cache_clear()
    afresh = []
    for text in texts:
        afresh.append(json.dumps([p.to_dict() for p in cleaner.clean(text).posts]))
        lines._known_line.cache_clear()
    assert there == back[::-1] == afresh
