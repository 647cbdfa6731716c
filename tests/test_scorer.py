"""The scorer from inside: columns and stretches, trees in stages, and what no score may take."""

from __future__ import annotations

import random

import numpy as np
import pytest
from support import LONG, LONGER

from forumclean import Cleaner, Label, clean
from forumclean.reader.text import read_text
from forumclean.scorer import model as model_module
from forumclean.scorer.features import COLUMNS, Evidence, features
from forumclean.scorer.lexicon import SIZES, UNIT, Lexicon
from forumclean.scorer.model import shipped_model
from forumclean.scorer.stack import Stack
from forumclean.scorer.title import find_title

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


@pytest.mark.parametrize("alphabet", ["ab ", "aé中😀", "01 a"])
def test_a_line_has_the_weights_of_its_runs_and_of_no_run_across_its_edges(alphabet: str) -> None:
    draw = random.Random(7)
    runs = ["".join(draw.choices(alphabet, k=size)).replace("1", "0") for size in SIZES for _ in range(4)]
    table = {run: draw.randrange(-500, 500) for run in (*runs, f"⏎{runs[0]}", f"{runs[1]}⏎", f"⏎{alphabet[0]}⏎")}
    lines = ["".join(draw.choices(alphabet, k=draw.choice([1, 2, 3, 4, 5, 9, 40]))) for _ in range(60)]
    wanted = []
    for line in lines:
        whole = f"⏎{line.replace('1', '0')}⏎"
        found = [whole[at : at + size] for size in SIZES for at in range(len(whole) - size + 1)]
        wanted.append(0.25 + sum(table.get(run, 0) for run in found) / (UNIT * np.sqrt(len(found))))
    lexicon = Lexicon.of(table, 0.25)
    assert lexicon.odds("\n".join(lines)).tolist() == wanted
    assert [lexicon.odds(line)[0] for line in lines] == wanted


@pytest.mark.parametrize(
    ("line", "below", "is_title"),
    [
        ("New ferry to the islands", "The ferry to the northern islands sails again from Monday", True),
        ("New ferry to the islands", "A ferryman who knows every islandsman sails again from Monday", False),
        ("Nosturi kaatui satamassa", "Satamassan nosturit ovat vanhoja, ja yksi nosturi ajoi satamassa pois", True),
        ("ああああいいい", "渡船はあああいいいと鳴いて港に入り、月曜日に港を出た。", True),
        ("渡船再開のお知らせ", "港の食堂は月曜日から休みになるという。", False),
    ],
)  # fmt: skip
def test_words_of_a_title_stand_in_the_article_as_words(line: str, below: str, is_title: bool) -> None:
    prose = f"{below} " + "x y " * 40
    assert find_title([line, "Home", prose], [False, False, True], lambda _: False) == (0 if is_title else None)
    # In the article itself a line shares its words only with what comes after it.
    assert find_title([line, prose], [True, True], lambda _: False) == (0 if is_title else None)


@pytest.mark.parametrize("times", [1, 3, 12])
def test_what_is_alike_is_counted_in_its_own_document(times: int) -> None:
    texts = ["Reply\nQuote\nReply\nReply", "Reply", "\n".join(["Reply"] * 5)]
    stack = Stack.of([read_text(text) for text in texts * times])
    made = features(stack, Evidence(len(stack.lines)), shipped_model().lexicon)
    columns = made.columns(0, len(made))
    for name in ("repeated", "same shape"):
        each = np.split(columns[COLUMNS.index(name)], stack.bounds[1:-1])
        for number, text in enumerate(texts):
            alone = Stack.of([read_text(text)])
            own = features(alone, Evidence(len(alone.lines)), shipped_model().lexicon)
            wanted = own.columns(0, len(own))[COLUMNS.index(name)].tolist()
            assert [one.tolist() for one in each[number :: len(texts)]] == [wanted] * times
    repeated = columns[COLUMNS.index("repeated")]
    assert repeated[0] == repeated[2] == repeated[3] > repeated[1] == 0
