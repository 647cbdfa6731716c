"""What README.md and docs/ show works: Python, rule packs, links."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from support import ROOT, blocks, run_examples

from forumclean import RulePack
from tools.docsite import GENERATED

README = ROOT / "README.md"
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\((?!https?://|#)([^)#]+)")


def test_the_python_of_the_readme_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    found = blocks(README, "python")
    assert found, "README.md has no Python example"
    assert run_examples(README, found), "no example of README.md shows what comes out"


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
    # Those of the site that are generated are checked where it is built: test_site.py.
    there = [target for target in targets if page.parent.name != "docs" or not target.startswith(GENERATED)]
    assert [target for target in there if not (page.parent / target).exists()] == []
