"""`python -m tools.docsite [FOLDER]`: write the sources of the site, to build/docs when no folder is named."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from tools.docsite import GENERATED, ROOT
from tools.docsite.api import api_pages
from tools.docsite.chart import peers_svg
from tools.docsite.engines import engine_pages
from tools.docsite.explorer import explorer_pages
from tools.docsite.rules import rule_pages

_RELEASE = re.compile(r"^## (?=\d)", re.M)
INCLUDE = re.compile(r"^<!-- README: (.+) -->$", re.M)


def written() -> Iterator[tuple[str, str]]:
    """Path and text of all that is made and not copied."""
    yield from ((f"catalogue/rules/{path}", text) for path, text in rule_pages())
    yield from ((f"catalogue/engines/{path}", text) for path, text in engine_pages())
    yield from ((f"api/{path}", text) for path, text in api_pages())
    yield from ((f"explorer/{path}", text) for path, text in explorer_pages())
    yield "images/peers.svg", peers_svg()
    for name in GENERATED:
        if "/" not in name:
            # An address within a page may not begin with a digit: no style sheet and no script can name it.
            yield name, _RELEASE.sub("## Version ", (ROOT / name).read_text(encoding="utf-8")).replace("](docs/", "](")
    for page in (ROOT / "docs").rglob("*.md"):
        yield str(page.relative_to(ROOT / "docs")), INCLUDE.sub(_section, page.read_text(encoding="utf-8"))


def _section(wanted: re.Match[str]) -> str:
    """A section of README.md, so that a number stands in one place only."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    body = readme.partition(f"\n## {wanted[1]}\n")[2].partition("\n## ")[0]
    if not body:
        raise SystemExit(f"README.md has no section '{wanted[1]}'")
    return body.strip().replace("](docs/", "](")


def main(folder: Path) -> None:
    """Write the folder anew."""
    shutil.rmtree(folder, ignore_errors=True)
    images = ((f"images/{path.name}", path.read_bytes()) for path in (ROOT / "docs" / "images").iterdir())
    for name, content in chain(((name, text.encode()) for name, text in written()), images):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "build" / "docs")
