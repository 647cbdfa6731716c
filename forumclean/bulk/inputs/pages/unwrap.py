"""Unwrap: a page out of its compression, and out of the file that a browser saved it in."""

from __future__ import annotations

from forumclean.bulk.inputs.pages.mhtml import Page, is_mhtml, page_in
from forumclean.bulk.inputs.streams import unpacked
from forumclean.reader.mail.message import is_message

__all__ = ["LARGEST", "Page", "unwrapped"]

LARGEST = 256 << 20


def unwrapped(data: bytes, limit: int = LARGEST) -> Page:
    """Return the page in the bytes of a file; what is neither compressed nor MHTML is given back as it is.

    Raises:
        InputError: it is cut off, there is no page in it, or it is longer than ``limit``.
        MissingExtraError: it is zstd, and the package is missing.

    >>> import gzip
    >>> unwrapped(gzip.compress(b"<p>News</p>")).text, unwrapped(b"News").text
    (b'<p>News</p>', b'News')
    """
    data = unpacked(data, limit)
    # A message of mail has the same form; its reader knows which of its parts to take.
    return page_in(data) if is_mhtml(data) and not is_message(data) else Page(data)
