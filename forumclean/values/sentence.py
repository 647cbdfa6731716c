"""What reads as a whole sentence, in any script."""

from __future__ import annotations

__all__ = ["ENDS", "is_sentence"]

_STOPS, _WIDE_STOPS = '.!?…"”»।۔؟', "。！？」』"
# Marks with which a sentence ends in some script (Latin to Armenian, Ethiopic, Khmer, Tibetan).
ENDS = frozenset(f"{_STOPS}{_WIDE_STOPS}॥։።፧។༎᠃⸮")
# So many blanks at least, or characters in scripts that set no blanks.
_BLANKS, _CHARS = 8, 15


def is_sentence(line: str) -> bool:
    """Tell whether a line ends as a sentence does, and is as long.

    >>> is_sentence("The ferry to the islands sails again from next Monday."), is_sentence("Log in or register.")
    (True, False)
    """
    stop = line[-1:]
    return (stop in _STOPS and line.count(" ") >= _BLANKS) or (stop in _WIDE_STOPS and len(line) >= _CHARS)
