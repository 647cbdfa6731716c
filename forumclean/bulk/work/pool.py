"""Pool: worker processes that may die. Chunks go in, what they became comes out in the same order.

`concurrent.futures` breaks as a whole when one worker dies. Here each worker has a pipe, and a clock in shared memory
that says which record it is at and since when. So the parent sees a worker that died (the pipe closes) or hangs (the
clock stands), knows the record, and gives the chunk to a new worker. Where several records were in work together, they
go one by one in the second try. A record that was too slow alone is condemned at once; one that a worker died at gets
another try, because it may not have been its fault.
"""

from __future__ import annotations

import pickle
import time
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import wait
from types import TracebackType
from typing import Self

from forumclean.bulk.errors import StoppedError
from forumclean.bulk.work.chunks import Chunk, Done
from forumclean.bulk.work.worker import BETWEEN, STARTING, TOGETHER, Job, serve
from forumclean.cleaner import Cleaner
from forumclean.processes import Worker, end_all, shared_array

__all__ = ["Pool"]

_PATIENCE = 3
_AHEAD = 4


@dataclass(slots=True)
class _Task:
    """A chunk with the deaths it has cost, by the index of the record."""

    chunk: Chunk
    deaths: Counter[int] = field(default_factory=Counter)


class _Worker(Worker):
    """A process, its pipe, its clock, and what it is at."""

    def __init__(self, packed: bytes, job: Job) -> None:
        self.clock = shared_array("d", 2)
        self.clock[0] = STARTING
        self.task: _Task | None = None
        super().__init__(serve, packed, self.clock, job)

    @property
    def at(self) -> int:
        """The index of the record in work, `TOGETHER`, `BETWEEN` or `STARTING`."""
        return int(self.clock[0])

    def is_late(self, limit: float) -> bool:
        """Whether what is in work has taken longer than a record may."""
        return (self.at >= 0 or self.at == TOGETHER) and time.monotonic() - self.clock[1] > limit


class Pool:
    """Workers for a run; a context manager.

    Args:
        cleaner: what they clean with.
        job: what else they are told.

    Raises:
        StoppedError: workers cannot start, or die where no record is to blame.
        WorkerError: the script that starts them would start others when they import it.
    """

    def __init__(self, cleaner: Cleaner, job: Job) -> None:
        self._packed, self._job = pickle.dumps(cleaner), job
        self._timeout = job.options.timeout
        self._size = job.options.processes
        self._workers: list[_Worker] = []  # started when there is something to do for them
        self._open: deque[_Task] = deque()  # not yet given back, in order
        self._again: deque[_Task] = deque()  # of these, the ones that lost their worker
        self._done: dict[int, Done] = {}  # of these, the ones that are ready
        self._failures = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for worker in self._workers if error is not None else ():
            worker.process.kill()
        end_all(self._workers)

    def map(self, chunks: Iterable[Chunk]) -> Iterator[Done]:
        """Clean chunks. Only so many are read ahead as the workers need; the rest waits for who takes the results."""
        source = iter(chunks)
        while self._feed(source):
            while self._open and (done := self._done.pop(self._open[0].chunk.number, None)):
                self._open.popleft()
                yield done
            if self._open:
                self._listen()

    def _feed(self, source: Iterator[Chunk]) -> bool:
        """Give every idle worker a chunk, as far as there is one; tell whether any chunk is open."""
        while self._has_hand() and (task := self._next(source)) is not None:
            self._give(task)
        return bool(self._open)

    def _has_hand(self) -> bool:
        return len(self._workers) < self._size or any(worker.task is None for worker in self._workers)

    def _next(self, source: Iterator[Chunk]) -> _Task | None:
        """What is to be done next: first what has lost its worker."""
        if self._again:
            return self._again.popleft()
        # Large records must not pile up behind a slow one.
        ahead, size = _AHEAD * self._size, sum(task.chunk.size for task in self._open)
        has_room = len(self._open) < ahead and size < ahead * self._job.options.chunk_bytes
        if (has_room or len(self._open) < self._size) and (chunk := next(source, None)) is not None:
            self._open.append(_Task(chunk))
            return self._open[-1]
        return None

    def _give(self, task: _Task) -> None:
        worker = next((worker for worker in self._workers if worker.task is None), None)
        if worker is None:
            worker = _Worker(self._packed, self._job)
            self._workers.append(worker)
        worker.task = task
        try:
            worker.connection.send(task.chunk)
        except OSError:
            self._lost(worker)

    def _listen(self) -> None:
        busy = {worker.connection: worker for worker in self._workers if worker.task is not None}
        patience = 1.0 if self._timeout is None else min(1.0, self._timeout / 10)
        for connection in wait(list(busy), patience) if busy else ():
            worker = busy[connection]  # type: ignore[index]
            try:
                result = worker.connection.recv()
            except (EOFError, OSError):
                self._lost(worker)
            else:
                self._done[result.number] = result
                worker.task = None
                self._failures = 0
        for worker in list(self._workers):
            if self._timeout is not None and worker.task is not None and worker.is_late(self._timeout):
                self._lost(worker, slow=f"took longer than {self._timeout:g} s")

    def _lost(self, worker: _Worker, slow: str = "") -> None:
        """A worker is gone, or must go: find the record that is to blame, and have the chunk done again."""
        at, death = worker.at, worker.end() if slow else worker.lost()
        self._workers.remove(worker)
        task = worker.task
        if task is not None:
            task.deaths[at] += 1
            if at == TOGETHER:
                task.chunk.one_by_one = True
            elif slow:
                task.chunk.condemned[at] = slow
            elif at >= 0 and task.deaths[at] > 1:
                task.chunk.condemned[at] = f"the worker died of it twice: {death}"
            self._again.append(task)
        if at in (STARTING, BETWEEN):
            self._failures += 1
            if self._failures > _PATIENCE:
                when = "while it started" if at == STARTING else "with no record in work"
                raise StoppedError(
                    f"a worker died {when}, {self._failures} times in a row: {death}; "
                    "mend what it says above, or use fewer workers, then go on with --resume"
                )
