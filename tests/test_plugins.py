"""Packs from installed packages: a real one is built, installed and used."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from support import LONG, LONGER, run_python

pytestmark = pytest.mark.cluster

PROJECT = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "forumclean-harbour"
version = "1.0"

[project.entry-points."forumclean.packs"]
harbour = "forumclean_harbour:PACK"
quay = "forumclean_harbour:quay"
pier = "forumclean_harbour:PIER"
"""
MODULE = """\
from pathlib import Path

PACK = {
    "pack": {"name": "harbour"},
    "rule": [{"id": "call", "kind": "notice", "lines": ["Zwischenruf {n}"], "hits": ["Zwischenruf 3"]}],
}
PIER = Path(__file__).parent / "pier.toml"


def quay():
    from forumclean import RulePack

    return RulePack.from_dict({"pack": {"name": "quay"}, "rule": [{"id": "end", "ends": ["am Kai"]}]})
"""
PIER = '[pack]\nname = "pier"\n[[rule]]\nid = "light"\nstarts = ["Molenfeuer"]\n'
CLEAN = f"""
import forumclean
text = {LONG!r} + "\\nZwischenruf 7\\nEnde am Kai\\nMolenfeuer rot\\n" + {LONGER!r}
print(*sorted(p.reason for p in forumclean.clean(text).removed))
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which pip has installed the plug-in."""
    source, target = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("site")
    package = source / "forumclean_harbour"
    package.mkdir()
    (source / "pyproject.toml").write_text(PROJECT)
    (package / "__init__.py").write_text(MODULE)
    (package / "pier.toml").write_text(PIER)
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--no-index",
           "--disable-pip-version-check", "--target", str(target), str(source)]  # fmt: skip
    done = subprocess.run(pip, capture_output=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return target


def test_installed_packs_are_used_without_a_config(site: Path) -> None:
    done = run_python("-c", CLEAN, path=site)
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    assert {b"harbour/call", b"pier/light", b"quay/end"} <= set(done.stdout.split())


def test_an_installed_pack_can_be_extended_by_name(site: Path) -> None:
    code = CLEAN.replace("forumclean.clean(", 'forumclean.Cleaner({"extends": ["harbour"]}).clean(')
    done = run_python("-c", code, path=site)
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    assert b"harbour/call" in done.stdout.split()
    assert b"quay/end" not in done.stdout.split()


def test_a_broken_plug_in_is_named(site: Path, tmp_path: Path) -> None:
    info = tmp_path / "broken-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: broken\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[forumclean.packs]\nbroken = broken_pack:PACK\n")
    (tmp_path / "broken_pack.py").write_text("PACK = 7\n")
    done = run_python("-c", CLEAN, path=tmp_path)
    assert b"ConfigError: broken_pack:PACK: entry point 'broken' gives a int; it must give a RulePack, a dict or " \
        b"the path of a pack file" in done.stderr  # fmt: skip
