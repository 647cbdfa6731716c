"""The HTML of a message to the text that its plain part would be: quotes behind ">", a signature below "-- "."""

from __future__ import annotations

from typing import Any

from forumclean.reader.page.parse import parse_page

__all__ = ["text_of_markup"]

Element = Any
_BLOCKS = frozenset(
    ("address", "article", "blockquote", "body", "center", "dd", "div", "dl", "dt", "fieldset", "figure", "footer",
     "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main", "ol", "p", "pre", "section",
     "table", "tr", "ul")
)  # fmt: skip
_SPACED = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "table", "ul", "ol"))
_UNSEEN = frozenset(("script", "style", "head", "title", "template", "meta"))
# What programs of mail call the signature (Gmail, Thunderbird, Apple Mail, Outlook on telephones, Yahoo).
_SIGNATURES = (
    "gmail_signature",
    "moz-signature",
    "applemailsignature",
    "ms-outlook-mobile-signature",
    "yahoo-signature",
)


def text_of_markup(markup: str) -> str:
    """Write the HTML of a message as plain text.

    >>> print(text_of_markup("<p>Yes.</p><blockquote>Does it<br>rain?</blockquote>"))
    Yes.
    <BLANKLINE>
    > Does it
    > rain?
    """
    writer = _Writer()
    writer.write(parse_page(markup).root)
    return writer.text()


class _Writer:
    """Collects lines; a loop, because markup nests as deep as somebody likes."""

    def __init__(self) -> None:
        self._lines: list[tuple[int, str]] = []
        self._words: list[str] = []
        self._depth = self._kept = 0

    def write(self, root: Element) -> None:
        waiting: list[tuple[Element, bool]] = [(root, False)]
        while waiting:
            element, is_end = waiting.pop()
            if is_end:
                self._close(element)
                continue
            tag = element.tag if isinstance(element.tag, str) else ""
            if tag and tag not in _UNSEEN:
                self._open(element, tag)
                waiting.append((element, True))
                waiting += ((child, False) for child in reversed(element))
            else:
                self._say(element.tail)

    def text(self) -> str:
        self._end()
        while self._lines and not self._lines[-1][1]:
            self._lines.pop()
        return "\n".join(f"{'>' * depth} {line}".strip() if depth else line for depth, line in self._lines)

    def _open(self, element: Element, tag: str) -> None:
        if tag in _BLOCKS or tag == "br":
            self._end(blank=tag in _SPACED, is_break=tag == "br")
        if tag == "blockquote":
            self._depth += 1
        names = f"{element.get('class', '')} {element.get('id', '')}".lower()
        if any(name in names for name in _SIGNATURES) and not "".join(element.itertext()).lstrip().startswith("--"):
            self._end()
            self._lines.append((self._depth, "-- "))
        self._kept += tag == "pre"
        self._say(element.text)

    def _close(self, element: Element) -> None:
        if element.tag in _BLOCKS:
            self._end(blank=element.tag in _SPACED)
        if element.tag == "blockquote":
            self._depth -= 1
        self._kept -= element.tag == "pre"
        self._say(element.tail)

    def _say(self, text: str | None) -> None:
        """Take a text; inside "pre" its lines are lines."""
        first, *others = (text or "").split("\n") if self._kept else (text or "",)
        self._words.append(first)
        for line in others:
            self._end(is_break=True)
            self._words.append(line)

    def _end(self, *, blank: bool = False, is_break: bool = False) -> None:
        """End a line, where there is one."""
        words = "".join(self._words)
        line = words.strip() if self._kept else " ".join(words.split())
        self._words = []
        if line or (is_break and self._lines and (self._kept or self._lines[-1][1])):
            self._lines.append((self._depth, line))
        if blank and self._lines and self._lines[-1][1]:
            self._lines.append((0, ""))
