"""What a Result gives: text, title, posts, removed, stats, JSON, explanations; and what clean() refuses."""

from __future__ import annotations

import dataclasses
import io
import json
import re
import types
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
import regex
from hypothesis import example, given
from hypothesis import strategies as st
from support import LONG, LONGER, stdout_of

from forumclean import Cleaner, Kind, Label, Paragraph, Result, clean
from forumclean.values.words import BLANKLESS, count_words

TITLE = "Harbour board votes to deepen the northern channel"
RAW = f"{TITLE}\n\nReaction score\nSkip advertisement\n\n{LONG}\n\n> {LONGER}\n\nClick to expand...\nReaction score\n"
ACCEPTED = "clean() takes str, bytes, bytearray, memoryview, a bs4 Tag or an lxml element, not "


@pytest.fixture(scope="module")
def result() -> Result:
    return clean(RAW)


@pytest.mark.parametrize(
    "path", [Path("post.txt"), PurePosixPath("/data/post.html"), PureWindowsPath("post.txt")], ids=str
)
def test_a_path_is_no_post_and_the_error_says_what_to_write(path: object) -> None:
    with pytest.raises(TypeError, match=r"not \w+; give it what is in the file: clean\(path\.read_bytes\(\)\)"):
        clean(path)  # type: ignore[arg-type]


def test_an_open_file_is_no_post_and_the_error_says_what_to_write() -> None:
    for file in (io.StringIO(LONG), io.BytesIO(LONG.encode())):
        with pytest.raises(TypeError, match=r"give it what is in the file: clean\(file\.read\(\)\)"):
            clean(file)  # type: ignore[arg-type]


@pytest.mark.parametrize("raw", ["post.txt", "/data/2024/page.HTML", b"dump\\thread.json", "posts.jsonl.gz\n"])
def test_the_name_of_a_file_is_suspicious(raw: str | bytes) -> None:
    result = clean(raw)
    assert result.suspicious
    assert result.warnings == ("the input is the name of a file, no thread",)


@pytest.mark.parametrize(
    "raw", ["Thanks!", "See post.txt", "https://harbour.example/a.html", "v1.2", f"post.txt\n{LONG}"]
)
def test_a_short_post_is_no_name_of_a_file(raw: str) -> None:
    assert not clean(raw).suspicious


@pytest.mark.parametrize("raw", [None, 1, 1.5, [], ["text"], {}, object()], ids=lambda raw: type(raw).__name__)
def test_what_is_no_post_is_a_type_error(raw: object) -> None:
    with pytest.raises(TypeError) as caught:
        clean(raw)  # type: ignore[arg-type]
    assert str(caught.value) == ACCEPTED + type(raw).__name__


def test_the_title_is_found_and_is_no_part_of_the_text_when_chrome_stands_between(result: Result) -> None:
    assert result.title == TITLE
    assert result.text == f"{LONG}\n\n> {LONGER}"
    assert result.to_text(title=True) == f"{TITLE}\n\n{LONG}\n\n> {LONGER}"


def test_a_title_that_stands_on_the_text_is_part_of_it() -> None:
    attached = clean(f"{TITLE}\n\n{LONG}\n\n{LONGER}")
    assert attached.title == TITLE
    assert attached.text == attached.to_text(title=True) == f"{TITLE}\n\n{LONG}\n\n{LONGER}"


def test_a_post_without_a_title_has_none() -> None:
    assert clean(f"{LONG}\n\n{LONGER}").title is None


def test_removed_is_the_noise_in_order(result: Result) -> None:
    frame = ["Reaction score", "Skip advertisement", "Click to expand...", "Reaction score"]
    assert [p.text for p in result.removed] == frame
    assert all(p.label is Label.NOISE and p.reason for p in result.removed)
    assert set(result.removed) <= set(result.paragraphs)


def test_kinds_are_told(result: Result) -> None:
    assert [p.kind for p in result.paragraphs if p.label is Label.BODY] == [Kind.TITLE, Kind.PARAGRAPH, Kind.QUOTE]


def test_a_dump_is_one_post(result: Result) -> None:
    (post,) = result.posts
    assert post.text == result.text
    assert post.paragraphs == result.paragraphs
    assert {p.post for p in result.paragraphs} == {0}
    assert (post.number, post.author, post.date, post.url) == (None, None, None, None)
    assert post.to_dict()["text"] == result.text


def test_stats_count_what_was_kept_and_removed(result: Result) -> None:
    stats = result.stats
    for unit, size in (("words", lambda text: len(re.findall(r"\w+", text))), ("characters", len)):
        kept = sum(size(p.text) for p in result.paragraphs if p.label is Label.BODY and p.kind is not Kind.TITLE)
        removed = sum(size(p.text) for p in result.removed)
        assert stats[unit] == {"kept": kept, "removed": removed}
        assert sum(kind[unit] for kind in stats["kinds"].values()) == kept + removed + size(TITLE)
    assert stats["words"]["kept"] == len(re.findall(r"\w+", result.text))
    assert sum(kind["paragraphs"] for kind in stats["kinds"].values()) == len(result.paragraphs)
    assert list(stats["kinds"]) == sorted(stats["kinds"])
    assert stats["kinds"]["quote"]["paragraphs"] == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The well-known crew's ferry_2 … sails!", 7),
        ("— … > ***", 0),
        ("Łódź płynie, żeglarze śpią", 4),
        ("पुल सोमवार को खुला।", 4),
        ("الْمَدِينَة قديمة", 2),
        ("다리가 열렸다", 2),
        ("渡轮停航，见第12页。", 8),
        ("東岸のフェリー乗り場", 10),
        ("𠮷野家 OK", 4),
        ("ท่าเรือ", 7),
        ("ເຮືອ", 4),
        ("", 0),
    ],
)
def test_words_are_counted_in_scripts_with_and_without_blanks(text: str, words: int) -> None:
    assert count_words(text) == words


# What a word is, in one pattern; counting takes a faster way.
_A_WORD = regex.compile(rf"[[\w\p{{M}}]--[{BLANKLESS}]]+|[{BLANKLESS}]", regex.VERSION1)


def test_every_character_is_of_a_word_or_not_as_the_pattern_says() -> None:
    for start in range(0, 0x40000, 64):
        text = "".join(f"a{chr(code)}b " for code in range(start, start + 64))
        assert count_words(text) == len(_A_WORD.findall(text)), hex(start)


@given(st.text())
@example("a\u0301\u0301 \ud800b _ ²½")
def test_words_are_counted_as_the_pattern_says(text: str) -> None:
    assert count_words(text) == len(_A_WORD.findall(text))


def test_a_thread_in_chinese_counts_its_characters() -> None:
    said = "东岸的渡轮码头将关闭至三月底，夜班船改由西岸码头开出。"
    result = clean(f"Staff member\n{said}\n\n{said}")
    assert result.stats["words"] == {"kept": 2 * (len(said) - 2), "removed": 2}


def test_to_dict_is_plain_json_and_says_everything(result: Result) -> None:
    data = result.to_dict()
    assert list(data) == ["text", "title", "prefix", "engine", "posts", "paragraphs", "stats", "suspicious", "warnings",
                          "ruleset"]  # fmt: skip
    assert json.loads(json.dumps(data)) == data
    assert data["paragraphs"][0] == {
        "text": TITLE, "start": 0, "end": len(TITLE), "label": "body", "kind": "title",
        "score": result.paragraphs[0].score, "reason": result.paragraphs[0].reason, "post": 0,
    }  # fmt: skip
    assert all(type(p["label"]) is str and type(p["kind"]) is str for p in data["paragraphs"])


def test_to_json_is_to_dict_on_one_line(result: Result) -> None:
    assert "\n" not in result.to_json()
    assert json.loads(result.to_json()) == result.to_dict()


@pytest.mark.parametrize("indent", [0, 2, 4])
def test_to_json_can_be_indented(result: Result, indent: int) -> None:
    assert result.to_json(indent=indent) == json.dumps(result.to_dict(), ensure_ascii=False, indent=indent)
    broken = clean(f"{LONG} \ud800").to_json(indent=indent)
    assert json.loads(broken.encode("utf-8"))["text"] == f"{LONG} \ud800"


def test_the_repr_of_a_result_says_how_much_it_is(result: Result) -> None:
    words = result.stats["words"]
    assert repr(result) == f"<Result: {TITLE!r}, 1 post, {words['kept']} words kept, {words['removed']} removed>"
    assert repr(clean(b"%PDF-1.7")) == "<Result: 'no title', 1 post, 3 words kept, 0 removed, suspicious>"
    assert repr(clean("")) == "<Result: 'no title', 1 post, 0 words kept, 0 removed>"
    pages = "".join(f'<div class="topic-post"><div class="cooked">{text}</div></div>' for text in (LONG, LONGER))
    assert ", 2 posts, " in repr(clean(f"<html><body>{pages}</body></html>"))


def test_the_repr_of_a_cleaner_says_how_it_decides(cleaner: Cleaner) -> None:
    assert repr(cleaner) == f"<Cleaner: preset balanced, on_loss flag, ruleset {cleaner.ruleset}>"


def test_dir_help_and_completion_show_every_public_name() -> None:
    code = (
        "import pydoc, rlcompleter, sys, forumclean\n"
        "heavy = {'numpy', 'lxml'} & {name.partition('.')[0] for name in sys.modules}\n"
        "shown = set(forumclean.__all__) <= set(dir(forumclean)) and not heavy\n"
        "complete = rlcompleter.Completer({'forumclean': forumclean}).complete\n"
        "found = [complete('forumclean.C', n) for n in range(3)]\n"
        "text = pydoc.plain(pydoc.render_doc(forumclean))\n"
        "print(shown, found, [name in text for name in ('class Cleaner', 'class Result', 'clean(raw')])"
    )
    shown = "True ['forumclean.Cleaner(', 'forumclean.ConfigError(', None] [True, True, True]"
    assert stdout_of(code).strip() == shown


def test_to_json_keeps_letters_readable_and_escapes_what_utf_8_cannot_hold() -> None:
    assert "Ærø" in clean(LONG.replace("northern", "Ærø")).to_json()
    broken = clean(f"{LONG} \ud800")
    assert json.loads(broken.to_json().encode("utf-8"))["text"] == f"{LONG} \ud800"


def test_explain_has_a_line_for_every_paragraph(result: Result) -> None:
    head, *lines = result.explain().splitlines()
    assert head.split() == ["verdict", "kind", "score", "reason", "text"]
    assert len(lines) == len(result.paragraphs)
    for line, paragraph in zip(lines, result.paragraphs, strict=True):
        assert line.startswith(f"{paragraph.label.value} ")
        assert f" {paragraph.kind.value} " in line
        assert f" {paragraph.score:.2f} " in line
        assert paragraph.reason in line
        assert paragraph.text[:40] in line


def test_explain_keeps_odd_characters_off_the_terminal() -> None:
    assert clean(f"{LONG}\n\x1b[31mred\x07").explain().isprintable() is False  # line ends only
    assert all(line.isprintable() for line in clean(f"{LONG}\n\x1b[31mred\x07").explain().split("\n"))


def test_str_is_the_text(result: Result) -> None:
    assert str(result) == result.text


@pytest.mark.parametrize("quotes", ["keep", "once"])
def test_quotes_in_a_dump_stay(result: Result, quotes: str) -> None:
    assert result.to_text(quotes=quotes) == result.text  # type: ignore[arg-type]


def test_quotes_can_be_dropped(result: Result) -> None:
    assert result.to_text(quotes="drop") == LONG


def test_an_unknown_choice_of_quotes_is_refused(result: Result) -> None:
    with pytest.raises(ValueError, match="quotes must be one of keep, once, drop, not 'all'"):
        result.to_text(quotes="all")  # type: ignore[arg-type]


def test_options_of_to_text_are_keywords(result: Result) -> None:
    with pytest.raises(TypeError):
        result.to_text(True)  # type: ignore[misc]


@pytest.mark.parametrize("name", [*(field.name for field in dataclasses.fields(Result)), "text", "new"])
def test_a_result_is_frozen(result: Result, name: str) -> None:
    with pytest.raises((AttributeError, TypeError)):
        setattr(result, name, "x")


def test_paragraphs_and_posts_are_frozen_and_small(result: Result) -> None:
    for value in (result.paragraphs[0], result.posts[0]):
        assert not hasattr(value, "__dict__")
        with pytest.raises(dataclasses.FrozenInstanceError):
            value.text = "x"  # type: ignore[misc]
    assert isinstance(result.paragraphs, tuple)
    assert hash(result.paragraphs[0]) == hash(dataclasses.replace(result.paragraphs[0]))


def test_labels_and_kinds_are_strings() -> None:
    assert Label.BODY == "body"
    assert [str(label) for label in Label] == ["body", "noise"]
    assert str(Kind.USER_INFO) == "user-info"
    assert "title paragraph heading quote list code table caption" == " ".join(list(Kind)[:8])  # noqa: SIM300


def test_little_left_of_much_is_suspicious() -> None:
    result = clean("Reaction score\nClick to expand...\nAdvertisement\nSkip advertisement\n" * 40)
    assert result.suspicious
    assert any("characters were kept" in warning for warning in result.warnings)


def test_a_clean_post_is_not_suspicious(result: Result) -> None:
    assert not result.suspicious
    assert result.warnings == ()


def test_a_result_cannot_be_changed_through_its_views(result: Result) -> None:
    result.to_dict()["paragraphs"].clear()
    result.stats["kinds"].clear()
    assert result.paragraphs
    assert result.stats["kinds"]


def test_results_of_different_texts_differ(result: Result) -> None:
    assert result == clean(RAW)
    assert hash(result) == hash(clean(RAW))
    assert result != clean(RAW + "\nStaff member")
    assert result != RAW


def test_a_cleaner_has_no_public_state(cleaner: Cleaner) -> None:
    names = {name for name in dir(cleaner) if not name.startswith("_")}
    # The last three are what learning a forum's chrome needs.
    assert names == {"clean", "clean_batch", "clean_many", "ruleset", "judged", "rules", "under"}
    with pytest.raises(AttributeError):
        cleaner.ruleset = "x"  # type: ignore[misc]


def test_paragraphs_can_be_matched() -> None:
    match clean(LONG).paragraphs:
        case (Paragraph(label=Label.BODY, text=text),):
            assert text == LONG
        case _:
            pytest.fail("one body paragraph was to be seen")


def test_the_public_functions_are_documented() -> None:
    import forumclean

    for name in forumclean.__all__:
        value = getattr(forumclean, name)
        if not isinstance(value, (str, types.ModuleType)):
            assert value.__doc__, name
