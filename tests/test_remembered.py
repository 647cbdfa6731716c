"""What is remembered of names, classes, marks and dates, and what is asked first, changes nothing but the time."""

from __future__ import annotations

import pytest
from lxml import etree, html
from lxml.cssselect import CSSSelector

from forumclean.dates import lexicon as dates
from forumclean.dates.reading import read_date
from forumclean.reader.article.names import is_elsewhere, named, words_of
from forumclean.reader.engines.profileset import shipped_profiles
from forumclean.reader.engines.traits import Traits, stems_of
from forumclean.reader.page.roles import RoleMap
from forumclean.reader.unknown.words import words

PAGE = html.fromstring(
    """<html><body class="a"><div class="post odd"><p class="post-body x">1</p><p class="POST">2</p></div>
    <div class="repost even" id="p1"><span class="">3</span><span>4</span><b class="x y">5</b></div>
    <ul class="quote"><li class="post">6</li><li data-n="1">7</li></ul></body></html>"""
)
SELECTORS = [
    ".post", "p.post-body", "div.post.odd", '[class*="post"]', '[class^="post"]', '[class$="y"]', '[class~="x"]',
    '[class=""]', '[class*=""]', "[class]", "span:not(.x)", "li:not(.post)", ".post:not(.odd)", "div.repost > b.x",
    "div .x", ".quote li", "#p1", "[data-n]", "div, .x", '[class|="post"]', ".nothing",
]  # fmt: skip


@pytest.mark.parametrize("selector", SELECTORS)
def test_roles_are_those_of_css(selector: str) -> None:
    roles = RoleMap({"it": [selector], "other": [".post", "b", ".even span"]})
    for _ in range(2):  # the second time from memory
        found = {el for el, hit in roles.scan(PAGE) if hit.role == "it"}
        found_alone = {el for el in PAGE.iter() for hit in roles.hits(el, el.keys()) if hit.role == "it"}
        # An empty operand finds nothing in CSS; a profile that asks for one asks for the attribute.
        wanted = "[class]" if selector == '[class*=""]' else selector
        assert found == found_alone == set(CSSSelector(wanted)(PAGE))


SOURCES = [
    b"", b"smf_theme", b"var smf_theme_url", b"elk_theme_url", b"_theme_url", b"post_message_1", b"postmessage_ more",
    b'<i component="topic">', b'component="', b"<shreddit-post>", b"shreddit-app", b"shreddit",
]  # fmt: skip


@pytest.mark.parametrize("source", SOURCES)
def test_a_mark_stands_in_a_source_whatever_part_it_shares_with_others(source: bytes) -> None:
    texts = {text.encode() for p in shipped_profiles() for clause in p.spec.detect for text in clause.source}
    stems = stems_of(texts)
    page = Traits(etree.Element("html"), source, stems)
    assert {text for text in texts if page.stands(text)} == {text for text in texts if text in source}
    assert stems
    assert all(stem in text for text, stem in stems.items())


def test_what_a_class_speaks_of_is_what_its_tokens_do() -> None:
    tokens = ["author-bio", "with-sidebar", "ReadMore", "nav", "post__read-more", "site-breadcrumbs", "x9", "Größe"]
    for one in tokens:
        for two in tokens:
            assert words_of(f"{one}  {two}") == words_of(one) + words_of(two)
            assert named(f"{one}\n{two}") == named(one) | named(two)
            assert is_elsewhere(f"{one} {two}") == (is_elsewhere(one) or is_elsewhere(two))


def test_a_class_is_looked_at_up_to_a_bound() -> None:
    assert words_of("x" * 199 + " nav") == words_of("x" * 199) == ["x" * 199]
    assert words_of("x " * 99 + "navigation")[-1] == "na"


def test_a_link_to_a_member_is_found_by_any_of_its_words() -> None:
    href = words().author_href
    for address in ("/users/7", "/u/ann", "/profil/7", "a?uid=7", "a?action=profile;u=7", "x/memberlist.php", "/@a"):
        assert href.search(address), address
    for address in ("/use", "/topic/7", "/pro", "/about", "index.php?action=pro"):
        assert not href.search(address), address


def test_letters_of_tokens_are_the_same_when_they_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    words_, texts = dates.lexicon("en"), ["May 4, 2024 9:15 pm", "12 of 1999 things", "2 hours ago", "qwz 31 . 07"]
    known = [words_.shape(words_.tokens(text)) for text in texts]
    assert [words_.shape(words_.tokens(text)) for text in texts] == known
    monkeypatch.setattr(dates, "_MOST_LETTERS", 1)
    assert [words_.shape(words_.tokens(text)) for text in texts * 3] == known * 3
    assert [read_date(text, "en") is not None for text in texts] == [True, False, True, False]
