"""Who wrote an article, and when: what the page tells programs, and else what stands around the headline."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from forumclean.dates.machine import machine_date
from forumclean.dates.reading import Reading, read_date
from forumclean.reader.article.linked import Told, name_in
from forumclean.reader.article.names import NAMED, byline_start, is_elsewhere, named, reported_by
from forumclean.reader.page.blocks import text_of
from forumclean.reader.page.language import language_of
from forumclean.values.document import PostHead

__all__ = ["article_head", "told_author"]

Element = Any

_AUTHORS = (
    "author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator",
    "citation_author", "byl", "creator",
)  # fmt: skip
_DATES = (
    "article:published_time", "og:published_time", "datepublished", "parsely-pub-date", "sailthru.date", "pubdate",
    "publishdate", "publish-date",
    "publish_date", "date", "dc.date", "dc.date.issued", "dcterms.date", "dcterms.created",
    "citation_publication_date", "article.published",
)  # fmt: skip
# What a card of the page says beside its title: "Written by", and the name.
_LABELLED = (("twitter:label1", "twitter:data1"), ("twitter:label2", "twitter:data2"))
_DAY = re.compile(r"\s*(\d{4})-(\d\d)-(\d\d)\s*")
_ADDRESS = re.compile(r"https?:|www\.|\.(?:com|org|net)\b|^/|^@")
_LONGEST_NAME, _MOST_WORDS, _LONGEST_LINE = 80, 5, 160
_MOST = 600  # elements around the headline that are looked at
_FEW = 4  # levels up from the headline
_PARTS = re.compile(r"\s{2,}|[\u3000|•·]|(?<=\S)\s+(?=\S{1,12}[:：])")
_BYLINE = 1 << NAMED.index("byline")
Head = tuple[PostHead, Reading | None]


def article_head(
    root: Element, said: Told, main: Element, heading: Element | None, read_known: Callable[[], Head]
) -> Head:
    """Read author and date of an article; a date that numbers alone tell comes beside the head.

    Args:
        root: the html element.
        said: what the page tells programs.
        main: the element with the article.
        heading: the element with its title.
        read_known: reads what is known of it as of any post.
    """
    known, known_reading = read_known()
    language = language_of(root)
    linked, metas = said.articles, said.metas
    around = list(_around(main, heading))
    told = (name for name in _told(linked, metas) if _is_name(name, metas))
    shown = (name for name in _shown(around) if _is_name(name, metas) and not name[0].islower())
    author = next(told, None) or next(shown, None)
    moment, reading, printed = _date(linked, metas, around, language)
    if author is not None:
        url = known.author_url if author == known.author else None
        known = replace(known, author=author, author_url=url)
    return (known, known_reading) if printed is None else (replace(known, date=moment, date_text=printed), reading)


def told_author(said: Told) -> str | None:
    """The name of who wrote the page, as it tells programs.

    Args:
        said: what the page tells programs.
    """
    return next((name for name in _told(said.articles, said.metas) if _is_name(name, said.metas)), None)


def _around(main: Element, heading: Element | None) -> Iterator[Element]:
    """Elements in which a byline can stand: the header that the headline is in, or else the article's beginning."""
    scope = main
    if heading is not None:
        scope = heading
        for _, el in zip(range(_FEW), heading.iterancestors(), strict=False):
            scope = el
            if el is main or main in el.iterdescendants(main.tag):
                break
    skipped: set[Element] = set()
    for _, el in zip(range(_MOST), scope.iter("*"), strict=False):
        if el.getparent() in skipped or is_elsewhere(el.get("class") or "") or el.tag in ("aside", "nav", "footer"):
            skipped.add(el)
        else:
            yield el


def _told(linked: Sequence[Mapping[str, Any]], metas: Mapping[str, str]) -> Iterator[str]:
    """Names of who wrote it as programs are told, the surest first."""
    yield from (name for value in linked for key in ("author", "creator") if (name := name_in(value.get(key))))
    yield from (_without_by(metas[name]) for name in _AUTHORS if name in metas)
    for label, data in _LABELLED:
        if data in metas and _is_label(metas.get(label, "")):
            yield metas[data]


def _shown(around: Sequence[Element]) -> Iterator[str]:
    """Names of who wrote it as readers see them, the surest first."""
    for el in around:
        if el.get("rel") == "author" or (el.get("itemprop") in ("author", "creator")):
            inner = next((inner for inner in el.iter("*") if inner.get("itemprop") == "name"), el)
            yield _without_by(inner.get("content") or text_of(inner))
    for el in around:
        if named(el.get("class") or "") & _BYLINE and (text := text_of(el, apart=True)) and len(text) <= _LONGEST_LINE:
            name = byline_start(text)
            link = next((text_of(link) for link in el.iter("a") if text_of(link)), None)
            if name or "author" in (el.get("class") or "").lower():
                yield link or _up_to_date(name or text)
    for el in around:
        if _is_label((el.text or "").strip()) and (following := el[0] if len(el) else _next(el)) is not None:
            yield _up_to_date(text_of(following))
        if el.text and len(el.text) <= _LONGEST_LINE and all(child.tag == "br" for child in el):
            if name := byline_start(el.text.strip()):
                yield _up_to_date(name)
            yield from _named_inside(el.text)
        elif (text := (el.text or "").strip()) and len(text) <= _LONGEST_LINE:
            yield from _named_inside(text)


def _is_label(text: str) -> bool:
    """True for a text that leads to a name, and is all that does: "Written by"."""
    return byline_start(f"{text} x") == "x"


def _next(el: Element) -> Element | None:
    """The element that follows a label of its own, where nothing stands between them."""
    return None if el.tail and el.tail.strip() else el.getnext()


def _named_inside(line: str) -> Iterator[str]:
    """The name behind a word such as "author:" in a line that says other things too, or before "reporter"."""
    if name := reported_by(line.strip()):
        yield name
    for part in _PARTS.split(line)[1:]:
        if ":" in part or "：" in part:
            yield _up_to_date(byline_start(part))


def _without_by(text: str) -> str:
    return byline_start(text) or text


def _up_to_date(text: str) -> str:
    """A name without the date, the role or the paper that stands behind it."""
    found = read_date(text)
    text = text[: found.start] if found and found.start else text
    return re.split(r"\s*(?:[|•·,/]|\s[-–—]\s)\s*", text.strip(" \t|•·,-–—"))[0]


def _is_name(name: str, metas: Mapping[str, str]) -> bool:
    if not 1 < len(name) <= _LONGEST_NAME or _ADDRESS.search(name) or not any(map(str.isalpha, name)):
        return False
    if len(name.split()) > _MOST_WORDS * (1 + name.count(",")):
        return False
    return name.casefold() != metas.get("og:site_name", "").casefold()


def _date(
    linked: Sequence[Mapping[str, Any]], metas: Mapping[str, str], around: Sequence[Element], language: str | None
) -> tuple[datetime | None, Reading | None, str | None]:
    """The moment, or what the date can mean, and the date as it is written."""
    said: list[Any] = [value.get(key) for value in linked for key in ("datePublished", "dateCreated", "uploadDate")]
    said += [metas.get(name) for name in _DATES]
    times = [el for el in around if el.tag == "time" or el.get("itemprop") == "datePublished"]
    said += [el.get("datetime") or el.get("content") for el in times]
    for text in said:
        if isinstance(text, str) and (moment := machine_date(text) or _day(text)):
            return moment, None, next((text_of(el) for el in times if text_of(el)), text)
    printed = [text_of(el) for el in times]
    printed += [
        text for el in around for piece in (el.text, *(child.tail for child in el))
        if piece and len(text := piece.strip()) <= _LONGEST_LINE and any(map(str.isdigit, text))
    ]  # fmt: skip
    for text in [*(text for text in said if isinstance(text, str)), *printed]:
        if (reading := read_date(text, language)) and reading.moments:
            return reading.moment, None if reading.moment else reading, text[reading.start : reading.end]
    return None, None, None


def _day(text: str) -> datetime | None:
    """A day without a time."""
    if found := _DAY.fullmatch(text):
        try:
            return datetime(*map(int, found.groups()), tzinfo=UTC)  # type: ignore[misc,arg-type]
        except ValueError:
            return None
    return None
