"""Workers that cannot be started, or die, are told at once: no call and no run ever hangs for one."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psutil
import pytest
from bulk_support import Stillborn, posts, write_lines
from support import LONG, ROOT, TESTS

from forumclean import Cleaner
from forumclean.bulk import Options, StoppedError, run
from forumclean.errors import WorkerError

GUARD = 'under the line  if __name__ == "__main__":'
CALLS = {
    "clean_many": "print(len(list(Cleaner().clean_many(['a'] * 99, workers=2))))",
    "in-a-function": "def go():\n    return list(Cleaner().clean_many(['a'] * 99, workers=2))\nprint(len(go()))",
    "bulk": "print(run([sys.argv[1]], sys.argv[2], Options(workers=2)).records)",
    "bulk-with-one": "print(run([sys.argv[1]], sys.argv[2], Options(workers=1)).records)",
    "caught": "try:\n    run([sys.argv[1]], sys.argv[2], Options(workers=2))\nexcept ValueError:\n    pass",
}
HEAD = "import sys\nfrom forumclean import Cleaner\nfrom forumclean.bulk import Options, run\n"


def python(*args: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run Python; what hangs fails the test."""
    env = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{TESTS}"}
    command = [sys.executable, *args]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, cwd=cwd, env=env)


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_a_script_without_a_guard_fails_with_the_line_to_write(call: str, tmp_path: Path) -> None:
    source = write_lines(tmp_path / "in.jsonl", posts(3))
    script = tmp_path / "script.py"
    script.write_text(HEAD + call)
    done = python(script, source, tmp_path / "out.jsonl")
    assert done.returncode == 1
    lines = done.stderr.splitlines()
    assert lines[-1].startswith("forumclean.errors.WorkerError: each worker imports the script that starts it")
    assert lines[-1].endswith(GUARD)
    assert lines.count("Traceback (most recent call last):") == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.jsonl", "script.py"]


def test_a_module_without_a_guard_fails_as_well(tmp_path: Path) -> None:
    (tmp_path / "script.py").write_text(HEAD + CALLS["clean_many"])
    done = python("-m", "script", cwd=tmp_path)
    assert (done.returncode, done.stderr.rstrip().endswith(GUARD)) == (1, True)


def test_with_the_guard_it_works(tmp_path: Path) -> None:
    source = write_lines(tmp_path / "in.jsonl", posts(3))
    for call in (CALLS["clean_many"], CALLS["bulk"]):
        script = tmp_path / "script.py"
        script.write_text(f'{HEAD}if __name__ == "__main__":\n    {call}')
        done = python(script, source, tmp_path / "out.jsonl")
        assert (done.returncode, done.stderr, done.stdout.strip()) == (0, "", "99" if "many" in call else "3")


NO_FILE = {
    "stdin": '"$0" - "$2" "$3" <"$1"',
    "stdin-by-name": 'cat "$1" | "$0" /dev/stdin "$2" "$3"',
    "a-pipe": '"$0" <(cat "$1") "$2" "$3"',
}


@pytest.mark.skipif(sys.platform == "win32", reason="bash")
@pytest.mark.parametrize("shell", NO_FILE.values(), ids=NO_FILE)
@pytest.mark.parametrize(
    ("guard", "call"),
    [("", "clean_many"), ('if __name__ == "__main__":\n    ', "bulk-with-one")],
    ids=["bare", "guarded"],
)
def test_a_script_that_no_worker_can_import_is_told_at_once(guard: str, call: str, shell: str, tmp_path: Path) -> None:
    source = write_lines(tmp_path / "in.jsonl", posts(3))
    script, output = tmp_path / "script.py", tmp_path / "out.jsonl"
    script.write_text(HEAD + guard + CALLS[call])
    command = ["bash", "-c", shell, sys.executable, script, source, output]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, env=env)
    assert done.returncode == 1
    said = done.stderr.splitlines()[-1]
    assert said.startswith(
        "forumclean.errors.WorkerError: each worker imports the script that starts it, and this one is"
    )
    assert (said.endswith(GUARD), done.stderr.count("Traceback"), done.stdout) == (True, 1, "")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.jsonl", "script.py"]


def test_a_script_that_is_gone_is_told_and_one_given_as_words_works(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(f"{HEAD}import os\nos.unlink(__file__)\nif __name__ == '__main__':\n    {CALLS['clean_many']}")
    done = python(script)
    assert (done.returncode, "not in a file (script.py)" in done.stderr, GUARD in done.stderr) == (1, True, True)
    done = python("-c", HEAD + CALLS["clean_many"])
    assert (done.returncode, done.stdout, done.stderr) == (0, "99\n", "")


def test_a_worker_of_a_pool_is_told_that_it_starts_none(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        f"{HEAD}import multiprocessing\n"
        "def go(_):\n    return len(list(Cleaner().clean_many(['a'] * 9, workers=2)))\n"
        "if __name__ == '__main__':\n    multiprocessing.get_context('spawn').Pool(1).map(go, [1])\n"
    )
    done = python(script)
    assert (done.returncode, done.stderr.splitlines()[-1]) == (
        1, "forumclean.errors.WorkerError: a worker of another program starts no workers of its own: clean with one "
        "process in it",
    )  # fmt: skip


def test_somebody_elses_worker_is_told_the_same(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "import multiprocessing\nfrom forumclean import Cleaner\n"
        "if __name__ == '__mp_main__':\n"
        "    list(Cleaner().clean_many(['a'], workers=2))\n"
        "else:\n"
        "    process = multiprocessing.get_context('spawn').Process(target=print)\n"
        "    process.start()\n    process.join()\n    print(process.exitcode)\n"
    )
    done = python(script)
    assert (done.stdout, GUARD in done.stderr) == ("1\n", True), done.stderr


class Mortal(Cleaner):
    """Ends its worker, or kills it, when a post says so."""

    def _read(self, raw: Any, url: str | None, encoding: str | None) -> Any:
        if raw == "end":
            os._exit(9)
        if raw == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        return super()._read(raw, url, encoding)

    def __reduce__(self) -> tuple[Any, ...]:
        return Mortal, ()


@pytest.mark.usefixtures("spawned")
@pytest.mark.parametrize(
    ("raw", "death"), [("end", "exit status 9"), ("die", "SIGKILL, as when memory runs out")], ids=["end", "die"]
)
def test_a_worker_that_dies_ends_clean_many(raw: str, death: str) -> None:
    results = Mortal().clean_many([LONG] * 70 + [raw] + [LONG] * 70, workers=2)
    assert [next(results).text for _ in range(63)] == [LONG] * 63  # the batches before
    with pytest.raises(WorkerError, match=f"a worker died: {death}"):
        list(results)


@pytest.mark.usefixtures("spawned")
def test_a_worker_that_dies_while_it_starts_ends_clean_many() -> None:
    with pytest.raises(WorkerError, match="a worker died: exit status 7"):
        list(Stillborn().clean_many(["a"] * 99, workers=2))


@pytest.mark.parametrize("call", ["list(Cleaner().clean_many(['a'] * 9, workers=2))", CALLS["bulk"]])
def test_an_interpreter_that_ends_at_once_is_told(call: str, tmp_path: Path) -> None:
    source = write_lines(tmp_path / "in.jsonl", posts(3))
    script = tmp_path / "script.py"
    script.write_text(
        f'{HEAD}import multiprocessing\nif __name__ == "__main__":\n'
        f"    multiprocessing.set_executable('/bin/false')\n    {call}\n"
    )
    done = python(script, source, tmp_path / "out.jsonl")
    assert done.returncode == 1
    assert "worker died" in done.stderr.splitlines()[-1]
    assert "exit status 1" in done.stderr.splitlines()[-1]


def test_a_run_whose_workers_never_lived_leaves_nothing(tmp_path: Path) -> None:
    source = write_lines(tmp_path / "in.jsonl", posts(2))
    for _ in range(2):  # and so the next run begins
        with pytest.raises(StoppedError, match="a worker died while it started"):
            run([source], tmp_path / "out.jsonl", Options(workers=2), cleaner=Stillborn())
    assert [path.name for path in tmp_path.iterdir()] == ["in.jsonl"]


@pytest.mark.parametrize("at", [0, 5, 31, 32, 40])
def test_what_was_cleaned_before_an_error_comes_out(at: int, cleaner: Cleaner) -> None:
    raws: list[Any] = [f"{LONG} {n}" for n in range(60)]
    raws[at] = 5
    taken: list[str] = []
    with pytest.raises(TypeError, match=r"clean\(\) takes str, bytes"):
        taken.extend(result.text for result in cleaner.clean_many(raws, workers=2))
    assert taken == raws[:at]


@pytest.mark.usefixtures("spawned")
def test_who_has_enough_leaves_no_worker_behind(cleaner: Cleaner) -> None:
    gc.collect()  # iterators that other tests broke off keep their workers until then
    before = set(psutil.Process().children(recursive=True))
    results = cleaner.clean_many((f"{LONG} {n}" for n in range(1000)), workers=2)
    assert next(results).text == f"{LONG} 0"
    began = time.monotonic()
    results.close()  # type: ignore[attr-defined]
    assert time.monotonic() - began < 60  # a worker that waits for ever would be waited for
    children = set(psutil.Process().children(recursive=True)) - before
    assert [child for child in children if _is_worker(child)] == []


def _is_worker(process: psutil.Process) -> bool:
    return "spawn_main" in " ".join(process.cmdline())


def test_inputs_are_taken_as_they_are_needed(cleaner: Cleaner) -> None:
    taken: list[int] = []
    results = cleaner.clean_many((taken.append(n) or LONG for n in range(10_000)), workers=2)  # type: ignore[func-returns-value]
    next(results)
    assert len(taken) <= 5 * 32
