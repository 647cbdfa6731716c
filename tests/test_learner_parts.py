"""What a forum teaches besides whole lines: notices inside lines, signatures, a profile of its pages."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from learner_support import HEAD, SIGNATURES, articles, glued, posts, threads
from unknown_engines import ENGINES, pages

from forumclean import Cleaner, LearnedPack, RulePack, learn
from forumclean.config import parse_toml
from forumclean.reader.reading.selectors import selectors_of
from forumclean.rules.check import failing_samples
from forumclean.rules.engine import Engine
from forumclean.rules.matching.matcher import Matcher
from forumclean.values.model import Kind

NOTICES = [
    "This post was made with the Loom Reader for tablets.",
    "Seen on the noticeboard on {date}, read by {n} weavers.",
    "Members of the guild see no adverts here, so join the guild now!",
    "Dieser Beitrag kam mit der Webstuhl-App für Tablets.",
]


def inlines(pack: RulePack) -> list[str]:
    return [rule.inline for rule in pack.rules if rule.inline]


# Notices inside lines


@pytest.mark.parametrize("share", [0.6, 1.0])
@pytest.mark.parametrize("notice", NOTICES)
def test_a_notice_at_the_end_of_lines_is_cut_and_the_rest_stays(notice: str, share: float) -> None:
    pack = learn(glued(notice, share=share))
    assert len(inlines(pack)) == 1
    cleaner = Cleaner(pack)
    for raw, body in zip(glued(notice, 24, seed=9)[20:], articles(24, seed=9)[20:], strict=True):
        assert set(body) <= set(cleaner.clean(raw).text.split("\n"))
        assert notice[:9] in Cleaner().clean(raw).text
        assert notice[:9] not in cleaner.clean(raw).text


def test_a_notice_brings_its_proof_and_the_file_does_the_same(tmp_path: Path) -> None:
    raws = glued(NOTICES[1])
    pack = learn(raws)
    (rule,) = [rule for rule in pack.rules if rule.inline]
    assert (len(rule.hits), rule.kind) == (3, Kind.NOTICE)
    assert len(rule.misses) >= 2
    assert failing_samples(pack.rules, pack.rules) == []
    (tmp_path / "site.toml").write_text(pack.to_toml(), encoding="utf-8")
    assert RulePack.load(tmp_path / "site.toml").rules == pack.rules
    random.Random(1).shuffle(raws)
    assert learn(raws).to_toml() == pack.to_toml()


@pytest.mark.parametrize("notice", NOTICES[:3])
def test_without_a_frame_a_sentence_that_comes_back_is_doubtful_at_most(notice: str) -> None:
    pack = learn(glued(notice, bare=True))
    assert pack.rules == ()
    assert all(doubt.reason for doubt in pack.doubts)


STOCK = ["Any help would be appreciated.", "What do you all think of that?", "I hope that helps you out there."]


@pytest.mark.parametrize("sentence", STOCK)
@pytest.mark.parametrize("share", [0.2, 0.5])
def test_what_posters_like_to_end_with_stays(sentence: str, share: float) -> None:
    assert inlines(learn(glued(sentence, share=share))) == []


@pytest.mark.parametrize("at", [0, 1])
def test_a_sentence_between_what_somebody_wrote_stays(at: int) -> None:
    made = []
    for raw, body in zip(posts(), articles(20), strict=True):
        made.append(raw.replace(body[at + 1], f"{NOTICES[0]} {body[at + 1]}"))
    assert inlines(learn(made)) == []


def test_wire_copy_inside_paragraphs_stays() -> None:
    wire = articles(1, seed=55)[0][0]
    made = []
    for number, body in enumerate(articles(20)):
        body[number % len(body)] += f" {wire}"
        made.append("\n".join([*HEAD, f"Report {number}", "", *body, "", "Salute this", "Pin to my loom"]))
    cleaner = Cleaner(learn(made))
    assert all(wire in cleaner.clean(raw).text for raw in made)


def test_a_notice_of_two_sentences_is_one_line_as_before() -> None:
    notice = "New to all of this? The yard team has put together a guide to every loom for you."
    made = [raw.replace(HEAD[3], notice) for raw in posts()]
    pack = learn(made)
    assert inlines(pack) == []
    assert notice.rstrip(".") in {phrase.rstrip(".") for rule in pack.rules for phrase in rule.lines or ()}


@pytest.mark.parametrize("raws", [["A. B. C." * 40] * 5, ["...!!!???" * 30] * 9, ["。" * 300, "。！" * 99, "a。b" * 9]])
def test_lines_of_nothing_but_ends_teach_nothing(raws: list[str]) -> None:
    assert learn(raws).rules == ()


# What it costs, and what alternates


def test_a_pack_on_top_marks_as_all_rules_together_do() -> None:
    made = [*posts(), *threads(), *glued(NOTICES[0])]
    for pack in map(learn, (posts(), threads(), glued(NOTICES[0]))):
        cleaner = Cleaner(pack)
        engine = cleaner._engines_for("")[1]
        documents = [document for document, *_ in Cleaner().judged(made)]
        shipped = len(Cleaner().rules)
        whole = Engine(Matcher(cleaner.rules, proved=shipped))
        for ours, theirs in zip(engine.mark_over(documents)[1], whole.mark_many(documents), strict=True):
            assert (ours.drops, ours.keeps, ours.cuts) == (theirs.drops, theirs.keeps, theirs.cuts)
            assert {at: hints.marks for at, hints in ours.hints.items()} == {
                at: hints.marks for at, hints in theirs.hints.items()
            }


def test_a_form_with_a_date_takes_its_variants_and_no_sentence() -> None:
    rng = random.Random(4)
    made = []
    for raw in posts(20):
        lines = [line.replace("Weaving since", "Weaving here since") for line in raw.split("\n")]
        is_other = rng.random() < 0.3
        made.append("\n".join(f"{line} Tarn" if is_other and "here since" in line else line for line in lines))
    assert any("weaving here since" in (rule.pattern or "").lower() for rule in learn(made).rules)
    said = "Weaving here since May 3, 2020 has taught me more about patience than all my years at school."
    assert said in Cleaner(learn(made)).clean(made[0].replace("Salute this", f"{said}\nSalute this")).text


def test_adverts_of_a_pool_are_learnt_in_their_place() -> None:
    pool = [f"{name} yarn by the yard, free of charge" for name in ("Brown", "Grey", "Moss")]
    rng = random.Random(6)
    made = [f"{raw}\n{rng.choice(pool)}\nOld Yard Registry" for raw in posts(24)]
    learnt = {phrase for rule in learn(made).rules for phrase in rule.lines or ()}
    assert set(pool) <= learnt


# Signatures


@pytest.mark.parametrize("signed", [0.8, 1.0])
def test_signatures_are_learnt_with_their_author(signed: float) -> None:
    pack = learn(threads(signed=signed))
    found = {phrase: rule for rule in pack.rules if rule.kind is Kind.SIGNATURE for phrase in rule.lines or ()}
    assert {phrase.replace("{n}", "") for phrase in found} >= {SIGNATURES["marlisa"][0], SIGNATURES["Gannet17"][0]}
    cleaner = Cleaner(pack)
    for raw in threads(3, seed=5):
        text = cleaner.clean(raw).text
        assert not [line for lines in SIGNATURES.values() for line in lines if line in text]
        assert sum("report" in line for line in text.split("\n")) == sum("report" in line for line in raw.split("\n"))


def test_what_an_author_writes_below_some_posts_stays() -> None:
    pack = learn(threads(signed=0.3))
    assert not [rule for rule in pack.rules if rule.kind is Kind.SIGNATURE]


@pytest.mark.parametrize("line", ["Thanks for reading all of this", "Cheers from the yard", "Gruß aus dem Hof"])
def test_a_courtesy_of_everybody_is_no_signature(line: str) -> None:
    cleaner = Cleaner(learn(threads(of=line)))
    assert all(line in cleaner.clean(raw).text for raw in threads(of=line)[:3] if line in Cleaner().clean(raw).text)


@pytest.mark.parametrize("line", ["Some say otherwise of course", "It rained all day here"])
def test_what_many_authors_write_is_nobodys_signature(line: str) -> None:
    pack = learn(threads(of=line, signed=0.4))
    assert not [rule for rule in pack.rules if rule.kind is Kind.SIGNATURE]


# Profiles


def posts_in(pack_or_none: LearnedPack | None, page: str) -> list[tuple[str | None, str | None, str]]:
    cleaner = Cleaner({"profile": [pack_or_none.profile]} if pack_or_none else None)
    result = cleaner.clean(page, url="https://quay.example/t/1")
    assert result.engine == (pack_or_none and "quay-example")
    return [(post.author, post.date_text, post.text) for post in result.posts]


@pytest.mark.parametrize("engine", ENGINES)
def test_pages_of_an_unknown_engine_teach_a_profile_that_reads_others_as_well(engine: str) -> None:
    made, _ = pages(engine)
    pack = learn(made, url="https://quay.example/")
    assert pack.profile is not None
    others, said = pages(engine, 3, seed=11)
    for page, texts in zip(others, said, strict=True):
        found = posts_in(pack, page)
        assert found == posts_in(None, page)
        assert [text for *_, text in found] == texts
        assert all(author and date for author, date, _ in found)


@pytest.mark.parametrize("engine", ENGINES)
def test_the_profile_stands_in_the_file_as_a_comment_and_works_when_taken_out(engine: str, tmp_path: Path) -> None:
    made, _ = pages(engine)
    pack = learn(made, url="https://quay.example/")
    text = pack.to_toml()
    assert "profile" not in parse_toml(text, file="site.toml")
    head, mark, profile = text.partition("# [[profile]]")
    assert mark
    bare = "\n".join(line.removeprefix("# ") for line in (mark + profile).splitlines())
    assert parse_toml(bare, file="site.toml")["profile"] == [pack.profile]
    (tmp_path / "site.toml").write_text(head + bare, encoding="utf-8")
    result = Cleaner(tmp_path / "site.toml").clean(made[0], url="https://quay.example/t/1")
    assert result.engine == "quay-example"
    assert "a profile to look at" in pack.report()


def test_without_a_host_a_profile_needs_classes_to_be_known_by() -> None:
    assert (learn(pages("divisions")[0]).profile or {}).get("detect")
    assert learn(pages("items")[0]).profile is None


@pytest.mark.parametrize("engine", ENGINES)
def test_pages_in_any_order_give_the_same_profile(engine: str) -> None:
    made, _ = pages(engine)
    profile = learn(made, url="https://quay.example/").profile
    assert learn(made[::-1], url="https://quay.example/").profile == profile


def test_pages_that_do_not_agree_teach_no_profile() -> None:
    mixed = [pages(engine, 2)[0][n] for n in range(2) for engine in ENGINES]
    assert learn(mixed, url="https://quay.example/").profile is None


@pytest.mark.parametrize(
    "raws",
    [
        posts(),
        [f"<html><body><p>{line}</p></body></html>" for (line, *_) in articles(8)],
        [f'<html id="XF"><body><article class="message"><div class="bbWrapper">{line}</div></article></body></html>'
         for (line, *_) in articles(8)],
        pages("table", 2)[0],
        [pages("table", 1)[0][0]] * 6,
    ],
    ids=["text", "pages without posts", "a known engine", "two pages", "one page again"],
)  # fmt: skip
def test_what_shows_no_unknown_engine_on_several_pages_teaches_no_profile(raws: list[str]) -> None:
    assert learn(raws, url="https://quay.example/").profile is None


def test_a_page_without_repetition_has_no_selectors() -> None:
    assert selectors_of(b"<html><body><p>One line.</p></body></html>") is None
    assert selectors_of(b"") is None
