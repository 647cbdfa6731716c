"""What is kept between processes: the same results with it, without it, and whatever has become of it."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from support import LONG, run_cli, run_python

from forumclean import cache
from forumclean.cache import VARIABLE, folder, recalled

RAW = f"Reaction score\n\n{LONG}\n\nSkip advertisement\n"
# All that decides, and what it decides.
CODE = (
    "import forumclean, sys; c = forumclean.Cleaner(); r = c.clean(sys.stdin.read());"
    "print(c.ruleset, [(p.reason, p.score, p.text) for p in r.paragraphs])"
)
NAMES = {"dates", "letters", "model", "packs", "profiles", "rules", "tokens"}


@pytest.fixture(scope="module")
def uncached() -> str:
    return said("off")


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache that a process has filled; tests look at it, or work on a copy."""
    place = tmp_path_factory.mktemp("cache") / "made" / "for it"
    said(place)
    return place


def said(place: Path | str) -> str:
    done = run_python("-c", CODE, stdin=RAW.encode(), env={VARIABLE: str(place)}, timeout=120)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def copied(filled: Path, place: Path) -> Path:
    place.mkdir()
    for file in filled.iterdir():
        (place / file.name).write_bytes(file.read_bytes())
        (place / file.name).chmod(0o600)
    return place


class Made:
    """Makes a value, and counts how often it was asked for one."""

    def __init__(self, value: object = None) -> None:
        self.value, self.times = value if value is not None else {"ferry": 1}, 0

    def __call__(self) -> object:
        self.times += 1
        return self.value


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "cache"))
    return tmp_path / "cache"


def ask(make: Made, *sources: bytes) -> object:
    return recalled("test", sources or (b"source",), dict[str, int], make)  # type: ignore[arg-type]


def only_file(place: Path) -> Path:
    (file,) = place.iterdir()
    return file


# Whole processes


def test_a_missing_cache_is_filled_and_changes_nothing(filled: Path, uncached: str) -> None:
    assert {file.name.partition("-")[0] for file in filled.iterdir()} == NAMES
    assert said(filled) == uncached


def test_what_is_kept_is_not_made_again(filled: Path) -> None:
    code = (
        "import sys, forumclean; from forumclean.rules.matching import guard, fold;"
        "guard.guard_of.__code__ = (lambda pattern: 1 / 0).__code__; print(forumclean.clean('Staff member').text)"
    )
    assert run_python("-c", code, env={VARIABLE: str(filled)}).returncode == 0
    assert b"ZeroDivisionError" in run_python("-c", code, env={VARIABLE: "off"}).stderr


BREAKS = {
    "empty": lambda _: b"",
    "cut": lambda data: data[: len(data) // 2],
    "a byte more": lambda data: data + b"\0",
    "one bit": lambda data: data[:-9] + bytes([data[-9] ^ 1]) + data[-8:],
    "its own key": lambda data: bytes(32) + data[32:],
    "other text": lambda _: b"<html>" * 40,
    "a pickle": lambda _: pickle.dumps(os.getcwd),
}


@pytest.mark.parametrize("how", BREAKS)
def test_a_broken_file_is_made_again(how: str, place: Path) -> None:
    ask(Made())
    whole = only_file(place).read_bytes()
    only_file(place).write_bytes(BREAKS[how](whole))
    make = Made()
    assert (ask(make), make.times) == ({"ferry": 1}, 1)
    assert only_file(place).read_bytes() == whole
    assert (ask(make), make.times) == ({"ferry": 1}, 1)


def test_all_files_broken_at_once_harm_nothing(filled: Path, uncached: str, tmp_path: Path) -> None:
    place = copied(filled, tmp_path / "broken")
    for number, file in enumerate(sorted(place.iterdir())):
        file.write_bytes(list(BREAKS.values())[number](file.read_bytes()))
    assert said(place) == uncached
    # Sets have no order, so that the bytes may differ and the size does not.
    assert {file.name: file.stat().st_size for file in place.iterdir()} == {
        file.name: file.stat().st_size for file in filled.iterdir()
    }
    assert said(place) == uncached


def test_right_hashes_of_wrong_types_are_made_again(place: Path) -> None:
    """As a version would leave it that kept something else under the same key."""
    ask(Made())
    file = only_file(place)
    data = msgspec.msgpack.encode({"ferry": "one"})
    file.write_bytes(file.read_bytes()[:32] + cache._HASH(data).digest() + data)
    make = Made()
    assert (ask(make), make.times) == ({"ferry": 1}, 1)


@pytest.mark.parametrize("kind", ["a file", "below a file", "/proc/nowhere", "/dev/null", "nul"])
def test_a_place_that_cannot_be_written_harms_nothing(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("mine")
    where = {"a file": str(tmp_path / "file"), "below a file": str(tmp_path / "file" / "x"), "nul": "x" * 5000}
    monkeypatch.setenv(VARIABLE, where.get(kind, kind))
    make = Made()
    assert [ask(make), ask(make), make.times] == [{"ferry": 1}, {"ferry": 1}, 2]
    assert (tmp_path / "file").read_text() == "mine"


def test_a_folder_that_is_read_only_is_read(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(Made())
    before = only_file(place).stat()
    place.chmod(0o500)

    def refused(*_: object, **__: object) -> None:  # root may write everywhere, and CI may be root
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tempfile.mkstemp", refused)
    make = Made()
    assert (ask(make), make.times) == ({"ferry": 1}, 0)
    assert (ask(make, b"another source"), make.times) == ({"ferry": 1}, 1)
    place.chmod(0o700)
    assert only_file(place).stat().st_mtime_ns == before.st_mtime_ns


def test_another_version_of_anything_is_another_file(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make = Made()
    ask(make, b"a", b"b")
    ask(make, b"ab", b"")
    ask(make, b"a", b"c")
    assert make.times == 3
    monkeypatch.setattr(cache, "_machine", lambda: b"0.9 (3, 12)")
    ask(make, b"a", b"b")
    assert make.times == len(list(place.iterdir())) == 4


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="Windows closes the folder of a user to others")
@pytest.mark.parametrize("mode", [0o666, 0o620, 0o602])
def test_a_file_that_others_can_write_is_not_read(mode: int, place: Path) -> None:
    ask(Made())
    only_file(place).chmod(mode)
    make = Made({"ferry": 2})
    assert (ask(make), make.times) == ({"ferry": 2}, 1)
    assert only_file(place).stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="Windows has no such ids")
def test_a_file_of_somebody_else_is_not_read(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(Made())
    if os.geteuid() == 0:
        os.chown(only_file(place), 12345, -1)
    else:
        monkeypatch.setattr(os, "geteuid", lambda: 12345)
    make = Made({"ferry": 2})
    assert (ask(make), make.times) == ({"ferry": 2}, 1)


def test_several_processes_at_once_fill_one_cache(tmp_path: Path, uncached: str) -> None:
    place = tmp_path / "new"
    running = [
        subprocess.Popen(
            [sys.executable, "-W", "error", "-c", CODE], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            env={**os.environ, VARIABLE: str(place)},
        )
        for _ in range(3)
    ]  # fmt: skip
    outputs = [process.communicate(RAW.encode(), timeout=120)[0].decode() for process in running]
    assert outputs == [uncached] * 3
    assert {file.name.partition("-")[0] for file in place.iterdir()} == NAMES  # and no part of one
    assert said(place) == uncached


def test_few_files_of_a_name_are_kept(place: Path) -> None:
    for number in range(12):
        ask(Made(), bytes([number]))
        for age, file in enumerate(sorted(place.iterdir(), key=lambda file: file.stat().st_mtime_ns)):
            os.utime(file, (1_000_000 + age, 1_000_000 + age))
    make = Made()
    assert len(list(place.iterdir())) == cache._MOST
    ask(make, bytes([11]))
    assert make.times == 0


# Where


@pytest.mark.parametrize("value", ["", "off", "OFF", "0", "no", "false", " off "])
def test_it_can_be_switched_off(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, value)
    assert folder() is None


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="they have folders of their own")
@pytest.mark.parametrize(
    ("named", "expected"),
    [("/var/xdg", "/var/xdg"), ("", "/home/ann/.cache"), ("relative", "/home/ann/.cache"), (None, "/home/ann/.cache")],
)
def test_it_is_where_the_standard_says(named: str | None, expected: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setenv("HOME", "/home/ann")
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    if named is not None:
        monkeypatch.setenv("XDG_CACHE_HOME", named)
    assert folder() == Path(expected) / "forumclean"


def test_rules_of_a_user_are_kept_apart(place: Path, tmp_path: Path) -> None:
    config = tmp_path / "rules.toml"
    for word in ("Zwischenruf", "Zuruf", "Zwischenruf"):
        config.write_text(f'[[rule]]\nid = "call"\nlines = ["{word} {{n}}"]\n')
        code, out, _ = run_cli("clean", "--config", config, stdin=f"{word} 3\n\n{LONG}\n".encode())
        assert (code, out) == (0, f"{LONG}\n")
