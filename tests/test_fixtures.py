"""Golden text fixtures: fixtures/CASE/SLUG/{raw.txt, expected.json}. `pytest --accept` writes what is expected anew."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from support import FIXTURES, assert_sound

from forumclean import Result, clean

# What is wrong today, as data: a fixture that should come out as expected.json says, and does not yet.
CASES_KNOWN = tomllib.loads((FIXTURES / "known-failures.toml").read_text(encoding="utf-8"))["case"]
KNOWN_FAILURES = {case["fixture"]: case["why"] for case in CASES_KNOWN}


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


def test_known_failures_are_fixtures_each_once_with_what_is_wrong() -> None:
    assert set(KNOWN_FAILURES) <= set(map(name_of, RAWS))
    assert len(KNOWN_FAILURES) == len(CASES_KNOWN)
    assert all(case.keys() == {"fixture", "expect", "why"} for case in CASES_KNOWN)
    assert all(case["expect"] == "fail" and case["why"] for case in CASES_KNOWN)
