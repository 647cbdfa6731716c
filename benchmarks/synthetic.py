"""Forums that never were: a frame of 5 to 60 lines round posts of the open dumps, with noise, wire copy, or nothing.

Frames are put together from words that no rule knows: menus, boards and their descriptions, notices, adverts, cards
with fields, counters and ranks, buttons. A tenth of a frame's lines is missing or changed on each page; the changed
ones can be told by nobody, so they are labelled X and count for nothing. All of it follows from the forum's number.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import tomli

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from training import corpus

__all__ = ["Forum", "Line", "forum", "forums", "forums_without"]

PAGES, NOISE = 20, 0.1
WORDS = tomli.loads((Path(__file__).parent / "synthetic.toml").read_text("utf-8"))
THINGS, ADJECTIVES, DEALS, LABELS, PLACES, NAMES, MONTHS = (words.split() for words in WORDS.values())
NOTICES = (
    "The {a} {t} Society asks all members to renew their {d} pass before the end of the season.",
    "Please read the {d} guidelines before you open a new topic in the {t} section.",
    "Our {d} moves to a new server on the second weekend of the month, so expect some hours of silence.",
    "Photographs of the {a} {t} meeting are now on display in the {d}.",
    "New here? The {d} team has put together a guide to everything about the {t} for you.",
)
BOARDS = (
    "Everything about the {a} {t}, from first steps to restoration",
    "Talk of {t} and {u} that fits nowhere else",
    "Show us your {t}, ask about parts, and trade {u} stories",
    "Questions about the {d} and how this place is run",
)
ADVERTS = (
    "{a} {t} Supplies - free delivery on all {u} orders",
    "Save on {t} insurance with {a} Mutual",
    "Hand made {t} parts by {p} & Sons",
    "Learn the {u} at home in twelve weeks",
)
BUTTONS = ("Salute this", "Send to {d}", "Pin to my {d}", "Weigh {t}", "Whisper", "To the rafters", "Clip for the {d}")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page: its text, its label as in the dumps, and what it is an instance of, "" where it is unique."""

    text: str
    label: str
    source: str = ""


Page = tuple[Line, ...]
BLANK = Line("", " ")


@dataclass(frozen=True, slots=True)
class Forum:
    """Pages of one forum."""

    name: str
    pages: tuple[Page, ...]
    has_wire: bool = False


class _Words:
    """Draws phrases that one forum uses."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng

    def fill(self, phrase: str) -> str:
        pick = self._rng.choice
        t, u = self._rng.sample(THINGS, 2)
        return phrase.format(a=pick(ADJECTIVES), t=t, u=u, d=pick(DEALS), p=pick(PLACES))

    def some(self, phrases: tuple[str, ...], most: int) -> list[str]:
        count = self._rng.randint(0, most)
        return list(dict.fromkeys(self.fill(self._rng.choice(phrases)) for _ in range(count)))


Maker = Callable[[random.Random], list[Line]]


def _fixed(text: str) -> Maker:
    return lambda _: [Line(text, "C", text)]


def _number(text: str, top: int) -> Maker:
    return lambda rng: [Line(text.replace("#", f"{rng.randint(1, top):,}"), "C", text)]


def _dated(text: str) -> Maker:
    return lambda rng: [Line(text.replace("#", _date(rng)), "C", text)]


def _named(text: str) -> Maker:
    return lambda rng: [Line(text.replace("#", rng.choice(NAMES)), "C", text)]


def _field(label: str, values: list[str], *, glued: bool) -> Maker:
    def make(rng: random.Random) -> list[Line]:
        value = rng.choice(values)
        if glued:
            return [Line(f"{label}: {value}", "C", label)]
        return [Line(label, "C", label), Line(value, "C", f"{label} value")]

    return make


def _rotating(pool: list[str]) -> Maker:
    def make(rng: random.Random) -> list[Line]:
        text = rng.choice(pool)
        return [Line(text, "C", text)]

    return make


def _date(rng: random.Random) -> str:
    day = f"{rng.choice(MONTHS)} {rng.randint(1, 28)}, {rng.randint(2004, 2025)}"
    return f"{day}, {rng.randint(1, 12)}:{rng.randint(10, 59)} {rng.choice(('AM', 'PM'))}"


def _card(rng: random.Random, words: _Words, size: int) -> list[Maker]:
    ranks = [words.fill("{a} {t} Keeper"), words.fill("{t} Apprentice"), words.fill("{d} Regular")]
    card: list[Maker] = [_named("#"), _rotating(ranks)]
    for _ in range(size):
        label = f"{rng.choice(THINGS)} {rng.choice(LABELS)}"
        values = [rng.choice(PLACES + THINGS) for _ in range(6)] + [f"{rng.choice(ADJECTIVES)} {rng.choice(THINGS)}"]
        kind = rng.random()
        if kind < 0.35:
            card.append(_field(label, values, glued=True))
        elif kind < 0.7:
            card.append(_field(label, values, glued=False))
        elif kind < 0.85:
            card.append(_number(f"{label}: #", 9000))
        else:
            card.append(_dated(f"{label} since #"))
    return card


def _lines_of(makers: list[Maker], rng: random.Random) -> list[Line]:
    lines: list[Line] = []
    for make in makers:
        made = make(rng)
        chance = rng.random()
        if chance < NOISE / 2:
            continue
        if chance < NOISE:
            made = [Line(f"{line.text} {rng.choice(PLACES)}", "X") for line in made]
        lines += made
    return lines


def _bodies(rng: random.Random) -> list[list[str]]:
    """Runs of lines of body of the open dumps, each from a document of its own."""
    runs = []
    for dump in corpus.load("open"):
        if dump.lang == "en" and dump.part == "en":
            lines = [line.strip() for line, label in zip(dump.lines, dump.labels, strict=True) if label == "B"]
            if len(lines) >= 3:
                runs.append(lines[:12])
    rng.shuffle(runs)
    return runs


def forum(number: int, *, pages: int = PAGES, has_wire: bool = False) -> Forum:
    """Make a forum with a frame; the wire copy is an article that a third to two thirds of its posts quote whole."""
    rng = random.Random(f"forum {number}")
    words = _Words(rng)
    size = rng.randint(5, 60)
    menu = [_fixed(f"{rng.choice(THINGS)} {rng.choice(DEALS)}") for _ in range(size // 4)]
    head = [*menu, *map(_fixed, words.some(NOTICES, 2)), *map(_fixed, words.some(BOARDS, 1))]
    pool = [words.fill(rng.choice(ADVERTS)) for _ in range(4)]
    card = _card(rng, words, max(1, size // 10))
    tail = [_fixed(words.fill(button)) for button in rng.sample(BUTTONS, min(len(BUTTONS), 1 + size // 20))]
    if rng.random() < 0.5:
        tail.append(_rotating(pool))
    foot = [_fixed(f"{rng.choice(ADJECTIVES)} {rng.choice(THINGS)} {rng.choice(DEALS)}") for _ in range(size // 4)]
    foot += [_number("# keepers have walked through the gate today", 900), *map(_fixed, words.some(BOARDS, 2))]
    bodies = _bodies(rng)
    wire = max(bodies[:40], key=lambda run: sum(map(len, run)))[:4] if has_wire else []
    made = []
    for page in range(pages):
        own = [run for run in bodies[page * 3 : page * 3 + 3] if run[:4] != wire]
        lines = _lines_of(head, rng)
        lines.append(Line(own[0][0][:70], "T"))
        for nth, run in enumerate(own[: rng.randint(1, 3)]):
            lines += _lines_of(card, rng)
            body = [Line(text, "B") for text in run[nth == 0 :]]
            if wire and nth == 0 and rng.random() < 0.5:
                at = rng.randint(0, len(body))
                body[at:at] = [Line(text, "B") for text in wire]
            lines += [BLANK, *body, BLANK, *_lines_of(tail, rng)]
        made.append((*lines, *_lines_of(foot, rng)))
    return Forum(f"{'wire' if has_wire else 'frame'}-{number:02}", tuple(made), has_wire)


def forums(count: int = 30, *, with_wire: int = 5) -> list[Forum]:
    """The forums of the benchmark."""
    return [forum(number, has_wire=number >= count - with_wire) for number in range(count)]


def forums_without() -> list[Forum]:
    """Forums with nothing to learn."""
    rng = random.Random("nothing")
    bodies = _bodies(rng)
    wire = bodies[30][:4]
    thread = [line for run in bodies[31:34] for line in run]
    replies = ("Thanks!", "Welcome to the forum", "Gruß", "Congrats!", "Nice one, thank you", "Cheers, Ann")
    code = ["for (i = 0; i < n; i++)", "{", "}", "return 0;", "else", "end"]
    runs = bodies[:12]
    return [
        _posts("posts alone", runs),
        _posts("wire copy", ([*run[:2], *wire, *run[2:]] if n % 2 else [*wire, *run] for n, run in enumerate(runs))),
        _posts("forms that posters fill in", (
            [f"Name: {NAMES[n]}", f"Age: {20 + n}", f"Server: {PLACES[n]}", "Why do you want to join?", *run[:3]]
            for n, run in enumerate(runs)
        )),
        _posts("short replies", ([*run, *rng.sample(replies, 4)] for run in runs)),
        _posts("code", ([*run[:2], *code, *run[2:]] for run in runs)),
        _posts("one thread, crawled twelve times", (thread[: len(thread) - n % 3] for n in range(12))),
    ]  # fmt: skip


def _posts(name: str, runs: Iterable[list[str]]) -> Forum:
    return Forum(name, tuple(tuple(Line(text, "B") for text in run) for run in runs))
