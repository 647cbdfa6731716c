"""The tag of a quote to who is quoted, when, and which post of theirs."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import cache
from html import unescape

from forumclean.dates.reading import read_date
from forumclean.reader.bbcode.tags import QuoteKeys, quote_keys
from forumclean.values.document import QuoteHead

__all__ = ["quote_head"]

_QUOTES = "\"'“”„«»‘’ \t"
_UID = re.compile(r"(?<=[\"']):[0-9a-z]{5,12}$")  # of phpBB
_SECONDS = re.compile(r"1?\d{9}")
_NUMBER = re.compile(r"n?(\d{1,18})$")
# The number of a post in a link: "topic=1.msg2#msg2", "viewtopic.php?p=2#p2", "/posts/2/".
_LINKED = re.compile(r"(?:\bmsg|\bp=|#p|#post-?|/posts?/)(\d{1,18})")


def quote_head(value: str) -> QuoteHead:
    """Read what stands behind the name of the tag.

    >>> quote_head('="Ann Lee, post: 2487, member: 12"')
    QuoteHead(author='Ann Lee', date=None, post='2487')
    >>> quote_head("=Ann;2487").author, quote_head(" author=Ann Lee link=topic=1.msg24#msg24 date=1365377895").post
    ('Ann', '24')
    """
    first, named = _split(_UID.sub("", unescape(value)))
    keys = quote_keys()
    author, post = first, _of(named, keys.post)
    if (found := re.fullmatch(r"(.+);n?(\d+)", first, re.S)) is not None:
        author, post = found[1], found[2]
    number = _NUMBER.match(post) or _LINKED.search(_of(named, keys.link))
    return QuoteHead(
        author=(author or _of(named, keys.author)).strip(_QUOTES) or None,
        date=_moment(_of(named, keys.date)),
        post=number[1] if number else None,
    )


def _split(value: str) -> tuple[str, dict[str, str]]:
    """What follows the name of the tag at once, and the values that have names of their own."""
    named: dict[str, str] = {}
    places = list(_keys().finditer(value))
    ends = [*(place.start() for place in places[1:]), len(value)]
    for place, end in zip(places, ends, strict=False):
        named.setdefault(place["key"].lower(), value[place.end() : end].strip(" \t,").strip(_QUOTES))
    first = value[: places[0].start()] if places else value
    return first.lstrip("= \t").strip(_QUOTES).rstrip(",").strip(), named


@cache
def _keys() -> re.Pattern[str]:
    keys: QuoteKeys = quote_keys()
    names = (*keys.author, *keys.date, *keys.post, *keys.link, *keys.other)
    return re.compile(
        rf"[\s,](?P<key>{'|'.join(sorted(map(re.escape, names), key=len, reverse=True))})\s?[=:]\s?", re.I
    )


def _of(named: dict[str, str], keys: tuple[str, ...]) -> str:
    return next((named[key] for key in keys if named.get(key)), "")


def _moment(text: str) -> datetime | None:
    if _SECONDS.fullmatch(text):
        return datetime.fromtimestamp(int(text), UTC)
    reading = read_date(text) if text else None
    return reading.moment if reading else None
