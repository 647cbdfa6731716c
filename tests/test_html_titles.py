"""The title of a page and the forum's label beside it."""

from __future__ import annotations

import pytest

from forumclean import Cleaner, Kind, Result

PIER = {
    "name": "pier",
    "detect": [{"has": [".pier"]}],
    "page": {"post": [".pier"], "title": ["h1", "h2"], "prefix": [".label"]},
    "post": {"body": [".text"]},
    "frame": {"navigation": [".crumbs"], "related": ["aside"]},
}
CLEANER = Cleaner({"profile": [PIER]})
POST = '<div class="pier"><div class="text">The night boat sails again.</div></div>'


def page_of(head: str, tail: str = "") -> Result:
    return CLEANER.clean(f"<html><body>{head}{POST}{tail}</body></html>")


def titles_of(result: Result) -> list[str]:
    return [p.text for p in result.paragraphs if p.kind is Kind.TITLE]


@pytest.mark.parametrize("head", ["<h1>Night boat</h1>", "<h2>Night boat</h2>"])
def test_only_the_element_that_gives_the_title_is_one(head: str) -> None:
    result = page_of(head, "<aside><h2>Similar threads</h2></aside>")
    assert (result.title, titles_of(result)) == ("Night boat", ["Night boat"])
    assert "Similar threads" in [p.text for p in result.removed]


def test_title_in_navigation_is_a_title_and_the_rest_is_navigation() -> None:
    result = page_of('<div class="crumbs">Boards » <h1>Night boat</h1> » 1</div>')
    assert titles_of(result) == ["Night boat"]
    assert {p.reason for p in result.removed} == {"profile:pier/navigation"}


@pytest.mark.parametrize(
    "head",
    [
        '<h1><b class="label">News</b> Night boat</h1>',
        '<b class="label">[News]</b><h1>Night boat</h1>',
        '<div><h1>Night boat</h1><p><b class="label"><b class="label">News</b></b></p></div>',
        '<div><div><h1>Night boat</h1></div><p class="label">News</p></div>',
    ],
)
def test_label_stands_in_the_title_or_beside_it(head: str) -> None:
    result = page_of(f"<div>{head}</div>")
    assert (result.title, result.prefix) == ("Night boat", "News")


@pytest.mark.parametrize(
    "page",
    [
        '<h1>Night boat</h1><aside>Similar <b class="label">News</b></aside>',
        '<div><div><div><h1>Night boat</h1></div></div></div><aside><b class="label">News</b></aside>',
    ],
    ids=["more than a label", "too far away"],
)
def test_label_of_another_box_is_not_the_title_s(page: str) -> None:
    assert page_of(page).prefix is None
