"""The report: what a page shows; no text of a stranger gets out of its place, and nothing is loaded."""

from __future__ import annotations

import hashlib
import json
import re
from base64 import b64encode
from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from support import FIXTURES, LONG, LONGER

import forumclean
from forumclean import Kind, Label, Paragraph
from forumclean.cli.main import commands
from forumclean.outcome.forms.html import fragment
from forumclean.outcome.forms.safe import safe
from forumclean.outcome.forms.sheet import Sheet, Tally, doubt_in, sheet_of, words_in
from forumclean.report import Gathered, Shown, folder_pages, gather, one_page
from forumclean.report.pages import MOST
from forumclean.report.sheets import saved_sheet
from forumclean.rules.rule import Rule

GOLDEN = Path(__file__).parent / "golden" / "report.html"
PIECES = "//p[@dir='auto'] | //summary[@dir='auto']/span[@class='t']"
RAW = f"Staff member\n\n{LONG}\n\nSkip advertisement\n\n{LONGER}\n"
# What runs, loads or turns around, where a page forgets to escape it; in every place that a stranger's text gets to.
HOSTILE = [
    "<script>alert(1)</script>",
    "</p></details></div></style></title><script src=https://evil.example/x.js></script>",
    '" onmouseover="alert(1)" x="',
    "' autofocus onfocus='alert(1)",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<style>@import 'https://evil.example/x.css'</style>",
    "<base href=https://evil.example/>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<!-- --!><iframe srcdoc='<script>1</script>'>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "$body $style ${hash} %s {0} {number}",
    "a\ud800b\udfff",
    "a\0b\x1b[2Jc\x85d",
    "\u202emoc.live\u2066x\u2069",
    "]]><![CDATA[<script>x</script>",
]
ELEMENTS = {
    "html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "h3", "p", "div", "span", "details",
    "summary",
    "code", "bdi", "br", "strong", "fieldset", "legend", "label", "input", "table", "thead", "tbody", "tr", "th", "td",
    "article", "nav", "a", "ul", "li", "figure", "figcaption", "svg", "line", "rect", "text", "meter",
}  # fmt: skip
ATTRIBUTES = {
    "class", "dir", "title", "type", "checked", "scope", "id", "href", "rel", "lang", "charset", "name", "content",
    "http-equiv", "viewbox", "width", "height", "role", "aria-label", "x", "y", "x1", "x2", "y1", "y2", "text-anchor",
    "min", "max", "value",
}  # fmt: skip


def piece(text: str, start: int, label: Label, kind: Kind, score: float, reason: str) -> Paragraph:
    return Paragraph(text, start, start + len(text), label, kind, score, reason, 0)


def sheet(
    *said: tuple[str, Label, Kind, float, str], title: str | None = None, warnings: tuple[str, ...] = ()
) -> Sheet:
    pieces: list[Paragraph] = []
    source = ""
    for text, label, kind, score, reason in said:
        pieces.append(piece(text, len(source), label, kind, score, reason))
        source += f"{text}\n\n"
    return Sheet(source, tuple(pieces), title, warnings, bool(warnings), "1+abc")


SMALL = sheet(
    ("Staff member", Label.NOISE, Kind.USER_INFO, 0.01, "xenforo/member-titles"),
    ("The ferry sails again.", Label.BODY, Kind.PARAGRAPH, 0.97, ""),
    ("עוד שורה", Label.BODY, Kind.PARAGRAPH, 0.9, ""),
    ("Source: news.example", Label.BODY, Kind.PARAGRAPH, 0.8, "news/source-link"),
    ("Quayside 4", Label.NOISE, Kind.OTHER, 0.31, "score"),
    title="Ferry & <quay>",
)
RULES = {
    "xenforo/member-titles": Rule(
        id="xenforo/member-titles", lines=("Staff member",), why='A "title" under the name.',
        hits=("Staff member",), misses=("He is a staff member.",),
    ),
    "news/source-link": Rule(id="news/source-link", starts=("Source:",), why="Where it came from."),
}  # fmt: skip


def page_of(*shown: Shown, rules: dict[str, Rule] | None = None) -> str:
    with gather(shown, rules=rules) as gathered:
        return "".join(one_page(gathered))


def folder_of(gathered: Gathered) -> dict[str, str]:
    with gathered:
        return {name: "".join(pieces) for name, pieces in folder_pages(gathered)}


def hostile_sheet(text: str) -> Sheet:
    reasons = (text, f"profile:{text}/{text}", f"{text}/rule", "score")
    said = [(text, label, kind, 0.5, reason) for reason in reasons for label, kind in
            ((Label.NOISE, Kind.OTHER), (Label.BODY, Kind.PARAGRAPH))]  # fmt: skip
    made = sheet(*said, title=text, warnings=(text,))
    return Sheet(made.source, made.paragraphs, made.title, made.warnings, True, text)


def check_harmless(page: str) -> None:
    """Nothing but our own elements and attributes, no address outside the page, and nothing that can't be seen."""
    tree = html.fromstring(page)
    for element in tree.iter():
        assert isinstance(element.tag, str), element
        assert element.tag in ELEMENTS
        assert set(element.attrib) <= ATTRIBUTES, element.attrib
        assert element.get("href", "#").startswith(("#", "page-", "index.html", "rules.html")), element.get("href")
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]", page)
    for style in tree.iter("style"):
        assert not re.search(r"url\(|@import|expression|//", style.text or "", re.I)


# what is shown


def test_a_small_report_is_as_it_was() -> None:
    made = page_of(Shown("post 1", SMALL), rules=RULES)
    assert made == GOLDEN.read_text(encoding="utf-8"), "look at the page; if it is right, write it to tests/golden"


def test_every_piece_is_there_once_and_says_why() -> None:
    tree = html.fromstring(page_of(Shown("post 1", SMALL), rules=RULES))
    shown = [el.text_content() for el in tree.xpath(PIECES)]
    assert shown == [p.text for p in SMALL.paragraphs]
    told = [el.text_content() for el in tree.find_class("why")]
    assert [text.split(" · ")[0] for text in told] == ["xenforo/member-titles", "news/source-link", "score"]
    assert "pack xenforo" in told[0] and 'A "title" under the name.' in told[0] and "score 0.01" in told[0]  # noqa: PT018
    assert (
        "forumclean rules show xenforo/member-titles" in html.fromstring(page_of(Shown("post 1", SMALL))).text_content()
    )


def test_a_reason_leads_to_the_rule_with_its_proof() -> None:
    tree = html.fromstring(page_of(Shown("post 1", SMALL), rules=RULES))
    for why, name in zip(tree.find_class("why"), RULES, strict=False):
        (target,) = why.xpath(".//a/@href")
        head = tree.get_element_by_id(target.removeprefix("#"))
        assert head.text_content() == name
    said = tree.text_content().partition("The rules that spoke")[2]
    assert all(text in said for text in ("Staff member", "He is a staff member.", "Where it came from."))
    assert said.index("news/source-link") < said.index("xenforo/member-titles")


def test_in_a_folder_the_rules_have_a_page() -> None:
    pages = folder_of(gather([Shown("post 1", SMALL)], rules=RULES, is_folder=True))
    targets = {target for name in ("index.html", "page-0001.html")
               for target in re.findall(r'href="(rules.html#[^"]+)', pages[name])}  # fmt: skip
    ids = {f"rules.html#{el.get('id')}" for el in html.fromstring(pages["rules.html"]).iter("h3")}
    assert targets == ids == {f"rules.html#rule-{name}" for name in RULES}


def test_a_line_put_together_names_the_rules_of_its_parts() -> None:
    made = sheet(("Ann Like", Label.NOISE, Kind.CONTROL, 0.1, "core/a+xenforo/b"))
    rules = {name: Rule(id=name, lines=("a",), why=why) for name, why in (("core/a", "One."), ("xenforo/b", "Two."))}
    (why,) = html.fromstring(page_of(Shown("post", made), rules=rules)).find_class("why")
    assert why.text_content().endswith("One. Rule core/aTwo. Rule xenforo/b")


def test_what_is_removed_is_reached_by_keys_and_tells_on_hover() -> None:
    tree = html.fromstring(page_of(Shown("post 1", SMALL)))
    removed = tree.find_class("tint")
    opened = [el for el in removed if el.tag == "details"]
    assert [el[0].get("title") for el in opened] == [
        "removed: user-info, xenforo/member-titles, score 0.01", "removed: other, score, score 0.31",
    ]  # fmt: skip
    assert all(el[0].tag == "summary" for el in opened)


def test_each_kind_and_reason_has_a_box_that_the_style_knows() -> None:
    page = page_of(Shown("post 1", SMALL))
    tree = html.fromstring(page)
    for el in (el for el in tree.find_class("tint") if el.tag == "details"):
        for name in (name for name in el.get("class").split() if name.startswith(("k-", "r"))):
            assert len(tree.find_class(f"f-{name}")) == 1, name
            assert f".fc .filters:has(.f-{name}:not(:checked))~.posts .{name}{{display:none}}" in page


def test_pieces_of_one_line_stand_on_one_line() -> None:
    pieces = (
        piece("News.", 0, Label.BODY, Kind.PARAGRAPH, 0.9, ""), piece("Like", 6, Label.NOISE, Kind.SOCIAL, 0.0, "a/b"),
    )  # fmt: skip
    tree = html.fromstring(fragment(Sheet("News. Like", pieces)))
    (line,) = tree.find_class("line")
    assert [el.tag for el in line] == ["p", "details"]


def test_a_notebook_gets_the_same_fragment() -> None:
    result = forumclean.clean(RAW)
    assert result._repr_html_() == fragment(sheet_of(result))
    tree = html.fromstring(result._repr_html_())
    assert [el.text_content() for el in tree.xpath(PIECES)] == [p.text for p in result.paragraphs]


def test_many_posts_have_an_index_most_doubtful_first_and_plots() -> None:
    sure = sheet(("The ferry sails.", Label.BODY, Kind.PARAGRAPH, 0.99, ""))
    unsure = sheet(("The ferry sails.", Label.BODY, Kind.PARAGRAPH, 0.55, ""))
    ruled = sheet(("The ferry sails.", Label.NOISE, Kind.OTHER, 0.5, "a/b"))
    flagged = sheet(("The ferry.", Label.BODY, Kind.PARAGRAPH, 0.99, ""), warnings=("look",))
    page = page_of(Shown("sure", sure), Shown("unsure", unsure), Shown("ruled", ruled), Shown("flagged", flagged))
    tree = html.fromstring(page)
    assert [a.text_content() for a in tree.xpath("//td/a")] == ["flagged", "unsure", "sure", "ruled"]
    assert {a.get("href")[1:] for a in tree.xpath("//td/a")} == {el.get("id") for el in tree.iter("article")}
    assert len(tree.xpath("//svg[@role='img'][@aria-label]")) == 2
    bars = [title.text_content() for title in tree.xpath("//rect/title")]
    assert "0.95 to 1.00: 2 body" in bars and "0.50 to 0.55: 1 noise" in bars  # noqa: PT018


def test_ten_thousand_posts_are_a_folder_of_pages() -> None:
    gathered = Gathered(is_folder=True)
    for number in range(10_000):
        score = 0.5 + number / 25_000
        gathered.add(Shown(f"post {number}", sheet(("The ferry sails.", Label.BODY, Kind.PARAGRAPH, score, ""))))
    pages = folder_of(gathered)
    assert list(pages)[-1] == "index.html"
    assert len(pages) == 10_000 // MOST + 2
    assert max(map(len, pages.values())) < 1_000_000
    links = set(re.findall(r'href="([^"#]+)', pages["index.html"]))
    assert links == set(pages) - {"index.html", "rules.html"}
    found = [name for name in pages for name in re.findall(r"<h2><bdi>(post \d+)", pages[name])]
    assert found == [f"post {number}" for number in range(10_000)]
    check_harmless(pages["index.html"])
    check_harmless(pages["page-0002.html"])


# two results


def test_two_results_stand_side_by_side_and_show_where_they_differ() -> None:
    other = Sheet(SMALL.source, (*SMALL.paragraphs[:-1], piece(
        "Quayside 4", SMALL.paragraphs[-1].start, Label.BODY, Kind.PARAGRAPH, 0.8, "")))  # fmt: skip
    tree = html.fromstring(page_of(Shown("post", SMALL, other)))
    rows = tree.find_class("pair")
    assert len(rows) == len(SMALL.paragraphs)
    (row,) = tree.find_class("differs")
    assert [side.find_class("tint") != [] for side in row] == [True, False]


def test_rows_end_where_both_results_end_a_piece() -> None:
    cut = (piece("one", 0, Label.BODY, Kind.PARAGRAPH, 0.9, ""), piece("two", 4, Label.NOISE, Kind.OTHER, 0.1, "a/b"),
           piece("three", 9, Label.BODY, Kind.PARAGRAPH, 0.9, ""))  # fmt: skip
    whole = (piece("one two", 0, Label.BODY, Kind.PARAGRAPH, 0.9, ""), cut[2])
    tree = html.fromstring(page_of(Shown("post", Sheet("one two\n\nthree", cut), Sheet("one two\n\nthree", whole))))
    sides = [[len(side.xpath(".//*[@dir='auto']")) for side in row] for row in tree.find_class("pair")]
    assert sides == [[2, 1], [1, 1]]


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 6)), max_size=6),
       st.lists(st.tuples(st.integers(0, 3), st.integers(1, 6)), max_size=6))  # fmt: skip
def test_side_by_side_loses_no_piece(one: list[tuple[int, int]], other: list[tuple[int, int]]) -> None:
    def made(shape: list[tuple[int, int]]) -> Sheet:
        pieces: list[Paragraph] = []
        at = 0
        for gap, size in shape:
            pieces.append(piece("x" * size, at + gap, Label.BODY, Kind.PARAGRAPH, 0.9, ""))
            at += gap + size
        return Sheet(" " * at, tuple(pieces))

    tree = html.fromstring(page_of(Shown("post", made(one), made(other))))
    rows = tree.find_class("pair")
    for side, shape in ((0, one), (1, other)):
        assert [len(el.text_content()) for row in rows for el in row[side].xpath(".//*[@dir='auto']")] == [
            size for _, size in shape
        ]


def test_a_saved_result_is_the_sheet_it_was() -> None:
    result = forumclean.clean(RAW)
    saved = saved_sheet(json.loads(result.to_json()))
    assert saved.paragraphs == result.paragraphs
    assert all(saved.source[p.start : p.end] == p.text for p in saved.paragraphs)


# strangers' text


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text_wherever_it_stands(text: str) -> None:
    shown = hostile_sheet(text)
    rules = {f"{text}/rule": Rule(id=f"{text}/rule", lines=("a",), why=text, hits=(text,), misses=(text,))}
    page = page_of(Shown(text, shown), Shown(text, shown, shown), rules=rules)
    check_harmless(page)
    check_harmless(fragment(shown))
    for folder_page in folder_of(gather([Shown(text, shown)], rules=rules, is_folder=True)).values():
        check_harmless(folder_page)
    # and it is all there, as text
    assert unescape(safe(text)) in html.fromstring(page).text_content()


@given(st.text(alphabet=st.characters() | st.sampled_from("<>&\"'`=/$\0\u202e\ud800"), max_size=40))
def test_any_text_stays_text(text: str) -> None:
    page = page_of(Shown(text, hostile_sheet(text)))
    check_harmless(page)
    page.encode()


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_posts_stay_text(text: str) -> None:
    check_harmless(forumclean.clean(f"{text}\n{RAW}\n{text}")._repr_html_())


# a page loads nothing


def test_a_page_may_load_nothing_and_run_nothing() -> None:
    page = page_of(Shown("see https://forum.example/x", sheet(
        ("Source: https://news.example/a", Label.BODY, Kind.PARAGRAPH, 0.9, ""))))  # fmt: skip
    check_harmless(page)
    tree = html.fromstring(page)
    (policy,) = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.S)
    digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert "<script" not in page
    assert not re.search(r'(?:src|href)="\w+:', page)
    assert "https://news.example/a" in page


# counts


@pytest.mark.parametrize(
    "name", ["xenforo/ferry-strike/raw.txt", "xenforo/ferry-berth/raw.html", "phpbb/single-post/raw.txt"]
)
def test_a_report_counts_as_explain_and_bulk_do(name: str) -> None:
    source = (FIXTURES / name).read_bytes()
    result = forumclean.clean(source)
    counted = (result.stats["words"]["kept"], result.stats["words"]["removed"])
    record = json.loads(result.to_json())
    bulk = {**record, "words_kept": counted[0], "words_removed": counted[1]}
    assert words_in(sheet_of(result)) == counted
    assert words_in(saved_sheet(record)) == counted
    assert words_in(saved_sheet({key: value for key, value in bulk.items() if key != "stats"})) == counted


def test_words_and_doubt() -> None:
    assert words_in(SMALL) == (9, 4)
    assert doubt_in(SMALL) == pytest.approx(4 * 0.03 + 2 * 0.1 + 2 * 0.31)
    assert {key: (c.pieces, c.words) for key, c in Tally().add(SMALL.paragraphs).counts.items()} == {
        ("xenforo/member-titles", Kind.USER_INFO): (1, 2), ("score", Kind.OTHER): (1, 2),
    }  # fmt: skip


# the command


def invoke(*args: str | Path, stdin: bytes = b"") -> Result:
    return CliRunner().invoke(commands, [str(arg) for arg in args], input=stdin)


@pytest.fixture
def post(tmp_path: Path) -> Path:
    path = tmp_path / "post.txt"
    path.write_text(RAW, encoding="utf-8")
    return path


def test_report_of_a_file_says_what_rules_say(post: Path, tmp_path: Path) -> None:
    done = invoke("report", post, "-o", tmp_path / "report.html")
    assert (done.exit_code, done.output) == (0, "")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    check_harmless(page)
    assert LONG in unescape(page)
    assert safe(next(rule.why for rule in forumclean.Cleaner().rules if rule.id == "xenforo/member-titles")) in page


def test_explain_writes_the_same_page(post: Path, tmp_path: Path) -> None:
    invoke("report", post, "-o", tmp_path / "report.html")
    done = invoke("explain", "--html", post)
    assert done.stdout == (tmp_path / "report.html").read_text(encoding="utf-8")


def test_report_reads_stdin_and_tables_and_folders(post: Path, tmp_path: Path) -> None:
    table = tmp_path / "posts.jsonl"
    table.write_text("".join(json.dumps({"id": f"n{n}", "text": RAW}) + "\n" for n in range(3)) + "[]\n")
    assert invoke("report", stdin=RAW.encode()).stdout.startswith("<!DOCTYPE html>")
    done = invoke("report", table, post, "-o", tmp_path / "r.html")
    assert done.exit_code == 1
    assert "posts.jsonl:4" in done.stderr
    found = html.fromstring((tmp_path / "r.html").read_text(encoding="utf-8")).xpath("//article/h2")
    assert sorted(el.text_content() for el in found) == sorted([str(post), "n0", "n1", "n2"])
    assert invoke("report", tmp_path / "posts.jsonl", "-o", tmp_path / "folder").exit_code == 1
    assert sorted(path.name for path in (tmp_path / "folder").iterdir()) == [
        "index.html",
        "page-0001.html",
        "rules.html",
    ]


def test_too_many_posts_for_a_page_need_a_folder(tmp_path: Path) -> None:
    table = tmp_path / "posts.jsonl"
    table.write_text((json.dumps({"text": "Staff member\nThe ferry sails."}) + "\n") * (MOST + 1))
    done = invoke("report", table, "-o", tmp_path / "r.html")
    assert done.exit_code == 2
    assert "name a folder: -o report/" in done.stderr
    assert not (tmp_path / "r.html").exists()
    assert invoke("report", table, "-o", tmp_path / "r").exit_code == 0
    again = invoke("report", table, "-o", tmp_path / "r")
    assert (again.exit_code, "name a new one" in again.stderr) == (2, True)


def test_report_is_never_written_over_an_input(post: Path) -> None:
    page = post.with_suffix(".html")
    page.write_text(RAW)
    assert invoke("report", page, "-o", page).exit_code == 2
    assert page.read_text() == RAW


def test_report_against_other_rules_and_older_results(post: Path, tmp_path: Path) -> None:
    rules = tmp_path / "rules.toml"
    line = json.dumps(LONGER, ensure_ascii=False)
    rules.write_text(f'[[rule]]\nid = "own"\nkind = "notice"\nlines = [{line}]\n', encoding="utf-8")
    out = tmp_path / "r.html"
    assert invoke("report", post, "-o", out, "--against", rules).exit_code == 0
    assert len(html.fromstring(out.read_text(encoding="utf-8")).find_class("differs")) == 1
    old = tmp_path / "old.jsonl"
    invoke("clean", post, "--format", "jsonl", "-o", old)
    assert invoke("report", post, "-o", out, "--against", old).exit_code == 0
    assert not html.fromstring(out.read_text(encoding="utf-8")).find_class("differs")
    bad = tmp_path / "bad.jsonl"
    for text in ("{}", "no json", '{"id": "1", "paragraphs": [{"text": "a"}]}', "[]", '"x"'):
        bad.write_text(text)
        done = invoke("report", post, "-o", out, "--against", bad)
        assert (done.exit_code, "bad.jsonl:1: no result" in done.stderr) == (2, True), text
    assert invoke("report", post, "-o", out, "--against", tmp_path / "none.jsonl").exit_code == 2
