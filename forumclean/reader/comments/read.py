"""Pasted comments to a Document: a post a comment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial

import numpy as np

from forumclean.dates.reading import Reading, read_date
from forumclean.reader.comments.grammar import Class, Family, families
from forumclean.reader.heads import Heads
from forumclean.reader.text import Spans, fold_space, marked_kinds, split_lines
from forumclean.values.document import Document, PostHead
from forumclean.values.model import Kind
from forumclean.values.sentence import is_sentence

__all__ = ["read_comments"]

# Lines that belong to a frame are at most so long; so is a name, and how many words it has.
_LONGEST, _NAME, _NAME_WORDS, _FEW = 240, 40, 5, 2
# A line of so many characters, or of so many that are set without blanks, is more than a heading.
_PROSE, _WIDE_PROSE, _TITLE = 60, 20, 120
_STOPS = (".", "!", "?", "。", "！", "？", "…")
_ENDS = (*_STOPS, "…」", "”", '"', "»", ":", "：", ";", ",", "，")
_TOOL, _COUNT, _GONE, _ANY = "T", "C", "X", frozenset("wsx")
_NO_TEXT = frozenset("TCMXGOEK")


def read_comments(source: str) -> Document | None:
    r"""Read the comments of a site that is known; None when the text is none of that, or when that is in doubt.

    >>> document = read_comments("@ann\n2 years ago\nRain.\nReply\n@bo\n1 year ago\nAgain?\nReply")
    >>> document.engine, [(head.author, head.date_text) for head in document.heads], document.said
    ('youtube', [('@ann', '2 years ago'), ('@bo', '1 year ago')], [False, False, True, False, False, False, True, False])
    """
    some = [one for one in families() if one.may_be(source)]
    if not some:
        return None
    texts, starts, ends, breaks = split_lines(source)
    found = [thread for one in some if (thread := _Thread.of(one, texts)).is_one]
    if not found:
        return None
    best = max(found, key=lambda thread: thread.weight)
    return _Columns(best, texts, starts.tolist(), ends.tolist(), breaks.tolist()).document(source)


@dataclass(frozen=True, slots=True)
class _Post:
    """The lines of a post, by number, and what they tell."""

    start: int
    name: str | None
    date: str | None
    title: int | None
    frame: frozenset[int]
    text: range


@dataclass(frozen=True, slots=True)
class _Thread:
    """The posts that a family finds in some lines."""

    family: Family
    texts: Sequence[str]
    letters: str
    told: Mapping[int, Mapping[str, str | None]]
    posts: Sequence[_Post]
    opens: bool

    @property
    def weight(self) -> int:
        """How many lines it knows."""
        return sum(letter not in _ANY for letter in self.letters)

    @property
    def is_one(self) -> bool:
        """Whether it is a thread of this family, and no text that looks a little like one."""
        needed = self.family.needs
        has_needed = not needed or any(letter in needed for letter in self.letters)
        return len(self.posts) >= self.family.least and has_needed

    @classmethod
    def of(cls, family: Family, texts: Sequence[str]) -> _Thread:
        """Find the posts of a family."""
        told: dict[int, Mapping[str, str | None]] = {}
        letters = "".join(_letter(family, text, i, told) for i, text in enumerate(texts))
        posts: list[_Post] = []
        opens, at = False, 0
        if family.opening and (found := family.opening.search(letters)):
            opens, at = True, found.end()
            posts.append(_post(found.start(), found.end(), _groups(found.groupdict(), found), texts, told))
        first = family.posts.search(letters)
        if opens and first and first.start() < posts[0].start:
            opens, at, posts = False, 0, []
        for found in family.posts.finditer(letters, at):
            posts.append(_post(found.start(), found.end(), _groups(found.groupdict(), found), texts, told))
        return cls(family, texts, letters, told, _with_texts(posts, letters), opens)


def _groups(groups: Mapping[str, str | None], found: object) -> Mapping[str, tuple[int, int]]:
    """Where each group stands, by its letter."""
    return {name[0]: found.span(name) for name, text in groups.items() if text is not None}  # type: ignore[attr-defined]


def _letter(family: Family, text: str, i: int, told: dict[int, Mapping[str, str | None]]) -> str:
    """The letter of a line; what it tells is kept."""
    if len(text) <= _LONGEST:
        for one in family.classes:
            if (groups := next(filter(_is_dated, one.told(text)), None)) is not None:
                told[i] = groups
                return one.letter
    if len(text) > _NAME or text.endswith(_ENDS) or not any(map(str.isalpha, text)):
        return "x"
    words = text.count(" ") + 1
    if words > _NAME_WORDS or (words == 1 and len(text) > _WIDE_PROSE and not text.isascii()):
        return "x"
    return "w" if words <= _FEW else "s"


def _is_dated(groups: Mapping[str, str | None]) -> bool:
    """Whether what stands at the place of a date is one, all of it."""
    text = groups.get("date")
    return text is None or _is_date(text)


@lru_cache(maxsize=4096)
def _is_date(text: str) -> bool:
    reading = read_date(text)
    return reading is not None and reading.start == 0 and reading.end >= len(text.rstrip())


def _post(
    start: int,
    end: int,
    groups: Mapping[str, tuple[int, int]],
    texts: Sequence[str],
    told: Mapping[int, Mapping[str, str | None]],
) -> _Post:
    lines = range(start, end)
    names = [told[i].get("name") for i in lines if told.get(i, {}).get("name")]
    if "n" in groups and groups["n"][0] in told and told[groups["n"][0]].get("name"):
        names = [told[groups["n"][0]]["name"]]
    elif "n" in groups:
        names = [texts[groups["n"][0]]]
    dates = [one for i in lines if (one := _date(told.get(i, {})))]
    if "d" in groups:
        dates = [" ".join(_date(told.get(i, {})) for i in range(*groups["d"])).strip()]
    text = range(*groups["t"]) if "t" in groups else range(end, end)
    title = next((i for i in lines if told.get(i, {}).get("title")), groups["h"][0] if "h" in groups else None)
    frame = frozenset(i for i in lines if i not in text)
    return _Post(start, names[0] if names else None, (dates[0] if dates else None) or None, title, frame, text)


def _date(groups: Mapping[str, str | None]) -> str:
    return " ".join((groups.get("date") or groups.get("when") or "").split())


def _with_texts(posts: Sequence[_Post], letters: str) -> list[_Post]:
    """The posts with the text of those whose head alone is known: all down to a tool."""
    found: list[_Post] = []
    for n, post in enumerate(posts):
        stop = posts[n + 1].start if n + 1 < len(posts) else len(letters)
        if not post.text:
            start = max(post.frame) + 1
            end = start + (letters[start : start + 1] == _COUNT and start < stop)
            while end < stop and letters[end] not in (_TOOL, _COUNT) and letters[start] != _GONE:
                end += 1
            post = replace(post, text=range(start, end))  # noqa: PLW2901
        found.append(post)
    return found


@dataclass(slots=True)
class _Columns:
    """The columns of a document, as they grow line by line."""

    thread: _Thread
    texts: list[str]
    starts: list[int]
    ends: list[int]
    breaks: list[int]
    blocks: list[tuple[str, int, int, int]] = field(default_factory=list)
    posts: list[int] = field(default_factory=list)
    kinds: list[Kind | None] = field(default_factory=list)
    said: list[bool] = field(default_factory=list)

    def document(self, source: str) -> Document:
        thread = self.thread
        classes = {one.letter: one for one in thread.family.classes}
        lead = self._lead()
        begins = [post.start for post in thread.posts]
        post = 0
        for i in range(len(self.texts)):
            while post + 1 < len(begins) and i >= begins[post + 1]:
                post += 1
            at = post + (lead is not None and i >= begins[0])
            self._line(i, thread.posts[post] if i >= begins[0] else None, at, classes, source)
        heads = [partial(_head, one) for one in thread.posts]
        if lead is not None:
            heads.insert(0, lambda: (PostHead(), None))
        texts = [text for text, *_ in self.blocks]
        lines = fold_space(texts)
        marked = marked_kinds(lines) or [None] * len(lines)
        layout = Spans(source, *(np.array(column, np.int64) for column in list(zip(*self.blocks, strict=True))[1:3]))
        name = thread.family.name
        return Document(
            texts=texts,
            lines=lines,
            breaks=[gap for *_, gap in self.blocks],
            layout=layout,
            kinds=[kind or mark for kind, mark in zip(self.kinds, marked, strict=True)],
            posts=self.posts,
            heads=Heads(heads, lines, self.posts),
            engine=name,
            title=self._title_text(),
            verdicts=[f"comments:{name}/{kind.value}" if kind else "" for kind in self.kinds],
            said=self.said,
        )

    def _lead(self) -> int | None:
        """The first line of what stands above all heads, where somebody may have posted it."""
        thread = self.thread
        above = range(0 if thread.opens else thread.posts[0].start)
        tool = next((i for i in above if thread.letters[i] == _TOOL), above.stop)
        said = (i for i in above if thread.letters[i] == "x" and _is_prose(self.texts[i], is_first=i < tool))
        return next(said, None)

    def _is_framed(self, i: int) -> bool:
        """Whether a line above all heads stands below a tool, where nobody posted anything there."""
        return self._lead() is None and _TOOL in self.thread.letters[:i]

    def _title(self) -> int | None:
        """The line of the title: named by its place, or the last above the opening that nothing else is known of."""
        thread = self.thread
        first = thread.posts[0]
        if first.title is not None:
            return first.title
        lead = self._lead()
        if lead is None and not thread.opens:
            return None
        above = (i for i in reversed(range(first.start if lead is None else lead)) if thread.letters[i] in _ANY)
        line = next(above, None)
        return line if line is not None and len(self.texts[line]) <= _TITLE else None

    def _title_text(self) -> str | None:
        title = self._title()
        return None if title is None else self.thread.told.get(title, {}).get("title") or self.texts[title]

    def _line(self, i: int, post: _Post | None, at: int, classes: Mapping[str, Class], source: str) -> None:
        letter = self.thread.letters[i]
        groups = self.thread.told.get(i, {})
        is_title = i == self._title()
        in_text = post is not None and i in post.text
        words = (groups.get("text") or "") if post is not None and (in_text or i in post.frame) else ""
        if words:
            self._parted(i, words, at, classes[letter].kind, source)
            return
        if in_text and (letter not in classes or (letter == _COUNT and i == post.text.start)):  # type: ignore[union-attr]
            kind = None
        elif is_title:
            kind = Kind.POST_META
        elif post is not None and i in post.frame:
            kind = classes[letter].kind if letter in classes else Kind.POST_META
        elif letter in classes and (letter in _NO_TEXT or not in_text):
            kind = classes[letter].kind
        elif post is None and self._is_framed(i):
            kind = Kind.NAVIGATION
        else:
            kind = None
        self._add((self.texts[i], self.starts[i], self.ends[i], self.breaks[i]), at, kind, said=in_text and kind is None)

    def _parted(self, i: int, words: str, at: int, kind: Kind, source: str) -> None:
        """A line with a text between a head and a date."""
        line, start = self.texts[i], self.starts[i]
        where = line.index(words)
        above, below = line[:where].rstrip(), line[where + len(words) :].strip()
        if above:
            self._add((above, start, start + len(above), self.breaks[i]), at, kind, said=False)
        gap = 0 if above else self.breaks[i]
        self._add((words, start + where, start + where + len(words), gap), at, None, said=True)
        if below:
            end = self.ends[i]
            self._add((below, end - len(below), end, 0), at, kind, said=False)

    def _add(self, block: tuple[str, int, int, int], at: int, kind: Kind | None, *, said: bool) -> None:
        self.blocks.append(block)
        self.posts.append(at)
        self.kinds.append(kind)
        self.said.append(said)


def _is_prose(text: str, *, is_first: bool) -> bool:
    """Whether a line above all heads is more than a heading; nothing else than a title stands above a frame."""
    if is_first and text.endswith(_STOPS):
        return True
    return len(text) >= (_PROSE if text.isascii() or " " in text[:_PROSE] else _WIDE_PROSE) or is_sentence(text)


def _head(post: _Post) -> tuple[PostHead, Reading | None]:
    return PostHead(author=post.name, date_text=post.date), read_date(post.date)
