"""Bytes to text: byte order marks first, then UTF-8, then what bs4's detectors make of the bytes."""

from __future__ import annotations

import codecs
import re

__all__ = ["decode"]

# UTF-32 first: its little-endian mark begins with the UTF-16 one.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 4096
_PAGE = 1 << 17
_SCRIPT = re.compile(rb"<(?:script|style)\b", re.I)
_TAG = re.compile(rb"<[a-z/!][^<>]*>", re.I)


def decode(raw: bytes) -> tuple[str, bool]:
    """Decode bytes of unknown encoding; True as the second value when characters had to be replaced.

    The byte order mark is not part of the text.

    >>> decode("Größe".encode("utf-16")), decode("naïve".encode("latin-1"))
    (('Größe', False), ('naïve', False))
    """
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return _decode_as(raw[len(mark) :], encoding)
    try:
        if not (wide := _wide_encoding(raw)):
            return raw.decode("utf-8"), False
        return _decode_as(raw, wide)
    except UnicodeDecodeError:
        return _detect(raw)


def _decode_as(raw: bytes, encoding: str) -> tuple[str, bool]:
    try:
        return raw.decode(encoding), False
    except UnicodeDecodeError:
        return raw.decode(encoding, "replace"), True


def _wide_encoding(raw: bytes) -> str | None:
    """UTF-16 and UTF-32 without a mark: mostly Western text has zero bytes at fixed places, other text has none.

    >>> _wide_encoding("Korea".encode("utf-16-be")), _wide_encoding(b"Korea"), _wide_encoding(bytes(8))
    ('utf-16-be', None, None)
    """
    sample = raw[:_SAMPLE]
    if len(sample) < 4 or 0 not in sample:
        return None
    filled = [sum(1 for byte in sample[i::4] if byte) * 4 / len(sample) > 0.6 for i in range(4)]
    empty = [sample[i::4].count(0) * 4 / len(sample) > 0.6 for i in range(4)]
    if len(raw) % 4 == 0 and filled[0] and empty[2] and empty[3]:
        return "utf-32-le"
    if len(raw) % 4 == 0 and filled[3] and empty[0] and empty[1]:
        return "utf-32-be"
    if filled[0] and filled[2] and empty[1] and empty[3]:
        return "utf-16-le"
    if filled[1] and filled[3] and empty[0] and empty[2]:
        return "utf-16-be"
    return None


def _detect(raw: bytes) -> tuple[str, bool]:
    """Bytes that are not Unicode: as declared, or Western, unless most letters are beyond ASCII.

    Statistical detectors misread short Western text, so they are asked only where the bytes speak for another script.
    """
    from bs4.dammit import EncodingDetector, UnicodeDammit

    declared = EncodingDetector.find_declared_encoding(raw, is_html=True)
    known = [declared] if declared else [] if _is_foreign(raw) else ["windows-1252"]
    found = UnicodeDammit(raw, known_definite_encodings=known, smart_quotes_to=None)
    name = (found.original_encoding or "").lower()
    if name.startswith("mac"):
        # The detectors' guess for short text in a Windows encoding; hardly anything was ever posted in a Mac one.
        return _decode_as(raw, "cp1251" if "cyr" in name else "cp1252")
    if found.unicode_markup is not None:
        return found.unicode_markup, bool(found.contains_replacement_characters)
    return raw.decode("utf-8", "replace"), True


def _is_foreign(raw: bytes) -> bool:
    first, *others = _SCRIPT.split(raw[:_PAGE])
    # Each of the others begins inside a script or a style; tags and code are ASCII in every script of the world.
    shown = first + b"".join(part.partition(b"</s")[2] for part in others)
    text = _TAG.sub(b"", shown)[:_SAMPLE]
    high = sum(1 for byte in text if byte >= 0x80)
    letters = sum(1 for byte in text if chr(byte).isascii() and chr(byte).isalpha())
    return high > letters
