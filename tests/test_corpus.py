"""The corpus of dumps: every document is written down right, and the third that is held back is held back by host."""

from __future__ import annotations

import sys

import pytest
from support import ROOT

sys.path.insert(0, str(ROOT))

from training import corpus

DUMPS = [(side, dump) for side in ("open", "held") for dump in corpus.load(side)]


def test_no_document_stands_on_the_wrong_side() -> None:
    assert not [(side, dump.name) for side, dump in DUMPS if corpus.is_held(dump.host) != (side == "held")]


def test_every_document_has_labelled_lines_and_its_set() -> None:
    parts = {"en", "intl", "hosts", "composed", "tries", "busy"}
    assert not [dump.name for _, dump in DUMPS if not {*dump.labels} - {" "} or dump.part not in parts]
    assert not [dump.name for _, dump in DUMPS if dump.part == "busy" and {*dump.labels} & {"C", "S", "M"}]


def test_the_numbers_of_its_readme_are_true() -> None:
    told = (corpus.FOLDER / "README.md").read_text(encoding="utf-8")
    lines = sum(label != " " for _, dump in DUMPS for label in dump.labels)
    hosts, languages = {dump.host for _, dump in DUMPS}, {dump.lang for _, dump in DUMPS}
    assert (
        f"{len(DUMPS):,} documents, {lines:,} labelled lines, {len(languages)} languages, {len(hosts):,} sites" in told
    )


def test_a_line_without_a_label_is_named(tmp_path: pytest.TempPathFactory) -> None:
    path = tmp_path / "bad.txt"  # type: ignore[operator]
    path.write_text("# engine: phpbb\nB|good\nno label\n")
    with pytest.raises(ValueError, match=r"bad.txt:3: a label of BTQSCMX and a bar must stand before the line"):
        corpus.read(path)
