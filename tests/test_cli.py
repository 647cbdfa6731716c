"""The command line: results on stdout and nothing else, everything else on stderr, and the exit code."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from bulk_support import write_lines
from click.testing import CliRunner, Result
from support import LONG, LONGER, ROOT, run_cli, run_program

import forumclean
from forumclean.cli.main import commands
from forumclean.reader.engines.profileset import shipped_profiles
from forumclean.rules.pack import shipped_packs

RAW = f"Reaction score\n\n{LONG}\n\nSkip advertisement\n\n{LONGER}\n"
TEXT = f"{LONG}\n\n{LONGER}\n"
PROGRAM = [sys.executable, "-W", "error", "-m", "forumclean"]
CONFIG = """\
[[rule]]
id = "call"
kind = "notice"
lines = ["Zwischenruf {n}"]
hits = ["Zwischenruf 3"]
misses = ["Ruf 3"]
"""


def invoke(*args: str | Path, stdin: bytes = b"") -> Result:
    """Run a command in this process."""
    return CliRunner().invoke(commands, [str(arg) for arg in args], input=stdin)


@pytest.fixture
def post(tmp_path: Path) -> str:
    path = tmp_path / "post.txt"
    path.write_text(RAW, encoding="utf-8")
    return str(path)


@pytest.fixture
def config(tmp_path: Path) -> str:
    path = tmp_path / "rules.toml"
    path.write_text(CONFIG, encoding="utf-8")
    return str(path)


# clean


@pytest.mark.parametrize("args", [("clean",), ("clean", "-")])
def test_clean_reads_stdin_and_writes_stdout(args: tuple[str, ...]) -> None:
    assert run_program(*args, stdin=RAW.encode()) == (0, TEXT, "")


def test_clean_reads_files(post: str) -> None:
    assert run_cli("clean", post) == (0, TEXT, "")


def test_several_files_come_out_in_order(post: str, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text(f"{LONGER}\nReaction score\n")
    code, out, err = run_cli("clean", str(other), post)
    assert (code, err) == (0, "")
    assert out.index(LONGER) < out.index(LONG)
    assert out.count(LONGER) == 2


def test_output_goes_to_a_file(post: str, tmp_path: Path) -> None:
    target = tmp_path / "out.txt"
    assert run_cli("clean", post, "-o", str(target)) == (0, "", "")
    assert target.read_text(encoding="utf-8") == TEXT


@pytest.mark.parametrize("stdin", [b"", b"  \n\n", "\ufeff".encode()])
@pytest.mark.parametrize("form", ["text", "markdown"])
def test_an_output_of_nothing_leaves_a_good_file(stdin: bytes, form: str, tmp_path: Path) -> None:
    target = tmp_path / "keep.txt"
    target.write_text("good")
    for option, value in (("-o", target), ("--output-dir", tmp_path)):
        code, out, err = run_cli("clean", "-", option, str(value), "--format", form, stdin=stdin)
        assert (code, out) == (1, "")
        assert ": not written: " in err
    assert [path.read_text() for path in tmp_path.iterdir()] == ["good"]
    assert run_cli("clean", "-", "--format", form, stdin=stdin)[:2] == (0, "")


def test_json_is_one_document(post: str) -> None:
    code, out, err = run_cli("clean", post, "--format", "json")
    data = json.loads(out)
    assert (code, err) == (0, "")
    assert data == {"input": post, **forumclean.clean(RAW).to_dict()}


def test_json_of_several_files_is_a_list(post: str) -> None:
    code, out, _ = run_cli("clean", post, post, "--format", "json")
    assert code == 0
    assert [entry["input"] for entry in json.loads(out)] == [post, post]


def test_jsonl_is_a_line_a_file(post: str) -> None:
    code, out, err = run_cli("clean", post, post, "--format", "jsonl")
    assert (code, err) == (0, "")
    assert [json.loads(line)["text"] + "\n" for line in out.splitlines()] == [TEXT, TEXT]


def test_the_title_is_put_before_the_text_when_asked() -> None:
    title = "Harbour board votes to deepen the northern channel"
    raw = f"{title}\n\n{RAW}".encode()
    assert run_cli("clean", stdin=raw)[1] == TEXT
    assert run_cli("clean", "--title", stdin=raw)[1] == f"{title}\n\n{TEXT}"


TITLE = "Harbour board votes to deepen the northern channel"
BODY = f"<p>{LONG}</p><p>{LONGER}</p>"
TITLED = {
    "text": f"{TITLE}\n\n{RAW}",
    "text-where-it-stands-twice": f"{TITLE}\n\nReaction score\n\n{TITLE}\n\n{RAW}",
    "head-alone": f"<html><head><title>{TITLE}</title></head><body><article>{BODY}</article></body></html>",
    "heading": f"<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1>{BODY}</body></html>",
    "site": f"<html><head><title>{TITLE} | The Port Post</title></head><body><h1>{TITLE}</h1>{BODY}</body></html>",
    "bold": f"<html><head><title>{TITLE}</title></head><body><p><b>{TITLE}</b></p>{BODY}</body></html>",
    "capitals": f"<html><head><title>{TITLE}</title></head><body><h2>{TITLE.upper()}</h2>{BODY}</body></html>",
    "spaced": f"<html><head><title>{TITLE}</title></head><body><h2>{TITLE.replace(' ', ' &nbsp; ')}</h2>{BODY}</body>",
}


@pytest.mark.parametrize("raw", TITLED.values(), ids=TITLED)
def test_the_title_is_printed_once(raw: str, tmp_path: Path) -> None:
    (tmp_path / "in").write_text(raw)
    for more in ((), ("--headers",), ("--quotes", "keep")):
        done = invoke("clean", tmp_path / "in", "--title", *more)
        lines = [" ".join(line.split()).casefold() for line in done.output.splitlines()]
        assert (lines[0], lines.count(TITLE.casefold())) == (TITLE.casefold(), 1)
        assert done.output.endswith(f"{LONG}\n\n{LONGER}\n")


def quoting() -> Path:
    """A fixture page with a quote that repeats a post, and with authors."""
    for page in sorted((ROOT / "fixtures").glob("*/*/raw.html")):
        result = forumclean.clean(page.read_bytes())
        if len({result.to_text(quotes=quotes) for quotes in ("keep", "once", "drop")}) == 3 and result.posts[0].author:
            return page
    pytest.fail("no fixture quotes")


def test_quotes_and_headers_are_those_of_the_library() -> None:
    page = quoting()
    result = forumclean.clean(page.read_bytes())
    for quotes in ("keep", "once", "drop"):
        for headers in (False, True):
            args = ["clean", page, "--quotes", quotes, *(["--headers"] * headers)]
            text = result.to_text(quotes=quotes, headers=headers)
            assert invoke(*args).output == f"{text}\n"
            assert json.loads(invoke(*args, "--format", "json").output)["text"] == text


def test_a_file_for_each_input(tmp_path: Path) -> None:
    names = ("a.txt", "b.html.txt", "deep/c.txt")
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(RAW)
    inputs = [tmp_path / name for name in names]
    folder = tmp_path / "out" / "deep"
    done = invoke("clean", *inputs, tmp_path / "none.txt", "--output-dir", folder)
    assert (done.exit_code, done.output) == (
        1,
        f"forumclean: {tmp_path}/none.txt: No such file or directory; check the path\n",
    )
    assert {path.name: path.read_text() for path in folder.iterdir()} == dict.fromkeys(
        ["a.txt", "b.html.txt", "c.txt"], TEXT
    )
    assert invoke("clean", *inputs, "--output-dir", folder, "--format", "json").exit_code == 0
    assert json.loads((folder / "c.json").read_text()) == {"input": str(inputs[2]), **forumclean.clean(RAW).to_dict()}
    invoke("clean", "--output-dir", folder, "--format", "jsonl", stdin=RAW.encode())
    assert json.loads((folder / "stdin.jsonl").read_text())["input"] == "-"


def test_two_inputs_never_become_one_file(tmp_path: Path) -> None:
    for name in ("a.txt", "a.html", "deep/a.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(RAW)
    out = tmp_path / "out"
    for pair in (("a.txt", "a.html"), ("a.txt", "deep/a.txt")):
        done = invoke("clean", *(tmp_path / name for name in pair), "--output-dir", out)
        assert (done.exit_code, "would both be" in done.output, out.exists()) == (2, True, False)
    cases = [
        (["-o", out, "--output-dir", out], "give one of them"),
        (["--output-dir", tmp_path], "a.txt: this is an input of the same run"),
        (["--output-dir", tmp_path / "a.html"], "this is a file; name a folder"),
    ]
    for more, words in cases:
        done = invoke("clean", tmp_path / "a.txt", *more)
        assert (done.exit_code, words in done.output) == (2, True)
    assert (tmp_path / "a.txt").read_text() == RAW


def test_json_of_several_inputs_is_a_list_however_many_fail(post: str) -> None:
    done = CliRunner().invoke(commands, ["clean", post, "none.txt", "--format", "json"])
    assert [entry["input"] for entry in json.loads(done.stdout)] == [post]


def test_a_config_is_used(config: str) -> None:
    raw = f"{LONG}\nZwischenruf 7\n{LONGER}\n".encode()
    assert run_cli("clean", "--config", config, stdin=raw) == (0, f"{LONG}\n{LONGER}\n", "")


@pytest.mark.parametrize("preset", ["precision", "balanced", "recall"])
def test_presets_are_taken(preset: str) -> None:
    code, out, _ = run_cli("clean", "--preset", preset, "--format", "json", stdin=RAW.encode())
    assert code == 0
    assert json.loads(out)["ruleset"] == forumclean.Cleaner(preset=preset).ruleset


def test_nothing_in_gives_nothing_out() -> None:
    assert run_cli("clean", stdin=b"") == (0, "", "")


def test_lone_surrogates_do_not_stop_the_output() -> None:
    raw = f"{LONG} \ud800\n".encode("utf-16-le", "surrogatepass")
    code, out, _ = run_program("clean", stdin=b"\xff\xfe" + raw)
    assert code == 0
    assert LONG in out


def test_the_output_is_utf_8_whatever_the_locale() -> None:
    raw = f"{LONG.replace('northern', 'Ærø')}\n"
    code, out, _ = run_program(
        "clean", stdin=raw.encode(), env={"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
    )
    assert (code, out) == (0, raw)


def test_warnings_go_to_stderr_and_name_the_input() -> None:
    code, out, err = run_cli("clean", stdin=b"\xef\xbb\xbf" + LONG.encode() + b" \xff\n")
    assert code == 0
    assert out.startswith(LONG)
    assert err == "forumclean: -: some bytes were not text and were replaced\n"


# Exit codes


def test_a_missing_file_fails_and_the_others_are_cleaned(post: str) -> None:
    assert run_cli("clean", "none.txt", post) == (
        1,
        TEXT,
        "forumclean: none.txt: No such file or directory; check the path\n",
    )


def test_an_output_that_cannot_be_written_fails(post: str, tmp_path: Path) -> None:
    target = str(tmp_path / "none" / "out.txt")
    told = f"forumclean: {target}: there is no such folder; make it first, or name another output\n"
    assert run_cli("clean", post, "-o", target) == (2, "", told)


@pytest.mark.parametrize(
    "args",
    [("clean", "--format", "xml"), ("clean", "--preset", "strict"), ("clean", "--wrong"), ("cleen",), ("rules", "lst"),
     ("clean", "--quotes", "all"), ("explain", "--format", "xml"),
     ("explain", "--html", "--format", "json")],
    ids=" ".join,
)  # fmt: skip
def test_wrong_use_is_2(args: tuple[str, ...]) -> None:
    code, out, err = run_cli(*args)
    assert (code, out) == (2, "")
    assert "Usage" in err


@pytest.mark.parametrize("command", [("clean",), ("explain",), ("rules", "list"), ("rules", "show", "news/ad-slot")])
def test_a_broken_config_is_wrong_use_and_is_told(command: tuple[str, ...], tmp_path: Path) -> None:
    path = tmp_path / "rules.toml"
    path.write_text('[[rule]]\nid = "a"\npatern = "x"\n')
    message = f"forumclean: {path}:3: rule[0].patern: unknown key 'patern'; did you mean 'pattern'?\n"
    assert run_cli(*command, "--config", str(path), stdin=RAW.encode()) == (2, "", message)


def test_version() -> None:
    assert run_program("--version") == (0, f"forumclean {forumclean.__version__}\n", "")


@pytest.mark.parametrize("args", [(), ("clean",), ("explain",), ("rules",), ("rules", "check")], ids=" ".join)
def test_help_is_printed(args: tuple[str, ...]) -> None:
    code, out, err = run_cli(*args, "--help")
    assert (code, err) == (0, "")
    assert "Usage" in out


def test_the_program_is_installed_under_its_name() -> None:
    from importlib.metadata import entry_points

    (script,) = entry_points(group="console_scripts", name="forumclean")
    assert script.value == "forumclean.cli.main:app"
    assert callable(script.load())


# explain


def test_explain_shows_verdict_kind_score_reason_and_text(post: str) -> None:
    code, out, _ = run_cli("explain", post)
    assert code == 0
    head, *lines = [line for line in out.splitlines() if line.strip(" ─━-")]
    assert head.split() == ["verdict", "kind", "score", "reason", "text"]
    assert lines[0].split()[:2] == ["noise", forumclean.clean(RAW).removed[0].kind.value]
    assert forumclean.clean(RAW).removed[0].reason in lines[0]
    assert any(line.split()[:1] == ["body"] for line in lines)


def test_explain_reads_stdin_and_uses_no_colour_in_a_pipe() -> None:
    code, out, err = run_program("explain", stdin=RAW.encode())
    assert (code, err) == (0, "")
    assert "\x1b" not in out


def test_explain_uses_colour_when_forced() -> None:
    code, out, _ = run_program("explain", stdin=RAW.encode(), env={"FORCE_COLOR": "1", "TERM": "xterm-256color"})
    assert code == 0
    assert "\x1b[" in out


@pytest.mark.parametrize("columns", [60, 80, 140])
def test_a_terminal_has_tables_no_wider_than_itself_and_nothing_lost(columns: int) -> None:
    env = {"FORCE_COLOR": "1", "NO_COLOR": "1", "COLUMNS": str(columns)}
    code, out, _ = run_program("explain", stdin=RAW.encode(), env=env)
    assert code == 0
    table = out.splitlines()[:-1]
    assert max(map(len, table)) <= columns
    at = table[0].index("text")
    shown = " ".join(line[at:] for line in table[2:])
    assert " ".join(LONG.split())[:150] in " ".join(shown.split())


def test_explain_takes_several_files(post: str, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text(LONGER)
    done = invoke("explain", post, "none.txt", other)
    assert done.exit_code == 1
    heads = [line for line in done.output.splitlines() if line.startswith("==> ")]
    assert heads == [f"==> {post} <==", f"==> {other} <=="]
    assert done.output.count("verdict") == 2
    assert "==>" not in invoke("explain", post).output


def test_explain_as_json(post: str) -> None:
    whole = {"input": post, **forumclean.clean(RAW).to_dict()}
    assert json.loads(invoke("explain", post, "--format", "json").output) == whole
    assert json.loads(invoke("explain", post, post, "--format", "json").output) == [whole, whole]
    lines = invoke("explain", post, post, "--format", "jsonl").output.splitlines()
    assert [json.loads(line) for line in lines] == [whole, whole]


@pytest.mark.parametrize("columns", ["80", "20", ""])
def test_tables_in_a_pipe_are_whole(columns: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    long = " ".join([LONG, LONGER] * 3)
    path = tmp_path / "in.txt"
    path.write_text(f"Reaction score\n\n{long}\n")
    lines = invoke("explain", path).output.splitlines()
    assert any(line.endswith(long) for line in lines)
    why = {rule.id: rule.why for pack in shipped_packs() for rule in pack.rules}
    lines = invoke("rules", "list").output.splitlines()[1:]
    assert {line.split()[0]: " ".join(line.split()[3:]) for line in lines} == {
        name: " ".join(text.split()) for name, text in why.items()
    }
    found = {line.split()[0]: line for line in invoke("profiles", "list").output.splitlines()}
    assert all(found[profile.name].endswith(" ".join(profile.spec.why.split())) for profile in shipped_profiles())
    line = f"Zap {'x' * 150}"
    (tmp_path / "rules.toml").write_text(CONFIG.replace("Zwischenruf {n}", line).replace("Zwischenruf 3", line))
    rows = write_lines(tmp_path / "in.jsonl", [{"id": 1, "text": f"{line}\n\n{LONG}"}])
    assert line in invoke("bulk", rows, "--dry-run", "1", "--config", tmp_path / "rules.toml").output


def test_lists_as_json() -> None:
    rules = json.loads(invoke("rules", "list", "--format", "json").output)
    shipped = [rule for pack in shipped_packs() for rule in pack.rules]
    assert {(rule["id"], rule["why"]) for rule in rules} == {(rule.id, rule.why) for rule in shipped}
    profiles = json.loads(invoke("profiles", "list", "--format", "json").output)
    assert [entry["name"] for entry in profiles] == [profile.name for profile in shipped_profiles()]
    page = quoting()
    checked = json.loads(invoke("profiles", "check", page, "--format", "json").stdout)
    assert checked["posts"] == [post.to_dict() for post in forumclean.clean(page.read_bytes()).posts]


def test_explain_of_a_missing_file_fails() -> None:
    assert run_cli("explain", "none.txt") == (
        1,
        "",
        "forumclean: none.txt: No such file or directory; check the path\n",
    )


# rules


def test_rules_list_names_every_rule(config: str) -> None:
    code, out, _ = run_cli("rules", "list", "--config", config)
    assert code == 0
    words = set(out.split())
    assert {rule.id for pack in shipped_packs() for rule in pack.rules} <= words
    assert "user/call" in words


def test_rules_show_prints_a_rule_that_can_be_loaded_again(tmp_path: Path) -> None:
    code, out, err = run_cli("rules", "show", "news/ad-slot")
    assert (code, err) == (0, "")
    path = tmp_path / "shown.toml"
    path.write_text(out, encoding="utf-8")
    shown = forumclean.Cleaner({"extends": [str(path)]})
    assert forumclean.clean(RAW).removed[1].reason == "news/ad-slot"
    assert [p.reason for p in shown.clean(RAW).removed if p.text == "Skip advertisement"] == ["news/ad-slot"]


@pytest.mark.parametrize("rule", [rule.id for pack in shipped_packs() for rule in pack.rules][::25])
def test_any_shown_rule_is_the_rule(rule: str) -> None:
    import tomllib

    import msgspec

    from forumclean.cli.commands.rules import as_toml

    found = next(r for pack in shipped_packs() for r in pack.rules if r.id == rule)
    assert msgspec.convert(tomllib.loads(as_toml(found))["rule"][0], forumclean.Rule) == found


def test_rules_show_names_the_nearest_rule() -> None:
    message = "forumclean: no rule 'news/ad-slt'; did you mean 'news/ad-slot'?\n"
    assert run_cli("rules", "show", "news/ad-slt") == (2, "", message)


def test_rules_check_proves_the_shipped_packs() -> None:
    code, out, err = run_cli("rules", "check")
    assert (code, err) == (0, "")
    assert [line.partition(":")[0] for line in out.splitlines()] == [pack.name for pack in shipped_packs()]
    assert all(line.endswith(" 0 problems") for line in out.splitlines())


def test_rules_check_proves_a_file(config: str) -> None:
    code, out, err = run_cli("rules", "check", config)
    assert (code, err) == (0, "")
    assert out.startswith(f"{config}: good (1 rule")


def test_rules_check_names_a_sample_that_fails(tmp_path: Path) -> None:
    path = tmp_path / "rules.toml"
    path.write_text(CONFIG.replace("Ruf 3", "zwischenruf 4"))
    problem = "rule 'user/call' matches its own sample 'zwischenruf 4'; mend the rule or the sample"
    assert run_cli("rules", "check", str(path)) == (2, "", f"forumclean: {path}:6: rule[0].misses: {problem}\n")


def test_rules_schema_is_a_json_schema_of_a_pack() -> None:
    code, out, err = run_cli("rules", "schema")
    assert (code, err) == (0, "")
    schema = json.loads(out)
    rule = schema["$defs"]["Rule"]
    assert set(schema["$defs"]["PackFile"]["properties"]) >= {"pack", "rule", "extends", "disable"}
    assert {"id", "lines", "field", "pattern", "inline", "region", "why", "hits", "misses"} <= set(rule["properties"])
    assert rule["additionalProperties"] is False


# Ends


@pytest.mark.parametrize("unbuffered", ["", "1"], ids=["buffered", "unbuffered"])
def test_a_closed_pipe_ends_quietly(tmp_path: Path, unbuffered: str) -> None:
    big = tmp_path / "big.txt"
    words = f"{LONG} {LONGER}".split()
    # Far more than a pipe holds, in paragraphs that do not repeat each other.
    big.write_text("".join(" ".join(words[i % 50 :] + words[: i // 50 + 3]) + ".\n\n" for i in range(1_500)))
    env = {**os.environ, "PYTHONUNBUFFERED": unbuffered}
    read, write = os.pipe()
    with (
        subprocess.Popen(["head", "-1"], stdin=read, stdout=subprocess.PIPE) as reader,
        subprocess.Popen([*PROGRAM, "clean", str(big)], stdout=write, stderr=subprocess.PIPE, env=env) as program,
    ):
        os.close(read)
        os.close(write)
        _, err = program.communicate(timeout=120)
        out, _ = reader.communicate(timeout=120)
    assert err == b""
    assert program.returncode in (1, 141)  # what was to be written was not
    assert out.decode().startswith(LONG)
    assert out.count(b"\n") == 1


@pytest.mark.parametrize("command", [("clean",), ("explain",)])
def test_ctrl_c_ends_quietly(command: tuple[str, ...]) -> None:
    read, write = os.pipe()
    program = subprocess.Popen([*PROGRAM, *command], stdin=read, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    os.close(read)
    try:
        os.write(write, RAW.encode())
        wait_until_reading(program.pid)
        program.send_signal(signal.SIGINT)
        out, err = program.communicate(timeout=120)
    finally:
        os.close(write)
        program.kill()
    assert (program.returncode, out, err) == (130, b"", b"")


def wait_until_reading(pid: int) -> None:
    """Wait until the program has taken what stands in its stdin pipe, so that the signal meets it there."""
    import time

    import psutil

    process = psutil.Process(pid)
    for _ in range(1000):
        time.sleep(0.1)
        before = process.cpu_times()
        time.sleep(0.2)
        if process.status() == psutil.STATUS_SLEEPING and process.cpu_times() == before and before.user > 0.05:
            return
    pytest.fail("the program never came to reading stdin")


def test_a_suspicious_loss_can_end_in_an_error() -> None:
    chrome = "Reaction score\nClick to expand...\nAdvertisement\nSkip advertisement\n" * 40
    status, out, err = run_cli("clean", "--on-loss", "raise", stdin=chrome.encode())
    assert (status, out) == (1, "")
    assert "characters were kept" in err
    status, out, _ = run_cli("clean", "--on-loss", "keep", stdin=chrome.encode())
    assert (status, out) == (0, chrome)
