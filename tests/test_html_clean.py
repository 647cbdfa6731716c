"""Pages through `forumclean.clean`: every form of input, spans, quotes, headers, pickles, profiles that are off."""

from __future__ import annotations

import json
import pickle
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from lxml import html
from support import FIXTURES, assert_sound

import forumclean
from forumclean import Cleaner, Label, Result

# One thread in the dress of many engines; test_profile_fixtures.py holds what pages of other threads give.
PAGES = sorted(FIXTURES.glob("*/ferry-berth/raw.html"))
EVERY = pytest.mark.parametrize("path", PAGES, ids=lambda path: "/".join(path.parts[-3:-1]))
KNOWN = [path for path in PAGES if path.parts[-3] != "unknown"]
# A fragment has no html and body start tags, and these give themselves away by nothing else.
NEED_START_TAGS = {"unknown"}
FORMS: dict[str, Any] = {
    "str": str,
    "bytearray": lambda text: bytearray(text.encode()),
    "memoryview": lambda text: memoryview(text.encode()),
    "UTF-16": lambda text: text.encode("utf-16"),
    "lxml": html.document_fromstring,
    "bs4 on lxml": lambda text: BeautifulSoup(text, "lxml"),
    "bs4 tag": lambda text: BeautifulSoup(text, "html.parser").html,
}
QUESTION = "Does anyone know whether the night boat will sail from the western berth instead?"


def text_of(path: Path) -> str:
    return path.read_text("utf-8")


def cleaned(path: Path) -> Result:
    return forumclean.clean(path.read_bytes())


def expected_of(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.with_name("expected.json").read_text("utf-8"))
    return found


@cache
def cleaner_of(preset: str) -> Cleaner:
    return Cleaner(preset=preset)


@cache
def without(profile: str) -> Cleaner:
    return Cleaner({"disable": [f"profile:{profile}"]})


def body_of(page: str) -> str:
    """The inside of the body element."""
    inner = page[page.index("<body") :]
    return inner[inner.index(">") + 1 : inner.rindex("</body>")]


@EVERY
@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_every_form_gives_the_same(path: Path, form: Any) -> None:
    result, other = cleaned(path), forumclean.clean(form(text_of(path)))
    assert (other.text, other.title, other.prefix, other.engine) == (
        result.text, result.title, result.prefix, result.engine,
    )  # fmt: skip
    assert other.to_dict() == result.to_dict()


@EVERY
def test_fragment_gives_the_same_text(path: Path) -> None:
    result, fragment = cleaned(path), forumclean.clean(body_of(text_of(path)))
    assert_sound(fragment)
    if path.parts[-3] in NEED_START_TAGS:
        assert fragment.engine is None
        assert all(line in fragment.text for line in result.text.splitlines())
    else:
        assert (fragment.text, fragment.engine) == (result.text, result.engine)


@EVERY
def test_every_form_of_a_fragment_gives_the_same(path: Path) -> None:
    fragment = f"<div>{body_of(text_of(path))}</div>"
    expected = forumclean.clean(fragment).text
    assert forumclean.clean(fragment.encode()).text == expected
    assert forumclean.clean(html.fragment_fromstring(fragment)).text == expected
    assert forumclean.clean(BeautifulSoup(fragment, "html.parser").div).text == expected


@EVERY
@pytest.mark.parametrize("preset", ["precision", "balanced", "recall"])
def test_nothing_is_lost(path: Path, preset: str) -> None:
    result = cleaner_of(preset).clean(path.read_bytes())
    assert_sound(result)
    assert not result.warnings
    assert not result.suspicious


@EVERY
def test_cleaning_a_page_does_not_change_the_caller_s_tree(path: Path) -> None:
    tree, soup = html.document_fromstring(text_of(path)), BeautifulSoup(text_of(path), "lxml")
    before = html.tostring(tree), str(soup)
    forumclean.clean(tree)
    forumclean.clean(soup)
    assert (html.tostring(tree), str(soup)) == before


@EVERY
def test_posts_have_author_date_and_text(path: Path) -> None:
    result, expected = cleaned(path), expected_of(path)
    assert len(result.posts) == len(expected["posts"])
    for post, wanted in zip(result.posts, expected["posts"], strict=True):
        assert (post.author, post.number) == (wanted["author"], wanted["number"])
        assert post.author_url
        assert post.date is not None
        assert post.date.isoformat()[:10] == wanted["date"][:10]
        assert wanted["body"][-1] in post.text
        assert post.to_dict()["date"] == post.date.isoformat()
    assert result.posts[0].source_url == "https://news.example/harbour/berth-closed"
    assert result.posts[1].source_url is None


@EVERY
def test_paragraphs_of_a_post_are_those_with_its_index(path: Path) -> None:
    result = cleaned(path)
    for number, post in enumerate(result.posts):
        assert post.paragraphs == tuple(p for p in result.paragraphs if p.post == number)
        assert any(p.label is Label.BODY for p in post.paragraphs)


def test_links_are_made_whole_with_the_address_of_the_page() -> None:
    path = FIXTURES / "xenforo" / "ferry-berth" / "raw.html"
    first = forumclean.clean(path.read_bytes(), url="https://forum.example/threads/1/").posts[0]
    assert first.author_url == "https://forum.example/members/1/"
    assert first.url == "https://forum.example/threads/1/post-1"
    bare = cleaned(path).posts[0]
    assert (bare.author_url, bare.url) == ("/members/1/", "/threads/1/post-1")


@EVERY
def test_title_and_prefix(path: Path) -> None:
    result, expected = cleaned(path), expected_of(path)
    assert (result.title, result.prefix) == (expected["title"], expected["prefix"])
    assert result.title not in result.text
    assert result.to_text(title=True) == f"{result.title}\n\n{result.text}"


# quotes


@pytest.mark.parametrize("path", [p for p in KNOWN if p.parts[-3] != "stackexchange"], ids=lambda path: path.parts[-3])
def test_quotes_are_kept_or_dropped(path: Path) -> None:
    result = cleaned(path)
    keep, once, drop = (result.to_text(quotes=how) for how in ("keep", "once", "drop"))
    assert once == result.text
    assert (keep.count(QUESTION), drop.count(QUESTION)) == (2, 1)
    assert len(drop) <= len(once) <= len(keep)


@pytest.mark.parametrize("path", [p for p in KNOWN if p.parts[-3] != "stackexchange"], ids=lambda path: path.parts[-3])
def test_quote_that_repeats_a_post_comes_once(path: Path) -> None:
    assert cleaned(path).text.count(QUESTION) == 1


def test_unknown_way_to_treat_quotes() -> None:
    with pytest.raises(ValueError, match="quotes must be one of"):
        cleaned(PAGES[0]).to_text(quotes="twice")  # type: ignore[arg-type]


@EVERY
def test_headers_stand_before_each_post(path: Path) -> None:
    result = cleaned(path)
    lines = result.to_text(headers=True).splitlines()
    for post in result.posts:
        at = lines.index(post.author or "?")
        if post.date_text:
            assert lines[at + 1] == post.date_text
    assert [line for line in lines if line in {p.author for p in result.posts}] == [p.author for p in result.posts]


# the result as a value


@EVERY
def test_result_of_a_page_is_picklable(path: Path) -> None:
    result = cleaned(path)
    again = pickle.loads(pickle.dumps(result))
    assert again == result
    assert (again.text, again.posts, again.explain()) == (result.text, result.posts, result.explain())
    assert again.to_text(quotes="keep", headers=True) == result.to_text(quotes="keep", headers=True)
    assert pickle.loads(pickle.dumps(again)) == result


@EVERY
def test_result_of_a_page_is_json(path: Path) -> None:
    result = cleaned(path)
    data = json.loads(result.to_json())
    assert data == result.to_dict()
    assert data["engine"] == expected_of(path)["engine"]
    assert len(data["posts"]) == len(result.posts)


@EVERY
def test_explain_names_what_decided(path: Path) -> None:
    result = cleaned(path)
    table = result.explain()
    for paragraph in result.removed:
        assert paragraph.reason in table
    assert f"profile:{result.engine or 'generic'}/" in table


def test_many_pages_in_processes_give_the_same() -> None:
    raws = [path.read_bytes() for path in PAGES]
    cleaner = Cleaner()
    assert list(cleaner.clean_many(raws, workers=2)) == [cleaner.clean(raw) for raw in raws]


# profiles that are off


@pytest.mark.parametrize("path", KNOWN, ids=lambda path: path.parts[-3])
@pytest.mark.parametrize("everything", [True, False], ids=["all", "one"])
def test_disabled_profile_is_not_used(path: Path, everything: bool) -> None:
    engine = path.parts[-3]
    result = without("*" if everything else engine).clean(path.read_bytes())
    assert result.engine != engine
    assert_sound(result)
    assert expected_of(path)["posts"][0]["body"][0] in result.text
    if everything:
        assert result.engine is None
        assert not [p for p in result.paragraphs if p.reason.startswith(f"profile:{engine}/")]


def test_disabled_profile_leaves_the_others() -> None:
    cleaner = without("mybb")
    engines = {path.parts[-3]: cleaner.clean(path.read_bytes()).engine for path in KNOWN}
    assert engines.pop("mybb") is None
    assert all(found == name for name, found in engines.items())
