"""A lock: another machine decides the same by it, or refuses and names what differs."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from support import LONG, run_cli

import forumclean
from forumclean import Cleaner, ConfigError
from forumclean.policy.policy import freeze

RAW = f"Staff member\n{LONG}\nZwischenruf 3\nReaction score\n"
CONFIG: dict[str, Any] = {
    "pack": {"name": "mine", "sites": ["mine.example"]},
    "disable": ["core/edit-note", "profile:smf"],
    "rule": [{"id": "call", "kind": "notice", "lines": ["Zwischenruf {n}"]}],
    "profile": [{"name": "xenforo", "extends": "xenforo", "why": "ours"}],
}


def locked(tmp_path: Path, change: Callable[[dict[str, Any]], object] = lambda _: None, **given: Any) -> Path:
    data = json.loads(freeze(given.pop("config", None), **given))
    change(data)
    path = tmp_path / "ruleset.lock"
    path.write_text(json.dumps(data))
    return path


@pytest.mark.parametrize("given", [{}, {"config": CONFIG}, {"preset": "recall", "on_loss": "keep"}])
def test_a_lock_makes_the_same_cleaner(tmp_path: Path, given: dict[str, Any]) -> None:
    made = Cleaner(lock=locked(tmp_path, **given))
    first = Cleaner(given.get("config"), preset=given.get("preset", "balanced"), on_loss=given.get("on_loss", "flag"))
    assert made.ruleset == first.ruleset
    assert pickle.loads(pickle.dumps(made)).ruleset == first.ruleset
    url = "https://mine.example/t/1"
    assert made.clean(RAW, url=url) == first.clean(RAW, url=url)


def test_a_lock_holds_the_users_rules_whole(tmp_path: Path) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text('[[rule]]\nid = "call"\nkind = "notice"\nlines = ["Zwischenruf {n}"]\n')
    path = locked(tmp_path, config=rules)
    rules.unlink()
    assert "Zwischenruf" not in Cleaner(lock=path).clean(RAW).text
    assert str(tmp_path) not in path.read_text()


def _pack(data: dict[str, Any], name: str) -> dict[str, Any]:
    return next(pack for pack in data["packs"] if pack["name"] == name)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda data: _pack(data, "xenforo").update(hash="0"), "pack 'xenforo' differs: 0 in the lock"),
        (lambda data: _pack(data, "core").update(name="other"), "pack 'other' differs"),
        (lambda data: _pack(data, "mine")["own"]["rules"][0].update(lines=["Else"]), "pack 'mine' differs"),
        (lambda data: data["profiles"].update(smf="0"), "profile 'smf' differs"),
        (lambda data: data["profiles"].pop("smf"), "profile 'smf' differs: none in the lock"),
        (lambda data: data.update(model="0"), "the model differs"),
        (lambda data: data.update(version="9.9.1"), "the series differs: 9.9 in the lock"),
        (lambda data: data.update(preset="recall"), "the ruleset differs"),
        (lambda data: data.update(disable=[]), "the ruleset differs"),
        (lambda data: data.update(preset="best"), "unknown preset 'best'"),
        (lambda data: data.update(lock=2), "it is of form 2"),
        (lambda data: data.update(more=1), "no lock file"),
    ],
)
def test_what_differs_is_named(tmp_path: Path, change: Callable[[dict[str, Any]], object], named: str) -> None:
    with pytest.raises(ConfigError) as caught:
        Cleaner(lock=locked(tmp_path, change, config=CONFIG))
    assert named in str(caught.value)


def test_a_later_patch_version_reproduces(tmp_path: Path) -> None:
    series = ".".join(forumclean.__version__.split(".")[:2])
    path = locked(tmp_path, lambda data: data.update(version=f"{series}.99"))
    assert Cleaner(lock=path).ruleset == Cleaner().ruleset


@pytest.mark.parametrize("given", [{}, {"config": CONFIG}])
def test_an_earlier_series_is_refused_by_name(tmp_path: Path, given: dict[str, Any]) -> None:
    path = locked(tmp_path, lambda data: data.update(version="0.1.0"), **given)
    with pytest.raises(
        ConfigError, match=r"the series differs: 0\.1 in the lock, 0\.2 installed; install forumclean 0\.1\.0"
    ):
        Cleaner(lock=path)


def test_no_lock_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        Cleaner(lock=tmp_path / "none.lock")
    (tmp_path / "bad").write_bytes(b"\xff\0{")
    with pytest.raises(ConfigError, match="no lock file"):
        Cleaner(lock=tmp_path / "bad")
    with pytest.raises(ConfigError, match="give one of them"):
        Cleaner(CONFIG, lock=locked(tmp_path))


def test_the_command_writes_a_lock(tmp_path: Path) -> None:
    code, out, err = run_cli("freeze", "--preset", "precision")
    assert (code, err) == (0, "")
    (tmp_path / "ruleset.lock").write_text(out)
    assert Cleaner(lock=tmp_path / "ruleset.lock").ruleset == Cleaner(preset="precision").ruleset
    code, out, _ = run_cli("clean", "--lock", str(tmp_path / "ruleset.lock"), "--format", "jsonl", stdin=RAW.encode())
    assert (code, json.loads(out)["ruleset"]) == (0, Cleaner(preset="precision").ruleset)


def test_what_a_lock_says_is_not_overruled(tmp_path: Path) -> None:
    path = locked(tmp_path, preset="recall")
    assert Cleaner(lock=path, preset="recall").ruleset == Cleaner(lock=path).ruleset
    for given in ({"preset": "precision"}, {"on_loss": "keep"}):
        with pytest.raises(ConfigError, match="is asked for"):
            Cleaner(lock=path, **given)


def test_whatever_was_learnt_is_locked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = locked(tmp_path, lambda data: data.update(version=f"{forumclean.__version__}1"))
    Cleaner(lock=path)
    trees, models = "forumclean.reader.article.trees.trees_digest", "forumclean.policy.policy.shipped_models"
    for part, other in ((trees, "0"), (models, SimpleNamespace(digest="0"))):
        with monkeypatch.context() as patch:
            patch.setattr(part, lambda other=other: other)
            with pytest.raises(ConfigError, match="the model differs"):
                Cleaner(lock=path)


def test_what_no_lock_holds_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="fix_encoding and lock"):
        Cleaner(lock=locked(tmp_path), fix_encoding=True)
