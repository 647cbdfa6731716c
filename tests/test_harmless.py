"""Do no harm: posts without chrome, in many languages, scripts and shapes, come back whole."""

from __future__ import annotations

import json

import pytest
from support import FIXTURES, assert_sound

from forumclean import Cleaner

FOLDER = FIXTURES / "harmless"
SLUGS = sorted(path.parent.name for path in FOLDER.glob("*/raw.txt"))
# The articles and reports; what is not among them is one of the odd shapes.
NEWS = {
    "about-forums", "agency-caps", "dateline", "headings", "interview", "live-blog", "news", "obituary", "press-release"
}  # fmt: skip
KEYS = {"language", "script", "genre"}


def raw_of(slug: str) -> str:
    return (FOLDER / slug / "raw.txt").read_text(encoding="utf-8")


def about(slug: str) -> dict[str, str]:
    told: dict[str, str] = json.loads((FOLDER / slug / "about.json").read_text(encoding="utf-8"))
    return told


def lines_of(text: str) -> list[str]:
    """The lines that hold something, bare of the white space around them."""
    return [line.strip() for line in text.splitlines() if line.strip()]


@pytest.mark.parametrize("slug", SLUGS)
def test_a_post_without_chrome_comes_back_whole(cleaner: Cleaner, slug: str) -> None:
    raw = raw_of(slug)
    result = cleaner.clean(raw)
    removed = [(paragraph.text, paragraph.reason) for paragraph in result.removed]
    assert not removed, removed
    assert result.text.split() == raw.split()
    assert lines_of(result.text) == lines_of(raw)
    assert not result.suspicious
    assert_sound(result)


@pytest.mark.parametrize("slug", SLUGS)
def test_cleaning_a_cleaned_post_changes_nothing(cleaner: Cleaner, slug: str) -> None:
    once = cleaner.clean(raw_of(slug)).text
    assert cleaner.clean(once).text == once


@pytest.mark.parametrize("slug", SLUGS)
def test_a_post_says_what_it_is(slug: str) -> None:
    told = about(slug)
    assert set(told) == KEYS
    assert slug.startswith(f"{told['language']}-")
    assert raw_of(slug).strip()


def test_the_set_is_broad() -> None:
    told = [about(slug) for slug in SLUGS]
    assert len(told) >= 120
    assert len({each["language"] for each in told}) >= 15
    assert len({each["script"] for each in told}) >= 6
    assert len({each["genre"] for each in told} - NEWS) >= 15
    assert 0.5 <= sum(each["genre"] in NEWS for each in told) / len(told) <= 0.75


def test_every_folder_is_a_whole_fixture() -> None:
    for folder in FOLDER.iterdir():
        assert {path.name for path in folder.iterdir()} == {"raw.txt", "about.json"}, folder.name


def test_no_two_posts_are_the_same() -> None:
    assert len({raw_of(slug) for slug in SLUGS}) == len(SLUGS)
