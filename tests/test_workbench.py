"""The workbench without a browser: candidates, counts, the file, and who may ask."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from workbench_support import TEXTS, entries

import forumclean
from forumclean import Cleaner
from forumclean.bulk.inputs.base import Entry
from forumclean.cli.main import commands
from forumclean.errors import ConfigError, InputError
from forumclean.learner.trying.candidates import candidates
from forumclean.learner.trying.corpus import Corpus
from forumclean.workbench.rulefile import RuleFile
from forumclean.workbench.session import Session
from forumclean.workbench.web.guard import Guard
from training import corpus as corpus_of_dumps

RULE = '[[rule]]\nid = "bye"  # mine\nlines = ["Fair winds to all"]'
OTHER = '[[rule]]\nid = "ahoy"\nlines = ["Ahoy to all of you"]'


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return Corpus(entries(), Cleaner())


@pytest.mark.parametrize(
    ("line", "form", "posts"),
    [
        ("OT Bucks: 17", "template", 4),
        ("OT Bucks: 17", "field", 4),
        ("Avatar of Ann", "line", 1),
        ("Avatar of Ann", "template", 4),
        ("Avatar of Ann", "starts", 4),
        ("Tides of today", "region", 4),
    ],
)
def test_a_line_becomes_rules_with_the_posts_they_hit(corpus: Corpus, line: str, form: str, posts: int) -> None:
    found = [one for one in candidates(corpus, line) if one.form == form]
    assert posts in {one.count.posts for one in found}


def test_a_count_tells_words_that_go_from_words_it_costs_and_near_misses(corpus: Corpus) -> None:
    (field,) = [one for one in candidates(corpus, "OT Bucks: 17") if one.form == "field"]
    assert (field.count.lines, field.count.words, field.count.body) == (4, 12, 0)
    assert field.count.near == ["Nobody knew what the OT Bucks of that harbour were worth, said the clerk."]
    sentence = candidates(corpus, field.count.near[0])[0]
    assert sentence.count.body == sentence.count.kept == 4 * 14


def test_candidates_bring_their_proof(corpus: Corpus, tmp_path: Path) -> None:
    for line in ("OT Bucks: 17", "Avatar of Ann", "Tides of today", "Old Mar 3, 2024, 4:15 PM #7"):
        for one in candidates(corpus, line):
            assert one.rule.why
            if one.count.posts:
                assert one.rule.hits
            assert len(one.rule.misses) >= 2
    with pytest.raises(ValueError, match="empty"):
        candidates(corpus, " ")


def test_a_rule_that_takes_prose_is_shown_with_its_problem(corpus: Corpus) -> None:
    assert any("prose" in one.problem for one in candidates(corpus, "The"))


ONE = 'id = "one"\nlines = ["Row the boat all"]'
BEFORE = {
    "comments": f'# top\n[pack]\nname = "mine"\n\n# about one\n[[rule]]\n{ONE} # x\n\n# the end\n',
    "windows": f"[[rule]]\n{ONE}\n".replace("\n", "\r\n"),
    "no end of line": f"[[rule]]\n{ONE}",
    "a table in a string": f'[[rule]]\n{ONE}\nwhy = """\n[[rule]]\n# no comment"""\n',
    "lists over lines": '[[rule]]\nid = "one"\nlines = [\n  "Row the boat all", # [[rule]]\n  "[rule] of three",\n]\n',
    "a table of its own": '[[rule]]\nid = "one"\n[rule.region]\nfrom = ["Row the boat all"]\n',
    "mark": f"\ufeff[[rule]]\n{ONE}\n",
}


@pytest.mark.parametrize("before", BEFORE.values(), ids=BEFORE)
def test_a_file_keeps_all_that_stands_in_it(tmp_path: Path, before: str) -> None:
    path = tmp_path / "rules.toml"
    path.write_bytes(before.encode())
    file = RuleFile(path)
    file.add(RULE)
    after = path.read_bytes().decode()
    assert after.startswith(before)
    assert "# mine" in after
    assert ("\r\n" in after) == ("\n" in after.replace("\r\n", "")) or "\r" not in after.replace("\r\n", "")
    file.replace("one", OTHER)
    changed = path.read_bytes().decode()
    assert "ahoy" in changed
    assert "Row the boat" not in changed
    file.remove("ahoy")
    file.undo()
    assert path.read_bytes().decode() == changed
    file.undo()
    file.undo()
    assert path.read_bytes().decode() == before
    with pytest.raises(ConfigError, match="nothing to undo"):
        file.undo()
    assert [one.name for one in tmp_path.iterdir()] == ["rules.toml"]


def test_comments_around_a_rule_that_goes_stay(tmp_path: Path) -> None:
    path = tmp_path / "rules.toml"
    path.write_text(BEFORE["comments"] + OTHER + "\n")
    RuleFile(path).remove("one")
    assert path.read_text() == '# top\n[pack]\nname = "mine"\n\n# about one\n# the end\n' + OTHER + "\n"


@pytest.mark.parametrize(
    "rule",
    [
        "[[rule]]\nid = 'x'", "[[rule]]\nid='x'\nlines=['the']", RULE + "\nmisses = ['Fair winds to all']",
        "[[rule]]\nid='x'\npattern='(a+)+b'", "id = 'x'", RULE + "\n[pack]\nname='other'", RULE + "\n" + OTHER,
        "[[rule]]\nid='one'\nlines=['Twice the same id']", "[[rule", "",
    ],
)  # fmt: skip
def test_a_file_that_would_not_check_is_never_written(tmp_path: Path, rule: str) -> None:
    path = tmp_path / "rules.toml"
    path.write_text(BEFORE["comments"])
    file = RuleFile(path)
    with pytest.raises(ConfigError):
        file.add(rule)
    assert path.read_text() == BEFORE["comments"]
    assert not file.can_undo
    assert [one.name for one in tmp_path.iterdir()] == ["rules.toml"]


def test_an_undo_never_takes_what_somebody_else_wrote(tmp_path: Path) -> None:
    path = tmp_path / "rules.toml"
    file = RuleFile(path)
    file.add(RULE)
    path.write_text(path.read_text() + "# by hand\n")
    with pytest.raises(ConfigError, match="somebody else"):
        file.undo()
    file.add(OTHER)
    assert "# by hand" in path.read_text()


def test_a_new_file_is_gone_after_undo(tmp_path: Path) -> None:
    file = RuleFile(tmp_path / "new.toml")
    file.add(RULE)
    Cleaner(file.path)
    file.undo()
    assert not file.path.exists()


def test_a_session_accepts_and_takes_back(tmp_path: Path) -> None:
    session = Session(entries(), tmp_path / "rules.toml")
    before = session.posts()["removed"]
    field = next(one for one in session.candidates(0, 0) if one["form"] == "field")
    session.accept(field["toml"])
    assert session.posts()["removed"] == before + field["count"]["kept"]
    (rule,) = session.rules()["rules"]
    assert rule["posts"] == 4
    assert session.candidates(0, 0)[0]["toml"].count(rule["id"] + '"') == 0
    session.undo()
    assert session.posts()["removed"] == before
    with pytest.raises(ValueError, match="no post 9"):
        session.post(9)


def test_proposals_are_accepted_refused_for_good_or_put_off(tmp_path: Path) -> None:
    review = tmp_path / "learnt.toml"
    third = '[[rule]]\nid = "aye"\nlines = ["Aye aye to the captain"]'
    review.write_text(f'[pack]\nname = "learnt"\n{RULE}\n{OTHER}\n{third}\n')
    session = Session(entries(), tmp_path / "rules.toml", review=review)
    session.decide("bye", "later")
    assert [one["id"] for one in session.rules()["proposed"]] == ["ahoy", "aye", "bye"]
    session.decide("ahoy", "accept")
    session.decide("aye", "refuse")
    assert [one["id"] for one in session.rules()["proposed"]] == ["bye"]
    again = Session(entries(), tmp_path / "rules.toml", review=review)
    assert [one["id"] for one in again.rules()["proposed"]] == ["bye"]
    with pytest.raises(ValueError, match="accept, refuse or later"):
        session.decide("bye", "perhaps")


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.7", "::", "example.org"])
def test_nobody_else_gets_in_without_a_token(host: str) -> None:
    for token in ("", "short"):
        with pytest.raises(InputError, match="--token"):
            Guard(host, token)
    Guard(host, "a token that is long")


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("GET", {"host": "evil.example:8765"}), ("GET", {"host": "127.0.0.1.evil.example"}), ("GET", {}),
        ("GET", {"host": "[bad"}), ("GET", {"host": "127.0.0.1:1", "origin": "http://evil.example"}),
        ("POST", {"host": "127.0.0.1:1", "content-type": "application/json"}),
        ("POST", {"host": "127.0.0.1:1", "content-type": "application/json", "origin": "http://evil.example"}),
        ("POST", {"host": "127.0.0.1:1", "content-type": "application/json", "origin": "http://127.0.0.1:2"}),
        ("POST", {"host": "127.0.0.1:1", "content-type": "application/json", "origin": "null"}),
        ("POST", {"host": "127.0.0.1:1", "content-type": "text/plain", "origin": "http://127.0.0.1:1"}),
    ],
)  # fmt: skip
def test_another_page_is_refused(method: str, headers: dict[str, str]) -> None:
    assert Guard("127.0.0.1").refusal(method, "", headers)


def test_our_own_page_is_not_refused() -> None:
    ours = {"host": "localhost:1", "origin": "http://localhost:1", "content-type": "application/json; charset=utf-8"}
    assert Guard("127.0.0.1").refusal("POST", "", ours) == ""
    wide = Guard("0.0.0.0", "a token that is long")
    assert wide.refusal("GET", "", {"host": "10.0.0.2:1"})
    assert wide.refusal("GET", "token=a+token+that+is+long", {"host": "10.0.0.2:1"}) == ""
    assert wide.refusal("GET", "token=a+token+that+is+long", {"host": "evil.example:1"})


def test_what_learn_proposes_is_reviewed(tmp_path: Path) -> None:
    texts = [dump.text for dump in corpus_of_dumps.load("open") if dump.host == "hosts-h14"]
    review, rules = tmp_path / "learnt.toml", tmp_path / "rules.toml"
    review.write_text(forumclean.learn(texts).to_toml(), encoding="utf-8")
    asked = [Entry(text, f"post{n}", None, None, {}) for n, text in enumerate(texts)]
    session = Session(asked, rules, review=review)
    proposed = session.rules()["proposed"]
    assert len(proposed) > 1
    assert all(one["count"]["posts"] > 0 for one in proposed)
    before = session.posts()["kept"]
    session.decide(proposed[0]["id"], "later")
    assert session.rules()["proposed"][-1]["id"] == proposed[0]["id"]
    for one in proposed:
        session.decide(one["id"], "accept")
    assert session.rules()["proposed"] == []
    assert session.posts()["kept"] <= before
    # What was accepted is what was learnt, and the file checks by itself.
    learnt = Cleaner(review).clean_batch(texts)
    assert [result.text for result in Cleaner(rules).clean_batch(texts)] == [result.text for result in learnt]


def test_a_proposal_is_accepted_as_it_was_edited(tmp_path: Path) -> None:
    review = tmp_path / "learnt.toml"
    review.write_text(f'[pack]\nname = "learnt"\n{RULE}\n', encoding="utf-8")
    session = Session(entries(), tmp_path / "rules.toml", review=review)
    (proposed,) = session.rules()["proposed"]
    edited = proposed["toml"].replace(f'id = "{proposed["id"]}"', 'id = "renamed"')
    session.decide(proposed["id"], "accept", toml=edited)
    assert [rule["id"] for rule in session.rules()["rules"]] == ["renamed"]
    assert session.rules()["proposed"] == []
    session.undo()
    assert [one["id"] for one in session.rules()["proposed"]] == [proposed["id"]]


DOUBTFUL = """
# Because it stands where chrome stands, but does not look like it
# [[rule]]
# id = "tides"
# lines = ["End of tides"]

# Because it also takes what somebody wrote: 'the "low" at 3'
# [[rule]]
# id = "low"
# lines = [
#   "low at {n} fathoms",
#   "Tides of today",
# ]
"""


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_what_is_doubtful_is_proposed_below_the_rules_with_its_reason(tmp_path: Path, line_end: str) -> None:
    review = tmp_path / "learnt.toml"
    review.write_bytes(f'[pack]\nname = "learnt"\n\n{RULE}\n{DOUBTFUL}'.replace("\n", line_end).encode())
    session = Session(entries(), tmp_path / "rules.toml", review=review)
    sure, tides, low = session.rules()["proposed"]
    assert (sure["id"], sure["reason"], sure["doubtful"]) == ("bye", "", False)
    assert (tides["doubtful"], tides["count"]["posts"], tides["count"]["kept"]) == (True, 4, 12)
    assert low["reason"] == "it also takes what somebody wrote: 'the \"low\" at 3'"
    assert low["count"]["lines"] == 8
    before = session.posts()["removed"]
    session.decide("low", "accept")
    assert session.posts()["removed"] == before + low["count"]["kept"]
    session.decide("tides", "refuse")
    session.decide("bye", "later")
    assert [one["id"] for one in session.rules()["proposed"]] == ["bye"]
    again = Session(entries(), tmp_path / "rules.toml", review=review)
    assert [one["id"] for one in again.rules()["proposed"]] == ["bye"]


def test_the_counts_of_a_proposal_follow_what_is_accepted(tmp_path: Path) -> None:
    review = tmp_path / "learnt.toml"
    both = '[[rule]]\nid = "ends"\nends = ["of tides"]\n'
    review.write_text(f'[pack]\nname = "learnt"\n\n{both}{DOUBTFUL}', encoding="utf-8")
    session = Session(entries(), tmp_path / "rules.toml", review=review)
    assert [one["count"]["kept"] for one in session.rules()["proposed"]] == [12, 12, 28]
    session.decide("ends", "accept")
    assert [one["count"]["kept"] for one in session.rules()["proposed"]] == [0, 28]


@pytest.mark.parametrize("line", ["OT Bucks: 17", "Avatar of Ann", "The"])
def test_what_rules_new_writes_is_a_queue_of_proposals(tmp_path: Path, line: str) -> None:
    for n, text in enumerate(TEXTS):
        (tmp_path / f"{n}.txt").write_text(text, encoding="utf-8")
    made = CliRunner().invoke(commands, ["rules", "new", line, *map(str, sorted(tmp_path.glob("*.txt")))])
    assert made.exit_code == 0
    review = tmp_path / "new.toml"
    ids = re.findall('^id = "(.*)"$', made.stdout, re.M)
    assert len(set(ids)) == len(ids)
    # Twice the same line: each of these is a proposal.
    review.write_text(made.stdout * 2, encoding="utf-8")
    assert len(Session(entries(), tmp_path / "rules.toml", review=review).rules()["proposed"]) == 2 * len(ids)
    review.write_text(made.stdout, encoding="utf-8")
    session = Session(entries(), tmp_path / "rules.toml", review=review)
    proposed = session.rules()["proposed"]
    assert [one["id"] for one in proposed] == ids
    assert all(f"on {one['count']['posts']} posts" in one["reason"] for one in proposed)
    assert [bool(one["problem"]) for one in proposed] == ["refused as it is" in one["reason"] for one in proposed]
    good = next((one for one in proposed if not one["problem"]), None)
    if good is not None:
        session.decide(good["id"], "accept")
        assert len(session.rules()["proposed"]) == len(proposed) - 1
    for one in proposed:
        if one["problem"]:
            with pytest.raises(ConfigError):
                session.decide(one["id"], "accept")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[rule]", "TOML"), ('[[rule]]\nid = "a"\nline = ["A b"]', "line"),
        ('# Because of this\n# [[rule]]\n# id = "a"\n# lins = ["A b"]\n', "line 1"),
    ],
)  # fmt: skip
def test_a_file_of_proposals_that_is_none_is_named(tmp_path: Path, text: str, said: str) -> None:
    review = tmp_path / "learnt.toml"
    review.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=said) as caught:
        Session(entries(), tmp_path / "rules.toml", review=review)
    assert "learnt.toml" in str(caught.value)
    with pytest.raises(ConfigError, match="cannot be read"):
        Session(entries(), tmp_path / "rules.toml", review=tmp_path / "none.toml")
