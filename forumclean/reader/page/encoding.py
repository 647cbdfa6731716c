"""Bytes to text: what they say of themselves, then UTF-8, then what two detectors make of them."""

from __future__ import annotations

import codecs
import difflib
import encodings.aliases
import re
from contextlib import suppress
from typing import NamedTuple

from forumclean.errors import InputError

__all__ = ["Decoded", "check_encoding", "decode", "is_utf8", "known_encoding"]

# UTF-32 first: its little-endian mark begins with the UTF-16 one.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What browsers read under a label (WHATWG Encoding Standard), where Python's codec of that name reads less or is called
# otherwise.
_AS_BROWSERS = {
    "ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874", "tis-620": "cp874",
    "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "shift_jis_2004": "cp932", "euc_kr": "cp949",
    "big5": "big5hkscs",
}  # fmt: skip
_LABELS = {"windows-874": "cp874", "iso-8859-8-i": "iso8859-8", "x-sjis": "cp932", "x-user-defined": "cp1252"}
# Encodings in which pages and posts were written: what else there is, detectors mistake short texts for.
_POSTED = [
    "cp866", "cp874", "cp932", "cp949", "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257",
    "cp1258", "big5hkscs", "euc_jis_2004", "euc_kr", "gb18030", "iso8859-2", "iso8859-4", "iso8859-5",
    "iso8859-6", "iso8859-7", "iso8859-8", "iso8859-13", "iso8859-15", "koi8-r", "koi8-u", "shift_jis_2004",
]  # fmt: skip
_REPLACED = "some bytes were not text and were replaced"
_SURE = 0.08  # confidence of the first detector below which the second is right more often
_ALIKE = 0.1  # share of the letters beyond ASCII that two readings may have apart
_BROKEN = 0.2  # of what is UTF-8 and not ASCII may be broken: the rest is no chance
_SAMPLE = 4096
_HEAD = 2048
_PAGE = 1 << 17
_PIECE = 1 << 13
_SCRIPT = re.compile(rb"<(?:script|style)\b", re.I)
_TAG = re.compile(rb"<[a-z/!][^<>]*>", re.I)
_CONTROL = re.compile("[\x80-\x9f]")
_XML_SAYS = re.compile(rb"^\s*<\?xml[^>]*\bencoding\s*=\s*['\"]([^'\"]*)['\"]", re.I)
_META_SAYS = re.compile(rb"<\s*meta[^>]+charset\s*=\s*[\"']?([^>]*?)[ /;'\">]", re.I)
_ESCAPE = re.compile(rb"\x1b[$(]")


class Decoded(NamedTuple):
    """Text, and what a person should know of how it was read."""

    text: str
    warnings: tuple[str, ...] = ()


def decode(raw: bytes, encoding: str | None = None) -> Decoded:
    r"""Decode bytes.

    A byte order mark decides, and is not part of the text; then the encoding that the caller names. Without one, what
    is valid UTF-8 is UTF-8, whatever a page says; then what its meta tag says counts, then what detectors find.

    Args:
        raw: the bytes.
        encoding: what they are written in, as Python or the web calls it.

    Raises:
        InputError: there is no such encoding.

    >>> decode("Größe".encode("utf-16")).text, decode("Größe".encode("latin-1")).text, decode(b"\xb1", "latin2").text
    ('Größe', 'Größe', 'ą')
    """
    named = check_encoding(encoding)
    for mark, of_mark in _MARKS:
        if raw.startswith(mark):
            return _decode_as(raw[len(mark) :], of_mark)
    if found := named or _wide_encoding(raw):
        return _decode_as(raw, found)
    if is_utf8(raw):
        return Decoded(raw.decode("utf-8"))
    return _seven_bits(raw) or _declared(raw) or _broken_utf8(raw) or _detected(raw)


def check_encoding(encoding: str | None) -> str | None:
    """The codec for an encoding that a caller names; None for None.

    Raises:
        InputError: there is none of that name.
    """
    if encoding is None or (codec := known_encoding(encoding)):
        return None if encoding is None else codec
    near = difflib.get_close_matches(encoding.lower(), [*encodings.aliases.aliases, *_LABELS, "windows-1250"], n=1)
    raise InputError(
        f"unknown encoding '{encoding}'"
        + (f"; did you mean '{near[0]}'?" if near else "; write one such as windows-1250")
    )


def known_encoding(name: str | None) -> str | None:
    """The codec that reads what a browser reads under this name; None for no name of a text encoding.

    >>> known_encoding("ISO-8859-1"), known_encoding("windows-874"), known_encoding("base64"), known_encoding("x-none")
    ('cp1252', 'cp874', None, None)
    """
    try:
        found = codecs.lookup(_LABELS.get((name or "").strip().lower(), (name or "").strip()))
    except (LookupError, ValueError):
        return None
    # Codecs from bytes to bytes have no text to give.
    return _AS_BROWSERS.get(found.name, found.name) if getattr(found, "_is_text_encoding", True) else None


def is_utf8(raw: bytes) -> bool:
    """True for valid UTF-8 that is no other encoding in disguise.

    In pieces: a whole page as a string would be megabytes of fresh memory.
    """
    if b"\x1b" in raw and _ESCAPE.search(raw):  # ISO 2022, the encodings of mail, in seven bits
        return False
    if raw.isascii():
        return True
    decode_piece = codecs.getincrementaldecoder("utf-8")().decode
    view = memoryview(raw)
    try:
        for start in range(0, len(raw), _PIECE):
            decode_piece(view[start : start + _PIECE])
        decode_piece(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _decode_as(raw: bytes, encoding: str) -> Decoded:
    try:
        return Decoded(raw.decode(encoding))
    except UnicodeDecodeError:
        return Decoded(raw.decode(encoding, "replace"), (_REPLACED,))


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


def _seven_bits(raw: bytes) -> Decoded | None:
    """ISO 2022, where escapes switch between ASCII and another set of characters."""
    if raw.isascii() and _ESCAPE.search(raw):
        for encoding in ("iso2022_jp_ext", "iso2022_kr"):
            with suppress(UnicodeDecodeError):
                return Decoded(raw.decode(encoding))
    return None


def _declared(raw: bytes) -> Decoded | None:
    """As a meta tag or an XML declaration says; None where there is none, or it is plainly wrong."""
    found = _XML_SAYS.search(raw, 0, _HEAD // 2) or _META_SAYS.search(raw, 0, max(_HEAD, len(raw) // 20))
    name = known_encoding(found[1].decode("ascii", "replace")) if found else None
    # A tag that could be read byte by byte is in no wide encoding; and what is UTF-8 has been found to be it.
    if name is None or name.startswith(("utf-16", "utf-32", "utf-8")):
        return None
    decoded = _decode_as(raw, name)
    # A page cut off in the middle of a character, or with one bad byte, is still what it says it is.
    bad = decoded.text.count("\ufffd") if decoded.warnings else 0
    is_cut = bad == 1 and decoded.text.endswith("\ufffd")
    return decoded if is_cut or bad <= 1 + len(decoded.text) // 1000 else None


def _broken_utf8(raw: bytes) -> Decoded | None:
    """UTF-8 with some bytes that are none: cut off, or pasted together of two texts."""
    decoded = _decode_as(raw, "utf-8")
    beyond = sum(1 for char in decoded.text if char > "\x7f")
    return decoded if 0 < decoded.text.count("\ufffd") <= _BROKEN * beyond else None


def _detected(raw: bytes) -> Decoded:
    """As the detectors find; a warning where they do not agree."""
    import chardet
    from chardetng_py import detect as second_opinion

    shown = _shown(raw)
    found = chardet.detect(shown, compat_names=False, include_encodings=_POSTED, no_match_encoding="cp1252")
    first = known_encoding(found["encoding"]) or "cp1252"
    second = known_encoding(second_opinion(shown)) or "cp1252"
    chosen, other = (first, second) if found["confidence"] >= _SURE else (second, first)
    # Nobody posts control characters: what Windows has in their place was meant.
    if _CONTROL.search(shown.decode(chosen, "replace")) and not _CONTROL.search(shown.decode(other, "replace")):
        chosen, other = other, chosen
    decoded = _decode_as(raw, chosen)
    if chosen == other or _are_alike(shown.decode(chosen, "replace"), shown.decode(other, "replace")):
        return decoded
    doubt = f"the bytes don't say their encoding: read as {chosen}, could be {other}; give encoding= if you know it"
    return Decoded(decoded.text, (*decoded.warnings, doubt))


def _are_alike(text: str, other: str) -> bool:
    if len(text) != len(other):
        return False
    beyond = sum(1 for char in text if char > "\x7f")
    return sum(1 for a, b in zip(text, other, strict=True) if a != b) <= _ALIKE * beyond


def _shown(raw: bytes) -> bytes:
    """What a reader sees of markup, as far as it is needed: tags and code are ASCII in every script of the world."""
    first, *others = _SCRIPT.split(raw[:_PAGE])
    # Each of the others begins inside a script or a style.
    text = _TAG.sub(b" ", first + b"".join(part.partition(b"</s")[2] for part in others))
    return raw[:_PAGE] if text.isascii() and b"\x1b" not in text else text
