"""The posts of a family, found over the letters of the lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import takewhile

from forumclean.dates.reading import read_date
from forumclean.reader.comments.grammar import Family, compiled
from forumclean.values.sentence import is_sentence

__all__ = ["COUNT", "TOOL", "UNKNOWN", "Post", "Thread", "thread_of", "value_of"]

# Letters that the finding of texts knows; those of lines of which nothing is known.
TOOL, COUNT, UNKNOWN = "T", "C", frozenset("wsx")
_GONE = "X"
_SIGNED = re.compile(r"Q([wsx]{1,8})(?=T)")
# A name is at most so long, and has so many words.
_NAME, _NAME_WORDS, _FEW = 40, 5, 2
# A line of so many characters, or of so many without blanks, is more than a heading; a title is at most so long.
_PROSE, _WIDE, _TITLE = 60, 20, 120
_STOPS = (".", "!", "?", "。", "！", "？", "…")
_DOTS = ("...", "…")
_ENDS = (*_STOPS, "”", '"', "»", "」", ":", "：", ";", ",", "，")

Told = Mapping[int, re.Match[str]]


@dataclass(frozen=True, slots=True)
class Post:
    """The lines of a post, by number, and what they tell.

    Attributes:
        start: its first line.
        name, date, number: what its head says; "" for what it does not.
        title: the line of a title in its head.
        frame: the lines of head and foot.
        text: the lines between them.
        has_foot: they end before a foot; where no pattern says so, they go on to a tool.
    """

    start: int
    name: str
    date: str
    number: str
    title: int | None
    frame: frozenset[int]
    text: range
    has_foot: bool


@dataclass(frozen=True, slots=True)
class Thread:
    """The posts that a family finds in some lines.

    Attributes:
        family: whose grammar it is.
        letters: of the lines.
        told: what lines tell, by their numbers.
        posts: in their order.
        lead: the first line above all heads that somebody may have posted.
        open_from: below this line, at a blank one, the last post may end, for nothing closes it.
        title: the line of the title.
        title_text: what it says.
    """

    family: Family
    letters: str
    told: Told
    posts: Sequence[Post]
    lead: int | None
    open_from: int
    title: int | None
    title_text: str | None

    @property
    def weight(self) -> int:
        """How many lines it knows."""
        return sum(letter not in UNKNOWN for letter in self.letters)


def thread_of(family: Family, texts: Sequence[str]) -> Thread | None:
    """Find the posts of a family; None where there are too few for a thread.

    Args:
        family: that may have written the lines.
        texts: the lines, trimmed.
    """
    if not family.has_needed(texts):
        return None
    # Tools, counts and dates come back in every post.
    kinds = {text: _letter(family, text) for text in set(texts)}
    letters = "".join(kinds[text][0] for text in texts)
    if family.needs and family.needs.isdisjoint(letters):
        return None
    told = {i: match for i, text in enumerate(texts) if (match := kinds[text][1])}
    letters = _SIGNED.sub(lambda signed: TOOL + "q" * len(signed[1]), letters)
    found = _found(family, letters, texts, told)
    if found and (tools := _tools_in(found.posts, letters, texts)):
        letters = "".join(TOOL if i in tools else letter for i, letter in enumerate(letters))
        found = _found(family, letters, texts, told)
    return found


def _tools_in(posts: Sequence[Post], letters: str, texts: Sequence[str]) -> set[int]:
    """Lines that stand at the end of most texts, or below most: labels that nobody knows, as those of another language.

    None of them is all that somebody said.
    """
    starts = [*(post.start for post in posts[1:]), len(letters)]
    below = [range(post.text.stop, stop) for post, stop in zip(posts, starts, strict=True)]
    counts: Counter[str] = Counter()
    for post, rest in zip(posts, below, strict=True):
        counts.update({texts[i] for i in (*post.text[1:], *rest) if letters[i] in UNKNOWN})
    often = {text for text, count in counts.items() if count > _FEW and count * 2 > len(posts)}
    found = {i for rest in below for i in rest if texts[i] in often}
    for post in posts:
        found.update(takewhile(lambda i: texts[i] in often, reversed(post.text[1:])))
    return found


def _found(family: Family, letters: str, texts: Sequence[str], told: Told) -> Thread | None:
    """The posts that the letters of lines show."""
    matches = list(compiled(family.posts).finditer(letters))
    opening = compiled(family.opening).search(letters) if family.opening else None
    if opening and not (matches and matches[0].start() < opening.start()):
        matches = [opening, *compiled(family.posts).finditer(letters, opening.end())]
    else:
        opening = None
    if len(matches) < family.least:
        return None
    posts = _with_first_name(_with_texts([_post(found, texts, told) for found in matches], letters), texts)
    lead = None if opening else _lead(letters[: posts[0].start], texts)
    title = _title(posts[0], letters, texts, opens=opening is not None, lead=lead)
    title_text = None if title is None else value_of(told.get(title), "title") or texts[title]
    return Thread(family, letters, told, posts, lead, _open_from(posts[-1], letters, told), title, title_text)


def _letter(family: Family, text: str) -> tuple[str, re.Match[str] | None]:
    """The letter of a line, and what it tells."""
    if family.knows(text):
        for one in family.classes:
            if (found := next(filter(_is_dated, one.matches(text)), None)) is not None:
                return one.letter, found
    if len(text) > _NAME or text.endswith(_ENDS) or not any(map(str.isalpha, text)):
        return "x", None
    words = text.count(" ") + 1
    if words > _NAME_WORDS or (words == 1 and len(text) > _WIDE and not text.isascii()):
        return "x", None
    return "w" if words <= _FEW else "s", None


def value_of(found: re.Match[str] | None, slot: str) -> str:
    """What a line says in a slot; "" where it has none."""
    return (found[slot] or "") if found and slot in found.re.groupindex else ""


def _is_dated(found: re.Match[str]) -> bool:
    """Whether what stands at the place of a date is one, all of it."""
    text = value_of(found, "date")
    return not text or _is_date(text)


@lru_cache(maxsize=4096)
def _is_date(text: str) -> bool:
    reading = read_date(text)
    return reading is not None and reading.start == 0 and reading.end >= len(text.rstrip())


def _post(found: re.Match[str], texts: Sequence[str], told: Told) -> Post:
    """What the lines of a post say: a group of its pattern names a line, or else the first line that tells it does."""
    groups = {name[0]: range(*found.span(name)) for name, text in found.groupdict().items() if text is not None}
    lines = range(*found.span())
    text, title = groups.get("t", range(lines.stop, lines.stop)), groups.get("h")
    name = ""
    if named := groups.get("n"):
        name = value_of(told.get(named.start), "name") or texts[named.start]
    return Post(
        start=lines.start,
        name=name or _first("name", lines, told),
        date=" ".join(filter(None, (_date(told.get(i)) for i in groups["d"])))
        if "d" in groups
        else _first_date(lines, told),
        number=_first("number", lines, told),
        title=title.start if title else next((i for i in lines if value_of(told.get(i), "title")), None),
        frame=frozenset(i for i in lines if i not in text),
        text=text,
        has_foot="t" in groups,
    )


def _first(slot: str, lines: range, told: Told) -> str:
    return next((value for i in lines if (value := value_of(told.get(i), slot))), "")


def _first_date(lines: range, told: Told) -> str:
    return next((date for i in lines if (date := _date(told.get(i)))), "")


def _date(found: re.Match[str] | None) -> str:
    return " ".join((value_of(found, "date") or value_of(found, "when")).split())


def _with_texts(posts: Sequence[Post], letters: str) -> list[Post]:
    """The posts with the text of those whose head alone is known: all down to a tool or a count.

    The first line is text though it looks like a count, because "42" is an answer; what is gone has no text.
    """
    found: list[Post] = []
    for n, post in enumerate(posts):
        stop = posts[n + 1].start if n + 1 < len(posts) else len(letters)
        if not post.has_foot:
            start = end = max(post.frame) + 1
            if start < stop and letters[start] not in (TOOL, _GONE):
                end = next((i for i in range(start + 1, stop) if letters[i] in (TOOL, COUNT)), stop)
            post = replace(post, text=range(start, end))  # noqa: PLW2901
        found.append(post)
    return found


def _with_first_name(posts: Sequence[Post], texts: Sequence[str]) -> Sequence[Post]:
    """The posts, the first of them without a label that stood in the place of its name, above the name of another."""
    first, names = posts[0], {post.name for post in posts[1:]}
    if not first.has_foot or first.name in names or len(first.text) < _FEW or texts[first.text.start] not in names:
        return posts
    at = first.text.start
    found = replace(first, name=texts[at], frame=first.frame | {at}, text=first.text[1:])
    return [found, *posts[1:]]


def _open_from(last: Post, letters: str, told: Told) -> int:
    """The first line of the last post that need not be text, where it goes on to the end."""
    if last.has_foot or last.text.stop < len(letters):
        return len(letters)
    has_text = any(value_of(told.get(i), "text") for i in last.frame)
    return last.text.start if has_text else last.text.start + 1


def _lead(letters: str, texts: Sequence[str]) -> int | None:
    """The first line above all heads that is more than a heading."""
    tool = letters.find(TOOL)
    return next((i for i, letter in enumerate(letters) if letter == "x" and _is_prose(texts[i], i, tool)), None)


def _is_prose(text: str, i: int, tool: int) -> bool:
    # Above all tools nothing stands but a title and what was posted.
    if text.endswith(_STOPS) and not text.endswith(_DOTS) and (tool < 0 or i < tool):
        return True
    return len(text) >= (_PROSE if " " in text[:_PROSE] else _WIDE) or is_sentence(text)


def _title(first: Post, letters: str, texts: Sequence[str], *, opens: bool, lead: int | None) -> int | None:
    """The line of the title: named by its place, or the last unknown one above what the others answer."""
    if first.title is not None:
        return first.title
    if not opens and lead is None:
        return None
    above = reversed(range(first.start if lead is None else lead))
    line = next((i for i in above if letters[i] in UNKNOWN), None)
    return line if line is not None and len(texts[line]) <= _TITLE else None
