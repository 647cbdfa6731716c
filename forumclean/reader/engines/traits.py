"""What a page shows of the engine that made it, each trait worked out when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cached_property
from typing import Any

from lxml import etree

__all__ = ["Traits", "stems_of"]

Element = Any

# libxml2 goes through "//@id" with a step more for each element.
_IDS = etree.XPath("/descendant::*/@id", smart_strings=False)
_LEAST = 8  # characters of a stem: what is shorter stands on most pages


def stems_of(texts: Collection[bytes]) -> dict[bytes, bytes]:
    """Parts that several of some texts share, by text: where the part does not stand, none of them does.

    >>> stems_of([b"smf_theme_url", b"elk_theme_url", b"vbmenu"])
    {b'elk_theme_url': b'_theme_url', b'smf_theme_url': b'_theme_url'}
    """
    shared = [(text, part) for text in sorted(texts) for part in _parts(text) if sum(part in t for t in texts) > 1]
    found: dict[bytes, bytes] = {}
    for text, part in shared:
        found[text] = max(found.get(text, part), part, key=lambda each: (sum(each in t for t in texts), len(each)))
    return found


def _parts(text: bytes) -> list[bytes]:
    size = len(text)
    return [text[start:end] for start in range(size) for end in range(start + _LEAST, size + 1)]


class Traits:
    """The traits of one page.

    Args:
        root: the parsed page.
        source: its bytes.
        stems: of strings that may be asked for, as `stems_of` gives them.
        looks: gives the class of each element, where it is known.
    """

    def __init__(
        self,
        root: Element,
        source: bytes,
        stems: Mapping[bytes, bytes] | None = None,
        looks: Callable[[], Iterable[str | None]] | None = None,
    ) -> None:
        self._root, self._source, self._stems = root, source, stems or {}
        self._looks = looks or (lambda: (el.get("class") for el in root.iter("*")))
        self._seen: dict[bytes, bool] = {}

    @cached_property
    def marks(self) -> frozenset[str]:
        """Ids, classes and attributes of the html and body start tags, written as CSS."""
        return _start_marks(self._root)

    @cached_property
    def generator(self) -> str:
        """Content of the generator meta tag, lower case."""
        return _generator(self._root)

    @cached_property
    def classes(self) -> set[str]:
        """All classes on the page.

        >>> sorted(Traits(etree.HTML('<p class="a b">'), b"").classes)
        ['a', 'b']
        """
        return set().union(*(look.split() for look in set(self._looks()) if look))

    @cached_property
    def ids(self) -> set[str]:
        """All ids on the page."""
        return set(_IDS(self._root))

    def stands(self, text: bytes) -> bool:
        """True when a string stands in the source."""
        if text not in self._seen:
            stem = self._stems.get(text, text)
            self._seen[text] = (stem == text or self.stands(stem)) and text in self._source
        return self._seen[text]


def _start_marks(root: Element) -> frozenset[str]:
    """Ids, classes and attributes of the html and body start tags, written as CSS.

    >>> from lxml import etree
    >>> sorted(_start_marks(etree.HTML('<html id="XF" class="a b"><body data-x="1">')))
    ['body[data-x="1"]', 'body[data-x]', 'html#XF', 'html.a', 'html.b', 'html[class]', 'html[id]']
    """
    marks: set[str] = set()
    found: list[Element] = [root if root.tag == "html" else None, root if root.tag == "body" else root.find("body")]
    for el in (el for el in found if el is not None):
        for name, value in el.items():
            marks.add(f"{el.tag}[{name}]")
            if name == "class":
                marks.update(f"{el.tag}.{token}" for token in value.split())
            else:
                marks.add(f"{el.tag}#{value}" if name == "id" else f'{el.tag}[{name}="{value}"]')
    return frozenset(marks)


def _generator(root: Element) -> str:
    head = root.find("head")
    for meta in head.iter("meta") if head is not None else ():
        if (meta.get("name") or "").lower() == "generator":
            return (meta.get("content") or "").strip().lower()
    return ""
