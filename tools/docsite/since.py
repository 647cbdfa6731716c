"""Since which release each rule and engine is there.

At a release, `python -m tools.docsite.since VERSION` writes down what is new in it.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterable
from functools import cache

from forumclean.reader.engines.profileset import shipped_profiles
from forumclean.rules.pack import shipped_packs
from tools.docsite import ROOT

__all__ = ["since"]

FILE = ROOT / "docs" / "since.toml"
NEXT = "the next release"


@cache
def _releases() -> dict[str, str]:
    versions = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {name: version for version, names in versions.items() for name in names}


def since(name: str) -> str:
    """Return the release that brought a rule (``pack/id``) or an engine.

    >>> since("nobody/knows-it")
    'the next release'
    """
    return _releases().get(name, NEXT)


def names() -> list[str]:
    """Ids of all shipped rules, and names of all shipped profiles."""
    return [rule.id for pack in shipped_packs() for rule in pack.rules] + [each.name for each in shipped_profiles()]


def entry(version: str, new: Iterable[str]) -> str:
    r"""Return the lines of the file for a release.

    >>> entry("1.0.0", ["core/pager"])
    '"1.0.0" = [\n  "core/pager",\n]\n'
    """
    return f'"{version}" = [\n' + "".join(f'  "{name}",\n' for name in new) + "]\n"


def main(version: str) -> None:
    """Add what no release has yet."""
    new = [name for name in names() if name not in _releases()]
    with FILE.open("a", encoding="utf-8") as file:
        file.write(entry(version, new))


if __name__ == "__main__":
    main(*sys.argv[1:])
