"""Bodies as a server sent them: out of their chunks and their compression."""

from __future__ import annotations

import zlib

from forumclean.errors import InputError

__all__ = ["decoded"]

_GZIP_OR_ZLIB = zlib.MAX_WBITS | 32
_LARGEST = 256 << 20


def decoded(body: bytes, transfer: str, content: str) -> bytes:
    r"""Return a body without its ``Transfer-Encoding`` and ``Content-Encoding``.

    Archives often keep the headers of what they have taken off: a body that is not as they say is left as it is.

    Raises:
        InputError: the encoding is not known, or the body is broken.

    >>> decoded(b"5\r\nhello\r\n0\r\n\r\n", "chunked", "")
    b'hello'
    """
    if transfer.strip().lower() == "chunked":
        body = _joined(body)
    encoding = content.strip().lower()
    if encoding in ("", "identity") or body.lstrip()[:1] == b"<":
        return body
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise InputError(f"the page is encoded as '{encoding}'; only gzip and deflate are known")
    return _inflated(body)


def _joined(body: bytes) -> bytes:
    pieces: list[bytes] = []
    at = 0
    while True:
        head, line_end, _ = body[at : at + 1000].partition(b"\r\n")
        try:
            size = int(head.partition(b";")[0], 16)
        except ValueError:
            return body
        if size <= 0 or not line_end:
            return b"".join(pieces)
        at += len(head) + 2
        pieces.append(body[at : at + size])
        at += size + 2


def _inflated(body: bytes) -> bytes:
    for form in (_GZIP_OR_ZLIB, -zlib.MAX_WBITS):  # some servers send deflate without its header
        inflater = zlib.decompressobj(form)
        try:
            page = inflater.decompress(body, _LARGEST)
        except zlib.error:
            continue
        if inflater.unconsumed_tail:
            raise InputError(f"the page is longer than {_LARGEST:,} bytes when it is decompressed")
        return page
    raise InputError("the page is not as its Content-Encoding says")
