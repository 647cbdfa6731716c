"""All TOML, Python and shell that README.md and docs/ show runs, and what they list is what there is."""

from __future__ import annotations

import gzip
import json
import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from bulk_support import warc_record
from support import FIXTURES, LONG, LONGER, ROOT, blocks, run_examples, run_python

from forumclean import Cleaner
from forumclean.cli.main import commands
from forumclean.rules.pack import shipped_packs

README, DOCS = ROOT / "README.md", ROOT / "docs"
PAGES = [README, ROOT / "CONTRIBUTING.md", *sorted(DOCS.rglob("*.md"))]
LANGUAGES = {"bash", "html", "json", "python", "text", "toml"}
FENCE = re.compile(r"^```(.*)$", re.M)
INSTALL = re.compile(r"pip install (?:-e )?'?(?:\.|forumclean)(?:\[([\w,]+)\])?'?")
COMMAND = re.compile(r"`(forumclean [^`]+)`")


def each(language: str) -> pytest.MarkDecorator:
    found = [(page, line, text) for page in PAGES for line, text in blocks(page, language)]
    ids = [f"{page.relative_to(ROOT)}:{line}" for page, line, _ in found]
    return pytest.mark.parametrize(("page", "line", "text"), found, ids=ids)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with what the examples speak of, and `forumclean` on the path."""
    posts = [{"id": str(n), "text": f"Staff member\n{text}"} for n, text in enumerate((LONG, LONGER))]
    lines = "".join(json.dumps(post) + "\n" for post in posts).encode()
    raw = (FIXTURES / "xenforo" / "ferry-strike" / "raw.txt").read_bytes()
    page = (FIXTURES / "xenforo" / "ferry-berth" / "raw.html").read_bytes()
    ((_, quayside), *_), ((_, quayside_page),) = (
        blocks(DOCS / "profiles.md", "toml"),
        blocks(DOCS / "profiles.md", "html"),
    )
    files = {
        "post.txt": raw, "thread.html": page, "page.html": quayside_page.encode(), "quayside.toml": quayside.encode(),
        "rules.toml": blocks(README, "toml")[0][1].encode(),
        "posts.jsonl": lines, "posts.jsonl.gz": gzip.compress(lines),
        "house-rules.toml": blocks(DOCS / "rules.md", "toml")[0][1].encode(),
        "pages/a.html.gz": gzip.compress(page),
        "crawl/a.warc.gz": gzip.compress(warc_record(1, page)), "dump/a.txt": raw,
        "more.csv": f'post_id,body\n7,"{LONG}"\n'.encode(),
    }  # fmt: skip
    for name, data in files.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
    (tmp_path / "fixtures").symlink_to(FIXTURES)
    program = tmp_path / "bin" / "forumclean"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m forumclean "$@"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH")))))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_block_says_what_it_is_in(page: Path) -> None:
    fences = FENCE.findall(page.read_text(encoding="utf-8"))
    assert len(fences) % 2 == 0
    assert set(fences[::2]) <= LANGUAGES
    assert set(fences[1::2]) <= {""}


@each("toml")
def test_toml_is_a_config(page: Path, line: int, text: str, desk: Path) -> None:
    path = desk / "shown.toml"
    path.write_text(text, encoding="utf-8")
    assert Cleaner(path).clean(LONG).text == LONG


@pytest.mark.cluster
@each("bash")
def test_shell_runs(page: Path, line: int, text: str, desk: Path) -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    for command in text.splitlines():
        for install in INSTALL.finditer(command):
            assert set(filter(None, (install[1] or "").split(","))) <= set(extras)
        # What installs, and the tests themselves, are for a machine of one's own.
        steps = [step for step in command.split(" && ") if not step.startswith(("pip ", "pytest", "nox"))]
        if steps:
            done = subprocess.run(
                ["bash", "-o", "pipefail", "-c", " && ".join(steps)], capture_output=True, timeout=120, check=False
            )
            assert done.returncode == 0, (command, done.stderr.decode())


@each("python")
def test_scripts_run(page: Path, line: int, text: str, desk: Path) -> None:
    if ">>>" in text:
        pytest.skip("run as a doctest: below, by test_readme.py and by test_integration_pages.py")
    script = desk / "script.py"
    script.write_text(text, encoding="utf-8")
    done = run_python(str(script), timeout=120)
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout


@pytest.mark.parametrize(
    "page", [page for page in sorted(DOCS.glob("*.md")) if ">>>" in page.read_text("utf-8")], ids=lambda page: page.stem
)
def test_the_sessions_of_a_page_run(page: Path, desk: Path) -> None:
    assert run_examples(page, blocks(page, "python")) >= 2


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_commands_and_options_in_running_text_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    shown = [line.partition(" #")[0] for _, block in blocks(page, "bash") for line in block.splitlines()]
    for command in COMMAND.findall(text) + [
        part for line in shown for part in line.split(" | ") if "forumclean " in part
    ]:
        found: Any = commands
        for word in shlex.split(command[command.index("forumclean ") :])[1:]:
            if hasattr(found, "commands") and not word.startswith("-"):
                assert word in found.commands, command
                found = found.commands[word]
            elif word.startswith("-") and word not in ("-", "--help"):
                assert any(word in option.opts for option in found.params), f"{command}: {word}"


def test_the_table_of_packs_has_every_pack() -> None:
    table = (
        (DOCS / "rules.md").read_text(encoding="utf-8").partition("| pack | what it knows |")[2].partition("\n\n")[0]
    )
    named = [name for row in table.splitlines() if row.startswith("| `") for name in re.findall(r"`([\w-]+)`", row)]
    assert sorted(named) == sorted(pack.name for pack in shipped_packs())


def test_the_readme_installs_and_tests_with_two_commands() -> None:
    commands = [text.strip() for _, text in blocks(README, "bash")]
    assert [command for command in commands if "pip install" in command] == [
        "pip install . && forumclean clean fixtures/xenforo/ferry-strike/raw.txt",
        "pip install -e '.[test]' && pytest",
    ]


def test_output_that_a_page_shows_is_what_comes_out(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ((_, shown),) = blocks(DOCS / "profiles.md", "text")
    monkeypatch.setenv("COLUMNS", "98")
    done = run_python("-m", "forumclean", "profiles", "check", "page.html", "--config", "quayside.toml")
    # The rule below the head is as wide as the terminal.
    assert [word for word in done.stdout.decode().split() if "─" not in word] == shown.replace("─", "").split()
