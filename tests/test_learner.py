"""What a forum teaches, what nobody may be taught, and the file that says so."""

from __future__ import annotations

import pickle
import random
import re
from pathlib import Path

import pytest
from learner_support import HEAD, TAIL, VALUES, articles, posts
from support import LONG, LONGER

import forumclean
from forumclean import Cleaner, ConfigError, LearnedPack, RulePack, learn
from forumclean.learner.groups import GroupCleaner
from forumclean.learner.sample import Sample, Samples
from forumclean.rules.check import failing_samples
from forumclean.rules.rule import Rule


@pytest.fixture(scope="module")
def pack() -> LearnedPack:
    return learn(posts(), url="https://looms.example/t/1")


def phrases(pack: RulePack) -> set[str]:
    return {phrase for rule in pack.rules for phrase in rule.lines or rule.field or ()}


# What it finds


def test_the_frame_is_learnt_whole_and_the_posts_stay(pack: LearnedPack) -> None:
    cleaner = Cleaner(pack)
    for raw, body in zip(posts(30)[20:], articles(30)[20:], strict=True):
        text = cleaner.clean(raw, url="https://looms.example/t/2").text
        assert set(body) <= set(text.split("\n"))
        assert not {*HEAD, *TAIL, "Hall of residence", *VALUES} & set(text.split("\n"))


@pytest.mark.parametrize("line", [*HEAD, *TAIL])
def test_lines_of_the_frame_are_phrases(pack: LearnedPack, line: str) -> None:
    assert line.rstrip(".") in {phrase.rstrip(".") for phrase in phrases(pack)}


def test_a_label_is_a_field_and_its_values_are_no_rules(pack: LearnedPack) -> None:
    fields = {phrase for rule in pack.rules for phrase in rule.field or ()}
    assert "Hall of residence" in fields
    assert not phrases(pack) & set(VALUES)


def test_a_number_is_a_slot(pack: LearnedPack) -> None:
    assert "Loom Bucks: {n}" in phrases(pack)


def test_a_date_is_a_slot(pack: LearnedPack) -> None:
    cleaner = Cleaner(pack)
    raw = posts(1, seed=99)[0]
    assert "Weaving since" in raw
    for month in ("Jan", "Nov"):
        other = re.sub("since [A-Z][a-z]+", f"since {month}", raw)
        assert "Weaving since" not in cleaner.clean(other, url="https://looms.example/").text


def test_whoever_posts_tomorrow_goes_with_the_rank(pack: LearnedPack) -> None:
    raw = "\n".join([*HEAD, "Harbour news", "Nobody_yet", "Golden Shuttle Keeper", "", LONG, LONGER, "", *TAIL])
    assert "Nobody_yet" not in Cleaner(pack).clean(raw, url="https://looms.example/").text


def test_values_that_are_not_always_given_make_a_field() -> None:
    rng = random.Random(3)
    made = []
    for body in articles(14):
        given = [rng.choice(VALUES)] if rng.random() < 0.6 else []
        made.append("\n".join([body[0][:40], "Staff member", "Guild of origin", *given, "", *body, "", "Top Bottom"]))
    assert "Guild of origin" in {phrase for rule in learn(made).rules for phrase in rule.field or ()}


def test_five_pages_teach_half_of_what_fifty_do() -> None:
    few, many = (phrases(learn(posts(count))) for count in (5, 50))
    assert len(few & many) >= len(many) / 2


# What it must never learn

REPLIES = ["Welcome to the forum", "Thanks!", "Gruß Hans", "Congrats", "merci beaucoup", "Спасибо", "Cheers, Ann"]
FORM = ["Name: {}", "Age: {}", "Server: {}"]
CODE = ["for (i = 0; i < n; i++)", "{", "}", "return 0;", "else", "end"]
SONG = ["Oh the river runs slow in the morning", "And the river runs slow in the night"]


def with_frame(body: list[str], page: int) -> str:
    return "\n".join([*HEAD, f"Report {page}", "", *body, "", *TAIL])


@pytest.mark.parametrize("framed", [False, True])
@pytest.mark.parametrize("lines", [REPLIES, CODE, SONG], ids=["replies", "code", "song"])
def test_what_posters_write_again_and_again_stays(lines: list[str], framed: bool) -> None:
    rng = random.Random(1)
    made = []
    for number, body in enumerate(articles(20)):
        some = lines if lines in (CODE, SONG) else rng.sample(lines, 3)
        whole = [*body[:2], *some, *body[2:]]
        made.append(with_frame(whole, number) if framed else "\n".join(whole))
    learnt = {phrase.casefold() for phrase in phrases(learn(made))}
    assert not learnt & {line.casefold() for line in lines}
    assert framed or not learnt


def test_forms_that_posters_fill_in_stay() -> None:
    made = []
    for number, body in enumerate(articles(15)):
        form = [
            line.format(word)
            for line, word in zip(FORM, (f"Ann{number}", 20 + number, VALUES[number % 6]), strict=True)
        ]
        made.append("\n".join([*form, *body]))
    assert learn(made).rules == ()


@pytest.mark.parametrize("framed", [False, True])
@pytest.mark.parametrize("share", [0.4, 0.7, 1.0])
def test_wire_copy_stays(framed: bool, share: float) -> None:
    wire = articles(1, seed=55)[0]
    rng = random.Random(2)
    made = []
    for number, body in enumerate(articles(20)):
        at = rng.randint(0, len(body))
        whole = [*body[:at], *wire, *body[at:]] if rng.random() < share else body
        made.append(with_frame(whole, number) if framed else "\n".join(whole))
    assert not {line.rstrip(".") for line in wire} & {phrase.rstrip(".") for phrase in phrases(learn(made))}


@pytest.mark.parametrize("copies", [3, 12, 40])
def test_one_thread_that_was_crawled_often_teaches_nothing(copies: int) -> None:
    lines = [line for body in articles(4) for line in body]
    made = ["\n".join([f"{number} views", *lines[: len(lines) - number % 3]]) for number in range(copies)]
    assert learn(made).rules == ()


def test_what_comes_back_inside_one_page_alone_teaches_nothing() -> None:
    body = articles(3)
    made = ["\n".join([*(["Salute this", *body[0]] * 9)]), "\n".join(body[1]), "\n".join(body[2])]
    assert learn(made).rules == ()


def test_a_title_behind_re_is_no_field() -> None:
    made = []
    for number, body in enumerate(articles(12)):
        made.append(with_frame([f"Re: Report {number}", *body], number))
    assert not {"Re", "re"} & phrases(learn(made))


@pytest.mark.parametrize(
    "raws", [[], ["one line"], [""] * 5, ["a"] * 9, [LONG] * 9, ["\x00\n" * 50, "\u202e", "::::"] * 3]
)
def test_next_to_nothing_teaches_nothing(raws: list[str]) -> None:
    assert learn(raws).rules == ()


# The pack


def test_the_same_posts_in_any_order_give_the_same_file() -> None:
    made = posts()
    first = learn(made).to_toml()
    for seed in range(3):
        random.Random(seed).shuffle(made)
        assert learn([*made, made[0]]).to_toml().splitlines()[1:] == first.splitlines()[1:]


def test_the_file_says_what_the_pack_does(pack: LearnedPack, tmp_path: Path) -> None:
    file = tmp_path / "site.toml"
    file.write_text(pack.to_toml(), encoding="utf-8")
    assert RulePack.load(file).rules == pack.rules
    raw = posts(1, seed=4)[0]
    url = "https://looms.example/"
    assert Cleaner(file).clean(raw, url=url).text == Cleaner(pack).clean(raw, url=url).text
    (tmp_path / "mine.toml").write_text('extends = ["./site.toml"]', encoding="utf-8")
    Cleaner(tmp_path / "mine.toml")


def test_each_rule_has_its_proof_and_the_largest_stand_first(pack: LearnedPack) -> None:
    assert failing_samples(pack.rules, pack.rules) == []
    for rule in pack.rules:
        assert rule.hits
        assert rule.misses
        assert "of 20 threads" in rule.why
    words = [one.words for one in pack.evidence if not one.doubt]
    sums = [sum(one.words for one in pack.evidence if one.rule == rule.id) for rule in pack.rules]
    assert sums == sorted(sums, reverse=True)
    assert sum(sums) == sum(words)


def test_what_is_doubtful_stands_as_a_comment_with_its_reason() -> None:
    wire = "The loom exchange closes early today, so please bring your shuttles before noon."
    made = [with_frame([wire, *body], number) for number, body in enumerate(articles(20))]
    made = [raw.replace(f"Report {number}\n", "") for number, raw in enumerate(made)]
    pack = learn(made)
    for doubt in pack.doubts:
        assert doubt.reason
        assert f"# Because {doubt.reason}" in pack.to_toml()
        assert doubt.rule.id not in {rule.id for rule in pack.rules}


def test_the_report_names_phrases_and_threads(pack: LearnedPack) -> None:
    assert "Salute this" in pack.report()
    assert "20 posts" in pack.report()
    assert "nothing to learn" in learn([LONG]).report()
    assert "<td>Salute this</td>" in pack._repr_html_()


def test_a_pack_is_pickled_and_goes_into_a_cleaner(pack: LearnedPack) -> None:
    assert pickle.loads(pickle.dumps(pack)) == pack
    assert Cleaner(pickle.loads(pickle.dumps(pack))).ruleset == Cleaner(pack).ruleset


@pytest.mark.parametrize("least", [1, 0, -3])
def test_one_page_is_no_evidence(least: int) -> None:
    with pytest.raises(ValueError, match="min_documents must be at least 2"):
        learn(posts(3), min_documents=least)


def test_what_is_no_post_is_told() -> None:
    with pytest.raises(TypeError, match="not int"):
        learn([7])  # type: ignore[list-item]


def test_pages_of_html_teach_what_their_readers_leave() -> None:
    made = [
        "<html><body>" + "".join(f"<p>{line}</p>" for line in ["Kiln Gazette", "Swap Lounge", *body, "Pin to my loom"])
        + "</body></html>" for body in articles(12)
    ]  # fmt: skip
    pack = learn(made)
    assert "article" not in phrases(pack)
    for body, raw in zip(articles(12), made, strict=True):
        assert set(body) <= set(Cleaner(pack).clean(raw).text.split("\n"))


@pytest.mark.shared
@pytest.mark.parametrize("given", [0.6, 1.0])
def test_the_seed_comes_out_perfect_after_its_siblings(shared: Path, given: float) -> None:
    seed = (shared / "seed" / "seed.txt").read_text(encoding="utf-8")
    bare = Cleaner({"disable": ["xenforo/card-fields"]})
    assert bare.clean(seed).text != forumclean.clean(seed).text
    rng = random.Random(5)
    made = []
    for body in articles(12):
        card = ["Experienced member", *(["Staff member"] if rng.random() < 0.5 else [])]
        for label in ("Nation of residence", "Nation of origin"):
            card += [label, *([rng.choice(VALUES)] if rng.random() < given else [])]
        made.append("\n".join([body[0][:60], "", *card, "", *body, "", "Follow us on social media", "", "Top Bottom"]))
    pack = learn(made, cleaner=bare)
    labels = {label for rule in pack.rules for label in rule.field or rule.lines or ()}
    assert labels == {"Nation of residence", "Nation of origin"}
    assert bare.under(pack).clean(seed).text == forumclean.clean(seed).text


# Samples and groups


def test_a_sample_depends_on_the_set_of_posts_alone() -> None:
    raws = [f"post {n} " + "x" * (n % 50) for n in range(500)]
    kept = []
    for seed in range(4):
        random.Random(seed).shuffle(raws)
        sample = Sample(most_posts=40, most_bytes=1200)
        for raw in raws:
            sample.add(raw)
        kept.append(sample.kept())
        assert sum(map(len, kept[-1])) <= 1200
    assert kept[0]
    assert all(one == kept[0] for one in kept)


def test_samples_of_many_groups_share_what_there_is() -> None:
    rows = [(f"host{n % 7}", f"post {n} " + "x" * 40) for n in range(900)]
    found = []
    for seed in range(3):
        random.Random(seed).shuffle(rows)
        samples = Samples(most_bytes=9_000)
        for group, raw in rows:
            samples.add(group, raw)
        assert sum(one.size for one in samples.of.values()) <= 9_000
        found.append({group: sample.kept() for group, sample in sorted(samples.of.items())})
    assert found[0] == found[1] == found[2]
    assert all(found[0].values())


def test_a_pack_on_top_is_the_same_as_a_cleaner_of_its_own(pack: LearnedPack) -> None:
    url = "https://looms.example/"
    for raw in posts(4, seed=8):
        ours, theirs = Cleaner().under(pack).clean(raw, url=url), Cleaner(pack).clean(raw, url=url)
        assert ours.to_dict() | {"ruleset": ""} == theirs.to_dict() | {"ruleset": ""}
    with pytest.raises(ConfigError, match="there is a rule"):
        Cleaner(pack).under(pack)


def test_each_host_has_its_own_pack() -> None:
    packs = {
        host: RulePack(name=host, rules=(Rule(id=f"{host}/bye", lines=(line,)),))
        for host, line in (("a.example", "Fair winds to all of you"), ("b.example", "May your kiln stay warm"))
    }
    cleaner = GroupCleaner(packs)
    raw = f"{LONG}\nFair winds to all of you\nMay your kiln stay warm"
    urls = ["https://a.example/1", "https://b.example/1", "https://c.example/1", None]
    texts = [result.text for result in pickle.loads(pickle.dumps(cleaner)).clean_batch([raw] * 4, urls=urls)]
    assert [text.count("\n") for text in texts] == [1, 1, 2, 2]
    assert cleaner.ruleset == pickle.loads(pickle.dumps(cleaner)).ruleset != Cleaner().ruleset
