"""A progress bar on a terminal, and silence in a log."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from forumclean import bulk

__all__ = ["bar"]


@contextmanager
def bar() -> Iterator[Callable[[bulk.Progress], None] | None]:
    """Show a bar with rate and time left on stderr, when it is a terminal; yield what moves it."""
    if not sys.stderr.isatty():
        yield None
        return
    rate = TextColumn("{task.fields[records]:,} records, {task.fields[rate]:,.0f}/s")
    columns = (BarColumn(), TaskProgressColumn(), rate, TimeElapsedColumn(), TextColumn("left"), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=None, records=0, rate=0.0)
        first: list[int] = []

        def move(at: bulk.Progress) -> None:
            # A run that resumes begins with the records of the run before, which took it no time.
            first[:] = first or [at.records]
            rate = (at.records - first[0]) / max(progress.tasks[0].elapsed or 0.0, 1e-9)
            progress.update(task, total=at.total or None, completed=at.at, records=at.records, rate=rate)

        yield move
