"""Text that was decoded as what it is not ("GrÃ¼ÃŸe"): told at a glance, and mended by ftfy only where that is sure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape

from forumclean.extras import extra

__all__ = ["ftfy_version", "shows_mojibake", "without_mojibake"]

# What the bytes 80 to BF are in Latin-1 and in Windows-1252: those that come second in UTF-8, and later.
_LATER = "".join(re.escape(bytes([byte]).decode("cp1252", "ignore")) for byte in range(0x80, 0xA0)) + "\x80-\xbf"
# UTF-8 read as one of those: Latin letters inside a word, where no capital and no mark stands; scripts of two bytes, of
# which a word has several letters; dashes and quotation marks; Indic and Thai letters, Chinese, Japanese and Korean;
# emoji.
_WRONG = re.compile(
    rf"(?<=[a-z])[\xc2-\xc5][{_LATER}]|[\xc2-\xc5][{_LATER}](?=[a-z])|(?:[\xc2-\xc5\xce-\xd1\xd7-\xdb][{_LATER}]){{2,}}"
    rf"|\xe2[\u20ac\x80][{_LATER}]|\xe0[\xa4-\xbf][{_LATER}]|[\xe3-\xed][{_LATER}]{{2}}|\xf0[\x9f\u0178][{_LATER}]{{2}}"
)
# All of them begin so: one look tells nearly every text that is right.
_MAY_BE_WRONG = re.compile(rf"[\xc2-\xc5\xce-\xd1\xd7-\xdb\xe0\xe2-\xed\xf0][{_LATER}]")
_LEAST = 6  # characters of such: two of them stand side by side in right texts too
_AROUND = re.compile(r"\S{1,40}")
_ESCAPED = re.compile(r"(?:&(?:[A-Za-z]{3,8}\d{0,2}|#\d{2,5}|#[xX][0-9A-Fa-f]{2,4});|[\x80-\uffff]){2,}")


def shows_mojibake(lines: Iterable[str]) -> str:
    """A word of a text that was read as Latin-1 or Windows-1252, and is UTF-8; "" when there are not several.

    >>> shows_mojibake(["GrÃ¼ÃŸe", "aus KÃ¶ln"]), shows_mojibake(["Spaß“, SÃO, CAFÉ…"])
    ('GrÃ¼ÃŸe', '')
    """
    said, word = 0, ""
    for line in lines:
        if line.isascii() or not _MAY_BE_WRONG.search(line):
            continue
        for found in _WRONG.finditer(line):
            if not word:
                start = max(line.rfind(" ", 0, found.start()) + 1, found.start() - len("mojibake"))
                around = _AROUND.search(line, start)
                word = around[0] if around else found[0]
            said += len(found[0])
            if said >= _LEAST:
                return word
    return ""


def without_mojibake(text: str) -> str | None:
    """The text as it should have been decoded; None when ftfy finds nothing wrong.

    What was escaped after it had been decoded wrongly ("&Atilde;&frac14;") is mended too.

    Raises:
        MissingExtraError: ftfy is not installed.
    """
    if "&" in text:
        text = _ESCAPED.sub(_plain, text)
    if text.isascii():
        return None
    with extra("ftfy"):
        from ftfy import fix_encoding
    mended = str(fix_encoding(text))
    return None if mended == text else mended


def _plain(found: re.Match[str]) -> str:
    said, text = unescape(found[0]), found.string
    around = text[max(0, found.start() - 1) : found.start()] + said + text[found.end() : found.end() + 1]
    return said if said != found[0] and _WRONG.search(around) else found[0]


def ftfy_version() -> str:
    """The version of ftfy, on which it depends what is mended.

    Raises:
        MissingExtraError: it is not installed.
    """
    with extra("ftfy"):
        import ftfy
    return str(ftfy.__version__)
