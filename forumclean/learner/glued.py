"""Glued: parts of the frame that a dump put on one line, together or beside what somebody wrote, as lines of their own.

    Loom Regular Posts: 12 Hull colour: red The ferry sails again. Salute this Pin to my loom

No part has an end that shows. But from the line's start, and back from its end, the same words follow each other on
thread after thread, and inside of what people write they do not. So a line is read from both ends, part by part, as far
as that holds; the page is read once more with line ends there, and each part is judged like any other line.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil

from forumclean.cleaner import Cleaner
from forumclean.learner.keys import DATE, moment_at
from forumclean.learner.pages import Page, read_pages
from forumclean.rules.matching.tokens import NUMBER, key_of, tokens_of
from forumclean.values.words import count_blanks

__all__ = ["with_glued"]

# Threads that are looked at: what is on a fifth of all shows there. Of all of them, so many have a part.
_THREADS, _SHARE = 1_000, 0.2
# Words from each end of a line that are looked at; words of a line, at least.
_REACH, _FEWEST = 120, 4
# How surely one word of a part follows the other, and how seldom they do so inside of what people write.
_FOLLOWS, _TOGETHER = 0.6, 0.8
# Words of a value behind a label, of a name before all parts; parts beside words, at least; words of runs that touch.
_VALUE, _NAME, _PARTS, _BLOCK = 4, 3, 2, 4
_ROUNDS = 3
# Of all threads, so many have a part that may stand alone.
_OFTEN = 0.5
# Different words beside two others that show where a part begins or ends.
_DIFFERENT = 2
_EDGE = ""
# Marks that end a sentence, and marks between parts.
_STOPS = tuple(".!?…。！？")
_MARKS = ",.:;|·•»/ "
Link = tuple[str, str]
Span = tuple[int, int]


@dataclass(slots=True)
class _Line:
    """A line as words, numbers and dates.

    Attributes:
        page: its page.
        line: its number.
        thread: its thread.
        keys: what each is compared by.
        spans: where each stands.
        marks: what stands behind each.
        begins: whether a part may begin with it: in the middle of what people write most words are small.
    """

    page: int
    line: int
    thread: int
    keys: list[str]
    spans: list[Span]
    marks: list[str]
    begins: list[bool]


def with_glued(
    pages: Sequence[Page], threads: Sequence[int], least: int, cleaner: Cleaner, url: str | None
) -> list[Page]:
    """Return the pages, those of plain text in which parts of a frame are glued with these as lines of their own."""
    lines = list(_lines(pages, threads, back=False))
    if not lines:
        return list(pages)
    links = _Links(lines, least)
    whole = links.whole(lines, _OFTEN * len(set(threads)))
    cut: dict[int, dict[int, tuple[list[Span], list[Span]]]] = {}
    for line in lines:
        head, tail = links.parts_of(line, whole)
        if head or tail:
            cut.setdefault(line.page, {})[line.line] = head, tail
    for line in _lines(pages, threads, back=True) if whole else ():
        if tail := _end_of(line, whole):
            cut.setdefault(line.page, {})[line.line] = [], tail
    if not cut:
        return list(pages)
    pieces = [_pieces(pages[number], spans) for number, spans in cut.items()]
    again = read_pages([text for text, *_ in pieces], cleaner, url)
    made = list(pages)
    for number, page, (_, names, parts) in zip(cut, again, pieces, strict=True):
        old = {made[number].lines[line] for line in made[number].parts}
        glued = _at(page, parts)
        made[number] = replace(page, parts=_at(page, parts | old), glued=glued, names=_at(page, names) - glued)
    return made


def _lines(pages: Sequence[Page], threads: Sequence[int], *, back: bool) -> Iterator[_Line]:
    """The lines that may be put together: those that come back whole, as a signature with buttons does, or the rest."""
    on: Counter[str] = Counter()
    for page in pages:
        on.update(set(page.keys))
    for number, (page, thread) in enumerate(zip(pages, threads, strict=True)):
        if not page.is_plain:
            continue
        for at, (text, key) in enumerate(zip(page.lines, page.keys, strict=True)):
            if (on[key] > 1) is not back or at in page.sure or at in page.parts:
                continue
            if count_blanks(text) >= _FEWEST - 1:
                yield _line(number, at, thread, text)


def _covers(line: _Line, run: Span) -> bool:
    """Tell whether a run is all that a line says."""
    return run[0] <= 1 and run[1] >= len(line.keys) - 1


def _end_of(line: _Line, whole: Collection[tuple[str, ...]]) -> list[Span]:
    """The part that may stand alone, at the end of a line that says something before it; the longest of some."""
    starts = (len(line.keys) - len(keys) for keys in whole if tuple(line.keys[-len(keys) :]) == keys)
    start = min((start for start in starts if start > 1), default=0)
    return [(line.spans[start][0], line.spans[-1][1])] if start else []


def _line(page: int, number: int, thread: int, text: str) -> _Line:
    tokens = tokens_of(text)
    keys = [key_of(word) for word, _ in tokens]
    line = _Line(page, number, thread, [], [], [], [])
    at = text.find(tokens[0][0]) if tokens else 0
    i = 0
    line.keys.append(_EDGE)
    line.marks.append("")
    line.begins.append(True)
    line.spans.append((0, 0))
    while i < len(tokens):
        end, slot = moment_at(tokens, keys, i)
        end = max(end, i + 1)
        size = sum(len(word) + len(marks) for word, marks in tokens[i:end])
        line.keys.append(slot or keys[i])
        line.marks.append(tokens[end - 1][1])
        line.begins.append(not tokens[i][0][0].islower())
        line.spans.append((at, at + size - len(tokens[end - 1][1])))
        at, i = at + size, end
    line.keys.append(_EDGE)
    line.marks.append("")
    line.begins.append(True)
    line.spans.append((len(text), len(text)))
    return line


class _Links:
    """Which words follow each other on thread after thread, in parts and not in what people write."""

    def __init__(self, lines: Sequence[_Line], least: int) -> None:
        threads = sorted({line.thread for line in lines})[:_THREADS]
        known = frozenset(threads)
        sample = [line for line in lines if line.thread in known]
        on: dict[tuple[str, ...], set[int]] = {}
        self._times: Counter[tuple[str, ...]] = Counter()
        for line in sample:
            for link in _links_of(line):
                on.setdefault(link, set()).add(line.thread)
            for size in (2, 3):
                self._times.update(zip(*(line.keys[start:] for start in range(size)), strict=False))
        bound = max(least, ceil(_SHARE * len(threads)))
        self._good: set[tuple[str, ...]] = {link for link, found in on.items() if len(found) >= bound}
        for _ in range(_ROUNDS):
            self._sharpen(sample)
        # How many different words follow two words, and how many stand before them.
        usual = [link for link, times in self._times.items() if times >= _PARTS and len(link) == 3]
        self._nexts, self._befores = Counter(link[:2] for link in usual), Counter(link[1:] for link in usual)

    def _sharpen(self, sample: Sequence[_Line]) -> None:
        """Let go of the links that mostly stand alone, as those of prose do."""
        together: Counter[tuple[str, ...]] = Counter()
        for line in sample:
            for start, end in self._blocks(line.keys):
                if end - start >= _BLOCK:
                    together.update(zip(line.keys[start : end - 1], line.keys[start + 1 : end], strict=True))
        self._good = {link for link in self._good if together[link] >= _TOGETHER * self._times[link]}

    def _blocks(self, keys: Sequence[str]) -> Iterator[Span]:
        """Runs of words, those that touch as one."""
        start = at = 0
        while at < len(keys) - 1:
            end = self._end(keys, at)
            if end - at < 2:
                if at > start:
                    yield start, at
                start = at = at + 1
            else:
                at = end
        if at > start:
            yield start, min(at, len(keys))

    def _runs(self, line: _Line) -> tuple[list[Span], list[Span]]:
        """The runs of words at the head of a line, and at its tail, as words from one to another."""
        keys, size = line.keys, len(line.keys)
        head: list[Span] = []
        at = 0
        while at < min(size, _REACH):
            starts = (i for i in self._starts_at(line, at, bool(head)) if line.begins[i] and self._linked(keys, i))
            start = next(starts, None)
            if start is None:
                break
            end = self._end(keys, start)
            head.append((start, end))
            at = end
        tail: list[Span] = []
        # What somebody wrote begins like a part, too, and a sentence is no part.
        while head and not line.begins[min(head[-1][1], size - 1)]:
            head.pop()
        limit, stop = head[-1][1] if head else 0, 0 if line.marks[-2].strip("\"')”’ ")[-1:] in _STOPS else size
        while stop > max(limit, size - _REACH):
            ends = (i for i in self._stops_at(line, stop) if i > limit and self._linked(keys, i - 1))
            last = next(ends, None)
            if last is None:
                break
            begin = last - 1
            while begin > limit and self._linked(keys, begin - 1):
                begin -= 1
            while begin < last and not line.begins[begin]:
                begin += 1
            if begin == last:
                break
            tail.insert(0, (begin, last + 1))
            stop = begin
        return head, tail

    def _linked(self, keys: Sequence[str], at: int) -> bool:
        """Tell whether a word and the next belong together: mostly, after the word before, or before the one after."""
        if at + 1 >= len(keys) or (keys[at], keys[at + 1]) not in self._good:
            return False
        times = self._times
        before, after = tuple(keys[max(at - 1, 0) : at + 1]), tuple(keys[at + 1 : at + 3])
        if len(before) < 2 or len(after) < 2:
            return True
        return (
            times[*before, keys[at + 1]] >= _FOLLOWS * times[before]
            or times[keys[at], *after] >= _FOLLOWS * times[after]
        )

    def _end(self, keys: Sequence[str], at: int) -> int:
        while self._linked(keys, at):
            at += 1
        return at + 1

    def _starts_at(self, line: _Line, at: int, is_inside: bool) -> Iterator[int]:
        """Where the next part may begin: here, or behind a date, a number, a value, or the name of who wrote."""
        yield at
        most = _NAME if not is_inside else _VALUE if ":" in line.marks[at - 1] else 0
        if is_inside and at < len(line.keys) and line.keys[at] in (DATE, NUMBER):
            most = max(most, 1)
        yield from range(at + 1, min(at + most, len(line.keys) - 1) + 1)

    def _stops_at(self, line: _Line, stop: int) -> Iterator[int]:
        """Where the part before may end: here, or before a date, a number or a value."""
        yield stop - 1
        if line.keys[stop - 1] in (DATE, NUMBER):
            yield stop - 2
        for i in range(stop - 2, max(stop - 2 - _VALUE, 0), -1):
            if ":" in line.marks[i]:
                yield i
                break

    def whole(self, lines: Sequence[_Line], least: float) -> frozenset[tuple[str, ...]]:
        """The parts that may stand alone at an end, because they do on most threads: several words, as of buttons."""
        on: dict[tuple[str, ...], set[int]] = {}
        for line in lines:
            for start, end in (run for side in self._runs(line) if len(side) == 1 for run in side):
                begins = sum(line.begins[at] and " " in line.marks[at - 1] for at in range(start + 1, end))
                if begins and end - start > _PARTS and not _covers(line, (start, end)):
                    on.setdefault(tuple(line.keys[start:end]), set()).add(line.thread)
        return frozenset(keys for keys, threads in on.items() if len(threads) >= least)

    def parts_of(self, line: _Line, whole: Collection[tuple[str, ...]]) -> tuple[list[Span], list[Span]]:
        """The parts at the head of a line and at its tail, as characters from one to another; values go with labels."""
        head, tail = self._runs(line)
        size = len(line.keys)
        until = tail[0][0] if tail else size
        return self._side(line, head, until, whole), self._side(line, tail, size, whole)

    def _side(self, line: _Line, runs: Sequence[Span], until: int, whole: Collection[tuple[str, ...]]) -> list[Span]:
        """The parts at one end of a line; none where they are too few to be sure of."""
        cut = self._with_values(line, [piece for run in runs for piece in self._split(line, run)], until)
        is_whole = len(runs) == 1 and not _covers(line, runs[0]) and tuple(line.keys[slice(*runs[0])]) in whole
        if len(cut) < _PARTS and not is_whole:
            return []
        return [(line.spans[start][0], line.spans[end - 1][1]) for start, end in cut]

    def _with_values(self, line: _Line, cut: Sequence[Span], until: int) -> list[Span]:
        """Let each part have the value behind it, up to the next part; one that may come back by itself as well."""
        found: list[Span] = []
        for nth, (start, end) in enumerate(cut):
            if not found or found[-1][1] <= start:
                found.append((start, self._value_end(line, cut, nth, end, until)))
        return found

    def _value_end(self, line: _Line, cut: Sequence[Span], nth: int, end: int, until: int) -> int:
        following = cut[nth + 1][0] if nth + 1 < len(cut) else until
        if following == end and ":" in line.marks[end - 1] and nth + 2 < len(cut):
            value = cut[nth + 1][1]
            is_value = value - end <= _VALUE and ":" not in line.marks[value - 1]
            return value if is_value and cut[nth + 2][0] == value else end
        return following if end < following <= end + _VALUE and self._has_value(line, end) else end

    def _has_value(self, line: _Line, end: int) -> bool:
        return ":" in line.marks[end - 1] or line.keys[end] in (DATE, NUMBER)

    def _split(self, line: _Line, run: Span) -> Iterator[Span]:
        """Cut a run where other lines show that one part ends and the next begins."""
        keys, (start, stop) = line.keys, run
        for at in range(start + 2, stop - 1):
            varies = max(self._nexts[keys[at - 2], keys[at - 1]], self._befores[keys[at], keys[at + 1]])
            if line.begins[at] and varies >= _DIFFERENT and _EDGE not in (keys[at - 2], keys[at + 1]):
                yield start, at
                start = at
        yield start, stop


def _links_of(line: _Line) -> Iterator[Link]:
    return zip(line.keys, line.keys[1:], strict=False)


def _pieces(page: Page, cut: dict[int, tuple[list[Span], list[Span]]]) -> tuple[str, frozenset[str], frozenset[str]]:
    """The text of a page with line ends round the parts, the names before parts, and the parts."""
    names, parts, lines = set[str](), set[str](), []
    for at, text in enumerate(page.lines):
        head, tail = cut.get(at, ([], []))
        pieces, last = [], 0
        for start, end in (*head, *tail):
            stop = len(text) - len(text[end:].lstrip(_MARKS))
            pieces += [text[last:start].strip(), text[start:stop].strip()]
            # What stands before the first part of a line is a name.
            if head and start == head[0][0]:
                names.add(pieces[-2])
            parts.add(pieces[-1])
            last = stop
        lines.append("\n".join(filter(None, (*pieces, text[last:].strip()))))
    text = "".join("\n" * max(1, breaks) + line for breaks, line in zip(page.breaks, lines, strict=True)).lstrip("\n")
    return text, frozenset(names), frozenset(parts)


def _at(page: Page, parts: frozenset[str]) -> frozenset[int]:
    return frozenset(line for line, text in enumerate(page.lines) if text in parts)
