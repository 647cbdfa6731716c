"""The loss guard: what is suspicious, and what a cleaner does then."""

from __future__ import annotations

import pickle

import pytest
from support import LONG, LONGER, assert_sound

from forumclean import Cleaner, ConfigError, InputError, LossError
from forumclean.outcome.loss import loss_in
from forumclean.reader.text import read_text
from forumclean.values.document import Document
from forumclean.values.verdicts import Grounds, Known, Verdicts

CHROME = "Reaction score\nClick to expand...\nAdvertisement\nSkip advertisement\n" * 40


def judged(document: Document, body: list[bool]) -> Verdicts:
    return Verdicts(body, {}, None, False, Known(Grounds({}, {})), Known([0.5] * len(body)))


def test_a_loss_is_flagged_and_the_chrome_still_goes() -> None:
    result = Cleaner(on_loss="flag").clean(CHROME)
    assert result.suspicious
    assert len(result.text) < len(CHROME) / 10
    assert [w for w in result.warnings if "characters were kept" in w]


def test_a_loss_can_give_the_input_back_whole() -> None:
    result = Cleaner(on_loss="keep").clean(CHROME)
    assert result.text == CHROME.strip()
    assert result.suspicious
    assert not result.removed
    assert result.warnings[0].endswith("; all of it was kept")
    assert_sound(result)


def test_a_loss_can_raise() -> None:
    with pytest.raises(LossError, match=r"only \d+ of \d+ characters were kept") as caught:
        Cleaner(on_loss="raise").clean(CHROME)
    assert isinstance(caught.value, InputError)


@pytest.mark.parametrize("on_loss", ["flag", "keep", "raise"])
def test_without_a_loss_all_ways_give_the_same(on_loss: str) -> None:
    text = f"Staff member\n{LONG}\n\n{LONGER}\nReaction score"
    result = Cleaner(on_loss=on_loss).clean(text)
    assert result.text == f"{LONG}\n\n{LONGER}"
    assert not result.suspicious


def test_what_rules_took_is_no_loss_by_the_score() -> None:
    document = read_text("\n".join([LONG, LONGER] * 3))
    verdicts = judged(document, [True, False] * 3)
    assert "the score alone removed" in (loss_in(document, verdicts, known=()) or "")
    assert loss_in(document, verdicts, known={1, 3, 5}) is None


def test_short_lines_are_no_loss_by_the_score() -> None:
    document = read_text("\n".join([LONG, "Beiträge 12", "Hafen Emden", "Zuletzt online"] * 20))
    verdicts = judged(document, [True, False, False, False] * 20)
    assert loss_in(document, verdicts, known=()) is None


def test_an_unknown_way_is_named_with_the_right_ones() -> None:
    with pytest.raises(ConfigError, match="unknown on_loss 'stop'; it is one of flag, keep, raise"):
        Cleaner(on_loss="stop")


def test_the_way_goes_along_with_a_pickled_cleaner_and_is_part_of_its_ruleset() -> None:
    cleaner = Cleaner(on_loss="raise")
    again = pickle.loads(pickle.dumps(cleaner))
    assert again.ruleset == cleaner.ruleset != Cleaner().ruleset
    with pytest.raises(LossError):
        again.clean(CHROME)
