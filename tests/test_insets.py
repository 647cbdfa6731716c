"""A list or a table in the midst of a post stays whole; what is printed between two posts goes as before."""

from __future__ import annotations

import pytest

from forumclean import clean
from forumclean.scorer.insets import insets
from forumclean.values.marks import Hints, Mark, Marks
from forumclean.values.model import Kind
from tests.clock import seconds

HEAD = """News - Night boats stop at Port Hallam

Thread starter
Marnie K.
Start date
Mar 14, 2024

Marnie K.
Well-known member
Staff member
Joined
Aug 2, 2016
Messages
12,004
Reaction score
9,120

#1

The last night boat from Port Hallam will sail on the ninth of May, the harbour office said on Tuesday, because too \
few people have taken it since the road bridge was opened two winters ago."""
FOOT = """Skippers said that they had been told by letter, and that nobody from the office had come down to the quay \
to talk with the crews who will lose their shifts in the summer.
A bus will run over the bridge every forty minutes until half past one, and tickets that were bought for the boat \
will be good on it until the end of the year.

Click to expand...
Last edited: Mar 14, 2024
Reactions:
Tollan, Beatrix and 14 others

You must log in or register to reply here.
Facebook Twitter Reddit Pinterest Tumblr WhatsApp Email Link
Top Bottom"""
WRITTEN = {
    "table": ["Boat", "Built", "Seats", "Heron", "1971", "120", "Kittiwake", "1984", "90", "Osprey", "1990", "60"],
    "table of two columns": ["Boat", "Built", "Heron", "1971", "Kittiwake", "1984", "Osprey", "1990"],
    "names": ["Heron", "Kittiwake", "Osprey", "Gull", "Puffin", "Plover"],
    "scores": ["Hallam", "3", "Kerrin", "1", "Thorsby", "2"],
    "numbers": ["1971", "1984", "1990", "1992", "2003"],
    "prices": ["Adult", "£4.50", "Child", "£2.20", "Dog", "Free", "Bicycle", "£1"],
    "German": ["Schiff", "Baujahr", "Reiher", "1971", "Möwe", "1984"],
    "Russian": ["Судно", "Год", "Цапля", "1971", "Чайка", "1984"],
    "verses": ["The tide went out", "and left the boat", "a wooden shout", "too dry to float", "and no one came"],
    "rows alike": ["Heron", "90", "Osprey", "90", "Gull", "90"],
}
PRINTED = {
    "card": ["Tollan", "Deckhand", "Location: Kerrin", "Posts: 12", "May 9, 2024", "Quote"],
    "card of no known engine": ["Tollan", "Old Salt", "Kerrin", "Today", "Reply", "Thanks"],
    "links": ["Share this", "Read more", "Home", "News", "Sport", "Most read"],
}
PROSE = "The last boats of the harbour were built before the war, and three are left."
BOATS = ["Heron", "1971", "Kittiwake", "1984", "Osprey"]


def _with(rows: list[str]) -> list[str]:
    return clean("\n\n".join((HEAD, "\n".join(rows), FOOT))).text.split("\n")


@pytest.mark.parametrize("rows", WRITTEN.values(), ids=WRITTEN)
def test_what_is_written_between_sentences_stays_whole(rows: list[str]) -> None:
    text = _with(rows)
    at = text.index(rows[0])
    assert [line for line in text[at:] if line][: len(rows)] == rows
    assert "Well-known member" not in text
    assert "Top Bottom" not in text


@pytest.mark.parametrize("rows", PRINTED.values(), ids=PRINTED)
def test_what_is_printed_between_sentences_goes(rows: list[str]) -> None:
    assert not set(rows) & set(_with(rows))


def _found(
    rows: list[str], marks: Marks, *, before: str = PROSE, after: str = PROSE, more: tuple[str, ...] = ()
) -> int:
    lines = [before, *rows, after, *more]
    is_body = [True, *[False] * len(rows), True, *[False] * len(more)]
    return len(list(insets(lines, is_body, marks)))


def test_one_line_of_a_frame_is_enough_against_a_run() -> None:
    mark = Mark("core/x", Kind.CONTROL, 2.0)
    assert _found(BOATS, Marks()) == 1
    assert _found(BOATS, Marks(drops={3: mark})) == 0
    assert _found(BOATS, Marks(hints={3: Hints.of((mark,))})) == 0
    assert _found(BOATS, Marks(named=frozenset({3}))) == 0
    assert _found(BOATS, Marks(), more=("Osprey",)) == 0


def test_a_weak_hint_is_none() -> None:
    assert _found(BOATS, Marks(hints={2: Hints.of((Mark("core/bare-number", Kind.OTHER, 1.0),))})) == 1


def test_prose_must_stand_on_both_sides() -> None:
    assert _found(BOATS, Marks(), before="Boats") == 0
    assert _found(BOATS, Marks(), after="Boats") == 0
    assert _found(BOATS[:4], Marks()) == 0
    assert list(insets([PROSE, *BOATS, PROSE], [True, *[False] * 6], Marks())) == []
    assert list(insets([], [], Marks())) == []


def test_a_longer_line_in_the_run_is_no_row() -> None:
    assert _found([*BOATS, "x" * 41], Marks()) == 0


def test_time_is_linear() -> None:
    def took(posts: int) -> float:
        lines = [line for i in range(posts) for line in (PROSE, *(f"{boat} {i}" for boat in BOATS))]
        is_body = [line == PROSE for line in lines]
        return min(seconds(lambda: list(insets(lines, is_body, Marks()))) for _ in range(3))

    assert took(10_000) < 25 * took(1_000)
