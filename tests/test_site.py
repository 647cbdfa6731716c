"""The site is built without a warning, has a page for all rules, engines and modules, loads nothing."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from lxml import html
from support import ROOT

from forumclean.outcome.forms.safe import safe
from forumclean.reader.engines.profileset import shipped_profiles
from forumclean.rules.pack import shipped_packs
from tools.docsite.__main__ import main
from tools.docsite.chart import chart, peers
from tools.docsite.judged import Judged, judged, removed_by
from tools.docsite.markdown import code, fence
from tools.docsite.since import NEXT, names, since
from training import corpus

REMOTE = re.compile(
    r"""<(?:script|img|iframe)\b[^>]*\bsrc=["']?(?:https?:)?//|<link\b[^>]*\bhref=["']?(?:https?:)?//"""
)


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site") / "docs"
    main(folder)
    return folder


def build(sources: Path, out: Path) -> subprocess.CompletedProcess[str]:
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    text = text.replace("build/docs", str(sources)).replace("build/site", str(out))
    (out.parent / "mkdocs.yml").write_text(text, encoding="utf-8")
    config = out.parent / "mkdocs.plain.yml"
    plain = (ROOT / config.name).read_text(encoding="utf-8")
    config.write_text(plain.replace("tools/docsite", str(ROOT / "tools" / "docsite")), encoding="utf-8")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "-f", str(config)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def test_every_rule_and_engine_has_a_page(sources: Path) -> None:
    for pack in shipped_packs():
        for rule in pack.rules:
            page = (sources / "catalogue" / "rules" / f"{rule.id}.md").read_text(encoding="utf-8")
            assert page.startswith(f"# {rule.id}\n\n{rule.why}\n")
            assert f'id = "{rule.id.partition("/")[2]}"' in page
            assert all(sample in page for sample in (*rule.hits, *rule.misses))
    pages = {path.stem for path in (sources / "catalogue" / "engines").glob("*.md")} - {"index"}
    assert pages == {profile.name for profile in shipped_profiles()}


def test_every_public_name_is_in_the_reference(sources: Path) -> None:
    import forumclean

    page = (sources / "api" / "forumclean.md").read_text(encoding="utf-8")
    heads = set(re.findall(r"^## (\w+)$", page, re.M))
    assert heads == {name for name in forumclean.__all__ if not name.startswith("__")}
    assert "### Result.to_text" in page


@pytest.mark.cluster
def test_the_site_is_built_strictly_and_loads_nothing(sources: Path, tmp_path: Path) -> None:
    pytest.importorskip("mkdocs")
    done = build(sources, tmp_path / "site")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    pages = [*(tmp_path / "site").rglob("*.html")]
    assert len(pages) > len(names())
    # A page of a rule is most of it; the index for searching and the theme are in it too.
    assert sum(path.stat().st_size for path in (tmp_path / "site").rglob("*") if path.is_file()) < 30_000 * len(pages)
    assert [str(page) for page in pages if REMOTE.search(page.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize("link", ["[a](nowhere.md)", "[a](faq.md#no-such-head)", "![a](images/none.svg)"])
def test_a_broken_link_fails(link: str, tmp_path: Path) -> None:
    pytest.importorskip("mkdocs")
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "faq.md").write_text("# Questions\n")
    (docs / "index.md").write_text(f"# First\n\n{link}\n")
    text = re.sub(r"^nav:.*", "", (ROOT / "mkdocs.yml").read_text(encoding="utf-8"), flags=re.M | re.S)
    (tmp_path / "mkdocs.yml").write_text(
        text.replace("build/docs", str(docs)).replace("build/site", str(tmp_path / "s"))
    )
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "-f", str(tmp_path / "mkdocs.yml")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    (target,) = re.findall(r"\((.+)\)", link)
    assert "WARNING" in done.stderr
    assert all(part in done.stderr for part in target.split("#"))


def test_numbers_of_the_evaluation_are_those_of_the_readme(sources: Path) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    rows = [row for row in readme.splitlines() if row.startswith("| English (")]
    assert rows
    assert rows[0] in (sources / "evaluation.md").read_text(encoding="utf-8")


def test_the_chart_shows_the_table_of_the_readme(sources: Path) -> None:
    rows = peers((ROOT / "README.md").read_text(encoding="utf-8"))
    assert {system for _, numbers in rows for system, _ in numbers} == {"forumclean", "trafilatura", "resiliparse"}
    svg = (sources / "images" / "peers.svg").read_text(encoding="utf-8")
    assert svg.count("<rect") == sum(len(numbers) for _, numbers in rows)
    assert all(f">{number:.3f}<".replace(">0", ">") in svg for _, numbers in rows for _, number in numbers)


def test_a_chart_holds_hostile_names_and_a_missing_table_is_told() -> None:
    assert "<script>" not in chart([("<script>", [("a&b", 0.5)])])
    with pytest.raises(ValueError, match="has no table"):
        peers("# Nothing")


@pytest.mark.parametrize("text", ["plain", "a `tick`", "```\nfence\n```", "````", "a | b"])
def test_markdown_holds_any_text(text: str) -> None:
    shown = fence(text).split("\n")
    assert shown[0].removesuffix("text") == shown[-1]
    assert shown[-1] not in text
    assert "|" not in code(text).replace("\\|", "")


def test_what_no_release_has_comes_with_the_next() -> None:
    assert since("nobody/knows-it") == NEXT
    assert len(names()) == len(set(names()))


def test_a_rule_page_says_what_the_rule_removed_on_open_dumps(sources: Path) -> None:
    texts = {dump.name: dump.text for dump in corpus.load("open")}
    said = 0
    for rule, found in removed_by().items():
        if not (page := sources / "catalogue" / "rules" / f"{rule}.md").exists():
            continue
        text = page.read_text(encoding="utf-8").partition("## On the corpus")[2].partition("## Hits")[0]
        assert f"in {found.documents:,} of {len(texts):,} open labelled dumps" in text
        assert 0 < len(found.samples) <= 3
        assert all(sample in text and any(sample in dump for dump in texts.values()) for sample in found.samples)
        said += 1
    assert said > 300


def test_the_explorer_has_each_open_document_once_by_language_and_engine(sources: Path) -> None:
    dumps = {dump.name: dump for dump in corpus.load("open")}
    pages = {path.name: html.fromstring(path.read_text(encoding="utf-8")) for path in (sources / "explorer").iterdir()}
    index = pages.pop("index.html")
    homes = {el.get("id"): name for name, page in pages.items() for el in page.xpath("//section")}
    assert sorted(homes) == sorted(dumps)
    links = Counter(index.xpath("//details//a/@href"))
    assert links == {f"{home}#{name}": 2 for name, home in homes.items()}
    groups = {el.text_content() for el in index.xpath("//summary/bdi")}
    assert groups == {dump.lang for dump in dumps.values()} | {dump.engine for dump in dumps.values()}
    for page in (index, *pages.values()):
        assert not page.xpath("//script | //img | //link")


def test_a_page_of_the_explorer_shows_source_gold_ours_and_peer(sources: Path) -> None:
    for one in judged()[:40]:
        (home,) = [
            p for p in (sources / "explorer").iterdir() if f'id="{one.dump.name}"' in p.read_text(encoding="utf-8")
        ]
        rows = html.fromstring(home.read_text(encoding="utf-8")).xpath(f"//section[@id='{one.dump.name}']//tbody/tr")
        cells = [[cell.text_content().rstrip("\n") for cell in row] for row in rows]
        full = [(text, label) for text, label in zip(one.dump.lines, one.dump.labels, strict=True) if text]
        assert [(safe(row[-1]), row[0]) for row in cells] == [(safe(text), label) for text, label in full]
        assert {row[1] for row in cells} <= {"kept", "gone"}
        assert {row[2] for row in cells} <= ({"kept", "gone"} if one.peer else {""})
        kept = sum(line.ours for line in one.lines if line.label == "B")
        assert kept == one.ours["body lines"] - one.ours["body lines gone"] + _wordless(one, "B")


def _wordless(one: Judged, label: str) -> int:
    """Lines without a word, which the benchmark does not count."""
    return sum(line.ours for line in one.lines if line.label == label and not corpus.words(line.text))
