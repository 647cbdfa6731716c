"""Workers that die, hang or cannot live: a record costs itself, and nothing else."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from bulk_support import Moody, Stillborn, ids, posts, read_lines, records, write_lines
from support import ROOT, TESTS

from forumclean.bulk import Options, Progress, StoppedError, run

SIGKILL = "the worker died of it twice: SIGKILL, as when memory runs out"


def test_a_record_that_kills_its_worker_is_found_and_rejected(tmp_path: Path) -> None:
    rows = posts(8)
    rows[3]["text"] = rows[5]["text"] = "DIE"
    source = write_lines(tmp_path / "in.jsonl", rows)
    rejects = tmp_path / "rejects.jsonl"
    summary = run([source], tmp_path / "out.jsonl", Options(workers=1, rejects=rejects), cleaner=Moody())
    good = [row for row in rows if row["text"] != "DIE"]
    assert read_lines(tmp_path / "out.jsonl") == records(good)
    assert [(line["number"], line["reason"]) for line in read_lines(rejects)] == [(4, SIGKILL), (6, SIGKILL)]
    assert (summary.records, summary.rejected) == (6, 2)


def test_a_worker_that_is_killed_from_outside_costs_no_record(tmp_path: Path) -> None:
    rows = posts(6)
    rows[2]["text"] = f"DIE-ONCE {tmp_path / 'marker'}"
    source = write_lines(tmp_path / "in.jsonl", rows)
    # Every record is a chunk: the others go on while one is done again, and the order is kept.
    summary = run([source], tmp_path / "out.jsonl", Options(workers=2, chunk_bytes=1), cleaner=Moody())
    assert (tmp_path / "marker").exists()
    assert (ids(tmp_path / "out.jsonl"), summary.rejected) == ([row["id"] for row in rows], 0)


def test_a_record_that_takes_too_long_is_rejected(tmp_path: Path) -> None:
    rows = posts(5)
    rows[1]["text"] = rows[4]["text"] = "HANG"
    source = write_lines(tmp_path / "in.jsonl", rows)
    rejects = tmp_path / "rejects.jsonl"
    run([source], tmp_path / "out.jsonl", Options(workers=1, timeout=1.0, rejects=rejects), cleaner=Moody())
    assert ids(tmp_path / "out.jsonl") == ["p0", "p2", "p3"]
    assert [(line["number"], line["reason"]) for line in read_lines(rejects)] == [
        (2, "took longer than 1 s"),
        (5, "took longer than 1 s"),
    ]


def test_many_records_may_take_longer_than_one_may(tmp_path: Path) -> None:
    rows = [{"id": str(i), "text": "SLOW"} for i in range(5)]
    source = write_lines(tmp_path / "in.jsonl", rows)
    assert run([source], tmp_path / "out.jsonl", Options(workers=1, timeout=1.2), cleaner=Moody()).rejected == 0


def test_an_error_of_the_cleaner_is_a_reject(tmp_path: Path) -> None:
    source = write_lines(tmp_path / "in.jsonl", [{"id": "a", "text": "RAISE"}, {"id": "b", "text": "fine"}])
    summary = run([source], tmp_path / "out.jsonl", Options(workers=1), cleaner=Moody())
    assert summary.told == (f"{source}:1: ZeroDivisionError: not today",)
    assert ids(tmp_path / "out.jsonl") == ["b"]


@pytest.mark.usefixtures("spawned")
def test_workers_that_cannot_start_stop_the_run(tmp_path: Path) -> None:
    source = write_lines(tmp_path / "in.jsonl", posts(1))
    with pytest.raises(StoppedError, match=r"a worker died while it started, 4 times in a row: exit status 7"):
        run([source], tmp_path / "out.jsonl", Options(workers=1), cleaner=Stillborn())


@pytest.mark.usefixtures("spawned")
def test_no_worker_outlives_the_run(tmp_path: Path) -> None:
    source = write_lines(tmp_path / "in.jsonl", posts(4))

    def stop(_: Progress) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run([source], tmp_path / "out.jsonl", Options(workers=2, chunk_bytes=1), watch=stop)
    children = psutil.Process().children(recursive=True)
    assert [child for child in children if "spawn_main" in " ".join(child.cmdline())] == []


def test_workers_end_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    source = write_lines(tmp_path / "in.jsonl", [{"text": "HANG"}])
    script = tmp_path / "go.py"
    script.write_text(
        "import sys\nsys.path.insert(0, sys.argv[3])\n"
        "from bulk_support import ONE, Moody\nfrom forumclean.bulk import run\n"
        "if __name__ == '__main__':\n    run([sys.argv[1]], sys.argv[2], ONE, cleaner=Moody())\n"
    )
    parent = subprocess.Popen([sys.executable, script, source, tmp_path / "out.jsonl", TESTS], cwd=ROOT)
    try:
        workers = wait_for_workers(parent.pid)
    finally:
        parent.kill()
        parent.wait()
    assert psutil.wait_procs(workers, timeout=20)[1] == []


def wait_for_workers(parent: int) -> list[psutil.Process]:
    """The children of a process, when one of them has come to sleep in a record."""
    for _ in range(600):
        time.sleep(0.1)
        children = psutil.Process(parent).children(recursive=True)
        if any(child.num_threads() > 1 and child.status() == psutil.STATUS_SLEEPING for child in children):
            return children
    pytest.fail("no worker came to life")


def test_reading_waits_for_the_slowest_chunk(tmp_path: Path) -> None:
    rows = posts(80)
    rows[0]["text"] = "HANG"
    source = write_lines(tmp_path / "in.jsonl", rows)
    seen: list[Progress] = []
    options = Options(workers=2, chunk_bytes=1, timeout=1.5)
    run([source], tmp_path / "out.jsonl", options, cleaner=Moody(), watch=seen.append)
    assert ids(tmp_path / "out.jsonl") == [row["id"] for row in rows[1:]]
    # When the first chunk came out, no more than four for each worker had been read.
    assert seen[0].at <= 9 * (seen[0].total // 80)
    assert seen[-1].at == seen[-1].total == source.stat().st_size


@pytest.mark.usefixtures("spawned")
def test_memory_does_not_grow_with_the_input(tmp_path: Path) -> None:
    source = write_lines(tmp_path / "in.jsonl", posts(3000))
    sizes: list[int] = []

    def measure(_: Progress) -> None:
        family = psutil.Process().children(recursive=True)
        sizes.append(max((child.memory_info().rss for child in family if child.is_running()), default=0))

    run([source], tmp_path / "out.jsonl", Options(workers=1, chunk_bytes=1 << 15), watch=measure)
    quarter = len(sizes) // 4
    assert quarter >= 5
    assert max(sizes) < 400e6
    assert max(sizes) < 1.25 * sizes[quarter]
