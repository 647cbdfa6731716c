"""Plain text: line ends, spaces, wrapped paragraphs, quotes and Markdown."""

from __future__ import annotations

import pytest
from support import LONG, LONGER, assert_sound, named

from forumclean import Cleaner, Kind, Label, clean

LINE_ENDS = {
    "LF": "\n",
    "CRLF": "\r\n",
    "CR": "\r",
    "NEL": "\x85",
    "LS": "\u2028",
    "PS": "\u2029",
    "VT": "\v",
    "FF": "\f",
}
WRAPPED = """\
The harbour board voted on Tuesday to deepen the northern channel
by two metres, a step that the ferry companies had asked for since
the storms of last winter, and the work is to start before the end
of the summer.

Residents of the old quarter told the council that the dredging
would bring noise and dust to their streets for months, but the
chair of the board answered that the barges would work by day.
"""


@pytest.mark.parametrize("end", LINE_ENDS.values(), ids=LINE_ENDS)
def test_every_line_end_separates_paragraphs(end: str) -> None:
    result = clean(end.join([LONG, "Reaction score", LONGER]))
    assert result.text == f"{LONG}\n{LONGER}"
    assert [paragraph.text for paragraph in result.removed] == ["Reaction score"]
    assert_sound(result)


@pytest.mark.parametrize("end", LINE_ENDS.values(), ids=LINE_ENDS)
def test_a_blank_line_in_the_source_is_a_blank_line_in_the_text(end: str) -> None:
    result = clean(end.join([LONG, "", "Reaction score", "", "", LONGER]))
    assert result.text == f"{LONG}\n\n{LONGER}"
    assert_sound(result)


def test_a_blank_line_beside_removed_chrome_still_separates() -> None:
    assert clean(f"{LONG}\n\nReaction score\n{LONGER}").text == f"{LONG}\n\n{LONGER}"
    assert clean(f"{LONG}\nReaction score\n\n{LONGER}").text == f"{LONG}\n\n{LONGER}"


def test_the_source_is_the_input_unchanged() -> None:
    raw = f"\ufeff \r\n\t{LONG}\u00a0\r\n\r\n\x0b Reaction  score \x85"
    assert clean(raw).source == raw


@pytest.mark.parametrize(
    "line",
    [
        "Reaction\u00a0score",
        "Reaction\u202fscore",
        "  Reaction \t score  ",
        "Reac\u00adtion score",
        "\u200bReaction score\u200b",
        "Reaction\u2060 score",
        "\u200eReaction score\u200f",
        "\u3000Reaction score",
        "REACTION SCORE",
        "reaction score:",
        "• Reaction score",
    ],
    ids=ascii,
)
def test_spaces_case_and_bullets_do_not_hide_chrome(line: str) -> None:
    result = clean(f"{LONG}\n{line}\n{LONGER}")
    assert result.text == f"{LONG}\n{LONGER}"
    (gone,) = result.removed
    assert gone.text == line.strip()
    assert gone.reason


def test_odd_spaces_inside_the_article_are_kept_as_they_are() -> None:
    odd = LONG.replace("two metres", "two\u00a0metres").replace("ferry", "fer\u00adry")
    assert clean(f"Reaction score\n{odd}").text == odd


def test_indentation_is_no_part_of_a_paragraph() -> None:
    result = clean(f"    {LONG}\n\t{LONGER}\n")
    assert result.text == f"{LONG}\n{LONGER}"


def test_a_wrapped_paragraph_is_one_paragraph_with_its_line_ends() -> None:
    result = clean(WRAPPED)
    assert [paragraph.text for paragraph in result.paragraphs] == WRAPPED.strip().split("\n\n")
    assert result.text == WRAPPED.strip()
    assert_sound(result)


def test_chrome_around_wrapped_paragraphs_is_removed() -> None:
    result = clean(f"Reaction score\n\n{WRAPPED}\nClick to expand...")
    assert result.text == WRAPPED.strip()
    assert [paragraph.text for paragraph in result.removed] == ["Reaction score", "Click to expand..."]


def test_short_lines_are_not_joined_into_a_paragraph() -> None:
    poem = "Nine boats went out\nand eight came home\nthe ninth is at the inn"
    assert len(clean(poem).paragraphs) == 3


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("> The old bridge was never meant to carry lorries of forty tonnes.", Kind.QUOTE),
        (">> The old bridge was never meant to carry lorries of forty tonnes.", Kind.QUOTE),
        ("## What happens next", Kind.HEADING),
        ("- two tugs and a pilot boat from the naval yard", Kind.LIST),
        ("* two tugs and a pilot boat from the naval yard", Kind.LIST),
        ("• two tugs and a pilot boat from the naval yard", Kind.LIST),
        ("1. two tugs and a pilot boat from the naval yard", Kind.LIST),
        ("12) two tugs and a pilot boat from the naval yard", Kind.LIST),
        ("| boat | tonnes | year of building |", Kind.TABLE),
    ],
)
def test_markdown_shows_the_kind(line: str, kind: Kind) -> None:
    result = clean(f"{LONG}\n\n{line}\n\n{LONGER}")
    assert named(result, line).kind is kind
    assert named(result, line).label is Label.BODY
    assert named(result, LONG).kind is Kind.PARAGRAPH


@pytest.mark.parametrize("fence", ["```", "~~~"])
def test_fenced_lines_are_code_up_to_the_closing_fence(fence: str) -> None:
    lines = [f"{fence}python", "> not a quote", "- not a list", fence, LONG]
    kinds = [paragraph.kind for paragraph in clean("\n".join([LONGER, "", *lines])).paragraphs]
    assert kinds[1:] == [Kind.CODE] * 4 + [Kind.PARAGRAPH]


@pytest.mark.parametrize(
    "line",
    [
        "3.5 million tonnes went through the port in that year.",
        "-5 degrees were measured at noon.",
        "#harbour was the word of the day, the papers wrote.",
    ],
)
def test_what_only_looks_like_markdown_is_a_paragraph(line: str) -> None:
    assert named(clean(f"{LONG}\n\n{line}\n\n{LONGER}"), line).kind is Kind.PARAGRAPH


@pytest.mark.parametrize("raw", ["", " ", "\n\n\t\n", "\u3000\u00a0"])
def test_nothing_comes_from_nothing(cleaner: Cleaner, raw: str) -> None:
    result = cleaner.clean(raw)
    assert (result.text, result.title, result.paragraphs, result.source) == ("", None, (), raw)
    assert not result.suspicious


def test_line_breaks_of_markup_in_a_dump_do_not_make_it_a_page() -> None:
    frame = ["Staff member", "Joined", "Mar 4, 2021", "Messages", "1,204", "Click to expand...", "Reply", "Report"]
    body = [f"{LONG}<br />", "<br />", f"{LONGER}<br />", "<br />", "It opens on Monday.<br />"]
    dump = "\n".join([*frame, *body, *frame])
    text = clean(dump).text
    assert not set(frame) & set(text.splitlines())
    assert all(part in text for part in (LONG, LONGER, "It opens on Monday."))
