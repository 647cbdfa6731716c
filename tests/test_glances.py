"""A reader that rules itself out at a glance would have found nothing: on every open dump, fixture and handed fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from forumclean import Cleaner, Label
from forumclean.reader.comments.grammar import LONGEST, Family, families
from forumclean.reader.comments.posts import thread_of
from forumclean.reader.mail.attribution import attributions_in, may_hold_attribution
from forumclean.reader.mail.footer import footer_end, may_hold_footer
from forumclean.reader.mail.heads import head_at, may_hold_head
from forumclean.reader.mail.lines import lines_of
from forumclean.reader.text import Lines, fold_space, split_lines
from forumclean.scorer import judge
from training import corpus

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"


@pytest.fixture(scope="module")
def texts() -> list[Lines]:
    """Texts as the readers of texts get them."""
    read = [path.read_text(encoding="utf-8") for path in sorted(FIXTURES.rglob("raw.txt"))]
    return [split_lines(text) for text in (*read, *(dump.text for dump in corpus.load("open")))]


def test_a_text_ruled_out_at_a_glance_holds_no_sign_of_a_mail(texts: list[Lines]) -> None:
    ruled_out = [0, 0, 0]
    for text in texts:
        gaps = text.breaks.tolist()
        lines = lines_of(text.texts, gaps)
        places = range(len(lines))
        if not may_hold_attribution(text.texts, gaps):
            assert attributions_in(lines) == []
            ruled_out[0] += 1
        if not may_hold_footer(text.texts):
            assert [at for at in places if footer_end(lines, at) > at] == []
            ruled_out[1] += 1
        if not may_hold_head(text.texts):
            assert [at for at in places if lines[at].text and head_at(lines, at) is not None] == []
            ruled_out[2] += 1
    # The glances are worth their time: they let hardly any text through.
    assert min(ruled_out) > 0.8 * len(texts)


def test_what_a_family_needs_and_knows_changes_no_thread(texts: list[Lines], monkeypatch: pytest.MonkeyPatch) -> None:
    may_be = [
        (family, text.texts) for text in texts for family in families()
        if family.may_be("\n" + "\n".join(text.texts))
    ]  # fmt: skip
    found = [thread_of(family, lines) for family, lines in may_be]
    assert any(found)
    monkeypatch.setattr(Family, "has_needed", lambda *_: True)
    monkeypatch.setattr(Family, "knows", lambda _, line: len(line) <= LONGEST)
    for (family, lines), thread in zip(may_be, found, strict=True):
        again = thread_of(family, lines)
        assert (again and (again.letters, again.posts)) == (thread and (thread.letters, thread.posts)), family.name


def test_a_line_that_is_not_folded_stays_the_same_object() -> None:
    texts = ["The ferry sails.", "Rain\u00a0again.", "wide  blanks", "Sun."]
    folded = fold_space(texts)
    assert folded == ["The ferry sails.", "Rain again.", "wide blanks", "Sun."]
    assert [new is old for new, old in zip(folded, texts, strict=True)] == [True, False, False, True]


def test_a_line_alone_stays_whatever_its_score(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [line for dump in corpus.load("open")[::40] for line in dump.lines if line.strip()]
    alone = Cleaner().clean_batch(lines)
    monkeypatch.setattr(judge, "_has_frame", lambda *_: True)
    asked = Cleaner().clean_batch(lines)
    assert [result.to_dict() for result in alone] == [result.to_dict() for result in asked]
    assert any(paragraph.score < 0.15 and paragraph.label is Label.BODY for r in alone for paragraph in r.paragraphs)


@pytest.mark.parametrize(
    "listed", ["Send MajorDomo the word unsubscribe", "boats-leave@lists.example", "http://x.example/mailman"]
)
@pytest.mark.parametrize("rule", ["_" * 30, "-" * 30 + "\u200b", "> " + "=" * 20])
def test_a_footer_is_not_ruled_out_by_case_or_by_what_nobody_sees(listed: str, rule: str) -> None:
    text = split_lines(f"Rain.\n\n{rule}\n{'> ' * rule.startswith('>')}{listed}")
    lines = lines_of(text.texts, text.breaks.tolist())
    assert footer_end(lines, 1) == 2
    assert may_hold_footer(text.texts)
