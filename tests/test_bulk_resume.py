"""Killed at any point and gone on with: the same bytes as a run that nobody disturbed."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from bulk_support import ids, posts, write_lines
from support import TESTS

from forumclean import Cleaner
from forumclean.bulk import Detail, Options, OutputError, Progress, StoppedError, run
from forumclean.bulk.outputs.checkpoint import Checkpoint
from forumclean.bulk.outputs.outputs import PartFile

RUN = """
import sys
from forumclean.bulk import Options, run
if __name__ == "__main__":
    options = Options(workers=2, chunk_bytes=4000, checkpoint_seconds=0, resume=True, rejects=sys.argv[3])
    run([sys.argv[1]], sys.argv[2], options)
"""


class Killed(BaseException):
    """Stands for a kill: no code of a run can catch it."""


def halted_run(source: Path, output: Path, options: Options, chunks: int) -> None:
    """Run, and leave everything as it lies after some chunks."""
    seen: list[Progress] = []

    def watch(progress: Progress) -> None:
        seen.append(progress)
        if len(seen) == chunks:
            raise Killed

    with pytest.raises(Killed):
        run([source], output, options, watch=watch)


def options_at(folder: Path, *, resume: bool = False, detail: Detail = Detail.TEXT, chunk_bytes: int = 2000) -> Options:
    rejects = folder / "rejects.jsonl"
    return Options(
        workers=1, resume=resume, detail=detail, chunk_bytes=chunk_bytes, checkpoint_seconds=0, rejects=rejects
    )


def mixed(path: Path, count: int = 40) -> Path:
    """Good records, with a bad one after every tenth."""
    rows = posts(count)
    return write_lines(path, (b"no json" if i % 10 == 9 else row for i, row in enumerate(rows)))


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return mixed(tmp_path / "in.jsonl")


def kill_after(run_of_two: subprocess.Popen[bytes], checkpoint: Path, steps: int, delay: float) -> bool:
    """Kill a run some time after it has noted so many steps; False: it came to its end before."""
    while run_of_two.poll() is None:
        if checkpoint.exists() and checkpoint.read_bytes().count(b"\n") > steps:
            time.sleep(delay)
            run_of_two.kill()
            return run_of_two.wait() != 0
        time.sleep(0.002)
    return False


@pytest.mark.cluster
def test_sigkill_at_any_point_changes_no_byte(tmp_path: Path) -> None:
    source = mixed(tmp_path / "in.jsonl", 600)
    script = tmp_path / "go.py"
    script.write_text(RUN)
    names = (".jsonl.gz", ".rejects.jsonl")

    def start(name: str) -> subprocess.Popen[bytes]:
        files = [str(tmp_path / f"{name}{ending}") for ending in names]
        return subprocess.Popen([sys.executable, "-W", "error", str(script), str(source), *files], cwd=TESTS.parent)

    assert start("whole").wait(60) == 0
    whole, killed = ([tmp_path / f"{name}{ending}" for ending in names] for name in ("whole", "killed"))
    by_chance = random.Random(5)
    for steps in (3, 20, 35, 50):
        assert kill_after(start("killed"), tmp_path / "killed.jsonl.gz.checkpoint", steps, by_chance.uniform(0, 0.02))
        assert not killed[0].exists(), "a reader would see half a file"
    assert start("killed").wait(60) == 0
    assert [path.read_bytes() for path in killed] == [path.read_bytes() for path in whole]
    assert not [path.name for path in tmp_path.iterdir() if path.suffix in (".part", ".checkpoint")]


@pytest.mark.parametrize(("name", "detail"), [("out.jsonl.zst", Detail.FULL), ("out.parquet", Detail.POSTS)])
def test_every_format_goes_on(name: str, detail: Detail, source: Path, tmp_path: Path) -> None:
    (tmp_path / "whole").mkdir()
    summary = run([source], tmp_path / "whole" / name, options_at(tmp_path / "whole", detail=detail))
    halted_run(source, tmp_path / name, options_at(tmp_path, detail=detail), chunks=3)
    assert not (tmp_path / name).exists()
    # What a kill leaves behind the last checkpoint: half a line, and half a step.
    with (tmp_path / f"{name}.part").open("ab") as file:
        file.write(b'{"schema":1,"id":"p1')
    with (tmp_path / f"{name}.checkpoint").open("ab") as file:
        file.write(b'{"chunks":99,"outp')
    resumed = run([source], tmp_path / name, options_at(tmp_path, resume=True, detail=detail))
    for file_name in (name, "rejects.jsonl"):
        assert (tmp_path / file_name).read_bytes() == (tmp_path / "whole" / file_name).read_bytes()
    assert (resumed.records, resumed.rejected) == (summary.records, summary.rejected) == (36, 4)
    assert (resumed.kinds, resumed.reasons, resumed.told) == (summary.kinds, summary.reasons, summary.told)
    assert resumed.size == summary.size


def test_a_kill_before_the_names_are_given_loses_nothing(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output, options = tmp_path / "out.jsonl", options_at(tmp_path)

    def killed(self: Path, target: Path) -> Path:
        if target == output:
            raise Killed
        return real(self, target)

    real = Path.replace
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", killed)
        with pytest.raises(Killed):
            run([source], output, options)
    assert (tmp_path / "rejects.jsonl").exists()
    assert not output.exists()
    # No chunk is left to do, so no worker is needed: a Cleaner that none can have is good enough.
    summary = run([source], output, options_at(tmp_path, resume=True), cleaner=Unsendable())
    assert len(ids(output)) == summary.records == 36
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.jsonl", "out.jsonl", "rejects.jsonl"]


class Unsendable(Cleaner):
    """Fails when it is sent to a worker."""

    def __reduce__(self) -> str:
        raise AssertionError("a worker was started")


def test_resume_begins_where_there_is_nothing_to_go_on_with(source: Path, tmp_path: Path) -> None:
    assert run([source], tmp_path / "out.jsonl", options_at(tmp_path, resume=True)).records == 36


def test_a_run_that_was_stopped_is_not_thrown_away(source: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.jsonl"
    halted_run(source, output, options_at(tmp_path), chunks=2)
    before = Path(f"{output}.part").read_bytes()
    with pytest.raises(OutputError) as caught:
        run([source], output, options_at(tmp_path))
    assert str(caught.value) == (
        f"{output}: a run at it was stopped; go on with it (--resume), or delete {output}.checkpoint to begin again"
    )
    assert Path(f"{output}.part").read_bytes() == before
    Path(f"{output}.checkpoint").unlink()
    assert run([source], output, options_at(tmp_path)).records == 36


def test_only_the_same_run_goes_on(source: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.jsonl"
    halted_run(source, output, options_at(tmp_path), chunks=2)
    with source.open("ab") as file:
        file.write(b'{"text": "more"}\n')
    options = options_at(tmp_path, resume=True, detail=Detail.FULL, chunk_bytes=1000)
    with pytest.raises(OutputError) as caught:
        run([source], output, options, cleaner=Cleaner(preset="recall"))
    assert str(caught.value) == (
        f"{output}.checkpoint: the run that was stopped was another: different ruleset, inputs, detail, limits; "
        "give what it was given, or delete this file to begin again"
    )


def test_what_a_checkpoint_speaks_of_must_be_there(source: Path, tmp_path: Path) -> None:
    output, part = tmp_path / "out.jsonl", tmp_path / "out.jsonl.part"
    options = options_at(tmp_path, resume=True)
    halted_run(source, output, options_at(tmp_path), chunks=2)
    part.write_bytes(b"")
    with pytest.raises(OutputError, match=r"out\.jsonl\.part: shorter than its checkpoint says"):
        run([source], output, options)
    part.unlink()
    with pytest.raises(OutputError, match=r"out\.jsonl\.part: it is gone; delete .*\.checkpoint to begin again"):
        run([source], output, options)
    Path(f"{output}.checkpoint").write_text("[]\n")
    part.touch()
    with pytest.raises(OutputError, match="this is no checkpoint"):
        run([source], output, options)


def test_a_checkpoint_that_cannot_be_written_is_told(source: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.jsonl"
    Path(f"{output}.checkpoint").mkdir()
    with pytest.raises(OutputError) as caught:
        run([source], output, options_at(tmp_path, resume=True))
    assert str(caught.value) == f"{output}: cannot be written: Is a directory; name another output"


def test_two_runs_do_not_write_one_output(source: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.jsonl"

    def second(_: Progress) -> None:
        for resume in (True, False):
            with pytest.raises(OutputError, match=r"out\.jsonl\.part: another run is writing it"):
                run([source], output, Options(workers=1, resume=resume))
            with pytest.raises(OutputError, match=r"rejects\.jsonl\.part: another run is writing it"):
                run([source], tmp_path / "b.jsonl", options_at(tmp_path, resume=resume))
        raise Killed

    with pytest.raises(Killed):
        run([source], output, options_at(tmp_path), watch=second)


def test_a_run_that_ends_while_another_begins_keeps_its_output(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import fcntl

    first, second = PartFile(str(tmp_path / "out")), PartFile(str(tmp_path / "out"))
    first.open(new=True)
    first.write(b"hours of work")
    real = fcntl.flock

    def late(file: int, flags: int) -> None:
        first.publish()
        first.close()
        real(file, flags)

    monkeypatch.setattr(fcntl, "flock", late)
    with pytest.raises(OutputError, match="another run is writing it"):
        second.open(new=True)
    assert (tmp_path / "out").read_bytes() == b"hours of work"


def test_a_full_disk_stops_the_run_and_room_lets_it_go_on(tmp_path: Path) -> None:
    source = mixed(tmp_path / "in.jsonl", 100)
    output = tmp_path / "out.jsonl"
    limited = (
        "import resource, sys\n"
        "from forumclean.bulk import Options, StoppedError, run\n"
        "if __name__ == '__main__':\n"
        "    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))\n"
        "    try:\n"
        "        run([sys.argv[1]], sys.argv[2], Options(workers=1, chunk_bytes=4000, checkpoint_seconds=0))\n"
        "    except StoppedError as error:\n"
        "        print(error)\n"
    )
    (tmp_path / "go.py").write_text(limited)
    command = [sys.executable, tmp_path / "go.py", source, output]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=TESTS.parent)
    assert done.stdout == f"{output}: cannot be written: File too large; mend that, then go on with --resume\n"
    steps = [json.loads(line) for line in Path(f"{output}.checkpoint").read_bytes().splitlines()[1:]]
    assert 0 < steps[-1]["chunks"] < 25
    run([source], output, Options(workers=1, chunk_bytes=4000, resume=True))
    assert ids(output) == [f"p{i}" for i in range(100) if i % 10 != 9]


def test_steps_add_up(tmp_path: Path) -> None:
    from forumclean.bulk.outputs.checkpoint import Step
    from forumclean.bulk.tally import Tally

    checkpoint = Checkpoint(tmp_path / "c", {"a": 1})
    checkpoint.begin()
    for n in (1, 2):
        checkpoint.add(
            Step(chunks=n, output=10 * n, seconds=1.5, tally=Tally(records=3, words={"kept": n}), ended=n == 2)
        )
    assert checkpoint.load() == Step(2, 20, 0, 3.0, Tally(records=6, words={"kept": 3}), ended=True)


def test_stopping_without_files_offers_no_resume(tmp_path: Path) -> None:
    source = write_lines(tmp_path / "in.jsonl", posts(2))
    with pytest.raises(
        StoppedError, match=r"^/dev/full: cannot be written: No space left on device; mend that, then beg"
    ):
        run([source], "/dev/full", Options(workers=1))
    for output, rejects in (("/dev/null", None), (tmp_path / "out.jsonl", "/dev/null")):
        with pytest.raises(OutputError, match="a run from stdin or to a pipe cannot resume"):
            run([source], output, Options(workers=1, resume=True, rejects=rejects))


@pytest.mark.parametrize("at", [2, 3, 6, 7])
@pytest.mark.parametrize("before", [True, False], ids=["before a write ends", "after it"])
def test_who_stops_a_run_in_the_midst_of_a_chunk_doubles_and_loses_nothing(
    at: int, before: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = mixed(tmp_path / "in.jsonl")
    (tmp_path / "whole").mkdir()
    run([source], tmp_path / "whole" / "out.jsonl", options_at(tmp_path / "whole"))
    writes, write = [0], PartFile.write

    def stopped(self: PartFile, data: bytes) -> None:
        writes[0] += 1
        write(self, data[: len(data) // 2] if before and writes[0] == at else data)
        if writes[0] == at:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(PartFile, "write", stopped)
        with pytest.raises(KeyboardInterrupt):
            run([source], tmp_path / "out.jsonl", options_at(tmp_path))
    run([source], tmp_path / "out.jsonl", options_at(tmp_path, resume=True))
    for name in ("out.jsonl", "rejects.jsonl"):
        assert (tmp_path / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()
