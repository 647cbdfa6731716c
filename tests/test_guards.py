"""Guards: whatever a pattern matches comes past the cheap tests before it."""

from __future__ import annotations

import pytest

from forumclean import Cleaner, clean
from forumclean.rules.layers import layer, load_config
from forumclean.rules.matching.fold import fold
from forumclean.rules.matching.guard import core_of, guard_of
from forumclean.rules.matching.matcher import Matcher
from forumclean.rules.matching.patterns import compile_pattern
from forumclean.rules.rule import Rule

RULES, PROVED = layer(load_config(None)).for_host("")
MATCHER = Matcher(RULES, proved=PROVED)
TRICKY = [
    (r"(?!no)(?:yes|no) \d+", "YES 12"),
    (r"(?<!x)strasse \d", "Strasse 5"),
    (r"straße \d", "STRAẞE 5"),
    (r"ßeta test", "ßeta test"),
    (r"[ßx]eta test", "ßeta test"),
    (r"İstanbul'da .+", "istanbul'da kar"),
    (r"ısıtma .+", "ISITMA kapalı"),
    (r"(?x: one [ ] two )", "one two"),
    (r"(?:a|bc)?(?:de|f)+g", "defg"),
    (r"\d{1,2}(?:st|nd) of May", "2nd of May"),
    (r"(?:[Rr]ead|see) more", "READ MORE"),
    (r"posted.{0,4}by \S+", "Posted by Ann"),
    (r"(?:one |two |three )?(?:four|five)?six", "two six"),
    (r"ΣΊΣΥΦΟΣ \w+", "σίσυφος again"),
    (r"(?-i:Top) Bottom", "Top BOTTOM"),
    (r"x?", "x"),
    (r"\d{1,2}:\d\d .+", "07:45 again"),
    (r"\d+:\d by \w+", "٣٤:٥ by Ann"),
    (r"\d*:\d\d h", ":30 h"),
    (r"(?:\d\d:){1,2}\d\d h", "10:20:30 h"),
    (r"(?:\d{1,3}[.)] ?)?foo \d", "12. foo 3"),
    (r"(?:page )?\d{1,3}/\d{1,3} of it", "12/345 of it"),
    (r"(?:page )?\d{1,3}/\d{1,3} of it", "page 12/345 of it"),
    (r"\d{2}[\d.]{0,5}x", "12.34x"),
    (r"\d\d?\d? ?1st place", "12 1st place"),
    (r"(?:1|2)st \w+", "1st place"),
    (r".{1,9} ist ßeta", "das ist ßeta"),
]


@pytest.mark.parametrize("change", [str, str.upper, str.lower, str.title], ids=["as is", "upper", "lower", "title"])
def test_no_shipped_pattern_is_kept_from_what_it_matches(change: type[str]) -> None:
    tried = 0
    for number, rule in enumerate(RULES):
        if rule.pattern is None:
            continue
        pattern = compile_pattern(rule.pattern)
        for line in [line for hit in rule.hits for line in change(hit).splitlines() if pattern.fullmatch(line)]:
            (hits,) = MATCHER.match_many([line], set())
            assert number in [hit.rule for hit in hits], (rule.id, line)
            tried += 1
    assert tried > 200


@pytest.mark.parametrize(("pattern", "line"), TRICKY, ids=[pattern for pattern, _ in TRICKY])
def test_no_guard_keeps_a_match_away(pattern: str, line: str) -> None:
    assert compile_pattern(pattern).fullmatch(line)
    (hits,) = Matcher([Rule(id="mine", pattern=pattern)], proved=1).match_many([line], set())
    assert [hit.rule for hit in hits] == [0]


@pytest.mark.parametrize("size", [1, 40, 119, 120, 121, 130, 320])
def test_a_line_is_told_the_same_alone_and_among_lines_of_any_length(size: int) -> None:
    hits = [line for rule in RULES[::7] for hit in rule.hits for line in hit.splitlines() if line.strip()]
    lines = [line if n % 3 else f"{line} {'and so on ' * size}"[:size].strip() or line for n, line in enumerate(hits)]
    together = MATCHER.match_many(lines, {})
    assert together == [MATCHER.match_many([line], {})[0] for line in lines]
    assert sum(map(bool, together)) > 50


def test_rules_are_named_in_one_order_whatever_finds_them() -> None:
    patterns = [r".{1,20} of the board", r"posted .{1,30}", r".{1,30}d", r"\d?p.{1,30}"]
    (hits,) = Matcher([Rule(id=source, pattern=source) for source in patterns], proved=4).match_many(
        ["posted at the end of the board"], {}
    )
    assert [patterns[hit.rule] for hit in hits] == [patterns[n] for n in (1, 3, 0, 2)]


CORES = [
    (r"(?<!\w)(?:- )?(?:\d, ){3,}(?=$)", r"(?:\d, ){3,}", ["say - 1, 2, 3, ", "1, 2, 3, 4, "]),
    (r"(?:no )?(?!not)(?:yes|no)\b(?= now)", r"(?:yes|no)\b", ["no yes now", "NO now"]),
    (r"^\s*foo(?= bar)", "foo", ["  foo bar", "Foo bar"]),
    (r"x?(?=a(?:b|c))a*(?:bc)+z", "(?:bc)+z", ["xabcbcz", "bcz and abcz"]),
    (r"(?:a(?=b)b)+c", "(?:ab)+c", ["ababc"]),
    (r"(?<n>a)(?=b)b", "(?<n>a)b", ["abc"]),
]
SAME = [
    r"plain", r"one|(?=t)two", r"(?=x)?ab", r"a(?=x)?b", r"(?<!\w)(?>a|ab)c", r"(a)(?=b)b\1", r"a++(?=b)b",
    r"(?=a)a*+b", r"(?<n>a)(?=b)b(?P=n)",
]  # fmt: skip


@pytest.mark.parametrize(("pattern", "core", "texts"), CORES, ids=[pattern for pattern, _, _ in CORES])
def test_a_core_matches_wherever_its_pattern_does(pattern: str, core: str, texts: list[str]) -> None:
    assert core_of(pattern) == core
    for text in texts:
        assert compile_pattern(core).search(text) or not compile_pattern(pattern).search(text), text
    assert any(compile_pattern(pattern).search(text) for text in texts)


@pytest.mark.parametrize("pattern", SAME)
def test_a_pattern_has_no_core_where_nothing_can_be_left_out(pattern: str) -> None:
    assert core_of(pattern) == ""


def test_no_shipped_inline_rule_is_kept_from_what_it_matches() -> None:
    tried = 0
    for rule in RULES:
        for line in (line for hit in rule.hits for line in hit.splitlines()) if rule.inline else ():
            core = core_of(rule.inline)
            if core and compile_pattern(rule.inline).search(line):
                assert compile_pattern(core).search(line), (rule.id, line)
                tried += 1
    assert tried


def test_what_is_only_looked_at_is_no_part_of_a_guard() -> None:
    guard = guard_of(r"(?=Top)Top Bottom(?! line)")
    assert guard.starts == ("top bottom",)
    assert guard.longest == 10


def test_a_line_of_nothing_but_marks_is_what_it_is() -> None:
    assert fold("·") == "·"
    assert fold("• · Top") == "top"


@pytest.mark.parametrize("mark", ["·", "—"])
def test_a_phrase_of_one_mark_matches_that_mark_alone(mark: str) -> None:
    post = f"The ferry sails again from Monday, the port authority said.\n{mark}\nTickets are on sale from Friday."
    cleaner = Cleaner({"rule": [{"id": "dot", "lines": ["·"]}]})
    assert [p.reason for p in cleaner.clean(post).removed] == (["user/dot"] if mark == "·" else [])


def test_invisible_characters_on_two_lines_of_one_block_are_one_line() -> None:
    page = "<div><p>The ferry sails again from Monday.</p><pre>\u200b\n\u200b</pre></div>"
    assert clean(page).text.startswith("The ferry sails again from Monday.")
