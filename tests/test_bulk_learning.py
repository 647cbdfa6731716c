"""Runs that learn: groups by host or field, the packs beside the output, the same bytes whatever the workers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from bulk_support import read_lines, write_lines
from learner_support import HEAD, TAIL, articles, posts

from forumclean import Cleaner, InputError, RulePack, learn
from forumclean.bulk import Options, OutputError, run

HOSTS = ("looms.example", "kilns.example")


def rows(count: int = 12) -> list[dict[str, Any]]:
    """Posts of two forums in turn, of which one has the frame of the other in reverse, and three of a third."""
    made: list[dict[str, Any]] = []
    swap = dict(zip([*HEAD, *TAIL], reversed([*HEAD, *TAIL]), strict=True))
    for number, raw in enumerate(posts(count)):
        other = "\n".join(swap.get(line, line) for line in posts(count, seed=11)[number].split("\n"))
        for host, text in zip(HOSTS, (raw, other), strict=True):
            made.append({"text": text, "id": f"{host}{number}", "url": f"https://{host}/t/{number}", "forum": host[:5]})
    lone = [
        {"text": "\n".join([*HEAD, *body]), "id": f"c{n}", "url": "https://c.example/"}
        for n, body in enumerate(articles(3))
    ]
    return [*made, *lone]


def texts(path: Path) -> dict[str, str]:
    return {record["id"]: record["text"] for record in read_lines(path)}


def test_each_forum_is_cleaned_by_what_it_taught(tmp_path: Path) -> None:
    source = write_lines(tmp_path / "in.jsonl", rows())
    run([source], tmp_path / "out.jsonl", Options(workers=1, learn=True))
    found = texts(tmp_path / "out.jsonl")
    for host, seed in zip(HOSTS, (7, 11), strict=True):
        for number, body in enumerate(articles(12, seed=seed)):
            lines = found[f"{host}{number}"].split("\n")
            assert set(body) <= set(lines)
            assert not {*HEAD, *TAIL} & set(lines)
    # Three posts are too few to teach.
    assert set(HEAD) <= set(found["c0"].split("\n"))


def test_the_packs_lie_beside_the_output_and_load(tmp_path: Path) -> None:
    source = write_lines(tmp_path / "in.jsonl", rows())
    run([source], tmp_path / "out.jsonl", Options(workers=1, learn=True))
    folder = tmp_path / "out.jsonl.packs"
    assert {path.name for path in folder.iterdir()} == {"index.json", *(f"{host}.toml" for host in HOSTS)}
    pack = RulePack.load(folder / "looms.example.toml")
    raws = [row["text"] for row in rows() if row["url"].startswith("https://looms")]
    assert pack.rules == learn(raws, url="https://looms.example/").rules
    assert Cleaner(folder / "looms.example.toml")


def test_the_bytes_are_the_same_for_any_number_of_workers_and_any_order(tmp_path: Path) -> None:
    found = []
    for workers, made, chunk_bytes in ((1, rows(), 1 << 20), (2, rows(), 3000), (2, rows()[::-1], 900)):
        source = write_lines(tmp_path / "in.jsonl", made)
        run([source], tmp_path / "out.jsonl", Options(workers=workers, learn=True, chunk_bytes=chunk_bytes))
        lines = sorted((tmp_path / "out.jsonl").read_bytes().splitlines())
        packs = [path.read_bytes() for path in sorted((tmp_path / "out.jsonl.packs").glob("*.toml"))]
        found.append((lines, packs))
    assert found[0] == found[1] == found[2]


def test_a_field_may_name_the_forum(tmp_path: Path) -> None:
    source = write_lines(tmp_path / "in.jsonl", [{**row, "url": None} for row in rows()])
    run([source], tmp_path / "out.jsonl", Options(workers=1, learn=True, group_field="forum"))
    assert {path.stem for path in (tmp_path / "out.jsonl.packs").glob("*.toml")} == {"looms", "kilns"}
    assert not {*HEAD, *TAIL} & set(texts(tmp_path / "out.jsonl")["looms.example0"].split("\n"))


def test_a_run_that_was_stopped_takes_the_packs_that_are_there(tmp_path: Path) -> None:
    source = write_lines(tmp_path / "in.jsonl", rows())
    options = Options(workers=1, learn=True, resume=True, chunk_bytes=2000, checkpoint_seconds=0)

    def stop(progress: Any) -> None:
        if (tmp_path / "out.jsonl.packs" / "index.json").exists():
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run([source], tmp_path / "out.jsonl", options, watch=stop)
    stamps = {path: path.stat().st_mtime_ns for path in (tmp_path / "out.jsonl.packs").iterdir()}
    run([source], tmp_path / "out.jsonl", options)
    assert stamps == {path: path.stat().st_mtime_ns for path in (tmp_path / "out.jsonl.packs").iterdir()}
    resumed = (tmp_path / "out.jsonl").read_bytes()
    run([source], tmp_path / "again.jsonl", Options(workers=1, learn=True))
    assert resumed == (tmp_path / "again.jsonl").read_bytes()


def test_other_inputs_are_learnt_from_anew(tmp_path: Path) -> None:
    source = write_lines(tmp_path / "in.jsonl", rows())
    run([source], tmp_path / "out.jsonl", Options(workers=1, learn=True))
    before = json.loads((tmp_path / "out.jsonl.packs" / "index.json").read_text())
    write_lines(source, rows(14))
    run([source], tmp_path / "out.jsonl", Options(workers=1, learn=True, resume=True))
    assert json.loads((tmp_path / "out.jsonl.packs" / "index.json").read_text()) != before


def test_broken_records_break_nothing(tmp_path: Path) -> None:
    bad: list[Any] = [
        b"{not json",
        {"id": "x"},
        {"text": 7},
        {"text": "News", "url": "http://[bad"},
        {"text": "", "url": 5},
    ]
    source = write_lines(tmp_path / "in.jsonl", [*bad, *rows(), *bad])
    summary = run([source], tmp_path / "out.jsonl", Options(workers=1, learn=True, rejects=tmp_path / "rejects.jsonl"))
    assert (summary.records, summary.rejected) == (len(rows()) + 2, 8)


def test_a_stream_cannot_be_read_twice_and_stdout_has_no_place_for_packs(tmp_path: Path) -> None:
    source = write_lines(tmp_path / "in.jsonl", rows())
    with pytest.raises(InputError, match="reads the inputs twice"):
        run(["-"], tmp_path / "out.jsonl", Options(workers=1, learn=True))
    with pytest.raises(OutputError, match="name a file"):
        run([source], "-", Options(workers=1, learn=True))


def test_a_group_field_without_learning_is_a_slip() -> None:
    with pytest.raises(ValueError, match="goes with learn"):
        Options(group_field="forum")
