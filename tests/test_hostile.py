"""Hostile text neither hangs nor loses anything. How long it may take is measured by the benchmarks."""

from __future__ import annotations

import string
from collections.abc import Callable

import pytest
from clock import cost
from support import assert_sound

from forumclean import Cleaner, RulePack
from forumclean.rules.matching.patterns import compile_pattern
from forumclean.rules.pack import shipped_packs

MARKS = string.punctuation + "“”‘’«»…–—•·▪►|©®™§¶†‡¿¡、。，！？：；（）【】《》"
HOSTILE = {
    "200,000 lines of one character": lambda: "a\n" * 200_000,
    "50,000 lines of one mark": lambda: "|\n" * 50_000,
    "a line of ten million characters": lambda: "word " * 2_000_000,
    "a line of ten million times the same": lambda: "a" * 10_000_000,
    "60,000 lines of chrome": lambda: "Reaction score\nStaff member\nClick to expand...\nJoined\n" * 15_000,
    "60,000 headers of regions": lambda: "Similar threads\nYou must log in or register to reply here.\n" * 30_000,
    "200,000 combining marks": lambda: "a" + "\u0301" * 200_000,
    "a million blank lines": lambda: "\n" * 1_000_000,
    "lone surrogates": lambda: "\ud800\n\udfff " * 20_000,
    "NULs": lambda: "\0" * 200_000 + "\n" + "\0\n" * 20_000,
    "nothing but white space": lambda: " \t\u00a0\u3000" * 200_000,
    "invisible characters": lambda: "\u200b\u2060\ufeff" * 100_000 + "\n" + "\u200b\n" * 20_000,
    "quotes within quotes": lambda: "\n".join(">" * depth + " so he said" for depth in range(2_000)),
    "open fences": lambda: "```\n~~~\n" * 10_000,
    "every mark in a run": lambda: "\n".join(mark * 6_000 for mark in MARKS),
    "lines that are nearly wrapped": lambda: ("x" * 78 + "\n") * 50_000,
}


def check(text: str) -> None:
    result = Cleaner().clean(text)
    assert result.source == text
    assert_sound(result)
    characters = result.stats["characters"]
    inside = sum(len(paragraph.text) for paragraph in result.paragraphs)
    assert characters["kept"] + characters["removed"] == inside
    # Everything that is not white space is inside some paragraph.
    assert len("".join(text.split())) == sum(len("".join(p.text.split())) for p in result.paragraphs)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_taken_apart_without_loss(name: str) -> None:
    cost(_checked, name)


def _checked(name: str) -> None:
    check(HOSTILE[name]())


def test_many_lines_keep_their_places(cleaner: Cleaner) -> None:
    text = "\r\n".join(f"{number} of many" for number in range(20_000))
    result = cleaner.clean(text)
    assert_sound(result)
    assert len(result.paragraphs) == 20_000


@pytest.mark.parametrize("pack", shipped_packs(), ids=lambda pack: pack.name)
def test_no_shipped_pattern_hangs_on_runs_of_marks(pack: RulePack) -> None:
    runs = [run for mark in (*MARKS, *" aA0") for run in (mark * 3_000, f"{mark} " * 1_500)]
    probes = [*runs, *(f"a{run}\0" for run in runs)]
    slow = set()
    for rule in pack.rules:
        if source := rule.pattern or rule.inline:
            pattern = compile_pattern(source)
            search = pattern.fullmatch if rule.pattern else pattern.search
            slow |= {(rule.id, probe[:3]) for probe in probes if not ends_in_time(search, probe)}
    assert not slow


def ends_in_time(search: Callable[..., object], probe: str) -> bool:
    """Half a second is a thousand times what a sound pattern needs: only one that hangs takes it."""
    try:
        search(probe, timeout=0.5)
    except TimeoutError:
        return False
    return True
