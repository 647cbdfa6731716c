"""Checkpoint: JSON lines beside the output that say what is finished, so that a run can go on after any kill.

The first line is the run's fingerprint; each other line is a step: what was finished since the step before, and how
long output and rejects were then. A step is written after what it speaks of is on the disk.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from forumclean.bulk.errors import OutputError
from forumclean.bulk.tally import Tally
from forumclean.outcome.record import json_line

__all__ = ["Checkpoint", "Step"]


@dataclass(slots=True)
class Step:
    """What was finished.

    Attributes:
        chunks: how many, since the run began.
        output: length of the output after them.
        rejects: length of the rejects after them.
        seconds: how long they took.
        tally: what they counted; the only part that is a difference to the step before, as ``seconds`` is.
        ended: there are no more chunks.
    """

    chunks: int = 0
    output: int = 0
    rejects: int = 0
    seconds: float = 0.0
    tally: Tally = field(default_factory=Tally)
    ended: bool = False


class Checkpoint:
    """The file.

    Args:
        path: where it is.
        fingerprint: plain values that are different when the run is another.
    """

    def __init__(self, path: Path, fingerprint: dict[str, Any]) -> None:
        self.path, self._fingerprint = path, fingerprint

    def begin(self) -> Step:
        """Start a new file."""
        with self.path.open("wb") as file:
            _append(file.fileno(), self._fingerprint)
        return Step()

    def load(self) -> Step:
        """Return the sum of all steps. A last line that was cut off in the middle does not count, and is removed.

        Raises:
            OutputError: the file is of another run, or is no checkpoint.
        """
        head, *lines = self.path.read_bytes().splitlines(keepends=True) or [b""]
        self._compare(head)
        whole, size = Step(), len(head)
        for line in lines:
            if not line.endswith(b"\n"):
                break
            step = msgspec.convert(json.loads(line), Step)
            whole.chunks, whole.output, whole.rejects = step.chunks, step.output, step.rejects
            whole.seconds, whole.ended = whole.seconds + step.seconds, step.ended
            whole.tally.add(step.tally)
            size += len(line)
        os.truncate(self.path, size)
        return whole

    def add(self, step: Step) -> None:
        """Note a step; it is on the disk when this returns."""
        with self.path.open("ab") as file:
            _append(file.fileno(), msgspec.to_builtins(step))

    def _compare(self, head: bytes) -> None:
        try:
            theirs = msgspec.convert(json.loads(head), dict[str, Any])
        except ValueError:
            raise OutputError(f"{self.path}: this is no checkpoint; delete it to begin again") from None
        if changed := [name for name, value in self._fingerprint.items() if theirs.get(name) != value]:
            raise OutputError(
                f"{self.path}: the run that was stopped was another: different {', '.join(changed)}; "
                "give what it was given, or delete this file to begin again"
            )


def _append(file: int, value: dict[str, Any]) -> None:
    line = json_line(value)  # names of files and fields may hold half a surrogate pair
    while line:
        line = line[os.write(file, line) :]
    os.fsync(file)
