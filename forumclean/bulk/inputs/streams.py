"""Compressed files: reading a stream of any codec, and writing it in members that can be cut apart."""

from __future__ import annotations

import gzip
import io
import sys
import zlib
from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol, cast

from forumclean.errors import InputError
from forumclean.extras import extra

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = ["STDIN", "Codec", "Stream", "codec_of", "compress", "stem_of", "unpacked"]

STDIN = "-"
_ZSTD_MAGIC, _GZIP_MAGIC = b"\x28\xb5\x2f\xfd", b"\x1f\x8b"
# What a block of this size can grow to fits into memory even when it was made to hurt.
_BLOCK = 8 << 10


class Codec(StrEnum):
    """How a file is compressed."""

    PLAIN = ""
    GZIP = ".gz"
    ZSTD = ".zst"


def codec_of(name: str | Path) -> Codec:
    """Tell by the end of a name how to compress.

    >>> codec_of("posts.jsonl.gz"), codec_of("posts.jsonl")
    (<Codec.GZIP: '.gz'>, <Codec.PLAIN: ''>)
    """
    suffix = Path(name).suffix.lower()
    return Codec(suffix) if suffix in list(Codec) else Codec.PLAIN


def stem_of(name: str | Path) -> Path:
    """Return a name without the suffix of its compression.

    >>> stem_of("posts.jsonl.gz").suffix
    '.jsonl'
    """
    return Path(name).with_suffix("") if codec_of(name) else Path(name)


def compress(data: bytes, codec: Codec) -> bytes:
    """Return a member that stands by itself: members in a row are one stream."""
    if codec is Codec.GZIP:
        return gzip.compress(data, compresslevel=6, mtime=0)
    if codec is Codec.ZSTD:
        with extra("zstd"):
            import zstandard
        return zstandard.ZstdCompressor().compress(data)
    return data


def unpacked(data: bytes, limit: int) -> bytes:
    r"""Return bytes without their compression, if there is one.

    Raises:
        InputError: they are cut off, or longer than ``limit`` without it.

    >>> unpacked(gzip.compress(b"News"), 100), unpacked(b"News", 100)
    (b'News', b'News')
    """
    unpacker = _unpacker(cast("BinaryIO", io.BytesIO(data)), data[:4])
    if unpacker is None:
        return data
    with io.BufferedReader(unpacker) as reader:
        whole = reader.read(limit + 1)
    if len(whole) > limit:
        raise InputError(f"longer than {limit:,} bytes when it is decompressed")
    if unpacker.broken:
        raise InputError(f"cannot be decompressed: {unpacker.broken}")
    return whole


class Stream:
    """An input that is being read: decompressed by what its first bytes say, and how far it has been read."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._file: BinaryIO | None = None
        self._unpacker: _Unpacker | None = None
        self._passed = 0

    def open(self) -> io.BufferedReader:
        """Return the decompressed bytes. Where the input breaks off they end, and `broken` says why."""
        file = sys.stdin.buffer if self.path == STDIN else Path(self.path).open("rb")  # noqa: SIM115
        self._file = file
        self._unpacker = _unpacker(file, cast("io.BufferedReader", file).peek(4))
        if self._unpacker is None:
            return cast("io.BufferedReader", file)
        return io.BufferedReader(self._unpacker, 1 << 17)

    @property
    def broken(self) -> str | None:
        """Why the bytes have ended, where that was not the end."""
        return self._unpacker.broken if self._unpacker is not None else None

    def check(self) -> None:
        """Raise EOFError where the bytes have ended before their end."""
        if self.broken:
            raise EOFError(self.broken)

    def passed(self, size: int) -> None:
        """Note that so many bytes are done with, where there is not one file that could tell."""
        self._passed += size

    def at(self) -> int:
        """How many of the input's bytes have been read."""
        return self._file.tell() if self._file is not None and self._file.seekable() else self._passed

    def close(self) -> None:
        """Close the file; stdin stays open."""
        if self._file is not None and self.path != STDIN:
            self._file.close()


def _unpacker(file: BinaryIO, head: bytes) -> _Unpacker | None:
    if head.startswith(_GZIP_MAGIC):
        return _Unpacker(file, lambda: zlib.decompressobj(zlib.MAX_WBITS | 16), zlib.error)
    if head.startswith(_ZSTD_MAGIC):
        with extra("zstd"):
            import zstandard
        return _Unpacker(file, lambda: zstandard.ZstdDecompressor().decompressobj(), zstandard.ZstdError)
    return None


class _Member(Protocol):
    """One of the compressed pieces of which a file is made."""

    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, /) -> bytes: ...


class _Unpacker(io.RawIOBase):
    """Members of a compressed file as one stream.

    Unlike the readers of the packages it gives all that stands before a break, and does not take a member that is cut
    off for the end.
    """

    def __init__(self, file: BinaryIO, make: Callable[[], _Member], error: type[Exception]) -> None:
        self.broken: str | None = None
        self._blocks = self._decompressed(file, make, error)
        self._ready = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        target = memoryview(buffer).cast("B")
        while not self._ready:
            block = next(self._blocks, None)
            if block is None:
                return 0
            self._ready = memoryview(block)
        size = min(len(target), len(self._ready))
        target[:size], self._ready = self._ready[:size], self._ready[size:]
        return size

    def _decompressed(self, file: BinaryIO, make: Callable[[], _Member], error: type[Exception]) -> Iterator[bytes]:
        member = None
        try:
            while data := file.read(_BLOCK):
                while member is not None or (data := data.lstrip(b"\0")):  # zeros may fill up what is between them
                    member = member or make()
                    yield member.decompress(data)
                    if not member.eof:
                        break
                    data, member = member.unused_data, None
        except (error, OSError) as failure:
            self.broken = (isinstance(failure, OSError) and failure.strerror) or str(failure)
            return
        if member is not None:
            self.broken = "it is cut off"
