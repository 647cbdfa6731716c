"""Pages no profile knows: posts by what repeats, an article by where its text is densest, a fragment as it is."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from forumclean.dates.machine import machine_date
from forumclean.dates.orders import order_of
from forumclean.dates.reading import Reading, read_date, read_fuller
from forumclean.reader.engines.profileset import shipped_profiles
from forumclean.reader.engines.thread import FoundPost, Thread, absolute
from forumclean.reader.article.byline import article_head
from forumclean.reader.article.judge import main_blocks
from forumclean.reader.article.title import find_title
from forumclean.reader.page.blocks import text_of
from forumclean.reader.page.language import language_of
from forumclean.reader.page.parse import Page
from forumclean.reader.unknown.anatomy import Anatomy, dissect
from forumclean.reader.unknown.density import Article, main_element
from forumclean.reader.unknown.embedded import embedded_posts
from forumclean.reader.unknown.measure import Measures, measure, summed
from forumclean.reader.unknown.repeated import Group, find_posts
from forumclean.values.document import PostHead

__all__ = ["read_unknown"]

Element = Any

_MOST = 0.5
_LONGEST_DATE = 60
_LONGER = 2  # times the longest post that an article beside them is
_LEAST = 0.2  # of the main text that the bodies of posts must hold
_FULLER = 2  # times the running text on show that posts in a page's data must hold to be taken instead


def read_unknown(page: Page, *, url: str | None = None) -> Thread:
    """Read a page without a profile; ``url`` makes its links absolute."""
    profile = shipped_profiles().get("generic")
    body = page.root.find("body")
    body = page.root if body is None else body
    if not page.whole:
        return Thread((FoundPost(_unknown_head, body, body),), profile, None)
    language = language_of(page.root)
    measures = measure(body, language)
    group = find_posts(measures)
    anatomies = dissect(measures, group) if group else []
    article = Article(measures)
    title, heading = find_title(page.root, measures.elements[article.core])
    if group and _is_thread(measures, group, anatomies, article):
        found = [_post(measures, anatomy, url, language) for anatomy in anatomies]
        return Thread(tuple(found), profile, None, title, heading=heading, order=order_of(language))
    data = embedded_posts(page.root)
    if data and sum(len("".join(post.body.itertext())) for post in data) > _FULLER * article.prose[0]:
        return Thread(tuple(data), profile, None, title, heading=heading)
    main = main_blocks(
        body, measures.elements[article.core], measures.elements[article.place], roles=profile.quote_roles,
        reasons=profile.reasons, heading=heading, title=title or "",
    )  # fmt: skip
    if main is not None:
        head = partial(article_head, page.root, main.element, heading)
        post = FoundPost(head, main.element, main.element)
        return Thread((post,), profile, None, title, heading=heading, columns=main.columns)
    element = measures.elements[article.place]
    return Thread((FoundPost(_unknown_head, element, element),), profile, None, title, heading=heading)


def _is_thread(page: Measures, group: Group, anatomies: Sequence[Anatomy], article: Article) -> bool:
    """True when the page's main text stands in the posts, not beside them as an article does beside its comments."""
    prose = summed(page, page.prose)
    inside = sum(prose[part.post if part.body is None else part.body] for part in anatomies)
    if inside < _MOST * prose[0] and _stands_apart(page, article, [(i, prose[i]) for i in group.members], inside):
        return False
    if group.named == 2 and len(group.members) > 2:
        return True
    main = main_element(page, prose)
    end = page.ends[main]
    inside = sum(page.text[i] for i in group.members if main <= i < end)
    around = any(i <= main < page.ends[i] for i in group.members)
    return around or inside >= _MOST * page.text[main]


def _stands_apart(page: Measures, article: Article, posts: Sequence[tuple[int, int]], inside: int) -> bool:
    """True for an article of which the posts are boxes, or beside which they are small.

    Args:
        page: its measures.
        article: what would be the article.
        posts: place and running text of each post.
        inside: running text in the bodies of the posts.
    """
    if inside < _LEAST * article.prose[article.place]:
        return True
    core, sizes = article.core, [size for _, size in posts]
    apart = not any(i <= core < page.ends[i] or core <= i < page.ends[core] for i, _ in posts)
    return apart and article.prose[core] > max(_LONGER * max(sizes), _MOST * sum(sizes))


def _unknown_head() -> tuple[PostHead, None]:
    return PostHead(), None


def _post(page: Measures, anatomy: Anatomy, url: str | None, language: str | None) -> FoundPost:
    element = page.elements[anatomy.post]
    body = element if anatomy.body is None else page.elements[anatomy.body]
    author = None if anatomy.author is None else page.elements[anatomy.author]
    date = None if anatomy.date is None else page.elements[anatomy.date]
    return FoundPost(partial(_head, author, date, url, language), body, element)


def _head(author: Element, date: Element, url: str | None, language: str | None) -> tuple[PostHead, Reading | None]:
    moment = reading = date_text = None
    if date is not None:
        date_text = _date_text(date, language)
        moment = machine_date(date.get("datetime")) or machine_date(date.get("title"))
        reading = None if moment else read_fuller(date_text, date.get("title"), language)
    head = PostHead(
        author=text_of(author, apart=True) or None if author is not None else None,
        author_url=_author_url(author, url),
        date=moment,
        date_text=date_text,
    )
    return head, reading


def _author_url(author: Element, url: str | None) -> str | None:
    """The link on, around or in the name."""
    if author is None:
        return None
    around = author.getparent()
    for el in (author, around, next(author.iter("a"), None)):
        if el is not None and el.tag == "a" and el.get("href"):
            return absolute(el.get("href"), url)
    return None


def _date_text(el: Element, language: str | None) -> str | None:
    """The date in an element that may say more."""
    text = text_of(el)
    found = read_date(text, language)
    return text[found.start : found.end] if found else text[:_LONGEST_DATE].strip() or None
