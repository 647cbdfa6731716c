"""Strict decoding of TOML and dicts into typed settings: every mistake is named with file, line, key and a way out."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import tomli

from forumclean.errors import ConfigError

__all__ = ["decode", "line_of", "parse_toml", "read_toml"]

T = TypeVar("T")
_POSITION = re.compile(r"(.*?) \(at (?:line (\d+), column (\d+)|end of document)\)$", re.S)
_UNKNOWN = re.compile(r"Object contains unknown field `(.*?)`")
_ENUM = re.compile(r"Invalid enum value '(.*?)'")
_STEP = re.compile(r"([^.\[\]]+)(?:\[(\d+|\.\.\.)\])?")
_HEAD = re.compile(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]")
_OWN_KEY = re.compile(r"""\s*([\w"'.-]+)\s*=""")
_PATH = re.compile(r" - at `\$(.*?)`$")


def read_toml(path: str | Path) -> tuple[dict[str, Any], str]:
    """Return the tables of a TOML file and its text.

    Raises:
        ConfigError: the file cannot be read, is not UTF-8 or is not TOML.
    """
    try:
        text = Path(path).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ConfigError("no such file", file=str(path), hint="check the path") from None
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8 text"
        raise ConfigError(f"cannot be read: {reason}", file=str(path)) from None
    return parse_toml(text, file=str(path)), text


def parse_toml(text: str, *, file: str) -> dict[str, Any]:
    """Parse TOML; a mistake names its line.

    >>> parse_toml("a = ", file="x.toml")
    Traceback (most recent call last):
    forumclean.errors.ConfigError: x.toml:1: not valid TOML: Invalid value
    """
    try:
        return tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        found = _POSITION.match(str(error))
        problem, line = (found[1], found[2]) if found else (str(error), None)
        at = int(line) if line else text.count("\n") + 1
        raise ConfigError(f"not valid TOML: {problem}", file=file, line=at) from None


def decode(data: object, kind: type[T], *, file: str, text: str = "", table: str = "") -> T:
    """Turn plain data into ``kind``, a msgspec struct, and translate what msgspec says of a mistake.

    Args:
        data: what TOML gave, or a dict.
        kind: the struct.
        file: the name of the file, for the message.
        text: its text, to name the line.
        table: the table of the text that the data stand in, such as ``profile[1]``.

    Raises:
        ConfigError: an unknown key, a wrong type, a missing key or a value out of range.
    """
    try:
        return msgspec.convert(data, kind)
    except msgspec.ValidationError as error:
        message = str(error)
        path = found[1].lstrip(".") if (found := _PATH.search(message)) else ""
        problem, key, hint = _translate(_PATH.sub("", message), path, kind)
        raise ConfigError(
            problem, file=file, line=line_of(text, f"{table}.{key}"), key=key or None, hint=hint
        ) from None


def _translate(problem: str, path: str, kind: type) -> tuple[str, str, str | None]:
    if unknown := _UNKNOWN.match(problem):
        struct = _struct_at(kind, path)
        names = list(struct.__struct_encode_fields__) if struct else []
        near = difflib.get_close_matches(unknown[1], names, n=1, cutoff=0.5)
        key = f"{path}.{unknown[1]}" if path else unknown[1]
        hint = f"did you mean '{near[0]}'?" if near else f"the keys are {', '.join(names)}"
        return f"unknown key '{unknown[1]}'", key, hint
    if wrong := _ENUM.match(problem):
        values = _enum_values(kind, path)
        near = difflib.get_close_matches(wrong[1], values, n=1, cutoff=0.5)
        hint = f"did you mean '{near[0]}'?" if near else f"it is one of {', '.join(values)}"
        return f"unknown value '{wrong[1]}'", path, hint
    return problem[:1].lower() + problem[1:], path, None


def _walk(kind: Any, path: str) -> msgspec.inspect.Type:
    """Follow a msgspec error path such as ``rule[2].kind`` through the type."""
    node = msgspec.inspect.type_info(kind)
    for part in re.findall(r"[^.\[\]]+|\[", path):
        node = _pick(node, part)
    return _unwrap(node)


def _pick(node: msgspec.inspect.Type, part: str) -> msgspec.inspect.Type:
    node = _unwrap(node)
    if isinstance(node, msgspec.inspect.StructType):
        return next((field.type for field in node.fields if field.encode_name == part), node)
    return getattr(node, "item_type", node) if part == "[" else node


def _unwrap(node: msgspec.inspect.Type) -> msgspec.inspect.Type:
    if isinstance(node, msgspec.inspect.UnionType):
        return next(kind for kind in node.types if not isinstance(kind, msgspec.inspect.NoneType))
    return node


def _struct_at(kind: type, path: str) -> type[msgspec.Struct] | None:
    node = _walk(kind, path)
    return node.cls if isinstance(node, msgspec.inspect.StructType) else None


def _enum_values(kind: type, path: str) -> list[str]:
    node = _walk(kind, path)
    if isinstance(node, msgspec.inspect.EnumType):
        return [str(member.value) for member in node.cls]
    return [str(value) for value in getattr(node, "values", ())]


def line_of(text: str, key: str) -> int | None:
    r"""Line of ``rule[2].pattern`` in a TOML text, counted from 1: the key's own, else its table's, else None.

    >>> line_of("[[rule]]\nid = 1\n[[rule]]\n[rule.more]\nid = 2", "rule[1].more.id")
    5
    """
    wanted = [(name, int(index) if index.isdigit() else 0) for name, index in _STEP.findall(key)]
    table: list[tuple[str, int]] = []
    tables: Counter[str] = Counter()
    best, found = 0, None
    for number, line in enumerate(text.splitlines() if wanted else (), 1):
        if head := _HEAD.match(line):
            names = _names(head[2])
            tables[head[2]] += head[1] == "[["
            table = [(name, max(0, tables[".".join(names[: n + 1])] - 1)) for n, name in enumerate(names)]
            place, fits = table, table == wanted[: len(table)]
        elif own := _OWN_KEY.match(line):
            place = [*table, *((name, 0) for name in _names(own[1]))]
            # The last name may stand for a list: an index in it says nothing of the line.
            at = wanted[: len(place)]
            fits = [name for name, _ in place] == [name for name, _ in at] and place[:-1] == at[:-1]
        else:
            continue
        if fits and len(place) > best:
            best, found = len(place), number
    return found


def _names(dotted: str) -> list[str]:
    return [name.strip(" \t\"'") for name in dotted.split(".")]
