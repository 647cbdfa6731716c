"""Mail in bulk: an mbox is many records, a message as a file is one."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from bulk_support import read_lines

from forumclean.bulk import Options, run
from forumclean.errors import InputError

NEWS = "The last night boat from Port Hallam will sail on the ninth of May, the harbour office said on Tuesday."
ONE = Options(workers=1)


def message(number: int, text: str = NEWS, name: str = "Message-ID") -> str:
    return (
        f"From ann@hallam.example Thu Mar 14 09:15:00 2024\nFrom: Ann Lee <ann@hallam.example>\n"
        f"Subject: Boats {number}\n{name}: <{number}@hallam.example>\n\n{text}\n\nFrom the quay.\n\n"
    )


@pytest.mark.parametrize("name", ["posts.mbox", "posts", "posts.mbox.gz"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_message_is_a_record(tmp_path: Path, name: str, end: str) -> None:
    raw = "".join(map(message, range(3))).replace("\n", end).encode()
    (tmp_path / name).write_bytes(gzip.compress(raw) if name.endswith(".gz") else raw)
    run([tmp_path / name], tmp_path / "out.jsonl", ONE)
    found = read_lines(tmp_path / "out.jsonl")
    assert [(record["id"], record["title"]) for record in found] == [
        (f"<{number}@hallam.example>", f"Boats {number}") for number in range(3)
    ]
    assert {record["text"] for record in found} == {f"{NEWS}\n\nFrom the quay."}


def test_a_folder_of_messages_and_an_mbox(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.eml").write_text(message(1).partition("\n")[2], encoding="utf-8")
    (folder / "b.mbox").write_text(message(2) + message(3), encoding="utf-8")
    (folder / "c").write_text(message(4).partition("\n")[2], encoding="utf-8")
    run([folder], tmp_path / "out.jsonl", ONE)
    found = [(record["id"], record["title"]) for record in read_lines(tmp_path / "out.jsonl")]
    assert found == [
        ("a.eml", "Boats 1"), ("c", "Boats 4"), ("<2@hallam.example>", "Boats 2"), ("<3@hallam.example>", "Boats 3"),
    ]  # fmt: skip


def test_what_is_too_long_costs_itself_alone(tmp_path: Path) -> None:
    (tmp_path / "a.mbox").write_text(message(1) + message(2, "x" * 9000) + message(3, name="X-Id"), encoding="utf-8")
    rejects = tmp_path / "rejects.jsonl"
    run([tmp_path / "a.mbox"], tmp_path / "out.jsonl", Options(workers=1, record_bytes=4000, rejects=rejects))
    ids = [record["id"] for record in read_lines(tmp_path / "out.jsonl")]
    assert ids == ["<1@hallam.example>", f"{tmp_path / 'a.mbox'}:3"]
    assert "the message is longer than 4,000 bytes" in rejects.read_text(encoding="utf-8")


def test_what_is_no_mbox_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.mbox").write_text("Hello.\n", encoding="utf-8")
    with pytest.raises(InputError, match="this is no mbox: the first line of one begins with 'From '"):
        run([tmp_path / "a.mbox"], tmp_path / "out.jsonl", ONE)
