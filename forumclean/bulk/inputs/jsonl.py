"""JSON lines: one object a line. Empty lines are passed over."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from typing import Any

import msgspec

from forumclean.bulk.inputs.base import Raw, Refused
from forumclean.bulk.inputs.base import named_by as names
from forumclean.bulk.inputs.streams import Stream
from forumclean.bulk.options import Options
from forumclean.errors import InputError

__all__ = ["fields", "names", "object_of", "read"]


def read(stream: Stream, options: Options) -> Iterator[Raw]:
    """Yield the lines that are not empty."""
    data, limit, number = stream.open(), options.record_bytes, 0
    while line := data.readline(limit + 1):
        number += 1
        if number == 1:
            line = line.removeprefix(codecs.BOM_UTF8)
        if len(line) > limit and not line.endswith(b"\n"):
            while (rest := data.readline(limit)) and not rest.endswith(b"\n"):
                pass
            yield Raw(number, Refused(f"the line is longer than {limit:,} bytes"), 0)
        elif line.strip() and not (stream.broken and _is_cut(line)):
            yield Raw(number, line, len(line))


def _is_cut(line: bytes) -> bool:
    """Whether a line is what is left of one where the input breaks off; the break is told anyway."""
    try:
        return not line.endswith(b"\n") and not json.loads(line)
    except ValueError:
        return True


def fields(data: Any) -> dict[str, Any]:
    """Return the object of a line."""
    return object_of(data, "the line")


def object_of(data: bytes, what: str) -> dict[str, Any]:
    """Return an object from its JSON.

    Raises:
        InputError: it is none; ``what`` is how the message calls it.
    """
    try:
        found = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError):
        # The standard parser also takes halves of surrogate pairs and NaN, and says where a mistake is.
        found = _parsed(data)
    if not isinstance(found, dict):
        raise InputError(f"{what} is JSON, but not an object")
    return found


def _parsed(data: bytes) -> Any:
    try:
        return json.loads(data.decode("utf-8").rstrip("\r\n"))
    except UnicodeDecodeError as error:
        raise InputError(f"not UTF-8: byte {error.object[error.start]:#04x} at column {error.start + 1}") from None
    except json.JSONDecodeError as error:
        raise InputError(f"not JSON: {error.msg} at column {error.colno}") from None
