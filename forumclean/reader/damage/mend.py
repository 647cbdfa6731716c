"""Mend: all damage that a text may have, one after the other."""

from __future__ import annotations

from forumclean.reader.damage.escapes import without_escapes
from forumclean.reader.damage.mojibake import without_mojibake
from forumclean.reader.damage.transfer import without_base64, without_quoted_printable

__all__ = ["mend", "mend_encoding"]

_WAYS = (
    (without_base64, "base64 was decoded"),
    (without_quoted_printable, "quoted-printable was decoded"),
    (without_escapes, "HTML escapes were read as the characters they stand for"),
)


def mend(text: str) -> tuple[str, list[str]]:
    """Undo what is sure to be damage.

    Returns:
        The text, the same object where there was nothing to do; and what was done, for a person.

    >>> mend("&gt; Rain &amp; fog."), mend("Rain & fog.")
    (('> Rain & fog.', ['HTML escapes were read as the characters they stand for']), ('Rain & fog.', []))
    """
    told: list[str] = []
    for undo, what in _WAYS:
        if (mended := undo(text)) is not None:
            text = mended
            told.append(what)
    return text, told


def mend_encoding(text: str) -> tuple[str, list[str]]:
    """Mend what was decoded as what it is not, where ftfy is sure of it.

    Returns:
        As `mend`.

    Raises:
        MissingExtraError: ftfy is not installed.
    """
    mended = without_mojibake(text)
    return (text, []) if mended is None else (mended, ["characters that had been decoded wrongly were mended"])
