"""Posts: what a person looks at, out of every input that a bulk run reads."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from pathlib import Path

from forumclean.bulk.inputs.base import Entry, entry_of
from forumclean.bulk.inputs.sources import module_of, sources_of
from forumclean.bulk.options import Options
from forumclean.bulk.work.chunks import chunks_of
from forumclean.bulk.work.worker import fields_of
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
    options = Options()
    found = sources_of(inputs, options.input_format)
    problems = list(found.passed_over)
    posts: list[Entry] = []
    records = ((chunk, raw) for chunk in chunks_of(found.sources, options) for raw in chunk.records)
    for part, raw in islice(records, most):
        place = f"{part.name}:{raw.number}"
        try:
            posts.append(entry_of(fields_of(part, raw), module_of(part.format).names(options), place))
        except InputError as error:
            problems.append(f"{place}: {error}")
    if not posts:
        raise InputError("; ".join(problems) or "no post is in the input")
    return posts, problems
