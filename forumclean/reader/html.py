"""HTML in any form to a Document: parse, find the posts, read their blocks."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from forumclean.reader.engines.blame import blame
from forumclean.reader.engines.profile import PARTS, Profile
from forumclean.reader.engines.profileset import ProfileSet
from forumclean.reader.engines.thread import Thread, base_of, read_thread
from forumclean.reader.heads import Heads
from forumclean.reader.layout import PageLayout
from forumclean.reader.no_thread import page_kind
from forumclean.reader.page.blocks import Columns, Walker
from forumclean.reader.page.parse import parse_page
from forumclean.reader.text import fold_space
from forumclean.reader.unknown.generic import read_unknown
from forumclean.values.document import Document

__all__ = ["document_of", "read_html"]

Element = Any

_LONGEST_SIGNATURE = 500  # characters, more than most boards allow


def read_html(raw: Any, *, url: str | None = None, profiles: ProfileSet) -> Document:
    """Read a page or a fragment into blocks.

    Args:
        raw: markup as str or bytes in any encoding, an lxml element or a bs4 tag.
        url: the address of the page: links are made absolute with it, and it may give away the engine.
        profiles: the engines to look for.

    Raises:
        TypeError: ``raw`` is none of these.

    >>> page = '<html id="XF"><article class="message"><a class="username">Ann</a><div class="bbWrapper">Rain.</div>'
    >>> document = read_html("<p>Rain in <b>May</b>.</p><p>Sun in June.</p>", profiles=ProfileSet())
    >>> document.texts, document.breaks
    (['Rain in May.', 'Sun in June.'], [2, 2])
    """
    page = parse_page(raw)
    links = base_of(page.root, url)
    warnings: list[str] = []
    for profile in profiles.candidates(page.root, page.source, url):
        thread = read_thread(page.root, profile, url=links)
        document = document_of(page.root, thread) if thread.posts else None
        if document is not None and document.texts:
            return replace(document, warnings=tuple(warnings)) if warnings else document
        if profiles.is_own(profile.name):
            warnings.append(blame(profile, page.root))
    document = document_of(page.root, read_unknown(page, url=links))
    what = page_kind(page.root, page.source, document) if page.whole else ""
    return replace(document, warnings=tuple(warnings), no_thread=what)


def document_of(root: Element, thread: Thread) -> Document:
    """The document of a thread on a page."""
    columns = _blocks(thread)
    kinds = [
        PARTS[verdict.rpartition("/")[2]] if verdict else kind
        for kind, verdict in zip(columns.kinds, columns.verdicts, strict=True)
    ]
    lines = fold_space(columns.texts)
    return Document(
        texts=columns.texts,
        lines=lines,
        breaks=columns.breaks,
        layout=PageLayout(root, thread, columns),
        kinds=kinds,
        posts=columns.posts,
        heads=Heads(
            [post.read_head for post in thread.posts],
            lines,
            columns.posts,
            thread.order,
            carried=thread.profile.spec.carry_author,
        ),
        title=thread.title,
        prefix=thread.prefix,
        engine=thread.engine,
        links=columns.links,
        verdicts=columns.verdicts,
        quotes=columns.quotes,
    )


def _blocks(thread: Thread) -> Columns:
    """The blocks of all bodies; a post inside the body of another is not part of it."""
    others = {post.element: -1 for post in thread.posts}
    walker = Walker(thread.profile.body_roles, thread.profile.reasons, others, guarded=thread.engine is None)
    for number, post in enumerate(thread.posts):
        walker.post = number
        start = len(walker.columns.texts)
        walker.walk(post.body)
        if thread.profile.spec.patterns.signature:
            _mark_signature(walker.columns, start, thread.profile)
    return walker.columns


def _mark_signature(columns: Columns, start: int, profile: Profile) -> None:
    """Tell the signature at the end of a post by the line that the engine sets above it; the line goes with it."""
    line = re.compile(profile.spec.patterns.signature)
    end = len(columns.texts)
    at = next((i for i in reversed(range(start + 1, end)) if line.fullmatch(columns.texts[i])), end)
    # A poster may draw a line too: what comes after it is then more than a signature, or a quote.
    tail = [i for i in range(at, end) if not columns.verdicts[i]]
    if any(columns.quotes[i] for i in tail) or sum(len(columns.texts[i]) for i in tail) > _LONGEST_SIGNATURE:
        return
    for i in tail:
        columns.verdicts[i] = profile.reasons["signature"]
