"""Inputs that are broken, in part or as a whole: good records come out, bad ones are told with place and reason."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard
from bulk_support import ONE, PAGE, ids, posts, read_lines, warc_record, write_lines
from support import LONG

from forumclean import InputError
from forumclean.bulk import Options, Progress, Summary, run

GOOD = posts(2)


def rejected(source: Path, **options: int) -> tuple[Summary, list[tuple[int, str | None, str]]]:
    """Run one input; its summary, and number, id and reason of each reject."""
    folder = source.parent
    rejects = folder / "rejects.jsonl"
    summary = run([source], folder / "out.jsonl", Options(workers=1, rejects=rejects, **options))
    lines = read_lines(rejects)
    assert {line["input"] for line in lines} <= {str(source)}
    assert summary.rejected == len(lines)
    return summary, [(line["number"], line["id"], line["reason"]) for line in lines]


def test_every_kind_of_bad_line_is_told(tmp_path: Path) -> None:
    bad = {
        b'{"id": "a", "text"': "not JSON: Expecting ':' delimiter at column 19",
        b"\x00\x01\x7f\x80": "not UTF-8: byte 0x80 at column 4",
        b"\x1b[2J": "not JSON: Expecting value at column 1",
        b'["id", "text"]': "the line is JSON, but not an object",
        b'{"id": "b", "body": 1, "date": 2}': "there is no field 'text'; the fields are id, body, date",
        b"{}": "there is no field 'text'; the fields are none at all",
        b'{"id": "c", "text": null}': "field 'text' is null, not a string",
        b'{"id": "d", "text": ["x"]}': "field 'text' is a list, not a string",
        b'{"id": true, "text": "x"}': "field 'id' is a truth value, not a string or a whole number",
        b'{"id": 1.5, "text": "x"}': "field 'id' is a number, not a string or a whole number",
        b'{"id": "e", "text": "x", "url": 5}': "field 'url' is a number, not a string",
        b'{"id": "f", "text": "' + b"x" * 70_000 + b'"}': "the line is longer than 60,000 bytes",
    }
    rows = [GOOD[0], *bad, {"id": "empty", "text": ""}, b"", GOOD[1]]
    source = write_lines(tmp_path / "in.jsonl", rows)
    summary, told = rejected(source, record_bytes=60_000)
    assert ids(tmp_path / "out.jsonl") == ["p0", "empty", "p1"]
    assert [reason for _, _, reason in told] == list(bad.values())
    assert [number for number, _, _ in told] == list(range(2, 14))
    assert [name for _, name, _ in told] == [None] * 4 + ["b", None, "c", "d", None, None, "e", None]
    assert summary.broken == ()


def test_a_reject_holds_the_raw_record_when_it_is_small(tmp_path: Path) -> None:
    small, large = b'{"text": 1, "\xff": 2}', b'{"text": 1, "a": "' + b"x" * 20_000 + b'"}'
    source = write_lines(tmp_path / "in.jsonl", [small, large])
    rejected(source)
    first, second = read_lines(tmp_path / "rejects.jsonl")
    assert first["raw"] == small.decode("utf-8", "replace")
    assert "raw" not in second


def test_json_that_is_nested_too_deep_is_a_reject(tmp_path: Path) -> None:
    source = write_lines(tmp_path / "in.jsonl", [b'{"text": ' + b"[" * 100_000, GOOD[0]])
    _, ((number, _, reason),) = rejected(source)
    assert (number, reason.partition(":")[0]) == (1, "RecursionError")
    assert ids(tmp_path / "out.jsonl") == ["p0"]


def test_bad_rows_of_csv_are_told_by_the_line_they_begin_on(tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_bytes(
        b'id,text\n1,"two\nlines"\n2\n3,\xff\xfe\n4,a,b\n5,"' + b"x" * 5000 + b'"\n6,fine\n7,"never closed\n'
    )
    _, told = rejected(source, record_bytes=1000)
    assert told == [
        (4, None, "the row has 1 columns, the header 2"),
        (5, None, "the row is not UTF-8"),
        (6, None, "the row has 3 columns, the header 2"),
        (7, None, "not CSV: field larger than field limit (1000)"),
    ]
    assert ids(tmp_path / "out.jsonl") == ["1", "6", "7"]


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_bytes(b"\xef\xbb\xbf" + json.dumps(GOOD[0]).encode() + b"\r\n" + json.dumps(GOOD[1]).encode())
    assert rejected(source)[1] == []
    assert ids(tmp_path / "out.jsonl") == ["p0", "p1"]


def cut_gzip(path: Path) -> None:
    path.write_bytes(gzip.compress(b"".join(json.dumps(row).encode() + b"\n" for row in posts(500)))[:-200])


def cut_zstd(path: Path) -> None:
    frame = zstandard.ZstdCompressor(level=1).compress
    rows = [json.dumps(row).encode() + b"\n" for row in posts(500)]
    path.write_bytes(frame(b"".join(rows[:400])) + frame(b"".join(rows[400:]))[:-20])


def garbled_gzip(path: Path) -> None:
    first = gzip.compress(b"".join(json.dumps(row).encode() + b"\n" for row in posts(400)))
    path.write_bytes(first + b"\x1f\x8b\x08\x00" + b"\xff" * 100)


def cut_warc(path: Path) -> None:
    path.write_bytes(b"".join(warc_record(i, PAGE) for i in range(400)) + warc_record(400, PAGE)[:-60])


def cut_warc_gzip(path: Path) -> None:
    path.write_bytes(b"".join(gzip.compress(warc_record(i, PAGE)) for i in range(401))[:-60])


def garbled_parquet(path: Path) -> None:
    pq.write_table(pa.Table.from_pylist(posts(4000)), path, row_group_size=400, compression="snappy")
    data = bytearray(path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 2000] = b"\xff" * 2000
    path.write_bytes(data)


BROKEN = {
    "in.jsonl.gz": cut_gzip, "in.jsonl.zst": cut_zstd, "garbled.jsonl.gz": garbled_gzip, "in.warc": cut_warc,
    "in.warc.gz": cut_warc_gzip, "in.parquet": garbled_parquet,
}  # fmt: skip


def test_an_input_that_breaks_off_costs_what_comes_after_the_break(tmp_path: Path) -> None:
    for name, make in BROKEN.items():
        make(tmp_path / name)
    last = write_lines(tmp_path / "last.jsonl", [{"id": "last", "text": LONG}])
    summary = run([*(tmp_path / name for name in BROKEN), last], tmp_path / "out.jsonl", Options(workers=2))
    assert summary.rejected == len(summary.broken) == len(BROKEN)
    for name, message in zip(BROKEN, summary.broken, strict=True):
        assert message.startswith(f"{tmp_path / name}:")
        assert "the input cannot be read further: " in message
        assert message.endswith("; get it again, and clean it by itself")
    found = ids(tmp_path / "out.jsonl")
    assert found[-1] == "last"
    assert len(found) > 6 * 200


def test_a_parquet_file_without_its_end_is_told(tmp_path: Path) -> None:
    source = tmp_path / "in.parquet"
    pq.write_table(pa.Table.from_pylist(GOOD), source)
    source.write_bytes(source.read_bytes()[:-50])
    _, ((number, _, reason),) = rejected(source)
    assert number == 1
    assert "not a whole Parquet file" in reason


def test_what_vanishes_during_the_run_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    for name in "abcd":
        (folder / f"{name}.txt").write_text(LONG)
    last = write_lines(tmp_path / "last.jsonl", posts(3))

    def vanish(_: Progress) -> None:
        last.unlink(missing_ok=True)
        (folder / "d.txt").unlink(missing_ok=True)

    # Each record is a chunk: when the first is out, the worker has the second, and four have been read.
    summary = run([folder, last], tmp_path / "out.jsonl", Options(workers=1, chunk_bytes=1), watch=vanish)
    assert summary.told == (f"{folder}:4: cannot be read: No such file or directory",)
    reason = "the input cannot be read further: No such file or directory; get it again, and clean it by itself"
    assert summary.broken == (
        f"{folder}:5: the input has changed during the run; clean it again",
        f"{last}:1: {reason}",
    )
    assert ids(tmp_path / "out.jsonl") == ["a.txt", "b.txt", "c.txt"]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("none.jsonl", "none.jsonl: No such file or directory; check the path and who may read it"),
        ("posts.xyz", "posts.xyz: its name does not say what it is; give the input format (jsonl, json, csv, "
                      "parquet, warc, mbox, files)"),
    ],
)  # fmt: skip
def test_an_input_that_is_wrong_is_told_before_anything_is_done(name: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "posts.xyz").touch()
    with pytest.raises(InputError) as caught:
        run([tmp_path / name], tmp_path / "out.jsonl", ONE)
    assert str(caught.value) == f"{tmp_path}/{message}"
    assert [path.name for path in tmp_path.iterdir()] == ["posts.xyz"]


def test_an_input_is_named_once(tmp_path: Path) -> None:
    source = write_lines(tmp_path / "in.jsonl", GOOD)
    with pytest.raises(InputError, match="given twice"):
        run([source, tmp_path / "." / "in.jsonl"], tmp_path / "out.jsonl", ONE)
    with pytest.raises(InputError, match="there is no input"):
        run([], tmp_path / "out.jsonl", ONE)
