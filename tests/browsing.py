"""A real browser: Chromium by Selenium, how it is told to look, and axe, which finds what shuts people out."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
# How a page is looked at: colours, and width and height.
LOOKS = {"light": ("light", 1280, 900), "dark": ("dark", 1280, 900), "phone": ("light", 360, 740)}


@contextmanager
def chromium(folder: Path) -> Iterator[Any]:
    """Start a browser whose profile lies in a folder."""
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for flag in ("headless=new", "no-sandbox", "disable-dev-shm-usage", "hide-scrollbars", f"user-data-dir={folder}"):
        options.add_argument(f"--{flag}")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(shutil.which("chromedriver")))
    try:
        yield driver
    finally:
        driver.quit()


def missing(what: str) -> None:
    """Skip for want of a thing that a user need not have, and CI must."""
    (pytest.fail if os.environ.get("CI") else pytest.skip)(what)


def look(driver: Any, name: str = "light") -> None:
    """Have pages shown as one of `LOOKS` from now on."""
    scheme, width, height = LOOKS[name]
    shown = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": name == "phone"}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", shown)
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})


def violations(driver: Any) -> list[str]:
    """What axe finds wrong with the page that is open: rule, and the elements by their HTML."""
    try:
        script = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    except ModuleNotFoundError:
        missing("no axe; pip install axe-playwright-python")
    driver.execute_script(script)
    found = driver.execute_async_script(
        "const [options, done] = arguments; axe.run(document, options).then(done, e => done({error: `${e}`}))",
        {"resultTypes": ["violations"]},
    )
    assert "error" not in found, found["error"]
    assert found["passes"], "axe looked at nothing"
    return [
        f"{rule['id']}: {rule['help']}: " + " | ".join(node["html"][:120] for node in rule["nodes"][:3])
        for rule in found["violations"]
    ]


def spills(driver: Any) -> int:
    """By how many pixels the page is wider than the window."""
    wide = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
    return int(driver.execute_script(wide))
