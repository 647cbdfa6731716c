"""The mission's own raw post. What it says stays out of this repository: expectations are read from the file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from support import assert_sound

import forumclean
from forumclean.rules.pack import shipped_packs

pytestmark = pytest.mark.shared

# A paragraph of the article has at least so many characters, a line of the frame fewer.
PROSE = 100
FRAME_LINES = 6


@pytest.fixture
def seed(shared: Path) -> str:
    return (shared / "seed" / "seed.txt").read_text(encoding="utf-8")


def as_it_came(text: str) -> str | bytes:
    return text


def as_bytes(text: str) -> str | bytes:
    return text.encode("utf-8")


def as_windows_lines(text: str) -> str | bytes:
    return text.replace("\n", "\r\n")


def as_indented(text: str) -> str | bytes:
    return "".join(f"    {line}" for line in text.splitlines(keepends=True))


@pytest.fixture(params=[as_it_came, as_bytes, as_windows_lines, as_indented], ids=lambda form: form.__name__)
def result(request: pytest.FixtureRequest, seed: str) -> forumclean.Result:
    form: Callable[[str], str | bytes] = request.param
    return forumclean.clean(form(seed))


def lines_of(seed: str) -> list[str]:
    return [line.strip() for line in seed.splitlines() if line.strip()]


def test_the_title_is_found(seed: str, result: forumclean.Result) -> None:
    assert result.title == lines_of(seed)[0]


def test_the_article_is_whole_and_in_order(seed: str, result: forumclean.Result) -> None:
    article = [line for line in lines_of(seed) if len(line) >= PROSE]
    assert len(article) == 15
    assert result.text == "\n\n".join(article)


def test_the_frame_is_removed_by_named_rules(seed: str, result: forumclean.Result) -> None:
    frame = [line for line in lines_of(seed)[1:] if len(line) < PROSE]
    assert len(frame) == FRAME_LINES
    assert [paragraph.text for paragraph in result.removed] == frame
    rules = {rule.id for pack in shipped_packs() for rule in pack.rules}
    assert {paragraph.reason for paragraph in result.removed} <= rules


def test_nothing_is_lost(result: forumclean.Result) -> None:
    assert_sound(result)
    assert not result.suspicious
    assert result.warnings == ()


def test_cleaning_the_cleaned_text_changes_nothing(result: forumclean.Result) -> None:
    assert forumclean.clean(result.text).text == result.text
