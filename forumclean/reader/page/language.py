"""The language of a page, by what its markup says."""

from __future__ import annotations

from typing import Any

__all__ = ["language_of"]

Element = Any

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_NAMED = ("content-language", "og:locale", "language", "dc.language")


def language_of(root: Element) -> str | None:
    """What the html element says, or else the meta elements; of one language, the one that names a region.

    >>> from lxml import etree
    >>> page = '<html lang="en"><head><meta property="og:locale" content="en_GB"/></head></html>'
    >>> language_of(etree.fromstring(page)), language_of(etree.fromstring("<html/>"))
    ('en-GB', None)
    """
    said: list[str] = [value for name in ("lang", "xml:lang", _XML_LANG) if (value := root.get(name))]
    for meta in (meta for head in root.iterchildren("head") for meta in head.iterchildren("meta")):
        name = meta.get("http-equiv") or meta.get("property") or meta.get("name") or ""
        if name.lower() in _NAMED and (value := meta.get("content")):
            said.append(value)
    tags = [tag for value in said if (tag := value.split(",")[0].strip().replace("_", "-"))]
    if not tags:
        return None
    language = tags[0].partition("-")[0].lower()
    return next((tag for tag in tags if tag.lower().startswith(f"{language}-")), tags[0])
