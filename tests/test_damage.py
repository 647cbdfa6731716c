"""Damage: escapes, quoted-printable, base64 and wrong decoding are undone where they are sure, and nowhere else."""

from __future__ import annotations

import os
from base64 import encodebytes
from collections.abc import Callable
from html import escape
from html.entities import codepoint2name
from quopri import encodestring

import pytest
from hypothesis import given
from hypothesis import strategies as st

import forumclean
from forumclean.reader.damage.escapes import without_escapes
from forumclean.reader.damage.mend import mend
from forumclean.reader.damage.mojibake import shows_mojibake
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


WRITTEN = {
    "de": "Grüße aus Köln, wo es für alle Bäume zu spät ist.",
    "fr": "L’été, les élèves préfèrent le café à l’hôtel…",
    "pl": "Zażółć gęślą jaźń, powiedział sąsiad z końca ulicy.",
    "ru": "Последний ночной паром уйдёт девятого мая.",
    "el": "Το τελευταίο πλοίο φεύγει στις εννέα Μαΐου.",
    "ar": "ستبحر آخر عبارة ليلية في التاسع من مايو.",
    "he": "המעבורת האחרונה תפליג בתשעה במאי.",
    "hi": "आख़िरी रात की नाव नौ मई को चलेगी।",
    "zh": "最后一班夜船将于五月九日启航。",
    "ja": "最後の夜行船は五月九日に出ます。",
    "ko": "마지막 밤배는 5월 9일에 떠난다.",
    "emoji": "The boat 😀 is late 😡 again 😀.",
}
WAYS = {
    "once": lambda text, encoding: text.encode().decode(encoding),
    "twice": lambda text, encoding: text.encode().decode(encoding).encode().decode(encoding),
}
# Windows-1252 with the five bytes that it leaves out as they are: what browsers and databases do.
ENCODINGS = ("latin-1", "sloppy-windows-1252")
PAGE = (
    '<html lang="x"><head><title>Port Hallam</title></head><body><h1>Port Hallam</h1><p>{}</p><p>{}</p></body></html>'
)


def page_of(text: str) -> str:
    return PAGE.format(f"{NEWS} {text} {text}", text)


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("language", WRITTEN)
def test_a_page_that_was_decoded_wrongly_is_mended_or_flagged(language: str, way: str, encoding: str) -> None:
    if "CI" not in os.environ:
        pytest.importorskip("ftfy")
    import ftfy.bad_codecs  # noqa: F401 - registers the encoding

    wrong = page_of(WAYS[way](WRITTEN[language], encoding))
    right = forumclean.clean(page_of(WRITTEN[language]))
    assert right.warnings == ()
    for raw in (wrong, wrong.encode()):
        mended = forumclean.Cleaner(fix_encoding=True).clean(raw)
        assert mended.text == right.text
        assert "characters that had been decoded wrongly were mended" in mended.warnings
        flagged = forumclean.clean(raw)
        assert any("fix_encoding=True" in warning for warning in flagged.warnings)


def test_one_post_that_was_decoded_wrongly_among_others() -> None:
    """The right ones keep every character, whatever their script."""
    if "CI" not in os.environ:
        pytest.importorskip("ftfy")
    wrong = WAYS["once"](WRITTEN["de"], "windows-1252")
    raw = f"<div><p>{WRITTEN['ru']}</p><p>{wrong}</p><p>{WRITTEN['fr']}</p><p>{WRITTEN['zh']}</p></div>"
    mended = forumclean.Cleaner(fix_encoding=True).clean(raw)
    assert mended.text.split("\n\n") == [WRITTEN[language] for language in ("ru", "de", "fr", "zh")]
    assert any(repr(wrong.split()[0]) in warning for warning in forumclean.clean(raw).warnings)


@pytest.mark.parametrize(
    "write",
    [
        lambda text: "".join(f"&#{ord(char)};" if ord(char) > 127 else char for char in text),
        lambda text: "".join(f"&#x{ord(char):X};" if ord(char) > 127 else char for char in text),
        lambda text: "".join(
            f"&{codepoint2name[ord(char)]};" if 127 < ord(char) in codepoint2name else char for char in text
        ),
    ],
    ids=["decimal", "hexadecimal", "named"],
)
def test_escapes_of_what_was_decoded_wrongly(write: Callable[[str], str]) -> None:
    """htmlentities() of older PHP took UTF-8 for Latin-1."""
    if "CI" not in os.environ:
        pytest.importorskip("ftfy")
    raw = page_of(write(WAYS["once"](WRITTEN["de"], "windows-1252")) + " Caf&eacute; &amp; &lt;b&gt;")
    mended = forumclean.Cleaner(fix_encoding=True).clean(raw)
    assert mended.text.endswith(f"{WRITTEN['de']} Café & <b>")
    assert any("fix_encoding=True" in warning for warning in forumclean.clean(raw).warnings)


@pytest.mark.parametrize(
    "text",
    [
        *WRITTEN.values(),
        "„Das macht Spaß“, sagte er. „So ein Spaß“, sagte sie. „Kein Spaß“, sagten alle.",
        "SÃO PAULO – MAÇÃ – NÃO – IRMÃ.",
        "CAFÉ… DÉJÀ… À « DEMAIN »… É…",
        "3 ×\xa05 ×\xa07 ×\xa09 = 945",
        "PÅ FÄRJAN… PÅ Ö… Ä… Å…",
        "It says Ã¼ where ü should be.",
    ],
)
def test_right_texts_are_not_flagged(text: str) -> None:
    for raw in (text, page_of(text)):
        assert not any("fix_encoding" in warning for warning in forumclean.clean(raw).warnings)


@given(st.text(max_size=300))
def test_the_look_never_raises_and_shows_what_stands_there(text: str) -> None:
    assert shows_mojibake(text.splitlines()) in text
