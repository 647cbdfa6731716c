"""Posts that stand only in the data of a page."""

from __future__ import annotations

import html
import json

import pytest

from forumclean.document import Document
from forumclean.reader.html import read_html
from forumclean.reader.profileset import ProfileSet

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


@pytest.mark.parametrize("markup", [_discourse(), _linked_data()], ids=["data-preloaded", "JSON-LD"])
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
