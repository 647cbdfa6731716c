"""Inputs that hold nothing, of every format: no command puts an empty output in the place of a good one."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from support import LONG, LONGER

from forumclean.cli.main import commands

OLD = "an older article, hours of work\n"


def invoke(*args: str | Path, stdin: bytes = b"") -> Result:
    return CliRunner().invoke(commands, [str(arg) for arg in args], input=stdin)


@pytest.fixture
def post(tmp_path: Path) -> Path:
    path = tmp_path / "post.txt"
    path.write_text(f"Reaction score\n\n{LONG}\n\n{LONGER}\n")
    return path


EMPTY = {"nothing": b"", "blanks": b" \n\t\r\n\n", "a-mark": b"\xef\xbb\xbf", "wide-blanks": "\u3000\u00a0\n".encode(),
         "a-page": b"<html><head></head><body> </body></html>", "gzip": gzip.compress(b"\n")}  # fmt: skip
FORMS = ["text", "json", "jsonl", "markdown", "csv"]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("data", EMPTY.values(), ids=EMPTY)
def test_what_holds_nothing_replaces_no_output(data: bytes, form: str, tmp_path: Path) -> None:
    empty, output, folder = tmp_path / "empty.txt", tmp_path / "out.txt", tmp_path / "made"
    empty.write_bytes(data)
    output.write_text(OLD)
    done = invoke("clean", empty, empty, "-o", output, "--format", form)
    assert (done.exit_code, done.output.splitlines()[-1]) == (
        1, f"forumclean: {output}: not written: the input is empty"
    )  # fmt: skip
    assert (output.read_text(), sorted(tmp_path.iterdir())) == (OLD, [empty, output])
    assert invoke("clean", empty, "--output-dir", folder, "--format", form).exit_code == 1
    assert not list(folder.iterdir())


@pytest.mark.parametrize("form", FORMS)
def test_an_empty_stdin_replaces_no_output(form: str, tmp_path: Path) -> None:
    output = tmp_path / "out.txt"
    output.write_text(OLD)
    for name in ((), ("-",)):
        done = invoke("clean", *name, "-o", output, "--format", form, stdin=b"")
        assert (done.exit_code, output.read_text()) == (1, OLD)
        assert done.output == f"forumclean: {output}: not written: the input is empty\n"


@pytest.mark.parametrize("form", FORMS)
def test_an_empty_input_beside_others_stands_where_inputs_are_named(form: str, post: Path, tmp_path: Path) -> None:
    empty, output = tmp_path / "empty.txt", tmp_path / "out"
    empty.touch()
    done = invoke("clean", empty, post, empty, "-o", output, "--format", form)
    assert (done.exit_code, done.output) == (0, "")
    assert output.read_text() == invoke("clean", empty, post, empty, "--format", form).output
    assert output.read_text().count(str(empty)) == (2 if form in ("json", "jsonl", "csv") else 0)


def test_a_text_of_chrome_alone_is_no_article_but_something_to_tell(tmp_path: Path) -> None:
    chrome, output = tmp_path / "chrome.txt", tmp_path / "out.txt"
    chrome.write_text("Click to expand...\nReaction score\n")
    output.write_text(OLD)
    done = invoke("clean", chrome, "-o", output)
    assert (done.exit_code, output.read_text()) == (1, OLD)
    assert done.output.endswith(f"forumclean: {output}: not written: there is no text but chrome\n")
    assert invoke("clean", chrome, "-o", output, "--format", "json").exit_code == 0
    assert [p["label"] for p in json.loads(output.read_text())["paragraphs"]] == ["noise"] * 2


@pytest.mark.parametrize("data", EMPTY.values(), ids=EMPTY)
def test_a_report_of_nothing_replaces_none(data: bytes, tmp_path: Path) -> None:
    empty, output = tmp_path / "empty.txt", tmp_path / "report.html"
    empty.write_bytes(data)
    output.write_text(OLD)
    done = invoke("report", empty, "-o", output)
    assert (done.exit_code, output.read_text()) == (1, OLD)
    assert done.output.endswith(f"forumclean: {output}: not written: the input is empty\n")


RECORDLESS = {"in.jsonl": b"", "lines.jsonl": b"\n \n", "in.csv": b"id,text\n", "none.csv": b"", "in.json": b"[]",
              "in.jsonl.gz": gzip.compress(b""), "mark.jsonl": b"\xef\xbb\xbf"}  # fmt: skip


@pytest.mark.parametrize("name", RECORDLESS)
def test_a_bulk_run_without_a_record_replaces_nothing(name: str, tmp_path: Path) -> None:
    source = tmp_path / name
    source.write_bytes(RECORDLESS[name])
    rejects = tmp_path / "rejects.jsonl"
    rejects.write_text(OLD)
    for output in (tmp_path / "out.jsonl", tmp_path / "out.jsonl.gz", tmp_path / "out.parquet", tmp_path / "out.json"):
        output.write_text(OLD)
        before = sorted(tmp_path.iterdir())
        done = invoke("bulk", source, "-o", output, "--rejects", rejects, "--workers", "1")
        assert done.exit_code == 2
        assert f"{output}: not written: there is no record in {source}\n" in done.output
        assert (output.read_text(), rejects.read_text(), sorted(tmp_path.iterdir())) == (OLD, OLD, before)
