"""What the tests share: checks that hold for every result, and running Python in a process of its own."""

from __future__ import annotations

import doctest
import os
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from forumclean import Cleaner, Kind, Label, Paragraph, Result
from forumclean.outcome.quotes import REPEATED
from forumclean.reader.bbcode.read import ENGINE as BBCODE
from forumclean.values.model import BODY_KINDS, NOISE_KINDS

ROOT = Path(__file__).resolve().parent.parent
TESTS = ROOT / "tests"
FIXTURES = ROOT / "fixtures"

LONG = (
    "The harbour board voted on Tuesday to deepen the northern channel by two metres, a step that the ferry companies "
    "had asked for since the storms of last winter, and the work is to start before the end of the summer."
)
LONGER = (
    "Residents of the old quarter told the council that the dredging would bring noise and dust to their streets for "
    "months, but the chair of the board answered that the barges would work by day only and leave by the outer basin."
)

_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)


def assert_sound(result: Result) -> None:
    """Nothing is lost, and labels, kinds, scores and reasons agree with each other.

    Spans are in order, never overlap, hold their paragraph's text, and leave only white space outside. Of a post in
    BBCode they hold the tags too.
    """
    source, at = result.source, 0
    for paragraph in result.paragraphs:
        assert at <= paragraph.start < paragraph.end <= len(source)
        assert not source[at : paragraph.start].strip()
        piece = source[paragraph.start : paragraph.end]
        assert paragraph.text == piece or (result.engine == BBCODE and _is_said_in(piece, paragraph.text))
        at = paragraph.end
        assert 0.0 <= paragraph.score <= 1.0
        if paragraph.label is Label.NOISE:
            assert paragraph.reason
            assert paragraph.kind in (*NOISE_KINDS, Kind.QUOTE)
            assert paragraph.kind is not Kind.QUOTE or paragraph.reason == REPEATED
        else:
            assert paragraph.kind in BODY_KINDS
    assert not source[at:].strip()


def _is_said_in(piece: str, text: str) -> bool:
    """True when a piece of the source holds the characters of a text, in their order."""
    bare = "".join(text.split())
    return any(all(char in there for char in bare) for there in (iter(unescape(piece)), iter(piece)))


def named(result: Result, text: str) -> Paragraph:
    """The one paragraph with this text."""
    (found,) = [paragraph for paragraph in result.paragraphs if paragraph.text == text]
    return found


def run_python(
    *args: str, stdin: bytes = b"", timeout: float = 120, env: dict[str, str] | None = None, path: Path | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run this Python with warnings as errors and ``path`` before the import path; one that hangs fails the test."""
    command = [sys.executable, "-W", "error", *args]
    whole = {**os.environ, **(env or {})}
    whole["PYTHONPATH"] = os.pathsep.join(filter(None, (path and str(path), os.environ.get("PYTHONPATH"))))
    return subprocess.run(command, input=stdin, capture_output=True, timeout=timeout, env=whole, check=False)


def run_cli(*args: object, stdin: bytes = b"") -> tuple[int, str, str]:
    """Exit code, stdout and stderr of the program, run in this process: a new one takes a second to begin."""
    # Workers of bulk runs import this module too.
    from click.testing import CliRunner

    from forumclean.cli.main import commands

    done = CliRunner(env={"COLUMNS": "200"}).invoke(commands, list(map(str, args)), input=stdin, prog_name="forumclean")
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.stdout, done.stderr


def run_program(*args: object, stdin: bytes = b"", env: dict[str, str] | None = None) -> tuple[int, str, str]:
    """The same of a process of its own: for how it begins and ends, and what the streams are."""
    wide = {"COLUMNS": "200", **(env or {})}
    done = run_python("-m", "forumclean", *map(str, args), stdin=stdin, env=wide)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def stdout_of(code: str, *args: str, env: dict[str, str] | None = None, path: Path | None = None) -> str:
    """Run a piece of Python in a process of its own and return what it printed."""
    done = run_python("-c", code, *args, env=env, path=path)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def blocks(page: Path, language: str) -> list[tuple[int, str]]:
    """Line number and text of each block in a language."""
    text = page.read_text(encoding="utf-8")
    return [(text[: b.start()].count("\n") + 1, b[2]) for b in _BLOCK.finditer(text) if b[1] == language]


def run_examples(page: Path, found: list[tuple[int, str]]) -> int:
    """Run the Python of a page in one namespace; return how many examples showed what they should."""
    names: dict[str, Any] = {"__name__": page.stem}
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    told: list[str] = []
    for line, code in found:
        if ">>>" in code:
            test = doctest.DocTestParser().get_doctest(code, names, f"{page.name}:{line}", str(page), line)
            runner.run(test, out=told.append, clear_globs=False)
            names.update(test.globs)
        else:
            exec(compile(code, f"{page.name}:{line}", "exec"), names)
    assert runner.failures == 0, "".join(told)
    return runner.tries


class Breakable(Cleaner):
    """Stands for a bug: it breaks on one post and is slow with another, as no input of ours makes the real one."""

    def _judged(self, readings: Sequence[Any]) -> list[Result | Exception]:
        lines = [line for reading in readings for line in reading.document.lines]
        if "boom" in lines:
            raise RecursionError("too deep")
        if "slow" in lines:
            time.sleep(1.5)
        return super()._judged(readings)


def quiet() -> pytest.MarkDecorator:
    """Let pass what frameworks warn of themselves."""
    return pytest.mark.filterwarnings(
        "ignore:PySpark does not yet fully support pandas:FutureWarning",
        # Ray Data's own settings warn of each other when it makes them.
        r"ignore:`\w+` is deprecated:DeprecationWarning:ray\.data\.context",
    )
