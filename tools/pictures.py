"""The pictures of docs/images that show pages: `python -m tools.pictures` makes them of the real thing, in Chromium.

Documents of the seed data stand outside the project; without them that one picture stays as it is.
"""

from __future__ import annotations

import io
import json
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image

from forumclean.cli.main import commands as app
from tools.docsite import ROOT
from training.corpus import load

sys.path.insert(0, str(ROOT / "tests"))
from browsing import chromium, look
from learner_support import posts
from workbench_support import running

IMAGES = ROOT / "docs" / "images"
SEED = Path(os.environ.get("FORUMCLEAN_SHARED") or ROOT.parent / "shared") / "seed" / "seed.txt"
Act = Callable[[Any], None]


def report(folder: Path, *inputs: Path) -> Path:
    """Write a report; where it is to be opened."""
    out = folder if len(inputs) == 1 and inputs[0].suffix == ".jsonl" else folder.with_suffix(".html")
    app(["report", *map(str, inputs), "-o", str(out)], standalone_mode=False)
    return out / "index.html" if out.is_dir() else out


def picture(driver: Any, name: str, *, height: int) -> None:
    """Save the top of the page that is open, in few colours."""
    shot = Image.open(io.BytesIO(driver.get_screenshot_as_png())).convert("RGB")
    shot = shot.crop((0, 0, shot.width, min(height, shot.height)))
    shot.quantize(128, dither=Image.Dither.NONE).save(IMAGES / f"{name}.png", optimize=True)


def opened(driver: Any, page: Path, looks: str, *, act: Act = lambda _: None) -> None:
    """Open a page, and a reason on it."""
    look(driver, looks)
    driver.get(page.as_uri())
    act(driver)


def open_reason(driver: Any) -> None:
    """Open the first reason that a rule gave."""
    driver.find_element("css selector", ".posts details.tint summary").click()


def workbench(driver: Any, folder: Path) -> None:
    """A rule accepted, and the candidates for another line."""
    with running(folder) as (address, _):
        look(driver)
        driver.implicitly_wait(10)
        driver.get(address)
        for line, form in (("OT Bucks", "field"), ("Avatar", "starts")):
            driver.find_element("xpath", f"//ol[@id='lines']//button[starts-with(., '{line}')]").click()
            card = driver.find_element("xpath", f"//article[h3='{form}']")
            if form == "field":
                card.find_element("xpath", ".//button[.='Accept']").click()
                driver.find_element("xpath", "//aside//summary")
        picture(driver, "workbench", height=900)


def review(driver: Any, folder: Path) -> None:
    """A pack that was learnt of a made-up forum, of which one rule is accepted."""
    folder.mkdir()
    texts, source, pack = posts(40), folder / "posts.jsonl", folder / "site.toml"
    source.write_text("".join(json.dumps({"id": n, "text": text}) + "\n" for n, text in enumerate(texts)))
    app(["learn", str(source), "-o", str(pack)], standalone_mode=False)
    with running(folder, "--review", str(pack), texts=texts) as (address, _):
        look(driver)
        driver.get(address)
        driver.find_element("xpath", "//div[@id='proposals']//article[1]//button[.='accept']").click()
        driver.find_element("xpath", "//div[@id='rules']//summary")
        picture(driver, "workbench-review", height=900)


def main() -> None:
    """Make all pictures."""
    with tempfile.TemporaryDirectory() as name, chromium(Path(name) / "me") as driver:
        folder = Path(name)
        many = folder / "dumps.jsonl"
        many.write_text("".join(json.dumps({"id": d.name, "text": d.text}) + "\n" for d in load("open")))
        opened(driver, report(folder / "many", many), "light")
        picture(driver, "report-dumps", height=900)
        thread = ROOT / "fixtures" / "xenforo" / "ferry-berth" / "raw.html"
        os.chdir(thread.parent)
        opened(driver, report(folder / "thread", Path(thread.name)), "dark", act=open_reason)
        picture(driver, "report-thread", height=900)
        if SEED.is_file():
            os.chdir(SEED.parent)
            opened(driver, report(folder / "seed", Path(SEED.name)), "phone", act=open_reason)
            picture(driver, "report-seed", height=740)
        os.chdir(ROOT)
        workbench(driver, folder)
        review(driver, folder / "review")


if __name__ == "__main__":
    main()
