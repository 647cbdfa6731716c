"""Shell: a whole page around what it shows. It may load nothing and run nothing, and its style is known by its hash."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from string import Template

from forumclean.outcome.forms.safe import safe

__all__ = ["page"]

_FOLDER = Path(__file__).parent
_BODY = "$body\n"


def page(title: str, style: str, body: Iterable[str]) -> Iterator[str]:
    """Yield a page in pieces.

    Args:
        title: what the window is called.
        style: the style sheet.
        body: pieces of HTML.

    >>> "default-src 'none'" in "".join(page("Ferry <news>", "", ["<p>one"]))
    True
    """
    before, _, after = _template().partition(_BODY)
    style += (_FOLDER / "page.css").read_text(encoding="utf-8")
    digest = "sha256-" + b64encode(hashlib.sha256(style.encode()).digest()).decode()
    yield Template(before).substitute(hash=digest, title=safe(title), style=style)
    yield from body
    yield after


@cache
def _template() -> str:
    return (_FOLDER / "page.html").read_text(encoding="utf-8")
