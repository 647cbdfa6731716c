"""Every shipped profile reads a page of its engine: fixtures/PROFILE/SLUG/{raw.html, expected.json}.

`expected.json` holds the posts as a person would tell them; `pytest --accept` writes what comes out today, to be read
before it is committed.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from support import FIXTURES, assert_sound

from forumclean import Kind, Label, Result, clean
from forumclean.reader.engines.profile import PARTS
from forumclean.reader.engines.profileset import shipped_profiles

PAGES = sorted(FIXTURES.glob("*/*/raw.html"))
# One thread in the dress of many engines: what it must give is held by test_html_clean.py.
SHARED_THREAD = "ferry-berth"


def name_of(raw: Path) -> str:
    return "/".join(raw.parts[-3:-1])


EVERY = pytest.mark.parametrize("raw", PAGES, ids=name_of)
GOLDEN = pytest.mark.parametrize("raw", [raw for raw in PAGES if raw.parent.name != SHARED_THREAD], ids=name_of)
# What other profiles stand on or fall back to; no page is theirs alone.
NO_ENGINE = {"generic"}
UNKNOWN = "unknown"
# Articles with comments under them, which are posts and not part of the text.
ARTICLES = {
    "wordpress-comments/bandstand", "unknown/article-pl-comments-below",
    *(f"unknown/blog-{language}" for language in ("ar", "de", "tr")),
    *(f"unknown/magazine-{language}" for language in ("es", "ru", "tr")),
    "unknown/comments-longer-than-the-article-de", "unknown/loose-article-and-comments-it",
    "unknown/nested-replies-under-an-article-en", "unknown/comments-in-sections-ru", "unknown/responses-to-a-title-it",
}  # fmt: skip


def seen(result: Result) -> dict[str, Any]:
    posts = [{key: value for key, value in post.to_dict().items() if value is not None} for post in result.posts]
    return {"engine": result.engine, "title": result.title, "prefix": result.prefix, "posts": posts}


@GOLDEN
def test_the_posts_of_a_page_come_out_as_expected(raw: Path, accept: bool) -> None:
    result, path = clean(raw.read_bytes()), raw.with_name("expected.json")
    if accept:
        path.write_text(json.dumps(seen(result), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    assert path.is_file(), f"{raw} has no expected.json; pytest --accept writes it"
    assert seen(result) == json.loads(path.read_text(encoding="utf-8"))


@EVERY
def test_the_folder_of_a_page_bears_the_name_of_its_profile(raw: Path) -> None:
    engine = clean(raw.read_bytes()).engine
    assert (engine or UNKNOWN) == raw.parts[-3]


@EVERY
def test_nothing_of_a_page_is_lost_and_all_noise_has_a_reason(raw: Path) -> None:
    result = clean(raw.read_bytes())
    assert_sound(result)
    assert result.removed


@EVERY
def test_what_a_profile_removes_has_the_kind_of_its_part(raw: Path) -> None:
    removed = [p for p in clean(raw.read_bytes()).removed if p.reason.startswith("profile:")]
    assert removed
    assert all(p.kind is PARTS[p.reason.rpartition("/")[2]] for p in removed)


@EVERY
def test_the_title_of_a_page_is_one_paragraph_and_not_removed(raw: Path) -> None:
    result = clean(raw.read_bytes())
    titles = [p for p in result.paragraphs if p.kind is Kind.TITLE]
    assert [p.label for p in titles] == [Label.BODY] * (result.title is not None)
    assert all(result.title and result.title in p.text for p in titles)


@EVERY
def test_text_of_a_page_is_the_text_of_its_posts(raw: Path) -> None:
    result = clean(raw.read_bytes())
    posts = result.posts[:1] if name_of(raw) in ARTICLES else result.posts
    assert "\n".join(post.text for post in posts).split() == result.text.split()


@pytest.mark.parametrize("name", sorted({profile.name for profile in shipped_profiles()} - NO_ENGINE))
def test_every_profile_has_a_page(name: str) -> None:
    assert list((FIXTURES / name).glob("*/raw.html")), f"fixtures/{name}/SLUG/raw.html is missing"
