"""No shipped rule drops what somebody wrote: every line of body in the labelled dumps, and every post without chrome.

A rule that drops is decisive, so one that fires on prose loses text without a word. These lines were labelled by
reading them; where a label is wrong, the line is named in `MISLABELLED` with the reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import tomli
from support import FIXTURES, ROOT

from forumclean import Cleaner
from forumclean.rules.check import document_of
from forumclean.rules.engine import Engine
from forumclean.rules.matching.matcher import Matcher
from forumclean.rules.pack import shipped_packs

DUMPS = ROOT / "training" / "dumps" / "open"
# (file, line without white space around it): why the label is wrong.
MISLABELLED: dict[tuple[str, str], str] = {}
# What an adversary would write: sentences that begin, or end, as a line of chrome does.
PROSE = [
    "Follow us on Instagram, said the fishmonger's van, and I did.",
    "Follow us on Facebook was painted along the whole side of the ferry.",
    "We use cookies to bribe the children.",
    "We use cookies and a little patience to train the dog.",
    "This site uses cookies, and lots of them, she moaned.",
    "Powered by WordPress since 2009, my blog has never failed me.",
    "Powered by vBulletin as it then was, the board never slept.",
    "Please enable JavaScript before you open the form, he wrote.",
    "Your browser is out of date, my nephew told me.",
    "You must be logged in to your bank for this to work.",
    "You must log in or register to reply here, it told me, after I had written for an hour.",
    "Not a member? Neither was I, until the winter of 2009.",
    "Already have an account of that night? So has everybody in the village.",
    "Welcome guests came in by the back door.",
    "Edited by Kim at 10:30, the tape ran for hours.",
    "Last visit: we went to the old mill and saw the herons.",
    "Latest member: the cat, who came on Tuesday.",
    "It is currently Monday, and it rains.",
    "Posted: Monday, after a long night out.",
    "Quoting the minister word for word:",
    "Quote from Tolstoy",
    "Nobody likes this post.",
    "The following users like the old layout better than the new.",
    "2 days ago, the mayor said:",
    "Originally posted by Kim last week",
    "Start date is not featured on the leaflet.",
    "Thanks for contributing an answer to my question!",
    "To answer this question, you need to know the tide.",
    "Sign up for our newsletter, they beg, and then send three a day.",
    "Sent from my phone while the kettle boiled, so be kind.",
    "Discussions > silence, if you ask me.",
    "Total Posts: 12 of oak and 3 of pine",
    "All times are GMT +1, so set your watch back before the match.",
    "You may post replies by pigeon.",
    "I forgot my password",
    "* * *",
    "Topics - eels",
    "By Kim Lee, January 24, 2022 at 5:12 pm",
    "By Kim Lee on Monday, 5 May 2014, 10:30",
    "Posted: 12/05/2009 10:30",
    "Please register to vote.",
    "This thread is over 5 years old.",
    "This post was last edited by my cat at 10:30 and it shows.",
    "Reaction score: the one thing I never look at.",
    "Profile posts: who on earth reads them?",
    "The views in this forum do not reflect the beauty of the site.",
    "Thomson Reuters Trust Principles were drafted in 1941.",
    "To unsubscribe, I wrote them a letter.",
    "Next message: he was late, and tea was cold.",
    "You are about to reply to a thread that is older than my dog, he said.",
    "Page 1 of 1",
]

# More of them, in the language of the rule that would take them, by its id.
LIKE_CHROME: dict[str, dict[str, list[str]]] = tomli.loads(
    (Path(__file__).parent / "prose_like_chrome.toml").read_text(encoding="utf-8")
)
BEFORE = "We walked along the quay until it was dark, and nobody spoke of the boat that had gone down in the spring."
AFTER = (
    "In the morning the whole village came to the harbour, and my brother told them what he had seen from the tower."
)


@pytest.fixture(scope="module")
def cleaner() -> Cleaner:
    return Cleaner()


@pytest.fixture(scope="module")
def engine() -> Engine:
    rules = [rule for pack in shipped_packs() for rule in pack.rules]
    return Engine(Matcher(rules, proved=len(rules)))


def dropped(engine: Engine, text: str) -> dict[int, str]:
    """The rule that drops each line that holds something, or cuts a piece of it, by the line's number."""
    marks = engine.mark(document_of(text))
    rules = {line: mark.rule for line, mark in marks.drops.items() if line not in marks.keeps}
    return {line: cuts[0].reason for line, cuts in marks.cuts.items()} | rules


def labelled(path: Path) -> Iterator[tuple[str, str]]:
    """Label and text of each line of a dump that holds something."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line[1:2] == "|" and line[2:].strip():
            yield line[0], line[2:].strip()


@pytest.mark.parametrize("path", sorted(DUMPS.glob("*.txt")), ids=lambda path: path.stem)
def test_no_rule_drops_a_line_of_body(engine: Engine, path: Path) -> None:
    lines = list(labelled(path))
    lost = dropped(engine, "\n".join(text for _, text in lines))
    wrong = {lines[line][1]: rule for line, rule in lost.items() if lines[line][0] == "B"}
    assert {text: rule for text, rule in wrong.items() if (path.name, text) not in MISLABELLED} == {}


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("harmless/*/raw.txt")), ids=lambda path: path.parent.name)
def test_no_rule_drops_a_line_of_a_post_without_chrome(engine: Engine, path: Path) -> None:
    assert dropped(engine, path.read_text(encoding="utf-8")) == {}


@pytest.mark.parametrize("prose", PROSE)
def test_no_rule_drops_prose_that_begins_like_chrome(engine: Engine, prose: str) -> None:
    assert dropped(engine, prose) == {}


@pytest.mark.parametrize("rule", LIKE_CHROME)
def test_a_sentence_between_two_paragraphs_stays(engine: Engine, cleaner: Cleaner, rule: str) -> None:
    for prose in LIKE_CHROME[rule]["prose"]:
        assert dropped(engine, prose) == {}
        assert cleaner.clean(f"{BEFORE}\n\n{prose}\n\n{AFTER}").text == f"{BEFORE}\n\n{prose}\n\n{AFTER}"


def test_every_rule_named_beside_prose_is_shipped() -> None:
    assert LIKE_CHROME.keys() <= {rule.id for pack in shipped_packs() for rule in pack.rules}


def test_the_dumps_are_there() -> None:
    assert len(list(DUMPS.glob("*.txt"))) >= 500
    assert all((DUMPS / name).exists() for name, _ in MISLABELLED)
