"""Pages made to hurt: each is read in time and memory, and the sentence of news on it comes out."""

from __future__ import annotations

import pytest
from clock import cost

from forumclean.reader.engines.profileset import ProfileSet
from forumclean.reader.html import read_html
from forumclean.values.document import Document

NEWS = "The minister said on Monday that the bridge over the strait will open in May."
_SECONDS = 5.0
_BYTES = 1 << 30

PAGES: dict[str, bytes] = {
    "100k nested div": b"<div>" * 100_000 + NEWS.encode() + b"</div>" * 100_000,
    "50k nested blockquote": b"<blockquote>" * 50_000 + NEWS.encode(),
    "50k nested lists": b"<ul><li>" * 50_000 + NEWS.encode(),
    "30k nested tables": b"<table><tr><td>" * 30_000 + NEWS.encode(),
    "100k nested b": b"<b>" * 100_000 + NEWS.encode(),
    "600 nested posts": b"<article class='message message--post'><div class='message-body'><div class='bbWrapper'>"
    * 600
    + NEWS.encode(),
    "300k unclosed p": b"<p>x " * 300_000 + b"<p>" + NEWS.encode(),
    "50k attributes": b"<div " + b" ".join(b'a%d="x"' % i for i in range(50_000)) + b">" + NEWS.encode(),
    "20 MB data URI": b'<img src="data:image/png;base64,' + b"A" * 20_000_000 + b'"><p>' + NEWS.encode(),
    "unclosed comment": b"<p>" + NEWS.encode() + b"</p><!-- " + b"x" * 1_000_000,
    "unclosed script": b"<p>" + NEWS.encode() + b"</p><script>var a='" + b"x<b>" * 100_000,
    "entity bomb": b'<!DOCTYPE html [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><p>&b;&b;' + NEWS.encode(),
    "200k cells": b"<table><tr>" + b"<td>x" * 200_000 + b"</table><p>" + NEWS.encode(),
    "NULs": NEWS.replace("bridge", "bri\0dge").encode(),
    "one class 200k times": b"<div class='post'>" + b"<i class='post date 1 May 2024'>a</i>" * 200_000 + NEWS.encode(),
    "many class tokens": b"<div class='" + b" ".join(b"c%d" % i for i in range(100_000)) + b"'>" + NEWS.encode(),
}


def _read(raw: bytes | str, profiles: ProfileSet | None = None) -> Document:
    return read_html(raw, profiles=ProfileSet.shipped() if profiles is None else profiles)


def _texts_of(name: str, whole: bool) -> str:
    head = b"<html><head><title>t</title></head><body>" if whole else b""
    return "\n".join(_read(head + PAGES[name]).texts)


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("whole", [False, True], ids=["fragment", "page"])
def test_hostile_page_gives_its_sentence_in_time(name: str, whole: bool) -> None:
    took = cost(_texts_of, name, whole)
    assert NEWS in took.value
    assert took.seconds < _SECONDS
    assert took.memory < _BYTES


def test_external_entities_are_not_read(tmp_path: object) -> None:
    raw = '<!DOCTYPE html [<!ENTITY c SYSTEM "file:///etc/passwd">]><p>&c;</p><p>' + NEWS
    assert "root:" not in "\n".join(_read(raw).texts)


@pytest.mark.parametrize(
    "raw", ["", " ", "<!-- only a comment -->", "<script>var a = 1;</script>", "<html></html>", b"\xff\xfe"]
)
def test_page_without_text_has_no_blocks(raw: bytes | str) -> None:
    document = _read(raw)
    assert list(document.texts) == []
    assert document.layout().source == ""


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (
            ('<meta charset="utf-8"><p>' + "Мост через пролив откроют в мае, сообщил министр. " * 4).encode("cp1251"),
            "Мост через пролив",
        ),
        (
            (
                "<title>Harbour board, notices</title><script>var a = 'only ASCII';</script><p>"
                + "Мост через пролив откроют в мае, сообщил министр. "
            ).encode("cp1251"),
            "Мост через пролив",
        ),
        (('<meta charset="utf-8"><p>' + "Die Größe der Brücke überrascht. " * 4).encode("cp1252"), "Größe"),
        ('<meta charset="iso-8859-1"><p>Größe'.encode(), "Größe"),
        ('<meta charset="windows-1251"><p>Мост открыт'.encode("cp1251"), "Мост открыт"),
        (
            '<meta http-equiv="Content-Type" content="text/html; charset=shift_jis"><p>橋は五月に開通'.encode("cp932"),
            "橋は五月に開通",
        ),
        ("<p>橋は五月に".encode("utf-16"), "橋は五月に"),
        ('<meta charset="gb2312"><p>大桥五月通车'.encode("gb18030"), "大桥五月通车"),
        (
            ('<meta charset="no-such-thing"><p>' + "Die Größe der Brücke überrascht auch die Fußgänger. " * 4).encode(
                "latin-1"
            ),
            "Größe",
        ),
    ],
    ids=[
        "lies utf-8",
        "undeclared cp1251",
        "cp1252 lies utf-8",
        "lies latin-1",
        "cp1251",
        "shift_jis",
        "utf-16",
        "gb2312",
        "unknown name",
    ],
)
def test_encodings(raw: bytes, text: str) -> None:
    document = _read(raw)
    assert text in "".join(document.texts)
    assert document.texts


@pytest.mark.parametrize("raw", [5, None, ["<p>"], object()])
def test_wrong_type_is_told(raw: object) -> None:
    with pytest.raises(TypeError, match="HTML must be"):
        read_html(raw, profiles=ProfileSet())
