"""The log of a chat to a Document: a post a message."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from itertools import pairwise

from forumclean.dates.reading import Order, Reading, holds_date, read_date
from forumclean.reader.chat.grammar import DAY, MESSAGE, OPENS, Format, Shape, formats
from forumclean.reader.heads import Heads
from forumclean.reader.text import Lines, TextBlocks, fold_space, marked_kinds
from forumclean.values.document import Document, PostHead
from forumclean.values.model import Kind

__all__ = ["read_chat"]

# Where a head can be, a time of day is near.
# What stands between its numbers: one of two characters is found sooner than one of all digits.
_CLOCK = re.compile(r"[:.](?<=\d[:.])\d\d")
_REACH = 90
# So many heads of one shape make a chat, when they are this share of the lines; nobody looks at more lines with a time
# than so many.
_LEAST, _FEWEST, _MOST = 3, 0.03, 300
_BLANK_LINE = 2  # line ends
# The dates of a chat lie near together: another order of their numbers must set them so many times as far apart.
_FARTHER = 8
_UNSEEN = re.compile(r"[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
# The part of the export that a line of each role is, and its kind.
_PARTS = {
    MESSAGE: ("head", Kind.POST_META), DAY: ("day", Kind.POST_META), "above": ("export", Kind.NOTICE),
    "note": ("note", Kind.NOTICE), "rest": ("note", Kind.NOTICE), OPENS: ("attachment", Kind.ATTACHMENT),
    "stands_for": ("attachment", Kind.ATTACHMENT),
}  # fmt: skip


def read_chat(lines: Lines) -> Document | None:
    r"""Read the log of a chat; None when the text is none, or when that is in doubt.

    >>> from forumclean.reader.text import split_lines
    >>> log = "10:15 <ann> Rain.\n10:16 <bo> Again?\n10:16 <ann> All day."
    >>> document = read_chat(split_lines(log))
    >>> document.engine, [head.author for head in document.heads], read_chat(split_lines("At 10:15 it rained."))
    ('irc', ['ann', 'bo', 'ann'], None)
    """
    source, texts, starts, ends, breaks = lines
    if (form := _format_of(source)) is None:
        return None
    if not _begins_soon(form, texts):
        return None
    log = _Log(form, source)
    for text, start, end, gap in zip(texts, starts.tolist(), ends.tolist(), breaks.tolist(), strict=True):
        log.add(text, start, end, gap)
    return log.document()


def _format_of(source: str) -> Format | None:
    """The format of which one shape has the most heads, where these are enough."""
    timed, among = _timed(source)
    # Nearly every text is no chat, and one look tells it.
    if len(timed) < (least := max(_LEAST, math.ceil(among * _FEWEST))):
        return None
    by_begin: dict[str, list[str]] = {}
    for line in timed:
        by_begin.setdefault("[" if line[0] in "[(" else "0" if line[0].isdecimal() else "a", []).append(line)
    best, most = None, least - 1
    for form in formats():
        if best and form.is_weak:
            continue
        if sum(map(len, by_begin.values())) > most and (count := _heads_of(form, by_begin)) > most:
            best, most = form, count
    return best


def _heads_of(form: Format, by_begin: Mapping[str, Sequence[str]]) -> int:
    """How many lines are heads of messages."""
    return sum(
        any(_is_head(shape, line) for shape in form.messages if begin in shape.begins)
        for begin, lines in by_begin.items()
        for line in lines
    )


def _is_head(shape: Shape, line: str) -> bool:
    """True for the head of a message; what makes a date of the time beside it is no name."""
    groups = found.groupdict() if (found := shape.pattern.fullmatch(line)) else {}
    if not groups or groups.get("date") or groups.get("short"):
        return bool(groups)
    return holds_date(groups["time"] or "") or not holds_date(f"{groups.get('name', '')} {groups['time']}")


def _timed(source: str) -> tuple[list[str], int]:
    """The first lines with a time near their beginning, and among how many lines they stand."""
    found: list[str] = []
    end = 0
    for clock in _CLOCK.finditer(source):
        if clock.start() <= end:
            continue
        near = max(0, clock.start() - 1 - _REACH)
        start = source.rfind("\n", near, clock.start()) + 1
        if start or not near:
            end = (source.find("\n", clock.end()) + 1) or len(source)
            found.append(_UNSEEN.sub("", source[start:end]).strip())
        if len(found) == _MOST:
            return found, source.count("\n", 0, end)
    return found, source.count("\n") + 1


def _begins_soon(form: Format, texts: Sequence[str]) -> bool:
    """True when nothing but the lines of an export stands before the first head: a log quoted in a post is no chat."""
    seen: list[str] = []
    for text in texts:
        seen.append(next((shape.role for shape in form.shapes if shape.pattern.fullmatch(text)), ""))
        if seen[-1] in ("", MESSAGE):
            break
    if not seen or seen[-1] != MESSAGE or (form.below_day and DAY not in seen):
        return False
    return not form.names_back or _names_come_back(form, texts)


def _names_come_back(form: Format, texts: Sequence[str]) -> bool:
    """Whether half of the messages are by somebody who wrote one above: no timetable says a word so often."""
    found = (
        next(filter(None, (shape.pattern.fullmatch(text) for shape in form.messages)), None) for text in texts[:_MOST]
    )
    names = [match["name"] for match in found if match]
    return len(set(names)) * 2 <= len(names)


@dataclass(slots=True)
class _Log:
    """The columns of a document, as they grow line by line."""

    form: Format
    source: str
    blocks: TextBlocks = field(default_factory=TextBlocks)
    parts: list[str] = field(default_factory=list)
    heads: list[Callable[[], tuple[PostHead, Reading | None]]] = field(default_factory=list)
    day: tuple[str, str] = "", ""
    is_open: bool = False

    def add(self, text: str, start: int, end: int, gap: int) -> None:
        """Add the blocks of a line."""
        found, role = None, ""
        for shape in self.form.shapes:
            if found := shape.pattern.fullmatch(text):
                role = shape.role
                break
        groups = found.groupdict() if found else {}
        self.is_open = role == OPENS or (self.is_open and not role and gap < _BLANK_LINE)
        if self.is_open:
            role = OPENS
        if role == DAY:
            self.day = groups.get("day") or groups.get("date") or "", groups.get("year") or ""
        if found is None or role != MESSAGE:
            self._add(text, start, end, gap, role)
            return
        if "name" not in groups:
            groups["name"] = self._name_above()
        self.heads.append(partial(_head, groups, self.day))
        words = (groups.get("text") or "").strip()
        at = end - len(words)
        head = self.source[start:at].rstrip()
        self._add(head, start, start + len(head), gap, role)
        if words:
            self._add(words, at, end, 0, "")

    def _name_above(self) -> str | None:
        """Who stands on the last line of text, above the badges: from there on it is the head of the next message."""
        at = next((i for i in reversed(range(len(self.parts))) if self.parts[i] != "note"), -1)
        if at < 0 or self.parts[at]:
            return None
        self.parts[at] = MESSAGE
        posts = self.blocks.posts
        posts[at:] = [len(self.heads)] * (len(posts) - at)
        return self.blocks.texts[at]

    def _add(self, text: str, start: int, end: int, gap: int, role: str) -> None:
        if not role and self.form.ends and (mark := self.form.ends.search(text)) and mark.start():
            self._add(text[: mark.start()], start, start + mark.start(), gap, role)
            mark_text = mark[0].lstrip()
            start, text, gap, role = end - len(mark_text), mark_text, 0, "note"
        if not role and self.form.stands_for and self.form.stands_for.fullmatch(text):
            role = "stands_for"
        self.blocks.add(text, start, end, gap, max(0, len(self.heads) - 1))
        self.parts.append(role)

    def document(self) -> Document:
        """The document of all that was added."""
        blocks = self.blocks
        lines = fold_space(blocks.texts)
        known = marked_kinds(lines) or [None] * len(lines)
        return Document(
            texts=blocks.texts,
            lines=lines,
            breaks=blocks.breaks,
            layout=blocks.layout(self.source),
            kinds=[_PARTS[part][1] if part else kind for part, kind in zip(self.parts, known, strict=True)],
            posts=blocks.posts,
            heads=Heads(self.heads, lines, blocks.posts, self.form.order, guess=_order),
            engine=self.form.name,
            said=[not part for part in self.parts],
            verdicts=[f"chat:{self.form.name}/{_PARTS[part][0]}" if part else "" for part in self.parts],
        )


def _order(readings: Sequence[Reading | None]) -> Order | None:
    """The order of the numbers by which the messages go on from day to day, not from month to month."""
    free = [reading for reading in readings if reading and reading.free and reading.moments]
    possible = [order for order in Order if all(order in reading.moments for reading in free)]
    spans: dict[Order, timedelta] = {}
    for order in possible:
        moments = [reading.moments[order] for reading in free]
        spans[order] = sum((abs(b - a) for a, b in pairwise(moments)), timedelta())
    ordered = sorted(spans, key=spans.__getitem__)
    if any(spans[other] < max(spans[ordered[0]] * _FARTHER, timedelta(1)) for other in ordered[1:]):
        return None
    return ordered[0] if ordered else None


def _head(groups: dict[str, str | None], day: tuple[str, str]) -> tuple[PostHead, Reading | None]:
    """Who wrote a message, and what its date can mean: the day may be told above it, or only its year."""
    own, short, time = groups.get("date"), groups.get("short"), groups.get("time") or ""
    shown = " ".join(part for part in (own or short, time) if part)
    whole = " ".join(part for part in ((own,) if own else (short, day[1]) if short else day) if part)
    author = _UNSEEN.sub("", groups.get("name") or "").strip()
    head = PostHead(author=author or None, date_text=_UNSEEN.sub("", shown) or None)
    return head, read_date(f"{whole} {time}" if whole else time)
