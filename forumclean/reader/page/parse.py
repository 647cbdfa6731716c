"""Markup to a tree: right encoding first, then lxml's parser straight on bytes."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from functools import cached_property
from operator import methodcaller
from typing import Any

from lxml import etree

from forumclean.reader.page.encoding import decode, is_utf8
from forumclean.reader.page.visibility import hide_copies, uncover

__all__ = ["Page", "parse_page", "to_utf8"]

Element = Any

_CLASS = methodcaller("get", "class")
_DEEPEST = 2000  # libxml2 gives a page up at a depth of 2048
_BLOCK_TAG = re.compile(
    rb"</?(?:address|article|aside|blockquote|center|d[dlt]|details|div|figure|footer|form|h[1-6]|header|hr|li|main|nav|"
    rb"ol|p|pre|section|table|t[dhr]|tbody|thead|tfoot|ul)\b[^>]{0,2000}>",
    re.I,
)
_INLINE_TAG = re.compile(rb"</?(?!script|style|br\b|title|head|body|html|meta|textarea)[a-z][^<>]{0,2000}>", re.I)
_WINDOW = 1 << 16
_ATTRIBUTES = 2000
_KEPT = 1 << 14
# React sends what takes longer behind the rest of a page, hidden, and a script of the page moves it to its place.
_STREAMED = re.compile(rb'<div hidden(?:="")? (?=id="S:)')
# The parser takes what stands in noframes for text without tags. Of the same length, so that offsets stay.
_NO_FRAMES = re.compile(rb"<(/?)noframes(?=[\s/>])", re.I)
# The parser drops what stands behind the first end of a page, which browsers show.
_ENDS = (b"</html", b"</HTML")
_SHOWN = re.compile(rb"<(?!script|style|noscript|link|img|iframe|meta)[a-z]", re.I)
_FEW_LINES = 20
_END_TAG = re.compile(rb"</(?:html|body)\s*>", re.I)
_WHOLE_PAGE = re.compile(rb"<(?:html|body|head|!doctype)\b", re.I)


@dataclass(frozen=True)
class Page:
    """A parsed page.

    Attributes:
        root: its html element.
        source: its markup in UTF-8.
        whole: True for a page, False for a fragment.
    """

    root: Element
    source: bytes
    whole: bool

    @cached_property
    def looks(self) -> tuple[list[Element], list[str | None]]:
        """All elements in document order, and the class of each, as the page came.

        Every step asks for elements: they are not made again and again where somebody holds them.
        """
        elements = list(self.root.iter("*"))
        return elements, list(map(_CLASS, elements))


def parse_page(raw: Any, *, is_utf8: bool = False) -> Page:
    """Parse markup, or take over a tree from lxml or bs4.

    Args:
        raw: the markup or the tree.
        is_utf8: bytes are known to be UTF-8.

    Raises:
        TypeError: ``raw`` is neither.
    """
    if isinstance(raw, str):
        source = raw.encode("utf-8", "replace")
    elif isinstance(raw, (bytes, bytearray, memoryview)):
        source = to_utf8(bytes(raw), is_known=is_utf8)
    elif isinstance(raw, etree._ElementTree):
        return parse_page(raw.getroot())
    elif isinstance(raw, etree._Element):
        source = etree.tostring(raw, method="html", encoding="utf-8", with_tail=False)
    elif hasattr(raw, "decode") and hasattr(raw, "descendants"):
        source = str(raw.decode()).encode("utf-8", "replace")
    else:
        raise TypeError(f"HTML must be str, bytes, an lxml element or a bs4 Tag, not {type(raw).__name__}")
    source = _without_attribute_floods(source.replace(b"\0", b""))
    if b' id="S:' in source:
        source = _STREAMED.sub(b"<div ", source)
    root = _parse(source)
    if root is not None and _ends_early(root, source) and (whole := _with_one_end(source)) is not source:
        source, root = whole, _parse(whole)
    if root is not None and next(root.iter("noframes"), None) is not None:
        source = _NO_FRAMES.sub(rb"<\1div     ", source)
        root = _parse(source)
    if _is_given_up(root):
        root = _parse(_flattened(source))
    if root is None:
        root = etree.Element("html")
    uncover(root, source)
    hide_copies(root, source)
    return Page(root, source, bool(_WHOLE_PAGE.search(source[:4096])))


def _parse(source: bytes) -> Element:
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, recover=True, collect_ids=False
    )
    try:
        return etree.fromstring(source, parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None


def _ends_early(root: Element, source: bytes) -> bool:
    """True where the tree may end before the page does: many lines follow, or none tell."""
    last = root
    while len(last):
        last = last[-1]
    lines = source.count(b"\n")
    return lines < _FEW_LINES or lines - (last.sourceline or 0) > _FEW_LINES


def _with_one_end(source: bytes) -> bytes:
    """Blank the ends of a page behind which more than scripts follows; the length stays.

    >>> _with_one_end(b"<p>menu</body></html><p>news</html>")
    b'<p>menu              <p>news       '
    """
    end = min((at for tag in _ENDS if (at := source.find(tag)) >= 0), default=-1)
    if end < 0 or _SHOWN.search(source, end) is None:
        return source
    return _END_TAG.sub(lambda found: b" " * len(found[0]), source)


def _without_attribute_floods(source: bytes) -> bytes:
    """Cut tags of thousands of attributes: the parser compares each attribute with all before it.

    >>> flood = b"<p " + b" ".join(b'a%d=""' % n for n in range(40_000)) + b">news"
    >>> len(_without_attribute_floods(flood)) < 20_000
    True
    """
    pieces: list[bytes] = []
    taken = closed = 0
    # A tag that long fills at least one of these windows: no page has to be searched character by character.
    for start in range(0, len(source) - _WINDOW, _WINDOW):
        if start < closed or source.find(b">", start, start + _WINDOW) >= 0:
            continue
        opened, closed = source.rfind(b"<", closed, start + 1), source.find(b">", start + _WINDOW)
        closed = closed if closed >= 0 else len(source)
        # One long attribute, such as an image or the data of the page, is no flood.
        if opened >= 0 and source.count(b"=", opened, closed) >= _ATTRIBUTES:
            pieces += [source[taken:opened], source[opened : opened + _KEPT].rpartition(b" ")[0]]
            taken = closed
    return b"".join((*pieces, source[taken:])) if pieces else source


def _is_given_up(root: Element) -> bool:
    """True when the parser stopped because elements nest too deep: the last path through the tree ends at its limit."""
    if root is None:
        return True
    depth = 0
    while len(root) and depth < _DEEPEST:
        root, depth = root[-1], depth + 1
    return depth >= _DEEPEST


def _flattened(source: bytes) -> bytes:
    """The same text without the nesting: block tags become line breaks, other tags go."""
    return _INLINE_TAG.sub(b"", _BLOCK_TAG.sub(b"<br>", source))


def to_utf8(raw: bytes, *, is_known: bool = False) -> bytes:
    """Bytes of a page in any encoding, or known to be UTF-8, to UTF-8 without a mark.

    >>> to_utf8('<meta charset="windows-1251"><p>Мост'.encode("cp1251")).decode()
    '<meta charset="windows-1251"><p>Мост'
    """
    has_mark = raw.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in raw[:64]
    return raw if not has_mark and (is_known or is_utf8(raw)) else decode(raw).text.encode("utf-8", "replace")
