"""What HTML's own elements mean for the flow of text. Nothing of any forum engine stands here."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any, Final

__all__ = [
    "BESIDE", "BLOCK", "BOLD", "CELL", "CONTROL", "DATED", "HEADINGS", "IMAGE", "INLINE", "LINE", "LINK", "NO_POST",
    "PARAGRAPH", "PRE", "PROSE", "ROW", "SCRIPT", "SKIP", "TAGS", "is_emoji", "is_hidden", "is_overlay",
]  # fmt: skip

# The two lowest bits say how many line ends an element puts before and after itself.
ROW: Final = 1
PARAGRAPH: Final = 2
PRE: Final = 4 | PARAGRAPH
SKIP: Final = 8
LINE: Final = 16
IMAGE: Final = 32
CELL: Final = 64
LINK: Final = 128
CONTROL: Final = 256
SCRIPT: Final = 512  # raised or lowered
BLOCK: Final = ROW | PARAGRAPH | CELL  # what ends a line

_PARAGRAPHS = (
    "address article aside blockquote center details dialog dl fieldset figure form footer frameset h1 h2 h3 h4 h5 h6 "
    "header hgroup hr main nav ol p section table ul"
)
_ROWS = "body caption dd div dt figcaption html legend li optgroup option summary tr tbody thead tfoot"
_SKIPPED = (
    "area audio base canvas col colgroup datalist embed frame head iframe input link meta noembed "
    "object param picture-source rp rt script select source style svg template textarea title track video"
)

TAGS: Final[dict[str, int]] = {
    **dict.fromkeys(_PARAGRAPHS.split(), PARAGRAPH),
    **dict.fromkeys(_ROWS.split(), ROW),
    **dict.fromkeys(_SKIPPED.split(), SKIP),
    **dict.fromkeys(("pre", "listing", "xmp", "plaintext"), PRE),
    **dict.fromkeys(("td", "th"), CELL),
    "a": LINK,
    "br": LINE,
    "button": CONTROL,
    "img": IMAGE,
    "sub": SCRIPT,
    "sup": SCRIPT,
}

_PHRASING = "a abbr b big br cite code em font h1 h2 h3 h4 h5 h6 i img p s small span strong time u"
_STRUCTURE = "body dd dt form header html main option"
_PROSE = "p pre blockquote td li div section dd h2 h3"

# Elements that hold a line at most, or one paragraph: never the body of a post.
INLINE: Final = frozenset((*_PHRASING.split(), "li"))
# Elements that are no post, however often they come.
NO_POST: Final = frozenset((*_PHRASING.split(), *_STRUCTURE.split()))
# Elements that can hold a paragraph of an article, and elements that stand beside one.
PROSE: Final = frozenset(_PROSE.split())
BESIDE: Final = frozenset(("nav", "footer", "aside", "form", "button"))
HEADINGS: Final = frozenset(("h1", "h2", "h3"))
# Elements that print a name bold, and elements with a machine-readable date.
BOLD: Final = frozenset(("b", "strong", "h3", "h4", "h5"))
DATED: Final = frozenset(("time", "relative-time", "abbr"))

_HIDDEN_STYLE = re.compile(r"(?<![\w-])(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse))", re.I)
_OVERLAYS = frozenset(("dialog", "alertdialog"))
_EMOJI_CLASS = re.compile(r"emoji|emoticon|smil(?:ey|ie)", re.I)


def is_emoji(image: Any) -> str:
    """The text an emoji image stands for, "" for any other image."""
    alt = image.get("alt")
    if not alt or len(alt) > 40:
        return ""
    if _EMOJI_CLASS.search(image.get("class") or "") or (len(alt) < 8 and not alt.isascii() and not alt[0].isalnum()):
        return str(alt)
    return ""


def is_hidden(el: Any, names: Collection[str]) -> bool:
    """True for an element that its own attributes hide from everybody who reads the page.

    Args:
        el: the element.
        names: of its attributes.
    """
    return "hidden" in names or ("style" in names and _HIDDEN_STYLE.search(el.get("style")) is not None)


def is_overlay(el: Any, names: Collection[str]) -> bool:
    """True for an element that lies over the page until it is closed: a dialog, a consent banner.

    Args:
        el: the element.
        names: of its attributes.
    """
    return el.tag == "dialog" or ("role" in names and el.get("role") in _OVERLAYS) or "aria-modal" in names
