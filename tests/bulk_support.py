"""What the tests of bulk runs share: inputs, and cleaners that misbehave. Workers import this by its name."""

from __future__ import annotations

import gzip
import json
import os
import signal
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from support import LONG, LONGER

import forumclean
from forumclean import Cleaner
from forumclean.bulk import Options
from forumclean.outcome.record import Detail, record_of

ONE = Options(workers=1)
PAGE = f"<html><body><article><p>{LONG}</p><p>{LONGER}</p></article></body></html>".encode()


def posts(count: int) -> list[dict[str, Any]]:
    """Posts with chrome that goes, and a text of their own."""
    raw = "Reaction score\n\n{} {}\n\nSkip advertisement\n\n{}"
    return [{"id": f"p{i}", "text": raw.format(LONG, i, LONGER)} for i in range(count)]


def write_lines(path: Path, rows: Iterable[dict[str, Any] | bytes]) -> Path:
    """Write JSON lines; bytes go as they are."""
    path.write_bytes(b"".join((row if isinstance(row, bytes) else json.dumps(row).encode()) + b"\n" for row in rows))
    return path


def read_lines(path: Path) -> list[dict[str, Any]]:
    """Read JSON lines, compressed or not."""
    data = path.read_bytes()
    if path.suffix == ".gz":
        data = gzip.decompress(data)
    if path.suffix == ".zst":
        import zstandard

        data = zstandard.ZstdDecompressor().stream_reader(data, read_across_frames=True).read()
    return [json.loads(line) for line in data.splitlines()]


def records(rows: Sequence[dict[str, Any]], detail: Detail = Detail.TEXT) -> list[dict[str, Any]]:
    """What the library says of posts, without any bulk run."""
    return [record_of(forumclean.clean(row["text"]), id=str(row["id"]), detail=detail) for row in rows]


def ids(path: Path) -> list[str]:
    """The ids in an output, in order."""
    return [record["id"] for record in read_lines(path)]


def warc_record(number: int, body: bytes, kind: str | None = "text/html; charset=utf-8", head: str = "") -> bytes:
    """A response as a crawler writes it; without a type when that is None."""
    told = "" if kind is None else f"Content-Type: {kind}\r\n"
    http = f"HTTP/1.1 200 OK\r\n{told}{head}\r\n".encode() + body
    return (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{number}>\r\n"
        f"WARC-Target-URI: https://a.example/{number}\r\nWARC-Date: 2024-01-01T00:00:00Z\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    ).encode() + http + b"\r\n\r\n"  # fmt: skip


class Moody(Cleaner):
    """Does what a post tells it to, in a worker only: DIE, HANG, RAISE, or DIE-ONCE with the path of a marker."""

    def __init__(self) -> None:
        super().__init__()
        self._home = os.getpid()

    def _read(self, raw: Any, url: str | None, encoding: str | None) -> Any:
        words = str(raw).split()
        assert os.getpid() != self._home, "a run cleans in workers only"
        if words[0] == "DIE" or (words[0] == "DIE-ONCE" and not Path(words[1]).exists()):
            if len(words) > 1:
                Path(words[1]).touch()
            os.kill(os.getpid(), signal.SIGKILL)
        if words[0] == "HANG":
            time.sleep(60)
        if words[0] == "RAISE":
            return ZeroDivisionError("not today")
        if words[0] == "SLOW":
            time.sleep(0.3)
        return super()._read(raw, url, encoding)

    def __reduce__(self) -> tuple[Any, ...]:
        return _moody, (self._home,)


def _moody(home: int) -> Moody:
    cleaner = Moody()
    cleaner._home = home
    return cleaner


class Stillborn(Cleaner):
    """Cannot be built in a worker."""

    def __reduce__(self) -> tuple[Any, ...]:
        return os._exit, (7,)
