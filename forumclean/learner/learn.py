"""Learn: the way from posts to a pack.

posts -> Sample -> pages -> keys -> Counts -> findings -> proposals -> LearnedPack
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from urllib.parse import urlsplit

from forumclean.cleaner import Cleaner, Raw
from forumclean.learner.counts import Counts
from forumclean.learner.decide import decide
from forumclean.learner.keys import keys_of_pages
from forumclean.learner.pack import LearnedPack
from forumclean.learner.pages import read_pages, threads_of
from forumclean.learner.propose import propose
from forumclean.learner.rules import put_together
from forumclean.learner.sample import Sample

__all__ = ["LearnedPack", "learn", "learn_sample"]


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
    sample: Sample, *, url: str | None = None, min_documents: int = 3, cleaner: Cleaner | None = None
) -> LearnedPack:
    """Learn from posts that were sampled already; see `learn`."""
    host = (urlsplit(url).hostname or "") if url else ""
    pages = read_pages(sample.kept(), cleaner or _shipped(), url)
    threads = threads_of(pages)
    keys = keys_of_pages([page.lines for page in pages], [page.keys for page in pages], threads, min_documents)
    counts = Counts(pages, keys, threads, min_documents)
    name = host or "learned"
    rules, doubts, evidence = put_together(counts, propose(counts, decide(counts)), name)
    return LearnedPack(
        name=name, rules=tuple(rules), sites=(host,) if host else (), file=f"<learned {name}>", posts=sample.posts,
        pages=len(pages), threads=counts.threads, doubts=tuple(doubts), evidence=tuple(evidence),
    )  # fmt: skip


@cache
def _shipped() -> Cleaner:
    return Cleaner()
