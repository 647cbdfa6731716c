"""Keys: what of a line can come back on other pages, from the line itself to a form with a name in it.

line      folded, numbers as slots     reply with quote, {n} replies
dated     dates as slots, too          old {date} #{n}
field     the label of a value         nation of residence:
named     a hole at an edge or inside  avatar von {name}
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from forumclean.rules.matching.compose import moment_end
from forumclean.rules.matching.tokens import NUMBER, key_of, tokens_of
from forumclean.values.words import count_blanks

__all__ = ["DATE", "NAME", "Form", "Key", "Slots", "is_date", "keys_of_pages", "moment_at", "slots_of"]

DATE, NAME = "{date}", "{name}"
# Longer lines have no slots but numbers; a label and a value have at most so many words; a hole so many;
# a line with one so many, dates as one.
_LONGEST, _LABEL, _VALUE, _VALUE_CHARS, _HOLE, _FEWEST, _WORDS = 160, 5, 9, 80, 3, 3, 8
# Words that stand beside a hole, at least; characters of a date that stands alone.
_FIXED, _DATE_CHARS = 2, 6
# A more general key is better where it explains twice as many threads, with so many variants.
_TWICE, _VARIANTS = 2, 3
# So many, where lines come back by themselves as well: one of a few is no name.
_NAMES = 6
_JOINTS = frozenset(" ,.:/-–'’·")
# A date of numbers, and the time behind it.
_NUMBERS = re.compile(r"\d{4}([-/.])\d{1,2}\1\d{1,2}|\d{1,2}([-/.])\d{1,2}\2(?:\d{4}|\d\d)")
_CLOCK = re.compile(r"\d{1,2}:\d\d(?::\d\d)?")
_SLOTS = re.compile("|".join(map(re.escape, (NUMBER, DATE, NAME))))
_LETTERS = re.compile(r"[^\W\d_]")


class Form(StrEnum):
    """How a key stands for lines."""

    LINE = "line"
    DATED = "dated"
    FIELD = "field"
    NAMED = "named"


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """What lines on several pages have in common."""

    form: Form
    text: str


@dataclass(frozen=True, slots=True)
class Slots:
    """A line cut at its slots: what stands between them, and which slot follows each piece but the last."""

    pieces: tuple[str, ...]
    slots: tuple[str, ...]

    @property
    def text(self) -> str:
        """The line with its slots."""
        return "".join(piece + slot for piece, slot in zip(self.pieces, (*self.slots, ""), strict=True))


def slots_of(line: str, hole: tuple[int, int] | None = None) -> Slots:
    """Cut a line at its dates and numbers, and at a hole: the tokens from one index to another.

    >>> slots_of("Old Jan 3, 2012, 4:15 PM #7").text
    'Old {date} #{n}'
    >>> slots_of("Avatar von old_tom", hole=(2, 3)).text
    'Avatar von {name}'
    """
    tokens = tokens_of(line)
    keys = [key_of(word) for word, _ in tokens]
    at = line.find(tokens[0][0]) if tokens else 0
    pieces, slots, piece, i = [], [], line[:at], 0
    while i < len(tokens):
        end, slot = i + 1, ""
        if hole and i == hole[0]:
            end, slot = hole[1], NAME
        elif (found := moment_at(tokens, keys, i))[1] and (not hole or not i < hole[0] < found[0]):
            end, slot = found
        text = "".join(word + marks for word, marks in tokens[i:end])
        after = tokens[end - 1][1]
        if slot:
            pieces.append(piece)
            slots.append(slot)
            piece = after
        else:
            piece += text
        i = end
    return Slots((*pieces, piece), tuple(slots))


def moment_at(tokens: Sequence[tuple[str, str]], keys: Sequence[str], at: int) -> tuple[int, str]:
    """Where a date or number that begins here ends, and which of both it is; ``at`` and "" where neither does.

    A mark that dates are not written with ends it, too.
    """
    if _NUMBERS.fullmatch(tokens[at][0]):
        has_clock = at + 1 < len(tokens) and _JOINTS.issuperset(tokens[at][1]) and _CLOCK.fullmatch(tokens[at + 1][0])
        return at + 1 + bool(has_clock), DATE
    end = moment_end(keys, at)
    end = next((i + 1 for i in range(at, end - 1) if not _JOINTS.issuperset(tokens[i][1])), end)
    return end, "" if end == at else NUMBER if end == at + 1 and keys[at] == NUMBER else DATE


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _general(line: str, key: str) -> Iterator[Key]:
    """The keys of a line that are more general than the folded line, the most specific first."""
    if len(line) > _LONGEST or (not _LETTERS.search(key) and len(line) < _DATE_CHARS):
        return
    slots = slots_of(line)
    if DATE in slots.slots and (_LETTERS.search("".join(slots.pieces)) or is_date(line)):
        yield Key(Form.DATED, _folded(slots.text))
    label, colon, value = key.partition(":")
    label = label.rstrip()
    is_clock = label.endswith(NUMBER) and value.startswith(NUMBER)
    is_label = _LETTERS.search(label.replace(NUMBER, "")) and count_blanks(label) < _LABEL and "http" not in label
    if colon and value and is_label and not is_clock and count_blanks(value) < _VALUE and len(value) <= _VALUE_CHARS:
        yield Key(Form.FIELD, label)


def is_date(line: str) -> bool:
    """Tell whether a line is a date and nothing else, with a number in it.

    >>> is_date("3. März 2015, 14:22"), is_date("Tuesday"), is_date("On 3. März 2015")
    (True, False, False)
    """
    return slots_of(line).text.strip(" .,") == DATE and len(line) >= _DATE_CHARS and any(map(str.isdecimal, line))


def _named(line: str) -> Iterator[tuple[Key, str]]:
    """The keys of a line with a hole, those with the smallest hole first, and what stands in it.

    A date is one word, and as good as one that is said.
    """
    tokens = tokens_of(line)
    if len(tokens) < _FEWEST or len(line) > _LONGEST:
        return
    keys, units, at = [key_of(word) for word, _ in tokens], list[tuple[int, int]](), 0
    while at < len(tokens):
        units.append((at, max(moment_at(tokens, keys, at)[0], at + 1)))
        at = units[-1][1]
    size = len(units)
    if not _FEWEST <= size <= _WORDS:
        return
    for width in range(1, min(_HOLE, size - 2) + 1):
        for start in range(size - width + 1):
            hole = units[start][0], units[start + width - 1][1]
            words = [word for word, _ in tokens[slice(*hole)]]
            if not words[0][0].isalpha() or hole[1] - hole[0] > width:
                continue
            text = slots_of(line, hole).text
            fixed = sum(map(str.isalpha, _SLOTS.sub(" ", text).split()))
            if fixed and fixed + (DATE in text) >= _FIXED:
                yield Key(Form.NAMED, _folded(text)), _folded(" ".join(words))


def keys_of_pages(
    lines: Sequence[Sequence[str]], folded: Sequence[Sequence[str]], threads: Sequence[int], least: int
) -> list[list[Key]]:
    """Choose for each line the most specific key that explains why it comes back.

    Args:
        lines: of each page.
        folded: the same, folded.
        threads: of each page, its number.
        least: threads on which a key comes back, at least.
    """
    general: dict[str, tuple[Key, ...]] = {}
    on: dict[Key, set[int]] = defaultdict(set)
    variants: dict[Key, set[str]] = defaultdict(set)
    for page, keys, thread in zip(lines, folded, threads, strict=True):
        for line, key in zip(page, keys, strict=True):
            if key not in general:
                general[key] = tuple(_general(line, key))
            on[Key(Form.LINE, key)].add(thread)
            for more in general[key]:
                on[more].add(thread)
                variants[more].add(key)
    chosen: dict[str, Key] = {}
    for key, others in general.items():
        best = Key(Form.LINE, key)
        for other in others:
            enough = len(on[other]) >= least and (len(variants[other]) >= _VARIANTS or other.text == DATE)
            is_better = len(on[best]) < least or len(on[other]) >= _TWICE * len(on[best])
            if enough and (is_better or other.text == DATE):
                best = other
        chosen[key] = best
    _gather_fields(general, chosen, folded, threads, least)
    _choose_named(lines, folded, threads, chosen, {key: len(on[best]) for key, best in chosen.items()}, least)
    return [[chosen[key] for key in keys] for keys in folded]


def _gather_fields(
    general: Mapping[str, tuple[Key, ...]],
    chosen: dict[str, Key],
    folded: Sequence[Sequence[str]],
    threads: Sequence[int],
    least: int,
) -> None:
    """Give a field the values that come back by themselves, where the others alone stand on too few threads."""
    left: dict[Key, set[int]] = defaultdict(set)
    for keys, thread in zip(folded, threads, strict=True):
        for key in keys:
            if chosen[key].form is Form.FIELD:
                left[chosen[key]].add(thread)
    short = {field for field, found in left.items() if len(found) < least}
    chosen.update((key, more) for key, others in general.items() for more in others if more in short)


def _choose_named(
    lines: Sequence[Sequence[str]],
    folded: Sequence[Sequence[str]],
    threads: Sequence[int],
    chosen: dict[str, Key],
    known: Mapping[str, int],
    least: int,
) -> None:
    """For lines that do not come back as they are, or not as often, look for forms with a name in them."""
    half = len(set(threads)) / _TWICE
    asked: dict[str, tuple[str, set[int]]] = {}
    for page, keys, thread in zip(lines, folded, threads, strict=True):
        for line, key in zip(page, keys, strict=True):
            if known[key] <= half and chosen[key].form is not Form.FIELD:
                asked.setdefault(key, (line, set()))[1].add(thread)
    # A form comes of several lines; most come of one, and all of them would fill memory. Of two with one hash both
    # stay.
    times = Counter(form for line, _ in asked.values() for form in {hash(named) for named, _ in _named(line)})
    on: dict[Key, set[int]] = defaultdict(set)
    fillers: dict[Key, set[str]] = defaultdict(set)
    holes: dict[str, list[Key]] = {}
    for key, (line, seen) in asked.items():
        holes[key] = []
        for named, filler in _named(line):
            if times[hash(named)] >= _VARIANTS:
                on[named] |= seen
                fillers[named].add(filler)
                holes[key].append(named)
    good = Counter({named: len(found) for named, found in on.items() if len(found) >= least})
    for key, forms in holes.items():
        is_back = known[key] >= least
        most, variants = (_TWICE * known[key], _NAMES) if is_back else (least, _VARIANTS)
        fitting = [named for named in forms if good[named] >= most and len(fillers[named]) >= variants]
        if fitting:
            # The most threads; of as many, the most words said.
            chosen[key] = max(fitting, key=lambda named: (good[named], len(named.text), named.text))
