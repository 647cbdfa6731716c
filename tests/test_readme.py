"""What README.md and docs/ show works: Python, rule packs, links."""

from __future__ import annotations

import doctest
import re
from pathlib import Path
from typing import Any

import pytest
from support import ROOT

from forumclean import RulePack

README = ROOT / "README.md"
PAGES = [README, *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)
LINK = re.compile(r"\]\((?!https?://|#)([^)#]+)")


def blocks(page: Path, language: str) -> list[tuple[int, str]]:
    """Line number and text of each block in a language."""
    text = page.read_text(encoding="utf-8")
    return [(text[: b.start()].count("\n") + 1, b[2]) for b in BLOCK.finditer(text) if b[1] == language]


def test_the_python_of_the_readme_runs(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    found = blocks(README, "python")
    assert found, "README.md has no Python example"
    names: dict[str, Any] = {"__name__": "readme"}
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    for line, code in found:
        if ">>>" in code:
            test = doctest.DocTestParser().get_doctest(code, names, f"README.md:{line}", str(README), line)
            runner.run(test, clear_globs=False)
            names.update(test.globs)
        else:
            exec(compile(code, f"README.md:{line}", "exec"), names)
    assert runner.tries, "no example of README.md shows what comes out"
    assert runner.failures == 0, capsys.readouterr().out


@pytest.mark.parametrize(
    "text", [pytest.param(text, id=f"{page.name}:{line}") for page in PAGES for line, text in blocks(page, "toml")
             if "[[rule]]" in text and "[pack]" in text],
)  # fmt: skip
def test_rule_packs_in_the_documentation_hold(text: str, tmp_path: Path) -> None:
    path = tmp_path / "rules.toml"
    path.write_text(text, encoding="utf-8")
    pack = RulePack.load(str(path))
    assert all(rule.hits and rule.misses and rule.why for rule in pack.rules)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_in_the_documentation_point_to_files(page: Path) -> None:
    targets = LINK.findall(page.read_text(encoding="utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []
