"""The time and memory that work takes, told apart from what other tests, and other programs, do meanwhile."""

from __future__ import annotations

import gc
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, Generic, TypeVar

from forumclean import processes

T = TypeVar("T")


def seconds(work: Callable[[], Any]) -> float:
    """Seconds of processor time that `work` takes in this thread.

    What other tests left in memory is set aside: going through it would be counted as this one's.
    """
    gc.collect()
    gc.freeze()
    began = time.thread_time()
    work()
    return time.thread_time() - began


@dataclass(frozen=True, slots=True)
class Cost(Generic[T]):
    """What came of work, its seconds of processor time, and the memory in bytes that it took at its height."""

    value: T
    seconds: float
    memory: int


def cost(work: Callable[..., T], *args: Any) -> Cost[T]:
    """Do work, which is found by its name, in a process of its own: the peak of this one has other tests in it.

    What it raises is raised here; work that hangs fails the test, and not the whole run.
    """
    ours, theirs = processes._spawn.Pipe(duplex=False)
    process = processes._spawn.Process(target=_measured, args=(theirs, work, args), daemon=True)
    process.start()
    theirs.close()
    try:
        assert ours.poll(300), "it hangs"
        outcome = ours.recv()
    finally:
        process.kill()
        process.join()
        ours.close()
    if isinstance(outcome, Cost):
        return outcome
    raise outcome


def _measured(connection: Connection, work: Callable[..., Any], args: tuple[Any, ...]) -> None:
    before, began = _peak(), time.process_time()
    try:
        value = work(*args)
    except BaseException as error:  # noqa: BLE001  what it is, is for the test to say
        connection.send(error)
    else:
        connection.send(Cost(value, time.process_time() - began, _peak() - before))


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
