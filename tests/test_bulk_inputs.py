"""What is read: folders of any format, arrays, CSV of any delimiter, wrapped pages, all that stands before a break."""

from __future__ import annotations

import base64
import csv
import gzip
import json
import os
import quopri
import subprocess
import sys
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard
from bulk_support import ONE, PAGE, ids, posts, read_lines, records, warc_record, write_lines
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support import LONG, LONGER, ROOT

from forumclean import InputError
from forumclean.bulk import InputFormat, Options, OutputError, OutputFormat, run
from forumclean.bulk.inputs.base import Refused
from forumclean.bulk.inputs.json import _Splitter
from forumclean.bulk.inputs.sources import sources_of
from forumclean.bulk.work.chunks import chunks_of
from forumclean.bulk.work.worker import fields_of
from forumclean.cli.main import commands

POSTS = posts(3)
TEXT = f"{LONG}\n\n{LONGER}"


def told(*args: str | Path) -> tuple[int, str]:
    """Status and words of a bulk command."""
    done = CliRunner().invoke(commands, ["bulk", *map(str, args), "--workers", "1"])
    return done.exit_code, done.output


def taken(*inputs: Path | str, options: Options = ONE) -> tuple[list[dict[str, Any]], int]:
    """The fields of what is read, without cleaning it, and how many inputs are broken; a bad record fails the test."""
    rows, broken = [], 0
    for chunk in chunks_of(sources_of(inputs, options.input_format).sources, options):
        for raw in chunk.records:
            if isinstance(raw.data, Refused) and raw.data.input_broken:
                broken += 1
            else:
                rows.append(fields_of(chunk, raw))
    return rows, broken


# Folders


def as_csv(path: Path, delimiter: str, rows: Sequence[dict[str, Any]] = POSTS, head: str = "") -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(head)
        writer = csv.DictWriter(file, list(rows[0]), delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_a_folder_of_parts_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for n, row in enumerate(POSTS):
        write_lines(folder / f"part-{n}.jsonl", [row])
    (folder / "_SUCCESS").touch()
    (folder / ".part-0.jsonl.crc").write_bytes(b"crc")
    summary = run([folder], tmp_path / "out.jsonl", ONE)
    assert read_lines(tmp_path / "out.jsonl") == records(POSTS)
    assert summary.passed_over == (
        f"{folder}: 2 files are passed over, because nobody can tell how to read it: .part-0.jsonl.crc, _SUCCESS",
    )
    assert summary.to_dict()["passed_over"] == list(summary.passed_over)


def test_a_folder_of_all_formats_is_read_to_its_depth(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    (folder / "a" / "deep").mkdir(parents=True)
    write_lines(folder / "a" / "deep" / "lines.ndjson", POSTS[:1])
    (folder / "a" / "array.json").write_text(json.dumps(POSTS[1:2]))
    as_csv(folder / "b.csv", ";", POSTS[2:])
    pq.write_table(pa.Table.from_pylist(POSTS[:1]), folder / "c.parquet")
    (folder / "d.warc.gz").write_bytes(gzip.compress(warc_record(1, PAGE)))
    (folder / "page.html").write_bytes(PAGE)
    (folder / "page.htm.gz").write_bytes(gzip.compress(PAGE))
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    (folder / "gone.jsonl").symlink_to("nowhere")
    summary = run([folder], tmp_path / "out.jsonl", ONE)
    assert ids(tmp_path / "out.jsonl") == ["page.htm.gz", "page.html", "p1", "p0", "p2", "p0", "<urn:uuid:1>"]
    assert [line.rpartition(": ")[2] for line in summary.passed_over] == ["picture.png"]
    assert told(folder, "-o", tmp_path / "o.jsonl")[1].startswith(f"forumclean: {folder}: 1 file is passed over")


WHOLE = b"".join(json.dumps(row).encode() + b"\n" for row in POSTS)
NAMELESS: dict[str, bytes] = {
    "lines": WHOLE, "lines-gz": gzip.compress(WHOLE), "lines-zst": zstandard.ZstdCompressor().compress(WHOLE),
    "array": json.dumps(POSTS).encode(), "array-pretty": b"\xef\xbb\xbf" + json.dumps(POSTS, indent=1).encode(),
    "one-object": json.dumps(POSTS[0], indent=2).encode(),
}  # fmt: skip


@pytest.mark.parametrize("data", NAMELESS.values(), ids=NAMELESS)
@pytest.mark.parametrize("name", ["part-00000", "part-00000-a1b2.c000", "posts.dump", "posts.json"])
def test_a_name_that_says_nothing_is_no_hindrance(name: str, data: bytes, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / name).write_bytes(data)
    for source in (folder, folder / name):
        assert taken(source) == (POSTS[:1] if data == NAMELESS["one-object"] else POSTS, 0)


@pytest.mark.parametrize("name", ["viewtopic.php?t=3", "thread", "thread.1"])
def test_pages_that_a_crawler_named_are_read(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / name).write_bytes(PAGE)
    run([folder], tmp_path / "out.jsonl", ONE)
    assert [(record["id"], record["text"]) for record in read_lines(tmp_path / "out.jsonl")] == [(name, TEXT)]


def test_parquet_and_warc_without_a_name_are_read(tmp_path: Path) -> None:
    pq.write_table(pa.Table.from_pylist(POSTS), tmp_path / "table")
    (tmp_path / "crawl").write_bytes(warc_record(1, PAGE))
    run([tmp_path / "table", tmp_path / "crawl"], tmp_path / "out.jsonl", ONE)
    assert ids(tmp_path / "out.jsonl") == ["p0", "p1", "p2", "<urn:uuid:1>"]


def test_where_nothing_is_taken_nothing_is_done(tmp_path: Path) -> None:
    empty, other = tmp_path / "empty", tmp_path / "other"
    (empty / "deep").mkdir(parents=True)
    other.mkdir()
    for n in range(7):
        (other / f"{n}.md").write_text("# News")
    out = tmp_path / "out.jsonl"
    assert told(empty, "-o", out) == (
        2, f"forumclean: there is nothing to read: {empty}: there is no file in this folder\n"
    )  # fmt: skip
    status, words = told(other, "-o", out)
    assert (status, words.endswith(": 0.md, 1.md, 2.md, 3.md, 4.md and 2 more\n")) == (2, True)
    status, words = told(f"{tmp_path}/*.jsonl", "-o", out)
    assert (status, "a pattern that matches no file stays as it is" in words) == (2, True)
    assert not out.exists()
    write_lines(tmp_path / "in.jsonl", POSTS)
    summary = run([empty, other, tmp_path / "in.jsonl"], out, ONE)
    assert (summary.records, len(summary.passed_over)) == (3, 2)


def test_a_format_that_is_said_takes_what_nobody_can_tell(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.md").write_text(LONG)
    (folder / "b.txt").write_text(LONGER)
    (folder / "c.bin").write_bytes(b"\0\1\2")
    write_lines(folder / "d.jsonl", POSTS)
    summary = run([folder], tmp_path / "out.jsonl", Options(workers=1, input_format=InputFormat.FILES))
    assert ids(tmp_path / "out.jsonl") == ["a.md", "b.txt"]
    assert summary.passed_over[0].endswith(": c.bin, d.jsonl")


def test_what_lies_in_a_folder_is_given_once(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    (folder / "deep").mkdir(parents=True)
    source = write_lines(folder / "deep" / "a.jsonl", POSTS)
    for inputs in ([folder, source], [source, folder], [folder, folder / "deep"], [folder / "deep", folder]):
        with pytest.raises(InputError, match="given twice, because it lies in"):
            run(inputs, tmp_path / "out.jsonl", ONE)
    (folder / "latest.jsonl").symlink_to(source)
    summary = run([folder], tmp_path / "out.jsonl", ONE)
    assert (summary.records, summary.passed_over[0].endswith(": latest.jsonl (read under its other name)")) == (3, True)


def test_an_output_in_the_folder_is_written_and_not_read_again(tmp_path: Path) -> None:
    write_lines(tmp_path / "in.jsonl", POSTS)
    assert run([tmp_path], tmp_path / "out.jsonl", ONE).rejected == 0
    with pytest.raises(OutputError, match=r"out\.jsonl: this is an input of the same run"):
        run([tmp_path], tmp_path / "out.jsonl", ONE)


# JSON arrays


def test_an_array_gives_what_lines_give(tmp_path: Path) -> None:
    rows = [*POSTS, {"id": 'q"[{,', "text": f'{LONG} \\ " ]}}, [{{', "tags": [[1, {"a": "]"}], {}]}]
    shapes = {
        "array": json.dumps(rows), "pretty": json.dumps(rows, indent=4), "tight": json.dumps(rows, separators=",:"),
        "following": "\n".join(json.dumps(row, indent=1) for row in rows), "commas": ",".join(map(json.dumps, rows)),
        "two": json.dumps(rows[:2]) + "\n" + json.dumps(rows[2:]),
    }  # fmt: skip
    for name, shape in shapes.items():
        source = tmp_path / f"{name}.json.gz"
        source.write_bytes(gzip.compress(shape.encode()))
        assert taken(source, options=Options(input_format=InputFormat.JSON)) == (rows, 0), name


def test_bad_elements_cost_themselves(tmp_path: Path) -> None:
    source = tmp_path / "in.json"
    good = json.dumps(POSTS[0])
    source.write_text(f'[{good}, 5, "x", {{"id": "a", "text": 1}}, {{bad}}, {{"text": "{"y" * 3000}"}}, {good}]')
    rejects = tmp_path / "rejects.jsonl"
    summary = run([source], tmp_path / "out.jsonl", Options(workers=1, rejects=rejects, record_bytes=2000))
    assert ids(tmp_path / "out.jsonl") == ["p0", "p0"]
    assert [(line["number"], line["reason"]) for line in read_lines(rejects)] == [
        (2, "the element is JSON, but not an object"),
        (3, "the element is JSON, but not an object"),
        (4, "field 'text' is a number, not a string"),
        (5, "not JSON: Expecting property name enclosed in double quotes at column 2"),
        (6, "the element is longer than 2,000 bytes"),
    ]
    assert summary.broken == ()


@pytest.mark.parametrize(
    "end", ["", ",", ', {"id": "x", "text": "cut', ', {"id": "x", "text": "cut\\', "] and more", "]]"]
)
def test_an_array_that_breaks_off_gives_what_stands_before(end: str, tmp_path: Path) -> None:
    source = tmp_path / "in.json"
    source.write_text(f"[{', '.join(map(json.dumps, POSTS))}{end}")
    assert taken(source) == (POSTS[:2] if end == "" else POSTS, 1)


def test_empty_arrays_and_files_hold_nothing(tmp_path: Path) -> None:
    for n, text in enumerate(["[]", " [ ] ", "", "\n"]):
        (tmp_path / f"{n}.json").write_text(text)
    assert taken(*tmp_path.glob("*.json")) == ([], 0)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text('ab\\"[]{},', max_size=4), inner, max_size=3),
    max_leaves=8,
)


@given(
    rows=st.lists(st.dictionaries(st.text(max_size=3), VALUES, max_size=3), max_size=5),
    indent=st.none() | st.integers(0, 3), size=st.integers(1, 40), plain=st.booleans(),
)  # fmt: skip
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_an_array_is_cut_between_its_elements(rows: list[Any], indent: int | None, size: int, plain: bool) -> None:
    data = json.dumps(rows, indent=indent, ensure_ascii=plain).encode("utf-8")
    splitter = _Splitter(1 << 20)
    found = [e for at in range(0, len(data), size) for e in splitter.split(data[at : at + size])]
    splitter.end()
    assert [json.loads(element or b"") for element in found] == rows


# CSV


@pytest.mark.parametrize("suffix", ["csv", "tsv", "csv.gz"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_header_shows_what_is_between_the_fields(delimiter: str, suffix: str, tmp_path: Path) -> None:
    source = as_csv(tmp_path / "plain", delimiter, [{**row, "note": "a;b,c\td|e"} for row in POSTS])
    target = tmp_path / f"in.{suffix}"
    target.write_bytes(gzip.compress(source.read_bytes()) if suffix.endswith("gz") else source.read_bytes())
    assert taken(target) == ([{**row, "note": "a;b,c\td|e"} for row in POSTS], 0)


def test_headers_that_could_be_read_two_ways(tmp_path: Path) -> None:
    cases = {
        'text\n"hello; you, there"\n': (),
        'id;"a,b,c,d";text\n1;x;hello\n': (),
        "sep=;\nid;text\n1;hello\n": (),
        "sep=|\r\nid|text|a;b;c\r\n1|hello|x\r\n": (),
        "id:text\n1:hello\n": (":",),
        "a;text,b;c\n1;2,3;hello\n": (";",),
    }
    for text, delimiter in cases.items():
        (tmp_path / "in.csv").write_text(text)
        field = "c" if text.startswith("a;") else "text"
        options = Options(delimiter=delimiter[0] if delimiter else None, text_field=field)
        ((row,), _) = taken(tmp_path / "in.csv", options=options)
        assert row[field].startswith("hello"), text


def test_the_line_of_a_row_counts_what_excel_writes_before(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("sep=;\nid;text\n1;fine\n2\n")
    assert run([tmp_path / "in.csv"], tmp_path / "out.jsonl", ONE).told == (
        f"{tmp_path}/in.csv:4: the row has 1 columns, the header 2",
    )


def test_a_delimiter_can_be_said(tmp_path: Path) -> None:
    source = as_csv(tmp_path / "in.csv", "\t")
    assert told(source, "-o", tmp_path / "out.jsonl", "--delimiter", r"\t")[0] == 0
    assert read_lines(tmp_path / "out.jsonl") == records(POSTS)
    for wrong in (";;", "", '"', "\n"):
        status, words = told(source, "-o", tmp_path / "o.jsonl", "--delimiter", wrong)
        assert (status, "delimiter must be one character" in words) == (2, True)


# Pages in wrappings


def mhtml(page: bytes, *, encoding: str = "quoted-printable", kind: str = "text/html", end: bool = True) -> bytes:
    """A page as a browser saves it."""
    body = {"quoted-printable": quopri.encodestring, "base64": base64.encodebytes, "8bit": bytes}[encoding](page)
    tail = b"\r\n------b\r\nContent-Type: image/png\r\n\r\nx\r\n------b--\r\n" if end else b""
    return (
        b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://a.example/t/1\r\nSubject: Thread\r\n"
        b'MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="----b"\r\n\r\n'
        b"------b\r\nContent-Type: " + kind.encode() + b"\r\nContent-Transfer-Encoding: " + encoding.encode()
        + b"\r\nContent-Location: https://a.example/t/1\r\n\r\n" + body + tail
    )  # fmt: skip


LATIN = f"<html><body><article><p>Fähre: {LONG}</p><p>{LONGER}</p></article></body></html>".encode("latin-1")
WRAPPED: dict[str, bytes] = {
    "a.html.gz": gzip.compress(PAGE), "b.html": gzip.compress(PAGE), "c.txt.gz": gzip.compress(TEXT.encode()),
    "d.html.zst": zstandard.ZstdCompressor().compress(PAGE), "e.mhtml": mhtml(PAGE),
    "f.mht": mhtml(PAGE, encoding="base64"),
    "g.mhtml": mhtml(PAGE, encoding="8bit"), "h.mhtml.gz": gzip.compress(mhtml(PAGE)), "i.html": mhtml(PAGE),
    "j.mht": b"MIME-Version: 1.0\nContent-Type: text/html\n\n" + PAGE, "k": mhtml(PAGE),
}  # fmt: skip


def test_pages_come_out_of_their_wrappings(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name, data in WRAPPED.items():
        (folder / name).write_bytes(data)
    assert run([folder], tmp_path / "out.jsonl", ONE).rejected == 0
    found = read_lines(tmp_path / "out.jsonl")
    assert [(record["id"], record["text"]) for record in found] == [(name, TEXT) for name in WRAPPED]
    urls = {record["id"]: record.get("url") for record in found}
    assert {name[0] for name, url in urls.items() if url == "https://a.example/t/1"} == set("efghik")
    assert {name[0] for name, url in urls.items() if url is None} == set("abcdj")
    for name in WRAPPED:
        done = CliRunner().invoke(commands, ["clean", str(folder / name)])
        assert (done.exit_code, done.output) == (0, f"{TEXT}\n")


def test_mhtml_is_read_as_its_head_says(tmp_path: Path) -> None:
    frame = b"------b\r\nContent-Type: text/html\r\nContent-ID: <other>\r\n\r\n<p>An advert in a frame.</p>\r\n"
    page = mhtml(LATIN, kind='text/html; charset="iso-8859-1"\r\nContent-ID: <page>')
    page = page.replace(b"------b\r\n", frame + b"------b\r\n", 1).replace(
        b"multipart/related;", b'multipart/related; start="<page>";'
    )
    (tmp_path / "in.mhtml").write_bytes(page)
    run([tmp_path / "in.mhtml"], tmp_path / "out.jsonl", ONE)
    (record,) = read_lines(tmp_path / "out.jsonl")
    assert record["text"] == f"Fähre: {TEXT}"


def test_a_wrapping_that_is_broken_is_told(tmp_path: Path) -> None:
    packed = gzip.compress(PAGE)
    broken = {
        "a.html.gz": (packed[:-20], "cannot be decompressed: it is cut off"),
        "b.mhtml": (mhtml(PAGE, end=False)[:-40], "the page is cut off: this MHTML file ends in the middle of it"),
        "c.mhtml": (mhtml(PAGE, kind="text/css"), "there is no HTML in this MHTML file"),
    }
    for name, (data, _) in broken.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "whole.html").write_bytes(PAGE)
    summary = run([tmp_path], tmp_path / "out.jsonl", ONE)
    assert [line.partition(": ")[2] for line in summary.told] == [reason for _, reason in broken.values()]
    assert ids(tmp_path / "out.jsonl") == ["whole.html"]
    for name, (_, reason) in broken.items():
        done = CliRunner().invoke(commands, ["clean", str(tmp_path / name)])
        assert (done.exit_code, done.output) == (1, f"forumclean: {tmp_path / name}: {reason}\n")


# Breaks


def test_a_page_that_grows_too_large_is_told() -> None:
    from forumclean.bulk.inputs.pages.unwrap import unwrapped

    with pytest.raises(InputError, match="longer than 1,000,000 bytes when it is decompressed"):
        unwrapped(gzip.compress(b"x" * 2_000_000), limit=1_000_000)


def zcat(data: bytes) -> bytes:
    """What is left of a gzip file that was cut."""
    found, rest = b"", data
    while rest:
        member = zlib.decompressobj(31)
        found += member.decompress(rest)
        rest = member.unused_data if member.eof else b""
    return found


CUTS = [1, 4, 8, 9, 12, 40, 500, 3000]


@pytest.mark.parametrize("members", [1, 3])
@pytest.mark.parametrize("newline", [True, False], ids=["newline", "no-newline"])
def test_a_cut_gzip_gives_all_that_zcat_gives(newline: bool, members: int, tmp_path: Path) -> None:
    rows = [{"id": str(i), "text": os.urandom(40).hex()} for i in range(300)]
    lines = [json.dumps(row).encode() + b"\n" for row in rows]
    if not newline:
        lines[-1] = lines[-1].rstrip()
    step = len(lines) // members
    whole = b"".join(gzip.compress(b"".join(lines[i : i + step])) for i in range(0, len(lines), step))
    for cut in CUTS:
        source = tmp_path / "in.jsonl.gz"
        source.write_bytes(whole[:-cut])
        left = zcat(whole[:-cut])
        assert taken(source) == ([row for row in rows if json.dumps(row).encode() in left], 1), cut


def test_a_cut_gzip_of_csv_gives_its_whole_rows(tmp_path: Path) -> None:
    rows = [{"id": str(i), "text": f"{os.urandom(40).hex()}\nand more"} for i in range(300)]
    whole = gzip.compress(as_csv(tmp_path / "plain", ",", rows).read_bytes())
    for cut in CUTS:
        (tmp_path / "in.csv.gz").write_bytes(whole[:-cut])
        text = zcat(whole[:-cut]).decode()
        expected = [row for row in rows if f'{row["id"]},"{row["text"]}"\r\n' in text]
        assert taken(tmp_path / "in.csv.gz") == (expected, 1), cut


def test_a_cut_gzip_of_an_array_gives_its_whole_elements(tmp_path: Path) -> None:
    rows = [{"id": str(i), "text": os.urandom(40).hex()} for i in range(300)]
    whole = gzip.compress(json.dumps(rows).encode())
    for cut in CUTS:
        (tmp_path / "in.json.gz").write_bytes(whole[:-cut])
        text = zcat(whole[:-cut]).decode()
        expected = [row for row in rows if f"{json.dumps(row)}," in text or f"{json.dumps(row)}]" in text]
        assert taken(tmp_path / "in.json.gz") == (expected, 1), cut


def test_zeros_after_a_gzip_member_are_no_break(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl.gz").write_bytes(gzip.compress(WHOLE) + b"\0" * 30_000 + gzip.compress(WHOLE) + b"\0" * 512)
    assert taken(tmp_path / "in.jsonl.gz") == (POSTS * 2, 0)


@pytest.mark.parametrize("pack", [bytes, gzip.compress, zstandard.ZstdCompressor().compress])
def test_warc_is_read_from_a_pipe(pack: Callable[[bytes], bytes]) -> None:
    data = pack(warc_record(1, PAGE) + warc_record(2, PAGE))
    command = [sys.executable, "-m", "forumclean", "bulk", "-", "-o", "-", "--input-format", "warc", "--workers", "1"]
    done = subprocess.run(command, input=data, capture_output=True, check=True, cwd=ROOT, timeout=120)
    assert [json.loads(line)["text"] for line in done.stdout.splitlines()] == [TEXT, TEXT]


# Names of fields and outputs


def as_many(path: Path, count: int, fields: dict[str, Any]) -> Path:
    return write_lines(path, ({"id": str(i), **fields} for i in range(count)))


@pytest.mark.parametrize(
    ("field", "reason"),
    [("body", "there is no field 'body'; the fields are id, text"), ("n", "field 'n' is a number, not a string")],
)
def test_a_field_that_no_record_has_stops_the_run(field: str, reason: str, tmp_path: Path) -> None:
    source = as_many(tmp_path / "in.jsonl", 60_000, {"text": LONG} if field == "body" else {"n": 1})
    out, rejects = tmp_path / "out.jsonl", tmp_path / "rejects.jsonl"
    out.write_text("older")
    status, words = told(source, "-o", out, "--text-field", field, "--rejects", rejects)
    assert status == 2
    assert f"records has a text: {source}:1: {reason}; nothing is written: name the field" in words
    seen = int(words.split("none of the first ")[1].split()[0].replace(",", ""))
    assert 1000 <= seen <= 20_000
    assert (out.read_text(), sorted(path.name for path in tmp_path.iterdir())) == ("older", ["in.jsonl", "out.jsonl"])


def test_a_wrong_delimiter_stops_the_run(tmp_path: Path) -> None:
    source = as_csv(tmp_path / "in.csv", ",", [{"id": str(i), "text": "a"} for i in range(3000)])
    status, words = told(source, "-o", tmp_path / "out.jsonl", "--delimiter", ";")
    assert (status, "there is no field 'text'; the fields are id,text" in words) == (2, True)


def test_a_few_records_without_a_text_stop_nothing(tmp_path: Path) -> None:
    as_many(tmp_path / "a.jsonl", 1, {"text": "x"})
    as_many(tmp_path / "b.jsonl", 3000, {"body": "x"})
    summary = run([tmp_path / "a.jsonl", tmp_path / "b.jsonl"], tmp_path / "out.jsonl", ONE)
    assert (summary.records, summary.rejected) == (1, 3000)


@pytest.mark.parametrize("name", ["x.csv", "x.tsv", "x.txt", "x.html", "x.jsonl.bz2", "x.csv.gz", "x.xlsx"])
def test_a_name_of_another_format_is_refused(name: str, tmp_path: Path) -> None:
    source = write_lines(tmp_path / "in.jsonl", POSTS)
    status, words = told(source, "-o", tmp_path / name)
    assert (status, "is not written; call it .jsonl, .json or .parquet, or give the format" in words) == (2, True)
    assert [path.name for path in tmp_path.iterdir()] == ["in.jsonl"]
    assert told(source, "-o", tmp_path / name, "--format", "jsonl")[0] == 0


def test_rejects_are_no_table(tmp_path: Path) -> None:
    source = write_lines(tmp_path / "in.jsonl", POSTS)
    status, words = told(source, "-o", tmp_path / "o.jsonl", "--rejects", tmp_path / "r.csv")
    assert (status, "rejects are JSON lines, not .csv; call it .jsonl" in words) == (2, True)


@pytest.mark.parametrize("name", ["out.json", "out.json.gz"])
def test_json_is_an_array(name: str, tmp_path: Path) -> None:
    for count in (0, 40):
        source = write_lines(tmp_path / "in.jsonl", posts(count))
        run([source], tmp_path / name, Options(workers=2, chunk_bytes=2000))
        data = (tmp_path / name).read_bytes()
        if name.endswith("gz"):
            data = gzip.decompress(data)
        assert json.loads(data) == records(posts(count))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.jsonl", name]


def test_an_array_is_no_stream(tmp_path: Path) -> None:
    source = write_lines(tmp_path / "in.jsonl", POSTS)
    with pytest.raises(OutputError, match="a JSON array needs a file, not a pipe"):
        run([source], "/dev/null", Options(output_format=OutputFormat.JSON))


def test_a_summary_that_cannot_be_written_is_found_at_the_start(tmp_path: Path) -> None:
    source = write_lines(tmp_path / "in.jsonl", POSTS)
    out = tmp_path / "out.jsonl"
    for summary, reason in (
        (tmp_path / "no" / "s.json", "cannot be written: No such file or directory"),
        (tmp_path, "cannot be written: Is a directory"),
        (source, "this is an input of the same run"),
        (out, "this is another output of the same run"),
    ):
        status, words = told(source, "-o", out, "--summary", summary)
        assert (status, reason in words) == (2, True), words
        assert [path.name for path in tmp_path.iterdir()] == ["in.jsonl"]
    assert told(source, "-o", out, "--summary", tmp_path / "s.json")[0] == 0
    assert json.loads((tmp_path / "s.json").read_text())["records"] == 3
