"""Bytes: marks, wide encodings, Western code pages, and bytes that are no text."""

from __future__ import annotations

import codecs

import pytest
from support import LONG, LONGER, assert_sound

from forumclean import clean

TEXT = f"{LONGER.replace('quarter', 'Altstädter quarter')}\nReaction score\n{LONG}"
KOREAN = "부산항 북쪽 수로가 월요일부터 다시 열린다고 항만 당국이 밝혔다. 공사는 여름이 끝나기 전에 시작된다."
GERMAN = "Die Fähre über den Fluß fährt ab Montag wieder, sagte Hafenmeisterin Anna Müller; die Brücke bleibt zu."
NORDIC = "Færgen til Ærø sejler igen, sagde havnemester Åse Sørensen; broen over bæltet er stadig lukket."
REPLACED = "some bytes were not text and were replaced"
BOMS = {
    "utf-8": codecs.BOM_UTF8,
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
    "utf-32-le": codecs.BOM_UTF32_LE,
    "utf-32-be": codecs.BOM_UTF32_BE,
}


@pytest.mark.parametrize("encoding", BOMS)
@pytest.mark.parametrize("text", [TEXT, KOREAN], ids=["western", "korean"])
def test_a_byte_order_mark_decides_and_is_no_text(encoding: str, text: str) -> None:
    result = clean(BOMS[encoding] + text.encode(encoding))
    assert result.source == text
    assert result.warnings == ()


@pytest.mark.parametrize("encoding", BOMS)
def test_wide_text_without_a_mark_is_recognised(encoding: str) -> None:
    result = clean(TEXT.encode(encoding))
    assert result.source == TEXT
    assert [paragraph.text for paragraph in result.removed] == ["Reaction score"]


@pytest.mark.parametrize("text", [TEXT, KOREAN, "plain ASCII"])
def test_utf_8_needs_no_mark(text: str) -> None:
    assert clean(text.encode()).source == text


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
@pytest.mark.parametrize("text", [GERMAN, NORDIC], ids=["german", "nordic"])
def test_western_code_pages_are_recognised(encoding: str, text: str) -> None:
    result = clean(text.encode(encoding))
    assert result.source == text
    assert result.warnings == ()


def test_windows_quotes_and_dashes_survive() -> None:
    text = "“We have asked for a meeting,” she said – “and we’ll ask again…”"
    assert clean(text.encode("cp1252")).source == text


def test_bytes_and_text_give_the_same_result() -> None:
    assert clean(TEXT.encode()).to_json() == clean(TEXT).to_json()


@pytest.mark.parametrize("wrap", [bytes, bytearray, memoryview])
def test_every_kind_of_bytes_is_accepted(wrap: type) -> None:
    assert clean(wrap(TEXT.encode())).source == TEXT


def test_a_slice_of_a_memoryview_is_accepted() -> None:
    assert clean(memoryview(b"xx" + TEXT.encode())[2:]).source == TEXT


@pytest.mark.parametrize(
    "raw",
    [
        codecs.BOM_UTF8 + TEXT.encode() + b"\xff\xfe",
        codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le") + b"\x00",
        codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le") + b"\xff\xff\xff\xff",
    ],
    ids=["utf-8", "utf-16", "utf-32"],
)
def test_broken_bytes_after_a_mark_are_replaced_and_told(raw: bytes) -> None:
    result = clean(raw)
    assert "\ufffd" in result.source
    assert result.warnings == (REPLACED,)
    assert LONG in result.text
    assert_sound(result)


def test_bytes_that_are_no_text_are_read_all_the_same() -> None:
    result = clean(bytes(range(256)) * 4)
    assert result.source
    assert_sound(result)


def test_a_cut_off_utf_8_character_loses_nothing_else() -> None:
    raw = (LONG + "\n" + KOREAN).encode()[:-4]
    assert clean(raw).source.startswith(LONG)
