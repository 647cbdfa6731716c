"""The garbage collector is left as it was, whatever was made meanwhile."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from support import stdout_of
from test_flat_pages import FLAT, HEADS, flat
from test_reading import NAMES, SAID, page

from forumclean import clean
from forumclean.values.garbage import left_alone


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    yield
    gc.enable()


@pytest.mark.parametrize("runs", [True, False])
def test_it_runs_afterwards_where_it_ran_before(runs: bool) -> None:
    (gc.enable if runs else gc.disable)()
    with left_alone(), left_alone():
        assert not gc.isenabled()
    assert gc.isenabled() is runs


def test_it_runs_again_after_an_error() -> None:
    with pytest.raises(ValueError, match="broken"), left_alone():
        raise ValueError("broken")
    assert gc.isenabled()


def test_a_first_cleaning_needs_no_full_collection() -> None:
    code = "import gc, forumclean; forumclean.clean('Rain.\\nSun.'); print(gc.get_stats()[2]['collections'])"
    assert stdout_of(code).strip() == "0"


def test_a_text_needs_no_parser_of_pages() -> None:
    code = "import sys, forumclean; forumclean.clean('Rain.\\nSun.'); print(*sys.modules)"
    assert not {"forumclean.reader.html", "forumclean.reader.data.json", "forumclean.reader.article.trees"} & set(
        stdout_of(code).split()
    )


PAGES = {
    **{f"flat, {kind}": flat(kind, HEADS["by"], NAMES, SAID) for kind in FLAT},
    "article with dates": page(
        "<h1>Oak</h1><p>By Ann, 4 May 2019, in print 5 May 2019.</p>" + "".join(f"<p>{text * 4}</p>" for text in SAID)
    ),
    "nothing": page("<p>12 May 2019</p>"),
}


@pytest.mark.parametrize("kind", PAGES)
def test_a_page_is_freed_with_its_result_and_waits_for_no_collector(kind: str) -> None:
    clean(PAGES[kind])  # what is made once for all pages is no page's
    gc.collect()
    gc.disable()
    result = clean(PAGES[kind])
    assert result.text
    del result
    assert gc.collect() == 0
