"""A broken config is refused when it is loaded; the whole message says where, what and how to mend it."""

from __future__ import annotations

import pickle
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from forumclean import Cleaner, ConfigError, ForumCleanError, RulePack
from forumclean.rules.pack import shipped_packs

ErrorOf = Callable[[str | dict[str, Any]], str]
PACKS = ", ".join(pack.name for pack in shipped_packs())
WAYS = "lines, field, starts, ends, pattern, inline, region"

RULE = """\
[[rule]]
id = "good"
kind = "footer"
lines = ["Good line"]

[[rule]]
"""
# Each broken rule is the second of its file, so that the line and the number in the key are put to the proof.
BROKEN = {
    "bad TOML": (
        'id = "a"\nlines = ["x"',
        "rules.toml:8: not valid TOML: Unclosed array",
    ),
    "a value that is missing": (
        "id = \n",
        "rules.toml:7: not valid TOML: Invalid value",
    ),
    "unknown key": (
        'id = "a"\npatern = "x.*"',
        "rules.toml:8: rule[1].patern: unknown key 'patern'; did you mean 'pattern'?",
    ),
    "unknown key that is near to nothing": (
        'id = "a"\nzzzz = "x.*"',
        "rules.toml:8: rule[1].zzzz: unknown key 'zzzz'; the keys are id, kind, lines, field, starts, ends, pattern, "
        "inline, region, where, max_words, after, before, beside, action, weight, why, hits, misses",
    ),
    "wrong type": (
        'id = "a"\nlines = "Good line"',
        'rules.toml:8: rule[1].lines: expected `array | null`, got `str`; write lines = ["Good line"]',
    ),
    "wrong type inside a list": (
        'id = "a"\nlines = ["Good line", 3]',
        'rules.toml:8: rule[1].lines[1]: expected `str`, got `int`; write it in quotes: "3"',
    ),
    "number that is too large": (
        'id = "a"\nlines = ["x"]\naction = "hint"\nweight = 9',
        "rules.toml:10: rule[1].weight: expected `float` <= 5.0",
    ),
    "no words at all": (
        'id = "a"\nlines = ["x"]\nmax_words = 0',
        "rules.toml:9: rule[1].max_words: expected `int` >= 1",
    ),
    "empty list": (
        'id = "a"\nlines = []',
        "rules.toml:8: rule[1].lines: expected `array` of length >= 1",
    ),
    "missing id": (
        'lines = ["x"]',
        "rules.toml:6: rule[1]: object missing required field `id`",
    ),
    "unknown kind": (
        'id = "a"\nlines = ["x"]\nkind = "navigatoin"',
        "rules.toml:9: rule[1].kind: unknown value 'navigatoin'; did you mean 'navigation'?",
    ),
    "kind of body": (
        'id = "a"\nlines = ["x"]\nkind = "quote"',
        "rules.toml:6: rule[1]: rule 'a': 'quote' is a kind of body; a rule names a kind of noise",
    ),
    "unknown action": (
        'id = "a"\nlines = ["x"]\naction = "dorp"',
        "rules.toml:9: rule[1].action: unknown value 'dorp'; did you mean 'drop'?",
    ),
    "unknown place": (
        'id = "a"\nlines = ["x"]\nwhere = "middle"',
        "rules.toml:9: rule[1].where: unknown value 'middle'; it is one of head, tail, post-head, post-tail",
    ),
    "two ways to match": (
        'id = "a"\nlines = ["x"]\nstarts = ["y"]',
        f"rules.toml:6: rule[1]: rule 'a' needs exactly one way to match of {WAYS}; it has lines and starts",
    ),
    "no way to match": (
        'id = "a"',
        f"rules.toml:6: rule[1]: rule 'a' needs exactly one way to match of {WAYS}; it has none",
    ),
    "weight without hint": (
        'id = "a"\nlines = ["x"]\nweight = 2',
        "rules.toml:6: rule[1]: rule 'a': weight goes with action = \"hint\"",
    ),
    "inline hint": (
        'id = "a"\ninline = "x+"\naction = "hint"',
        "rules.toml:6: rule[1]: rule 'a': inline goes with action drop or keep; a hint speaks of a whole line",
    ),
    "unknown key of a region": (
        'id = "a"\nregion = { from = ["x"], til = ["y"] }',
        "rules.toml:8: rule[1].region.til: unknown key 'til'; the keys are from, to",
    ),
    "bad pattern": (
        'id = "a"\npattern = "(x"',
        "rules.toml:8: rule[1].pattern: not a pattern the regex module can read: missing ) at position 2",
    ),
    "bad inline pattern": (
        'id = "a"\ninline = "[x"',
        "rules.toml:8: rule[1].inline: not a pattern the regex module can read: "
        "unterminated character set at position 2",
    ),
    "inline pattern that matches nothing": (
        'id = "a"\ninline = "x*"',
        "rules.toml:8: rule[1].inline: it matches nothing at all, which would be everywhere; "
        "let it need at least one character",
    ),
    "slow pattern": (
        'id = "a"\npattern = "(a+)+b"',
        "rules.toml:8: rule[1].pattern: its time grows faster than the line: "
        "more than 30 ms for 8,000 characters of 'a'",
    ),
    "duplicate id": (
        'id = "good"\nlines = ["x"]',
        "rules.toml:7: rule[1].id: the id 'good' is used twice; give each rule an id of its own",
    ),
    "failing hit": (
        'id = "a"\nlines = ["x"]\nhits = ["x", "why"]',
        "rules.toml:9: rule[1].hits: rule 'user/a' does not match its own sample 'why'; mend the rule or the sample",
    ),
    "failing miss": (
        'id = "a"\nlines = ["x"]\nmisses = ["y", "X:"]',
        "rules.toml:9: rule[1].misses: rule 'user/a' matches its own sample 'X:'; mend the rule or the sample",
    ),
}


@pytest.mark.parametrize(("rule", "message"), BROKEN.values(), ids=BROKEN)
def test_a_broken_rule_is_refused(error_of: ErrorOf, rule: str, message: str) -> None:
    assert error_of(RULE + rule) == message


WRONG_CONFIGS = {
    "unknown table": (
        '[pakc]\nname = "x"\n',
        "rules.toml:1: pakc: unknown key 'pakc'; did you mean 'pack'?",
    ),
    "unknown key of the pack": (
        '[pack]\nname = "x"\nsite = ["a.example"]\n',
        "rules.toml:3: pack.site: unknown key 'site'; did you mean 'sites'?",
    ),
    "pack without a name": (
        '[pack]\nsites = ["a.example"]\n',
        "rules.toml:1: pack: object missing required field `name`",
    ),
    "unknown pack in extends": (
        'extends = ["core", "xenfor"]\n',
        "rules.toml:1: extends[1]: unknown pack 'xenfor'; did you mean 'xenforo'?",
    ),
    "pack in extends that is near to nothing": (
        '# house rules\nextends = ["qqq"]\n',
        f"rules.toml:2: extends[0]: unknown pack 'qqq'; the packs are {PACKS}; a file's name ends in .toml",
    ),
    "extends of the wrong type": (
        'extends = "core"\n',
        'rules.toml:1: extends: expected `array | null`, got `str`; write extends = ["core"]',
    ),
    "unknown rule in disable": (
        'disable = ["social/*", "news/read-mor-link"]\n',
        "rules.toml:1: disable[1]: no rule 'news/read-mor-link' to disable; did you mean 'news/read-more-link'?",
    ),
    "unknown pack in disable": (
        'disable = ["zzzz/*"]\n',
        "rules.toml:1: disable[0]: no rule 'zzzz/*' to disable; it is a whole rule id (pack/rule) or pack/*",
    ),
}


@pytest.mark.parametrize(("config", "message"), WRONG_CONFIGS.values(), ids=WRONG_CONFIGS)
def test_a_broken_config_is_refused(error_of: ErrorOf, config: str, message: str) -> None:
    assert error_of(config) == message


def test_an_extended_file_that_is_missing_is_named(error_of: ErrorOf) -> None:
    assert error_of('extends = ["./house.toml"]\n') == "house.toml: no such file; check the path"


def test_a_mistake_in_an_extended_file_names_that_file(error_of: ErrorOf, tmp_path: Path) -> None:
    (tmp_path / "house.toml").write_text('[[rule]]\nid = "a"\nlnes = ["x"]\n')
    message = "house.toml:3: rule[0].lnes: unknown key 'lnes'; did you mean 'lines'?"
    assert error_of('extends = ["./house.toml"]\n') == message


def test_files_that_extend_each_other_are_refused(error_of: ErrorOf, tmp_path: Path) -> None:
    (tmp_path / "house.toml").write_text('extends = ["./rules.toml"]\n')
    message = "rules.toml:1: extends: './house.toml' extends itself"
    assert error_of('extends = ["./house.toml"]\n') == message


def test_a_dict_is_checked_like_a_file(error_of: ErrorOf) -> None:
    assert error_of({"rule": [{"id": "a", "patern": "x"}]}) == (
        "<dict>: rule[0].patern: unknown key 'patern'; did you mean 'pattern'?"
    )


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "none.toml"
    with pytest.raises(ConfigError) as caught:
        Cleaner(path)
    assert str(caught.value) == f"{path}: no such file; check the path"


def test_a_folder_is_no_config(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        Cleaner(str(tmp_path))
    assert str(caught.value) == f"{tmp_path}: cannot be read: Is a directory"


def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "latin.toml"
    path.write_bytes("# Größe\n".encode("latin-1"))
    with pytest.raises(ConfigError) as caught:
        Cleaner(path)
    assert str(caught.value) == f"{path}: cannot be read: not UTF-8 text"


def test_an_unknown_preset_names_the_presets() -> None:
    with pytest.raises(ConfigError) as caught:
        Cleaner(preset="strict")
    assert str(caught.value) == "config: preset: unknown preset 'strict'; it is one of precision, balanced, recall"


@pytest.mark.parametrize("config", [3, ["core"], b"rules.toml", object()], ids=lambda config: type(config).__name__)
def test_a_config_of_another_type_is_a_type_error(config: object) -> None:
    with pytest.raises(TypeError) as caught:
        Cleaner(config)  # type: ignore[arg-type]
    message = f"config must be a path, a dict, a RulePack or None, not {type(config).__name__}"
    assert str(caught.value) == message


def test_a_pack_needs_a_name() -> None:
    with pytest.raises(ConfigError) as caught:
        RulePack.from_dict({"rule": [{"id": "a", "lines": ["x"]}]})
    assert str(caught.value) == '<dict>: the table [pack] with a name is missing; add [pack] and name = "…"'


def test_the_error_carries_its_parts_and_survives_pickling(tmp_path: Path) -> None:
    path = tmp_path / "rules.toml"
    path.write_text(
        textwrap.dedent("""
        [[rule]]
        id = "a"
        patern = "x"
    """)
    )
    with pytest.raises(ForumCleanError) as caught:
        Cleaner(path)
    again = pickle.loads(pickle.dumps(caught.value))
    parts = ("unknown key 'patern'", str(path), 4, "rule[0].patern", "did you mean 'pattern'?")
    for error in (caught.value, again):
        assert (error.problem, error.file, error.line, error.key, error.hint) == parts
    assert str(again) == str(caught.value)
    assert isinstance(again, ValueError)
