"""The report in a real browser: filters, hover, tap and keys, without scripts, and open to everybody."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import CHROMIUM, LOOKS, chromium, look, missing, spills, violations
from support import LONG, LONGER
from test_report import HOSTILE, RULES, SMALL, Shown, hostile_sheet, page_of, sheet

from forumclean import Cleaner, Kind, Label
from forumclean.outcome.forms.sheet import sheet_of
from forumclean.report import Gathered, folder_pages, gather
from tools.docsite.explorer import explorer_pages

ARABIC = sheet(
    ("عضو مميز", Label.NOISE, Kind.USER_INFO, 0.1, "score"),
    ("وصلت العبارة إلى الميناء في الصباح.", Label.BODY, Kind.PARAGRAPH, 0.9, ""),
)


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    if CHROMIUM is None:
        missing("no browser; apt-get install chromium")
    with chromium(tmp_path_factory.mktemp("browser")) as driver:
        yield driver


Open = Callable[..., Any]


@pytest.fixture
def opened(driver: Any, tmp_path: Path) -> Iterator[Open]:
    """Open a page from disk, in one of the looks."""

    def open_page(page: str, name: str = "light") -> Any:
        path = tmp_path / "report.html"
        path.write_text(page, encoding="utf-8")
        look(driver, name)
        driver.get(path.as_uri())
        return driver

    yield open_page
    driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def one(driver: Any, selector: str) -> Any:
    return driver.find_element("css selector", selector)


def shown(driver: Any, selector: str) -> list[str]:
    return [el.text for el in driver.find_elements("css selector", selector) if el.is_displayed()]


def write_folder(gathered: Gathered, folder: Path) -> None:
    folder.mkdir()
    with gathered:
        for name, pieces in folder_pages(gathered):
            (folder / name).write_text("".join(pieces), encoding="utf-8")


# filters


def test_a_kind_and_a_reason_are_hidden_by_their_boxes(opened: Open) -> None:
    driver = opened(page_of(Shown("post", SMALL), rules=RULES))
    assert shown(driver, ".posts .t")[:1] == ["Staff member"]
    one(driver, ".f-k-user-info").click()
    assert "Staff member" not in shown(driver, ".posts .t")
    one(driver, ".f-k-user-info").click()
    one(driver, ".filters summary").click()
    one(driver, ".filters td .f-r1").click()
    assert shown(driver, ".posts .t") == ["Staff member", "Source: news.example"]
    one(driver, ".filters .text").click()
    assert shown(driver, ".posts .t, .posts p.kept") == ["Staff member"]


def test_what_is_the_same_is_hidden_when_two_results_stand_side_by_side(opened: Open) -> None:
    other = sheet(("Staff member", Label.BODY, Kind.PARAGRAPH, 0.9, ""), *[
        (p.text, p.label, p.kind, p.score, p.reason) for p in SMALL.paragraphs[1:]])  # fmt: skip
    driver = opened(page_of(Shown("post", SMALL, other)))
    one(driver, ".filters .same").click()
    assert len(shown(driver, ".pair")) == 1


# hover, tap, keys


def _said(driver: Any) -> str:
    (said,) = shown(driver, ".why")
    return said


WANTED = ("xenforo/member-titles", "pack xenforo", "score 0.01", 'A "title" under the name.')


def test_hover_says_rule_and_score(opened: Open) -> None:
    driver = opened(page_of(Shown("post", SMALL), rules=RULES))
    assert one(driver, ".posts summary").get_attribute("title") == (
        "removed: user-info, xenforo/member-titles, score 0.01"
    )
    assert shown(driver, ".why") == []


def test_a_tap_opens_the_reason_and_leads_to_the_rule(opened: Open) -> None:
    driver = opened(page_of(Shown("post", SMALL), rules=RULES), "phone")
    box = one(driver, ".posts summary")
    assert box.size["height"] >= 24, "too small for a finger (WCAG 2.2, 2.5.8)"
    box.click()
    assert all(part in _said(driver) for part in WANTED)
    one(driver, ".why a").click()
    assert driver.current_url.endswith("#rule-xenforo/member-titles")
    assert driver.execute_script("return document.querySelector(':target').textContent") == "xenforo/member-titles"


def test_keys_reach_the_reason_and_the_rule(opened: Open) -> None:
    from selenium.webdriver import ActionChains, Keys

    driver = opened(page_of(Shown("post", SMALL), rules=RULES))
    keys = ActionChains(driver)
    focused = "return document.activeElement.innerText || document.activeElement.className"
    for _ in range(12):
        keys.send_keys(Keys.TAB).perform()
        if str(driver.execute_script(focused)).startswith("Staff member"):
            break
    assert driver.execute_script("return getComputedStyle(document.activeElement).outlineStyle") != "none"
    keys.send_keys(Keys.ENTER).perform()
    assert all(part in _said(driver) for part in WANTED)
    keys.send_keys(Keys.TAB, Keys.ENTER).perform()
    assert driver.current_url.endswith("#rule-xenforo/member-titles")


@pytest.mark.parametrize("rule", ['my/a "b" <c>', "my/ä%20ö#x", "user/plain"])
def test_whatever_a_rule_is_called_the_way_to_it_leads_there(opened: Open, rule: str) -> None:
    made = sheet(("Quay", Label.NOISE, Kind.OTHER, 0.1, rule))
    spoke = {rule: type(RULES["news/source-link"])(id=rule, lines=("Quay",), why="Ours.")}
    driver = opened(page_of(Shown("post", made), rules=spoke))
    one(driver, ".posts summary").click()
    one(driver, ".why a").click()
    assert driver.execute_script("return document.querySelector(':target').textContent") == rule


# everybody


def test_all_of_it_works_without_scripts(driver: Any, opened: Open) -> None:
    driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    opened(page_of(Shown("post", SMALL), rules=RULES))
    assert [p.text for p in SMALL.paragraphs] == shown(driver, ".posts .t, .posts p.kept")
    one(driver, ".posts summary").click()
    assert "pack xenforo" in _said(driver)
    one(driver, ".f-k-user-info").click()
    assert "Staff member" not in shown(driver, ".posts .t")


def test_right_to_left_stands_right(opened: Open) -> None:
    driver = opened(page_of(Shown("تقرير", ARABIC)), "phone")
    for el in driver.find_elements("css selector", ".posts p.kept, .posts .t"):
        assert el.value_of_css_property("direction") == "rtl", el.text
    one(driver, ".posts summary").click()
    assert one(driver, ".why").value_of_css_property("direction") == "ltr"
    assert spills(driver) == 0


@pytest.mark.parametrize("name", LOOKS)
def test_axe_finds_nothing_in_a_report(opened: Open, cleaner: Cleaner, name: str) -> None:
    result = cleaner.clean(f"Staff member\n\n{LONG}\n\nSkip advertisement\n\n{LONGER}\n\nQuayside 4\nJoin date\n12\n")
    rules = {rule.id: rule for rule in cleaner.rules}
    kinds = sheet(*[(kind.value, Label.NOISE, kind, 0.2, f"core/{kind.value}") for kind in Kind], warnings=("look",))
    other = sheet(*[(p.text, Label.BODY, Kind.PARAGRAPH, 0.9, "") for p in kinds.paragraphs])
    posts = [Shown("post", sheet_of(result)), Shown("عضو", ARABIC), Shown("kinds", kinds, other)]
    driver = opened(page_of(*posts, rules=rules), name)
    driver.execute_script("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    assert violations(driver) == []
    assert spills(driver) == 0


@pytest.mark.parametrize("name", LOOKS)
def test_axe_finds_nothing_in_a_folder(driver: Any, tmp_path: Path, name: str) -> None:
    gathered = gather([Shown(f"post {n}", SMALL) for n in range(3)], rules=RULES, is_folder=True)
    write_folder(gathered, tmp_path / "report")
    look(driver, name)
    for page in ("index.html", "page-0001.html", "rules.html"):
        driver.get((tmp_path / "report" / page).as_uri())
        driver.execute_script("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        assert violations(driver) == [], page
        assert spills(driver) == 0, page


def test_axe_would_say_so(opened: Open) -> None:
    page = page_of(Shown("post", SMALL)).replace("<h1>", '<h1 role="nothing">').replace('lang="en"', "")
    found = " ".join(violations(opened(page)))
    assert "html-has-lang" in found
    assert "aria-roles" in found


# strangers


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_does_nothing_in_a_browser(opened: Open, text: str) -> None:
    driver = opened(page_of(Shown(text, hostile_sheet(text), hostile_sheet(text))))
    driver.execute_script("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    count = (
        "return document.querySelectorAll('script,img,iframe,base,object,link,[onload],[onerror],[autofocus]').length"
    )
    assert driver.execute_script(count) == 0
    assert driver.execute_script("return document.scripts.length + document.styleSheets.length") == 1
    assert [entry for entry in driver.get_log("browser") if "favicon" not in entry["message"]] == []


def test_nothing_is_loaded(driver: Any, opened: Open) -> None:
    driver.get("about:blank")
    driver.get_log("performance")
    made = sheet(*[(text, Label.NOISE, Kind.OTHER, 0.1, "score") for text in HOSTILE])
    opened(page_of(Shown("see https://forum.example/x", made)))
    messages = [json.loads(entry["message"])["message"] for entry in driver.get_log("performance")]
    asked = {m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"}
    assert asked <= {driver.current_url}
    assert asked


# many


def test_the_index_of_ten_thousand_posts_opens_at_once(driver: Any, tmp_path: Path) -> None:
    gathered = Gathered(RULES, is_folder=True)
    for number in range(10_000):
        gathered.add(Shown(f"post {number}", SMALL))
    write_folder(gathered, tmp_path / "report")
    look(driver)
    driver.get((tmp_path / "report" / "index.html").as_uri())
    took = driver.execute_script("return performance.getEntriesByType('navigation')[0].loadEventEnd")
    assert took < 2000, f"{took:.0f} ms"
    one(driver, "a[href^='page-0001.html#']").click()
    assert "page-0001.html#p" in driver.current_url
    assert shown(driver, ":target h2")


# the explorer of the site is made of the same shell


def test_axe_finds_nothing_in_the_explorer(driver: Any, tmp_path: Path) -> None:
    pages = dict(explorer_pages())
    least = min((name for name in pages if '<tr class="bad' in pages[name]), key=lambda name: len(pages[name]))
    # Colours are the same in every row: twenty stand for all.
    (tmp_path / "page.html").write_text(
        re.sub(r"(?s)(<tbody>(?:\n<tr.*?){20})\n<tr.*?</tbody>", r"\1</tbody>", pages[least])
    )
    for name in LOOKS:
        look(driver, name)
        driver.get((tmp_path / "page.html").as_uri())
        assert violations(driver) == [], name
        assert spills(driver) == 0, name
    one(driver, ".filters .wrong").click()
    assert 0 < len(shown(driver, "tbody tr.bad")) == len(shown(driver, "tbody tr"))
