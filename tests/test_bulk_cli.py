"""`forumclean bulk`: what it prints, how it ends, and what it says when it cannot."""

from __future__ import annotations

import io
import json
import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from bulk_support import ids, posts, read_lines, records, write_lines
from support import ROOT, run_cli, run_program, stdout_of

from forumclean import bulk

GOOD = posts(3)


def command(*args: str | Path, stdin: bytes = b"") -> tuple[int, str, str]:
    """Exit code, stdout and stderr of `forumclean bulk`."""
    return run_cli("bulk", *args, stdin=stdin)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return write_lines(tmp_path / "in.jsonl", GOOD)


def test_a_good_run_ends_with_0_and_a_summary(source: Path, tmp_path: Path) -> None:
    code, out, err = command(source, "-o", tmp_path / "out.jsonl", "--summary", tmp_path / "summary.json")
    assert (code, out) == (0, "")
    assert read_lines(tmp_path / "out.jsonl") == records(GOOD)
    lines = err.splitlines()
    assert lines[0] == "3 records written, 0 rejected"
    assert lines[1].startswith("252 words kept, 12 removed (4.5%)")
    assert lines[2].split() == ["kind", "words"]
    assert lines[-1].endswith(" MB/s")
    assert "removed by  " in err
    numbers = json.loads((tmp_path / "summary.json").read_text())
    assert sum(numbers["reasons"].values()) == numbers["words_removed"] == 12
    assert (numbers["records"], numbers["rejected"], numbers["words_kept"]) == (3, 0, 252)
    assert numbers["bytes"] == source.stat().st_size
    assert numbers["broken_inputs"] == []
    assert numbers["records_per_second"] > 0


def test_rejects_end_with_1_and_are_told(source: Path, tmp_path: Path) -> None:
    with source.open("a") as file:
        file.write('{"text": 1}\n' * 12)
    code, _, err = command(source, "-o", tmp_path / "out.jsonl")
    assert code == 1
    told = [line for line in err.splitlines() if line.startswith("forumclean: ")]
    assert told == [f"forumclean: {source}:{n}: field 'text' is a number, not a string" for n in range(4, 14)]
    assert "3 records written, 12 rejected" in err
    code, _, err = command(source, "-o", tmp_path / "out.jsonl", "--rejects", tmp_path / "rejects.jsonl")
    assert (code, "forumclean: " in err) == (1, False)
    assert [line["number"] for line in read_lines(tmp_path / "rejects.jsonl")] == list(range(4, 16))


def test_stdin_to_stdout(source: Path) -> None:
    code, out, err = run_program("bulk", "-", "-o", "-", "--workers", "1", stdin=source.read_bytes())
    assert (code, err.splitlines()[0]) == (0, "3 records written, 0 rejected")
    assert [json.loads(line) for line in out.splitlines()] == records(GOOD)


def test_a_dry_run_shows_what_would_go_and_writes_nothing(source: Path, tmp_path: Path) -> None:
    with source.open("a") as file:
        file.write("no json\n")
    code, out, err = command(source, "--dry-run", "9", "-o", tmp_path / "out.jsonl")
    assert (code, err) == (0, "")
    blocks = out.split("\n\n")
    assert blocks[0].splitlines()[0] == f"{source}:1 (p0): 84 words kept, 4 removed"
    assert blocks[0].splitlines()[1].split() == ["kind", "reason", "text"]
    assert "Skip advertisement" in blocks[0]
    assert blocks[3] == f"{source}:4: rejected: not JSON: Expecting value at column 1"
    assert [path.name for path in tmp_path.iterdir()] == ["in.jsonl"]
    code, out, _ = command(source, "--dry-run", "1")
    assert (code, out.count("words kept")) == (0, 1)


def test_config_and_preset_are_used(tmp_path: Path) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text('[[rule]]\nid = "bye"\nkind = "signature"\nlines = ["Cheers, Ann"]\n')
    source = write_lines(tmp_path / "in.jsonl", [{"id": 1, "text": f"{GOOD[0]['text']}\nCheers, Ann"}])
    assert command(source, "-o", tmp_path / "out.jsonl", "--config", rules)[0] == 0
    assert "Ann" not in read_lines(tmp_path / "out.jsonl")[0]["text"]
    code, _, err = command(source, "-o", tmp_path / "out.jsonl", "--config", tmp_path / "none.toml")
    assert (code, "none.toml: no such file; check the path" in err) == (2, True)


def test_wrong_use_ends_with_2_and_a_way_out(source: Path, tmp_path: Path) -> None:
    cases: list[tuple[list[str | Path], str]] = [
        ([source], "there is no output; name one with -o, - for stdout"),
        ([source, "-o", source], f"{source}: this is an input of the same run; name another file"),
        ([source, "-o", "x", "--rejects", "x"], "x: this is another output of the same run; name another file"),
        ([source, "-o", tmp_path], f"{tmp_path}: this is a folder; name a file in it"),
        ([source, "-o", tmp_path / "no" / "x"], f"{tmp_path}/no: there is no such folder; make it first, "
                                                "or name another output"),
        (["none.jsonl", "-o", "x"], "none.jsonl: No such file or directory; check the path and who may read it"),
        (["-", "-o", tmp_path / "x", "--resume"],
         "a run from stdin or to a pipe cannot resume: what has gone by is gone; name files"),
        ([source, "-o", "-", "--format", "parquet"],
         "-: Parquet needs a file, not a pipe; name one, or write JSON lines"),
        (["-", "--input-format", "parquet", "-o", "x"], "Parquet cannot be read from stdin; name a file"),
    ]  # fmt: skip
    # One process for all of them: the start of a process is most of its time.
    code = (
        "import sys, json\nfrom click.testing import CliRunner\nfrom forumclean.cli.main import commands\n"
        "for args in json.loads(sys.argv[1]):\n"
        "    done = CliRunner().invoke(commands, ['bulk', *args])\n"
        "    print(done.exit_code, done.output.strip())\n"
    )
    asked = json.dumps([[str(arg) for arg in args] for args, _ in cases])
    assert stdout_of(code, asked).splitlines() == [f"2 forumclean: {message}" for _, message in cases]
    assert [path.name for path in tmp_path.iterdir()] == ["in.jsonl"]


def test_an_unwritable_folder_is_told(source: Path, tmp_path: Path) -> None:
    if os.geteuid() == 0:
        # Nothing is unwritable for root but what the system itself guards.
        folder, reason = Path("/proc"), "No such file or directory"
    else:
        folder, reason = tmp_path / "locked", "Permission denied"
        folder.mkdir(mode=0o500)
    with pytest.raises(bulk.OutputError, match=f"cannot be written: {reason}; name another output"):
        bulk.run([source], folder / "out.jsonl")


def test_a_full_disk_ends_with_3(source: Path) -> None:
    for output in ("/dev/full", "-"):
        with Path("/dev/full").open("wb") as full:
            done = subprocess.run(
                [sys.executable, "-W", "error", "-m", "forumclean", "bulk", source, "-o", output],
                stdout=full, stderr=subprocess.PIPE, check=False, cwd=ROOT,
            )  # fmt: skip
        reason = "cannot be written: No space left on device; mend that, then begin again"
        assert (done.returncode, done.stderr.decode()) == (3, f"forumclean: {output}: {reason}\n")


def test_a_reader_that_has_enough_is_told(tmp_path: Path) -> None:
    source = write_lines(tmp_path / "in.jsonl", posts(300))
    shell = f"{sys.executable} -m forumclean bulk {source} -o - | head -n 1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", shell], capture_output=True, text=True, check=True, cwd=ROOT)
    first, status = done.stdout.splitlines()
    assert (json.loads(first)["id"], status) == ("p0", "141")
    assert done.stderr == "forumclean: -: who read it has closed it; the run stopped there, begin again\n"


@pytest.mark.parametrize(
    ("sent", "name", "status"), [(signal.SIGINT, "Ctrl-C", 130), (signal.SIGTERM, "SIGTERM", 143)], ids=["INT", "TERM"]
)
def test_a_signal_ends_a_run_that_can_go_on(sent: int, name: str, status: int, tmp_path: Path) -> None:
    source = write_lines(tmp_path / "in.jsonl", posts(20_000))
    output = tmp_path / "out.jsonl"
    program = subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "forumclean", "bulk", source, "-o", output, "--workers", "1"],
        stderr=subprocess.PIPE, text=True, cwd=ROOT,
    )  # fmt: skip
    part = Path(f"{output}.part")
    wait_until(
        lambda: part.exists() and part.stat().st_size > bulk.Options().chunk_bytes
    )  # so the first chunk is counted
    workers = psutil.Process(program.pid).children(recursive=True)
    program.send_signal(sent)
    _, err = program.communicate(timeout=120)
    assert (program.returncode, err) == (
        status, f"forumclean: stopped by {name}; what is finished is kept: go on with --resume\n"
    )  # fmt: skip
    assert psutil.wait_procs(workers, timeout=20)[1] == []
    noted = json.loads(Path(f"{output}.checkpoint").read_bytes().splitlines()[-1])
    assert noted["output"] == part.stat().st_size > 0
    assert not output.exists()


def test_a_signal_ends_a_run_that_cannot_go_on(tmp_path: Path) -> None:
    program = subprocess.Popen(
        [sys.executable, "-m", "forumclean", "bulk", "-", "-o", tmp_path / "out.jsonl", "--workers", "1"],
        stdin=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT,
    )  # fmt: skip
    wait_until((tmp_path / "out.jsonl.part").exists)
    program.send_signal(signal.SIGTERM)
    _, err = program.communicate(timeout=120)
    assert (program.returncode, err) == (143, b"forumclean: stopped by SIGTERM; begin again\n")
    assert list(tmp_path.iterdir()) == []


def wait_until(is_so: Callable[[], bool]) -> None:
    """Wait for a program to come to a point; a loaded machine may take its time."""
    deadline = time.monotonic() + 120
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_an_extra_that_is_missing_is_named(tmp_path: Path) -> None:
    for name in ("a.parquet", "a.warc", "a.jsonl.zst", "a.jsonl"):
        (tmp_path / name).touch()
    code = (
        "import sys\nsys.path.insert(0, 'tests')\n"
        "for name in ('pyarrow', 'fastwarc', 'zstandard'): sys.modules[name] = None\n"
        "from forumclean.bulk import MissingExtraError, Options, run\n"
        "for source, output in (('a.parquet', 'o.jsonl'), ('a.warc', 'o.jsonl'), ('a.jsonl.zst', 'o.jsonl'),\n"
        "                       ('a.jsonl', 'o.parquet'), ('a.jsonl', 'o.jsonl.zst')):\n"
        "    try:\n"
        "        run([f'{sys.argv[1]}/{source}'], f'{sys.argv[1]}/{output}', Options(workers=1))\n"
        "    except MissingExtraError as error:\n"
        "        print(str(error).rpartition(': ')[2])\n"
        "print(run([f'{sys.argv[1]}/a.jsonl'], f'{sys.argv[1]}/o.jsonl', Options(workers=1)).records)\n"
    )
    assert stdout_of(code, str(tmp_path)).splitlines() == [
        "pip install '.[parquet]'",
        "pip install '.[warc]'",
        "pip install '.[zstd]'",
        "pip install '.[parquet]'",
        "pip install '.[zstd]'",
        "0",
    ]


def test_a_terminal_sees_a_bar_and_a_log_does_not(source: Path, tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    done = subprocess.Popen(
        [sys.executable, "-m", "forumclean", "bulk", source, "-o", tmp_path / "out.jsonl"],
        stderr=theirs, cwd=ROOT, env={**os.environ, "COLUMNS": "120", "TERM": "xterm"},
    )  # fmt: skip
    os.close(theirs)
    seen = io.BytesIO()
    try:
        while data := os.read(ours, 4096):
            seen.write(data)
    except OSError:  # a terminal whose last writer has gone
        pass
    assert done.wait(60) == 0
    os.close(ours)
    text = seen.getvalue().decode()
    assert "3 records, " in text
    assert "left" in text
    assert "3 records written, 0 rejected" in text


def test_importing_forumclean_does_not_import_bulk() -> None:
    code = "import sys, forumclean; forumclean.clean('x'); print('forumclean.bulk' in sys.modules)"
    assert stdout_of(code).strip() == "False"


def test_ids_stay_as_they_are_when_an_input_repeats_them(tmp_path: Path) -> None:
    source = write_lines(tmp_path / "in.jsonl", [GOOD[0], GOOD[0]])
    bulk.run([source], tmp_path / "out.jsonl", bulk.Options(workers=1))
    assert ids(tmp_path / "out.jsonl") == ["p0", "p0"]


def test_options_out_of_range_are_told() -> None:
    with pytest.raises(ValueError, match="workers must be more than 0, not 0"):
        bulk.Options(workers=0)
    assert bulk.Options(workers=3).processes == 3
    assert bulk.Options().processes >= 1
