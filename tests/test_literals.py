"""Literals: what is found in one look at all lines is what a search in each of them finds."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from forumclean.rules.matching.literals import Literals

LITERALS = {
    "in": 40.0, "@": float("inf"), "édité ": 40.0, "累計": 40.0, "累計 of": 40.0, " not ": 12.0, "posts": 60.0,
    "aaaa": 300.0, "aaaab": 300.0, "post of the day": float("inf"), "\ud800abc": 40.0, "😀 by 😀": 40.0,
}  # fmt: skip


def searched(lines: Sequence[str], sizes: Sequence[int]) -> set[tuple[str, int]]:
    return {
        (literal, at)
        for literal, longest in LITERALS.items()
        for at, line in enumerate(lines)
        if sizes[at] <= longest and literal in line
    }


@pytest.mark.parametrize("seed", range(40))
def test_each_literal_is_found_in_each_line_that_holds_it(seed: int) -> None:
    draw = random.Random(seed)
    parts = [*LITERALS, *"ab \u0301é累計posts", "post of", "aaa", "𝐀", "\ud800"]
    lines = ["".join(draw.choices(parts, k=draw.randint(0, 9))) for _ in range(draw.randint(0, 60))]
    sizes = [len(line) - draw.randint(0, 1) for line in lines]
    found = list(Literals(LITERALS).find(lines, sizes))
    assert len(found) == len(set(found))
    assert set(found) == searched(lines, sizes)


@pytest.mark.parametrize("before", range(16_376, 16_392))
def test_a_literal_may_stand_anywhere_in_a_long_text(before: int) -> None:
    lines = ["", "x" * before + "post of the day" + "y" * 40_000 + "@", "post of the day"]
    found = Literals(LITERALS).find(lines, list(map(len, lines)))
    assert set(found) == {("post of the day", 1), ("@", 1), ("post of the day", 2)}


def test_nothing_is_found_where_nothing_is_looked_for() -> None:
    assert list(Literals({}).find(["posts"], [5])) == list(Literals(LITERALS).find([], [])) == []
