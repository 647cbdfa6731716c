"""What the formats share: values, and the fields of a record that say what to clean."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple, Protocol

from forumclean.bulk.inputs.streams import Stream
from forumclean.bulk.options import Options
from forumclean.errors import InputError

__all__ = ["Entry", "FieldError", "Format", "Names", "Raw", "Refused", "entry_of"]

_JSON_NAMES = {dict: "an object", list: "a list", bool: "a truth value", int: "a number", float: "a number",
               str: "a string", type(None): "null"}  # fmt: skip


class FieldError(InputError):
    """The field that should hold the text does not."""


class Refused(NamedTuple):
    """Stands for a record that could not be read; ``input_broken``: nothing after it can be read either."""

    reason: str
    input_broken: bool = False


class Raw(NamedTuple):
    """A record as it lies in the input.

    Attributes:
        number: its line, row, record or file, counted from 1.
        data: what the format's ``fields`` understands, or `Refused`.
        size: bytes, roughly.
    """

    number: int
    data: Any
    size: int


class Names(NamedTuple):
    """The fields that say what to clean."""

    text: str = "text"
    id: str = "id"
    url: str = "url"
    encoding: str = "encoding"


class Entry(NamedTuple):
    """What is cleaned, and what goes along."""

    text: str | bytes
    id: str
    url: str | None
    encoding: str | None
    carried: dict[str, Any]


class Format(Protocol):
    """A module that knows a format."""

    def read(self, stream: Stream, options: Options) -> Iterator[Raw]:
        """Yield the records, in the parent: as little work a record as there can be."""

    def fields(self, data: Any) -> dict[str, Any]:
        """Return the fields of a record, in a worker.

        Raises:
            InputError: it is no record.
        """

    def names(self, options: Options) -> Names:
        """Which fields to look for."""


def named_by(options: Options) -> Names:
    """Fields as the options name them."""
    return Names(options.text_field, options.id_field, options.url_field, options.encoding_field)


def entry_of(fields: dict[str, Any], names: Names, place: str) -> Entry:
    """Take text, id, URL and encoding from the fields; ``place`` is the id of a record that has none.

    Raises:
        FieldError: there is no text, or it is of the wrong type.
        InputError: another field is of the wrong type.

    >>> entry_of({"text": "News", "id": 7, "lang": "en"}, Names(), "a.jsonl:1")
    Entry(text='News', id='7', url=None, encoding=None, carried={'lang': 'en'})
    """
    if names.text not in fields:
        known = ", ".join(list(fields)[:10]) or "none at all"
        raise FieldError(f"there is no field '{names.text}'; the fields are {known}")
    text, url = fields[names.text], fields.get(names.url)
    if not isinstance(text, (str, bytes)):
        raise FieldError(f"field '{names.text}' is {_kind(text)}, not a string")
    # Of bytes alone: text has none, and what is written is UTF-8, of which the field would not be true.
    encoding = fields.get(names.encoding) if isinstance(text, bytes) else None
    for name, value in ((names.url, url), (names.encoding, encoding)):
        if value is not None and not isinstance(value, str):
            raise InputError(f"field '{name}' is {_kind(value)}, not a string")
    used = (names.text, names.id, *([names.encoding] if isinstance(text, bytes) else ()))
    carried = {name: value for name, value in fields.items() if name not in used}
    return Entry(text, id_of(fields, names) or place, url, encoding or None, carried)


def id_of(fields: dict[str, Any], names: Names) -> str | None:
    """Return the id as a string, or None where there is none.

    Raises:
        InputError: it is neither a string nor a whole number.
    """
    value = fields.get(names.id)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise InputError(f"field '{names.id}' is {_kind(value)}, not a string or a whole number")
    return str(value)


def _kind(value: object) -> str:
    return _JSON_NAMES.get(type(value), f"of type {type(value).__name__}")
