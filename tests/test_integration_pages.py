"""docs/integrations/: each adapter has a page, its Python runs, and it says what to install and how it fails."""

from __future__ import annotations

from pathlib import Path

import pytest
from support import ROOT, blocks, quiet, run_examples

pytestmark = [quiet(), pytest.mark.cluster]

FOLDER = ROOT / "docs" / "integrations"
PAGES = sorted(FOLDER.glob("*.md"))
CLUSTERS = {"spark": "spark", "ray": "ray_cluster"}
EACH = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)


def test_every_adapter_has_a_page() -> None:
    modules = {path.stem for path in (ROOT / "forumclean" / "integrations").glob("*.py")}
    assert {page.stem for page in PAGES} == modules - {"__init__", "job", "learning"}


@EACH
def test_the_python_of_a_page_runs(
    page: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    if page.stem == "nemo":  # docs/dependencies.md says why it is not in the test extra
        pytest.importorskip("nemo_curator")
    if page.stem in CLUSTERS:
        request.getfixturevalue(CLUSTERS[page.stem])
    monkeypatch.chdir(tmp_path)
    assert run_examples(page, blocks(page, "python")) >= 5


@EACH
def test_a_page_says_what_to_install_and_how_it_fails(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert text.count(f"pip install '.[{page.stem}]'") == 2
    assert "\n## How it fails\n" in text
    assert "\n## At scale\n" in text
    assert 30 <= len(text.splitlines()) <= 60
