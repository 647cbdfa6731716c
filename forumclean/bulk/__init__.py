"""Bulk runs: files in, files out, nothing lost. `forumclean.bulk.run` is the whole of it; docs/scale.md explains it.

In: paths of files and folders, and `Options`.
Out: an output file, its rejects and a `Summary`.
Must not know: how a record is cleaned.
"""

from forumclean.bulk.errors import OutputError, StoppedError
from forumclean.bulk.options import InputFormat, Options, OutputFormat
from forumclean.bulk.run import run
from forumclean.bulk.summary import Progress, Summary
from forumclean.errors import MissingExtraError
from forumclean.outcome.record import Detail

__all__ = [
    "Detail",
    "InputFormat",
    "MissingExtraError",
    "Options",
    "OutputError",
    "OutputFormat",
    "Progress",
    "StoppedError",
    "Summary",
    "run",
]
