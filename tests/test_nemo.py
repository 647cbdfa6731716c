"""NeMo Curator: with the package itself where it is installed, else with a stand-in for what it publishes.

The package brings torch and gigabytes with it, so that the test extra goes without. The stand-in has what
`Modify.process` of nemo-curator 1.4 asks of a modifier: `name`, and `modify_document` with
a value, or with a value a column by name.
"""

from __future__ import annotations

import importlib
import importlib.util
import pickle
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pandas as pd
import pytest
from support import LONG, LONGER, Breakable

from forumclean import ConfigError

POST = f"Staff member\n{LONG}"
REAL = importlib.util.find_spec("nemo_curator") is not None


class StandIn:
    """DocumentModifier, as nemo-curator 1.4 has it."""

    def __init__(self) -> None:
        self._name = type(self).__name__

    @property
    def name(self) -> str:
        return self._name


def modified(modifier: Any, data: pd.DataFrame, fields: list[str]) -> list[Any]:
    """What the stage `Modify` makes of the column ``text``."""
    if REAL:
        from nemo_curator.stages.text.modifiers import Modify
        from nemo_curator.tasks import DocumentBatch

        stage = Modify(modifier, input_fields=[fields], output_fields="text")
        return list(stage.process(DocumentBatch(dataset_name="t", data=data)).to_pandas()["text"])
    if len(fields) == 1:
        return list(data[fields[0]].apply(modifier.modify_document))
    return [modifier.modify_document(**row) for row in data[fields].to_dict("records")]


@pytest.fixture
def nemo(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    if not REAL:
        modifiers = ModuleType("nemo_curator.stages.text.modifiers")
        modifiers.DocumentModifier = StandIn  # type: ignore[attr-defined]
        for name in ("nemo_curator", "nemo_curator.stages", "nemo_curator.stages.text"):
            monkeypatch.setitem(sys.modules, name, ModuleType(name))
        monkeypatch.setitem(sys.modules, modifiers.__name__, modifiers)
    yield importlib.import_module("forumclean.integrations.nemo")
    if not REAL:
        sys.modules.pop("forumclean.integrations.nemo", None)


def test_the_article_takes_the_place_of_the_post(nemo: Any) -> None:
    data = pd.DataFrame({"text": [POST, LONGER, "Staff member"]})
    assert modified(nemo.ForumCleaner(), data, ["text"]) == [LONG, LONGER, ""]


def test_a_bad_row_costs_itself_alone(nemo: Any) -> None:
    data = pd.DataFrame({"text": [POST, None, float("nan"), "boom", LONGER]}, dtype=object)
    cleaned = modified(nemo.ForumCleaner(cleaner=Breakable()), data, ["text"])
    assert [None if pd.isna(text) else text for text in cleaned] == [LONG, None, None, None, LONGER]


def test_a_url_switches_on_the_packs_of_its_site(nemo: Any) -> None:
    rule = {"id": "bye", "lines": ["Cheers, Ann"], "kind": "signature"}
    modifier = nemo.ForumCleaner(config={"pack": {"name": "a", "sites": ["a.example"]}, "rule": [rule]})
    data = pd.DataFrame(
        {"text": [f"{LONG}\nCheers, Ann"] * 3, "url": ["https://a.example/1", "https://b.example/1", None]}
    )
    assert [text == LONG for text in modified(modifier, data, ["text", "url"])] == [True, False, False]


def test_it_has_a_name_and_goes_to_workers(nemo: Any) -> None:
    modifier = pickle.loads(pickle.dumps(nemo.ForumCleaner(preset="recall")))
    assert modifier.name == "forumclean"
    assert modifier.modify_document(POST) == LONG


def test_a_wrong_config_is_told_where_the_modifier_is_made(nemo: Any) -> None:
    with pytest.raises(ConfigError, match="unknown key 'rul'"):
        nemo.ForumCleaner(config={"rul": []})
