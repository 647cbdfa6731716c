"""Pages and texts: those of a folder, or one. The id is the path below the folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from forumclean.bulk.inputs.base import Names, Raw, Refused
from forumclean.bulk.inputs.formats import format_in_folder
from forumclean.bulk.inputs.pages.unwrap import unwrapped
from forumclean.bulk.inputs.streams import Stream
from forumclean.bulk.options import InputFormat, Options
from forumclean.errors import InputError

__all__ = ["fields", "names", "pages_in", "read", "walk"]


def read(stream: Stream, options: Options) -> Iterator[Raw]:
    """Yield the paths: a worker opens the file."""
    root = Path(stream.path)
    for number, path in enumerate(pages_in(root, options.input_format), start=1):
        try:
            size = path.stat().st_size
        except OSError:
            size = 0  # a file that has vanished is told by the worker
        name = path.relative_to(root).as_posix() if path != root else path.name
        if size > options.record_bytes:
            yield Raw(number, Refused(f"{name} is longer than {options.record_bytes:,} bytes"), 0)
        else:
            yield Raw(number, (str(path), name), size)
        stream.passed(size)


def pages_in(root: Path, given: InputFormat | None) -> Iterator[Path]:
    """Yield the files of a folder that are pages or texts; of a file itself nobody asks what it is."""
    if not root.is_dir():
        yield root
        return
    for path in walk(root):
        if format_in_folder(path, given) is InputFormat.FILES:
            yield path


def walk(root: Path) -> Iterator[Path]:
    """Yield the files below a folder, in the order of their names; links to folders are not followed."""
    if not root.is_dir():
        yield root
        return
    with os.scandir(root) as entries:
        ordered = sorted(entries, key=lambda entry: entry.name)
    for entry in ordered:
        if entry.is_dir(follow_symlinks=False):
            yield from walk(Path(entry.path))
        elif entry.is_file():
            yield Path(entry.path)


def fields(data: Any) -> dict[str, Any]:
    """Read the file."""
    path, name = data
    try:
        page = unwrapped(Path(path).read_bytes())
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}") from None
    found = {"text": page.text, "id": name}
    return found if page.url is None else {**found, "url": page.url}


def names(options: Options) -> Names:  # noqa: ARG001
    """Return the names that `fields` gives, whatever the options say."""
    return Names()
