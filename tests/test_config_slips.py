"""Slips that a config could make without a word: each is an error at load time that says what to write."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from support import LONG, run_cli

from forumclean import Cleaner, ConfigError, RulePack

ErrorOf = Callable[[str | dict[str, Any]], str]
RULE = '[[rule]]\nid = "a"\n'
LINES = f'{RULE}lines = ["Zwischenruf"]\n'
PAGE = {"page": {"post": [".pier"]}, "post": {"body": [".text"]}}

WRONG_PLACE = {
    "disable below [pack]": ('[pack]\nname = "x"\ndisable = ["social/*"]', ":3: pack.disable: ", "the first [pack]"),
    "extends below [pack]": ('[pack]\nname = "x"\nextends = ["core"]', ":3: pack.extends: ", "the first [pack]"),
    "extends below [[rule]]": (f'{LINES}extends = ["core"]', ":4: rule[0].extends: ", "the first [[rule]]"),
    "disable below [[rule]]": (f'{LINES}disable = ["x/y"]', ":4: rule[0].disable: ", "the first [[rule]]"),
    "disable in a profile": ('[[profile]]\nname = "x"\ndisable = ["x/y"]', ":3: disable: ", "the first [[profile]]"),
    "disable below [profile.page]": (
        '[[profile]]\nname = "x"\n[profile.page]\ndisable = ["x/y"]', ":4: page.disable: ", "the first [[profile]]",
    ),
    "name below [profile.page]": (
        '[[profile]]\n[profile.page]\nname = "x"', ":3: page.name: ", "the first [profile.page]",
    ),
    "lines in [pack]": ('[pack]\nname = "x"\nlines = ["a"]', ":3: pack.lines: ", "below a line [[rule]]"),
    "a rule without its head": ('id = "a"\nlines = ["x"]', ":1: id: ", "below a line [[rule]]"),
    "sites without [pack]": ('sites = ["x.example"]', ":1: sites: ", "below a line [pack]"),
    "sites in a rule": (f'{LINES}sites = ["x.example"]', ":4: rule[0].sites: ", "below a line [pack]"),
}  # fmt: skip
WRONG_SHAPE = {
    "[rule]": ('[rule]\nid = "a"\nlines = ["x"]', ":1: rule: ", "write [[rule]]"),
    "[profile]": ('[profile]\nname = "a"', ":1: profile: ", "write [[profile]]"),
    "[[pack]]": ('[[pack]]\nname = "a"', ":1: pack: ", "write [pack]"),
    "[[profile.page]]": ('[[profile]]\nname = "a"\n[[profile.page]]\npost = []', ":3: page: ", "write [profile.page]"),
    "lines": (f'{RULE}lines = "x"', ":3: rule[0].lines: ", 'write lines = ["x"]'),
    "starts": (f'{RULE}starts = "Follow us"', ":3: rule[0].starts: ", 'write starts = ["Follow us"]'),
    "hits": (f'{LINES}hits = "Zwischenruf"', ":4: rule[0].hits: ", 'write hits = ["Zwischenruf"]'),
    "after": (f'{LINES}after = "x"', ":4: rule[0].after: ", 'write after = ["x"]'),
    "from": (f'{RULE}region = {{ from = "x" }}', ":3: rule[0].region.from: ", 'write from = ["x"]'),
    "region": (f'{RULE}region = "x"', ":3: rule[0].region: ", "it is a table: region = { … }"),
    "sites": ('[pack]\nname = "x"\nsites = "x.example"', ":3: pack.sites: ", 'write sites = ["x.example"]'),
    "disable": ('disable = "social/*"', ":1: disable: ", 'write disable = ["social/*"]'),
    "post": ('[[profile]]\nname = "a"\n[profile.page]\npost = ".x"', ":4: page.post: ", 'write post = [".x"]'),
    "chrome": ('[[profile]]\nname = "a"\n[profile.chrome]\nsignature = ".x"', ":3: chrome", 'as a list: ["…"]'),
    "kind": (f'{LINES}kind = ["footer"]', ":4: rule[0].kind: ", 'write kind = "footer"'),
    "where": (f'{LINES}where = ["head", "tail"]', ":4: rule[0].where: ", "it takes one value"),
    "max_words": (f'{LINES}max_words = "3"', ":4: rule[0].max_words: ", "write max_words = 3"),
    "half a word": (f"{LINES}max_words = 1.5", ":4: rule[0].max_words: ", "write a whole number"),
    "dayfirst": ('[[profile]]\nname = "a"\ndayfirst = "yes"', ":3: dayfirst: ", "write true or false"),
    "a number for a phrase": (f"{RULE}lines = [3]", ":3: rule[0].lines[0]: ", 'write it in quotes: "3"'),
}
WRONG_VALUE = {
    "kind without its hyphen": (f'{LINES}after = ["kind:userinfo"]', ":4: rule[0].after[0]: ", "'kind:user-info'?"),
    "kind in capitals": (f'{LINES}before = ["Kind:User-Info"]', ":4: rule[0].before[0]: ", "'kind:user-info'?"),
    "kind after a blank": (f'{LINES}after = ["x", "kind: footer"]', ":4: rule[0].after[1]: ", "'kind:footer'?"),
    "no kind at all": (
        f'{LINES}after = ["kind:zzz"]',
        ":4: rule[0].after[0]: unknown kind 'zzz'",
        "it is one of title,",
    ),
    "override": (
        '[[rule]]\nid = "news/read-mor-link"\nlines = ["x"]',
        ":2: rule[0].id: no rule",
        "'news/read-more-link'?",
    ),
    "override of nobody's": ('[[rule]]\nid = "qqq/zzz"\nlines = ["x"]', ":2: rule[0].id: no rule", "before the slash"),
    "site with scheme": ('[pack]\nname = "x"\nsites = ["https://x/"]', ":3: pack.sites[0]: ", "write 'x'"),
    "site with path": (
        '[pack]\nname = "x"\nsites = ["a.example", "b.example/forum"]',
        ":3: pack.sites[1]: ",
        "'b.example'",
    ),
    "site in capitals": ('[pack]\nname = "x"\nsites = ["Hub.Example"]', ":3: pack.sites[0]: ", "write 'hub.example'"),
    "site with a port": (
        '[pack]\nname = "x"\nsites = ["hub.example:80"]',
        ":3: pack.sites[0]: ",
        "write 'hub.example'",
    ),
    "site with a star": (
        '[pack]\nname = "x"\nsites = ["*.hub.example"]',
        ":3: pack.sites[0]: ",
        "below it are included",
    ),
    "empty site": ('[pack]\nname = "x"\nsites = [""]', ":3: pack.sites[0]: ", "such as 'example.org'"),
    "host of a profile": (
        '[[profile]]\nname = "a"\nhosts = ["http://x.example"]',
        ":3: hosts[0]: ",
        "write 'x.example'",
    ),
    "start mark": (
        '[[profile]]\nname = "a"\ndetect = [{ start = [".app"] }]',
        ":3: detect: '.app' is no",
        "'body.name'",
    ),
    "blank phrase": (
        f'{RULE}lines = [" "]',
        ":3: rule[0].lines[0]: the phrase ' ' is empty",
        "what stands in the line",
    ),
    "unseen phrase": (f'{RULE}starts = ["\\u200b"]', ":3: rule[0].starts[0]: ", "what stands in the line"),
    "long phrase": (f'{RULE}lines = ["{"x" * 301}"]', ":3: rule[0].lines[0]: ", "use pattern"),
    "prose in lines": (
        f'{RULE}lines = ["Home", "the"]',
        ":3: rule[0].lines[1]: rule 'user/a' drops plain prose",
        "hint",
    ),
    "prose in starts": (f'{RULE}starts = ["The"]', ":3: rule[0].starts[0]: rule 'user/a' drops plain prose", "hint"),
    "prose in ends": (f'{RULE}ends = ["of it"]', ":3: rule[0].ends[0]: rule 'user/a' drops plain prose", "hint"),
    "prose in a region": (f'{RULE}region = {{ from = ["Und"] }}', ":3: rule[0].region.from[0]: ", "drops plain prose"),
    "a verb of prose": (f'{RULE}inline = "said"', ":3: rule[0].inline: ", "said"),
    "a noun of prose": (f'{RULE}inline = "minister"', ":3: rule[0].inline: ", "minister"),
    "Chinese prose": (f'{RULE}inline = "没有"', ":3: rule[0].inline: ", "没有"),
    "all lines": (f'{RULE}pattern = ".*"', ":3: rule[0].pattern: ", "He was right."),
    "lines with a stop": (f"{RULE}pattern = '.{{1,90}}\\.'", ":3: rule[0].pattern: ", "He was right."),
    "numbers": (f"{RULE}inline = '\\d+'", ":3: rule[0].inline: ", "In 2019"),
}
ALL = {**WRONG_PLACE, **WRONG_SHAPE, **WRONG_VALUE}


@pytest.mark.parametrize(("config", "place", "hint"), ALL.values(), ids=ALL)
def test_a_slip_is_told_with_its_place_and_what_to_write(error_of: ErrorOf, config: str, place: str, hint: str) -> None:
    message = error_of(config + "\n")
    assert message.startswith(f"rules.toml{place}")
    assert hint in message


@pytest.mark.parametrize(
    "rule",
    [
        {"lines": ["Home"]},
        {"lines": ["A A A"]},
        {"starts": ["Follow us"]},
        {"starts": ["The"], "action": "hint"},
        {"starts": ["The"], "action": "keep"},
        {"starts": ["The"], "after": ["Advertisement"]},
        {"starts": ["Yesterday"], "max_words": 3},
        {"inline": r"\[edit\]"},
        {"pattern": r"\d+ (?:views|replies)"},
        {"region": {"from": ["Similar threads"]}},
        {"lines": ["Zwischenruf"], "before": ["Kind: regards", "kind:caption"]},
    ],
    ids=str,
)
def test_what_is_meant_is_no_slip(rule: dict[str, Any]) -> None:
    assert Cleaner({"rule": [{"id": "a", **rule}]}).ruleset


@pytest.mark.parametrize("sites", [["hub.example", "xn--bcher-kva.example", "localhost", "10.0.0.1", "bücher.example"]])
def test_hosts_are_no_slip(sites: list[str]) -> None:
    assert RulePack.from_dict({"pack": {"name": "hub", "sites": sites}}).sites == tuple(sites)


def test_a_pack_may_override_what_a_file_below_it_says(tmp_path: Path) -> None:
    (tmp_path / "house.toml").write_text(f'[pack]\nname = "house"\n{LINES}')
    (tmp_path / "rules.toml").write_text('extends = ["./house.toml"]\n[[rule]]\nid = "house/a"\nlines = ["Ruf"]\n')
    assert Cleaner(tmp_path / "rules.toml").clean(f"{LONG}\nRuf").removed[0].reason == "house/a"


def test_a_pack_from_python_that_overrides_nothing_is_refused() -> None:
    pack = RulePack.from_dict({"pack": {"name": "hub"}, "rule": [{"id": "news/ad-slt", "lines": ["x"]}]})
    with pytest.raises(
        ConfigError, match=r"rule\[0\]\.id: no rule 'news/ad-slt' to override; did you mean 'news/ad-slot'"
    ):
        Cleaner(pack)


def test_a_byte_order_mark_is_no_part_of_a_config(tmp_path: Path, error_of: ErrorOf) -> None:
    path = tmp_path / "rules.toml"
    path.write_bytes(b"\xef\xbb\xbf" + LINES.encode())
    assert Cleaner(path).clean(f"{LONG}\nZwischenruf").text == LONG
    assert error_of(f"\ufeff{LINES}lnes = 1\n").startswith("rules.toml:4: rule[0].lnes: unknown key")


# Profiles


@pytest.mark.parametrize(
    ("profile", "message"),
    [
        ({"detect": [{"has": [".pier"]}]}, "page.post: profile 'ours' does not say where the posts are"),
        (
            {"detect": [{"has": [".pier"]}], "page": {"post": [".pier"]}},
            "post.body: profile 'ours' does not say where the text of a post is",
        ),
        (PAGE, "detect: profile 'ours' does not say which pages it is for; give it detect or hosts"),
        ({"extends": "xenforo"}, "detect: profile 'ours' does not say which pages it is for"),
    ],
)
def test_a_profile_that_could_never_read_a_page_is_refused(profile: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        Cleaner({"profile": [{"name": "ours", **profile}]})
    assert message in str(caught.value)


def test_a_profile_may_be_there_for_others_alone() -> None:
    base = {"name": "base", **PAGE}
    ours = {"name": "ours", "extends": "base", "detect": [{"has": [".pier"]}]}
    assert Cleaner({"profile": [base, ours]}).ruleset


HTML = f'<html><body><div class="pier" id="p1"><div class="text">{LONG}</div></div></body></html>'


@pytest.mark.parametrize(
    ("page", "post", "said"),
    [
        ([".peir"], [".text"], "its page.post finds nothing on it: .peir; did you mean '.pier'?"),
        (["div#p2"], [".text"], "its page.post finds nothing on it: div#p2; did you mean '#p1'?"),
        (["article"], [".text"], "its page.post finds nothing on it: article"),
        ([".pier"], [".txt"], "its post.body finds nothing on it: .txt; did you mean '.text'?"),
    ],
)
def test_a_profile_that_knows_a_page_and_finds_no_post_on_it_says_so(
    page: list[str], post: list[str], said: str, tmp_path: Path
) -> None:
    profile = {"name": "ours", "detect": [{"has": [".pier"]}], "page": {"post": page}, "post": {"body": post}}
    result = Cleaner({"profile": [profile]}).clean(HTML)
    assert result.warnings == (f"profile 'ours' knows the page, but {said}",)
    assert LONG in result.text


def test_profiles_check_fails_for_a_profile_that_finds_nothing(tmp_path: Path) -> None:
    page, config = tmp_path / "page.html", tmp_path / "own.toml"
    page.write_text(HTML)
    knows = 'detect = [{ has = [".pier"] }]\npage = { post = [".peir"] }\npost = { body = [".text"] }'
    config.write_text(f'[[profile]]\nname = "ours"\n{knows}\n')
    code, _, err = run_cli("profiles", "check", page, "--config", config)
    assert code == 1
    assert "profile 'ours' knows the page, but its page.post finds nothing on it" in err


def test_a_shipped_profile_gives_way_without_a_word() -> None:
    result = Cleaner().clean(f'<html id="XF"><body><p>{LONG}</p></body></html>')
    assert result.warnings == ()


# The command line


@pytest.mark.parametrize(
    ("config", "counts"),
    [
        (LINES, "1 rule, 0 profiles"),
        (LINES + LINES.replace('"a"', '"b"').replace("Zwischenruf", "Nachruf"), "2 rules, 0 profiles"),
        ('[[profile]]\nname = "hackernews"\nextends = "hackernews"\n', "0 rules, 1 profile"),
        ('disable = ["social/*"]\n', "0 rules, 0 profiles"),
        (f'extends = ["core"]\n{LINES}[[profile]]\nname = "smf"\nextends = "smf"\n', "1 rule, 1 profile"),
    ],
)
def test_rules_check_counts_what_is_in_the_file(config: str, counts: str, tmp_path: Path) -> None:
    path = tmp_path / "rules.toml"
    path.write_text(config)
    assert run_cli("rules", "check", path) == (0, f"{path}: good ({counts})\n", "")


def test_rules_check_checks_profiles(tmp_path: Path) -> None:
    path = tmp_path / "rules.toml"
    path.write_text('[[profile]]\nname = "ours"\n[profile.page]\npost = ["div["]\n')
    code, out, err = run_cli("rules", "check", path)
    assert (code, out) == (2, "")
    assert "not valid CSS: div[" in err


@pytest.mark.parametrize("command", ["clean", "explain", "profiles check"])
@pytest.mark.parametrize("url", ["hub.example/threads/1", "www.hub.example", "//hub.example/"])
def test_an_address_without_a_scheme_is_wrong_use(command: str, url: str) -> None:
    code, out, err = run_cli(*command.split(), "-", "--url", url, stdin=LONG.encode())
    assert (code, out) == (2, "")
    assert err == f"forumclean: --url '{url}' has no scheme; write 'https://{url.lstrip('/')}'\n"


def test_an_address_without_a_scheme_warns(cleaner: Cleaner) -> None:
    result = cleaner.clean(LONG, url="hub.example/threads/1")
    assert result.text == LONG
    assert "write 'https://hub.example/threads/1'" in result.warnings[0]
    assert not cleaner.clean(LONG, url="https://hub.example/threads/1").warnings
