"""Ledger: what a run writes, in what order, so that a kill at any point loses nothing and doubles nothing.

A run writes OUT.part and REJECTS.part, and notes in OUT.checkpoint how far they are good. A run that resumes cuts both
to that length. When all is there it says so in the checkpoint, gives the files their names, and deletes the checkpoint.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from forumclean.bulk.errors import OutputError, StoppedError
from forumclean.bulk.inputs.streams import codec_of, compress
from forumclean.bulk.options import Options, OutputFormat
from forumclean.bulk.outputs.checkpoint import Checkpoint, Step
from forumclean.bulk.outputs.json_writer import write_json
from forumclean.bulk.outputs.outputs import Convert, Output, output_of
from forumclean.bulk.outputs.parquet_writer import write_parquet
from forumclean.bulk.work.chunks import Done

__all__ = ["Ledger"]


class Ledger:
    """Takes what chunks became, in their order. A context manager.

    Args:
        output: the path to write; ``-`` is stdout.
        options: how the run is made; of these, what concerns writing.
        form: how the output is written.
        fingerprint: what a run that resumes must have in common with the one that was stopped; None: it cannot resume.

    Attributes:
        done: chunks that a run before has finished.
        ended: all of them are finished.
        seconds: how long that took.
        tally: what has been counted, since the first run.

    Raises:
        OutputError: an output cannot be written, or what lies there is of another run.
    """

    def __init__(
        self, output: str, options: Options, form: OutputFormat, fingerprint: dict[str, Any] | None = None
    ) -> None:
        self._options, self._form = options, form
        self._output = output_of(output)
        self._rejects = output_of(str(options.rejects)) if options.rejects else None
        self._checkpoint = self._checkpoint_of(output, fingerprint)
        try:
            step = self._begin()
        except OSError as error:
            self._close()
            if isinstance(error, OutputError):
                raise
            raise OutputError(f"{output}: cannot be written: {error.strerror}; name another output") from None
        self.done, self.ended, self.seconds, self.tally = step.chunks, step.ended, step.seconds, step.tally
        self._step, self._noted = Step(step.chunks, step.output, step.rejects), time.monotonic()

    def add(self, done: Done) -> None:
        """Write a chunk.

        Raises:
            StoppedError: there is no room, or the place is gone.
        """
        with self._told(self._output):
            self._output.write(done.output)
        if self._rejects is not None:
            with self._told(self._rejects):
                self._rejects.write(done.rejects)
        self.tally.add(done.tally)
        self._step.tally.add(done.tally)
        self._step.chunks = done.number + 1
        self._step.output += len(done.output)
        self._step.rejects += len(done.rejects)
        if time.monotonic() - self._noted >= self._options.checkpoint_seconds:
            self._note()

    def publish(self) -> None:
        """All chunks are written: give the files their names. Where there is no record, no older one is replaced.

        Raises:
            StoppedError: there is no room, or the place is gone.
        """
        if not self.ended:
            self._end_empty()
            self._note(ended=True)
            self.ended = True
        tally = self.tally
        if self._rejects is not None:
            with self._told(self._rejects):
                if tally.records or tally.rejected or not Path(self._rejects.name).exists():
                    self._rejects.publish()
                else:
                    self._rejects.drop()
        convert: Convert | None = None
        if self._form is OutputFormat.PARQUET:
            convert = partial(write_parquet, columns=tally.columns, detail=self._options.detail)
        elif self._form is OutputFormat.JSON:
            convert = partial(write_json, codec=codec_of(self._output.name))
        with self._told(self._output):
            if tally.records or not (tally.rejected or Path(self._output.name).exists()):
                self._output.publish(convert)
            else:
                self._output.drop()
        if self._checkpoint is not None:
            self._checkpoint.path.unlink()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None and not self.tally.records:
            self._forget()
        elif isinstance(error, KeyboardInterrupt) and not self.ended:
            with suppress(OSError, StoppedError):
                self._take_back()
                self._note()
        self._close()

    def _checkpoint_of(self, output: str, fingerprint: dict[str, Any] | None) -> Checkpoint | None:
        if fingerprint is not None and not any(file.is_direct for file in self._files()):
            return Checkpoint(Path(f"{output}.checkpoint"), fingerprint)
        if self._options.resume:
            raise OutputError("a run from stdin or to a pipe cannot resume: what has gone by is gone; name files")
        return None

    def _begin(self) -> Step:
        known = self._checkpoint is not None and self._checkpoint.path.exists()
        files = self._files()
        # The lock comes first: a run that lives has a checkpoint too, and was not stopped.
        there = [file.open(new=not known) for file in files]
        if known and not self._options.resume:
            raise OutputError(
                f"{self._output.name}: a run at it was stopped; go on with it (--resume), "
                f"or delete {self._output.name}.checkpoint to begin again"
            )
        if self._checkpoint is None or not known:
            for file in files:
                file.cut(0)
            return self._checkpoint.begin() if self._checkpoint else Step()
        step = self._checkpoint.load()
        for file, length, is_there in zip(files, (step.output, step.rejects), there, strict=False):
            if is_there:
                file.cut(length)
            elif not step.ended:
                raise OutputError(f"{file.name}.part: it is gone; delete {self._checkpoint.path} to begin again")
        return step

    def _files(self) -> list[Output]:
        return [self._output] if self._rejects is None else [self._output, self._rejects]

    def _note(self, *, ended: bool = False) -> None:
        now, step = time.monotonic(), self._step
        with self._told(self._output):
            step.output = self._output.sync()
        if self._rejects is not None:
            with self._told(self._rejects):
                step.rejects = self._rejects.sync()
        step.seconds, step.ended = now - self._noted, ended
        self.seconds += step.seconds
        if self._checkpoint is not None:
            with self._told(self._output):
                self._checkpoint.add(step)
        self._step, self._noted = Step(step.chunks, step.output, step.rejects), now

    def _take_back(self) -> None:
        """Cut off what was written of a chunk in the midst of which somebody stopped the run."""
        for file, length in zip(self._files(), (self._step.output, self._step.rejects), strict=False):
            file.cut(length)

    def _end_empty(self) -> None:
        """No bytes at all are no gzip file; an empty member is."""
        for file in self._files():
            if file.sync() == 0 and (self._form is OutputFormat.JSONL or file is self._rejects):
                with self._told(file):
                    file.write(compress(b"", codec_of(file.name)))

    @contextmanager
    def _told(self, file: Output) -> Iterator[None]:
        """Name the file, and the way to go on, when the disk is full."""
        try:
            yield
        except BrokenPipeError:
            raise  # who reads has enough; that is no mistake
        except OSError as error:
            way = "mend that, then go on with --resume" if self._checkpoint else "mend that, then begin again"
            raise StoppedError(f"{file.name}: cannot be written: {error.strerror or error}; {way}") from None

    def _forget(self) -> None:
        """A run that has not finished a single record leaves nothing to go on with."""
        for file in self._files():
            file.drop()
        if self._checkpoint is not None:
            self._checkpoint.path.unlink(missing_ok=True)

    def _close(self) -> None:
        for file in self._files():
            file.close()
