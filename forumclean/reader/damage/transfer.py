"""What mail does to a text on its way, left in it: quoted-printable, and base64 of a whole text."""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error

__all__ = ["without_base64", "without_quoted_printable"]

_HEX = re.compile(r"(?:=[0-9A-F]{2})+")
# Two or more bytes of UTF-8; a blank, an equals sign or the like.
_MANY_BYTES = re.compile(
    r"(?:=C[2-9A-F]|=D[0-9A-F])=[89AB][0-9A-F]|=E[0-9A-F](?:=[89AB][0-9A-F]){2}|=F0(?:=[89AB][0-9A-F]){3}"
)
_ONE_BYTE = re.compile(r"=(?:20|09|3D|A0|2E|46)(?![0-9A-Za-z]*=(?![0-9A-F\r\n]))")
_SOFT = re.compile(r"(?<!=)=[ \t]*\r?\n")
# An equals sign that is itself; quoted-printable has none.
_BARE = re.compile(r"=(?![0-9A-F]{2}|[ \t]*(?:\r?\n|$))|==")
_WRAPPED = re.compile(r"^.{59,75}[^=\n]=[ \t]*$", re.M)
_BASE64 = re.compile(r"\s*(?:[A-Za-z0-9+/]{4,76}\r?\n)*[A-Za-z0-9+/]{2,76}={0,2}\s*")
_LEAST_BASE64 = 80
_WORDS = re.compile(r"\w{2,}\s")


def without_quoted_printable(text: str) -> str | None:
    r"""The text with its bytes decoded and its lines whole; None when it is not sure to be quoted-printable.

    >>> without_quoted_printable("Gr=C3=BC=C3=9Fe aus Hallam, wo es reg=\nnet.")
    'Grüße aus Hallam, wo es regnet.'
    >>> without_quoted_printable("a=20 and b=3D, x=\n5") is None
    True
    """
    if "=" not in text or _BARE.search(text):
        return None
    many, soft = len(_MANY_BYTES.findall(text)), len(_SOFT.findall(text))
    wrapped = len(_WRAPPED.findall(text)) if soft else 0
    if not (many >= 2 or (many and soft) or wrapped >= 2 or (wrapped and _ONE_BYTE.search(text))):
        return None
    return _HEX.sub(_decoded, _SOFT.sub("", text))


def _decoded(found: re.Match[str]) -> str:
    data = bytes.fromhex(found[0].replace("=", ""))
    for encoding in ("utf-8", "windows-1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return text if text.isprintable() or text.strip() == "" else found[0]
    return found[0]


def without_base64(text: str) -> str | None:
    """The text that a whole text of base64 stands for; None when it is something else.

    >>> from base64 import encodebytes
    >>> said = "The last night boat from Port Hallam will sail on the ninth of May, the harbour office said."
    >>> without_base64(encodebytes(said.encode()).decode()) == said, without_base64("Rain")
    (True, None)
    """
    if len(text) < _LEAST_BASE64 or " " in text.strip() or not _BASE64.fullmatch(text):
        return None
    try:
        said = b64decode("".join(text.split()), validate=True).decode("utf-8")
    except (Error, ValueError):
        return None
    is_text = all(char.isprintable() or char in "\r\n\t" for char in said)
    return said if is_text and _WORDS.search(said) else None
