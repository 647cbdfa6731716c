"""The posts of any input: pages and dumps as they lie on disk, and the records of tables, archives and folders."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from forumclean.bulk import Options
from forumclean.bulk.inputs.base import entry_of
from forumclean.bulk.inputs.formats import format_of
from forumclean.bulk.inputs.sources import module_of, sources_of
from forumclean.bulk.options import InputFormat
from forumclean.bulk.work.chunks import chunks_of
from forumclean.bulk.work.worker import fields_of, reason_of
from forumclean.cli.common import STDIN, fail, read_inputs
from forumclean.errors import ForumCleanError

__all__ = ["Post", "posts_in"]

_TABLES = frozenset(InputFormat) - {InputFormat.FILES}


class Post(NamedTuple):
    """What is to be cleaned; ``text`` is None where it could not be read, which has been said."""

    name: str
    text: str | bytes | None
    url: str | None = None
    encoding: str | None = None


def posts_in(names: list[str]) -> Iterator[Post]:
    """Yield the posts of each input: a file is one, a folder and a table are many."""
    for name in names:
        if name != STDIN and _is_many(Path(name)):
            yield from _records(name)
            continue
        for _, page in read_inputs([name]):
            yield Post(name, page and page.text, page and page.url)


def _is_many(path: Path) -> bool:
    try:
        # A thread may come as JSON; an array or lines of JSON are many posts where their names say so.
        return path.is_dir() or (format_of(path) in _TABLES and path.suffix.lower() != ".json")
    except OSError:  # said where it is read
        return False


def _records(name: str) -> Iterator[Post]:
    options = Options()
    try:
        found = sources_of([name], None)
        for line in found.passed_over:
            fail(line)
        for chunk in chunks_of(found.sources, options):
            names = module_of(chunk.format).names(options)
            for raw in chunk.records:
                place = f"{chunk.name}:{raw.number}"
                try:
                    entry = entry_of(fields_of(chunk, raw), names, place)
                except Exception as error:  # noqa: BLE001  one bad record is no reason to lose the others
                    fail(f"{place}: {reason_of(error)}")
                    yield Post(place, None)
                else:
                    yield Post(entry.id, entry.text, entry.url, entry.encoding)
    except ForumCleanError as error:
        fail(str(error))
        yield Post(name, None)
