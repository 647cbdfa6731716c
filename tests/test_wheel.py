"""What a user installs: a wheel is built, installed apart from the checkout, and used."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest
from support import FIXTURES, ROOT, run_python, stdout_of

import forumclean

pytestmark = pytest.mark.cluster

SEED = FIXTURES / "xenforo" / "ferry-strike" / "raw.txt"
# The checkout that the tests run in must not come first on the import path.
APART = {"PYTHONSAFEPATH": "1"}
PAGE = FIXTURES / "phpbb" / "ferry-berth" / "raw.html"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the installed wheel and nothing else."""
    built, site = tmp_path_factory.mktemp("wheel"), tmp_path_factory.mktemp("site")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(built)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = built.glob("*.whl")
    install = ["install", "--quiet", "--no-index", "--no-deps", "--target", str(site), str(wheel)]
    subprocess.run([sys.executable, "-m", "pip", *install], check=True, capture_output=True)
    return site


def test_the_wheel_is_what_is_imported_and_has_every_public_name(site: Path) -> None:
    code = "import forumclean as f; print(f.__file__, *(name for name in f.__all__ if not hasattr(f, name)))"
    assert stdout_of(code, path=site, env=APART).strip() == str(site / "forumclean" / "__init__.py")


def test_no_data_file_stays_behind(site: Path) -> None:
    def files(root: Path) -> set[str]:
        found = (path for path in (root / "forumclean").rglob("*") if path.is_file() and path.suffix != ".pyc")
        return {str(path.relative_to(root)) for path in found}

    assert files(site) == files(ROOT)


@pytest.mark.parametrize("raw", [SEED, PAGE], ids=["text", "page"])
def test_it_gives_the_same_bytes(site: Path, raw: Path) -> None:
    code = "import sys, forumclean; print(forumclean.clean(open(sys.argv[1], 'rb').read()).to_json())"
    there = json.loads(stdout_of(code, str(raw), path=site, env=APART))
    assert there == json.loads(forumclean.clean(raw.read_bytes()).to_json())


def test_a_cleaner_travels_as_a_pickle(site: Path, tmp_path: Path) -> None:
    """Made by the checkout, used by the wheel: what a worker with another copy of the same version sees."""
    rule = {"id": "bye", "kind": "signature", "lines": ["Cheers, Ann"]}
    made = "import forumclean, pathlib, pickle, sys; pathlib.Path(sys.argv[1]).write_bytes(pickle.dumps("
    made += f"forumclean.Cleaner({{'rule': [{rule!r}]}}, preset='recall')))"
    stdout_of(made, str(tmp_path / "cleaner"))
    used = "import pathlib, pickle, sys; c = pickle.loads(pathlib.Path(sys.argv[1]).read_bytes());"
    used += "print(c.ruleset, c.clean('The ferry sails again from Monday.\\nCheers, Ann').text)"
    said = stdout_of(used, str(tmp_path / "cleaner"), path=site, env=APART)
    ruleset = forumclean.Cleaner({"rule": [rule]}, preset="recall").ruleset
    assert said == f"{ruleset} The ferry sails again from Monday.\n"


def test_the_program_is_an_entry_point(site: Path) -> None:
    (found,) = metadata.distributions(name="forumclean", path=[str(site)])
    (program,) = found.entry_points.select(group="console_scripts", name="forumclean")
    assert program.value == "forumclean.cli.main:app"
    done = run_python("-m", "forumclean", "clean", str(SEED), path=site, env=APART)
    assert done.returncode == 0
    assert done.stdout.decode() == forumclean.clean(SEED.read_bytes()).text + "\n"
