"""Mbox: each message is a record. The id is its Message-ID."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from forumclean.bulk.inputs.base import Names, Raw, Refused
from forumclean.bulk.inputs.streams import Stream
from forumclean.bulk.options import Options
from forumclean.errors import InputError

__all__ = ["fields", "is_mbox", "names", "read"]

_FIELD = re.compile(rb">?[A-Za-z][\w-]{0,50}( [^:\r\n]{0,200})?:|>From ")
_ENVELOPE = re.compile(rb"From \S[^\r\n]*\r?\n(?:[A-Za-z][\w-]{1,50}:|>From )")
_ID = re.compile(rb"^message-id:\s{0,4}(<[^<>\s]{1,500}>)", re.I | re.M)
_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
_BLANK = (b"\n", b"\r\n")
# A line is read in pieces of so many bytes, so that one without an end takes no memory.
_LINE = 1 << 16


def is_mbox(head: bytes) -> bool:
    r"""Tell by its first bytes.

    >>> is_mbox(b"From ann@a.example Thu Mar 14 09:15:00 2024\nTo: b@a.example\n"), is_mbox(b"From here on.\n")
    (True, False)
    """
    return bool(_ENVELOPE.match(head))


def read(stream: Stream, options: Options) -> Iterator[Raw]:
    """Yield the messages, counted from 1.

    Raises:
        InputError: the file does not begin as an mbox does.
    """
    for number, message in enumerate(_messages(stream.open(), options.record_bytes, stream.path), start=1):
        if message is None:
            yield Raw(number, Refused(f"the message is longer than {options.record_bytes:,} bytes"), 0)
        else:
            yield Raw(number, message, len(message))


def _messages(data: BinaryIO, limit: int, name: str) -> Iterator[bytes | None]:
    """Cut a file where a line "From …" stands below a blank one and above a field; None: a message is too long."""
    lines: list[bytes] = []
    size, may_end, began = 0, True, False
    line = data.readline(_LINE)
    while line:
        following = data.readline(_LINE)
        if may_end and line.startswith(b"From ") and (not following or _FIELD.match(following)):
            if began:
                yield b"".join(lines) if size <= limit else None
            lines, size, began = [], 0, True
        elif not began and line not in _BLANK:
            raise InputError(f"{name}: this is no mbox: the first line of one begins with 'From '")
        size += len(line)
        if size <= limit:
            lines.append(line)
        may_end = line in _BLANK
        line = following
    if began:
        yield b"".join(lines) if size <= limit else None


def fields(data: Any) -> dict[str, Any]:
    """Return the message, and its id where it has one."""
    found = _ID.search(_END_OF_HEAD.split(data, maxsplit=1)[0])
    return {"text": data, "id": found[1].decode("ascii", "replace") if found else None}


def names(options: Options) -> Names:  # noqa: ARG001
    """Return the names that `fields` gives, whatever the options say."""
    return Names()
