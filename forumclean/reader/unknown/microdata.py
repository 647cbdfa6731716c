"""Posts that a page itself names with schema.org microdata: questions, answers, postings, comments and their parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from forumclean.reader.page.blocks import text_of
from forumclean.reader.unknown.anatomy import Anatomy
from forumclean.reader.unknown.heads import find_authors, find_dates
from forumclean.reader.unknown.measure import Measures
from forumclean.reader.unknown.words import words

__all__ = ["named_posts", "type_of"]

_SEVERAL = 3  # posts of one name make it no name
_AUTHOR = ("author", "creator")
_DATE = ("datecreated", "datepublished", "commenttime", "uploaddate")
_SUBJECT = ("headline", "name")
_TEXT = ("text", "articlebody", "commenttext", "reviewbody", "description")


def named_posts(page: Measures, title: str | None, language: str | None = None) -> list[Anatomy]:
    """The posts that microdata names, with the parts that it names; those without a text are none.

    Comments are posts of a page that names nothing else: under an article, not on the answers to a question. A part
    that it names in no post, and an author whom all posts share, are looked for as in posts that nothing names.

    Args:
        page: its measures.
        title: of the page.
        language: of the page.
    """
    posts = [i for i in page.items if type_of(page, i) in words().item and page.text[i] + page.links[i]]
    if more := [i for i in posts if type_of(page, i) not in words().comment]:
        posts = more if len(more) > 1 else posts
    found = [_anatomy(page, i, posts, title) for i in posts]
    found = [part for part in found if part.body is not None and page.text[part.body] + page.links[part.body]]
    starts = [part.post for part in found]
    regions = [(i, min([page.ends[i], *(after for after in starts[n + 1 : n + 2])])) for n, i in enumerate(starts)]
    if len(found) >= _SEVERAL and len({_value(page, part.author) for part in found}) == 1:
        authors = find_authors(page, regions, title, language)
        found = [replace(part, author=i or part.author) for part, i in zip(found, authors, strict=True)]
    if found and all(part.date is None for part in found):
        found = [replace(part, date=i) for part, i in zip(found, find_dates(page, regions, language), strict=True)]
    return found


def _value(page: Measures, i: int | None) -> str:
    return "" if i is None else text_of(page.elements[i]) or page.elements[i].get("content") or ""


def type_of(page: Measures, i: int) -> str:
    """The schema.org type of an element, without the address and in lower case."""
    return str(page.elements[i].get("itemtype")).strip().rstrip("/").rpartition("/")[2].lower()


def _anatomy(page: Measures, post: int, posts: Sequence[int], title: str | None) -> Anatomy:
    """The parts that stand in a post and in no other inside it."""
    parts: dict[str, int] = {}
    i, end = post + 1, page.ends[post]
    inner = set(posts)
    while i < end:
        if i in inner:
            i = page.ends[i]
            continue
        if "itemprop" in page.attributes[i]:
            for name in page.elements[i].get("itemprop").lower().split():
                parts.setdefault(name, i)
        i += 1
    author, date, text = (_first(parts, names) for names in (_AUTHOR, _DATE, _TEXT))
    if author is not None:
        author = _name_in(page, author)
    subject = _first(parts, _SUBJECT)
    if text is None or subject in (None, author) or text_of(page.elements[subject]) in ("", title):
        return Anatomy(post, text, author, date)
    return Anatomy(post, subject, author, date, more=(text,))


def _first(parts: dict[str, int], names: Sequence[str]) -> int | None:
    return next((parts[name] for name in names if name in parts), None)


def _name_in(page: Measures, author: int) -> int:
    """The name of a person who is described by more than a name."""
    inside = range(author + 1, page.ends[author])
    return next((i for i in inside if page.elements[i].get("itemprop") == "name"), author)
