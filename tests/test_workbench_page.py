"""The workbench in a real browser, and over the wire."""

from __future__ import annotations

import signal
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import CHROMIUM, LOOKS, chromium, look, missing, spills, violations
from workbench_support import running

from forumclean import Cleaner

PROPOSED = """
[[rule]]
id = "avatar"
kind = "user-info"
pattern = "Avatar of \\\\S{1,40}"
why = "On each post."
hits = ["Avatar of Ann"]
misses = ["The avatar of the harbour is a gull."]
"""


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Any]:
    if CHROMIUM is None:
        missing("no browser; apt-get install chromium")
    with chromium(tmp_path / "me") as driver:
        driver.implicitly_wait(10)
        look(driver)
        yield driver


def test_a_person_chooses_a_line_accepts_a_rule_and_finds_the_file(tmp_path: Path, browser: Any) -> None:
    from selenium.webdriver.common.by import By

    def find(path: str) -> Any:
        return browser.find_element(By.XPATH, path)

    with running(tmp_path) as (address, process):
        browser.get(address)
        find("//ol[@id='lines']//button[starts-with(., 'OT Bucks')]").click()
        field = "//article[h3='field']"
        assert find(f"{field}//p[@class='count']").text.startswith("4 posts, 4 lines, 12 words")
        find(f"{field}//button[.='Accept']").click()
        assert find("//aside//summary").text.endswith("4 posts")
        assert find("//p[@id='held'][starts-with(., '1 rule in')]").text == "1 rule in rules.toml"
        find("//ol[@id='lines']/li[@class='noise']/button[starts-with(., 'OT Bucks')]")
        written = tmp_path / "rules.toml"
        for key in ("why = ", "hits = ", "misses = ", 'field = ["OT Bucks"]'):
            assert key in written.read_text(encoding="utf-8")
        Cleaner(written)
        assert "<img src=x" in find("//ol[@id='lines']").text  # as text, and no picture is in the page
        assert browser.execute_script("return document.querySelectorAll('main img').length") == 0
        find("//button[@id='undo']").click()
        find("//ol[@id='lines']/li[@class='body']/button[starts-with(., 'OT Bucks')]")
        assert not written.exists()
        assert [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"] == []
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0


def test_axe_finds_nothing_in_the_workbench(tmp_path: Path, browser: Any) -> None:
    def find(path: str) -> Any:
        return browser.find_element("xpath", path)

    pack = tmp_path / "learnt.toml"
    pack.write_text(f'[pack]\nname = "learnt"\n{PROPOSED}', encoding="utf-8")
    with running(tmp_path, "--review", str(pack)) as (address, _):
        for name in LOOKS:
            look(browser, name)
            browser.get(address)
            find("//ol[@id='lines']//button[starts-with(., 'OT Bucks')]").click()
            find("//article[h3='field']//p[@class='count']")
            find("//div[@id='proposals']//article")
            assert violations(browser) == [], name
            assert spills(browser) == 0, name
        find("//article[h3='field']//button[.='Accept']").click()
        find("//aside//summary").click()
        assert violations(browser) == []


def test_a_proposal_is_edited_and_accepted_another_is_refused(tmp_path: Path, browser: Any) -> None:
    def find(path: str) -> Any:
        return browser.find_element("xpath", path)

    pack = tmp_path / "learnt.toml"
    tides = '[[rule]]\nid = "tides"\nlines = ["End of tides"]\n'
    pack.write_text(f'[pack]\nname = "learnt"\n{PROPOSED}{tides}', encoding="utf-8")
    with running(tmp_path, "--review", str(pack)) as (address, _):
        browser.get(address)
        card = "//div[@id='proposals']//article[h3='{}']"
        assert find(f"{card.format('avatar')}//p[@class='count']").text.startswith("4 posts, 4 lines")
        find(f"{card.format('avatar')}//textarea").send_keys("\n# looked at by Ann\nmax_words = 3")
        find(f"{card.format('avatar')}//button[.='accept']").click()
        find("//div[@id='rules']//summary[starts-with(., 'avatar')]")
        find(f"{card.format('tides')}//button[.='refuse']").click()
        find("//div[@id='proposals'][not(.//article)]")
        written = (tmp_path / "rules.toml").read_text(encoding="utf-8")
        assert "# looked at by Ann\nmax_words = 3" in written
        assert "# refused in the workbench: tides" in written
        Cleaner(tmp_path / "rules.toml")


def test_a_doubtful_rule_shows_its_reason_and_is_accepted_refused_or_put_off(tmp_path: Path, browser: Any) -> None:
    def find(path: str) -> Any:
        return browser.find_element("xpath", path)

    pack = tmp_path / "learnt.toml"
    doubt = '# Because <b>it</b> stands where people write\n# [[rule]]\n# id = "{}"\n# lines = ["{}"]\n'
    doubts = [doubt.format("tides", "Tides of today"), doubt.format("ends", "End of tides")]
    pack.write_text("\n".join(['[pack]\nname = "learnt"', PROPOSED, *doubts]), encoding="utf-8")
    with running(tmp_path, "--review", str(pack)) as (address, _):
        browser.get(address)
        card = "//div[@id='proposals']//article[h3='{}']"
        reason = find(f"{card.format('tides')}//p[@class='reason']").text
        assert reason == "Doubtful: <b>it</b> stands where people write"
        assert find(f"{card.format('tides')}//p[@class='count']").text.startswith("4 posts, 4 lines, 12 words")
        find(f"{card.format('avatar')}//button[.='later']").click()
        find("//div[@id='proposals']/article[3][h3='avatar']")
        find(f"{card.format('tides')}//button[.='accept']").click()
        find("//div[@id='rules']//summary[starts-with(., 'tides')]")
        find(f"{card.format('ends')}//button[.='refuse']").click()
        find("//div[@id='proposals'][count(.//article)=1]")
        assert violations(browser) == []
        written = (tmp_path / "rules.toml").read_text(encoding="utf-8")
        assert 'lines = ["Tides of today"]' in written
        assert "# refused in the workbench: ends" in written


def _status(address: str, **headers: str) -> int:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        with urllib.request.urlopen(urllib.request.Request(address, headers=named), timeout=10) as answer:
            assert "default-src 'none'" in answer.headers["content-security-policy"]
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def test_another_site_gets_nothing(tmp_path: Path) -> None:
    with running(tmp_path) as (address, process):
        assert _status(address) == 200
        assert _status(address, Host="evil.example") == 403
        assert _status(address, Origin="http://evil.example") == 403
        assert process.stderr is not None
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
        assert "Traceback" not in process.stderr.read()


def test_with_a_token_only_who_knows_it_gets_in(tmp_path: Path) -> None:
    with running(tmp_path, "--token", "a token & more of it") as (address, _):
        assert address.endswith("?token=a%20token%20%26%20more%20of%20it")
        assert _status(address) == 200
        assert _status(address.partition("?")[0]) == 403
        assert _status(address.partition("?")[0], Cookie='forumclean="a token & more of it"') == 200
