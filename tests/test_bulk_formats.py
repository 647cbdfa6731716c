"""Every format in, every format out: the same records as the library gives, and the other fields beside them."""

from __future__ import annotations

import csv
import gzip
import json
import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard
from bulk_support import ONE, PAGE, posts, read_lines, records, warc_record, write_lines
from support import LONG, LONGER

import forumclean
from forumclean.bulk import Detail, InputFormat, Options, OutputFormat, run

POSTS = posts(3)


def as_jsonl(path: Path) -> Path:
    return write_lines(path, POSTS)


def as_gzip(path: Path) -> Path:
    # Two members, as appending makes them.
    lines = [json.dumps(row).encode() + b"\n" for row in POSTS]
    path.write_bytes(gzip.compress(lines[0]) + gzip.compress(b"".join(lines[1:])))
    return path


def as_zstd(path: Path) -> Path:
    lines = [json.dumps(row).encode() + b"\n" for row in POSTS]
    packed = zstandard.ZstdCompressor().compress
    path.write_bytes(packed(lines[0]) + packed(b"".join(lines[1:])))
    return path


def as_csv(path: Path) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, ["id", "text"], delimiter="\t" if path.suffix == ".tsv" else ",")
        writer.writeheader()
        writer.writerows(POSTS)
    return path


def as_parquet(path: Path) -> Path:
    pq.write_table(pa.Table.from_pylist(POSTS), path, row_group_size=2)
    return path


INPUTS = {
    "in.jsonl": as_jsonl, "in.jsonl.gz": as_gzip, "in.ndjson.zst": as_zstd, "in.csv": as_csv, "in.tsv": as_csv,
    "in.parquet": as_parquet,
}  # fmt: skip


def test_every_table_gives_the_records_of_the_library(tmp_path: Path) -> None:
    sources = [make(tmp_path / name) for name, make in INPUTS.items()]
    summary = run(sources, tmp_path / "out.jsonl", ONE)
    assert (summary.records, summary.rejected) == (18, 0)
    assert read_lines(tmp_path / "out.jsonl") == records(POSTS) * 6


@pytest.mark.parametrize(
    ("name", "detail"),
    [("out.jsonl", Detail.POSTS), ("out.jsonl.gz", Detail.TEXT), ("out.jsonl.zst", Detail.FULL),
     *(("out.parquet", detail) for detail in Detail)],
)  # fmt: skip
def test_every_output_holds_the_same(name: str, detail: Detail, tmp_path: Path) -> None:
    source = as_jsonl(tmp_path / "in.jsonl")
    run([source], tmp_path / name, Options(workers=1, detail=detail, chunk_bytes=600))
    path = tmp_path / name
    found = pq.read_table(path).to_pylist() if path.suffix == ".parquet" else read_lines(path)
    assert found == records(POSTS, detail)
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(["in.jsonl", name])


def test_workers_do_not_change_a_byte(tmp_path: Path) -> None:
    source = write_lines(tmp_path / "in.jsonl", posts(60))
    outputs = []
    for workers in (1, 2):
        run([source], tmp_path / "out.jsonl.gz", Options(workers=workers, chunk_bytes=2000))
        outputs.append((tmp_path / "out.jsonl.gz").read_bytes())
    assert outputs[0] == outputs[1]
    assert read_lines(tmp_path / "out.jsonl.gz") == records(posts(60))


def test_several_inputs_come_out_in_their_order(tmp_path: Path) -> None:
    rows = posts(4)
    first = write_lines(tmp_path / "b.jsonl", rows[:1])
    second = write_lines(tmp_path / "a.jsonl", rows[1:])
    run([first, second], tmp_path / "out.jsonl", ONE)
    assert [record["id"] for record in read_lines(tmp_path / "out.jsonl")] == ["p0", "p1", "p2", "p3"]


def test_other_fields_are_carried_and_names_of_the_record_are_kept_apart(tmp_path: Path) -> None:
    url = "https://a.example/1"
    row = {"id": 7, "text": LONG, "url": url, "title": "T", "input_title": "U", "tags": [1, {"a": None}]}
    source = write_lines(tmp_path / "in.jsonl", [row])
    run([source], tmp_path / "out.jsonl", ONE)
    (record,) = read_lines(tmp_path / "out.jsonl")
    (expected,) = records([row])
    assert record == expected | {"url": url, "input_input_title": "T", "input_title": "U", "tags": [1, {"a": None}]}


def test_fields_are_named_by_the_options(tmp_path: Path) -> None:
    row = {"doc": 9, "body": LONG, "source": "https://a.example/1", "text": "mine", "id": "other"}
    source = write_lines(tmp_path / "in.jsonl", [row])
    options = Options(workers=1, text_field="body", id_field="doc", url_field="source")
    run([source], tmp_path / "out.jsonl", options)
    (record,) = read_lines(tmp_path / "out.jsonl")
    assert (record["id"], record["text"]) == ("9", LONG)
    assert (record["input_text"], record["input_id"], record["source"]) == ("mine", "other", "https://a.example/1")
    assert not record.keys() & {"body", "doc"}


def test_a_url_switches_on_the_rules_of_its_site(tmp_path: Path) -> None:
    rule = {"id": "bye", "kind": "signature", "lines": ["Cheers, Ann"]}
    cleaner = forumclean.Cleaner({"pack": {"name": "a", "sites": ["a.example"]}, "rule": [rule]})
    rows = [{"text": f"{LONG}\nCheers, Ann", "url": f"https://{host}/1"} for host in ("a.example", "b.example")]
    source = write_lines(tmp_path / "in.jsonl", rows)
    run([source], tmp_path / "out.jsonl", ONE, cleaner=cleaner)
    assert [record["text"].endswith("Ann") for record in read_lines(tmp_path / "out.jsonl")] == [False, True]


def test_a_record_without_an_id_is_called_by_its_place(tmp_path: Path) -> None:
    source = write_lines(tmp_path / "in.jsonl", [b'{"text": "a"}', b"", b"  ", b'{"text": "b", "id": null}'])
    run([source], tmp_path / "out.jsonl", ONE)
    assert [record["id"] for record in read_lines(tmp_path / "out.jsonl")] == [f"{source}:1", f"{source}:4"]


def test_an_empty_text_is_an_empty_record(tmp_path: Path) -> None:
    source = write_lines(tmp_path / "in.jsonl", [{"id": "e", "text": ""}])
    assert run([source], tmp_path / "out.jsonl", ONE).rejected == 0
    (record,) = read_lines(tmp_path / "out.jsonl")
    assert (record["id"], record["text"], record["words_removed"]) == ("e", "", 0)


def test_half_a_surrogate_pair_goes_through(tmp_path: Path) -> None:
    line = b'{"id": "s\\udc00", "a\\ud800": 1, "text": "' + LONG.encode() + b' \\ud800 end"}'
    # The name of the file is no UTF-8 either.
    source = write_lines(tmp_path / os.fsdecode(b"in\xff.jsonl"), [line, b"no json"])
    assert run([source], tmp_path / "out.jsonl", ONE).told == (f"{source}:2: not JSON: Expecting value at column 1",)
    run([source], tmp_path / "out.parquet", ONE)
    (record,) = read_lines(tmp_path / "out.jsonl")
    assert (record["id"], record["text"], record["a\ud800"]) == ("s\udc00", f"{LONG} \ud800 end", 1)
    (record,) = pq.read_table(tmp_path / "out.parquet").to_pylist()
    assert (record["id"], record["text"], record["a?"]) == ("s?", f"{LONG} ? end", 1)


def test_carried_fields_have_one_type_a_column_in_parquet(tmp_path: Path) -> None:
    values = {
        "flag": [True, None], "count": [1, 2], "share": [1, 2.5], "name": ["a", None], "mixed": [1, "a"],
        "list": [[1], None], "huge": [1 << 70, 1], "none": [None, None],
    }  # fmt: skip
    rows = [{"text": "x", **{name: pair[i] for name, pair in values.items()}} for i in range(2)]
    source = write_lines(tmp_path / "in.jsonl", rows)
    # Each record is a chunk: types must be found over all of them.
    run([source], tmp_path / "out.parquet", Options(workers=1, chunk_bytes=1))
    table = pq.read_table(tmp_path / "out.parquet").select(list(values))
    assert [str(kind) for kind in table.schema.types] == [
        "bool", "int64", "double", "string", "string", "string", "string", "string"
    ]  # fmt: skip
    assert table.to_pydict() == values | {
        "share": [1.0, 2.5], "mixed": ["1", "a"], "list": ["[1]", None], "huge": [str(1 << 70), "1"]
    }  # fmt: skip


def test_parquet_brings_values_of_its_own(tmp_path: Path) -> None:
    import datetime

    day = datetime.datetime(2024, 3, 14, 5, 6, tzinfo=datetime.UTC)
    source = tmp_path / "in.parquet"
    pq.write_table(
        pa.table({"id": [1], "text": pa.array([LONG.encode()], pa.binary()), "day": [day], "raw": [b"\x00"]}), source
    )
    run([source], tmp_path / "out.jsonl", ONE)
    (record,) = read_lines(tmp_path / "out.jsonl")
    assert (record["text"], record["day"], record["raw"]) == (LONG, "2024-03-14T05:06:00Z", "AA==")


@pytest.mark.parametrize("packed", [False, True])
def test_warc_gives_the_html_of_its_responses(packed: bool, tmp_path: Path) -> None:
    request = warc_record(9, PAGE).replace(b"WARC-Type: response", b"WARC-Type: request")
    parts = [
        request, warc_record(1, PAGE), warc_record(2, b"\x89PNG", "image/png"),
        warc_record(3, gzip.compress(PAGE), head="Content-Encoding: gzip\r\n"),
        warc_record(4, b"%x\r\n%s\r\n0\r\n\r\n" % (len(PAGE), PAGE), head="Transfer-Encoding: chunked\r\n"),
        warc_record(5, PAGE, "application/xhtml+xml", head="Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n"),
        warc_record(6, b"\xff\xff", head="Content-Encoding: gzip\r\n"),
        warc_record(7, b"\xff\xff", head="Content-Encoding: br\r\n"),
        warc_record(8, PAGE),
    ]  # fmt: skip
    source = tmp_path / ("in.warc.gz" if packed else "in.warc")
    source.write_bytes(b"".join(gzip.compress(part) if packed else part for part in parts))
    summary = run([source], tmp_path / "out.jsonl", ONE)
    found = [(record["id"], record["url"], record["text"]) for record in read_lines(tmp_path / "out.jsonl")]
    text = forumclean.clean(PAGE).text
    assert text == f"{LONG}\n\n{LONGER}"
    assert found == [(f"<urn:uuid:{n}>", f"https://a.example/{n}", text) for n in (1, 3, 4, 5, 8)]
    assert summary.told == (
        f"{source}:6: the page is not as its Content-Encoding says",
        f"{source}:7: the page is encoded as 'br'; only gzip and deflate are known",
    )


def test_a_warc_response_that_names_no_type_is_looked_at(tmp_path: Path) -> None:
    packed = "Content-Encoding: gzip\r\n"
    pages = [
        warc_record(1, PAGE, None), warc_record(2, PAGE, ""), warc_record(3, PAGE, "unknown/unknown"),
        warc_record(4, gzip.compress(PAGE), None, packed), warc_record(5, b"\r\n<!-- x -->\n" + PAGE, None),
        warc_record(6, b'<?xml version="1.0"?>\n<!DOCTYPE html>\n' + PAGE, None),
        warc_record(7, b"%x\r\n%s\r\n0\r\n\r\n" % (len(PAGE), PAGE), None, "Transfer-Encoding: chunked\r\n"),
        warc_record(8, PAGE.decode().encode("utf-16"), None),
        warc_record(9, f"<p>{LONG}</p><p>{LONGER}</p>".encode(), None),
    ]  # fmt: skip
    others = [
        warc_record(20, b"", None), warc_record(21, b"\x89PNG\r\n\x1a\n<p>" + bytes(range(256)) * 40, None),
        warc_record(22, b'<?xml version="1.0"?><rss><channel><title>x</title><link>y</link></channel></rss>', None),
        warc_record(23, LONG.encode(), None), warc_record(24, b'{"a": "<b>x</b>"}', None),
        warc_record(25, gzip.compress(b"\x89PNG"), None, packed), warc_record(26, PAGE, "text/plain"),
    ]  # fmt: skip
    broken = warc_record(30, b"\xff\xff", None, packed)
    source = tmp_path / "in.warc"
    source.write_bytes(b"".join([*pages, *others, broken]))
    summary = run([source], tmp_path / "out.jsonl", ONE)
    found = [(record["id"], record["text"]) for record in read_lines(tmp_path / "out.jsonl")]
    assert found == [(f"<urn:uuid:{n}>", f"{LONG}\n\n{LONGER}") for n in range(1, 10)]
    assert summary.told == (f"{source}:17: the page is not as its Content-Encoding says",)


CZECH_TOO = "Přístavní správa žádá rybáře, aby své čluny přivázali u východního mola ještě před západem slunce."
CZECH = "Poslední noční loď z přístavu vypluje devátého května, řekl v úterý přístavní úřad."


@pytest.mark.parametrize(
    ("charset", "encoding"),
    [
        ("windows-1250", "cp1250"),
        ("ISO-8859-2", "iso8859-2"),
        ("iso-8859-1", "utf-8"),
        ("x-none", "utf-8"),
        ('"cp1250"', "cp1250"),
    ],
)
def test_the_charset_of_a_warc_s_http_header_is_taken(charset: str, encoding: str, tmp_path: Path) -> None:
    page = f"<html><body><p>{CZECH}</p><p>{CZECH_TOO}</p></body></html>".encode(encoding)
    source = tmp_path / "in.warc"
    source.write_bytes(warc_record(1, page, f"text/html; charset={charset}"))
    run([source], tmp_path / "out.jsonl", ONE)
    (record,) = read_lines(tmp_path / "out.jsonl")
    assert (record["text"], record["warnings"]) == (f"{CZECH}\n\n{CZECH_TOO}", [])
    assert "encoding" not in record


@pytest.mark.parametrize("field", ["encoding", "charset"])
def test_a_column_says_what_binary_posts_are_written_in(field: str, tmp_path: Path) -> None:
    short = "ř ů"
    rows = {
        "text": [short.encode("cp1250"), short.encode("iso8859-2"), short.encode(), LONG.encode(), b"x"],
        field: ["cp1250", "ISO-8859-2", None, "", "cp9999"],
    }
    source = tmp_path / "in.parquet"
    pq.write_table(pa.table({"text": pa.array(rows["text"], pa.binary()), field: rows[field]}), source)
    summary = run([source], tmp_path / "out.jsonl", Options(workers=1, encoding_field=field))
    assert [record["text"] for record in read_lines(tmp_path / "out.jsonl")] == [short, short, short, LONG]
    assert summary.told == (f"{source}:5: unknown encoding 'cp9999'; write one such as windows-1250",)


def test_text_has_no_encoding_and_the_field_goes_along(tmp_path: Path) -> None:
    source = write_lines(tmp_path / "in.jsonl", [{"text": LONG, "encoding": "cp1250"}, {"text": LONG, "encoding": 7}])
    run([source], tmp_path / "out.jsonl", ONE)
    assert [(r["text"], r["encoding"]) for r in read_lines(tmp_path / "out.jsonl")] == [(LONG, "cp1250"), (LONG, 7)]


def test_folders_are_read_in_the_order_of_their_names(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    for name, data in {
        "b.txt": LONG.encode(), "a/z.html": PAGE, "a/y.TXT": b"Staff member", "a/skip.md": b"x",
        "c.txt": "ä".encode("utf-16"),
    }.items():  # fmt: skip
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    (folder / "loop").symlink_to(folder)
    run([folder], tmp_path / "out.jsonl", ONE)
    found = [(record["id"], record["text"]) for record in read_lines(tmp_path / "out.jsonl")]
    assert found == [("a/y.TXT", ""), ("a/z.html", f"{LONG}\n\n{LONGER}"), ("b.txt", LONG), ("c.txt", "ä")]


def test_one_file_is_its_own_record(tmp_path: Path) -> None:
    (tmp_path / "post.txt").write_text(LONG)
    run([tmp_path / "post.txt"], tmp_path / "out.jsonl", ONE)
    assert [record["id"] for record in read_lines(tmp_path / "out.jsonl")] == ["post.txt"]


def test_formats_can_be_said(tmp_path: Path) -> None:
    source = as_jsonl(tmp_path / "posts.dump")
    run(
        [source],
        tmp_path / "out",
        Options(workers=1, input_format=InputFormat.JSONL, output_format=OutputFormat.PARQUET),
    )
    assert pq.read_table(tmp_path / "out").to_pylist() == records(POSTS)


@pytest.mark.parametrize("name", ["out.jsonl", "out.jsonl.gz", "out.parquet"])
def test_no_records_make_a_valid_output(name: str, tmp_path: Path) -> None:
    source = write_lines(tmp_path / "in.jsonl", [])
    assert run([source], tmp_path / name, ONE).records == 0
    if name == "out.parquet":
        assert pq.read_table(tmp_path / name).num_rows == 0
    else:
        assert bool((tmp_path / name).read_bytes()) is (name == "out.jsonl.gz")
        assert read_lines(tmp_path / name) == []
