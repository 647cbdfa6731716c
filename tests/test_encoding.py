"""Bytes: marks, wide encodings, Western code pages, and bytes that are no text."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import LONG, LONGER, assert_sound

from forumclean import Cleaner, clean
from forumclean.errors import InputError

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


# A sentence of each language, and the encodings it was posted in.
SPOKEN = {
    "pl": (("cp1250", "iso8859-2"), "Ostatnia nocna łódź wypłynie z portu dziewiątego maja, "
        "powiedziało we wtorek biuro żeglugi; załoga się o tym dowiedziała z listu."),
    "cs": (("cp1250", "iso8859-2"), "Poslední noční loď z přístavu vypluje devátého "
        "května, řekl v úterý úřad; posádky se to dozvěděly z dopisu."),
    "hu": (("cp1250", "iso8859-2"), "Az utolsó éjszakai hajó május kilencedikén indul a "
        "kikötőből, közölte kedden a hivatal; a legénység levélből tudta meg."),
    "ro": (("cp1250", "iso8859-2"), "Ultima navă de noapte va pleca din port pe nouă mai, a spus marţi "
        "biroul; echipajele au aflat dintr-o scrisoare, şi nimeni nu a coborât."),
    "hr": (("cp1250", "iso8859-2"), "Posljednji noćni brod isplovit će iz luke devetog svibnja, rekao "
        "je u utorak ured; posade su to doznale iz pisma, što ih je začudilo."),
    "tr": (("cp1254", "iso8859-9"), "Son gece vapuru dokuz Mayıs'ta limandan kalkacak, dedi salı günü "
        "ofis; çalışanlar bunu bir mektuptan öğrendi, kimse rıhtıma inmedi."),
    "lt": (("cp1257", "iso8859-13"), "Paskutinis naktinis laivas iš uosto išplauks gegužės devintąją, "
        "pranešė biuras; įgulos apie tai sužinojo iš laiško, ir niekas neatėjo."),
    "lv": (("cp1257", "iso8859-13"), "Pēdējais nakts kuģis no ostas izies devītajā maijā, otrdien "
        "paziņoja birojs; apkalpes par to uzzināja no vēstules, un neviens neatnāca."),
    "ru": (("cp1251", "koi8-r"), "Последний ночной паром выйдет из порта девятого мая, "
        "сказали во вторник в управлении; команды узнали об этом из письма."),
    "uk": (("cp1251", "koi8-u"), "Останній нічний пором вийде з порту дев'ятого травня, "
        "повідомило управління; екіпажі дізналися про це з листа, їх ніхто не питав."),
    "el": (("cp1253", "iso8859-7"), "Το τελευταίο νυχτερινό πλοίο θα φύγει από το λιμάνι στις "
        "εννέα Μαΐου, είπε το γραφείο· τα πληρώματα το έμαθαν από γράμμα."),
    "ar": (("cp1256", "iso8859-6"), "ستغادر آخر سفينة ليلية الميناء في التاسع من مايو، قال "
        "المكتب يوم الثلاثاء، وعلمت الأطقم بذلك من رسالة ولم ينزل أحد"),
    "he": (("cp1255", "iso8859-8"), "הספינה הלילית האחרונה תצא מהנמל בתשעה במאי, אמר "
        "המשרד ביום שלישי, והצוותים שמעו על כך ממכתב בלבד"),
    "th": (("cp874", "tis-620"), "เรือกลางคืนเที่ยวสุดท้ายจะออกจากท่าในวันที่เ"
        "ก้าพฤษภาคม สำนักงานท่าเรือกล่าวเมื่อวันอังคาร"),
    "ja": (("cp932", "euc_jp"), "最後の夜行船は五月九日に港を出ると、事務所が火"
        "曜日に発表した。乗組員は手紙でそれを知らされた。"),
    "zh": (("gb18030", "gb2312"), "最后一班夜船将于五月九日离开港口，办公室"
        "星期二说，船员们是从信里得知这个消息的。"),
    "ko": (("cp949", "euc_kr"), "마지막 밤배가 오월 구일에 항구를 떠난다고 "
        "사무소가 화요일에 밝혔다. 선원들은 편지로 알았다."),
}  # fmt: skip
LEGACY = [(lang, encoding) for lang, (encodings, _) in SPOKEN.items() for encoding in encodings]


@pytest.mark.parametrize(("lang", "encoding"), LEGACY)
@pytest.mark.parametrize(
    "wrap", ["{}", "<p>{}</p><p>{}</p>", "<!DOCTYPE html><html><head><title>x</title></head><body>{}"]
)
def test_undeclared_text_in_the_encoding_of_its_language_is_read(lang: str, encoding: str, wrap: str) -> None:
    text = SPOKEN[lang][1]
    result = clean(wrap.replace("{}", text).encode(encoding))
    assert text in result.text
    # A right guess may be told to be one, when the detectors do not agree.
    assert all("read as " in warning for warning in result.warnings)


@pytest.mark.parametrize(("lang", "encoding"), LEGACY)
def test_an_encoding_that_the_caller_names_is_taken(lang: str, encoding: str) -> None:
    text = SPOKEN[lang][1]
    assert clean(text.encode(encoding), encoding=encoding).source == text
    page = f'<html><head><meta charset="iso-8859-1"></head><body><p>{text}</p></body></html>'
    assert clean(page.encode(encoding), encoding=encoding.upper()).text == text
    (first, second) = Cleaner().clean_many([text.encode(encoding), text], encoding=encoding)
    assert first.source == second.source == text


def test_a_named_encoding_is_stronger_than_looks_and_weaker_than_a_mark() -> None:
    assert clean("Größe".encode(), encoding="latin-1").source == "GrÃ¶ÃŸe"
    assert clean(codecs.BOM_UTF8 + "Größe".encode(), encoding="latin-1").source == "Größe"
    assert clean("Größe", encoding="cp1250").source == "Größe"
    told = clean(KOREAN.encode("cp949"), encoding="utf-8")
    assert "\ufffd" in told.source
    assert told.warnings == (REPLACED,)


@pytest.mark.parametrize("name", ["windows-1525", "base64", "", "x\0y", "utf-9"])
def test_an_encoding_that_there_is_not_is_an_error_at_once(name: str) -> None:
    with pytest.raises(InputError, match="unknown encoding"):
        clean(b"News", encoding=name)
    with pytest.raises(InputError, match="unknown encoding"):
        Cleaner().clean_many([b"News"], encoding=name)


def test_the_nearest_right_name_is_told() -> None:
    with pytest.raises(InputError, match=r"unknown encoding 'windows-1252x'; did you mean 'windows_1252'\?"):
        clean(b"News", encoding="windows-1252x")


def test_a_doubtful_guess_warns_and_says_how_to_settle_it() -> None:
    told = [
        clean(word.encode(encoding)).warnings
        for word, encoding in (("niñas", "cp1252"), ("è là", "cp1252"), ("ţ", "cp1250"))
    ]
    doubts = [warning for warnings in told for warning in warnings]
    assert doubts
    assert all(
        "the bytes don't say their encoding: read as " in doubt and "give encoding=" in doubt for doubt in doubts
    )


def test_what_a_page_says_of_itself_needs_no_guess() -> None:
    for lang, encoding in LEGACY:
        text = SPOKEN[lang][1]
        label = encoding.replace("iso8859", "iso-8859")
        page = f'<html><head><meta charset="{label}"></head><body><p>{text}</p></body></html>'
        result = clean(page.encode(encoding))
        assert (result.text, result.warnings) == (text, ()), encoding


def test_a_page_of_utf_8_with_one_broken_byte_stays_utf_8() -> None:
    page = f"<html><body><p>{SPOKEN['pl'][1]}</p><p>{KOREAN}</p></body></html>".encode().replace(b"biuro", b"biu\xffo")
    result = clean(page)
    assert KOREAN in result.text
    assert result.warnings == (REPLACED,)


def test_seven_bit_mail_encodings_are_no_ascii() -> None:
    text = SPOKEN["ja"][1]
    assert clean(text.encode("iso2022_jp")).source == text


@given(st.binary(max_size=300))
def test_any_bytes_are_read(raw: bytes) -> None:
    assert_sound(clean(raw))
