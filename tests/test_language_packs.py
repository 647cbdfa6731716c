"""The packs of languages: no phrase twice, the same ids everywhere, and folding in every script."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from forumclean import Cleaner, Kind, Rule
from forumclean.rules.check import document_of
from forumclean.rules.engine import Engine
from forumclean.rules.matching.fold import fold
from forumclean.rules.matching.matcher import Matcher
from forumclean.rules.pack import shipped_packs

LANGUAGES = [pack for pack in shipped_packs() if pack.name.startswith("lang-")]
CORE = next(pack for pack in shipped_packs() if pack.name == "core")
DUMPS = Path(__file__).parents[1] / "training" / "dumps" / "open"


@pytest.fixture(scope="module")
def engine() -> Engine:
    rules = [rule for pack in LANGUAGES for rule in pack.rules]
    return Engine(Matcher(rules, proved=len(rules)))


def body_lines() -> Iterator[tuple[str, str]]:
    """What posters wrote in the labelled dumps: the name of the file, and the line."""
    for path in sorted(DUMPS.glob("*.txt")):
        for line in path.read_text(encoding="utf-8").split("\n"):
            if line.startswith("B|"):
                yield path.name, line[2:]


def hinted(engine: Engine, line: str) -> set[str]:
    """The rules that a line is evidence for."""
    return {mark.rule for hints in engine.mark(document_of(line)).hints.values() for mark in hints.marks}


def dropped(engine: Engine, line: str) -> set[str]:
    """The rules that remove a line."""
    return {mark.rule for mark in engine.mark(document_of(line)).drops.values()}


def phrases_of(rule: Rule) -> list[tuple[str, str]]:
    """The folded phrases of a rule, each with the table it goes into."""
    tables = {"lines": "line", "field": "line", "starts": "start", "ends": "end"}
    return [(table, fold(phrase)) for way, table in tables.items() for phrase in getattr(rule, way) or ()]


def test_the_languages_of_the_issue_are_shipped() -> None:
    expected = (
        "af ar az be bg bn bs ca cs da de el es et eu fa fi fr gl he hi hr hu hy id is it ja ka km ko lt lv "
        "mk ms my nl no pl pt ro ru sk sl sq sr-latn sr sv ta te th tl tr uk ur vi zh"
    )
    assert [pack.name for pack in LANGUAGES] == [f"lang-{code}" for code in expected.split()]


def test_no_phrase_stands_in_two_packs() -> None:
    """Hints add up: a word of ten languages, said in ten packs, would weigh ten times as much."""
    counts = Counter(key for pack in LANGUAGES for rule in pack.rules for key in set(phrases_of(rule)))
    core = {key for rule in CORE.rules if rule.lines or rule.field for key in phrases_of(rule)}
    assert [key for key, count in counts.items() if count > 1] == []
    assert sorted(core & set(counts)) == []


def test_a_rule_means_the_same_in_every_language() -> None:
    seen: defaultdict[str, set[tuple[Kind, str, str, float | None]]] = defaultdict(set)
    for pack in LANGUAGES:
        for rule in pack.rules:
            seen[rule.id.partition("/")[2]].add((rule.kind, rule.way, rule.action, rule.weight))
    assert {rule: said for rule, said in seen.items() if len(said) > 1} == {}


def test_a_single_latin_word_is_never_decisive() -> None:
    single = [
        (rule.id, phrase)
        for pack in LANGUAGES
        for rule in pack.rules
        if rule.action == "drop"
        for phrase in rule.lines or rule.field or ()
        if phrase.isascii() and phrase.isalpha()
    ]
    assert single == []


@pytest.mark.parametrize(
    ("line", "phrase"),
    [
        ("第12页", "第{n}页"),
        ("３分前", "{n}分前"),
        ("댓글 12개", "댓글 {n}개"),
        ("١٢ مشاركة", "{n} مشاركة"),
        ("注册时间：2020-01-02", "注册时间:{n}-{n}-{n}"),
        ("ΑΠΑΝΤΉΣΕΙΣ", "απαντήσεις"),
        ("GİRİŞ YAP", "Giriş yap"),
        ("KAYIT OL", "Kayıt ol"),
        ("تاريخ التسجيل:", "تاریخ التسجیل"),
        ("انجمنها", "انجمن\u200cها"),
        ("登录。", "登录"),
        ("लेख १२।", "लेख {n}"),
    ],
)
def test_folding_knows_the_script(line: str, phrase: str) -> None:
    assert fold(line) == fold(phrase)


@pytest.mark.parametrize(("line", "other"), [("10km", "1{n}km"), ("3rd", "{n}rd"), ("12th", "1{n}th")])
def test_a_number_that_runs_into_a_cased_word_is_no_number(line: str, other: str) -> None:
    assert fold(line) == line
    assert fold(line) != other


def test_what_stands_after_a_label_is_a_value_only_when_it_is_short() -> None:
    prose = "阅读权限：" + "图书馆宣布从下个月起所有读者都可以免费进入善本阅览室，" * 4
    assert Cleaner().clean(f"阅读权限：20\n{prose}").text == prose


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("Anmeldungsdatum: 14.02.2004", "lang-de/field-words"),
        ("Wohnort", "lang-de/field-words"),
        ("Betreff des Beitrags:", "lang-de/label-words"),
        ("Nombre de messages : 88", "lang-fr/field-words"),
        ("Fecha de inscripción : 09/06/2007", "lang-es/field-words"),
        ("Temat postu", "lang-pl/label-words"),
        ("Звідки: Тихий Зал", "lang-uk/field-words"),
        ("تاريخ التسجيل: Jan 2012", "lang-ar/field-words"),
        ("Ngày gia nhập", "lang-vi/field-words"),
        ("조회 수", "lang-ko/field-words"),
        ("กระทู้สนทนา", "lang-th/button-words"),
        ("閱讀模式", "lang-zh/button-words"),
        ("Broj poruka : 24", "lang-sr-latn/field-words"),
        ("Мадэратар", "lang-be/member-titles"),
        ("კომენტარის დამატება", "lang-ka/button-words"),
        ("கருத்துரையிடுக", "lang-ta/button-words"),
        ("12 জন সদস্য", "lang-bn/counters"),
    ],
)
def test_a_label_of_real_dumps_is_evidence(engine: Engine, line: str, rule: str) -> None:
    assert rule in hinted(engine, line)
    assert not dropped(engine, line)


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        (
            "Vous souhaitez réagir à ce message ? Créez un compte en quelques clics ou connectez-vous pour continuer.",
            "lang-fr/notices",
        ),
        (
            "¿Quieres reaccionar a este mensaje? Regístrate en el foro con unos pocos clics o inicia sesión para "
            "continuar.",
            "lang-es/notices",
        ),
        (
            "Este tópico foi fechado automaticamente 90 dias depois da última resposta. Novas respostas não são mais "
            "permitidas.",
            "lang-pt/notices",
        ),
        (
            "Хотите отреагировать на это сообщение? Создайте аккаунт всего в пару кликов или войдите на форум.",
            "lang-ru/notices",
        ),
        ("Ju nuk mund të hapni tema të reja", "lang-sq/notices"),
        ("Ergebnis 1 bis 9 von 9", "lang-de/paging"),
        ("النتائج 1 إلى 10 من 27", "lang-ar/paging"),
        ("Kết quả 21 đến 30 của 54", "lang-vi/paging"),
    ],
)
def test_a_sentence_of_an_engine_goes_whole_and_stays_when_it_runs_on(engine: Engine, line: str, rule: str) -> None:
    assert rule in dropped(engine, line)
    assert not dropped(engine, f"{line.rstrip('.')}, stand auf dem Schild am Eingang.")


def test_no_line_that_a_poster_wrote_is_dropped(engine: Engine) -> None:
    lines = list(body_lines())
    assert len(lines) > 5_000
    assert [(name, line, rules) for name, line in lines if (rules := dropped(engine, line))] == []
