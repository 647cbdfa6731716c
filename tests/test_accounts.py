"""Nothing vanishes untraced: the text of every fixture is its body paragraphs, and every count is of what is in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from support import FIXTURES, assert_sound

from forumclean import Kind, Label, clean
from forumclean.values.words import count_words

RAWS = sorted(path for path in FIXTURES.glob("*/*/*") if path.name in ("raw.txt", "raw.html"))


@pytest.mark.parametrize("raw", RAWS, ids=["/".join(raw.parts[-3:-1]) for raw in RAWS])
def test_the_text_of_a_fixture_is_its_body_paragraphs(raw: Path) -> None:
    result = clean(raw.read_bytes())
    assert_sound(result)
    body = [p.text for p in result.paragraphs if p.label is Label.BODY]
    in_text = [p.text for p in result.paragraphs if p.label is Label.BODY and p.kind is not Kind.TITLE]
    # A title may stand apart, and comments under an article; all else that is body is in the text.
    assert result.to_text(comments="keep").split() in (" ".join(in_text).split(), " ".join(body).split())
    assert result.stats["words"]["kept"] == count_words(result.to_text(comments="keep"))
    assert result.stats["words"]["removed"] == sum(count_words(p.text) for p in result.removed)
    assert sum(result.stats["reasons"].values()) == result.stats["words"]["removed"]
