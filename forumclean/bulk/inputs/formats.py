"""Formats: what a file is, by its name, and where that does not say it by its first bytes."""

from __future__ import annotations

import json
import re
from pathlib import Path

from forumclean.bulk.inputs.mail.mbox import is_mbox
from forumclean.bulk.inputs.pages.mhtml import is_mhtml
from forumclean.bulk.inputs.streams import Stream, stem_of
from forumclean.bulk.options import InputFormat
from forumclean.errors import MissingExtraError
from forumclean.reader.mail.message import is_message

__all__ = ["format_in_folder", "format_named", "format_of"]

_NAMES = {
    ".jsonl": InputFormat.JSONL, ".ndjson": InputFormat.JSONL, ".json": InputFormat.JSON, ".csv": InputFormat.CSV,
    ".tsv": InputFormat.CSV, ".parquet": InputFormat.PARQUET, ".pq": InputFormat.PARQUET, ".warc": InputFormat.WARC,
    ".mbox": InputFormat.MBOX,
    **dict.fromkeys((".txt", ".html", ".htm", ".xhtml", ".mhtml", ".mht", ".eml"), InputFormat.FILES),
}  # fmt: skip
_HEAD = 1 << 16
_SPACE = b"\xef\xbb\xbf \t\r\n"
_PAGE = re.compile(rb"(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
_ARRAY = re.compile(rb"\[\s*[{\]]")
_OBJECT = re.compile(rb'\{\s*["}]')


def format_named(path: Path) -> InputFormat | None:
    """Tell by the name.

    >>> format_named(Path("part-0.jsonl.gz")), format_named(Path("part-0"))
    (<InputFormat.JSONL: 'jsonl'>, None)
    """
    return _NAMES.get(stem_of(path).suffix.lower())


def format_of(path: Path) -> InputFormat | None:
    """Tell by the name, else by the first bytes; None: nobody can tell.

    A name with ``.json`` says little: arrays and lines are both called so.

    Raises:
        OSError: it cannot be read.
    """
    named = format_named(path)
    if named is not None and named is not InputFormat.JSON:
        return named
    found = _found(_head(path))
    if named is InputFormat.JSON:
        return found if found in (InputFormat.JSON, InputFormat.JSONL) else InputFormat.JSON
    return found


def format_in_folder(path: Path, given: InputFormat | None) -> InputFormat | None:
    """Tell as what a file of a folder is read; None: it is passed over.

    Args:
        path: the file.
        given: what the files are said to be; it takes those that nobody can tell, and leaves those that are something
            else.

    Raises:
        OSError: it cannot be read.
    """
    # Names that begin so are the tools' own: .DS_Store, ._post.txt, .part-0.crc, _SUCCESS, _metadata.
    if path.name.startswith(".") or (path.name.startswith("_") and format_named(path) is None):
        return None
    found = format_of(path)
    if given is None or found is given:
        return found
    return given if found is None and b"\0" not in _head(path) else None


def _head(path: Path) -> bytes:
    stream = Stream(str(path))
    try:
        return stream.open().read(_HEAD)
    except MissingExtraError:
        return b""
    finally:
        stream.close()


def _found(head: bytes) -> InputFormat | None:  # noqa: PLR0911  one way out a format
    text = head.lstrip(_SPACE)
    if head.startswith(b"PAR1"):
        return InputFormat.PARQUET
    if head.startswith(b"WARC/"):
        return InputFormat.WARC
    if is_mbox(head):
        return InputFormat.MBOX
    if _PAGE.match(text) or is_mhtml(head) or is_message(head):
        return InputFormat.FILES
    if _ARRAY.match(text):
        return InputFormat.JSON
    if _OBJECT.match(text):
        return InputFormat.JSONL if _is_line(text) else InputFormat.JSON
    return None


def _is_line(text: bytes) -> bool:
    line, end, _ = text.partition(b"\n")
    try:
        json.loads(line)
    except ValueError:
        return not end  # it goes on behind what was read
    return True
