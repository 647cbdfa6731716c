"""Markdown, CSV and threads: what a result is for others to read."""

from __future__ import annotations

import csv
import html
import io
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import LONG, LONGER, ROOT, run_cli

import forumclean
from forumclean import Kind, Post
from forumclean.outcome.forms.markdown import Piece, markdown_of, post_head
from forumclean.outcome.forms.thread import thread_of

PAGE = f"""<html><body><article><h1>Bridge</h1><p>{LONG}</p><h2>What next</h2><ul><li>the first item</li><li>the second
</li></ul><pre>a = 1
  b = 2</pre><table><tr><th>boat</th><th>time</th></tr><tr><td>one</td><td>6 | 7</td></tr></table><p>{LONGER}</p>
</article></body></html>"""


@pytest.mark.parametrize(
    ("text", "kind", "written"),
    [
        ("# no heading", Kind.PARAGRAPH, "\\# no heading"),
        ("- no item", Kind.PARAGRAPH, "\\- no item"),
        ("1. no item", Kind.PARAGRAPH, "1\\. no item"),
        ("1990. A year", Kind.PARAGRAPH, "1990\\. A year"),
        ("> no quote", Kind.PARAGRAPH, "\\> no quote"),
        ("    no code", Kind.PARAGRAPH, "no code"),
        ("a\n---", Kind.PARAGRAPH, "a\\\n\\---"),
        ("*a* _b_ `c` [d](e) <f> &amp;", Kind.PARAGRAPH, "\\*a\\* \\_b\\_ \\`c\\` \\[d\\](e) \\<f> \\&amp;"),
        ("see https://a.example/b_c.", Kind.PARAGRAPH, "see <https://a.example/b_c>."),
        ("plain - text, 5 > 3, C# and #1", Kind.PARAGRAPH, "plain - text, 5 > 3, C# and #1"),
        ("News", Kind.HEADING, "## News"),
        ("• milk", Kind.LIST, "- milk"),
        ("2) milk", Kind.LIST, "2. milk"),
        ("milk\nand eggs", Kind.LIST, "- milk\\\n  and eggs"),
        ("a ``` b", Kind.CODE, "````\na ``` b\n````"),
        ("one\n\ntwo", Kind.QUOTE, "> one\n>\n> two"),
        ("a|b\tc", Kind.TABLE, "| a\\|b | c |\n| --- | --- |"),
        ("a boat", Kind.CAPTION, "*a boat*"),
        ("a | b\n--- | :--", Kind.PARAGRAPH, "a | b\\\n\\--- | :--"),
        ("~~gone~~ and ~4", Kind.PARAGRAPH, "\\~~gone\\~~ and ~4"),
        ("Learn C #", Kind.HEADING, "## Learn C \\#"),
        (
            "see https://a.example/b_(c), (https://d.example)",
            Kind.PARAGRAPH,
            "see <https://a.example/b_(c)>, (<https://d.example>)",
        ),
    ],
)
def test_each_kind_is_written_as_markdown_has_it(text: str, kind: Kind, written: str) -> None:
    assert markdown_of([Piece(text, kind)]) == written


def test_quotes_say_who_is_quoted_and_stay_apart() -> None:
    pieces = [Piece("Ann said:", Kind.QUOTE, 1, True), Piece("Yes.", Kind.QUOTE, 1), Piece("No.", Kind.QUOTE, 2)]
    assert markdown_of(pieces) == "> **Ann said:**\n>\n> Yes.\n\n> No."


def test_a_page_keeps_its_shape() -> None:
    written = forumclean.clean(PAGE).to_markdown()
    for part in ("## What next", "- the first item\n- the second", "```\na = 1\n  b = 2\n```",
                 "| boat | time |\n| --- | --- |\n| one | 6 \\| 7 |"):  # fmt: skip
        assert f"\n\n{part}\n\n" in written


def test_no_body_is_lost_and_no_chrome_comes_back() -> None:
    result = forumclean.clean((ROOT / "fixtures/xenforo/ferry-berth/raw.html").read_bytes())
    written = result.to_markdown(title=True, headers=True)
    assert written.startswith("# Eastern ferry berth closed until the end of March\n\n")
    assert all(post.text.split(".")[0] in written.replace("\\", "") for post in result.posts)
    assert "Fair winds" not in written
    assert all(f"**{post.author}**" in written.replace("[", "").split("](")[0] or post.author in written
               for post in result.posts if post.author)  # fmt: skip


@given(st.text(max_size=60), st.sampled_from([*Kind][:8]))
def test_any_text_is_written_and_words_stay(text: str, kind: Kind) -> None:
    written = markdown_of([Piece(text, kind)])
    assert [c for c in text if c.isalnum()] == [c for c in written if c.isalnum()] or kind in (Kind.LIST, Kind.TABLE)


def test_the_head_of_a_post_links_where_the_page_does() -> None:
    post = Post(1, "A*n", "https://f.example/u 1", datetime(2024, 3, 5, tzinfo=UTC), "javascript:x", None, "t", ())
    assert post_head(post) == "**[A\\*n](<https://f.example/u%201>)**, 2024-03-05 00:00:00+00:00"
    assert post_head(Post(1, None, None, None, None, None, "t", ())) == ""


def test_a_thread_is_turns_and_an_empty_post_hands_its_answers_on() -> None:
    def post(text: str, parent: int | None) -> Post:
        return Post(None, "Ann", None, None, None, None, text, (), date_text="today", parent=parent)

    turns = thread_of([post("one", None), post("", 0), post("two", 1), post("three", 2)])
    assert [(turn["text"], turn["parent"]) for turn in turns] == [("one", None), ("two", 0), ("three", 1)]
    assert turns[0] == {"author": "Ann", "date": "today", "parent": None, "text": "one"}


def test_the_command_writes_markdown_and_csv(tmp_path: Path) -> None:
    page, dump = tmp_path / "page.html", tmp_path / "dump.txt"
    page.write_text(PAGE, encoding="utf-8")
    dump.write_text(f'Staff member\n\n"{LONG}"\n\n{LONGER}\n', encoding="utf-8")
    code, out, _ = run_cli("clean", str(page), "--format", "markdown")
    assert (code, out) == (0, forumclean.clean(PAGE).to_markdown() + "\n")
    code, out, _ = run_cli("clean", str(page), str(dump), "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [row["input"] for row in rows] == [str(page), str(dump)]
    assert rows[1]["text"] == forumclean.clean(dump.read_text(encoding="utf-8")).text
    assert run_cli("clean", str(page), "--format", "markdown", "--output-dir", str(tmp_path / "out"))[0] == 0
    assert (tmp_path / "out" / "page.md").is_file()


# what Markdown makes of it again

# What means something to Markdown somewhere.
SIGNS = [
    "a", "bc", "*", "**", "_", "`", "```", "[x](y)", "]", "<b>", "<!--", "&lt;", "#", "---", "===", "1.", "2)", "-",
    ">", "~~", "~~~", "\\", "!", "https://a.b/c_(d)", "|", "(", ")", "|-|-", ":-",
]  # fmt: skip
MARKS = st.lists(st.sampled_from([*SIGNS, " ", "\n", "\t", "--- | ---"]), min_size=1, max_size=12)
ELEMENTS = {
    Kind.PARAGRAPH: {"br"}, Kind.HEADING: {"h2"}, Kind.TITLE: {"h1"}, Kind.CAPTION: {"em", "br"},
    Kind.CODE: {"pre", "code"},
    Kind.QUOTE: {"blockquote", "br"}, Kind.TABLE: {"table", "thead", "tbody", "tr", "th", "td"},
}  # fmt: skip


def rendered(written: str) -> str:
    made = pytest.importorskip("markdown_it").MarkdownIt("commonmark").enable(["table", "strikethrough"])
    return str(made.render(written))


@given(MARKS.map(lambda parts: "".join(parts).strip()).filter(bool), st.sampled_from([*ELEMENTS]))
def test_what_a_text_says_is_what_markdown_shows(text: str, kind: Kind) -> None:
    page = rendered(markdown_of([Piece("first", Kind.PARAGRAPH), Piece(text, kind), Piece("last", Kind.PARAGRAPH)]))
    assert set(re.findall(r"<([a-z0-9]+)", page)) <= {"p", "a"} | ELEMENTS[kind]
    said = html.unescape(re.sub(r"<[^>]*>", " ", page))
    assert "".join(said.split()) == "".join(f"first{text}last".split())


def list_page(items: list[object], number: int | None) -> str:
    """A list as a page has it; an item is a word, or a word and a list below it."""
    name = "ul" if number is None else "ol"
    start = f' start="{number}"' if number not in (None, 1) else ""
    inside = "".join(
        f"<li>{item[0]}{list_page(*item[1:])}</li>" if isinstance(item, tuple) else f"<li>{item}</li>" for item in items
    )
    return f"<{name}{start}>{inside}</{name}>"


NUMBERS = st.one_of(st.none(), st.sampled_from([1, 3, 98]))
WORDS = st.sampled_from(["Barge seven", "Quay four", "Tug two", "the 2nd crane"])
LISTS = st.recursive(
    st.lists(WORDS, min_size=1, max_size=3),
    lambda inner: st.lists(st.one_of(WORDS, st.tuples(WORDS, inner, NUMBERS)), min_size=1, max_size=3),
    max_leaves=8,
)


@given(LISTS, NUMBERS)
def test_lists_in_lists_come_out_as_they_went_in(items: list[object], number: int | None) -> None:
    shown = list_page(items, number)
    written = forumclean.clean(f"<article><p>{LONG}</p>{shown}<p>{LONGER}</p></article>").to_markdown()
    page = re.sub(r"</?p>|\s+(?=<)|(?<=>)\s+", "", rendered(written))
    assert shown in page, written


def test_a_cell_of_two_lines_is_one_cell_and_a_quote_in_a_quote_stands_inside() -> None:
    table = "<table><tr><th>boat<th>time</tr><tr><td>one<td>six<br>or seven</tr><tr><td>two</td></tr></table>"
    inner = "<blockquote><p>Inner words of Rosa.</p></blockquote>"
    quote = f"<blockquote><p>Outer words of Piet.</p>{inner}<p>Piet again.</p></blockquote>"
    page = f"<article><p>{LONG}</p>{table}<p>{LONGER}</p>{quote}<p>{LONG[::-1]}.</p></article>"
    written = forumclean.clean(page).to_markdown()
    assert "| one | six or seven |\n| two |  |" in written
    assert "> Outer words of Piet.\n>\n>> Inner words of Rosa.\n>\n> Piet again." in written


@pytest.mark.parametrize(
    "inside",
    [
        "</ul></ol><li>one", "<ul><li>one<ul><li>two", "<ol start=99999999999><li value=0>one",
        "<ol start=x><li>one</ol></ol>", "<ul><ul><ul><li>one</ul></ul></ul>",
    ],
)  # fmt: skip
def test_tags_that_nobody_closed_and_lists_without_items_do_no_harm(inside: str) -> None:
    assert "one" in forumclean.clean(f"<article><p>{LONG}</p>{inside}</article>").to_markdown()
