"""WARC: the HTML of its responses. The URL and the id are those of the record."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from forumclean.bulk.errors import extra
from forumclean.bulk.inputs.base import Names, Raw, Refused
from forumclean.bulk.options import Options
from forumclean.bulk.streams import Stream

__all__ = ["fields", "names", "read"]

_HTML = ("text/html", "application/xhtml+xml")


def read(stream: Stream, options: Options) -> Iterator[Raw]:
    """Yield the pages; a record's number counts all responses."""
    with extra("warc"):
        from fastwarc.warc import ArchiveIterator, WarcRecordType
    # The file goes through our own stream, because fastwarc takes a gzip member that is cut off for the end.
    archive = ArchiveIterator(stream.open(), record_types=WarcRecordType.response, parse_http=True, auto_decode="all")
    for number, record in enumerate(archive, start=1):
        if (record.http_content_type or "").lower() not in _HTML:
            continue
        if record.content_length > options.record_bytes:
            yield Raw(number, Refused(f"the page is longer than {options.record_bytes:,} bytes"), 0)
            continue
        body = record.reader.read()
        page = {"text": body, "id": record.record_id, "url": record.headers.get("WARC-Target-URI")}
        yield Raw(number, page, len(body))


def fields(data: Any) -> dict[str, Any]:
    """Return the page, which is a dict."""
    page: dict[str, Any] = data
    return page


def names(options: Options) -> Names:  # noqa: ARG001
    """Return the names that `read` gives, whatever the options say."""
    return Names()
