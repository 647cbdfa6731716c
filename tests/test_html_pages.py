"""One thread in the dress of many engines gives its posts, and its layout accounts for everything on the page."""

from __future__ import annotations

import json
import pickle
from pathlib import Path
from typing import Any

import pytest

from forumclean.outcome.quotes import repeated_quotes
from forumclean.reader.engines.profileset import ProfileSet
from forumclean.reader.html import read_html
from forumclean.reader.page.parse import parse_page
from forumclean.values.document import Document

ROOT = Path(__file__).parents[1] / "fixtures"
PAGES = sorted(path.parent for path in ROOT.glob("*/ferry-berth/raw.html"))


def _id(folder: Path) -> str:
    return f"{folder.parent.name}/{folder.name}"


def _read(folder: Path, profiles: ProfileSet | None = None) -> Document:
    raw = (folder / "raw.html").read_bytes()
    return read_html(raw, profiles=ProfileSet.shipped() if profiles is None else profiles)


def _expected(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "expected.json").read_text("utf-8"))
    return found


def _bodies(document: Document) -> list[list[str]]:
    assert document.posts is not None
    assert document.verdicts is not None
    return [
        [
            text
            for text, post, verdict in zip(document.texts, document.posts, document.verdicts, strict=True)
            if post == number and not verdict
        ]
        for number in range(len(document.heads))
    ]


def test_there_are_pages() -> None:
    assert PAGES


@pytest.mark.parametrize("folder", PAGES, ids=_id)
def test_posts(folder: Path) -> None:
    document, expected = _read(folder), _expected(folder)
    assert (document.engine, document.title, document.prefix) == (
        expected["engine"], expected["title"], expected["prefix"],
    )  # fmt: skip
    assert _bodies(document) == [post["body"] for post in expected["posts"]]
    for head, post in zip(document.heads, expected["posts"], strict=True):
        assert head.author == post["author"]
        assert head.number == post["number"]
        assert head.author_url
        assert head.date is not None
        assert head.date.isoformat()[:10] == post["date"][:10]
        assert head.date.tzinfo is not None
    assert document.heads[0].source_url == "https://news.example/harbour/berth-closed"


@pytest.mark.parametrize("folder", PAGES, ids=_id)
def test_posts_are_found_without_a_profile(folder: Path) -> None:
    document, expected = _read(folder, ProfileSet()), _expected(folder)
    texts = "\n".join(document.texts)
    assert document.engine is None
    for post in expected["posts"]:
        assert post["body"][-1] in texts


@pytest.mark.parametrize("profiles", [ProfileSet.shipped(), ProfileSet()], ids=["profiles", "no profiles"])
@pytest.mark.parametrize("folder", PAGES, ids=_id)
def test_layout_accounts_for_everything(folder: Path, profiles: ProfileSet) -> None:
    assert_whole(_read(folder, profiles))


def assert_whole(document: Document) -> None:
    """Blocks and frames are in order, never overlap, and leave only white space out."""
    layout = document.layout()
    spans = [(start, end, "") for start, end in zip(layout.starts, layout.ends, strict=True)]
    for (start, end, _), text in zip(spans, document.texts, strict=True):
        assert layout.source[start:end] == text
    spans += [(frame.start, frame.end, frame.reason) for frame in layout.frames]
    at = 0
    for start, end, _ in sorted(spans):
        assert start >= at
        assert not layout.source[at:start].strip()
        at = end
    assert not layout.source[at:].strip()
    assert all(frame.reason.startswith("profile:") for frame in layout.frames)


@pytest.mark.parametrize("folder", [page for page in PAGES if page.parent.name == "xenforo"], ids=_id)
def test_quote_that_repeats_a_post_is_named(folder: Path) -> None:
    document = _read(folder)
    gone = [document.texts[i] for i in sorted(repeated_quotes(document))]
    assert gone[0] == "Piet Vos said:"
    assert len(gone) == 3  # attribution, text, and "Click to expand..."


def test_profiles_are_picklable_and_read_the_same() -> None:
    profiles = pickle.loads(pickle.dumps(ProfileSet.shipped()))
    for folder in PAGES:
        assert list(_read(folder, profiles).texts) == list(_read(folder).texts)


@pytest.mark.parametrize("kind", ["str", "bytes", "lxml", "bs4"])
def test_every_form_of_input_reads_the_same(kind: str) -> None:
    from bs4 import BeautifulSoup
    from lxml import html

    raw = (PAGES[0] / "raw.html").read_text("utf-8")
    forms: dict[str, Any] = {
        "str": raw, "bytes": raw.encode(), "lxml": html.document_fromstring(raw), "bs4": BeautifulSoup(raw, "lxml"),
    }  # fmt: skip
    document = read_html(forms[kind], profiles=ProfileSet.shipped())
    assert list(document.texts) == list(_read(PAGES[0]).texts)


SAID_TWICE = "<p>The pump of the pool gives no answer on the wire, whoever asks it.</p>"
HIDDEN_AS_A_COPY = {
    "as it is": f"{SAID_TWICE}<noscript>{SAID_TWICE}</noscript>",
    "with other white space": f"{SAID_TWICE}<noscript>{SAID_TWICE.replace(' ', chr(10) + '  ')}</noscript>",
    "two copies": f"<noscript>{SAID_TWICE}</noscript>{SAID_TWICE}<noscript>{SAID_TWICE}</noscript>",
    "behind a script": f"<script>var a = 1;</script>{SAID_TWICE}<noscript>{SAID_TWICE}</noscript>",
}
SHOWN_FOR_ITSELF = {
    "nowhere else": f"<p>Rain.</p><noscript>{SAID_TWICE}</noscript>",
    "in a template": f"<template>{SAID_TWICE}</template><noscript>{SAID_TWICE}</noscript>",
    "in a script": f"<script>{SAID_TWICE[3:-4]}</script><noscript>{SAID_TWICE}</noscript>",
    "in two of them": f"<noscript>{SAID_TWICE}</noscript><noscript>{SAID_TWICE}</noscript>",
    "one word other": f"{SAID_TWICE.replace('pool', 'pond')}<noscript>{SAID_TWICE}</noscript>",
    "in a part of a longer text": f"<p>Ann: {SAID_TWICE[3:-4]}</p><noscript>{SAID_TWICE}</noscript>",
}


@pytest.mark.parametrize(("body", "is_copy"), [
    *((body, True) for body in HIDDEN_AS_A_COPY.values()), *((body, False) for body in SHOWN_FOR_ITSELF.values()),
], ids=[*HIDDEN_AS_A_COPY, *SHOWN_FOR_ITSELF])  # fmt: skip
def test_what_stands_in_noscript_is_a_copy_where_the_page_shows_it(body: str, is_copy: bool) -> None:
    root = parse_page(f"<html><body>{body}</body></html>").root
    assert {el.get("hidden") is not None for el in root.iter("noscript")} == {is_copy}
