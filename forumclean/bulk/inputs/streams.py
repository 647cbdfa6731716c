"""Compressed files: reading a stream of any codec, and writing it in members that can be cut apart."""

from __future__ import annotations

import gzip
import io
import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from forumclean.extras import extra

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = ["STDIN", "Codec", "Stream", "codec_of", "compress", "stem_of"]

STDIN = "-"
_ZSTD_MAGIC, _GZIP_MAGIC = b"\x28\xb5\x2f\xfd", b"\x1f\x8b"
# What a block of this size can grow to fits into memory even when it was made to hurt.
_ZSTD_BLOCK = 8 << 10


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


class Stream:
    """An input that is being read: decompressed by what its first bytes say, and how far it has been read."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._file: BinaryIO | None = None
        self._passed = 0

    def open(self) -> io.BufferedReader:
        """Return the decompressed bytes."""
        file = sys.stdin.buffer if self.path == STDIN else Path(self.path).open("rb")  # noqa: SIM115
        self._file = file
        head = cast("io.BufferedReader", file).peek(4)
        if head.startswith(_GZIP_MAGIC):
            return io.BufferedReader(cast("io.RawIOBase", gzip.GzipFile(fileobj=file)), 1 << 17)
        if head.startswith(_ZSTD_MAGIC):
            return io.BufferedReader(_ZstdFile(file), 1 << 17)
        return cast("io.BufferedReader", file)

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


class _ZstdFile(io.RawIOBase):
    """zstd frames as one stream; unlike zstandard's own reader it does not take a frame that is cut off for the end."""

    def __init__(self, file: BinaryIO) -> None:
        self._blocks = _zstd_blocks(file)
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


def _zstd_blocks(file: BinaryIO) -> Iterator[bytes]:
    with extra("zstd"):
        import zstandard
    frame = None
    try:
        while data := file.read(_ZSTD_BLOCK):
            while data:
                frame = frame or zstandard.ZstdDecompressor().decompressobj()
                yield frame.decompress(data)
                data, frame = (frame.unused_data, None) if frame.eof else (b"", frame)
    except zstandard.ZstdError as error:
        raise OSError(str(error)) from None
    if frame is not None:
        raise EOFError("the last zstd frame is cut off")
