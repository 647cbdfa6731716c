"""WARC: the HTML of its responses, by the type they name or else by their body. The URL and the id are the record's."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple

from forumclean.bulk.inputs.base import Names, Raw, Refused
from forumclean.bulk.inputs.http import decoded
from forumclean.bulk.inputs.streams import Stream
from forumclean.bulk.options import Options
from forumclean.errors import InputError
from forumclean.extras import extra
from forumclean.reader.page.encoding import is_utf8, known_encoding
from forumclean.reader.page.parse import to_utf8
from forumclean.reader.read import is_html

__all__ = ["fields", "names", "read"]

_HTML = ("text/html", "application/xhtml+xml")
_UNTOLD = ("", "unknown/unknown", "application/unknown", "*/*")  # for which browsers look at the body too
_HEAD = 4096  # bytes of a body that are looked at


class _Page(NamedTuple):
    body: bytes
    id: str | None
    url: str | None
    transfer: str
    content: str
    charset: str | None


class _Counted(io.RawIOBase):
    """What fastwarc asks of a file, for pipes and compressed files too, which do not know where they are."""

    def __init__(self, data: BinaryIO) -> None:
        self._data, self._at = data, 0

    def read(self, size: int = -1) -> bytes:
        data = self._data.read(size)
        self._at += len(data)
        return data

    def tell(self) -> int:
        return self._at


def read(stream: Stream, options: Options) -> Iterator[Raw]:
    """Yield the pages; a record's number counts all responses."""
    with extra("warc"):
        from fastwarc.warc import ArchiveIterator, WarcRecordType
    # The file goes through our own stream, because fastwarc takes a gzip member that is cut off for the end; pages are
    # decoded in the worker, because a broken one would end the whole archive here.
    archive = ArchiveIterator(_Counted(stream.open()), record_types=WarcRecordType.response, parse_http=True)
    for number, record in enumerate(archive, start=1):
        kind = (record.http_content_type or "").strip().lower()
        if kind not in _HTML and kind not in _UNTOLD:
            continue
        if record.content_length > options.record_bytes:
            yield Raw(number, Refused(f"the page is longer than {options.record_bytes:,} bytes"), 0)
            continue
        length, body = record.content_length, record.reader.read()
        if len(body) < length:
            raise EOFError(f"the archive ends in the middle of record {record.record_id}")
        http = record.http_headers
        page = _Page(
            body, record.record_id, record.headers.get("WARC-Target-URI"),
            http.get("Transfer-Encoding") or "", http.get("Content-Encoding") or "",
            known_encoding(record.http_charset),
        )  # fmt: skip
        if kind in _HTML or _may_be_html(page):
            yield Raw(number, page, length)


def _may_be_html(page: _Page) -> bool:
    """Tell a page from an image and the like by its body; True too for one that only the worker can say is broken."""
    if not page.body:
        return False
    try:
        head = decoded(page.body, page.transfer, page.content)[:_HEAD]
    except InputError:
        return True
    said = to_utf8(head).decode("utf-8", "replace").lower()
    return is_html(said) and (not said.lstrip("\ufeff \t\r\n").startswith("<?xml") or "<html" in said)


def fields(data: Any) -> dict[str, Any]:
    """Return the page, decoded."""
    page: _Page = data
    body = decoded(page.body, page.transfer, page.content)
    # Servers say one charset for all they serve; what is UTF-8 is UTF-8 all the same.
    charset = None if page.charset is None or is_utf8(body) else page.charset
    return {"text": body, "id": page.id, "url": page.url, "encoding": charset}


def names(options: Options) -> Names:  # noqa: ARG001
    """Return the names that `read` gives, whatever the options say."""
    return Names()
