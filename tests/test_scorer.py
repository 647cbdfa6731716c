"""The scorer from inside: columns and stretches, trees in stages, and what no score may take."""

from __future__ import annotations

import numpy as np
import pytest
from support import LONG, LONGER

from forumclean import Cleaner, Label, clean
from forumclean.reader.text import read_text
from forumclean.scorer import model as model_module
from forumclean.scorer.features import COLUMNS, Evidence, features
from forumclean.scorer.model import shipped_model
from forumclean.scorer.stack import Stack

CHROME = [
    "Staff member",
    "Reaction score",
    "Click to expand...",
    "Joined",
    "Mar 4, 2021",
    "Home",
    "What's new",
    "1,204",
]
PAGE = "\n".join([*CHROME, LONG, *CHROME, LONGER, "A short reply.", *CHROME] * 40)
KOREAN = (
    "새로 단 서가는 파도에 책이 쏟아지지 않도록 앞쪽이 조금 높다. 배 안에는 작은 자리도 마련됐다.",
    "항구 사무소는 다음 달 첫째 주부터 북쪽 부두의 공사를 시작하며 여객선은 그동안 남쪽 부두를 쓴다고 밝혔다.",
)


@pytest.fixture(scope="module")
def columns() -> np.ndarray:
    stack = Stack.of([read_text(PAGE)])
    made = features(stack, Evidence(len(stack.lines)), shipped_model().lexicon)
    whole = made.columns(0, len(made))
    pieces = [made.columns(start, min(start + 7, len(made))) for start in range(0, len(made), 7)]
    assert np.array_equal(whole, np.concatenate(pieces, axis=1))
    return whole


def test_a_line_has_the_columns_that_are_named_and_small_whole_numbers(columns: np.ndarray) -> None:
    assert len(columns) == len(COLUMNS) == len(set(COLUMNS))
    assert columns.dtype == np.uint8


def test_trees_in_stages_settle_lines_as_all_trees_do(columns: np.ndarray, monkeypatch: pytest.MonkeyPatch) -> None:
    model = shipped_model()
    staged = model._staged(columns) * model.slope + model.offset
    monkeypatch.setattr(model_module, "_STAGES", ())
    whole = model._staged(columns) * model.slope + model.offset
    assert np.array_equal(whole, model._sum(columns, slice(None)) * model.slope + model.offset)
    assert ((staged > 0) == (whole > 0)).mean() > 0.97
    assert (staged != whole).any()


def test_means_of_areas_are_exact(columns: np.ndarray) -> None:
    at, reach = 100, 30
    for name in ("length", "share lower", "from start"):
        own = columns[COLUMNS.index(name)].astype(int)
        wanted = [sum(own[max(i - reach, 0) : i + reach + 1]) // len(own[max(i - reach, 0) : i + reach + 1])
                  for i in range(at)]  # fmt: skip
        assert columns[COLUMNS.index(f"{name} within {reach}")][:at].tolist() == wanted


def test_length_of_the_document_changes_no_stretch_of_it() -> None:
    # More lines than are scored at a time: the same page over and over gives the same verdicts in the middle.
    size = PAGE.count("\n") + 1
    labels = [p.label for p in clean("\n".join([PAGE] * 5)).paragraphs]
    assert labels[size * 2 : size * 3] == labels[size : size * 2]


@pytest.mark.parametrize("sentence", KOREAN)
@pytest.mark.parametrize("preset", ["precision", "balanced", "recall"])
def test_no_korean_sentence_among_english_chrome_goes_by_score(sentence: str, preset: str) -> None:
    text = "\n".join([*CHROME, sentence, *CHROME])
    result = Cleaner(preset=preset).clean(text)
    (paragraph,) = [p for p in result.paragraphs if p.text == sentence]
    assert paragraph.label is Label.BODY
    assert "Staff member" not in result.text


@pytest.mark.parametrize("chrome", CHROME[:3])
def test_a_line_of_chrome_between_two_paragraphs_costs_neither(chrome: str) -> None:
    assert clean(f"{LONG}\n{chrome}\n{LONGER}").text == f"{LONG}\n{LONGER}"
