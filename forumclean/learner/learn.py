"""Learn: the way from posts to a pack.

posts -> Sample -> pages -> parts -> keys -> Counts -> findings -> proposals -> LearnedPack
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from functools import cache

from forumclean.cleaner import Cleaner, Raw
from forumclean.learner.finding.counts import Counts
from forumclean.learner.finding.decide import decide
from forumclean.learner.glued import with_glued
from forumclean.learner.keys import keys_of_pages
from forumclean.learner.pack import LearnedPack
from forumclean.learner.pages import read_pages, threads_of
from forumclean.learner.parts import with_parts
from forumclean.learner.profile import draft_profile
from forumclean.learner.sample import Sample
from forumclean.learner.writing.propose import propose
from forumclean.learner.writing.rules import put_together
from forumclean.reader.address import host_of

__all__ = ["LearnedPack", "learn", "learn_sample", "pack_name"]


def learn(
    raws: Iterable[Raw], *, url: str | None = None, min_documents: int = 3, cleaner: Cleaner | None = None
) -> LearnedPack:
    r"""Learn the chrome of one forum from its posts.

    What is learnt depends on the posts alone, not on their order. Of more than 20,000 posts, or 64 MB, those with the
    smallest hashes are looked at. A forum with nothing to learn gives a pack without rules.

    Args:
        raws: posts of one forum, as for `Cleaner.clean`; taken one by one.
        url: where they came from; the pack is then for that host, and names it.
        min_documents: threads on which a line must come back, at least 2.
        cleaner: what the pack will stand on; None: the shipped rules.

    Raises:
        ValueError: ``min_documents`` is less than 2.
        TypeError: a post is of another type.

    >>> posts = ["The ferry sailed at noon.", "The bridge was opened.", "The mill burned down."]
    >>> learn(posts).rules
    ()
    """
    if min_documents < 2:
        raise ValueError(f"min_documents must be at least 2, not {min_documents}: nothing comes back on one page")
    sample = Sample()
    for raw in raws:
        sample.add(raw)
    return learn_sample(sample, url=url, min_documents=min_documents, cleaner=cleaner)


def learn_sample(
    sample: Sample,
    *,
    url: str | None = None,
    min_documents: int = 3,
    cleaner: Cleaner | None = None,
    name: str | None = None,
) -> LearnedPack:
    """Learn from posts that were sampled already; see `learn`. ``name`` is that of the pack, else the host's."""
    host = host_of(url)
    judge = cleaner or _shipped()
    pages = read_pages(sample.kept(), judge, url)
    threads = threads_of(pages)
    pages = with_parts(pages, threads, min_documents, judge, url)
    pages = with_glued(pages, threads, min_documents, judge, url)
    keys = keys_of_pages([page.lines for page in pages], [page.keys for page in pages], threads, min_documents)
    counts = Counts(pages, keys, threads, min_documents)
    name = name or pack_name(host or "learned")
    rules, doubts, evidence = put_together(counts, propose(counts, decide(counts)), name)
    unknown = {thread: page.markup for page, thread in zip(pages, threads, strict=True) if page.markup is not None}
    profile = draft_profile(list(unknown.values()), name=name.replace(".", "-"), host=host, least=min_documents)
    return LearnedPack(
        name=name, rules=tuple(rules), sites=(host,) if host else (), file=f"<learned {name}>", posts=sample.posts,
        pages=len(pages), threads=counts.threads, doubts=tuple(doubts), evidence=tuple(evidence),
        profile=profile,
    )  # fmt: skip


def pack_name(group: str) -> str:
    """A name that a pack can have, and a file, for a host or another group of posts.

    >>> pack_name("forum.example.org"), pack_name("Ships & Boats")
    ('forum.example.org', 'ships-boats-30005a')
    """
    name = re.sub(r"[^a-z0-9]*[^a-z0-9.-][^a-z0-9]*|[.-]{2,}", "-", group.casefold()).strip("-.")[:60].strip("-.")
    if name == group:
        return name
    digest = hashlib.sha256(group.encode("utf-8", "surrogatepass")).hexdigest()[:6]
    return f"{name}-{digest}" if name else digest


@cache
def _shipped() -> Cleaner:
    return Cleaner()
