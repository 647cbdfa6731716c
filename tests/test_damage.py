"""Damage: escapes, quoted-printable, base64 and wrong decoding are undone where they are sure, and nowhere else."""

from __future__ import annotations

import os
from base64 import encodebytes
from html import escape
from quopri import encodestring

import pytest
from hypothesis import given
from hypothesis import strategies as st

import forumclean
from forumclean.reader.damage.escapes import without_escapes
from forumclean.reader.damage.mend import mend
from forumclean.reader.damage.transfer import without_base64, without_quoted_printable

NEWS = "The last night boat from Port Hallam will sail on the ninth of May, the harbour office said on Tuesday."


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (f"&gt; The office never asked.\n\nNobody did &amp; will.\n\n&amp;#x200B;\n\n{NEWS}",
         f"> The office never asked.\n\nNobody did & will.\n\n{NEWS}"),
        (f"Tom &amp;amp; Bo said it&#39;s late.\n\n{NEWS}", f"Tom & Bo said it's late.\n\n{NEWS}"),
        (f"{NEWS}&nbsp;\n\n&quot;No,&quot; he said.", f'{NEWS}\n\n"No," he said.'),
    ],
)  # fmt: skip
def test_escapes_in_a_text(raw: str, text: str) -> None:
    result = forumclean.clean(raw)
    assert result.text == text
    assert "HTML escapes were read as the characters they stand for" in result.warnings


def test_a_page_that_was_escaped_is_a_page() -> None:
    result = forumclean.clean(escape(f"<div><p>{NEWS}</p><p>Tar &amp; rope.</p></div>"))
    assert result.text == f"{NEWS}\n\nTar & rope."


@pytest.mark.parametrize(
    "raw",
    [
        "In HTML write &amp; for it.", "Type `&lt;b&gt;` there.", 'He typed "&amp;" twice.', "R & D &amp; so on.",
        "AT&T; and more", "a && b || c", "if (a < b && c > d) x = &y;", "Write &amp; for an ampersand.",
        "Schreib &auml; als Sonderzeichen &amp; fertig.",
    ],
)  # fmt: skip
def test_escapes_that_are_meant_stay(raw: str) -> None:
    assert forumclean.clean(raw).text == raw


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1, max_size=200))
def test_what_was_escaped_comes_back(text: str) -> None:
    mended = without_escapes(escape(text))
    # Escaped twice, or something that people who speak of escapes say: then it is left, or undone once more.
    assert mended is None or "&" in text or mended == text


SAID = f"{NEWS}\n\nGrüße aus Hallam – wo es heute schon wieder regnet, über den Bäumen und über den Häusern am Kai.\n"


def test_quoted_printable_left_in_a_text() -> None:
    raw = encodestring(SAID.encode()).decode()
    assert without_quoted_printable(raw) == SAID
    result = forumclean.clean(raw)
    assert result.text == SAID.strip()
    assert result.warnings[0] == "quoted-printable was decoded"


@pytest.mark.parametrize(
    "raw",
    [
        "x=20, y=30",
        "a=3D b",
        "https://a.example/?q=E2=80",
        "if a == b:\n  c=\n",
        "E=MC2 and K=A0",
        "one line=\nand two",
    ],
)
def test_what_only_looks_like_quoted_printable(raw: str) -> None:
    assert without_quoted_printable(raw) is None
    assert forumclean.clean(raw).source == raw


def test_base64_of_a_whole_text() -> None:
    raw = encodebytes(SAID.encode()).decode()
    assert forumclean.clean(raw).text == SAID.strip()
    assert without_base64(encodebytes(bytes(range(256))).decode()) is None
    assert without_base64("A" * 200) is None


@given(st.text(max_size=300))
def test_mending_never_raises_and_says_what_it_did(text: str) -> None:
    mended, told = mend(text)
    assert (mended == text) or told


def test_text_that_was_decoded_wrongly() -> None:
    if "CI" not in os.environ:
        pytest.importorskip("ftfy")
    cleaner = forumclean.Cleaner(fix_encoding=True)
    wrong = SAID.encode().decode("windows-1252")
    assert cleaner.clean(wrong).text == SAID.strip()
    assert cleaner.clean(wrong.encode()).text == SAID.strip()
    assert cleaner.clean(f"<div><p>{wrong}</p></div>").text.split() == SAID.split()
    assert cleaner.clean(SAID).warnings == ()
    assert forumclean.clean(wrong).text == wrong.strip()
    assert cleaner.ruleset != forumclean.Cleaner().ruleset
