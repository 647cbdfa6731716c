"""No output is lost and none eats an input: nothing is written until there is something to write."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from bulk_support import posts, read_lines, records, write_lines
from click.testing import CliRunner, Result
from support import LONG, LONGER, ROOT

from forumclean.bulk import Options, OutputError, run
from forumclean.bulk.outputs.whole import WholeFile
from forumclean.cli.main import commands

RAW = f"Reaction score\n\n{LONG}\n\nSkip advertisement\n\n{LONGER}\n"
TEXT = f"{LONG}\n\n{LONGER}\n"
OLD = "an older article, hours of work\n"


def invoke(*args: str | Path, stdin: bytes = b"") -> Result:
    return CliRunner().invoke(commands, [str(arg) for arg in args], input=stdin)


@pytest.fixture
def post(tmp_path: Path) -> Path:
    path = tmp_path / "post.txt"
    path.write_text(RAW)
    return path


def by_link(path: Path) -> Path:
    link = path.with_name("link.jsonl")
    link.symlink_to(path)
    return link


def by_hard_link(path: Path) -> Path:
    link = path.with_name("hard.jsonl")
    link.hardlink_to(path)
    return link


def by_linked_folder(path: Path) -> Path:
    folder = path.parent / "folder"
    folder.symlink_to(path.parent)
    return folder / path.name


def by_relative_path(path: Path) -> Path:
    return Path(os.path.relpath(path))


def by_a_detour(path: Path) -> Path:
    return path.parent / ".." / path.parent.name / "." / path.name


WAYS = pytest.mark.parametrize(
    "way", [lambda path: path, by_link, by_hard_link, by_linked_folder, by_relative_path, by_a_detour],
    ids=["itself", "link", "hard-link", "linked-folder", "relative", "detour"],
)  # fmt: skip
Way = Callable[[Path], Path]


# clean


@WAYS
def test_clean_refuses_an_output_that_is_an_input(way: Way, post: Path) -> None:
    other = way(post)
    for inputs, output in (([post], other), ([other], post), ([post.with_name("none.txt"), post], other)):
        done = invoke("clean", *inputs, "-o", output)
        assert (done.exit_code, done.output) == (
            2, f"forumclean: {output}: this is an input of the same run; name another file\n"
        )  # fmt: skip
    assert post.read_text() == RAW


def test_clean_refuses_to_read_what_stdout_writes(post: Path) -> None:
    with post.open("ab") as stdout:
        command = [sys.executable, "-m", "forumclean", "clean", post]
        done = subprocess.run(command, stdout=stdout, stderr=subprocess.PIPE, text=True, check=False, cwd=ROOT)
    assert done.returncode == 2
    assert done.stderr == "forumclean: stdout: this is an input of the same run; name another file\n"
    with post.open("rb") as stdin:
        command = [sys.executable, "-m", "forumclean", "clean", "-", "-o", post]
        done = subprocess.run(command, stdin=stdin, stderr=subprocess.PIPE, text=True, check=False, cwd=ROOT)
    assert (done.returncode, post.read_text()) == (2, RAW)


@pytest.mark.parametrize("form", ["text", "json", "jsonl"])
def test_where_nothing_can_be_cleaned_an_older_output_stays(form: str, post: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"
    output.write_text(OLD)
    for inputs in ([tmp_path / "none.txt"], [tmp_path], [tmp_path / "*.md", tmp_path / "none.txt"]):
        done = invoke("clean", *inputs, "-o", output, "--format", form)
        assert done.exit_code == 1
        assert done.output.endswith(f"forumclean: {output}: not written: nothing could be cleaned\n")
        assert output.read_text() == OLD
    fresh = tmp_path / "fresh"
    assert invoke("clean", tmp_path / "none.txt", "-o", fresh).exit_code == 1
    assert not fresh.exists()
    assert not list(tmp_path.glob(".forumclean*"))


def test_a_suspicious_loss_that_is_an_error_leaves_an_older_output(tmp_path: Path) -> None:
    chrome, output = tmp_path / "chrome.txt", tmp_path / "out.txt"
    chrome.write_text("Reaction score\nClick to expand...\nAdvertisement\nSkip advertisement\n" * 40)
    output.write_text(OLD)
    assert invoke("clean", chrome, "-o", output, "--on-loss", "raise").exit_code == 1
    assert output.read_text() == OLD


def test_clean_writes_through_a_link_and_keeps_who_may_read(post: Path, tmp_path: Path) -> None:
    output, link = tmp_path / "real.txt", tmp_path / "link.txt"
    output.write_text(OLD)
    output.chmod(0o640)
    link.symlink_to(output)
    assert invoke("clean", post, "-o", link).exit_code == 0
    assert (link.is_symlink(), output.read_text(), stat.S_IMODE(output.stat().st_mode)) == (True, TEXT, 0o640)
    plain = tmp_path / "plain.txt"
    plain.touch()
    invoke("clean", post, "-o", tmp_path / "new.txt")
    assert (tmp_path / "new.txt").stat().st_mode == plain.stat().st_mode


def test_devices_and_dash_are_written_as_they_are(post: Path, tmp_path: Path) -> None:
    assert invoke("clean", post, "-o", "/dev/null").exit_code == 0
    assert invoke("clean", post, "-o", "-").output == TEXT
    done = invoke("clean", post, "-o", "/dev/full")
    assert (done.exit_code, done.output) == (1, "forumclean: /dev/full: No space left on device\n")
    assert Path("/dev/null").is_char_device()


def test_a_disk_that_fills_leaves_an_older_output(tmp_path: Path) -> None:
    inputs = []
    for n in range(40):
        inputs.append(tmp_path / f"{n}.txt")
        inputs[-1].write_text(f"{LONG} {n}\n\n{LONGER} {n}\n")
    output = tmp_path / "out.txt"
    output.write_text(OLD)
    code = (
        "import resource\nfrom forumclean.cli.main import app\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4_000, 4_000))\napp()\n"
    )
    command = [sys.executable, "-c", code, "clean", *inputs, "-o", output]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert (done.returncode, done.stderr) == (1, f"forumclean: {output}: File too large\n")
    assert output.read_text() == OLD
    assert not list(tmp_path.glob(".forumclean*"))


@pytest.mark.parametrize("args", [["clean"], ["explain"], ["rules", "list"], ["rules", "schema"]], ids=" ".join)
def test_a_full_stdout_is_told(args: list[str], post: Path) -> None:
    with Path("/dev/full").open("wb") as full, post.open("rb") as stdin:
        command = [sys.executable, "-W", "error", "-m", "forumclean", *args]
        done = subprocess.run(
            command, stdin=stdin, stdout=full, stderr=subprocess.PIPE, text=True, check=False, cwd=ROOT
        )
    assert (done.returncode, done.stderr) == (1, "forumclean: stdout: No space left on device\n")


def test_an_output_that_cannot_be_is_found_before_anything_is_read(post: Path, tmp_path: Path) -> None:
    for output, reason in (
        (tmp_path, "this is a folder; name a file in it"),
        (tmp_path / "no" / "x", "there is no such folder; make it first, or name another output"),
        (post / "x", "Not a directory; name another output"),
    ):
        done = invoke("clean", tmp_path / "none.txt", "-o", output)
        assert (done.exit_code, done.output) == (2, f"forumclean: {output}: {reason}\n")


def test_no_command_writes_over_what_it_reads(post: Path, tmp_path: Path) -> None:
    rules, source = tmp_path / "rules.toml", write_lines(tmp_path / "in.jsonl", posts(4))
    rules.write_text('[pack]\nname = "own"\n', encoding="utf-8")
    before = {path: path.read_bytes() for path in (post, rules, source)}
    for args, output in (
        (("clean", post, "--config", rules, "-o", rules), rules),
        (("learn", source, "-o", source), source),
        (("learn", source, "--config", rules, "-o", rules), rules),
        (("freeze", "--config", rules, "-o", rules), rules),
        (("workbench", source, "--config", source), source),
    ):
        done = invoke(*args)
        told = f"forumclean: {output}: this is an input of the same run; name another file\n"
        assert (done.exit_code, done.output) == (2, told)
        assert {path: path.read_bytes() for path in before} == before


@pytest.mark.parametrize("command", [("clean",), ("explain",), ("report",)])
def test_stdin_is_read_once(command: tuple[str]) -> None:
    done = invoke(*command, "-", "-", stdin=RAW.encode())
    assert (done.exit_code, done.output) == (2, "forumclean: -: given twice; name each input once\n")


@pytest.mark.parametrize(
    ("ends", "told"),
    [
        ("clean <&-", "1 forumclean: -: stdin is closed; name a file"),
        ("clean {post} >&-", "1 forumclean: stdout: Bad file descriptor"),
        ("clean {post} -o {out} <&- >&-", "0 "),
    ],
)
def test_a_stream_that_is_closed_is_told(ends: str, told: str, post: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.txt"
    shell = f"{sys.executable} -m forumclean {ends.format(post=post, out=out)}"
    done = subprocess.run(["sh", "-c", shell], capture_output=True, text=True, check=False, cwd=ROOT)
    assert f"{done.returncode} {done.stderr.strip()}" == told
    assert not out.exists() or out.read_text(encoding="utf-8") == TEXT


def test_an_encoding_that_nobody_knows_ends_before_anything_is_read(tmp_path: Path) -> None:
    done = invoke("clean", tmp_path / "none.txt", "--encoding", "windows-12500")
    assert (done.exit_code, done.output) == (
        2,
        "forumclean: --encoding: unknown encoding 'windows-12500'; did you mean 'windows-1250'?\n",
    )


def test_a_whole_file_that_an_error_ends_leaves_no_trace(tmp_path: Path) -> None:
    output = tmp_path / "out.txt"
    output.write_text(OLD)

    def write() -> None:
        with WholeFile(output) as file:
            file.write(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write()
    assert (output.read_text(), [path.name for path in tmp_path.iterdir()]) == (OLD, ["out.txt"])


# bulk


@WAYS
def test_bulk_refuses_an_output_that_is_an_input(way: Way, tmp_path: Path) -> None:
    source = write_lines(tmp_path / "in.jsonl", posts(2))
    before, other = source.read_bytes(), way(source)
    for inputs, output, options in (
        ([source], other, Options(workers=1)),
        ([other], source, Options(workers=1)),
        ([source], tmp_path / "out.jsonl", Options(workers=1, rejects=other)),
    ):
        with pytest.raises(OutputError, match="this is an input of the same run; name another file"):
            run(inputs, output, options)
    assert source.read_bytes() == before


def test_bulk_refuses_an_output_that_lies_in_a_folder_it_reads(tmp_path: Path) -> None:
    folder = tmp_path / "in" / "deep"
    folder.mkdir(parents=True)
    page = folder / "post.txt"
    page.write_text(RAW)
    with pytest.raises(OutputError, match=r"post\.txt: this is an input"):
        run([tmp_path / "in"], page, Options(workers=1))
    assert page.read_text() == RAW


@pytest.mark.parametrize("ending", [".part", ".tmp", ".checkpoint"])
def test_bulk_refuses_an_input_that_it_would_write_on_its_way(ending: str, tmp_path: Path) -> None:
    source = write_lines(tmp_path / f"out.jsonl{ending}", posts(2))
    before = source.read_bytes()
    from forumclean.bulk import InputFormat

    with pytest.raises(OutputError, match=f"out.jsonl{ending}: this is an input of the same run"):
        run([source], tmp_path / "out.jsonl", Options(workers=1, input_format=InputFormat.JSONL))
    assert source.read_bytes() == before


@pytest.mark.parametrize(
    "rejects", ["out.jsonl", "link.jsonl", "out.jsonl.part", "out.jsonl.checkpoint", "./out.jsonl"]
)
def test_bulk_refuses_two_outputs_in_one_file(rejects: str, tmp_path: Path) -> None:
    source = write_lines(tmp_path / "in.jsonl", posts(2))
    (tmp_path / "link.jsonl").symlink_to("out.jsonl")
    with pytest.raises(OutputError, match="this is another output of the same run"):
        run([source], tmp_path / "out.jsonl", Options(workers=1, rejects=tmp_path / rejects))


def test_files_that_only_look_alike_are_apart(tmp_path: Path) -> None:
    source = write_lines(tmp_path / "Posts.jsonl", posts(1))
    if (tmp_path / "posts.jsonl").exists():
        pytest.skip("upper and lower case are one file here")
    assert run([source], tmp_path / "posts.jsonl", Options(workers=1)).records == 1


@pytest.mark.parametrize("name", ["out.jsonl", "out.jsonl.gz", "out.parquet"])
def test_an_output_of_nothing_but_rejects_replaces_none(name: str, tmp_path: Path) -> None:
    source = write_lines(tmp_path / "in.jsonl", [{"body": LONG}] * 3)
    output, rejects = tmp_path / name, tmp_path / "rejects.jsonl"
    output.write_text(OLD)
    summary = run([source], output, Options(workers=1, rejects=rejects))
    assert (summary.records, summary.rejected, output.read_text()) == (0, 3, OLD)
    assert len(read_lines(rejects)) == 3
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["in.jsonl", "rejects.jsonl", name])
    done = invoke("bulk", source, "-o", tmp_path / "fresh.jsonl", "--workers", "1")
    assert done.exit_code == 1
    assert f"forumclean: {tmp_path}/fresh.jsonl: not written: every record failed\n" in done.output
    assert not (tmp_path / "fresh.jsonl").exists()


def test_one_good_record_is_enough(tmp_path: Path) -> None:
    rows = posts(1)
    source = write_lines(tmp_path / "in.jsonl", [{"body": LONG}, *rows])
    output = tmp_path / "out.jsonl"
    output.write_text(OLD)
    assert run([source], output, Options(workers=1)).rejected == 1
    assert read_lines(output) == records(rows)
