"""Lines: what each line of a dump says of posts, and its form, by which the frames of posts are known to come back."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from dataclasses import replace as moved
from functools import lru_cache

import msgspec
from msgspec.structs import replace

from forumclean.dates.reading import Reading as Date
from forumclean.dates.reading import read_date
from forumclean.threads.forms import DATE, FEW, REST, Templates, form_of
from forumclean.values.document import Document
from forumclean.values.marks import Marks, Reading
from forumclean.values.model import Kind
from forumclean.values.verdicts import Verdicts

__all__ = ["DATE", "HEAD_KINDS", "NAME_WORDS", "REST", "TOOLS", "Line", "Lines", "lines_of", "name_start", "unlisted"]

# Characters of a line that may be part of a frame; words that a name has at most.
_LONGEST, NAME_WORDS = 160, 4
# What the lines of a head are, and those around it that no head is made of.
HEAD_KINDS = frozenset({Kind.USER_INFO, Kind.POST_META})
TOOLS = frozenset({Kind.CONTROL, Kind.NAVIGATION, Kind.REACTION, Kind.SOCIAL})
_ZONE = re.compile(r"\s\(?[A-Z]{2,5}\)?(?![\w'’:])")
# "3 years, 2 months" before "4 days ago".
_MORE_AGO = re.compile(r"(?:\d+\s+[^\W\d_]+,?\s+)+$")
# A single letter before a date is an initial: "Anders K on May 2".
_LETTER = re.compile(r"[^\W\d_]\s+(?=\w+\s)")
_GLUED = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z][^\W\d_]{2,}\.? \d)")
_LISTED = re.compile(r"\W*\d+\.\s+")
_LISTING = re.compile(r"^(?:\d+[.)]|[•·*>-])\s*")
# Two numbers, or a number and a word: "146" is no date.
_MAY_BE_DATE = re.compile(r"\d\D+\d|[^\W\d_]{2}")
_NOTHING = Reading()
_NO_KINDS = frozenset[Kind]()
# What may stand behind the date that ends a signed line; what ends a sentence; characters in which the date stands.
_SIGNED = re.compile(r"\W{0,3}(?:\(?[A-Z]{2,5}\)?)?\W{0,3}")
_ENDS = re.compile(r"[.!?。！？।…]")
_TAIL = 60
# Where the text above the name ends: at a stop or a dash, or else at a capital inside a word.
_STOPPED = re.compile(r"(?:(?<!\b[A-Z])\.(?!\d)|[!?。！？।…])[\"'”’)\]]*\s*|\s[–—]\s?")
_GLUED_NAME = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])")
_NAME_LONG, _TEXT_SHORT = 6, 3
_BEFORE = re.compile(r"\W*$")
_NUMBERED = re.compile(r"\W{0,4}#(\d{1,7})\b|\W{0,4}(\d{1,7})(?:[.)\]](?!\d)|\s?[:：]\s|$)")
# Characters of a short line; different lines in which a word at the edge comes back.
_SHORT, _OFTEN = 60, 3
# Characters of a title that no name has by chance.
_TITLE = 8
_STOP_MARKS = (".", "!", "?", "。", "！", "？", "…", ",", ":")
# Letters of a script that sets no blanks, which a reading takes for words, and of which so many make one.
_WIDE_WORD = 3


class Line(msgspec.Struct, frozen=True, gc=False):
    """One line of a dump.

    Attributes:
        text: the line.
        form: the line with dates, names, numbers and unknown words blotted out; the frames of two posts share theirs.
        date: the first date in it.
        kinds: what rules take it for.
        reading: the line as parts.
        is_body: whether it is kept.
        signed: it is text, with the name and the date of its writer behind it.
        subject: it names the subject of the thread.
    """

    text: str
    form: str
    date: Date | None
    kinds: frozenset[Kind]
    reading: Reading
    is_body: bool
    signed: bool = False
    subject: bool = False

    @property
    def number(self) -> int | None:
        """The number at which it stands in a list, or which it is."""
        found = _NUMBERED.match(self.text)
        return int(found[1] or found[2]) if found else None

    @property
    def is_named(self) -> bool:
        """Whether it may hold a name beside what rules know."""
        return REST in self.form and self.words_left <= NAME_WORDS + 2 * (self.date is not None)

    @property
    def may_be_name(self) -> bool:
        """Whether it is a few words that nobody knows."""
        return self.form == REST and self.words_left <= NAME_WORDS

    @property
    def is_label(self) -> bool:
        """Whether it is the label of a field, with its value on the next line."""
        return self.reading.fields > 0 and not (self.reading.value or self.reading.typed or self.reading.left)

    @property
    def is_post_date(self) -> bool:
        """Whether its date may be that of a post, and not that of a user: "Joined"."""
        if self.date is None:
            return False
        return self.is_named or Kind.USER_INFO not in self.kinds

    @property
    def is_numbered(self) -> bool:
        """Whether a number is all of it, or a mark says that it counts: "#3", "Member # 512"."""
        return self.form in ("0", "0.") or "#0" in self.form or "# 0" in self.form

    @property
    def words_left(self) -> int:
        """How many of its words nobody knows; in a script that sets no blanks, about how many."""
        return _words_in(self.reading.left)


@lru_cache(maxsize=1 << 12)  # each step asks again
def _words_in(runs: tuple[str, ...]) -> int:
    words = [word for run in runs for word in run.split(" ")]
    wide = sum(len(word) == 1 and word.isalpha() and not word.isascii() for word in words)
    return len(words) - wide + (wide + _WIDE_WORD - 1) // _WIDE_WORD


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a dump, and how often each form stands in it."""

    lines: Sequence[Line]
    forms: Counter[str]
    texts: Counter[str]


def _without_title(verdicts: Verdicts) -> list[bool]:
    """Whether each line is body; the title, which is kept too, belongs to the frame."""
    body = list(verdicts.body)
    if verdicts.title is not None:
        body[verdicts.title] = False
    return body


def lines_of(document: Document, marks: Marks, verdicts: Verdicts) -> Lines:
    """Look at the lines of a document."""
    body = _without_title(verdicts)
    readings = marks.readings or [_NOTHING] * len(document.lines)
    edges = _edges(document.lines)
    lines = [
        (_known_line if len(text) <= _LONGEST else _line)(
            text, _without_edges(text, reading, edges), _kinds(marks, block), is_body
        )
        for block, (text, reading, is_body) in enumerate(zip(document.lines, readings, body, strict=True))
    ]
    title = document.lines[verdicts.title or 0] if lines else ""
    if len(title) >= _TITLE and " " in title and (verdicts.title is not None or _heads_posts(title, lines)):
        lines = [replace(line, subject=True) if title in line.text else line for line in lines]
    lines = _filled(_all_signed(lines))
    return Lines(lines, Counter(line.form for line in lines if line.form), Counter(line.text for line in lines))


def _all_signed(lines: Sequence[Line]) -> Sequence[Line]:
    """Short lines that are signed as the long ones are, though the score removed them."""
    forms = Counter(line.form for line in lines if line.signed)
    if not any(count > 1 for count in forms.values()):
        return lines
    return [_sign(line, forms) for line in lines]


def _sign(line: Line, forms: Counter[str]) -> Line:
    if line.signed or line.date is None or (date := _signed(line.text)) is None:
        return line
    form = _signed_form(line.text, date)
    return replace(line, form=form, date=date, signed=True) if forms[form] > 1 else line


def _filled(lines: Sequence[Line]) -> list[Line]:
    """Where others have a name, words that rules know are one too."""
    templates = Templates(Counter(line.form for line in lines if line.form and not line.signed))
    return [_fill(line, templates) for line in lines]


def _fill(line: Line, templates: Templates) -> Line:
    if line.signed or not line.form or (slot := templates.slot(line.text, line.form, line.date)) is None:
        return line
    return replace(line, form=slot[0], reading=replace(line.reading, left=(slot[1],)))


def _heads_posts(title: str, lines: Sequence[Line]) -> bool:
    """Whether the first line comes back below as the subject of posts."""
    return any(line.text.endswith(title) for line in lines[1:])


def _edges(texts: Sequence[str]) -> frozenset[tuple[int, str]]:
    """The words at the first (0) and last (-1) place of short lines that come back beside ever other words.

    They are labels that no rule knows: "Ann Trainee", "Bob Trainee", "Cem Trainee".
    """
    found: dict[tuple[int, str], set[str]] = {}
    last: dict[tuple[int, str], int] = {}
    for n, text in enumerate(texts):
        if len(text) > _SHORT or not 0 < text.count(" ") <= FEW or text.endswith(_STOP_MARKS):
            continue
        for edge in ((0, text.partition(" ")[0]), (-1, text.rpartition(" ")[2])):
            if edge[1].isalpha() and last.get(edge, -2) != n - 1:
                found.setdefault(edge, set()).add(text)
            last[edge] = n
    return frozenset(edge for edge, some in found.items() if len(some) >= _OFTEN)


def _without_edges(text: str, reading: Reading, edges: frozenset[tuple[int, str]]) -> Reading:
    """A reading that knows these words too."""
    if not edges or not reading.left or len(text) > _SHORT:
        return reading
    words = text.split(" ")
    if (0, words[0]) not in edges and (-1, words[-1]) not in edges:
        return reading
    runs = [run.split(" ") for run in reading.left]
    if (0, words[0]) in edges and runs[0][0] == words[0]:
        del runs[0][0]
    if (-1, words[-1]) in edges and runs[-1] and runs[-1][-1] == words[-1]:
        del runs[-1][-1]
    return replace(reading, left=tuple(" ".join(run) for run in runs if run))


def _kinds(marks: Marks, block: int) -> frozenset[Kind]:
    hinted = marks.hints.get(block)
    dropped = marks.drops.get(block)
    if hinted is None:
        return _NO_KINDS if dropped is None else frozenset((dropped.kind,))
    kinds = {mark.kind for mark in hinted.marks}
    if dropped is not None:
        kinds.add(dropped.kind)
    return frozenset(kinds)


def _line(text: str, reading: Reading, kinds: frozenset[Kind], is_body: bool) -> Line:
    if is_body and (signed := _signed(text)) is not None:
        return Line(text, _signed_form(text, signed), signed, kinds, reading, is_body, signed=True)
    if len(text) > _LONGEST:
        return Line(text, "", None, kinds, reading, is_body)
    date = _date(text) if reading.typed and _MAY_BE_DATE.search(text) else None
    return Line(text, form_of(text, reading, date, kinds), date, kinds, reading, is_body)


# In a crawl the same frames come again, and telling what a line is takes as long as all that is made of it.
_known_line = lru_cache(maxsize=1 << 14)(_line)


def _signed(text: str) -> Date | None:
    """The date behind a line of text to which name and date of its writer are glued: "Rain. – Ann May 2, 2010"."""
    if not any(char.isdigit() for char in text[-16:]):
        return None
    at = max(len(text) - _TAIL, 0)
    date = _date(text[at:])
    if date is None or not (date.moments or date.has_clock) or not _SIGNED.fullmatch(text, at + date.end):
        return None
    date = moved(date, start=date.start + at, end=date.end + at)
    if _ENDS.search(text, date.end) or (split := name_start(text, date.start)) is None:
        return None
    words = [word for word in text[:split].split() if any(char.isalpha() for char in word)]
    return date if len(words) >= _TEXT_SHORT else None


def name_start(text: str, end: int) -> int | None:
    """Where the name begins that stands behind a text and before the date at `end`."""
    bracket = text.rfind(" (", 0, end)
    until = bracket if bracket > 0 and ")" not in text[bracket:end] else end
    for pattern, nearest in ((_STOPPED, -1), (_GLUED_NAME, 0)):
        starts = [
            split.end() for split in pattern.finditer(text, 0, until)
            if _may_be_signature(text[split.end() : end].split(), behind_stop=not split[0].strip(" .!?"))
        ]  # fmt: skip
        named = [start for start in starts if text[start:until].strip()]
        if starts:
            return (named or starts)[nearest]
    return None


def _may_be_signature(name: Sequence[str], *, behind_stop: bool) -> bool:
    """Whether words between text and date may be a name: few, and behind a mere stop they begin large."""
    return len(name) <= _NAME_LONG and not (name and behind_stop and name[0][0].islower())


def _signed_form(text: str, date: Date) -> str:
    found = _BEFORE.search(text, 0, date.start)
    return f"{REST}{found[0].replace(' ', '') if found else ''}{DATE}{text[date.end :]}"


def unlisted(text: str) -> str:
    """A line without the mark or number of a list before it."""
    return _LISTING.sub("", text)


def _date(text: str) -> Date | None:
    """The date in a line, whole, and without what is glued to it."""
    date = read_date(text)
    for start in _starts(text, date):
        inner = read_date(text[start:])
        if inner and (inner.moments or date is None or not date.moments):
            date = moved(inner, start=inner.start + start, end=inner.end + start)
            break
    if date and (letter := _LETTER.match(text, date.start, date.end)):
        date = moved(date, start=letter.end())
    if date and date.has_clock and (zone := _ZONE.match(text, date.end)):
        return moved(date, end=zone.end())
    if date and not date.moments and (more := _MORE_AGO.search(text, 0, date.start)):
        return moved(date, start=more.start())
    return date


def _starts(text: str, date: Date | None) -> Iterator[int]:
    """Where else to begin: below the number of a list, below a name with a number, at a capital inside a word."""
    listed = _LISTED.match(text)
    if date and listed and date.start < listed.end():
        yield listed.end()
    elif date and date.start and text[date.start - 1].isalpha() and (blank := text.find(" ", date.start)) > 0:
        yield blank
    elif date is None:
        yield from (glued.start() for glued in _GLUED.finditer(text))
