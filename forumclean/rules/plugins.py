"""Plugins: what installed packages offer under a group of entry points, seldom more than nothing."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

__all__ = ["entry_points"]

_KINDS = (".dist-info", ".egg-info")


def entry_points(group: str) -> list[EntryPoint]:
    """Return the entry points of a group, by name.

    `importlib.metadata` takes a tenth of the first call to load and to read what all packages offer; where no
    installed package names the group it is not asked.

    >>> entry_points("no.such.group")
    []
    """
    if not _may_offer(group.encode()):
        return []
    from importlib import metadata

    return sorted(metadata.entry_points(group=group), key=lambda entry: entry.name)


def _may_offer(group: bytes) -> bool:
    """Whether a package names a group, or lies where only `importlib.metadata` would find it."""
    others = (finder for finder in sys.meta_path if getattr(finder, "__name__", "") != "PathFinder")
    if any(hasattr(finder, "find_distributions") for finder in others):
        return True
    return any(_is_named_in(place or os.curdir, group) for place in sys.path)


def _is_named_in(place: str, group: bytes) -> bool:
    try:
        names = os.listdir(place)  # noqa: PTH208  paths cost more than all the rest
    except FileNotFoundError:
        return False
    except OSError:  # an archive
        return True
    if place.lower().endswith(".egg"):
        return True
    return any(name.lower().endswith(_KINDS) and group in _offer(os.path.join(place, name)) for name in names)  # noqa: PTH118


def _offer(package: str) -> bytes:
    try:
        with open(os.path.join(package, "entry_points.txt"), "rb") as file:  # noqa: PTH118, PTH123
            return file.read()
    except OSError:  # most offer nothing
        return b""
