"""Golden text fixtures: fixtures/CASE/SLUG/{raw.txt, expected.json}. `pytest --accept` writes what is expected anew."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from support import FIXTURES, assert_sound

from forumclean import Result, clean

# What is wrong today: expected.json says what should come out, and the day it does the entry must go.
KNOWN_FAILURES = {
    "invision/topic": "a sentence of the last reply is lost",
    "lang-es/vbulletin": "the title keeps 'Tema:'",
    "lang-fi/phpbb": "the title is taken for chrome",
    "lang-nl/phpbb": "the title is taken for chrome",
    "lang-pl/phpbb": "the title is taken for chrome",
    "lang-ru/vbulletin": "the title keeps 'Тема:'",
    "mybb/thread": "the date of a post is taken for the title",
    "news/pasted-into-a-thread": "the byline is taken for the title, and the headline for chrome",
    "news/publisher-boilerplate": "a cross link between two paragraphs is kept",
    "news/share-row-and-related": "a cross link between two paragraphs is kept",
    "phpbb/single-post": "a title and the line 'by name' under it are taken for one wrapped paragraph",
    "vbulletin/showthread": "the posters' names are kept, and the title keeps 'Thread:'",
}


def name_of(raw: Path) -> str:
    return "/".join(raw.parts[-3:-1])


# Posts without chrome have no expected.json: all of them must come back whole (test_harmless.py).
RAWS = sorted(raw for raw in FIXTURES.glob("*/*/raw.txt") if raw.parts[-3] != "harmless")
CASES = pytest.mark.parametrize("raw", RAWS, ids=map(name_of, RAWS))


def cleaned(raw: Path) -> Result:
    return clean(raw.read_bytes())


def seen(result: Result) -> dict[str, Any]:
    removed = [{"text": p.text, "kind": p.kind.value, "reason": p.reason} for p in result.removed]
    return {"title": result.title, "text": result.text, "removed": removed}


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(raw, id=name_of(raw), marks=[pytest.mark.xfail(reason=reason)] if reason else [])
        for raw in RAWS
        for reason in (KNOWN_FAILURES.get(name_of(raw)),)
    ],
)
def test_fixture_comes_out_as_expected(raw: Path, accept: bool) -> None:
    result, path = cleaned(raw), raw.with_name("expected.json")
    assert_sound(result)
    if accept and name_of(raw) not in KNOWN_FAILURES:
        path.write_text(json.dumps(seen(result), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    assert path.is_file(), f"{raw} has no expected.json; pytest --accept writes it"
    assert seen(result) == json.loads(path.read_text(encoding="utf-8"))


@CASES
def test_cleaning_a_cleaned_fixture_changes_nothing(raw: Path) -> None:
    once = cleaned(raw).text
    assert clean(once).text == once


@CASES
def test_line_ends_and_bytes_change_nothing_in_a_fixture(raw: Path) -> None:
    text = raw.read_text(encoding="utf-8")
    expected = json.dumps(seen(clean(text)))
    assert json.dumps(seen(clean(text.encode()))) == expected
    # A wrapped paragraph keeps its line ends as they came.
    assert json.dumps(seen(clean(text.replace("\n", "\r\n")))).replace("\\r\\n", "\\n") == expected


def test_there_are_fixtures() -> None:
    assert len(RAWS) >= 16
    assert {raw.parts[-3] for raw in RAWS} >= {
        "discourse", "invision", "mybb", "news", "phpbb", "plain", "smf", "vbulletin", "xenforo"
    }  # fmt: skip


def test_every_expected_has_its_raw() -> None:
    folders = sorted(path.parent for path in FIXTURES.glob("*/*/expected.json"))
    assert [str(folder) for folder in folders if not [*folder.glob("raw.*")]] == []


def test_known_failures_are_fixtures() -> None:
    assert set(KNOWN_FAILURES) <= set(map(name_of, RAWS))
