"""`forumclean profiles` and `explain` on a page: what is known, how a page is read, and what a mistake looks like."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from support import FIXTURES, run_cli

import forumclean
from forumclean import Cleaner, ConfigError, Kind
from forumclean.reader.engines.profileset import ProfileSet

PAGE = """\
<!DOCTYPE html>
<html lang="en-GB"><head><title>Two lighthouses go dark - Quayside</title></head>
<body class="quay-app"><div class="quay-bar">Boards Search Sign in</div>
<h1 class="quay-topic"><b class="quay-flag">News</b> Two lighthouses go dark</h1>
<div class="quay-msg"><div class="quay-by"><a href="/crew/ann">Ann Tarrant</a> Deckhand, 12 posts</div>
<div class="quay-at">Written on 05/03/2024 09:15, message 1</div>
<div class="quay-text">Both lighthouses at the mouth of the river will be switched off in June, the coast board says.
<div class="quay-sig">Fair winds.</div></div></div>
<div class="quay-msg"><div class="quay-by"><a href="/crew/piet">Piet Vos</a> Bosun, 310 posts</div>
<div class="quay-at">Written on 06/03/2024 07:05, message 2</div>
<div class="quay-text"><div class="quay-cite"><i>Ann Tarrant wrote</i><br>Both lighthouses at the mouth of the river
will be switched off in June, the coast board says.</div>
They have said so every year since the harbour got its radar.
<span class="quay-sent">sent from my phone</span></div></div>
<div class="quay-bar">Quayside 2.1</div></body></html>
"""
CONFIG = r"""
[[profile]]
name = "quayside"
why = "Quayside, the board of one sailing club."
order = 5
dayfirst = true
detect = [{ start = ["body.quay-app"] }, { has = [".quay-msg", ".quay-text"] }]

[profile.page]
post = ["div.quay-msg"]
title = ["h1.quay-topic"]
prefix = [".quay-flag"]

[profile.post]
body = [".quay-text"]
author = [".quay-by a"]
date = [".quay-at"]
number = [".quay-at"]

[profile.body]
quote = [".quay-cite"]
attribution = [".quay-cite > i"]
skip = [".quay-sent"]

[profile.chrome]
signature = [".quay-sig"]

[profile.frame]
userinfo = [".quay-by"]
meta = [".quay-at"]
navigation = [".quay-bar"]

[profile.patterns]
date = 'on (\S+ \S+),'
number = 'message (\d+)'
"""
XENFORO = FIXTURES / "xenforo" / "ferry-berth" / "raw.html"


@pytest.fixture
def page(tmp_path: Path) -> str:
    path = tmp_path / "page.html"
    path.write_text(PAGE, encoding="utf-8")
    return str(path)


@pytest.fixture
def config(tmp_path: Path) -> str:
    path = tmp_path / "quayside.toml"
    path.write_text(CONFIG, encoding="utf-8")
    return str(path)


# list


def test_list_names_every_shipped_profile() -> None:
    code, out, err = run_cli("profiles", "list")
    assert (code, err) == (0, "")
    assert {line.split()[0] for line in out.splitlines() if line.strip()} >= {p.name for p in ProfileSet.shipped()}


def test_list_names_a_profile_of_the_config_in_its_place(config: str) -> None:
    code, out, err = run_cli("profiles", "list", "--config", config)
    assert (code, err) == (0, "")
    assert "Quayside, the board of one sailing club." in out
    assert out.index("quayside") < out.index("xenforo")


def test_list_leaves_out_what_is_disabled(tmp_path: Path) -> None:
    path = tmp_path / "off.toml"
    path.write_text('disable = ["profile:mybb"]\n')
    code, out, _ = run_cli("profiles", "list", "--config", str(path))
    assert code == 0
    assert "MyBB" not in out
    assert "XenForo" in out


# show


def test_show_prints_one_profile_as_json() -> None:
    code, out, err = run_cli("profiles", "show", "xenforo")
    shown = json.loads(out)
    assert (code, err, shown["name"]) == (0, "", "xenforo")
    assert shown["page"]["title"] == ["h1.p-title-value"]


def test_show_has_what_a_profile_inherits() -> None:
    base, heir = (json.loads(run_cli("profiles", "show", name)[1]) for name in ("phpbb", "tapatalk"))
    assert heir["extends"] == "phpbb"
    assert heir["chrome"].keys() >= base["chrome"].keys()
    assert heir["post"]["body"]


def test_show_of_a_profile_in_the_config(config: str) -> None:
    code, out, _ = run_cli("profiles", "show", "quayside", "--config", config)
    assert code == 0
    assert json.loads(out)["patterns"]["number"] == r"message (\d+)"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("xenforo2", "forumclean: no profile 'xenforo2'; did you mean 'xenforo'?\n"),
        ("qqqqqq", "forumclean: no profile 'qqqqqq'; see forumclean profiles list\n"),
    ],
)
def test_show_of_an_unknown_name_tells_the_nearest(name: str, message: str) -> None:
    assert run_cli("profiles", "show", name) == (2, "", message)


# check


def test_check_shows_what_a_shipped_profile_finds() -> None:
    code, out, err = run_cli("profiles", "check", str(XENFORO))
    assert (code, err) == (0, "")
    assert "engine: xenforo\n" in out
    assert "title: Eastern ferry berth closed until the end of March   prefix: News\n" in out
    for found in ("Ann Tarrant", "Piet Vos", "mirelle", "2024-03-05T09:15:00+00:00", "/threads/1/post-3"):
        assert found in out


def test_check_reads_stdin() -> None:
    assert run_cli("profiles", "check", "-", stdin=XENFORO.read_bytes()) == run_cli("profiles", "check", str(XENFORO))


def test_page_of_an_unknown_engine_needs_the_profile_of_the_config(page: str, config: str) -> None:
    code, out, _ = run_cli("profiles", "check", page)
    assert code == 0
    assert "engine: none that is known" in out
    assert "prefix: News" not in out
    code, out, err = run_cli("profiles", "check", page, "--config", config)
    assert (code, err) == (0, "")
    assert "engine: quayside\ntitle: Two lighthouses go dark   prefix: News\n" in out
    for found in ("Ann Tarrant", "2024-03-05T09:15:00+00:00", "Piet Vos", "2024-03-06T07:05:00+00:00"):
        assert found in out


def test_check_says_what_is_not_found_in_every_post(page: str, tmp_path: Path) -> None:
    path = tmp_path / "half.toml"
    path.write_text(CONFIG.replace(".quay-by a", ".nobody"))
    code, _, err = run_cli("profiles", "check", page, "--config", str(path))
    assert (code, err) == (0, "forumclean: not found in every post: author\n")


def test_check_of_a_missing_page(tmp_path: Path) -> None:
    missing = str(tmp_path / "missing.html")
    assert run_cli("profiles", "check", missing) == (
        1,
        "",
        f"forumclean: {missing}: No such file or directory; check the path\n",
    )


def test_profile_of_the_config_reads_through_clean(page: str, config: str) -> None:
    result = Cleaner(config).clean(Path(page).read_bytes())
    assert (result.engine, result.title, result.prefix) == ("quayside", "Two lighthouses go dark", "News")
    assert [post.number for post in result.posts] == [1, 2]
    assert result.text.endswith("They have said so every year since the harbour got its radar.")
    assert result.text.count("Both lighthouses") == 1
    assert "profile:quayside/signature" in {paragraph.reason for paragraph in result.removed}


def test_profile_in_a_file_that_the_config_extends(config: str, tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    path.write_text('extends = ["core", "./quayside.toml"]\n')
    assert Cleaner(path).clean(PAGE).engine == "quayside"


def test_profile_changes_the_ruleset(config: str) -> None:
    assert Cleaner(config).ruleset != Cleaner().ruleset


def test_override_takes_the_place_of_the_shipped_profile() -> None:
    own = {
        "name": "xenforo", "extends": "xenforo", "order": 10, "detect": [{"start": ["html#XF"]}],
        "page": {"title": ["head > title"]},
    }  # fmt: skip
    raw = XENFORO.read_text("utf-8")
    result = Cleaner({"profile": [own]}).clean(raw)
    assert result.engine == "xenforo"
    assert result.title == "News - Eastern ferry berth closed until the end of March | Harbour Talk"
    assert [post.author for post in result.posts] == [post.author for post in forumclean.clean(raw).posts]


# explain


def test_explain_of_a_page_tells_posts_and_profile_parts() -> None:
    code, out, err = run_cli("explain", str(XENFORO))
    assert (code, err) == (0, "")
    rows = [line.split() for line in out.splitlines()]
    assert ["noise", "user-info", "0.00", "profile:xenforo/userinfo", "Member"] in rows
    assert any(row[:3] == ["body", "1", "paragraph"] and row[-1] == "piles." for row in rows)
    assert any(row[:3] == ["noise", "3", "quote"] for row in rows)
    assert "title: Eastern ferry berth closed until the end of March\n" in out


def test_explain_with_a_profile_of_the_config(page: str, config: str) -> None:
    code, out, err = run_cli("explain", page, "--config", config)
    assert (code, err) == (0, "")
    for reason in ("profile:quayside/navigation", "profile:quayside/userinfo", "profile:quayside/signature"):
        assert reason in out


# mistakes

BROKEN = {
    "unknown key": ('[profile.page]\nposts = ["li"]', "page.posts: unknown key 'posts'; did you mean 'post'?"),
    "unknown part": (
        '[profile.chrome]\nsignatur = ["li"]', "chrome.signatur: unknown part 'signatur'; did you mean 'signature'?"
    ),
    "bad CSS": ('[profile.page]\npost = ["div["]', "not valid CSS: div["),
    "bad XPath": ('[profile.page]\npost = ["//div["]', "not valid XPath: //div["),
    "no such base": ('extends = "xenfor"', "no profile 'xenfor' to extend"),
    "bad name": ('name = "Our Engine"', "name:"),
}  # fmt: skip


@pytest.mark.parametrize(("lines", "message"), BROKEN.values(), ids=BROKEN)
def test_broken_profile_is_wrong_use(lines: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    name = "" if lines.startswith("name") else 'name = "ours"'
    path.write_text(f"[[profile]]\n{name}\n{lines}\n")
    code, out, err = run_cli("profiles", "list", "--config", str(path))
    assert (code, out) == (2, "")
    assert err.startswith(f"forumclean: {path}:")
    assert message in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    "command", [("profiles", "show", "xenforo"), ("profiles", "check", "-"), ("explain", "-")], ids=lambda c: c[-2]
)
def test_every_command_refuses_a_broken_profile(command: tuple[str, ...], tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text('[[profile]]\nname = "ours"\npge = {}\n')
    code, out, err = run_cli(*command, "--config", str(path), stdin=b"<html>")
    assert (code, out) == (2, "")
    assert f"{path}:" in err
    assert "unknown key 'pge'; did you mean 'page'?" in err


@pytest.mark.parametrize("lines", ['[profile.page]\nposts = ["li"]', '[profile.chrome]\nsignatur = ["li"]'])
def test_broken_profile_is_told_with_its_line(lines: str, tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(f'disable = []\n\n[[profile]]\nname = "ours"\n\n{lines}\n')
    with pytest.raises(ConfigError) as caught:
        Cleaner(path)
    assert str(caught.value).startswith(f"{path}:7: ")


@pytest.mark.parametrize("pattern", ["([", "no group"])
def test_broken_pattern_is_told_when_it_is_loaded(pattern: str) -> None:
    with pytest.raises(ConfigError):
        Cleaner({"profile": [{"name": "ours", "patterns": {"date": pattern}}]})


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({"patterns": {"date": "(["}}, "patterns.date: not a valid pattern: "),
        ({"patterns": {"number": "no group"}}, "patterns.number: the pattern has no group; put the value in"),
        ({"detect": [{"has": ["postbody"]}]}, "detect: 'postbody' is no mark; write a class as '.name'"),
        ({"extends": "xenfor"}, "extends: no profile 'xenfor' to extend; did you mean 'xenforo'?"),
    ],
)
def test_mistake_in_a_profile_names_key_and_fix(table: dict[str, object], message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        Cleaner({"profile": [{"name": "ours", **table}]})
    assert message in str(caught.value)


def test_unknown_base_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text('[[profile]]\nname = "one"\n\n[[profile]]\nname = "two"\nextends = "xenfor"\n')
    with pytest.raises(ConfigError) as caught:
        Cleaner(path)
    assert str(caught.value).startswith(f"{path}:6: ")


def test_profile_that_extends_its_own_name_is_known_by_the_same_marks() -> None:
    own = ProfileSet.shipped().extended([{"name": "hackernews", "extends": "hackernews", "dayfirst": True}])
    spec, shipped = own.get("hackernews").spec, ProfileSet.shipped().get("hackernews").spec
    assert (spec.detect, spec.hosts, spec.order) == (shipped.detect, shipped.hosts, shipped.order)
    assert spec.dayfirst is True
    ours = {"name": "ours", "extends": "hackernews", "hosts": ["news.example"]}
    other = ProfileSet.shipped().extended([ours]).get("ours").spec
    assert (other.detect, other.order) == ((), 50)


def test_unknown_profile_to_disable_tells_the_nearest(tmp_path: Path) -> None:
    path = tmp_path / "off.toml"
    path.write_text('# ours\ndisable = ["profile:xenfor"]\n')
    code, out, err = run_cli("profiles", "list", "--config", str(path))
    assert (code, out) == (2, "")
    assert err == (f"forumclean: {path}:2: disable: no profile 'xenfor' to disable; did you mean 'profile:xenforo'?\n")


def test_part_inside_a_body_has_the_kind_of_its_part(config: str) -> None:
    (signature,) = [p for p in Cleaner(config).clean(PAGE).removed if p.reason == "profile:quayside/signature"]
    assert signature.kind is Kind.SIGNATURE
