"""The commands for who writes rules, as a user runs them: exit status, what stands on stdout and what on stderr."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from bulk_support import write_lines
from click.testing import CliRunner, Result
from learner_support import HEAD, TAIL, articles, posts
from support import run_cli

from forumclean import Cleaner
from forumclean.cli.main import commands
from forumclean.config import parse_toml

SALUTE = '[[rule]]\nid = "salute"\nlines = ["Salute this"]\n\n[[rule]]\nid = "never"\nlines = ["Zyx wvu tsr"]\n'
PIN = '[[rule]]\nid = "pin"\nlines = ["Pin to my loom"]\n'
COUNT = 8


def invoke(*args: str | Path, env: dict[str, str] | None = None) -> Result:
    return CliRunner().invoke(commands, [str(arg) for arg in args], env=env)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    rows = [{"text": raw, "url": f"https://looms.example/t/{n}"} for n, raw in enumerate(posts(COUNT))]
    return write_lines(tmp_path / "posts.jsonl", rows)


@pytest.fixture
def salute(tmp_path: Path) -> Path:
    path = tmp_path / "salute.toml"
    path.write_text(SALUTE, encoding="utf-8")
    return path


@pytest.fixture
def pin(tmp_path: Path) -> Path:
    path = tmp_path / "pin.toml"
    path.write_text(PIN, encoding="utf-8")
    return path


# rules new


def test_new_shows_rules_from_the_specific_to_the_broad_with_their_proof(source: Path, tmp_path: Path) -> None:
    status, out, err = run_cli("rules", "new", "Loom Bucks: 12", source)
    assert (status, err) == (0, "")
    heads = [line for line in out.splitlines() if line.startswith("# ")]
    assert [head.partition(":")[0] for head in heads] == ["# template", "# template", "# field", "# region"]
    assert heads[0] == "# template: on 8 posts, 8 lines; of 24 words 24 are kept now"
    for one in out.split("\n\n"):
        if one.strip():
            (rule,) = parse_toml(one, file="stdout")["rule"]
            assert len(rule["misses"]) >= 2
            if "region" in rule:
                continue
            (tmp_path / "new.toml").write_text(one, encoding="utf-8")
            assert "Loom Bucks" not in Cleaner(tmp_path / "new.toml").clean(posts(1)[0]).text


def test_new_says_what_a_rule_would_cost_and_why_it_would_be_refused(source: Path) -> None:
    sentence = articles(COUNT)[0][1]
    done = invoke("rules", "new", sentence, source)
    assert "of them in sentences, such as" in done.stdout
    assert "# refused as it is: " in invoke("rules", "new", "The", source).stdout


def test_new_counts_what_the_config_leaves(source: Path, salute: Path) -> None:
    assert "of 16 words 16 are kept now" in invoke("rules", "new", "Salute this", source).stdout
    assert "of 16 words 0 are kept now" in invoke("rules", "new", "Salute this", source, "--config", salute).stdout


def test_new_reads_a_line_that_no_post_has(source: Path) -> None:
    done = invoke("rules", "new", "Fair winds to all of you", source)
    assert done.exit_code == 0
    assert "on 0 posts, 0 lines" in done.stdout


@pytest.mark.parametrize("line", ["", "   ", "\u200b"])
def test_new_without_a_line_is_wrong_use(line: str, source: Path) -> None:
    done = invoke("rules", "new", line, source)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "the line is empty" in done.stderr


# rules try and diff


def test_try_shows_what_would_go_and_how_often(source: Path, salute: Path) -> None:
    assert run_cli("rules", "try", salute, source) == (
        0, "- Salute this   (8, user/salute)\n8 lines go, 0 stay that went before\n", ""
    )  # fmt: skip


def test_diff_shows_both_directions_the_most_first(source: Path, salute: Path, pin: Path) -> None:
    status, out, err = run_cli("diff", salute, pin, source)
    assert (status, err) == (0, "")
    assert out.splitlines() == [
        "+ Salute this   (8, user/salute)",
        "- Pin to my loom   (8, user/pin)",
        "8 lines go, 8 stay that went before",
    ]
    assert invoke("diff", pin, salute, source).stdout.startswith("+ Pin to my loom")


def test_diff_of_a_file_with_itself_is_nothing(source: Path, pin: Path) -> None:
    assert invoke("diff", pin, pin, source).stdout == "0 lines go, 0 stay that went before\n"


def test_changes_are_coloured_for_a_terminal_alone(source: Path, salute: Path) -> None:
    args = ["rules", "try", str(salute), str(source)]
    assert "\x1b[31m- Salute this" in CliRunner().invoke(commands, args, color=True).stdout
    assert "\x1b" not in CliRunner().invoke(commands, args).stdout


def test_try_reads_what_learn_wrote(source: Path, tmp_path: Path) -> None:
    done = invoke("learn", source, "-o", tmp_path / "site.toml", "--url", "https://looms.example/")
    assert done.exit_code == 0, done.stderr
    assert invoke("rules", "check", tmp_path / "site.toml").stderr == ""
    pack = (tmp_path / "site.toml").read_text(encoding="utf-8").replace('sites = ["looms.example"]\n', "")
    (tmp_path / "all.toml").write_text(pack, encoding="utf-8")
    out = invoke("rules", "try", tmp_path / "all.toml", source).stdout
    assert all(f"- {line}   (8, " in out for line in (*HEAD, *TAIL))
    assert not any(f"- {line}" in out for body in articles(COUNT) for line in body)


# rules stats


def test_stats_say_what_fires_what_never_does_and_what_stays(source: Path, salute: Path) -> None:
    status, out, err = run_cli("rules", "stats", source, "--config", salute)
    assert (status, err) == (0, "")
    rows = [tuple(re.split(" {2,}", line.strip())) for line in out.splitlines()]
    assert {("fires", "user/salute", "8"), ("never fires", "user/never", "0"), ("stays", "pin to my loom", "8")} <= {
        *rows
    }


def test_stats_as_json_hold_the_same(source: Path, salute: Path) -> None:
    rows = json.loads(invoke("rules", "stats", source, "--config", salute, "--format", "json").stdout)
    values = [tuple(row.values()) for row in rows]
    assert ("fires", "user/salute", "8") in values
    assert ("never fires", "user/never", "0") in values
    assert ("stays", "kiln gazette", "8") in values


# What all of them are given wrongly

COMMANDS = {
    "new": ["rules", "new", "Salute this"],
    "try": ["rules", "try", "RULES"],
    "stats": ["rules", "stats"],
    "diff": ["diff", "RULES", "RULES"],
    "learn": ["learn", "-o", "OUT"],
}


@pytest.fixture(params=COMMANDS)
def command(request: pytest.FixtureRequest, salute: Path, tmp_path: Path) -> list[str]:
    names = {"RULES": str(salute), "OUT": str(tmp_path / "out.toml")}
    return [names.get(arg, arg) for arg in COMMANDS[request.param]]


def test_an_input_that_is_not_there_is_named(command: list[str]) -> None:
    done = invoke(*command, "gone.jsonl")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "gone.jsonl: No such file or directory" in done.stderr


def test_inputs_without_a_post_are_wrong_use_and_say_why(command: list[str], tmp_path: Path) -> None:
    done = invoke(*command, write_lines(tmp_path / "in.jsonl", [{"txt": "a"}, {"txt": "b"}, {"x": 1}, {"text": 7}]))
    assert (done.exit_code, done.stdout) == (2, "")
    assert "in.jsonl:1: there is no field 'text'" in done.stderr
    assert "1 more were passed over" in done.stderr
    assert "no post is in the inputs" in done.stderr
    assert not (tmp_path / "out.toml").exists()


def test_a_broken_record_is_told_and_the_others_go_on(command: list[str], source: Path) -> None:
    with source.open("a", encoding="utf-8") as file:
        file.write("{broken\n")
    done = invoke(*command, source)
    assert done.exit_code == 0
    assert "posts.jsonl:9:" in done.stderr


def test_the_field_with_the_text_can_be_named(command: list[str], tmp_path: Path) -> None:
    path = write_lines(tmp_path / "in.jsonl", [{"body": raw} for raw in posts(COUNT)])
    assert invoke(*command, path).exit_code == 2
    assert invoke(*command, path, "--text-field", "body").exit_code == 0


def test_no_input_at_all_is_wrong_use(command: list[str]) -> None:
    done = invoke(*command)
    assert done.exit_code == 2
    assert "IN..." in done.stderr


@pytest.mark.parametrize(
    "args", [["rules", "try", "FILE"], ["diff", "FILE", "FILE"], ["rules", "stats", "--config", "FILE"]]
)
@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "no such file"),
        ('[[rule]]\nid = "a"\nline = ["x"]\n', "unknown key 'line'; did you mean 'lines'?"),
        ("[[rule]\n", "bad.toml"),
        ('[[rule]]\nid = "a"\nlines = ["the"]\n', "drops plain prose"),
        ('[[rule]]\nid = "a"\npattern = "("\n', "pattern"),
    ],
    ids=["gone", "slip", "no TOML", "prose", "pattern"],
)
def test_rules_that_do_not_load_are_told_before_a_post_is_read(
    args: list[str], text: str | None, said: str, tmp_path: Path
) -> None:
    if text is not None:
        (tmp_path / "bad.toml").write_text(text, encoding="utf-8")
    done = invoke(*[str(tmp_path / "bad.toml") if arg == "FILE" else arg for arg in args], "gone.jsonl")
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr
    assert "gone.jsonl" not in done.stderr


# bulk --learn


def test_bulk_learns_cleans_and_lays_the_packs_beside_the_output(source: Path, tmp_path: Path) -> None:
    status, out, err = run_cli("bulk", source, "-o", tmp_path / "out.jsonl", "--learn", "--workers", "1")
    assert (status, out) == (0, "")
    assert "8 records written, 0 rejected" in err
    assert "looms.example/footer-bottom" in err
    assert sorted(path.name for path in (tmp_path / "out.jsonl.packs").iterdir()) == [
        "index.json",
        "looms.example.toml",
    ]
    texts = [json.loads(line)["text"] for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()]
    for text, body in zip(texts, articles(COUNT), strict=True):
        assert set(body) <= set(text.split("\n"))
        assert not {*HEAD, *TAIL} & set(text.split("\n"))


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["-o", "-", "--learn"], "name a file"),
        (["-o", "OUT", "--group-field", "url"], "it goes with learn"),
        (["-o", "OUT", "--learn", "--workers", "0"], "workers"),
    ],
)
def test_bulk_that_cannot_learn_says_why_and_writes_nothing(
    args: list[str], said: str, source: Path, tmp_path: Path
) -> None:
    done = invoke("bulk", source, *[str(tmp_path / "out.jsonl") if arg == "OUT" else arg for arg in args])
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["posts.jsonl"]


def test_bulk_does_not_learn_from_a_stream(tmp_path: Path) -> None:
    status, out, err = run_cli("bulk", "-", "-o", tmp_path / "out.jsonl", "--learn", stdin=b'{"text": "a"}\n')
    assert (status, out) == (2, "")
    assert "give files" in err
    assert list(tmp_path.iterdir()) == []


# a pack for one site


@pytest.fixture
def sited(tmp_path: Path) -> Path:
    path = tmp_path / "site.toml"
    path.write_text(f'[pack]\nname = "looms"\nsites = ["looms.example"]\n\n{SALUTE}', encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("rules", "try"), "8 lines go"),
        (("diff", "PIN"), "8 lines go"),
        (("rules", "stats", "--config"), "looms/salute"),
    ],
)
def test_a_pack_for_one_site_works_where_the_records_say_their_address(
    command: tuple[str, ...], said: str, sited: Path, pin: Path, source: Path, tmp_path: Path
) -> None:
    words = [str(pin) if word == "PIN" else word for word in command]
    done = invoke(*words, sited, source)
    assert said in done.stdout
    assert "never fires  looms/salute" not in done.stdout
    assert "--url" not in done.stderr
    bare = write_lines(tmp_path / "bare.jsonl", [{"text": raw} for raw in posts(COUNT)])
    off = invoke(*words, sited, bare)
    assert said not in off.stdout.replace("never fires  looms/salute", "")
    assert (
        off.stderr
        == "forumclean: rules for looms.example are off, since nothing says where the post came from; --url does\n"
    )
    assert invoke(*words, sited, bare, "--url", "https://looms.example/").stdout == done.stdout


@pytest.mark.parametrize("command", [("clean",), ("explain",), ("report",)])
def test_rules_for_a_site_that_nothing_switches_on_are_told_once(
    command: tuple[str, ...], sited: Path, tmp_path: Path
) -> None:
    files = [tmp_path / f"{n}.txt" for n in range(3)]
    for file, raw in zip(files, posts(3), strict=True):
        file.write_text(raw, encoding="utf-8")
    assert invoke(*command, "--config", sited, *files).stderr.count("looms.example are off") == 1
    assert "are off" not in invoke(*command, "--config", sited, "--url", "https://looms.example/", *files).stderr
