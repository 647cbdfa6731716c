"""Posts: what a person looks at, out of every input that a bulk run reads."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from forumclean.bulk.inputs.base import Entry
from forumclean.bulk.posts import entries_of
from forumclean.errors import InputError

__all__ = ["read_posts"]


def read_posts(inputs: Iterable[str | Path], *, most: int) -> tuple[list[Entry], list[str]]:
    """Read the first posts of some inputs.

    Args:
        inputs: files and folders, as for a bulk run.
        most: how many posts are enough.

    Returns:
        The posts, and a line for a person for each record that is none.

    Raises:
        InputError: an input is not there, nobody can tell what it is, or no post is in it.
        MissingExtraError: a format needs a package that is not installed.
    """
    problems: list[str] = []
    posts = list(entries_of(inputs, most=most, passed_over=problems.append))
    if not posts:
        raise InputError("; ".join(problems) or "no post is in the input")
    return posts, problems
