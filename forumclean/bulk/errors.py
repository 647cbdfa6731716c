"""What a bulk run raises besides `InputError` and `ConfigError`."""

from __future__ import annotations

from forumclean.errors import ForumCleanError

__all__ = ["OutputError", "StoppedError"]


class OutputError(ForumCleanError, OSError):
    """The run was not begun: its output cannot be written, or what lies there is of another run."""


class StoppedError(ForumCleanError, RuntimeError):
    """The run stopped before its end; what it had finished is kept, and a run that resumes goes on from there."""
