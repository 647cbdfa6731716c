"""What a bulk run raises besides `InputError` and `ConfigError`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from forumclean.errors import ForumCleanError

__all__ = ["MissingExtraError", "OutputError", "StoppedError", "extra"]


class MissingExtraError(ForumCleanError, ImportError):
    """A format needs a package that the base install does not bring."""


class OutputError(ForumCleanError, OSError):
    """The run was not begun: its output cannot be written, or what lies there is of another run."""


class StoppedError(ForumCleanError, RuntimeError):
    """The run stopped before its end; what it had finished is kept, and a run that resumes goes on from there."""


@contextmanager
def extra(name: str) -> Iterator[None]:
    """Say what to install when an import in this block fails.

    Raises:
        MissingExtraError: it failed.

    >>> with extra("warc"):
    ...     import no_such_package
    Traceback (most recent call last):
    forumclean.bulk.errors.MissingExtraError: 'no_such_package' is not installed; pip install 'forumclean[warc]'
    """
    try:
        yield
    except ImportError as error:
        package = (error.name or str(error)).partition(".")[0]
        raise MissingExtraError(f"'{package}' is not installed; pip install 'forumclean[{name}]'") from None
