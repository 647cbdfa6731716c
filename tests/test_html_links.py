"""Links to posts and members: whose they are, what they start from, and what is no address."""

from __future__ import annotations

from typing import Any

import pytest

from forumclean import Cleaner, Post

PIER = {"name": "pier", "detect": [{"has": [".pier"]}], "page": {"post": [".pier"]}}


def post_of(head: str, roles: dict[str, Any], *, base: str = "", url: str | None = None) -> Post:
    profile = PIER | {"post": {"body": [".text"], **roles}}
    page = f'<html><head>{base}</head><body><div class="pier">{head}<p class="text">Rain.</p></div></body></html>'
    (post,) = Cleaner({"profile": [profile]}).clean(page, url=url).posts
    return post


@pytest.mark.parametrize(
    ("base", "url", "expected"),
    [
        ("", None, "u/1"),
        ("", "https://one.example/t/2", "https://one.example/t/u/1"),
        ('<base href="https://two.example/board/">', None, "https://two.example/board/u/1"),
        ('<base href="https://two.example/board/">', "https://one.example/t/2", "https://two.example/board/u/1"),
        ('<base href="/board/">', "https://one.example/t/2", "https://one.example/board/u/1"),
        ('<base target="_top">', "https://one.example/t/2", "https://one.example/t/u/1"),
        ('<base href="http://[bad">', "https://one.example/t/2", "https://one.example/t/u/1"),
    ],
)
def test_links_start_from_the_base_of_the_page(base: str, url: str | None, expected: str) -> None:
    assert post_of('<a class="by" href="u/1">Ann</a>', {"author": [".by"]}, base=base, url=url).author_url == expected


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ('<a href="/u/1"><b class="by">Ann</b></a>', "/u/1"),
        ('<b class="by"><a href="/u/1">Ann</a></b>', "/u/1"),
        ('<b class="by"><a href="/flags"><img></a><a href="/rules">Rules</a> <a href="/u/1">Ann</a></b>', "/u/1"),
        ('<b class="by">Ann <a href="/report">Report</a></b>', None),
        ('<a class="by" href="#">Ann</a>', None),
    ],
)
def test_link_of_an_author_bears_the_name(head: str, expected: str | None) -> None:
    roles = {"author": [".by"]}
    profile = PIER | {"post": {"body": [".text"], **roles}, "patterns": {"author": r"(Ann)"}}
    page = f'<html><body><div class="pier">{head}<p class="text">Rain.</p></div></body></html>'
    (post,) = Cleaner({"profile": [profile]}).clean(page).posts
    assert (post.author, post.author_url) == ("Ann", expected)


def test_value_of_an_attribute_is_an_address_only_where_one_is_asked_for() -> None:
    head = '<div class="by" data-name="Ann" data-home="/u/1" data-here="/p/7"><a href="/flags">Ann</a></div>'
    named = post_of(head, {"author": [".by::attr(data-name)"], "url": [".by::attr(data-here)"]})
    assert (named.author, named.author_url, named.url) == ("Ann", None, "/p/7")
    linked = post_of(head, {"author": [".by::attr(data-name)"], "author_url": [".by::attr(data-home)"]})
    assert (linked.author, linked.author_url) == ("Ann", "/u/1")


def test_placeholder_gives_way_to_the_link_of_the_number() -> None:
    head = '<a class="date" href="#">May</a><a class="no" href="/p/7">#7</a>'
    post = post_of(head, {"url": [".date"], "number": [".no"]})
    assert (post.number, post.url) == (7, "/p/7")
