"""JSON: the objects of an array, or objects that follow each other, one by one however long the file is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from forumclean.bulk.inputs.base import Raw, Refused
from forumclean.bulk.inputs.base import named_by as names
from forumclean.bulk.inputs.jsonl import object_of
from forumclean.bulk.inputs.streams import Stream
from forumclean.bulk.options import Options

__all__ = ["fields", "names", "read"]

_BLOCK = 1 << 17
_SPACE = b"\xef\xbb\xbf \t\r\n"
_MARK = re.compile(rb'["\[\]{},]')
_STRING = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+', re.S)


def read(stream: Stream, options: Options) -> Iterator[Raw]:
    """Yield the elements; the number of each is its place in the file."""
    number = 0
    for number, element in enumerate(_elements(stream.open(), options.record_bytes), start=1):
        if element is None:
            yield Raw(number, Refused(f"the element is longer than {options.record_bytes:,} bytes"), 0)
        else:
            yield Raw(number, element, len(element))


def fields(data: Any) -> dict[str, Any]:
    """Return the object of an element."""
    return object_of(data, "the element")


def _elements(data: BinaryIO, limit: int) -> Iterator[bytes | None]:
    """Cut a file between its elements; None stands for one that is too long.

    Raises:
        EOFError: the file ends in the middle of an element, or goes on with something else.
    """
    splitter = _Splitter(limit)
    while block := data.read(_BLOCK):
        yield from splitter.split(block)
    splitter.end()


class _Splitter:
    """Finds the ends of elements by brackets and strings alone; what stands between them is for a worker to read."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._rest = bytearray()  # the element that has begun
        self._at = 0  # how much of it has been looked at
        self._depth = 0
        self._in_array = self._in_string = self._too_long = False

    def split(self, block: bytes) -> Iterator[bytes | None]:
        """Yield the elements that end in a block."""
        if len(self._rest) > self._limit:
            del self._rest[: self._at]
            self._at, self._too_long = 0, True
        self._rest += block
        begin = 0
        while (mark := self._next()) is not None:
            char = bytes(self._rest[mark : mark + 1])
            if self._depth == 0 and char in b"[{":
                self._check_between(begin, mark)
                self._in_array = char == b"["
                begin = self._at if self._in_array else mark
            self._depth += (char in b"[{") - (char in b"]}")
            if self._depth == 0 if char in b"]}" else self._depth == 1 and self._in_array and char == b",":
                element = bytes(self._rest[begin : mark if self._in_array else mark + 1]).strip(_SPACE)
                if element or self._too_long:
                    yield None if self._too_long or len(element) > self._limit else element
                begin, self._too_long = self._at, False
            if self._depth < 0:
                raise EOFError("more brackets are closed than were opened")
        del self._rest[:begin]
        self._at -= begin

    def end(self) -> None:
        """Raise EOFError where there should be more, or less."""
        if self._depth or self._in_string:
            raise EOFError("the JSON is cut off")
        self._check_between(0, len(self._rest))

    def _check_between(self, begin: int, end: int) -> None:
        if self._rest[begin:end].strip(_SPACE + b","):
            raise EOFError("what stands here is no JSON object")

    def _next(self) -> int | None:
        """The place of the next bracket or comma that is not in a string."""
        while self._at < len(self._rest):
            if self._in_string:
                match = _STRING.match(self._rest, self._at)
                self._at = match.end() if match else self._at
                if self._rest[self._at : self._at + 1] != b'"':
                    return None  # the string, or what is escaped in it, goes on in the next block
                self._in_string, self._at = False, self._at + 1
            found = _MARK.search(self._rest, self._at)
            self._at = found.end() if found else len(self._rest)
            if found and found[0] != b'"':
                return found.start()
            self._in_string = found is not None
        return None
