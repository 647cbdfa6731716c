"""HTML in any form to a Document: parse, find the posts, read their blocks."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from forumclean.reader.engines.profile import PARTS, Profile
from forumclean.reader.engines.profileset import ProfileSet
from forumclean.reader.engines.thread import Thread, base_of
from forumclean.reader.heads import Heads
from forumclean.reader.layout import PageLayout
from forumclean.reader.more import more_posts
from forumclean.reader.no_thread import page_kind
from forumclean.reader.page.blocks import Columns, Walker
from forumclean.reader.page.parse import parse_page
from forumclean.reader.reading.choose import choose_reading
from forumclean.reader.reading.repeats import real_posts
from forumclean.reader.text import fold_space
from forumclean.values.document import Document

__all__ = ["document_of", "read_html"]

Element = Any

_LONGEST_SIGNATURE = 500  # characters, more than most boards allow


def read_html(raw: Any, *, url: str | None = None, profiles: ProfileSet, is_utf8: bool = False) -> Document:
    """Read a page or a fragment into blocks.

    Args:
        raw: markup as str or bytes in any encoding, an lxml element or a bs4 tag.
        url: the address of the page: links are made absolute with it, and it may give away the engine.
        profiles: the engines to look for.
        is_utf8: bytes are known to be UTF-8.

    Raises:
        TypeError: ``raw`` is none of these.

    >>> page = '<html id="XF"><article class="message"><a class="username">Ann</a><div class="bbWrapper">Rain.</div>'
    >>> document = read_html("<p>Rain in <b>May</b>.</p><p>Sun in June.</p>", profiles=ProfileSet())
    >>> document.texts, document.breaks
    (['Rain in May.', 'Sun in June.'], [2, 2])
    """
    page = parse_page(raw, is_utf8=is_utf8)
    thread, warnings = choose_reading(page, profiles, url=url, links=base_of(page.root, url))
    document = document_of(page.root, thread)
    if len(thread.posts) > 1 and not thread.article and (more := more_posts(page.root, page.source)):
        warnings.append(more)
    what = page_kind(page.root, page.source, document) if page.whole and thread.engine is None else ""
    return replace(document, warnings=tuple(warnings), no_thread=what, markup=page.source)


def document_of(root: Element, thread: Thread) -> Document:
    """The document of a thread on a page."""
    columns = _blocks(thread)
    posts = real_posts(thread, _texts(thread, columns))
    if posts is not thread.posts:
        thread = replace(thread, posts=posts)
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
            _elements(root, thread),
            carried=thread.profile.spec.carry_author,
        ),
        title=thread.title,
        prefix=thread.prefix,
        engine=thread.engine,
        links=columns.links,
        verdicts=columns.verdicts,
        quotes=columns.quotes,
        article=thread.article and len(thread.posts) > 1,
    )


def _elements(root: Element, thread: Thread) -> list[Element]:
    """The elements of posts that stand on the page; none of those that come from its data."""
    found = [post.element for post in thread.posts]
    return found if len(found) > 1 and all(root in el.iterancestors() for el in found) else []


def _texts(thread: Thread, columns: Columns) -> list[str]:
    """What each post says, without its chrome."""
    pieces: list[list[str]] = [[] for _ in thread.posts]
    for text, post, verdict in zip(columns.texts, columns.posts, columns.verdicts, strict=True):
        if not verdict:
            pieces[post].append(text)
    return ["\n".join(lines) for lines in pieces]


def _blocks(thread: Thread) -> Columns:
    """The blocks of all bodies; a post inside the body of another is not part of it."""
    others = {post.element: -1 for post in thread.posts}
    known = {el: "meta" for post in thread.posts for el in post.apart}
    if thread.heading is not None and any(post.profile for post in thread.posts):
        known[thread.heading] = "title"
    profile = thread.profile
    walker = Walker(profile.body_roles, profile.reasons, others, guarded=thread.engine is None, known=known)
    for number, post in enumerate(thread.posts):
        if post.blocks is not None:
            walker.columns.extend(post.blocks, number)
            continue
        walker.post = number
        start = len(walker.columns.texts)
        own = post.profile or profile
        walker.use(own.body_roles, own.reasons, guarded=thread.engine is None or own is not profile)
        for element in (post.body, *post.more):
            walker.walk(element)
        if own.spec.patterns.signature:
            _mark_signature(walker.columns, start, own)
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
