"""Entry points are found where `importlib.metadata` finds them, which is asked where a package names the group."""

from __future__ import annotations

import sys
import zipfile
from collections.abc import Callable
from importlib.metadata import Distribution, DistributionFinder
from importlib.metadata import entry_points as all_of_them
from pathlib import Path

import pytest

from forumclean.rules.plugins import entry_points

GROUP = "forumclean.trial"
OFFER = f"[console_scripts]\nx = y:z\n\n[{GROUP}]\nquay = quay:PACK\nharbour = harbour:PACK\n"
METADATA = "Metadata-Version: 2.1\nName: {}\nVersion: 1.0\n"


def wheel(place: Path) -> None:
    info = place / "trial-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(METADATA.format("trial"))
    (info / "entry_points.txt").write_text(OFFER)


def develop(place: Path) -> None:
    info = place / "Trial.egg-info"
    info.mkdir()
    (info / "PKG-INFO").write_text(METADATA.format("Trial"))
    (info / "entry_points.txt").write_text(OFFER)


@pytest.mark.parametrize("install", [wheel, develop])
def test_what_is_installed_is_found_by_name(
    install: Callable[[Path], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path)
    assert entry_points(GROUP) == []
    monkeypatch.syspath_prepend(tmp_path)
    assert [entry.name for entry in entry_points(GROUP)] == ["harbour", "quay"]
    assert {entry.value for entry in entry_points(GROUP)} == {entry.value for entry in all_of_them(group=GROUP)}


def test_an_archive_on_the_path_is_looked_into(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with zipfile.ZipFile(tmp_path / "packed.zip", "w") as packed:
        packed.writestr("trial-1.0.dist-info/METADATA", METADATA.format("trial"))
        packed.writestr("trial-1.0.dist-info/entry_points.txt", OFFER)
    monkeypatch.syspath_prepend(tmp_path / "packed.zip")
    assert [entry.name for entry in entry_points(GROUP)] == ["harbour", "quay"]


def test_an_egg_is_looked_into(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    info = tmp_path / "trial-1.0-py3.11.egg" / "EGG-INFO"
    info.mkdir(parents=True)
    (info / "PKG-INFO").write_text(METADATA.format("trial"))
    (info / "entry_points.txt").write_text(OFFER)
    monkeypatch.syspath_prepend(info.parent)
    assert [entry.name for entry in entry_points(GROUP)] == ["harbour", "quay"]


def test_a_finder_of_its_own_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wheel(tmp_path)

    class Finder(DistributionFinder):
        def find_distributions(self, context: object = None) -> list[Distribution]:  # type: ignore[override]  # noqa: ARG002
            return [Distribution.at(tmp_path / "trial-1.0.dist-info")]

    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path, Finder()])
    assert [entry.name for entry in entry_points(GROUP)] == ["harbour", "quay"]


def test_places_that_are_not_there_and_packages_that_offer_nothing_are_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "plain-1.0.dist-info").mkdir()
    (tmp_path / "bare.egg-info").write_text(METADATA.format("bare"))  # a file, as distutils wrote it
    (tmp_path / "odd-1.0.dist-info").mkdir()
    (tmp_path / "odd-1.0.dist-info" / "entry_points.txt").mkdir()
    for place in (tmp_path, tmp_path / "not there", ""):
        monkeypatch.syspath_prepend(place)
    assert entry_points(GROUP) == []
