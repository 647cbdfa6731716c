"""BBCode source: what is markup and what is text, whom a quote is from, and that nothing is lost or breaks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

import pytest
from clock import seconds
from hypothesis import given
from hypothesis import strategies as st
from support import LONG, LONGER, assert_sound

from forumclean import Cleaner, Kind
from forumclean.reader.bbcode.read import read_bbcode
from forumclean.reader.bbcode.tags import roles

SAID = datetime(2013, 4, 7, 23, 38, 15, tzinfo=UTC)
SAID_AT = SAID.replace(second=0)

# Who is quoted, when, and which post, as engines write it.
QUOTES = {
    "phpBB 3.2": ("=Dan Oram post_id=24 time=1365377895 user_id=2", "Dan Oram", SAID, "24"),
    "phpBB 3.0": ('="Dan Oram":3f9a21c7', "Dan Oram", None, None),
    "phpBB 2": (':3f9a21c7="Dan Oram"', "Dan Oram", None, None),
    "phpBB, stored": ("=&quot;Dan [the man] Oram&quot;:3f9a21c7", "Dan [the man] Oram", None, None),
    "vBulletin": ("=Dan Oram;24", "Dan Oram", None, "24"),
    "vBulletin 5": ("=Dan Oram;n24", "Dan Oram", None, "24"),
    "a clan's name": ("=[ABC]Dan;24", "[ABC]Dan", None, "24"),
    "XenForo": ('="Dan Oram, post: 24, member: 3"', "Dan Oram", None, "24"),
    "SMF": (" author=Dan Oram link=topic=2.msg24#msg24 date=1365377895", "Dan Oram", SAID, "24"),
    "MyBB": ("=\"Dan Oram\" pid='24' dateline='1365377895'", "Dan Oram", SAID, "24"),
    "Invision": (" name='Dan Oram' date='07 April 2013 - 11:38 PM' post='24'", "Dan Oram", SAID_AT, "24"),
    "Discourse": ('="dan_o, post:24, topic:3, full:true"', "dan_o", None, "24"),
    "an apostrophe": ("=O'Brien", "O'Brien", None, None),
    "curly quotes": ("=“Dan Oram”", "Dan Oram", None, None),
}


@pytest.mark.parametrize("engine", QUOTES)
def test_a_quote_says_whom_it_quotes(cleaner: Cleaner, engine: str) -> None:
    value, author, date, post = QUOTES[engine]
    uid = ":3f9a21c7" if "3f9a21c7" in value else ""
    result = cleaner.clean(f"[quote{value}]Who saw O'Brien's boat today?[/quote{uid}]\n{LONG}")
    (quote,) = result.quotes
    assert (quote.author, quote.post, quote.text) == (author, post, "Who saw O'Brien's boat today?")
    assert quote.date == date
    assert result.text == f"Who saw O'Brien's boat today?\n\n{LONG}"
    assert result.to_text(quotes="drop") == LONG
    assert [(p.kind, p.reason) for p in result.removed] == [(Kind.POST_META, "bbcode:quote")]


TEXTS = {
    "styles": ("[b]Old[/b] [i][u]boats[/u][/i] [color=#f00]are [size=5]slow[/size][/color].", "Old boats are slow."),
    "inside a word": ("un[b]believ[/b]able boats, said [font=Courier New]Ann[/font].", "unbelievable boats, said Ann."),
    "nested wrong": ("[b]One [i]two[/b] three[/i] four [u]five.", "One two three four [u]five."),
    "left open": ("[b]One[/b] [color=red]two three four.", "One two three four."),
    "left behind": ("[b]One[/b] two[/color] three[/size] four.", "One two three four."),
    "capitals": ("[B]One[/b] two [URL=http://a.example]three[/URL] four.", "One two three four."),
    "bare link": ("See [url]http://a.example/b[/url] [b]now[/b].", "See http://a.example/b now."),
    "link with entities": ("See [url=http://a.example?a=1&amp;b=2]it[/url] now.", "See it now."),
    "entities": ("[b]AT&amp;T[/b] &lt;3 &quot;us&quot; &#8211; &#x41;&nbsp;!", 'AT&T <3 "us" – A\xa0!'),
    "picture in a line": ("See [b]the[/b] [img]http://a.example/b.png[/img] boat.", "See the boat."),
    "smiley of phpBB": (
        '[b]Fine[/b] <!-- s:) --><img src="{SMILIES_PATH}/a.gif" alt=":)" title="Smile" /><!-- s:) --> today.',
        "Fine :) today.",
    ),
    "link of phpBB": (
        '[b]See[/b] <!-- m --><a class="postlink" href="http://a.example">http://a.example</a><!-- m --> now.',
        "See http://a.example now.",
    ),
    "marks of phpBB": ("[b:3f9a21c7]One[/b:3f9a21c7] [i:3f9a21c7]two[/i:3f9a21c7].", "One two."),
    "line breaks of SMF": ("[b]One boat.[/b]<br />Two boats.<br /><br />Three.", "One boat.\nTwo boats.\n\nThree."),
    "spoiler": ("It ends [spoiler=The end]badly for the boats.[/spoiler]", "It ends\nbadly for the boats."),
    "noparse": ("[b]Write[/b] [noparse][i]this[/i][/noparse] down.", "Write [i]this[/i] down."),
    "code": (
        "[code]\n  a[i] = [b]1[/b];\n\n  b &lt; 2\n[/code]\nIt runs.",
        "  a[i] = [b]1[/b];\n\n  b < 2\n\nIt runs.",
    ),
    "code as typed": ("[code]<br> &amp; <b>[/code]\nSo it runs.", "<br> &amp; <b>\n\nSo it runs."),
    "index beside tags": ("[b]Then[/b] a[i] is [sic] [1], […], [[b]].", "Then a[i] is [sic] [1], […], [[b]]."),
    "wiki and Markdown": (
        "[b]See[/b] [it](http://a.example) and [[Boat]].",
        "See [it](http://a.example) and [[Boat]].",
    ),
    "XML of phpBB": (
        '<r><B><s>[b]</s>Old<e>[/b]</e></B> boats &amp; <E>:)</E><br/>\n<URL url="http://a.example">http://a.example</URL></r>',
        "Old boats & :)\nhttp://a.example",
    ),
    "XML without a tag": ("<t>Old boats &amp; new ones.<br/>\nMore.</t>", "Old boats & new ones.\nMore."),
    "XML of Flarum": ("<r><p>Old <STRONG><s>**</s>boats<e>**</e></STRONG> are slow.</p></r>", "Old boats are slow."),
    "words in brackets": (
        "[b]One[/b] [title of the book] [source needed] [image: a boat] two.",
        "One [title of the book] [source needed] [image: a boat] two.",
    ),
    "code of Markdown": (
        "[color=red]See[/color] `[i]x[/i]` and:\n\n```\na [i]b[/i]\n```\n[i]So[/i] it is.",
        "See `[i]x[/i]` and:\n\n```\na [i]b[/i]\n```\nSo it is.",
    ),
    "an unknown tag": ("[b]See[/b] [lid]the boat[/lid] now.", "See [lid]the boat[/lid] now."),
    "[img] left open": ("[b]See[/b] [img] the boat.", "See [img] the boat."),
    "[quote] left open": ("[b]See[/b] [quote] the boat.", "See [quote] the boat."),
}


@pytest.mark.parametrize("name", TEXTS)
def test_markup_goes_and_text_stays(cleaner: Cleaner, name: str) -> None:
    source, text = TEXTS[name]
    result = cleaner.clean(source)
    assert result.text == text
    assert result.source == source
    assert_sound(result)


# Texts that hold or speak of brackets: they come back as they are.
SPOKEN = {
    "names tags": "Put [b] and [/b] around a word and it gets bold, the helpers say.",
    "names one": "The [/B]-tag goes behind it.\n[b]Name:[/b]\n[b]Age:[/b]",
    "in quotes": "Then type '[quote]' and the text, and close it with '[/quote]' again.",
    "a pair in quotes": 'It prints "[b]none[/b]" and goes on.',
    "a pair in code": "It prints `[b]none[/b]` and `[url=http://a.example]x[/url]`.",
    "fenced code": "It prints this:\n\n```\n[quote=Ann]none[/quote]\n```",
    "an example": "Write [b]text[/b] for bold.",
    "dots": "It is [url]...[/url] or [b]...[/b] here.",
    "in German": "Mit den Tags [i] und [/i] wird der Text schräg.",
    "in Russian": "Используйте теги [b] и [/b] для жирного текста.",
    "index": "for (i = 0; i < n; i++) s += a[i] + b[i]; // [u] and [s] too",
    "notes": "He said [sic] that it [the boat] sank [1][2] and […] was lost [citation needed].",
    "wiki": "See [[Boat|boats]] and [[b]] for [http://a.example more].",
    "Markdown": "See [b](http://a.example/b) and [url][1].\n\n[1]: http://a.example",
    "settings": "[list]\nname = north\n[code]\nspeed = 4",
    "a pager": "[<prev] [next>] [day] [month] [year] [list]",
    "prefixes": "[INFO] [Sold] Crate of dried ancho [UK]",
    "a page's own tags": "[table] is a word here, [img] too, and [size] is none.",
    "a named quote": 'Begin with [quote="name"] and end it as usual.',
    "words in brackets": "[quote from the report] It sank. [source needed] [title of the book] [image not shown]",
    "closing tags alone": "It was [/u] here, he wrote, and [/i] there.",
}


@pytest.mark.parametrize("name", SPOKEN)
def test_text_that_speaks_of_tags_is_left_alone(name: str) -> None:
    assert read_bbcode(SPOKEN[name]) is None
    assert read_bbcode(f"{LONG}\n\n{SPOKEN[name]}\n\n{LONGER}") is None


def test_a_page_with_tags_in_it_is_a_page(cleaner: Cleaner) -> None:
    result = cleaner.clean(f"<div><p>{LONG} [b]So[/b] it is.</p><p>{LONGER}</p></div>")
    assert result.engine is None
    assert "[b]So[/b]" in result.text


@pytest.mark.parametrize(
    "tags", ["Then [b]nobody[/b] came.", "[QUOTE=Ann;24]Who saw it?[/QUOTE]", "[img]http://a.example/b.png[/img]"]
)
def test_a_tag_or_two_in_a_dump_leave_the_rest_of_it_as_it_was(cleaner: Cleaner, tags: str) -> None:
    boats = "- one boat for the harbour\n- two boats for the sea"
    frame = f"Staff member\n{{}}\n{LONG}\n\n{boats}\n\n{LONGER}\nReply\nQuote\n"
    without, result = cleaner.clean(frame.format("Some boats came.")), cleaner.clean(frame.format(tags))
    assert [p.text for p in without.removed] == ["Staff member", "Reply", "Quote"]
    assert {"Staff member", "Reply", "Quote"} <= {p.text for p in result.removed}
    assert result.text.endswith(without.text.partition(LONG)[2])
    assert "[" not in result.text
    assert_sound(result)


def test_what_a_page_shows_beside_text_is_of_its_kind(cleaner: Cleaner) -> None:
    things = {
        "[img]http://a.example/b.png[/img]": "bbcode:image",
        "[ATTACH=full]123[/ATTACH]": "bbcode:attachment",
        "[attachment=0]<!-- ia0 -->boat.jpg<!-- ia0 -->[/attachment]": "bbcode:attachment",
        "[attachment=12:boat.jpg]": "bbcode:attachment",
        "[MEDIA=youtube]dQw4w9WgXcQ[/MEDIA]": "bbcode:media",
        "[youtube]dQw4w9WgXcQ[/youtube]": "bbcode:media",
    }
    result = cleaner.clean("\n".join((f"[b]Now[/b] {LONG}", *things, LONGER)))
    assert [(p.text, p.kind, p.reason) for p in result.removed] == [
        (text, Kind.ATTACHMENT, reason) for text, reason in things.items()
    ]
    assert result.text.split("\n") == [f"Now {LONG}", "", LONGER]


def test_lines_of_a_post_are_judged_like_those_of_any_text(cleaner: Cleaner) -> None:
    result = cleaner.clean(f"{LONG}\n\n[size=2][i]Sent from my Galaxy S9 using Tapatalk[/i][/size]")
    assert result.text == LONG
    (gone,) = result.removed
    assert gone.reason == "core/sent-from"
    assert result.source[gone.start : gone.end] == "[size=2][i]Sent from my Galaxy S9 using Tapatalk[/i][/size]"


def test_a_rule_that_cuts_a_line_cuts_it_in_the_source(cleaner: Cleaner) -> None:
    rule = {"id": "cut", "kind": "control", "inline": r"\(click here\)"}
    cutting = Cleaner({"rule": [rule]})
    source = f"{LONG} [b]See[/b] [url=http://a.example]it (click here)[/url] &amp; go."
    result = cutting.clean(source)
    assert result.text == f"{LONG} See it & go."
    assert [source[p.start : p.end] for p in result.paragraphs] == [
        f"{LONG} [b]See[/b] [url=http://a.example]it",
        "(click here)[/url]",
        "&amp; go.",
    ]
    assert_sound(result)


NAMES = st.sampled_from([*sorted(roles()), "b", "quote", "list", "*", "code", "tr", "td", "table", "foo"])
VALUES = st.sampled_from(
    ["", "", "=3", '="Ann"', '="Ann, post: 2"', "=Ann;2", ":3f9a21c7", "=http://a.example", " a=b c='d'"]
)
OPENING = st.builds("[{}{}]".format, NAMES, VALUES)
CLOSING = st.builds("[/{}]".format, NAMES)
WORDS = st.sampled_from(
    [
        *("rain in May ", "a[i]", "http://a.example/b", "> he\n", "```\n", "- x\n"),
        *("Reply\n", "Staff member\n", "Sent from my iPhone\n"),
        *("\n", "\n\n", "\r\n", " ", "\u2028", "&amp;", "&nbsp;", "&#10;", "<br />", "<!-- s:) -->", "<s>", "</e>"),
        *("[", "]", "[/", '"'),
    ]
)
PIECES = st.lists(st.one_of(OPENING, CLOSING, CLOSING, WORDS, st.text(max_size=5)), max_size=40).map("".join)
POSTS = st.one_of(PIECES, PIECES.map("<r>{}</r>".format))


@given(POSTS)
def test_no_nesting_breaks_anything(cleaner: Cleaner, source: str) -> None:
    document = read_bbcode(source)
    if document is None:
        return
    result = cleaner.clean(source)
    assert_sound(result)
    assert all(document.texts)
    assert result.to_json() == cleaner.clean(source).to_json()
    assert len(result.quotes) == len(document.quoted)


@given(
    st.lists(st.sampled_from(["b", "i", "quote", "color=red", "center", "size=3", "spoiler"]), min_size=1, max_size=30)
)
def test_what_is_nested_shows_what_it_holds(tags: list[str]) -> None:
    closing = "".join(f"[/{tag.partition('=')[0]}]" for tag in reversed(tags))
    document = read_bbcode(f"{''.join(f'[{tag}]' for tag in tags)}Rain in May.{closing}")
    assert document is not None
    assert document.texts == ["Rain in May."]


GROWING: dict[str, Callable[[int], str]] = {
    "quotes in a row": lambda n: '[quote="A"]x[/quote]\n' * n,
    "quotes in quotes": lambda n: '[quote="A"]rain' * n + "[/quote]" * n,
    "lists in lists": lambda n: "[list][*]a" * n + "[/list]" * n,
    "empty lists": lambda n: "[list]" * n + "[*]a[/list]" * n,
    "nested wrong": lambda n: "[b][i]x" * n + "[/b][/i]" * n,
    "never closed": lambda n: "[quote=" * n + "[b]x y[/b]",
    "never opened": lambda n: "[/quote]" * n + "[b]x y[/b]",
    "code": lambda n: "[code]a &lt; b[/code]" * n,
    "code in code": lambda n: "[code]" * n + "x[/code]",
    "links in links": lambda n: "[url]http://a.example" * n + "[/url]" * n,
    "pictures": lambda n: "[img]a" * n + "[/img]" * n + "[b]x y[/b]",
    "fences": lambda n: "```\n[b]x y[/b]\n" * n + "~~~\n" * n,
    "entities": lambda n: "&amp;" * n + "[b]x y[/b]",
    "XML": lambda n: f"<r>{'<s>[b]</s>x<e>[/b]</e>' * n}</r>",
    "XML, broken": lambda n: f"<r>{'<s>a' * n}</r>",
    "a table": lambda n: f"[table]{'[tr][td]a[/td][td]b[/td][/tr]' * n}[/table]",
    "a long value": lambda n: f"[quote={'=;' * n}]x y[/quote]",
}


@pytest.mark.parametrize("name", GROWING)
def test_time_grows_with_the_text(name: str) -> None:
    def read(source: str) -> None:
        if (document := read_bbcode(source)) is not None:
            document.layout()

    read(GROWING[name](50))
    small, large = (min(seconds(partial(read, GROWING[name](size))) for _ in range(2)) for size in (150, 1200))
    assert large < 24 * max(small, 0.002)
