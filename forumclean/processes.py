"""Processes: workers that are spawned and talked to through a pipe, and that may die at any time without a hang.

A process gets little with its start: what does not fit into the pipe it starts from would block the parent for ever if
the process died before it had read all. What is large comes after, and the parent does not wait for it.
"""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing import current_process, get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.spawn import get_preparation_data
from pathlib import Path
from threading import Thread
from typing import Any

from forumclean.errors import WorkerError

__all__ = ["Worker", "check_main_guard", "end_all", "map_in_order", "shared_array"]

_spawn = get_context("spawn")
_NAME = "forumclean-worker"
_UNGUARDED = 86  # the status of a worker that was about to start workers
# Things that are made between two looks at them.
_YOUNG = 50_000
_LINE = 'if __name__ == "__main__":'
_GUARD = (
    "each worker imports the script that starts it, and this script starts workers when it is imported; put the call, "
    f"and all that should happen once, under the line  {_LINE}"
)


def shared_array(kind: str, size: int) -> Any:
    """Return memory that a worker which is given it shares with its parent."""
    return _spawn.RawArray(kind, size)


class Worker:
    """A process and the pipe to it.

    Args:
        serve: what it does: called with its end of the pipe, with a pipe that gives what was packed, and with ``args``.
        packed: a pickled value of any size.
        args: little.
    """

    def __init__(self, serve: Callable[..., None], packed: bytes, *args: Any) -> None:
        self.connection: Connection
        self.connection, theirs = _spawn.Pipe()
        first, ours = _spawn.Pipe(duplex=False)
        self.process = _spawn.Process(target=_serve, args=(serve, theirs, first, *args), name=_NAME, daemon=True)
        with _without_ctrl_c():
            self.process.start()
        for end in (theirs, first):  # so that the pipes close with the process
            end.close()
        Thread(target=_give, args=(ours, packed), daemon=True).start()

    def end(self) -> str:
        """Kill the process and say what it had died of, if it was dead."""
        self.connection.close()
        self.process.join(0.2)
        self.process.kill()
        self.process.join()
        return _death(self.process.exitcode or 0)

    def lost(self) -> str:
        """End a process that has closed its pipe, and say what it died of.

        Raises:
            WorkerError: the script that started it would have started others.
        """
        death = self.end()
        if self.process.exitcode == _UNGUARDED:
            raise WorkerError(_GUARD) from None
        return death


def _serve(serve: Callable[..., None], *args: Any) -> None:
    """Do what a process is for; the collector looks at its young things once in some fifty posts, not in each."""
    gc.set_threshold(_YOUNG)  # the process is ours, so this is for us to say
    serve(*args)


def _give(connection: Connection, packed: bytes) -> None:
    with connection, suppress(OSError):  # who waits for an answer sees that the process is dead
        connection.send_bytes(packed)


def check_main_guard() -> None:
    """Call this before workers are started: it ends a worker that is importing a script which starts workers.

    Raises:
        WorkerError: in a worker of somebody else's, or where no worker could import the script.
    """
    process = current_process()
    # Set while a process that was spawned imports the script that started it; multiprocessing checks the same.
    if getattr(process, "_inheriting", False):
        if process.name == _NAME:
            os._exit(_UNGUARDED)  # at once, and without a word: the parent says it
        raise WorkerError(_GUARD)
    if process.daemon:  # multiprocessing would end it with an assertion
        raise WorkerError("a worker of another program starts no workers of its own: clean with one process in it")
    script = get_preparation_data(_NAME).get("init_main_from_path")
    # What was piped in is gone by, and what is no plain file, such as <(cat script.py), is closed to other processes.
    if script is not None and not Path(script).is_file():
        raise WorkerError(
            f"each worker imports the script that starts it, and this one is not in a file ({Path(script).name}): "
            f"save it as one, and put the call under the line  {_LINE}"
        )


def map_in_order(start: Callable[[], Worker], items: Iterable[Any], workers: int) -> Iterator[Any]:
    """Send items to workers and yield what comes back, in the order of the items; few are read ahead.

    Raises:
        WorkerError: a worker died; all that was sent before what it died of has been yielded.
    """
    crew: list[Worker] = []
    idle: list[Worker] = []
    busy: dict[Any, tuple[Worker, int]] = {}
    done: dict[int, Any] = {}
    source, given, taken, is_over = iter(items), 0, 0, False
    try:
        while True:
            while given - taken < 2 * workers and (idle or len(crew) < workers):
                item = next(source, None)
                if item is None:
                    is_over = True
                    break
                if not idle:
                    idle.append(start())
                    crew += idle
                worker = idle.pop()
                # One that has died already shows it where its answer is waited for.
                with suppress(OSError):
                    worker.connection.send(item)
                busy[worker.connection] = worker, given
                given += 1
            while taken in done:
                if isinstance(found := done.pop(taken), WorkerError):
                    raise found
                yield found
                taken += 1
            if taken == given and is_over:
                return
            for connection in wait(list(busy)) if busy else ():
                worker, number = busy.pop(connection)
                done[number] = _answer(worker)
                idle += [worker] * (not isinstance(done[number], WorkerError))
    finally:
        for worker, _ in busy.values():
            worker.process.kill()
        end_all(crew)


def end_all(workers: Iterable[Worker]) -> None:
    """End workers side by side."""
    workers = list(workers)
    for worker in workers:
        worker.connection.close()
    for worker in workers:
        worker.end()


def _answer(worker: Worker) -> Any:
    try:
        return worker.connection.recv()
    except (EOFError, OSError):
        try:
            return WorkerError(f"a worker died: {worker.lost()}; use fewer workers, or none")
        except WorkerError as error:
            return error


@contextmanager
def _without_ctrl_c() -> Iterator[None]:
    """A process that is started in this block never sees Ctrl-C: that is for the parent, which ends its workers."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _death(code: int) -> str:
    if code >= 0:
        return f"exit status {code}"
    if -code == signal.SIGKILL:
        return "SIGKILL, as when memory runs out"
    return signal.Signals(-code).name if -code in set(signal.Signals) else f"signal {-code}"
