"""What somebody meets who wants to carry the project on holds together: recipes, forms, workflows, versions."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from support import ROOT

import forumclean

pytestmark = pytest.mark.skipif(not (ROOT / ".git").exists(), reason="a source archive has no recipes of the host")

FORMS = ROOT / ".github" / "ISSUE_TEMPLATE"
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
RUNS_NOX = re.compile(r"nox -s ((?:[a-z]+ ?)+)")


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def recipes() -> set[str]:
    source = (ROOT / "noxfile.py").read_text(encoding="utf-8")
    return set(re.findall(r"^@nox\.session\ndef (\w+)", source, re.M))


@pytest.mark.parametrize("path", [ROOT / ".ci" / "run", ROOT / "CONTRIBUTING.md", *WORKFLOWS], ids=lambda p: p.name)
def test_recipes_that_are_called_exist(path: Path) -> None:
    called = {name for names in RUNS_NOX.findall(path.read_text(encoding="utf-8")) for name in names.split()}
    assert called
    assert called <= recipes()


def test_the_workflow_runs_what_the_ci_runs() -> None:
    def called(path: Path) -> set[str]:
        return {name for names in RUNS_NOX.findall(path.read_text(encoding="utf-8")) for name in names.split()}

    assert called(ROOT / ".github" / "workflows" / "ci.yml") - {"tests"} == called(ROOT / ".ci" / "run")


@pytest.mark.parametrize(
    ("form", "asked"),
    [
        ("wrong-output.yml", {"input", "got", "expected", "version"}),
        ("missing-rule.yml", {"hits", "misses", "why", "version"}),
    ],
)
def test_the_forms_ask_for_what_mends_it(form: str, asked: set[str]) -> None:
    body = [field for field in read(FORMS / form)["body"] if field["type"] != "markdown"]
    assert len({field["id"] for field in body}) == len(body)
    assert asked <= {field["id"] for field in body if field.get("validations", {}).get("required")}
    assert all(field["attributes"]["label"] for field in body)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflows_start_with_no_right_at_all(path: Path) -> None:
    workflow = read(path)
    assert workflow["permissions"] == {}
    assert all("permissions" in job for job in workflow["jobs"].values())


def test_only_the_job_that_publishes_may_ask_for_a_token_and_it_runs_nothing_of_ours() -> None:
    jobs = read(ROOT / ".github" / "workflows" / "release.yml")["jobs"]
    asking = {name for name, job in jobs.items() if "id-token" in job["permissions"]}
    assert asking == {"publish"}
    assert jobs["publish"]["environment"] == "release"
    assert not any("run" in step for step in jobs["publish"]["steps"])


def test_the_citation_names_the_version() -> None:
    assert read(ROOT / "CITATION.cff")["version"] == forumclean.__version__


def test_no_address_of_a_registry_is_in_the_project() -> None:
    # Written apart, so that this file does not find itself.
    hosts = [".".join(parts) for parts in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"))]
    found = subprocess.run(
        ["git", "grep", "-lIF", *(part for host in hosts for part in ("-e", host)), "--", ":!training", ":!fixtures"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (found.returncode, found.stdout) == (1, "")
