"""Extras: packages that the base install does not bring, and what to install when one is missing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from forumclean.errors import MissingExtraError

__all__ = ["extra"]


@contextmanager
def extra(name: str) -> Iterator[None]:
    """Say what to install when an import in this block fails.

    Raises:
        MissingExtraError: it failed.

    >>> with extra("warc"):
    ...     import tapes
    Traceback (most recent call last):
    forumclean.errors.MissingExtraError: No module named 'tapes'; in a checkout of forumclean: pip install '.[warc]'
    """
    try:
        yield
    except ImportError as error:
        # An extra that stands on another names itself: it brings the other's packages along.
        cause = error.__cause__ or error if isinstance(error, MissingExtraError) else error
        way = f"in a checkout of forumclean: pip install '.[{name}]'"  # the package is on no index
        raise MissingExtraError(f"{cause}; {way}", name=error.name) from cause
