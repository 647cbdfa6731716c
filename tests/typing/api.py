"""Right and wrong uses of the public API; `mypy --strict` must accept the first and refuse the second.

Each wrong use carries the error it must give: were it accepted, the unused `type: ignore` would be the error.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, assert_type

import forumclean
from forumclean import (
    Cleaner,
    ConfigError,
    ForumCleanError,
    InputError,
    Kind,
    Label,
    Paragraph,
    Post,
    Result,
    Rule,
    RulePack,
    clean,
)


def right_inputs(view: memoryview) -> None:
    assert_type(clean("raw"), Result)
    assert_type(clean(b"raw"), Result)
    assert_type(clean(bytearray(b"raw")), Result)
    assert_type(clean(view), Result)
    assert_type(forumclean.clean("raw", url="https://a.example/t/1"), Result)


def right_cleaners(path: Path, pack: RulePack) -> None:
    Cleaner()
    Cleaner("rules.toml", preset="recall")
    Cleaner(path)
    Cleaner(pack)
    Cleaner({"disable": ["social/*"]})
    assert_type(Cleaner().clean("raw", url=None), Result)
    assert_type(Cleaner().clean_many(["raw", b"raw"], workers=2), Iterator[Result])
    assert_type(Cleaner().ruleset, str)


def right_results(result: Result) -> None:
    assert_type(result.text, str)
    assert_type(result.source, str)
    assert_type(result.title, str | None)
    assert_type(result.engine, str | None)
    assert_type(result.paragraphs, tuple[Paragraph, ...])
    assert_type(result.removed, tuple[Paragraph, ...])
    assert_type(result.posts, tuple[Post, ...])
    assert_type(result.warnings, tuple[str, ...])
    assert_type(result.suspicious, bool)
    assert_type(result.ruleset, str)
    assert_type(result.stats, dict[str, Any])
    assert_type(result.to_dict(), dict[str, Any])
    assert_type(result.to_json(), str)
    assert_type(result.explain(), str)
    assert_type(result.to_text(title=True, headers=True, quotes="drop"), str)


def right_values(paragraph: Paragraph, post: Post) -> None:
    assert_type(paragraph.label, Label)
    assert_type(paragraph.kind, Kind)
    assert_type(paragraph.score, float)
    assert_type(paragraph.post, int | None)
    assert_type(post.date, datetime | None)
    assert_type(post.paragraphs, tuple[Paragraph, ...])


def right_rules() -> None:
    assert_type(Rule(id="a", lines=("x",), kind=Kind.FOOTER), Rule)
    assert_type(RulePack.from_dict({"pack": {"name": "a"}}), RulePack)
    assert_type(RulePack.load("rules.toml"), RulePack)


def right_errors(error: ConfigError) -> None:
    base: type[ForumCleanError] = InputError
    assert_type(error.line, int | None)
    assert issubclass(base, ValueError)


def wrong_inputs() -> None:
    clean(None)  # type: ignore[arg-type]
    clean(5)  # type: ignore[arg-type]
    clean(["raw"])  # type: ignore[arg-type]
    clean("raw", "https://a.example")  # type: ignore[call-arg]
    clean("raw", url=5)  # type: ignore[arg-type]
    clean()  # type: ignore[call-arg]


def wrong_cleaners() -> None:
    Cleaner(5)  # type: ignore[arg-type]
    Cleaner(["rules.toml"])  # type: ignore[arg-type]
    Cleaner("rules.toml", "recall")  # type: ignore[call-arg]
    Cleaner(preset=1)  # type: ignore[arg-type]
    Cleaner().clean_many("raw", workers="2")  # type: ignore[arg-type]
    Cleaner().ruleset = "x"  # type: ignore[misc]


def wrong_results(result: Result, paragraph: Paragraph) -> None:
    result.to_text(quotes="all")  # type: ignore[arg-type]
    result.to_text(True)  # type: ignore[call-arg]
    result.text = "x"  # type: ignore[misc]
    paragraph.text = "x"  # type: ignore[misc]
    paragraph.words  # type: ignore[attr-defined]  # noqa: B018


def wrong_rules() -> None:
    Rule("a", lines=("x",))  # type: ignore[call-arg]
    Rule(id="a", lines=3)  # type: ignore[arg-type]
    RulePack.from_dict("a")  # type: ignore[arg-type]
