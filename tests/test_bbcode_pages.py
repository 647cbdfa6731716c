"""Round trips: the source of a post gives what the page of the same post gives."""

from __future__ import annotations

import pytest
from bbcode_posts import ENGINES, heads_of, page_of, post_of, source_of

from forumclean import Cleaner, Kind, Label, Result
from forumclean.reader.bbcode.read import read_bbcode

POSTS = [(engine, seed) for engine in ENGINES for seed in range(11)]


def said(result: Result, heads: set[str]) -> list[tuple[Kind, str]]:
    """Kind and text of each paragraph of the body, without the lines above quotes that only a page has."""
    return [(p.kind, p.text) for p in result.paragraphs if p.label is Label.BODY and p.text not in heads]


def quoted(result: Result, heads: set[str]) -> list[tuple[str, ...]]:
    """What stands in each quote that names somebody; a page may number those that name nobody too."""
    document, body = result._document, result._verdicts.body
    quotes: dict[int, list[str]] = {}
    named = set(range(1, len(document.quoted) + 1))
    for text, quote, is_body in zip(document.texts, document.quotes or (), body, strict=True):
        if quote and text in heads:
            named |= set() if quote in quotes else {quote}
        elif quote and is_body:
            quotes.setdefault(quote, []).append(text)
    return [tuple(texts) for quote, texts in quotes.items() if quote in named]


@pytest.mark.parametrize(("engine", "seed"), POSTS)
def test_the_source_of_a_post_gives_what_its_page_gives(cleaner: Cleaner, engine: str, seed: int) -> None:
    dialect, theme, kinds = ENGINES[engine]
    post = post_of(seed, kinds)
    source, heads = source_of(post, dialect), heads_of(post, theme)
    document = read_bbcode(source)
    if document is None:
        assert "[" not in source
        return
    of_source, of_page = cleaner.clean(source), cleaner.clean(page_of(post, theme))
    assert of_page.engine in engine
    assert said(of_source, heads) == said(of_page, heads)
    assert quoted(of_source, heads) == quoted(of_page, heads)
    text = of_page.text
    for head in heads:
        text = text.replace(f"{head}\n\n", "").replace(f"{head}\n", "")
    assert of_source.text == text


def test_the_posts_hold_something_of_everything() -> None:
    sources = [source_of(post_of(seed, ENGINES[engine][2]), ENGINES[engine][0]) for engine, seed in POSTS]
    read = [document for document in map(read_bbcode, sources) if document is not None]
    assert len(read) >= 60
    kinds = {kind for document in read for kind in document.kinds or ()}
    assert {Kind.QUOTE, Kind.CODE, Kind.LIST, Kind.TABLE, Kind.HEADING} <= kinds
    assert sum(len(document.quoted) for document in read) >= 40
