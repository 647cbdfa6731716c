"""Blame: why a profile that knows a page finds no post on it, for the one who wrote the profile."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from typing import Any

from forumclean.reader.engines.profile import Profile
from forumclean.reader.engines.traits import Traits

__all__ = ["blame"]

Element = Any
_NAME = re.compile(r"[.#][\w-]+")


def blame(profile: Profile, root: Element) -> str:
    """Say which selectors of a profile find nothing on a page, and what was probably meant.

    >>> from lxml import etree
    >>> from forumclean.reader.engines.profile import ProfileSpec, PageRoles
    >>> pier = Profile(ProfileSpec(name="pier", page=PageRoles(post=(".psot",))))
    >>> blame(pier, etree.HTML('<p class="post">Rain.'))
    "profile 'pier' knows the page, but its page.post finds nothing on it: .psot; did you mean '.post'?"
    """
    has_posts = next(iter(profile.page_roles.scan(root)), None) is not None
    key, selectors = ("post.body", profile.spec.post.body) if has_posts else ("page.post", profile.spec.page.post)
    meant = "".join(f"; did you mean '{near}'?" for near in _meant(selectors, Traits(root, b"")))
    return f"profile '{profile.name}' knows the page, but its {key} finds nothing on it: {', '.join(selectors)}{meant}"


def _meant(selectors: tuple[str, ...], page: Traits) -> Iterator[str]:
    """Classes and ids of the page that are nearest to those of the selectors that it does not have."""
    known = [*(f".{name}" for name in sorted(page.classes)), *(f"#{name}" for name in sorted(page.ids))]
    for name in dict.fromkeys(_NAME.findall(" ".join(selectors))):
        if name not in known:
            yield from difflib.get_close_matches(name, known, n=1)
