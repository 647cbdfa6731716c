"""Text to tokens: what may be a tag, an entity, or the markup that engines store beside BBCode."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from forumclean.reader.bbcode.tags import Role, roles

__all__ = ["CLOSE", "MARKUP", "OPEN", "SHOWN", "Token", "is_stored_as_xml", "tokens_of"]

OPEN, CLOSE, SHOWN, MARKUP = "open", "close", "shown", "markup"

# No part of it is tried twice, and a value in quotes is of one line, so that the time is linear. After the name comes
# the number with which phpBB marks the tags of one post ("[b:3f9a21c7]").
_NAME = r"(?P<name>\*|[a-z][a-z0-9_.-]{0,19})"
_UID = r"(?P<uid>(?::[0-9a-z]{1,12})*)"
_QUOTED = r"""(?<==)(?:"[^"\n]{0,300}"|'[^'\n]{0,300}'|&quot;(?:(?!&quot;)[^\n]){0,300}&quot;)(?=[\]\s:;,])"""
_CLAN = r"(?<==)\[[^\[\]\n]{1,20}\]"  # a name may begin with brackets of its own
_VALUE = rf"(?P<value>(?:(?==|\s{{1,3}}[\w-]{{1,20}}\s?=)(?:{_QUOTED}|{_CLAN}|[^\[\]\n])++)?)"
_CLOSES = rf"(?P<close>/){_NAME}{_UID}\s{{0,3}}"
_OPENS = rf"{_NAME}{_UID}{_VALUE}".replace("<name>", "<opens>").replace("<uid>", "<mark>")
_BRACKETS = rf"\[(?:{_CLOSES}|{_OPENS}\s?/?)\]"
_ENTITY = r"(?P<entity>&(?:\#\d{1,7}|\#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});)"
# What phpBB, vBulletin and SMF store: line breaks, links that they found by themselves, smilies.
_HTML = r"(?P<html><(?:br\b[^<>]{0,20}>\r?\n?|!--[^<>]{0,200}-->|/?a\b[^<>]*>|img\b[^<>]*>))"
# What phpBB 3.2 and Flarum store: XML around the source, whose tags and marks stand in <s> and <e>.
_XML = r"(?P<html><(?:br\b[^<>]{0,20}>\r?\n?|(?P<part>(?-i:[sei]))>(?P<mark_text>[^<]*)</(?P=part)>|/?[a-z_][^<>]*>))"
_TOKEN = re.compile(f"{_BRACKETS}|{_ENTITY}|{_HTML}", re.I)
_XML_TOKEN = re.compile(f"{_BRACKETS}|{_ENTITY}|{_XML}", re.I)
_LONGEST = 600  # characters of a value that are looked at
_ALT = re.compile(r"""\balt=(?:"([^"]*)"|'([^']*)')""", re.I)
_SMILEY = re.compile(r"SMILIES_PATH|smil(?:ie|ey)|emoticon|emoji", re.I)


@dataclass(frozen=True, slots=True)
class Token:
    """A part of the text that is no text, or stands for some.

    Attributes:
        start: where it begins.
        end: where it ends.
        what: ``OPEN`` or ``CLOSE``: a tag; ``SHOWN``: it stands for ``text``; ``MARKUP``: it stands for nothing.
        name: of the tag.
        role: what the tag does.
        value: all that follows the name of a tag: ``="Ann" post_id=2``.
        uid: phpBB's mark behind the name.
        text: what is shown in its place.
    """

    start: int
    end: int
    what: str
    name: str = ""
    role: Role | None = None
    value: str = ""
    uid: str = ""
    text: str = ""


def is_stored_as_xml(source: str) -> bool:
    """True for a post as phpBB 3.2 and Flarum store it.

    >>> is_stored_as_xml("<t>Rain &amp; sun<br/>May</t>"), is_stored_as_xml("<table></table>")
    (True, False)
    """
    head, tail = source[:20].lstrip()[:3].lower(), source[-20:].rstrip()[-4:].lower()
    return (head, tail) in (("<r>", "</r>"), ("<t>", "</t>"))


def tokens_of(source: str) -> Iterator[Token]:
    """All that may be a tag of a known name, in order, and what stands for a character or a line break."""
    is_xml = is_stored_as_xml(source)
    known = roles()
    for found in (_XML_TOKEN if is_xml else _TOKEN).finditer(source):
        start, end = found.span()
        if found["entity"]:
            text = unescape(found["entity"])
            if text and text != found["entity"]:
                yield Token(start, end, SHOWN, text=text)
        elif found["html"]:
            if is_xml and found["part"]:
                yield from _in_mark(source, found)
            else:
                yield _of_html(found["html"], start, end)
        else:
            name = (found["name"] or found["opens"]).lower()
            if (role := known.get(name)) is not None:
                what = CLOSE if found["close"] else OPEN
                yield Token(
                    start, end, what, name, role, (found["value"] or "")[:_LONGEST], found["uid"] or found["mark"] or ""
                )


def _in_mark(source: str, found: re.Match[str]) -> Iterator[Token]:
    """The mark that XML keeps of the source: a tag of BBCode, or one of Markdown, which is not shown."""
    start, end = found.span("mark_text")
    tag = _TOKEN.fullmatch(source, start, end)
    name = (tag["name"] or tag["opens"] or "").lower() if tag else ""
    role = roles().get(name)
    if tag is None or role is None:
        yield Token(found.start(), found.end(), MARKUP)
        return
    yield Token(
        found.start(), found.end(), CLOSE if tag["close"] else OPEN, name, role, (tag["value"] or "")[:_LONGEST]
    )


def _of_html(markup: str, start: int, end: int) -> Token:
    if markup[:3].lower() == "<br":
        return Token(start, end, SHOWN, text="\n")
    if markup[:4].lower() == "<img" and _SMILEY.search(markup) and (alt := _ALT.search(markup)):
        return Token(start, end, SHOWN, text=unescape(alt[1] or alt[2] or "") or " ")
    return Token(start, end, MARKUP)
