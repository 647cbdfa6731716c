"""The documentation site's sources: `python -m tools.docsite` writes build/docs, which MkDocs or Zensical reads.

In: docs/, README.md and the files beside it, the shipped packs and profiles, docstrings, the open labelled dumps.
Out: a folder of plain Markdown with a page for each rule, each engine and each public module, a chart, an explorer.
"""

from pathlib import Path

__all__ = ["GENERATED", "ROOT"]

ROOT = Path(__file__).resolve().parents[2]
# What pages of docs/ may link to though it is not there before the site is generated, by how its path begins.
GENERATED = (
    "catalogue/", "api/", "explorer/", "images/peers.svg",
    "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "CODE_OF_CONDUCT.md",
)  # fmt: skip
