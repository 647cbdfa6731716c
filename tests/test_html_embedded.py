"""Posts that stand only in the data of a page."""

from __future__ import annotations

import html
import json

import pytest

from forumclean.reader.engines.profileset import ProfileSet
from forumclean.reader.html import read_html
from forumclean.values.document import Document
from forumclean.values.model import Kind

SAID = [
    "The harbour board has closed the eastern berth until the end of March.",
    "Will the night boat sail from the west?",
]


def _read(markup: str) -> Document:
    page = f"<!DOCTYPE html><html><head><title>Berth</title></head><body><h1>Berth</h1>{markup}</body></html>"
    return read_html(page, profiles=ProfileSet.shipped())


def _discourse() -> str:
    posts = [
        {"cooked": f"<p>{text}</p>", "username": name, "created_at": "2024-03-05T09:15:00Z", "post_number": n}
        for n, (name, text) in enumerate(zip(("ann", "piet"), SAID, strict=True), 1)
    ]
    store = json.dumps({"topic_1": json.dumps({"post_stream": {"posts": posts}})})
    return f'<div id="data-preloaded" data-preloaded="{html.escape(store)}"></div>'


def _linked_data() -> str:
    first, second = (
        {"@type": kind, "text": text, "author": {"name": name}, "datePublished": "2024-03-05T09:15:00Z"}
        for kind, name, text in zip(("DiscussionForumPosting", "Comment"), ("ann", "piet"), SAID, strict=True)
    )
    return f'<script type="application/ld+json">{json.dumps({**first, "comment": [second]})}</script>'


def _question() -> str:
    answer = {"@type": "Answer", "text": SAID[1], "author": {"name": "piet"}, "datePublished": "2024-03-05T10:00:00Z"}
    question = {
        "@type": "Question", "name": "Berth", "text": SAID[0], "author": [{"@type": "Person", "name": "ann"}],
        "datePublished": "2024-03-05T09:15:00Z", "acceptedAnswer": answer, "suggestedAnswer": [],
    }  # fmt: skip
    page = {"@context": "https://schema.org", "@graph": [{"@type": "QAPage", "mainEntity": question}]}
    return f'<script type="application/ld+json">{json.dumps(page)}</script>'


def _microdata() -> str:
    posts = (
        f'<div itemscope itemtype="https://schema.org/Comment"><span itemprop="author">{name}</span>'
        f'<time itemprop="datePublished" datetime="2024-03-05T09:15:00Z">5 March</time>'
        f'<div itemprop="text">{text}</div></div>'
        for name, text in zip(("ann", "piet"), SAID, strict=True)
    )
    return "".join(posts)


@pytest.mark.parametrize(
    "markup",
    [_discourse(), _linked_data(), _question(), _microdata()],
    ids=["data-preloaded", "JSON-LD posting", "JSON-LD question", "microdata"],
)
def test_posts_come_from_the_data(markup: str) -> None:
    document = _read(markup)
    assert list(document.texts) == SAID
    assert [head.author for head in document.heads] == ["ann", "piet"]
    assert all(head.date and head.date.year == 2024 for head in document.heads)
    layout = document.layout()
    assert [layout.source[a:b] for a, b in zip(layout.starts, layout.ends, strict=True)] == SAID


@pytest.mark.parametrize("data", ["{", "[" * 5000, '{"a": 1}', "null", '"text"'])
def test_broken_data_is_passed_over(data: str) -> None:
    assert list(_read(f'<p>{SAID[0]}</p><script type="application/json">{data}</script>').texts)[-1] == SAID[0]


def test_words_on_show_are_taken_before_the_data() -> None:
    shown = (
        "The harbour master said that the eastern berth, the oldest of the four, has to be rebuilt from its piles up."
    )
    assert list(_read(f"<article><p>{shown}</p><p>{shown}</p></article>{_linked_data()}").texts) == [shown, shown]


def test_data_without_author_or_date_are_no_posts() -> None:
    data = json.dumps({"@type": "Product", "name": "Rope", "text": "Thirty metres of hemp rope, tarred.", "sku": "7"})
    document = _read(f'<p>{SAID[0]}</p><script type="application/ld+json">{data}</script>')
    assert "hemp" not in " ".join(document.texts)


def test_markup_in_the_data_is_read_as_markup() -> None:
    data = json.dumps(
        {"text": f"<p>{SAID[0]}</p><ul><li>{SAID[1]}</li></ul>", "author": "ann", "datePublished": "2024-03-05"}
    )
    document = _read(f'<script type="application/ld+json">{data}</script>')
    assert list(document.texts) == SAID
    assert list(document.kinds or ()) == [None, Kind.LIST]
