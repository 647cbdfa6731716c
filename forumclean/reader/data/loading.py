"""A text to the data that it is JSON of; apart from who reads those, because every text is asked."""

from __future__ import annotations

import json
from typing import Any

__all__ = ["is_json", "load_json"]

# What may stand before a value; a file of Windows begins with a byte order mark.
_BLANK = "\ufeff \t\r\n"


def is_json(text: str) -> bool:
    """Tell at a glance whether a text may be a JSON object or a list."""
    return text[:64].lstrip(_BLANK)[:1] in ("{", "[") and text[-64:].rstrip()[-1:] in ("}", "]")


def load_json(text: str) -> Any:
    r"""The value of a JSON text, a list for JSON lines; None when it is none that holds an object.

    >>> load_json('[{"a": 1}]'), load_json('{"a": 1}\n{"a": 2}'), load_json("[1]"), load_json("{a}")
    ([{'a': 1}], [{'a': 1}, {'a': 2}], None, None)
    """
    try:
        text = text.lstrip(_BLANK)
        data = json.loads(text, strict=False)
    except json.JSONDecodeError as error:
        # The first value is whole and more comes: a value a line.
        data = _lines(text) if error.msg == "Extra data" else None
    except (ValueError, RecursionError):
        return None
    values = data if isinstance(data, list) else [data]
    return data if any(isinstance(value, dict) for value in values) else None


def _lines(text: str) -> list[Any] | None:
    try:
        return [json.loads(line, strict=False) for line in text.split("\n") if line.strip()]
    except (ValueError, RecursionError):
        return None
