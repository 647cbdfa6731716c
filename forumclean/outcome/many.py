"""Many: the outcomes of many inputs, of which some may have failed."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from forumclean.errors import ForumCleanError
from forumclean.outcome.result import Result

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

__all__ = ["OnError", "Outcomes", "in_processes", "portable"]

# Cleans some inputs.
_Some: TypeAlias = Callable[[Sequence[Any]], Sequence[Result | Exception]]


# What is done with an input that cannot be cleaned; a function is told its number, from 0, and the error.
OnError: TypeAlias = Literal["raise", "skip"] | Callable[[int, Exception], object]


class Outcomes(Iterator[Result]):
    """Iterates over results; an error that it raises is not its end, as it would be that of a generator.

    Args:
        outcomes: a result or an error for each input.
        on_error: what to do with the errors.

    Raises:
        ValueError: ``on_error`` is neither one of the words nor a function.
    """

    def __init__(self, outcomes: Iterator[Result | Exception], on_error: OnError) -> None:
        if on_error not in ("raise", "skip") and not callable(on_error):
            raise ValueError(f"on_error must be raise, skip or a function, not {on_error!r}")
        self._source, self._outcomes, self._on_error = outcomes, enumerate(outcomes), on_error

    def __next__(self) -> Result:
        for number, outcome in self._outcomes:
            if isinstance(outcome, Result):
                return outcome
            if self._on_error == "raise":
                try:
                    raise outcome
                finally:
                    # An error that its own traceback holds would keep workers alive until the next collection.
                    del outcome
            if callable(self._on_error):
                self._on_error(number, outcome)
        raise StopIteration

    def close(self) -> None:
        """Take no more of them; processes that make them end."""
        if isinstance(self._source, Generator):
            self._source.close()


def portable(outcome: Result | Exception) -> Result | Exception:
    """Return what can be sent to another process: an error that cannot is told by one that can."""
    if isinstance(outcome, Result):
        return outcome
    try:
        pickle.loads(pickle.dumps(outcome))
    except Exception:  # noqa: BLE001  whatever pickle makes of it
        return ForumCleanError(f"{type(outcome).__name__}: {outcome}")
    return outcome


def in_processes(some: _Some, batches: Iterable[Sequence[Any]], workers: int) -> Iterator[Result | Exception]:
    """Return the outcomes of batches of inputs in their order, cleaned in other processes.

    Args:
        some: what cleans a batch; it is sent to each process.
        batches: taken as they are needed.
        workers: how many processes.

    Raises:
        WorkerError: the script that asks has no main guard, or is in no file; or, while the outcomes are taken, a
            worker died.
    """
    from forumclean.processes import Worker, check_main_guard, map_in_order

    check_main_guard()
    start = partial(Worker, _serve, pickle.dumps(some))
    return (outcome for outcomes in map_in_order(start, batches, workers) for outcome in outcomes)


def _serve(connection: Connection, first: Connection) -> None:
    """Clean what comes, in a process of its own, until nothing comes any more."""
    some: _Some = first.recv()
    with suppress(EOFError, OSError):  # the parent is gone, or has enough
        while True:
            connection.send([portable(outcome) for outcome in some(connection.recv())])
